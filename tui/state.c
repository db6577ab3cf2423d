/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* state: conditions as words. */
#include "config.h"

#include "tui/state.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

static const float HOT_DBFS = -1.0f;
static const float SILENT_DBFS = -70.0f;
static const double SILENT_S = 3.0;

struct state_word state_of_channel(const struct channel_reading *channel)
{
    if (isnan(channel->meter_dbfs))
        return (struct state_word){"-", THEME_DIM};
    if (channel->clipped_recently)
        return (struct state_word){_("CLIP"), THEME_ALARM};
    if (channel->dead)
        return (struct state_word){_("DEAD"), THEME_BAD};
    if (channel->meter_hold_dbfs > HOT_DBFS)
        return (struct state_word){_("HOT"), THEME_WARN};
    if (channel->meter_dbfs < SILENT_DBFS)
        return (struct state_word){_("SILENT"), THEME_DIM};
    return (struct state_word){_("OK"), THEME_OK};
}

static int severity(enum theme_role role)
{
    return role == THEME_ALARM ? 4 : role == THEME_BAD ? 3 : role == THEME_WARN ? 2
        : role == THEME_OK     ? 1
                               : 0;
}

struct state_word state_of_track(const struct track_reading *track,
                                 const struct view_target *target)
{
    struct state_word worst = {"-", THEME_DIM};
    for (int c = 0; c < track->channels; c++) {
        const struct state_word word = state_of_channel(&track->channel[c]);
        if (c == 0 || severity(word.role) > severity(worst.role))
            worst = word;
    }
    if (target && track->loudness.true_peak_dbtp > target->true_peak_dbtp
        && severity(worst.role) < severity(THEME_BAD))
        return (struct state_word){_("OVER"), THEME_BAD};
    return worst;
}

struct state_word state_of_snapshot(const struct snapshot *snapshot,
                                    const struct view_target *target)
{
    switch (snapshot->source.state) {
    case CAPTURE_LOST:
        return (struct state_word){_("LOST"), THEME_ALARM};
    case CAPTURE_FAILED:
        return (struct state_word){_("FAILED"), THEME_ALARM};
    case CAPTURE_ENDED:
        return (struct state_word){_("ENDED"), THEME_WARN};
    case CAPTURE_PAUSED:
        return (struct state_word){_("PAUSED"), THEME_WARN};
    case CAPTURE_STARTING:
        return (struct state_word){_("WAITING"), THEME_DIM};
    case CAPTURE_RUNNING:
        break;
    }
    if (snapshot->paused)
        return (struct state_word){_("ON HOLD"), THEME_WARN};
    if (snapshot->mix >= snapshot->n_tracks)
        return (struct state_word){_("WAITING"), THEME_DIM};
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    if (!mix->connected)
        return (struct state_word){_("NOT CONNECTED"), THEME_WARN};
    if (mix->defects.silence_s > SILENT_S)
        return (struct state_word){_("SILENT"), THEME_DIM};
    return state_of_track(mix, target);
}

const char *state_channel_name(int channel, int channels)
{
    static const char *const surround[] = {"L", "R", "C", "LFE", "Ls", "Rs", "Lb", "Rb"};
    static const char *const quad[] = {"L", "R", "Ls", "Rs"};
    if (channels == 1)
        return "M";
    if (channels == 4)
        return quad[channel];
    return surround[channel];
}

const char *state_ballistics_name(enum ballistics ballistics)
{
    static const char *const names[BALLISTICS_COUNT] = {
        [BALLISTICS_PEAK] = N_("peak"), [BALLISTICS_PPM1] = "PPM I", [BALLISTICS_PPM2A] = "PPM IIa",
        [BALLISTICS_VU] = "VU",         [BALLISTICS_K12] = "K-12",   [BALLISTICS_K14] = "K-14",
        [BALLISTICS_K20] = "K-20",
    };
    return _(names[ballistics < BALLISTICS_COUNT ? ballistics : BALLISTICS_PEAK]);
}

void state_format_time(char *text, size_t size, double seconds)
{
    if (!(seconds >= 0.0) || seconds > 1e8) {
        snprintf(text, size, "-");
        return;
    }
    const long whole = (long)seconds;
    if (whole >= 3600)
        snprintf(text, size, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        snprintf(text, size, "%ld:%02ld", whole / 60, whole % 60);
}
