/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/defects.h"

#include "base/units.h"
#include "measure/dropouts.h"
#include "measure/hum.h"
#include "measure/mains.h"
#include "measure/noisefloor.h"

#include <math.h>
#include <stdlib.h>

static const float dead_power = 1e-8F;
static const float playing_power = 1e-5F;
static const double dead_s = 3.0;
enum { LFE = 3, LFE_CHANNELS_MIN = 6 };

struct defects {
    double rate_hz;
    unsigned channels;
    uint64_t bad_samples;
    uint64_t silent_frames;
    uint64_t dead_frames[CHANNELS_MAX];
    struct noisefloor noisefloor;
    struct dropouts dropouts;
    struct hum hum[2];
    struct mains *mains;
};

struct defects *defects_new(unsigned rate_hz, unsigned channels, double low_bin_hz,
                            double low_step_s)
{
    struct defects *const defects = calloc(1, sizeof *defects);
    if (!defects)
        return NULL;
    defects->rate_hz = (double)rate_hz;
    defects->channels = channels;
    noisefloor_init(&defects->noisefloor, rate_hz);
    dropouts_init(&defects->dropouts, rate_hz, channels);
    for (int c = 0; c < 2; c++)
        hum_init(&defects->hum[c], low_bin_hz, low_step_s);
    defects->mains = mains_new(low_bin_hz, low_step_s);
    if (!defects->mains) {
        defects_free(defects);
        return NULL;
    }
    return defects;
}

void defects_free(struct defects *defects)
{
    if (!defects)
        return;
    mains_free(defects->mains);
    free(defects);
}

void defects_note_seam(struct defects *defects)
{
    dropouts_note_seam(&defects->dropouts);
}

void defects_reset(struct defects *defects)
{
    defects->bad_samples = 0;
    noisefloor_reset(&defects->noisefloor);
    dropouts_reset(&defects->dropouts);
    for (int c = 0; c < 2; c++)
        hum_reset(&defects->hum[c]);
    mains_reset(defects->mains);
}

static void watch_channels(struct defects *defects, const struct hop *hop)
{
    float loudest = 0.0F;
    for (unsigned c = 0; c < defects->channels; c++)
        loudest = fmaxf(loudest, hop->power[c]);
    for (unsigned c = 0; c < defects->channels; c++) {
        if (hop->power[c] >= dead_power)
            defects->dead_frames[c] = 0;
        else if (loudest > playing_power)
            defects->dead_frames[c] += hop->frames;
    }
}

void defects_process(struct defects *defects, const struct hop *hop,
                     const struct stft_frame *low_frame)
{
    defects->bad_samples += hop->bad_samples;
    if (low_frame) {
        mains_process(defects->mains, low_frame);
        hum_process(&defects->hum[0], low_frame->left_re, low_frame->left_im, low_frame->left_power);
        if (low_frame->right_re)
            hum_process(&defects->hum[1], low_frame->right_re, low_frame->right_im,
                        low_frame->right_power);
    }
    if (hop->frames == 0)
        return;
    defects->silent_frames = hop->active ? 0 : defects->silent_frames + hop->frames;
    watch_channels(defects, hop);
    noisefloor_process(&defects->noisefloor, (double)hop->mean_power, hop->frames);
    dropouts_process(&defects->dropouts, hop);
}

bool defects_channel_is_dead(const struct defects *defects, unsigned channel)
{
    const bool is_lfe = channel == LFE && defects->channels >= LFE_CHANNELS_MIN;
    return !is_lfe && (double)defects->dead_frames[channel] > dead_s * defects->rate_hz;
}

void defects_read(const struct defects *defects, struct defects_reading *reading)
{
    double power[2];
    const float hz[2] = {hum_frequency_hz(&defects->hum[0], &power[0]),
                         hum_frequency_hz(&defects->hum[1], &power[1])};
    const int louder = power[1] > power[0] ? 1 : 0;
    reading->hum_hz = hz[louder];
    if (isnan(reading->hum_hz)) /* not in the pauses; but under the music? */
        reading->hum_hz = mains_frequency_hz(defects->mains, &power[louder]);
    reading->hum_dbfs = isnan(reading->hum_hz) ? NAN : (float)units_db_from_power(power[louder]);
    reading->noise_floor_dbfs = noisefloor_dbfs(&defects->noisefloor);
    reading->dropouts = dropouts_count(&defects->dropouts, &reading->dropout_last_s);
    reading->silence_s = (double)defects->silent_frames / defects->rate_hz;
    reading->bad_samples = defects->bad_samples;
}
