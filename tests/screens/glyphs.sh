#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Whole screens of the views with pictures of their own, in the other sizes and sets of glyphs.
. "${srcdir:-.}/tests/screens/lib.sh"

for view in spectrum stereo rhythm advice; do
    start 80 24 "$fixture" --frozen --view $view --ascii
    expect $view-ascii-80x24
    start 80 24 env TERM=linux "$fixture" --frozen --view $view
    expect $view-reduced-80x24
    start 120 36 "$fixture" --frozen --view $view
    expect $view-120x36
    start 200 60 "$fixture" --frozen --view $view
    expect $view-200x60
    start 50 12 "$fixture" --frozen --view $view
    expect $view-50x12
    start 80 24 "$fixture" --unknown --view $view
    expect $view-unknown-80x24
done
start 80 24 "$fixture" --frozen --view spectrum
keys f f t m
expect spectrum-long-tilted-held-80x24
start 80 24 "$fixture" --frozen --view stereo --channels 6
expect stereo-surround-80x24
start 80 24 "$fixture" --frozen --view tracks --tracks 5 --ascii
keys Down v Down Down
expect tracks-compared-ascii-80x24
start 120 36 "$fixture" --frozen --view tracks --tracks 5
keys Down v Down Down Down
expect tracks-compared-120x36
start 200 60 "$fixture" --frozen --view tracks --tracks 9
keys Down Down Down Down
expect tracks-200x60
start 50 12 "$fixture" --frozen --view tracks --tracks 5
keys Down Down Down
expect tracks-50x12
start 80 24 "$fixture" --frozen --view sources --state lost
expect sources-lost-80x24
start 80 24 "$fixture" --frozen --view sources --state file
keys Down Enter
expect sources-file-refused-80x24
start 120 36 "$fixture" --frozen --view help
expect help-120x36
finish
