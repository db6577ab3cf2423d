/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatnet: how likely a beat, and a downbeat, is at each moment: a small convolutional network over
 * the rises of pulsebands, trained by data/models/train_rhythm.py.  Each layer looks twice as far
 * around as the one before it, so that a beat is judged by the bars around it (in a live model: by
 * those before it).  It halves the frame rate.
 * Thread: analysis.  Reading a model and running one over a whole file allocate; the stream only in
 * beatnet_stream_new(). */
#ifndef SIDEMAN_BEATNET_H
#define SIDEMAN_BEATNET_H

#include "base/status.h"
#include "listen/pulsebands.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    BEATNET_VERSION = 1,
    BEATNET_CHANNELS = 16,
    BEATNET_LAYERS_MAX = 9,
    BEATNET_TAPS_MAX = 5,
    BEATNET_FRONT = 4, /* frames that one step looks at */
    BEATNET_LOOKAHEAD_MAX = 16
};

struct beatnet_layer {
    float wide[BEATNET_TAPS_MAX][BEATNET_CHANNELS][BEATNET_CHANNELS], wide_bias[BEATNET_CHANNELS];
    float mix[BEATNET_CHANNELS][BEATNET_CHANNELS], mix_bias[BEATNET_CHANNELS];
};

/* Weights, [input][output]. */
struct beatnet {
    unsigned layers, taps;
    unsigned lookahead; /* steps that the answer lags behind; live models only */
    bool causal;
    float front[BEATNET_FRONT][PULSEBANDS][BEATNET_CHANNELS], front_bias[BEATNET_CHANNELS];
    struct beatnet_layer layer[BEATNET_LAYERS_MAX];
    float out[BEATNET_CHANNELS][2], out_bias[2];
};

/* Reads a model file; NULL and the reason when it is missing or no good.  To be freed. */
struct beatnet *beatnet_read(const char *path, struct error *error);
/* The same of the data folder; a line in the log when there is none. */
struct beatnet *beatnet_load(const char *name);

/* Likelihoods (logits) of a step. */
struct beatnet_step {
    float beat, downbeat;
};

/* The whole of a piece: `frames` rows of rises, frames / 2 steps; false when out of memory. */
bool beatnet_run(const struct beatnet *net, const float (*rises)[PULSEBANDS], size_t frames,
                 struct beatnet_step *steps);

struct beatnet_stream;

struct beatnet_stream *beatnet_stream_new(const struct beatnet *net); /* a causal one */
void beatnet_stream_free(struct beatnet_stream *stream);
/* The next frame; true when it completes a step. */
bool beatnet_stream_push(struct beatnet_stream *stream, const float rises[PULSEBANDS],
                         struct beatnet_step *step);

#endif
