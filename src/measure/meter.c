/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/meter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_MIN_HZ = 1000, RATE_MAX_HZ = 768000 };

struct meter {
    unsigned channels;
    struct stft *stft;
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
    if (!meter->stft) {
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
    free(meter);
}

const struct stft_frame *meter_process(struct meter *meter, float *const *channels, size_t frames)
{
    return stft_process(meter->stft, (const float *const *)channels, frames);
}

void meter_read(struct meter *meter, struct track_reading *reading, bool final)
{
    (void)final;
    reading->channels = (uint8_t)meter->channels;
}

float meter_momentary_lufs(const struct meter *meter)
{
    (void)meter;
    return NAN;
}

float meter_short_term_lufs(const struct meter *meter)
{
    (void)meter;
    return NAN;
}

void meter_reset(struct meter *meter)
{
    (void)meter;
}

void meter_reset_peaks(struct meter *meter)
{
    (void)meter;
}

void meter_set_paused(struct meter *meter, bool paused)
{
    (void)meter;
    (void)paused;
}

void meter_set_ballistics(struct meter *meter, enum ballistics ballistics)
{
    (void)meter;
    (void)ballistics;
}
