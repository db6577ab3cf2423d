/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* key: which of the 24 keys twelve pitch classes speak for.  The model is a profile of how much
 * each degree is heard in major and in minor, and how often music is minor: learned from labelled
 * music (data/models/train_key.py) and kept in data/models/key.conf; a built-in copy stands in when
 * that file cannot be used.
 * Thread: key_model_load() any; the rest: no state. */
#ifndef SIDEMAN_KEY_H
#define SIDEMAN_KEY_H

#include "base/readings.h"
#include "base/status.h"
#include "listen/chroma.h"

enum { KEYS = 2 * PITCH_CLASSES, KEY_MODEL_VERSION = 1 };

struct key_model {
    float profile[2][PITCH_CLASSES]; /* major, minor; from the tonic; means are 0 */
    float minor_bias;
};

extern const struct key_model key_model_built_in;

/* The model at `path`.  When it cannot be used: why, and `model` is the built-in one. */
enum status key_model_read(struct key_model *model, const char *path, struct error *error);
/* The installed model; the log tells when the built-in one stands in. */
void key_model_load(struct key_model *model);

/* How probable each key is: C major .. B major, C minor .. B minor; they add up to 1. */
void key_judge(const struct key_model *model, const float classes[PITCH_CLASSES],
               float probability[KEYS]);
/* The two most probable. */
struct key_estimate key_choose(const float probability[KEYS]);

#endif
