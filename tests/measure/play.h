/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* play: sends synthetic sound through a meter.  A sound fills one frame at a time; its state goes
 * on from one call of play() to the next. */
#ifndef SIDEMAN_TESTS_PLAY_H
#define SIDEMAN_TESTS_PLAY_H

#include "measure/meter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define TAU 6.28318530717958647692

struct player {
    struct meter *meter;
    unsigned rate_hz, channels;
    uint64_t frame; /* played so far */
    float *rows[CHANNELS_MAX];
};

typedef void sound(const struct player *player, uint64_t frame, double *out, void *context);

static inline struct player play_start(unsigned rate_hz, unsigned channels)
{
    struct player player = {.meter = meter_new(rate_hz, channels), .rate_hz = rate_hz,
                            .channels = channels};
    for (unsigned c = 0; c < channels; c++)
        player.rows[c] = calloc(stft_hop_frames(rate_hz), sizeof(float));
    return player;
}

static inline void play_stop(struct player *player)
{
    meter_free(player->meter);
    for (unsigned c = 0; c < player->channels; c++)
        free(player->rows[c]);
}

/* Whole hops, at least `seconds` long. */
static inline void play(struct player *player, double seconds, sound *fill, void *context)
{
    const size_t hop = stft_hop_frames(player->rate_hz);
    const uint64_t end = player->frame + (uint64_t)(seconds * player->rate_hz);
    while (player->frame < end) {
        for (size_t i = 0; i < hop; i++) {
            double out[CHANNELS_MAX] = {0};
            fill(player, player->frame++, out, context);
            for (unsigned c = 0; c < player->channels; c++)
                player->rows[c][i] = (float)out[c];
        }
        meter_process(player->meter, player->rows, hop);
    }
}

static inline struct track_reading play_read(const struct player *player)
{
    static struct track_reading reading;
    meter_read(player->meter, &reading, false);
    return reading;
}

/* -1..1, always the same. */
static inline double play_noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(int32_t)*seed / 2147483648.0;
}

static inline void play_silence(const struct player *player, uint64_t frame, double *out,
                                void *context)
{
    (void)player, (void)frame, (void)out, (void)context;
}

#endif
