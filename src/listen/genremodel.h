/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* genremodel: which genre a row of features sounds like: a linear classifier, read from a text file
 * that data/models/train_genre.py writes.  A file that is not exactly what is expected is refused as a
 * whole.
 * Thread: reading at the start, any; the model itself is plain data. */
#ifndef SIDEMAN_GENREMODEL_H
#define SIDEMAN_GENREMODEL_H

#include "base/readings.h"
#include "base/status.h"
#include "listen/features.h"

struct genremodel {
    float mean[FEATURES], scale[FEATURES]; /* of the features it was trained on */
    /* Mean square of the scaled features of timbre: beyond `strange` it does not know such sounds;
     * from `doubt` on, the farther the less sure it is. */
    float strange, doubt;
    float bias[GENRES], weight[GENRES][FEATURES];
};

enum { GENREMODEL_VERSION = 2 };

/* `error` says what is wrong with the file and where (STATUS_FAILED). */
enum status genremodel_load(struct genremodel *model, const char *path, struct error *error);

/* Fills GENRES probabilities that add up to 1.  False when this sounds like nothing it learned. */
bool genremodel_judge(const struct genremodel *model, const float *features, float *p);

#endif
