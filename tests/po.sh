#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Translations are whole: every string of the sources is in the catalogue, every language has them all.
. "$(dirname -- "$0")/lib.sh"
needs xgettext msgfmt msgcmp

cd "$source" || exit 1
po/collect "$work/files" "$work/new.pot" || fail "po/collect"
cmp -s "$work/files" po/POTFILES.in || fail "po/POTFILES.in is old: make update-po"
strings() {
    msgcat --no-location --no-wrap --sort-output "$1" | sed -n '/^msgid/p'
}
strings "$work/new.pot" >"$work/new"
strings po/sideman.pot >"$work/old"
diff "$work/old" "$work/new" >"$work/diff" || fail "po/sideman.pot is old: make update-po: $(head -n 20 "$work/diff")"

while read -r language; do
    LC_ALL=C msgfmt --check --statistics -o /dev/null "po/$language.po" >"$work/told" 2>&1 ||
        fail "$language: $(cat "$work/told")"
    grep -qE 'fuzzy|untranslated' "$work/told" && fail "$language: $(cat "$work/told")"
    msgcmp "po/$language.po" "$work/new.pot" >"$work/told" 2>&1 ||
        fail "$language lacks strings: $(head -n 5 "$work/told")"
done <po/LINGUAS

finish
