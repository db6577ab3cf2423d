/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/format.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>

void format_padded(FILE *out, const char *text, int columns)
{
    fputs(text, out);
    for (int used = text_columns(text); used < columns; used++)
        fputc(' ', out);
}

void format_right(FILE *out, const char *text, int columns)
{
    for (int used = text_columns(text); used < columns; used++)
        fputc(' ', out);
    fputs(text, out);
}

static void format_with(char *text, size_t size, double value, int places, const char *format)
{
    if (isnan(value))
        snprintf(text, size, "-");
    else if (isinf(value))
        snprintf(text, size, value < 0 ? "-inf" : "+inf");
    else {
        const double scale = pow(10.0, places);
        const double rounded = round(value * scale) / scale;
        /* %+.*f or %.*f, the only two that are passed */
        snprintf(text, size, format, places, rounded == 0.0 ? 0.0 : rounded);
    }
}

void format_number(char *text, size_t size, double value, int places)
{
    format_with(text, size, value, places, "%.*f");
}

void format_signed(char *text, size_t size, double value, int places)
{
    format_with(text, size, value, places, "%+.*f");
}

void format_time(char *text, size_t size, double seconds)
{
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e9) {
        snprintf(text, size, "-");
        return;
    }
    const long tenths = lround(seconds * 10);
    const long whole = tenths / 10;
    if (whole >= 3600)
        snprintf(text, size, "%ld:%02ld:%02ld.%ld", whole / 3600, whole / 60 % 60, whole % 60,
                 tenths % 10);
    else
        snprintf(text, size, "%ld:%02ld.%ld", whole / 60, whole % 60, tenths % 10);
}

int format_note_of_hz(double hz)
{
    if (!isfinite(hz) || hz < 8.0 || hz > 13000.0)
        return -1;
    return (int)lround(69.0 + 12.0 * log2(hz / 440.0));
}

void format_note(char *text, size_t size, int midi)
{
    if (midi < 0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%s%d", tonic_names[midi % 12], midi / 12 - 1);
}

void format_key(char *text, size_t size, struct key_name key)
{
    if (key.tonic < 0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, key.minor ? _("%s minor") : _("%s major"), tonic_names[key.tonic]);
}

char format_section_letter(const struct section_reading *section)
{
    static const float least_sure = 0.5f;
    if (section->label < 0)
        return '-';
    return section->confidence < least_sure ? '?' : (char)('A' + section->label);
}

bool format_is_swung(const struct tempo_reading *tempo)
{
    static const float swung_from = 1.15f;
    return tempo->swing >= swung_from;
}

const char *format_meter(const struct tempo_reading *tempo)
{
    if (tempo->beats_in_bar > 0 && tempo->ternary)
        return tempo->beats_in_bar == 3 ? "9/8" : "6/8";
    return tempo->beats_in_bar == 4 ? "4/4" : tempo->beats_in_bar == 3 ? "3/4" : "-";
}
