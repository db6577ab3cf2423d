/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { NAME_MAX_COMPARED = 63 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

unsigned text_distance(const char *a, const char *b)
{
    const size_t n = strnlen(a, NAME_MAX_COMPARED), m = strnlen(b, NAME_MAX_COMPARED);
    unsigned rows[3][NAME_MAX_COMPARED + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            const unsigned change = same_letter(a[i - 1], b[j - 1]) ? 0 : 1;
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + change);
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                same_letter(a[i - 2], b[j - 1]))
                row[j] = least(row[j], above2[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

void text_nearest_offer(struct text_nearest *nearest, const char *name)
{
    const unsigned distance = text_distance(nearest->wanted, name);
    if (!nearest->best || distance < nearest->distance) {
        nearest->best = name;
        nearest->distance = distance;
    }
}

const char *text_nearest_best(const struct text_nearest *nearest)
{
    if (!nearest->best)
        return NULL;
    const size_t length = strlen(nearest->best), typed = strlen(nearest->wanted);
    const bool near = nearest->distance <= 1 + length / 3;
    return near && nearest->distance < length && nearest->distance < typed ? nearest->best : NULL;
}

/* The next character and its columns; bytes that are no character count as one column each. */
static size_t next_character(const char *text, mbstate_t *state, wchar_t *wide, int *columns)
{
    size_t length = mbrtowc(wide, text, strlen(text), state);
    if (length == (size_t)-1 || length == (size_t)-2 || length == 0) {
        memset(state, 0, sizeof *state);
        *wide = L'?';
        length = 1;
    }
    const int w = wcwidth(*wide);
    *columns = w < 0 ? 1 : w;
    return length;
}

int text_columns(const char *text)
{
    mbstate_t state;
    memset(&state, 0, sizeof state);
    int total = 0;
    while (*text) {
        wchar_t wide;
        int columns;
        text += next_character(text, &state, &wide, &columns);
        total += columns;
    }
    return total;
}

/* Bytes of the next piece that must stay together: a word with the spaces before it, or one wide
 * character; and its columns. */
static size_t next_piece(const char *text, int *columns)
{
    mbstate_t state;
    memset(&state, 0, sizeof state);
    size_t length = 0;
    bool in_word = false;
    *columns = 0;
    while (text[length]) {
        wchar_t wide;
        int w;
        const size_t bytes = next_character(text + length, &state, &wide, &w);
        if (in_word && (wide == L' ' || w > 1))
            break;
        length += bytes;
        *columns += w;
        if (w > 1)
            break;
        in_word = in_word || wide != L' ';
    }
    return length;
}

void text_print_wrapped(FILE *out, const char *text, int column, const char *prefix, int width)
{
    bool fresh = true;
    while (*text) {
        int columns;
        size_t length = next_piece(text, &columns);
        if (column + columns > width && !fresh) {
            fprintf(out, "\n%s", prefix);
            column = text_columns(prefix);
            while (length > 0 && *text == ' ') {
                text++;
                length--;
                columns--;
            }
        }
        fwrite(text, 1, length, out);
        column += columns;
        text += length;
        fresh = false;
    }
    fputc('\n', out);
}

/* Bytes of the control character that `text` begins with; 0 when it begins with none. */
static size_t control_length(const char *text)
{
    const unsigned char first = (unsigned char)text[0], second = (unsigned char)text[first ? 1 : 0];
    if (first < ' ' || first == 0x7F)
        return 1;
    return first == 0xC2 && second >= 0x80 && second < 0xA0 ? 2 : 0;
}

void text_make_printable(char *text)
{
    for (; *text; text++)
        for (size_t left = control_length(text); left > 0; left--)
            text[left - 1] = '?';
}

void text_print_name(FILE *out, const char *name)
{
    for (; *name; name++) {
        const size_t control = control_length(name);
        fputc(control > 0 ? '?' : *name, out);
        name += control > 1 ? control - 1 : 0;
    }
}

void text_mend_end(char *text)
{
    mbstate_t state;
    memset(&state, 0, sizeof state);
    for (size_t left = strlen(text); left > 0 && ((unsigned char)text[left - 1] & 0x80) != 0;) {
        const size_t length = mbrtowc(NULL, text, left, &state);
        if (length == (size_t)-2) {
            *text = '\0';
            return;
        }
        const bool broken = length == (size_t)-1 || length == 0;
        if (broken)
            memset(&state, 0, sizeof state);
        text += broken ? 1 : length;
        left -= broken ? 1 : length;
    }
}

void text_format(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int wanted = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    if (wanted >= 0 && (size_t)wanted >= size && size > 0)
        text_mend_end(text);
}

/* Bytes of the character that `text` begins with; 0 when that is none. */
static size_t utf8_length(const unsigned char *text)
{
    const unsigned char lead = text[0];
    const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3
                          : lead < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    const bool overlong = (lead == 0xE0 && text[1] < 0xA0) || (lead == 0xF0 && text[1] < 0x90);
    const bool surrogate = lead == 0xED && text[1] >= 0xA0;
    const bool too_high = lead == 0xF4 && text[1] >= 0x90;
    return overlong || surrogate || too_high ? 0 : length;
}

void text_to_utf8(char *utf8, size_t size, const char *text)
{
    static const char unknown[] = "\xEF\xBF\xBD";
    size_t used = 0;
    while (*text) {
        const size_t length = utf8_length((const unsigned char *)text);
        const char *from = length ? text : unknown;
        const size_t bytes = length ? length : sizeof unknown - 1;
        if (used + bytes >= size)
            break;
        memcpy(utf8 + used, from, bytes);
        used += bytes;
        text += length ? length : 1;
    }
    utf8[used] = '\0';
}
