#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Whole screens of every view, over readings that stand still.
. "${srcdir:-.}/tests/screens/lib.sh"

start 80 24 "$fixture" --frozen --target 1 --tracks 5
expect overview-80x24
for view in tracks:2 loudness:3 spectrum:4 stereo:5 rhythm:6 advice:7 sources:8 log:9 'help:?'; do
    keys "${view#*:}"
    expect "${view%:*}-80x24"
done
keys Escape
keys 1
expect overview-80x24

# Faster than the DAW, of no genre in particular.
start 80 24 "$fixture" --frozen --ahead --view rhythm
expect rhythm-ahead-80x24
keys 1
expect overview-ahead-80x24

# What the adviser says, or does not.
start 80 24 "$fixture" --frozen --no-advice
expect overview-no-advice-80x24
keys 7
expect advice-none-80x24
start 80 24 "$fixture" --frozen --wide
expect overview-wide-80x24
keys 7
expect advice-wide-80x24
start 80 24 "$fixture" --frozen --view advice
keys Down Down
expect advice-third-80x24
keys .
expect advice-scores-80x24

# What the user is taken to do, and what follows from it.
start 80 24 "$fixture" --frozen --view advice --intent exploring
expect advice-exploring-80x24
start 80 24 "$fixture" --frozen --view advice --intent waiting
expect advice-waiting-80x24
keys 1
expect overview-waiting-80x24
start 80 24 "$fixture" --frozen --view advice --intent learning
expect advice-learning-80x24
keys 1
expect overview-learning-80x24
start 120 36 "$fixture" --frozen --view advice --intent learning
expect advice-learning-120x36

start 80 24 "$fixture" --frozen --view advice --target 1 --tracks 9
keys 7 7
expect advice-delivery-80x24
keys Down Down Enter
expect advice-delivery-chosen-80x24
sleep 5
keys '>'
expect advice-masking-80x24
keys Right Down
expect advice-masking-moved-80x24
start 80 24 "$fixture" --frozen --view advice --page 7 --earlier
expect advice-history-earlier-80x24
start 80 24 "$fixture" --frozen --view advice --page 4 --tracks 9
expect advice-faders-80x24
start 80 24 "$fixture" --frozen --view advice --page 5
expect advice-compare-80x24
keys A B
sleep 5
expect advice-compare-marks-80x24
keys .
expect advice-steps-80x24
keys .
expect advice-history-none-80x24
keys 1
keys i Down n
keys s
expect overview-rating-80x24
keys 4
keys 7
sleep 5
expect advice-history-80x24
keys 1 e
expect advice-explained-80x24
keys PageDown
expect advice-explained-more-80x24
keys Escape
expect advice-back-80x24
start 120 36 "$fixture" --frozen --view advice --page 5
expect advice-compare-120x36
start 120 36 "$fixture" --frozen --view advice --page 3 --tracks 34
expect advice-masking-many-120x36
start 120 36 "$fixture" --frozen --view advice --page 1
expect advice-scores-120x36

start 80 24 "$fixture" --frozen --target 1 --ascii
expect overview-ascii-80x24
start 80 24 "$fixture" --frozen --target 1 --theme mono
expect overview-mono-80x24
start 80 24 "$fixture" --unknown
expect overview-unknown-80x24
start 80 24 "$fixture" --frozen --state lost
expect overview-lost-80x24
start 80 24 "$fixture" --frozen --state file --channels 6
expect overview-surround-80x24
start 120 36 "$fixture" --frozen --target 1 --tracks 5
expect overview-120x36
start 200 60 "$fixture" --frozen --target 1 --tracks 5
expect overview-200x60
finish
