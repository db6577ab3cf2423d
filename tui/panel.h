/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel: the pieces that views are made of, each with its title row, each for any size of area: with
 * little room it shows less.  All show view_track().
 * Thread: UI. */
#ifndef SIDEMAN_PANEL_H
#define SIDEMAN_PANEL_H

#include "tui/view.h"

/* A meter per channel with scale, figures and state word. */
void panel_level(const struct view_context *context, struct area area);
/* Rows that panel_level() fills with meters `thick` rows high. */
int panel_level_rows(const struct view_context *context, int thick);
/* Big M, S and I, and LRA, true peak, PLR, PSR beside them; figures times `size` (widget_big). */
void panel_loudness(const struct view_context *context, struct area area, int size);
/* S as columns and the highest M of each as a tick, `seconds_per_column`, with the target's line. */
void panel_history(const struct view_context *context, struct area area, int seconds_per_column);
/* Third octaves as one outline, with frequencies below. */
void panel_spectrum(const struct view_context *context, struct area area);
/* Correlation, balance, width, mono loss; the goniometer when there is room. */
void panel_stereo(const struct view_context *context, struct area area);
/* Tempo, pitch, onsets, and faults (hum, DC, dropouts) in one line. */
void panel_rhythm(const struct view_context *context, struct area area);
/* A row for each track: name, meter, loudness. */
void panel_tracks(const struct view_context *context, struct area area);

/* Loudness scale chosen by the user: its ends in LUFS, and what to subtract to show a figure (0 for
 * LUFS, the target for LU). */
struct loudness_scale {
    float low_lufs, high_lufs;
    float zero_lufs;
    const char *unit; /* "LUFS", "LU" */
};
struct loudness_scale panel_loudness_scale(const struct view_state *state);

/* "A2" of a MIDI note; "-" below 0. */
void panel_note_name(char *text, size_t size, int midi);

#endif
