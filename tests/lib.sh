# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What the scripts here share: source it, then there are
#   $source, $build, $sideman   the sources, the build folder (the script is started in it), the program
#   $work                       a folder of its own that does not outlive the script; HOME is in it
#   fail WORDS                  tells what is wrong, and goes on
#   finish                      the script's last line: its exit status
set -u

build=$PWD
sideman=$build/sideman
source=$(CDPATH='' cd -- "$(dirname -- "$0")" && until [ -f configure.ac ] || [ "$PWD" = / ]; do cd ..; done && pwd)
work=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
export HOME="$work/home" LC_ALL=C SIDEMAN_DATA_DIR="$source/data"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME NO_COLOR SSH_CONNECTION LANGUAGE COLUMNS
mkdir "$HOME"
failures=0

fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}

finish() {
    [ "$failures" = 0 ] || exit 1
}

needs_sideman() {
    [ -x "$sideman" ] || {
        echo "run this from the build folder"
        exit 99
    }
}

# needs TOOL...: what is missing is told, and the script skipped.
needs() {
    for tool; do
        command -v "$tool" >/dev/null 2>&1 || {
            echo "SKIP: $tool is not here"
            exit 77
        }
    done
}
