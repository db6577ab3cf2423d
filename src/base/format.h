/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* format: numbers as people read them, "-" for what is not known.  Thread: any (after setlocale). */
#ifndef SIDEMAN_FORMAT_H
#define SIDEMAN_FORMAT_H

#include "base/readings.h"

#include <stddef.h>
#include <stdio.h>

/* Prints and pads with spaces to `columns`; longer text is not cut. */
void format_padded(FILE *out, const char *text, int columns);
/* The same with the spaces first: ends at `columns`. */
void format_right(FILE *out, const char *text, int columns);

/* "-14.2", "-" when NAN, "-inf" and "+inf". */
void format_number(char *text, size_t size, double value, int places);
/* The same with a sign always: "+0.3". */
void format_signed(char *text, size_t size, double value, int places);
/* "3:07.5" or "1:02:03.5"; "-" when NAN. */
void format_time(char *text, size_t size, double seconds);
/* "A4", "C#5"; "-" when `midi` < 0. */
void format_note(char *text, size_t size, int midi);
/* "A minor", "C# major", translated; "-" when there is none. */
void format_key(char *text, size_t size, struct key_name key);
/* "4/4", "6/8"; "-" when it is not known. */
const char *format_meter(const struct tempo_reading *tempo);
/* 'A' and on; '?' where that is not sure; '-' in silence and where there is no music. */
char format_section_letter(const struct section_reading *section);
/* Whether its swing is worth a number: else it is straight, or not known. */
bool format_is_swung(const struct tempo_reading *tempo);
/* Nearest note, as a MIDI number; -1 when NAN or not audible. */
int format_note_of_hz(double hz);

#endif
