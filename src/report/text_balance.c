/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/text_balance.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { NAME_COLUMNS = 16, NUMBER_SIZE = 24, CELLS = 6 };
static const int widths[CELLS] = {9, 12, 9, 9, 11, 11};

static void cell(FILE *out, unsigned column, const char *text)
{
    for (int i = text_columns(text); i < widths[column]; i++)
        fputc(' ', out);
    fputs(text, out);
}

static void write_move(FILE *out, float move_db)
{
    char text[NUMBER_SIZE];
    if (move_db == 0.0F)
        snprintf(text, sizeof text, "%s", _("leave"));
    else
        format_signed(text, sizeof text, (double)move_db, 1);
    cell(out, 5, text);
}

static void write_role(FILE *out, const struct track_reading *track,
                       const struct profile_reading *profile)
{
    char text[NUMBER_SIZE];
    const bool guessed = track->role == ROLE_NONE && profile->guess != ROLE_NONE;
    snprintf(text, sizeof text, "%s%s", role_names[guessed ? profile->guess : track->role],
             guessed ? "?" : "");
    cell(out, 0, text[0] ? text : "-");
}

static void write_track(FILE *out, const struct snapshot *snapshot, unsigned index)
{
    const struct track_reading *track = &snapshot->tracks[index];
    const struct fader_reading *fader = &snapshot->advice.faders[index];
    const struct profile_reading *profile = &snapshot->advice.profiles[index];
    char name[sizeof track->name], number[NUMBER_SIZE];
    memcpy(name, track->name, sizeof name);
    text_make_printable(name);
    fputs("  ", out);
    format_padded(out, name, NAME_COLUMNS);
    write_role(out, track, profile);
    cell(out, 1, profile->pattern == PATTERN_UNKNOWN ? "-" : _(pattern_names[profile->pattern]));
    format_number(number, sizeof number, (double)profile->quality, 0);
    cell(out, 2, number);
    format_number(number, sizeof number, (double)fader->audible * 100.0, 0);
    cell(out, 3, number);
    format_number(number, sizeof number, (double)fader->target_lufs, 1);
    cell(out, 4, number);
    write_move(out, fader->move_db);
    fputc('\n', out);
}

void text_balance_write(FILE *out, const struct snapshot *snapshot)
{
    if (snapshot->n_tracks < 3)
        return;
    fputc('\n', out);
    format_padded(out, _("BALANCE"), NAME_COLUMNS + 2);
    const char *const heads[CELLS] = {_("role"), _("sound"), _("quality"), _("heard %"), _("aim LUFS"),
                                 _("fader dB")};
    for (unsigned i = 0; i < CELLS; i++)
        cell(out, i, heads[i]);
    fputc('\n', out);
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (i != snapshot->mix)
            write_track(out, snapshot, i);
}
