/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rule_text: the sentences of rules, with numbers in them.  "{levels.peak_dbfs}" is a metric with one
 * decimal, ":0" .. ":3" asks for others, ":+1" for its sign, ":hz" writes 290 Hz and 1.2 kHz; {track},
 * {other}, {corridor} and {target} are names.
 * Thread: any. */
#ifndef SIDEMAN_RULE_TEXT_H
#define SIDEMAN_RULE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Names to put in; may be "". */
struct rule_names {
    const char *track, *other, *corridor, *target;
};

/* False with a sentence in `why` when there is a placeholder that is none. */
bool rule_text_check(const char *text, char *why, size_t size);

/* Writes the translated `text` with what it names. */
void rule_text_write(char *to, size_t size, const char *text, const float *values,
                     const struct rule_names *names);

#endif
