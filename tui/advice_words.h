/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_words: suggestions as marks and words, and which of them is selected; what the overview
 * and the Advice view share.  All of context->slow.  Thread: UI. */
#ifndef SIDEMAN_ADVICE_WORDS_H
#define SIDEMAN_ADVICE_WORDS_H

#include "tui/view.h"

enum {
    ADVICE_TITLE_MAX = 176,
    ADVICE_SLOT = 9
}; /* of cursor[] and scroll[]: the list of suggestions */

/* A shape and a colour for each severity, and its word, translated. */
const char *advice_mark(enum severity severity);
enum theme_role advice_role(enum severity severity);
const char *advice_severity_word(enum severity severity);

/* "mixing, active"; "" while that is not known. */
void advice_describe_context(char *text, size_t size, const struct context_reading *context);
/* The context at the right end of a title row, and over the figures what they are. */
void advice_draw_note(struct area area, int from, const struct advice_reading *advice);
/* Why there is no suggestion: too little was heard, or all is well. */
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
/* Mark, title and confidence in a row; the second row, if the area has one, says what to do. */
void advice_draw_suggestion(struct area area, const struct snapshot *snapshot,
                            const struct suggestion *suggestion, bool selected);

#endif
