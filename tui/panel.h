/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel: the pieces that views are made of, each with its title row, each for any size of area:
 * with little room it shows less.  All show panel_track(). Thread: UI. */
#ifndef SIDEMAN_PANEL_H
#define SIDEMAN_PANEL_H

#include "tui/view.h"

/* view_track(), or a stereo track of which nothing is known. */
const struct track_reading *panel_track(const struct view_context *context,
                                        const struct snapshot *snapshot);

/* A meter per channel with scale, figures and state word. */
void panel_level(const struct view_context *context, struct area area);
/* Rows that panel_level() fills with meters `thick` rows high. */
int panel_level_rows(const struct view_context *context, int thick);
/* Big M, S and I, and LRA, true peak, PLR, PSR beside them; figures times `size` (widget_big). */
void panel_loudness(const struct view_context *context, struct area area, int size);
/* S as columns and the highest M of each as a tick, `seconds_per_column`, with the target's line;
 * the sections below when there is room. */
void panel_history(const struct view_context *context, struct area area, int seconds_per_column);
/* The sections' letters in one row, the newest column ending at `end_s` and `first_seconds` long.
 */
void panel_sections(const struct view_context *context, struct area area, double end_s,
                    int first_seconds, int seconds_per_column);
/* The stretch of time that the columns of a graph show. */
struct panel_time {
    double end_s, span_s;
};
/* The sections over time, right of `label_columns`: their letters, and as many of loudness, density
 * and width as there are rows. */
void panel_arrangement(const struct structure_reading *structure, struct area area,
                       int label_columns, const struct panel_time *time);
/* Seconds a column so that `seconds` of history fit `width`; `steps` > 0 looks wider, < 0 closer.
 */
int panel_history_seconds(int width, int seconds, int steps);
/* The corridor of the track that is shown; NULL when none is known of it. */
const struct corridor_reading *panel_corridor(const struct view_context *context);
/* "- corridor: electronic", with the mark that its limits are drawn with; "" when there is none. */
void panel_describe_corridor(const struct view_context *context, char *text, size_t size);
/* Third octaves as bars, or as one outline, with frequencies below. */
void panel_spectrum(const struct view_context *context, struct area area);
/* Columns that it uses of `columns` at most. */
int panel_spectrum_columns(int rows, int columns);
/* Correlation, balance, width, mono loss; the goniometer when there is room. */
void panel_stereo(const struct view_context *context, struct area area);
/* Tempo, pitch, onsets, and faults (hum, DC, dropouts) in one line. */
void panel_rhythm(const struct view_context *context, struct area area);
/* The key with its runner-up, and since when it has been that: a title and two rows. */
void panel_key(const struct key_reading *key, struct area area);
/* The suggestions that matter most, as many as there is room for. */
void panel_advice(const struct view_context *context, struct area area);
/* A row for each track: name, meter, loudness, state; from track `first` on.  `cursor` is marked
 * when it is a track, -1 for none. */
void panel_tracks(const struct view_context *context, struct area area, int first, int cursor);
/* What the adviser knows of a track, in panel_profile_rows(). */
void panel_profile(const struct view_context *context, struct area area, int track);
/* What sets it apart from the track that all are compared with, in panel_comparison_rows(). */
void panel_comparison(const struct view_context *context, struct area area, int track);
int panel_profile_rows(void);
int panel_comparison_rows(int width);
/* The track that the others are compared with; -1: none. */
int panel_compared_track(const struct view_context *context);
/* "vocals", "vocals?" when it is a guess, "-". */
void panel_format_role(char *text, size_t size, const struct track_reading *track,
                       const struct profile_reading *profile);
/* "E2-E5", "-". */
void panel_format_range(char *text, size_t size, const struct range_reading *range);
/* "tonal", "-"; translated. */
const char *panel_pattern(const struct profile_reading *profile);
enum theme_role panel_quality_role(float quality);
/* Rows from track to track when `count` of them have `rows`: 3 (left, right, air), 2
 * (the louder, air) or 1. */
int panel_tracks_step(int rows, int count);

/* Loudness scale chosen by the user: its ends in LUFS, and what to subtract to show a figure (0 for
 * LUFS, the target for LU). */
struct loudness_scale {
    float low_lufs, high_lufs;
    float zero_lufs;
    const char *unit; /* "LUFS", "LU" */
};
struct loudness_scale panel_loudness_scale(const struct view_state *state);
/* "-14.2", "+0.3" on a relative scale, "-" when unknown or silent. */
void panel_format_loudness(char *text, size_t size, float lufs, const struct loudness_scale *scale);
/* OK within the target's tolerance, WARN outside, STRONG without a target. */
enum theme_role panel_judge_loudness(const struct view_target *target, float integrated_lufs);

/* A key less sure than this is not shown where there is no room for another. */
extern const float panel_key_shown_from;

/* By how much the music is faster than the DAW, which rolls; NAN while either is not known. */
double panel_ahead_bpm(const struct snapshot *snapshot);
/* They agree within this. */
extern const double panel_same_bpm;

/* "A2" of a MIDI note; "-" below 0. */
void panel_note_name(char *text, size_t size, int midi);

#endif
