#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# variant.sh NAME GOAL CONFIGURE-ARGS...: builds another way in variants/NAME under the build folder
# and makes GOAL there.
set -eu

name=$1 goal=$2
shift 2
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=variants/$name
mkdir -p "$folder"
cd "$folder"
if [ ! -f config.status ] || [ "$top/configure" -nt config.status ]; then
    "$top/configure" --quiet --enable-werror "$@"
fi
jobs=$(nproc 2>/dev/null || echo 2)

# shellcheck disable=SC2086
exec make -s -j"$jobs" $goal VERBOSE=1
