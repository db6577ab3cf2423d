/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_rhythm: tempo, pitch and onsets in one line; faults at its end. */
#include "config.h"

#include "tui/panel.h"

#include "base/format.h"
#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const float panel_key_shown_from = 0.5f;
const double panel_same_bpm = 0.5;
static const float DC_NOTABLE = 0.001f; /* -60 dBFS */

void panel_note_name(char *text, size_t size, int midi)
{
    static const char *const notes[] = {"C",  "C#", "D",  "D#", "E",  "F",
                                        "F#", "G",  "G#", "A",  "A#", "B"};
    if (midi < 0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%s%d", notes[midi % 12], midi / 12 - 1);
}

static bool daw_rolls(const struct source_reading *source)
{
    return source->transport == TRANSPORT_ROLLING && source->transport_bpm > 0.0f;
}

double panel_ahead_bpm(const struct snapshot *snapshot)
{
    const struct source_reading *const source = &snapshot->source;
    return daw_rolls(source) ? (double)snapshot->listen.tempo.bpm - (double)source->transport_bpm
                             : (double)NAN;
}

/* "124.0", the DAW's own with how far the music is ahead: "124.0 +1.4". */
static void describe_tempo(char *text, size_t size, const struct snapshot *snapshot)
{
    const struct source_reading *const source = &snapshot->source;
    const double ahead_bpm = panel_ahead_bpm(snapshot);
    const float bpm = daw_rolls(source) ? source->transport_bpm : snapshot->listen.tempo.bpm;
    widget_format_number(text, size, (double)bpm, 5, 1);
    const size_t used = strlen(text);
    if (fabs(ahead_bpm) > panel_same_bpm)
        snprintf(text + used, size - used, " %+.1f", ahead_bpm);
}

static int draw_item(struct area area, int x, const char *label, const char *value,
                     const char *unit)
{
    if (x + widget_columns(label) + widget_columns(value) + widget_columns(unit) + 3 > area.w)
        return x;
    if (*label)
        x += widget_text(area, 0, x, THEME_DIM, label) + 1;
    const bool known = strpbrk(value, "0123456789") != NULL;
    x += widget_text(area, 0, x, known ? THEME_STRONG : THEME_DIM, value) + 1;
    return x + widget_text(area, 0, x, THEME_DIM, unit) + 4;
}

static void describe_fault(const struct track_reading *track, char *text, size_t size)
{
    text[0] = 0;
    const struct defects_reading *defects = &track->defects;
    if (defects->bad_samples > 0)
        snprintf(text, size, _("%llu broken samples"), (unsigned long long)defects->bad_samples);
    else if (defects->dropouts > 0)
        snprintf(text, size, _("dropouts %u"), defects->dropouts);
    else if (!isnan(defects->hum_hz))
        snprintf(text, size, _("hum %.0f Hz %.0f dBFS"), (double)defects->hum_hz,
                 (double)defects->hum_dbfs);
    for (int c = 0; !text[0] && c < track->channels; c++)
        if (fabsf(track->channel[c].dc_offset) > DC_NOTABLE)
            snprintf(text, size, _("DC %.1f %%"), (double)track->channel[c].dc_offset * 100.0);
}

void panel_rhythm(const struct view_context *context, struct area area)
{
    const struct listen_reading *listen = &context->slow->listen;
    const bool lit = context->lit;
    char text[48], note[8], value[48];
    widget_text(area, 0, 1, lit ? THEME_ACCENT : THEME_DIM,
                theme_glyph(lit ? GLYPH_DOT_ON : GLYPH_DOT_OFF));
    if (view_keep(context, NEWS_SLOW, area_columns(area, 2, area.w - 2)))
        return;
    describe_tempo(text, sizeof text, context->slow);
    int x = draw_item(area, 3, "", text, "BPM");
    panel_note_name(note, sizeof note, listen->pitch.now_midi);
    if (listen->pitch.now_midi >= 0)
        snprintf(value, sizeof value, "%-3.3s%+4ld", note, lrintf(listen->pitch.now_cents));
    else
        snprintf(value, sizeof value, "%-*s", 7 + widget_columns(_("ct")), note);
    x = draw_item(area, x, _("pitch"), value, listen->pitch.now_midi >= 0 ? _("ct") : "");
    if (listen->onset.count > 0)
        snprintf(text, sizeof text, "%4.1f", (double)listen->onset.rate_hz);
    else
        snprintf(text, sizeof text, "%4s", "-");
    x = draw_item(area, x, _("onsets"), text, "/s");
    if (listen->key.now.confidence >= panel_key_shown_from) {
        format_key(text, sizeof text, listen->key.now.key);
        snprintf(value, sizeof value, "%3.0f", (double)listen->key.now.confidence * 100.0);
        x = draw_item(area, x, text, value, "%");
    }
    if (listen->genre.now.sure) {
        const struct genre_guess *const first = &listen->genre.now.guess[0];
        snprintf(value, sizeof value, "%3.0f", (double)first->p * 100.0);
        draw_item(area, x, _(genre_titles[first->genre]), value, "%");
    }
    const struct track_reading *track = panel_track(context, context->slow);
    describe_fault(track, text, sizeof text);
    if (text[0] && x + widget_columns(text) < area.w)
        widget_text_right(area_columns(area, 0, area.w - 1), 0, THEME_WARN, text);
}
