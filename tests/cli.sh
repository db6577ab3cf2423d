#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command line as a user meets it: wrong usage, --help, --version, bad configuration, man pages.
. "$(dirname -- "$0")/lib.sh"
needs_sideman

# Runs sideman with the arguments behind $2; expects exit status $1 and standard error to be $2.
expect() {
    status=$1 message=$2
    shift 2
    "$sideman" "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    [ "$got" = "$status" ] || fail "sideman $*: exit status $got, not $status: $(cat "$work/err")"
    [ "$(cat "$work/err")" = "$message" ] ||
        fail "sideman $*: said '$(cat "$work/err")', not '$message'"
}

expect 2 "sideman: there is no command 'analyse'; did you mean 'analyze'?" analyse x.wav
expect 2 "sideman: there is no command 'x.wav'; to play a file use --file x.wav, to measure it sideman analyze x.wav" x.wav
expect 2 "sideman: there is no option --thme here; did you mean --theme?" --thme mono
expect 2 "sideman: --theme: 'monk' is not one of default, high-contrast, colour-blind, mono; did you mean 'mono'?" --theme monk
expect 2 "sideman: --fps: '0' is not a whole number from 1 to 60" --fps 0
expect 2 "sideman: choose one source: --jack or --demo" --jack --demo
expect 2 "sideman: --file wants an argument; see --help" --file
expect 2 "sideman: --track: there is no role 'vocal'; did you mean vocals? roles are vocals drums kick snare hats bass guitar keys synth other" --track a:vocal=x
expect 2 "sideman: --target: there is no target 'spotfy'; did you mean 'spotify'?" --target spotfy --line
expect 2 "sideman analyze: --target: there is no target 'spotfy'; did you mean 'spotify'?" analyze --target spotfy x.wav
expect 2 "sideman ports: there is no option --josn here; --help lists them" ports --josn
expect 2 "sideman ports: 'x' is one argument too many" ports x
expect 1 "sideman: cannot read $work/none.conf: No such file or directory" --config "$work/none.conf"
expect 0 "" --version
grep -q '^sideman [0-9]' "$work/out" || fail "--version prints $(cat "$work/out")"

# Help: every command, at most 80 columns, in every language there is.
for language in C de es fr ja; do
    for command in '' analyze compare knowledge ports selftest; do
        # shellcheck disable=SC2086
        LC_ALL=C.UTF-8 LANGUAGE=$language SIDEMAN_LOCALE_DIR=$PWD/po/locale \
            "$sideman" $command --help >"$work/help" 2>"$work/err" || {
            [ "$command" = selftest ] || fail "$command --help: $(cat "$work/err")"
            continue
        }
        wide=$(python3 - "$work/help" <<'EOF'
import sys, unicodedata
for line in open(sys.argv[1], encoding="utf-8"):
    if sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.rstrip("\n")) > 80:
        print(line, end="")
EOF
        )
        [ -z "$wide" ] || fail "$language $command --help is wider than 80 columns: $wide"
        ! grep -q Project-Id "$work/help" || fail "$language $command --help: a heading of the translation"
        grep -q -e '--help' "$work/help" || fail "$command --help does not name --help"
    done
done

# A bad configuration is told with its line and stops nothing.
mkdir -p "$HOME/.config/sideman"
printf 'fps = 12;\nthem = "mono";\nmouse = 3;\n' >"$HOME/.config/sideman/sideman.conf"
expect 0 "sideman: $HOME/.config/sideman/sideman.conf:2: there is no setting 'them'; did you mean 'theme'?
sideman: $HOME/.config/sideman/sideman.conf:3: mouse must be true or false, not a number; the default is used" --print-config
grep -q '^fps = 12;' "$work/out" || fail "--print-config does not tell fps = 12"
printf 'fps = = 3;\n' >"$HOME/.config/sideman/sideman.conf"
expect 0 "sideman: $HOME/.config/sideman/sideman.conf:1: syntax error; the whole file is left out" --print-config
printf 'target = "spotfy";' >"$HOME/.config/sideman/sideman.conf"
expect 0 "sideman: there is no target 'spotfy'; did you mean 'spotify'?; the default is used" --print-config
rm -r "$HOME/.config"

# What is shipped as the default configuration is the default configuration.
expect 0 "" --config data/sideman.conf --print-config
cmp -s "$work/out" data/sideman.conf || fail "data/sideman.conf is not what --print-config prints"
sed 's/^\( *\)#\([a-z0-9-]* = \)/\1\2/' data/sideman.conf >"$work/all.conf"
expect 0 "" --config "$work/all.conf" --print-config

# No home, or one that cannot be written.
for home in /nonexistent relative ''; do
    HOME=$home "$sideman" --print-config >"$work/out" 2>"$work/err" || fail "HOME=$home: $(cat "$work/err")"
done

# The log: a file that cannot be written is told, and nothing else suffers.
"$sideman" --log /nonexistent/log --line --stdin 48000:1:u8 >"$work/out" 2>"$work/err" </dev/null
grep -q 'cannot open the log file /nonexistent/log' "$work/err" || fail "no word of the log: $(cat "$work/err")"

# A full disk is a failure, a reader that goes away is not.
if [ -w /dev/full ]; then
    "$sideman" --help >/dev/full 2>"$work/err" && fail "--help on a full disk is no failure"
fi
"$sideman" --help | true

# Man pages: whole and clean.
for word in $("$sideman" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
    grep -q "^\.It Fl -$word" data/sideman.1 || fail "sideman(1) does not have --$word"
done
for word in $(sed -n 's/^#\{0,1\}\([a-z-]*\) = .*;$/\1/p' data/sideman.conf); do
    grep -q "^\.It Ic $word$" data/sideman.conf.5 || fail "sideman.conf(5) does not have $word"
done
for word in $(sed -n 's/^  #\([a-z0-9-]*\) = .*/\1/p' data/sideman.conf); do
    grep -q "^\.It Ic $word$" data/sideman.conf.5 || fail "sideman.conf(5) does not have the key $word"
done
if command -v mandoc >/dev/null 2>&1; then
    mandoc -Tlint data/sideman.1 data/sideman.conf.5 | grep -v 'referenced manual not found' >"$work/lint"
    [ ! -s "$work/lint" ] || fail "man pages: $(cat "$work/lint")"
fi

finish
