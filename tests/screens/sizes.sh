#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The dashboard in small terminals, and through changes of size; it never ends for being small.
. "${srcdir:-.}/tests/screens/lib.sh"

start 80 24 "$fixture" --frozen --target 1 --tracks 5
expect overview-80x24
for size in 60x18 40x12 40x10 40x5 20x3 14x1 10x2 2x1; do
    tmux_do resize-window -x "${size%x*}" -y "${size#*x}"
    expect "overview-$size"
done
tmux_do resize-window -x 80 -y 24
expect overview-80x24
for view in 2 3 4 5 6 7 8 9 '?'; do
    keys "$view"
    for size in 33x11 12x4 1x1 300x80 80x24; do
        tmux_do resize-window -x "${size%x*}" -y "${size#*x}"
    done
    screen >/dev/null
    [ "$(tmux_do display-message -p '#{pane_dead}')" = 0 ] || fail "view $view ended while resizing"
done
keys 1
expect overview-80x24
finish
