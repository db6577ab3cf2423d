/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text: words for people: the nearest name to a mistyped one, widths in terminal columns, wrapping,
 * and names that are not fit to print.
 * Thread: any.  Text is in the locale's encoding. */
#ifndef SIDEMAN_TEXT_H
#define SIDEMAN_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* How many characters must be added, taken away, changed or swapped to make `a` into `b`, letters
 * of either case being equal. */
unsigned text_distance(const char *a, const char *b);

/* Keeps the best of the names offered; starts zeroed but for `wanted`.  text_nearest_best() is NULL
 * when nothing is near enough to be meant. */
struct text_nearest {
    const char *wanted;
    const char *best;
    unsigned distance;
};
void text_nearest_offer(struct text_nearest *nearest, const char *name);
const char *text_nearest_best(const struct text_nearest *nearest);

/* Columns on a terminal; wide characters count 2. */
int text_columns(const char *text);

/* Prints `text` from column `column` on, in lines of at most `width` columns, further lines
 * beginning with `prefix`.  Ends the line. */
void text_print_wrapped(FILE *out, const char *text, int column, const char *prefix, int width);

/* Names come from files and other programs: what could steer a terminal becomes '?'. */
void text_make_printable(char *text);
void text_print_name(FILE *out, const char *name);

/* Takes off the end what is left of a character that a cut went through. */
void text_mend_end(char *text);
/* snprintf() that never ends in half a character. */
void text_format(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Copies, and cuts to `size`: every byte that is no part of a UTF-8 character becomes U+FFFD. */
void text_to_utf8(char *utf8, size_t size, const char *text);

#endif
