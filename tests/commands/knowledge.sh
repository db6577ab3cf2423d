#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `sideman knowledge` as a user meets it: what it prints, what it says to wrong input, own files, and how
# it ends.  UPDATE_GOLDEN=yes writes tests/golden/knowledge.txt anew.
. "$(dirname -- "$0")/../lib.sh"
needs_sideman

# Runs `sideman knowledge` with the arguments behind $2: exit status $1, standard error has $2.
expect() {
    status=$1 message=$2
    shift 2
    "$sideman" knowledge "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    [ "$got" = "$status" ] || fail "knowledge $*: exit status $got, not $status: $(cat "$work/err")"
    if [ -z "$message" ]; then
        [ ! -s "$work/err" ] || fail "knowledge $*: said '$(cat "$work/err")'"
    else
        grep -qF -e "$message" "$work/err" ||
            fail "knowledge $*: said '$(cat "$work/err")', not '$message'"
    fi
}

# What is printed, whole.
{
    "$sideman" knowledge list tree
    "$sideman" knowledge show advice/mud
    "$sideman" knowledge show effect/vca
    "$sideman" knowledge show target/spotify
    "$sideman" knowledge show level/vocals
} >"$work/knowledge.txt" 2>&1
if [ "${UPDATE_GOLDEN:-}" ]; then
    cp "$work/knowledge.txt" "$source/tests/golden/knowledge.txt"
else
    diff -u "$source/tests/golden/knowledge.txt" "$work/knowledge.txt" ||
        fail "differs from tests/golden/knowledge.txt"
fi

grep -rn '"UNSOURCED' "$source/data" && fail "numbers without a source are shipped"
expect 0 "" check
grep -q '^Nothing wrong' "$work/out" || fail "check prints $(cat "$work/out")"
expect 0 "" list
cp "$work/out" "$work/list"
expect 0 ""
cmp -s "$work/out" "$work/list" || fail "knowledge alone does not list"
expect 2 "there is no kind 'advise'" list advise
expect 2 "there is no 'mudd'; did you mean 'mud'?" show mudd
expect 2 "there is no 'zzzzzzzz'; try sideman knowledge search zzzzzzzz" show zzzzzzzz
expect 2 "show wants one ID" show
expect 2 "search wants words" search
expect 2 "did you mean 'search'?" serach mud
expect 2 "there are these trees: gain-staging frequency-balance" walk
expect 0 "" metrics
grep -q '^  levels.peak_dbfs  *dBFS  *sample peak$' "$work/out" || fail "metrics prints $(cat "$work/out")"
expect 2 "takes nothing more" metrics mud
expect 1 "No such file or directory" walk gain-staging "$work/none.wav"
expect 1 "cannot read $work/none.conf" check "$work/none.conf"
expect 0 "" search why does my vocal sound muffled
head -n 1 "$work/out" | grep -qF '(advice/dull)' || fail "search finds $(head -n 1 "$work/out")"
expect 0 "" search is -14 lufs right for youtube
head -n 1 "$work/out" | grep -qF '(target/youtube)' || fail "search finds $(head -n 1 "$work/out")"
expect 1 "nothing is said about 'qqqqqqqq'" search qqqqqqqq
expect 0 "" show master
grep -q 'role/master$' "$work/out" && grep -q 'track/master$' "$work/out" ||
    fail "show master does not show all that have the name"

# A walk with the numbers of a file.
"$build/tests/golden/make_music" "$work/a.wav" a || fail "no music to walk with"
expect 0 "" walk gain-staging "$work/a.wav"
grep -q '^=> ' "$work/out" || fail "a walk ends in nothing: $(cat "$work/out")"
grep -q 'true peak = -' "$work/out" || fail "a walk without numbers: $(cat "$work/out")"

# Own files: wrong ones are told with their line and stop nothing; good ones add and replace.
mkdir -p "$HOME/.config/sideman/knowledge" "$HOME/.local/share/sideman/knowledge"
cat >"$HOME/.config/sideman/knowledge/mine.conf" <<'END'
advice = (
  { id = "mud"; title = "My mud"; text = "Mine."; ear = "Listen."; },
  { id = "new"; tittle = "New"; text = "New."; ear = "Listen."; }
);
END
expect 1 "mine.conf:3: 'tittle' is not known here; did you mean 'title'?" check
grep -q '^Problems: 2' "$work/out" || fail "check prints $(cat "$work/out")"
expect 0 "mine.conf:3: title is missing" show mud
grep -q '^My mud ' "$work/out" || fail "an own entry does not replace"
printf 'advice = ({ id = "mud"; title = "Shared mud"; text = "a"; ear = "b"; });' \
    >"$HOME/.local/share/sideman/knowledge/mine.conf"
rm "$HOME/.config/sideman/knowledge/mine.conf"
expect 0 "" show mud
grep -q '^Shared mud ' "$work/out" || fail "the data folder is not read"
expect 0 "" check "$HOME/.local/share/sideman/knowledge/mine.conf"
printf 'rules = ({ id = "x"; });' >"$HOME/.config/sideman/rules.conf"
expect 1 "rules.conf:1:" check
sed 's/\[P\] fitted/fitted/' "$source/data/knowledge/corridors.conf" >"$work/corridors.conf"
expect 1 "source: 'fitted to" check "$work/corridors.conf"
printf 'alone = 3.0;' >"$HOME/.config/sideman/corridors.conf"
expect 1 "corridors.conf:1:" check
printf '%s\n' 'contexts = (' '{ intent = "mixing"; first = ["mudd"]; text = "x"; source = "UNSOURCED"; });' \
    >"$HOME/.config/sideman/contexts.conf"
expect 1 "contexts.conf: there is no rule 'mudd'" check
printf '%s\n' 'contexts = (' '{ intent = "mixng"; text = "x"; source = "UNSOURCED"; });' \
    >"$HOME/.config/sideman/contexts.conf"
expect 1 "contexts.conf:2: intent: 'mixng' is not known; did you mean 'mixing'?" check
rm "$HOME/.config/sideman/contexts.conf"
printf 'levels = (\n{ role = "vocal"; relative_lu = -3; });' >"$HOME/.config/sideman/levels.conf"
expect 1 "levels.conf:2: role: 'vocal' is not known; did you mean 'vocals'?" check
rm -r "$HOME/.config/sideman"

# The rule that the head of rules.conf shows is one.
mkdir -p "$HOME/.config/sideman"
sed -n '/^#   rules = (/,/^#   );/s/^#   //p' "$source/data/knowledge/rules.conf" >"$HOME/.config/sideman/rules.conf"
[ -s "$HOME/.config/sideman/rules.conf" ] || fail "the head of rules.conf shows no rule"
expect 0 "" check
rm -r "$HOME/.config/sideman"

# All that is wrong is told in one go, each with its line.
mkdir -p "$HOME/.config/sideman"
printf '%s\n' 'colour = 3;' 'rules = (' '{ id = "a"; applies_to = "mixx"; metric = "levels.peek_dbfs"; above = 1;' \
    'hold_s = -3; severity = { awful = 1; }; },' '{ id = "b"; source = "none"; yields_to = "aa"; }' ');' \
    >"$HOME/.config/sideman/rules.conf"
printf '%s\n' 'alone = 7; colour = 2;' 'genres = (' '{ name = "rok"; centre_db = [1]; width = 3; },' '{ name = "pop"; });' \
    >"$HOME/.config/sideman/corridors.conf"
printf '%s\n' 'levels = (' '{ role = "vocal"; relative_lu = 9; },' '{ role = "bass"; colour = 3; });' \
    >"$HOME/.config/sideman/levels.conf"
printf '%s\n' 'colour = 1;' 'targets = (' '{ name = "a"; integrated_lufs = 3; colour = 1; },' '{ name = "b"; source = "none"; });' \
    >"$HOME/.config/sideman/targets.conf"
expect 1 "rules.conf:1: there is no 'colour'" check
for told in "rules.conf:3: rule 'a': applies_to: there is no 'mixx'" "rules.conf:4: rule 'a': hold_s: must be" \
    "rules.conf:4: rule 'a': awful: there is no 'awful'" "rules.conf:3: rule 'a': 'title' is missing" \
    "rules.conf:5: rule 'b': 'metric' is missing" "rules.conf:5: yields_to: there is no 'aa'" "rules.conf:5: source: 'none' must begin with [S]" \
    "corridors.conf:1: alone must be from 0.001 to 1" "corridors.conf:1: there is no 'colour'" \
    "corridors.conf:3: there is no 'rok'; did you mean 'rock'?" "corridors.conf:3: a corridor must have a source" \
    "corridors.conf:3: centre_db must hold 31 numbers" "corridors.conf:3: there is no 'width'" \
    "corridors.conf:4: a corridor must have a source" "levels.conf:2: role: 'vocal' is not known" \
    "levels.conf:2: relative_lu must be from -40 to 0 LU" "levels.conf:3: 'colour' is not known here" \
    "levels.conf:3: relative_lu is missing" "targets.conf:1: there is no 'colour'" \
    "targets.conf:3: integrated_lufs must be from -70 to 0" "targets.conf:3: a target has no 'colour'" \
    "targets.conf:4: title is missing" "targets.conf:4: source: 'none' must begin"; do
    grep -qF "$told" "$work/err" || fail "check does not say: $told"
done
grep -q "^Problems: $(wc -l <"$work/err")" "$work/out" || fail "check counts wrong: $(cat "$work/out")"

# In another language: texts, and what is searched.
if command -v msgfmt >/dev/null 2>&1; then
    mkdir -p "$work/locale/de/LC_MESSAGES"
    printf '%s\n' 'msgid ""' 'msgstr "Content-Type: text/plain; charset=UTF-8\n"' \
        'msgid "Boxy"' 'msgstr "Kistig"' >"$work/de.po"
    msgfmt -o "$work/locale/de/LC_MESSAGES/sideman.mo" "$work/de.po"
    rm -r "$HOME/.config/sideman"
    LC_ALL=C.UTF-8 LANGUAGE=de SIDEMAN_LOCALE_DIR=$work/locale
    export LANGUAGE SIDEMAN_LOCALE_DIR
    expect 0 "" search kistiger klang
    head -n 1 "$work/out" | grep -qF 'Kistig  (advice/boxy)' || fail "in German: $(head -n 1 "$work/out")"
    LC_ALL=C
    unset LANGUAGE SIDEMAN_LOCALE_DIR
fi

# Not installed, a full disk, a reader that goes away.
SIDEMAN_DATA_DIR=$work/none
expect 1 "the files of the knowledge are missing" check
SIDEMAN_DATA_DIR=$source/data
if [ -w /dev/full ]; then
    "$sideman" knowledge list >/dev/full 2>"$work/err" && fail "list on a full disk is no failure"
fi
"$sideman" knowledge list | true

finish
