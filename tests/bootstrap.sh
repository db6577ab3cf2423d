#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bootstrap on machines that are not this one: another distribution, no root, no sudo, a failing apt.
# A folder of stand-ins is all of its PATH; nothing is installed.
. "$(dirname -- "$0")/lib.sh"

# A PATH with what the script itself needs, and nothing of what it looks for.
tools=$work/bin
mkdir "$tools"
wanted='sh dirname sed grep find cat date tail mkdir env'
# shellcheck disable=SC2086
needs $wanted
for tool in $wanted; do
    path=$(command -v "$tool")
    case $path in
    /*) ln -s "$path" "$tools/$tool" ;;
    esac
done
stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"$tools/$1"
    chmod +x "$tools/$1"
}

# A copy that has never been built.
cp "$source/bootstrap" "$work/bootstrap"
printf 'ID=debian\n' >"$work/debian"
printf 'ID=ubuntu\nID_LIKE=debian\n' >"$work/ubuntu"
printf 'ID=fedora\n' >"$work/fedora"

# $1 os-release, $2 mode; the rest of the line is expected in what it says.
expect() {
    release=$1 mode=$2
    shift 2
    PATH=$tools OS_RELEASE=$work/$release sh "$work/bootstrap" "$mode" >"$work/out" 2>&1 </dev/null
    status=$?
    [ "$status" = 1 ] || fail "$release $mode: exit status $status"
    for word; do
        grep -q -e "$word" "$work/out" || fail "$release $mode: no '$word' in: $(cat "$work/out")"
    done
}

stand_in id 'echo 1000'
expect fedora run 'missing: .*libaubio-dev' 'Debian.s names'
expect debian run 'missing: .*autoconf.* libncurses-dev ' 'Debian.s names'
stand_in apt-get 'echo "apt-get $*"'
expect debian run 'missing: .*make ' 'needs root or sudo'
expect ubuntu check 'missing: .*libcmocka-dev.*jackd2' 'needs root or sudo'
grep -q cmocka "$work/out" || fail "check does not ask for cmocka"
stand_in sudo 'exit 1'
expect debian run 'needs root or sudo'
stand_in id 'echo 0'
expect debian run 'apt-get .*update' 'apt-get .*install .*--no-install-recommends .*gcc' \
    'still not there after installing'
stand_in apt-get 'exit 100'
expect debian run 'list of packages could not be fetched'

sh "$work/bootstrap" >"$work/out" 2>&1
[ $? = 2 ] || fail "no usage without a mode"
grep -q 'usage: ./bootstrap run' "$work/out" || fail "usage says $(cat "$work/out")"

finish
