/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* genremodel: which genre a row of features sounds like, read from a text file that
 * data/models/train_genre.py writes: a linear classifier that is less sure of itself the farther music
 * is from what it learned, and a second one that knows what is no genre yet: drums alone, a bass, one
 * instrument.  A file that is not exactly what is expected is refused as a whole.
 * Thread: reading at the start, any; the model itself is plain data. */
#ifndef SIDEMAN_GENREMODEL_H
#define SIDEMAN_GENREMODEL_H

#include "base/readings.h"
#include "base/status.h"
#include "listen/features.h"

struct genremodel {
    float mean[FEATURES], scale[FEATURES]; /* of the features it was trained on */
    /* How far the features of timbre are from those of the nearest genre, as they spread (mean square
     * of the whitened): beyond `strange` it does not know such sounds; from `doubt` on, the farther the
     * less sure it is. */
    float strange, doubt;
    float white[TIMBRE_FEATURES][TIMBRE_FEATURES]; /* a lower triangle */
    float centre[GENRES][TIMBRE_FEATURES];         /* whitened */
    /* What is no genre: logistic, of the scaled features of timbre and their squares. */
    float foreign, foreign_weight[TIMBRE_FEATURES], foreign_square[TIMBRE_FEATURES];
    float bias[GENRES], weight[GENRES][FEATURES];
};

enum { GENREMODEL_VERSION = 3 };

/* `error` says what is wrong with the file and where (STATUS_FAILED). */
enum status genremodel_load(struct genremodel *model, const char *path, struct error *error);

/* Fills GENRES probabilities that add up to 1; all alike for what is no genre.  False when this sounds
 * like nothing it learned. */
bool genremodel_judge(const struct genremodel *model, const float *features, float *p);

#endif
