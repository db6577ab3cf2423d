/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/features.h"

#include <math.h>
#include <stdio.h>

/* Floors that no real music reaches, so that a held tone has logarithms too. */
static const double least_mean = 1e-6, least_variance = 1e-9, least_power = 1e-9;
static const double least_groove = 1e-6;
/* Fitted to librosa's published rows, over 50 clips. */
static const double percussion_slope = 1.1, percussion_offset = 0.05;

static void add(struct feature_sums *sums, int value, double x)
{
    sums->sum[value] += x;
    sums->square[value] += x * x;
}

void features_add(struct feature_sums *sums, const struct timbre_frame *frame)
{
    for (int i = 0; i < MEL_CEPSTRA; i++)
        add(sums, i, (double)frame->cepstrum[i]);
    for (int i = 0; i < CHROMA_CLASSES; i++)
        add(sums, VALUE_CHROMA, (double)frame->chroma[i]);
    add(sums, VALUE_CENTROID, (double)frame->centroid_hz);
    add(sums, VALUE_BANDWIDTH, (double)frame->bandwidth_hz);
    add(sums, VALUE_ROLLOFF, (double)frame->rolloff_hz);
    add(sums, VALUE_RMS, (double)frame->rms);
    add(sums, VALUE_HARMONIC, (double)frame->powers.harmonic);
    add(sums, VALUE_PERCUSSIVE, (double)frame->powers.percussive);
    for (int i = 0; i < CONTRAST_BANDS; i++)
        add(sums, VALUE_CONTRAST + i, (double)frame->contrast[i]);
    sums->frames++;
}

void features_add_groove(struct feature_sums *sums, const struct groove_frame *frame)
{
    for (int i = 0; i < GROOVE_FEATURES; i++)
        sums->groove[i] += (double)frame->power[i / GROOVE_RATES][i % GROOVE_RATES];
    sums->groove_frames++;
}

void features_merge(struct feature_sums *sums, const struct feature_sums *more)
{
    for (int i = 0; i < FEATURE_VALUES; i++) {
        sums->sum[i] += more->sum[i];
        sums->square[i] += more->square[i];
    }
    sums->frames += more->frames;
    for (int i = 0; i < GROOVE_FEATURES; i++)
        sums->groove[i] += more->groove[i];
    sums->groove_frames += more->groove_frames;
}

static double count(const struct feature_sums *sums, int value)
{
    return (double)sums->frames * (value == VALUE_CHROMA ? CHROMA_CLASSES : 1);
}

double features_mean(const struct feature_sums *sums, int value)
{
    return sums->sum[value] / count(sums, value);
}

double features_variance(const struct feature_sums *sums, int value)
{
    const double mean = features_mean(sums, value);
    return fmax(0.0, sums->square[value] / count(sums, value) - mean * mean);
}

static double log_variance(const struct feature_sums *sums, int value)
{
    return log(fmax(least_variance, features_variance(sums, value)));
}

static double log_mean(const struct feature_sums *sums, int value)
{
    return log(fmax(least_mean, features_mean(sums, value)));
}

double features_percussion(const struct feature_sums *sums)
{
    const double harmonic = fmax(least_power, sums->sum[VALUE_HARMONIC]);
    const double percussive = fmax(least_power, sums->sum[VALUE_PERCUSSIVE]);
    return percussion_slope * log(percussive / harmonic) + percussion_offset;
}

double features_groove(const struct feature_sums *sums, int i)
{
    return log(fmax(least_groove, sums->groove[i] / (double)sums->groove_frames));
}

double features_contrast(const struct feature_sums *sums, int i)
{
    const int value = VALUE_CONTRAST + i % CONTRAST_BANDS;
    return i < CONTRAST_BANDS ? features_mean(sums, value) : sqrt(features_variance(sums, value));
}

/* The order that features_name() tells. */
bool features_of(const struct feature_sums *sums, float *features)
{
    if (sums->frames == 0 || sums->groove_frames == 0 || !(sums->sum[VALUE_RMS] > 0.0))
        return false;
    int n = 0;
    const double rms_mean = features_mean(sums, VALUE_RMS);
    const double power = rms_mean * rms_mean + features_variance(sums, VALUE_RMS);
    const double level = sqrt((double)MEL_BANDS) * 10.0 * log10(power);
    for (int i = 0; i < MEL_CEPSTRA; i++)
        features[n++] = (float)(features_mean(sums, i) - (i == 0 ? level : 0.0));
    for (int i = 0; i < MEL_CEPSTRA; i++)
        features[n++] = (float)log_variance(sums, i);
    features[n++] = (float)features_mean(sums, VALUE_CHROMA);
    features[n++] = (float)log_variance(sums, VALUE_CHROMA);
    for (int i = VALUE_CENTROID; i <= VALUE_ROLLOFF; i++) {
        features[n++] = (float)log_mean(sums, i);
        features[n++] = (float)log_variance(sums, i);
    }
    features[n++] =
        (float)log(fmax(least_variance, features_variance(sums, VALUE_RMS) / (rms_mean * rms_mean)));
    features[n++] = (float)features_percussion(sums);
    for (int i = 0; i < GROOVE_FEATURES; i++)
        features[n++] = (float)features_groove(sums, i);
    for (int i = 0; i < CONTRAST_FEATURES; i++)
        features[n++] = (float)features_contrast(sums, i);
    for (int i = 0; i < FEATURES; i++)
        if (!isfinite(features[i]))
            return false;
    return true;
}

void features_name(int feature, char name[FEATURE_NAME_MAX])
{
    static const char *const others[] = {
        "chroma_mean",    "chroma_var",   "centroid_mean", "centroid_var", "bandwidth_mean",
        "bandwidth_var",  "rolloff_mean", "rolloff_var",   "rms_var",
        "percussion",
    };
    if (feature < 2 * MEL_CEPSTRA)
        snprintf(name, FEATURE_NAME_MAX, "mfcc%d_%s", feature % MEL_CEPSTRA + 1,
                 feature < MEL_CEPSTRA ? "mean" : "var");
    else if (feature < TIMBRE_FEATURES)
        snprintf(name, FEATURE_NAME_MAX, "%s", others[feature - 2 * MEL_CEPSTRA]);
    else if (feature < TIMBRE_FEATURES + GROOVE_FEATURES)
        snprintf(name, FEATURE_NAME_MAX, "groove%d_%d",
                 (feature - TIMBRE_FEATURES) / GROOVE_RATES + 1,
                 (feature - TIMBRE_FEATURES) % GROOVE_RATES + 1);
    else
        snprintf(name, FEATURE_NAME_MAX, "contrast%d_%s",
                 (feature - TIMBRE_FEATURES - GROOVE_FEATURES) % CONTRAST_BANDS + 1,
                 feature < FEATURES - CONTRAST_BANDS ? "mean" : "spread");
}
