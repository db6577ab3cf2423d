/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_words: suggestions as marks and words, and which of them is selected; what the overview
 * and the Advice view share.  All of context->slow.  Thread: UI. */
#ifndef SIDEMAN_ADVICE_WORDS_H
#define SIDEMAN_ADVICE_WORDS_H

#include "tui/view.h"

enum {
    ADVICE_TITLE_MAX = 176,
    ADVICE_CONTEXT_ROWS = 2,
    ADVICE_SLOT = 9
}; /* of cursor[] and scroll[]: the list of suggestions */

/* A shape and a colour for each severity, and its word, translated. */
const char *advice_mark(enum severity severity);
enum theme_role advice_role(enum severity severity);
const char *advice_severity_word(enum severity severity);

/* "mixing, active", "playing, exploring, 2 wait"; "" while that is not known. */
void advice_describe_context(char *text, size_t size, const struct context_reading *context);
/* The context at the right end of a title row, and over the figures what they are. */
void advice_draw_note(struct area area, int from, const struct advice_reading *advice);
/* What the user is taken to do, why, what is said therefore and how many wait, and the keys that change it.
 * Returns the rows that it takes; 0: what is said does not go by it, or there is no room. */
int advice_draw_context(struct area area, const struct context_reading *context);
/* Why there is no suggestion: too little was heard, some wait, or all is well. */
void advice_describe_silence(char *text, size_t size, const struct advice_reading *advice);
/* What became of a suggestion: "applied: 5.1 dB, now 3.0"; "" while it is open. */
void advice_describe_state(char *text, size_t size, const struct suggestion *suggestion);
/* "bands mud excess" of "bands.mud.excess_db". */
void advice_metric_name(char *text, size_t size, const char *metric);
/* "5.1 dB", "290 Hz", "58 %"; "-" when not known. */
void advice_format_value(char *text, size_t size, float value, const char *unit);

/* Its title, and before it its track where the title does not say it. */
void advice_title(char *text, size_t size, const struct snapshot *snapshot,
                  const struct suggestion *suggestion);
/* Rows of a suggestion in a list with all that is told unasked. */
int advice_rows_each(const struct advice_reading *advice);
/* Mark, title and confidence in a row; the second row, if the area has one, says what to do, the third
 * why. */
void advice_draw_suggestion(struct area area, const struct snapshot *snapshot,
                            const struct suggestion *suggestion, bool selected);

#endif
