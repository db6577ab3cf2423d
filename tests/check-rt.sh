#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Functions marked RT_SAFE run on the audio thread: they may call one another, memcpy and memset, C11
# atomics and the few calls below, nothing else.  Whatever is registered as an audio callback must be
# marked.  The check proves itself on samples that must fail before it looks at the program.
set -eu
srcdir=${srcdir:-$(dirname "$0")/..}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0

# Of the sound servers: what their own documentation allows in the callback.
allowed="jack_port_get_buffer jack_last_frame_time jack_frame_time jack_transport_query
    Pa_GetStreamCpuLoad memcpy memset sizeof"

# Comments, literals and preprocessor lines become spaces; line numbers stay.
strip() {
    awk '{
        line = $0; out = ""
        while (line != "") {
            if (inside) {
                at = index(line, "*/")
                if (!at) { line = ""; break }
                inside = 0; line = substr(line, at + 2); continue
            }
            two = substr(line, 1, 2); one = substr(line, 1, 1)
            if (two == "/*") { inside = 1; line = substr(line, 3); continue }
            if (two == "//") break
            if (one == "\"" || one == "\047") {
                line = substr(line, 2)
                while (line != "" && substr(line, 1, 1) != one)
                    line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
                line = substr(line, 2); out = out " _ "; continue
            }
            out = out one; line = substr(line, 2)
        }
        if (out ~ /^[ \t]*#/ || continued) { continued = out ~ /\\$/; out = "" }
        print out
    }' "$1"
}

# Prints "mark NAME" for each function marked RT_SAFE or RT_WAIVED, "use FILE:LINE NAME" for each that is
# given to a server as an audio callback, and "call FILE:LINE FUNCTION CALLED" for what RT_SAFE bodies call.
scan() {
    strip "$1" | awk -v file="$1" '
    function words(text, kind,    before, name, at) {
        while (match(text, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
            at = RSTART; name = substr(text, RSTART, RLENGTH); sub(/[ \t]*\($/, "", name)
            before = substr(text, 1, at - 1); sub(/[ \t]+$/, "", before)
            if (before ~ /(->|\.)$/) name = "pointer:" name
            text = substr(text, RSTART + RLENGTH)
            if (name !~ /^(if|for|while|switch|return|do|_Alignas|_Atomic|__attribute__)$/)
                print kind, file ":" NR, owner, name
        }
    }
    {
        line = $0
        if (!depth) {
            head = head " " line
            # A declaration or the head of a definition is whole at ; or {.
            if (line ~ /[;{]/) {
                safe = head ~ /(^|[^A-Za-z_])RT_SAFE([^A-Za-z_]|$)/
                marked = safe || head ~ /(^|[^A-Za-z_])RT_WAIVED([^A-Za-z_]|$)/
                name = head
                sub(/RT_WAIVED[ \t]*\([^)]*\)/, "", name)
                if (match(name, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
                    owner = substr(name, RSTART, RLENGTH); sub(/[ \t]*\($/, "", owner)
                    if (marked) print "mark", owner
                }
                head = ""
            }
        } else if (safe) {
            words(line, "call")
            if (line ~ /\(\*[^)]*\)[ \t]*\(/) print "call", file ":" NR, owner, "pointer:(*)"
        }
        # What a server is told to call.
        if (line ~ /jack_set_[a-z_]*callback[ \t]*\(|jack_on_(info_)?shutdown[ \t]*\(/) {
            arguments = line; sub(/^[^(]*\([^,]*,[ \t]*/, "", arguments)
            if (match(arguments, /^[A-Za-z_][A-Za-z_0-9]*/))
                print "use", file ":" NR, substr(arguments, RSTART, RLENGTH)
        }
        if (line ~ /Pa_Open(Default)?Stream[ \t]*\(/) { opening = ""; collecting = 1 }
        if (collecting) {
            opening = opening " " line
            if (line ~ /;/) {
                collecting = 0
                n = split(opening, part, ",")
                callback = part[n - 1]; gsub(/[ \t]/, "", callback)
                if (n > 5) print "use", file ":" NR, callback
            }
        }
        for (i = 1; i <= length(line); i++) {
            c = substr(line, i, 1)
            if (c == "{") depth++
            if (c == "}") depth--
        }
        if (line ~ /\{.*\}/ && depth == 0) { head = ""; safe = 0 }
    }'
}

# Prints one line per offence in the given files.
check() {
    for source do
        scan "$source"
    done >"$tmp/facts"
    awk -v allowed="$allowed" '
        BEGIN { n = split(allowed, name, /[ \n\t]+/); for (i = 1; i <= n; i++) fine[name[i]] = 1 }
        NR == FNR { if ($1 == "mark") fine[$2] = 1; next }
        $1 == "use" && !fine[$3] && $3 != "NULL" {
            print $2 ": " $3 " is an audio callback and not marked RT_SAFE"
        }
        $1 == "call" && !fine[$4] && $4 !~ /^atomic_/ {
            print $2 ": " $3 " is RT_SAFE and calls " $4
        }' "$tmp/facts" "$tmp/facts"
}

# sample NAME EXPECTED-OFFENCES, the code on standard input
sample() {
    cat >"$tmp/$1.c"
    found=$(check "$tmp/$1.c" | grep -c . || true)
    if [ "$found" -ne "$2" ]; then
        echo "FAIL: the sample \"$1\" gave $found offences instead of $2"
        status=1
    fi
}

sample clean 0 <<'EOF'
RT_SAFE bool helper(struct ring *ring);
static RT_SAFE int process(unsigned n, void *argument)
{
    /* printf("not code") */
    const char *text = "malloc(1)";
    for (unsigned i = 0; i < n; i++)
        memcpy(argument, text, sizeof text);
    atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
    return helper(argument) ? 0 : (int)n;
}
static void other(void)
{
    free(malloc(1));
}
EOF
sample allocates 2 <<'EOF'
static RT_SAFE int process(unsigned n, void *argument)
{
    char *copy = malloc(n);
    free(copy);
    return 0;
}
EOF
sample locks 2 <<'EOF'
static RT_SAFE void
process(struct it *it,
        unsigned n)
{
    pthread_mutex_lock(&it->lock); n++; pthread_mutex_unlock(&it->lock);
}
EOF
sample unmarked 1 <<'EOF'
static void helper(void) { }
RT_SAFE void process(void)
{
    helper();
}
EOF
sample pointer 2 <<'EOF'
RT_SAFE void process(struct it *it)
{
    it->write(it);
    (*it->other)(it);
}
EOF
sample unmarked_callback 2 <<'EOF'
static int process(unsigned n, void *argument)
{
    return 0;
}
static void open_it(void)
{
    jack_set_process_callback(client, process, NULL);
    Pa_OpenStream(&stream, &input, NULL, rate, paFramesPerBufferUnspecified,
                  paNoFlag, process, it);
}
EOF
sample waived 0 <<'EOF'
static RT_WAIVED("freewheel (no deadline)") void wait_a_little(void)
{
    nanosleep(&nap, NULL);
}
static RT_SAFE void process(void)
{
    wait_a_little();
}
EOF

offences=$(check $(find "$srcdir/src" -name '*.[ch]' | sort))
if [ -n "$offences" ]; then
    echo "$offences"
    status=1
fi
marked=$(grep -c '^mark' "$tmp/facts")
if [ "$marked" -lt 5 ]; then
    echo "FAIL: only $marked marked functions were found: the check looks in the wrong place"
    status=1
fi
[ $status -eq 0 ] && echo "$marked marked functions, no offence"
exit $status
