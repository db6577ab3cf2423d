/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/meter.h"

#include "measure/levels.h"
#include "measure/loudness.h"

#include <stdlib.h>
#include <string.h>

enum { RATE_MIN_HZ = 1000, RATE_MAX_HZ = 768000 };

struct meter {
    unsigned channels;
    struct stft *stft;
    struct levels *levels;
    struct loudness *loudness;
};

struct meter *meter_new(unsigned rate_hz, unsigned channels)
{
    if (channels < 1 || channels > CHANNELS_MAX || rate_hz < RATE_MIN_HZ || rate_hz > RATE_MAX_HZ)
        return NULL;
    struct meter *const meter = calloc(1, sizeof *meter);
    if (!meter)
        return NULL;
    meter->channels = channels;
    meter->stft = stft_new(rate_hz, channels > 1 ? 2 : 1);
    meter->levels = levels_new(rate_hz, channels);
    meter->loudness = loudness_new(rate_hz, channels);
    if (!meter->stft || !meter->levels || !meter->loudness) {
        meter_free(meter);
        return NULL;
    }
    return meter;
}

void meter_free(struct meter *meter)
{
    if (!meter)
        return;
    stft_free(meter->stft);
    levels_free(meter->levels);
    loudness_free(meter->loudness);
    free(meter);
}

const struct stft_frame *meter_process(struct meter *meter, float *const *channels, size_t frames)
{
    const float *const *const rows = (const float *const *)channels;
    levels_process(meter->levels, rows, frames);
    loudness_process(meter->loudness, rows, frames);
    return stft_process(meter->stft, rows, frames);
}

void meter_read(struct meter *meter, struct track_reading *reading, bool final)
{
    reading->channels = (uint8_t)meter->channels;
    levels_read(meter->levels, reading->channel);
    for (unsigned c = 0; c < meter->channels; c++)
        reading->channel[c].true_peak_dbtp = loudness_true_peak_dbtp(meter->loudness, c);
    loudness_read(meter->loudness, &reading->loudness, final);
}

float meter_momentary_lufs(const struct meter *meter)
{
    return loudness_momentary_lufs(meter->loudness);
}

float meter_short_term_lufs(const struct meter *meter)
{
    return loudness_short_term_lufs(meter->loudness);
}

void meter_reset(struct meter *meter)
{
    levels_reset(meter->levels);
    loudness_reset(meter->loudness);
}

void meter_reset_peaks(struct meter *meter)
{
    levels_reset_peaks(meter->levels);
    loudness_reset_peaks(meter->loudness);
}

void meter_set_paused(struct meter *meter, bool paused)
{
    levels_set_paused(meter->levels, paused);
    loudness_set_paused(meter->loudness, paused);
}

void meter_set_ballistics(struct meter *meter, enum ballistics ballistics)
{
    levels_set_ballistics(meter->levels, ballistics);
}
