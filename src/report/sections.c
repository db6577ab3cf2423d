/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/sections.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/units.h"

#include <math.h>

enum { STRIP_COLUMNS = 74, ENERGY_ROWS = 4, ROW_DB = 4 };
enum { LETTER_COLUMNS = 4, NUMBER_COLUMNS = 9, TIME_COLUMNS = 11 };

static int column_of(double time_s, double end_s)
{
    return (int)lrint(time_s / end_s * STRIP_COLUMNS);
}

static void write_strip(FILE *out, const struct timeline *timeline)
{
    const double end_s = timeline->sections[timeline->n_sections - 1].end_s;
    int x = 0;
    fputs("  |", out);
    for (size_t i = 0; i < timeline->n_sections; i++) {
        const struct section_reading *section = &timeline->sections[i];
        const int border = column_of(section->end_s, end_s);
        for (; x < border - 1; x++)
            fputc(format_section_letter(section), out);
        if (x < border) {
            fputc('|', out);
            x++;
        }
    }
    fputc('\n', out);
}

/* Mean loudness of a column of the strip. */
static double column_lufs(const struct timeline *timeline, int column)
{
    const double steps = (double)timeline->n_energy / STRIP_COLUMNS;
    const size_t first = (size_t)(column * steps);
    size_t end = (size_t)((column + 1) * steps);
    double power = 0.0;
    if (end <= first)
        end = first + 1;
    for (size_t i = first; i < end; i++)
        power += units_power_from_db((double)timeline->energy_lufs[i]);
    return units_db_from_power(power / (double)(end - first));
}

/* Under the strip, column by column: '#' a whole row, '.' half of one. */
static void write_energy(FILE *out, const struct timeline *timeline)
{
    double lufs[STRIP_COLUMNS], top_lufs = -INFINITY;
    if (timeline->n_energy == 0)
        return;
    for (int x = 0; x < STRIP_COLUMNS; x++) {
        lufs[x] = column_lufs(timeline, x);
        top_lufs = fmax(top_lufs, lufs[x]);
    }
    if (!isfinite(top_lufs))
        return;
    top_lufs = ceil(top_lufs);
    for (int row = 0; row < ENERGY_ROWS; row++) {
        const double floor_lufs = top_lufs - (row + 1) * ROW_DB;
        int used = STRIP_COLUMNS;
        char line[STRIP_COLUMNS + 1];
        for (int x = 0; x < STRIP_COLUMNS; x++)
            line[x] = lufs[x] >= floor_lufs + 0.75 * ROW_DB   ? '#'
                      : lufs[x] >= floor_lufs + 0.25 * ROW_DB ? '.'
                                                              : ' ';
        while (used > 0 && line[used - 1] == ' ')
            used--;
        fprintf(out, used ? "   %.*s\n" : "\n", used, line);
    }
    fputs("  ", out);
    fprintf(out, _("loudness: the top is %.0f LUFS, a row %d dB"), top_lufs, ROW_DB);
    fputc('\n', out);
}

static void right(FILE *out, const char *text, int columns)
{
    for (int pad = text_columns(text); pad < columns; pad++)
        fputc(' ', out);
    fputs(text, out);
}

static void number(FILE *out, double value, int places)
{
    char text[32];
    format_number(text, sizeof text, value, places);
    right(out, text, NUMBER_COLUMNS);
}

static void write_section(FILE *out, const struct section_reading *section)
{
    char start[32], length[32];
    format_time(start, sizeof start, section->start_s);
    format_time(length, sizeof length, section->end_s - section->start_s);
    fprintf(out, "  %-*c", LETTER_COLUMNS, format_section_letter(section));
    right(out, start, TIME_COLUMNS);
    right(out, length, TIME_COLUMNS);
    number(out, (double)section->loudness_lufs, 1);
    number(out, (double)section->density_hz, 1);
    number(out, (double)section->width * 100.0, 0);
    number(out, (double)section->confidence * 100.0, 0);
    if (section->builds_up)
        fprintf(out, "  %s", _("builds up"));
    fputc('\n', out);
}

void sections_write(FILE *out, const struct timeline *timeline)
{
    if (timeline->n_sections < 2)
        return;
    fputc('\n', out);
    format_padded(out, _("SECTIONS"), 2 + LETTER_COLUMNS);
    const int used = text_columns(_("SECTIONS"));
    right(out, _("start"), TIME_COLUMNS + (used > 6 ? 6 - used : 0));
    right(out, _("length"), TIME_COLUMNS);
    right(out, "LUFS", NUMBER_COLUMNS);
    right(out, _("hits/s"), NUMBER_COLUMNS);
    right(out, _("width %"), NUMBER_COLUMNS);
    right(out, _("sure %"), NUMBER_COLUMNS);
    fputc('\n', out);
    for (size_t i = 0; i < timeline->n_sections; i++)
        write_section(out, &timeline->sections[i]);
    write_strip(out, timeline);
    write_energy(out, timeline);
}
