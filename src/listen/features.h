/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* features: how a stretch of music sounds as a fixed row of numbers: means and variances of its timbre
 * frames, in logarithms where they span decades, how it pulses and how its spectrum stands out, none
 * of them dependent on the level.  Those of timbre can be worked out alike from librosa's published tables
 * (data/models/train_genre.py).
 * Thread: analysis.  Plain data, all zero is the empty state. */
#ifndef SIDEMAN_FEATURES_H
#define SIDEMAN_FEATURES_H

#include "listen/groove.h"
#include "listen/timbre.h"

enum {
    FEATURE_VALUES = MEL_CEPSTRA + 7 + CONTRAST_BANDS, /* of a frame: VALUE_... */
    TIMBRE_FEATURES = 2 * MEL_CEPSTRA + 10,
    GROOVE_FEATURES = GROOVE_BANDS * GROOVE_RATES,
    CONTRAST_FEATURES = 2 * CONTRAST_BANDS,
    FEATURES = TIMBRE_FEATURES + GROOVE_FEATURES + CONTRAST_FEATURES, /* in this order */
    FEATURE_NAME_MAX = 24
};

/* Sums over a stretch; they add up. */
struct feature_sums {
    double sum[FEATURE_VALUES], square[FEATURE_VALUES];
    unsigned frames;
    double groove[GROOVE_FEATURES];
    unsigned groove_frames;
};

void features_add(struct feature_sums *sums, const struct timbre_frame *frame);
void features_add_groove(struct feature_sums *sums, const struct groove_frame *frame);
void features_merge(struct feature_sums *sums, const struct feature_sums *more);

/* Means and (population) variances of the frame's values, as librosa's tables have them. */
enum {
    VALUE_CHROMA = MEL_CEPSTRA,
    VALUE_CENTROID,
    VALUE_BANDWIDTH,
    VALUE_ROLLOFF,
    VALUE_RMS,
    VALUE_HARMONIC,
    VALUE_PERCUSSIVE,
    VALUE_CONTRAST
};
double features_mean(const struct feature_sums *sums, int value);
double features_variance(const struct feature_sums *sums, int value);

/* Log of the percussive over the harmonic power, as librosa's HPSS would have it: fitted to its rows. */
double features_percussion(const struct feature_sums *sums);

/* Log of how much a band moves at a rate: `i` below GROOVE_FEATURES, all rates of a band in a row. */
double features_groove(const struct feature_sums *sums, int i);

/* Mean, then spread of the contrast of each band: `i` below CONTRAST_FEATURES. */
double features_contrast(const struct feature_sums *sums, int i);

/* Fills FEATURES numbers, all finite, when there was at least one frame of each with sound. */
bool features_of(const struct feature_sums *sums, float *features);
/* "mfcc7_mean", "centroid_var", "groove3_5", "contrast2_mean": what the model file calls them. */
void features_name(int feature, char name[FEATURE_NAME_MAX]);

#endif
