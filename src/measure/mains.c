/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/mains.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    BASES = 2, HARMONICS = 6, LINES = BASES * HARMONICS,
    KEPT = 176,          /* frames: some 16 s */
    NEEDED = 108,        /* frames: 10 s */
    LOOK_EVERY = 24,     /* frames */
    BINS = 3, APART = 2, /* the line's own bin, and that far to either side */
    DEVIATIONS = 13, STEPS = 22,
    LINES_MIN = 3, LINES_CLEAR = 2
};

static const double pi = 3.14159265358979323846;
static const double base_hz[BASES] = {50.0, 60.0};
static const double deviation_step_hz = 0.025; /* of the fundamental */
static const double step_hz = 0.06;            /* of the surroundings */
static const double own_hz = 0.3;              /* what belongs to the line */
static const double reach_hz = 4.1;
static const double share_min = 0.05; /* of the bin's power, to look at its surroundings at all */
static const double stands_out = 4.0;          /* power over the highest of the surroundings */
static const double clearly = 16.0;            /* when there are but two lines */
static const float soft_share = 0.05F, floor_power = 1e-12F;

struct sample {
    float re, im;
};

struct line {
    unsigned bin;
    double hz;
    struct sample kept[BINS][KEPT];
    float around[KEPT];
};

struct mains {
    double bin_hz, step_s;
    unsigned count, newest; /* frames kept; the last one's place */
    unsigned since_look;
    struct line lines[LINES];
    float weights[KEPT];
    float hann[KEPT];    /* for as many frames as are kept, the oldest first */
    float found_hz;
    double power;
};

struct mains *mains_new(double bin_hz, double step_s)
{
    struct mains *const mains = calloc(1, sizeof *mains);
    if (!mains)
        return NULL;
    mains->bin_hz = bin_hz;
    mains->step_s = step_s;
    for (int l = 0; l < LINES; l++) {
        struct line *const line = &mains->lines[l];
        line->hz = base_hz[l / HARMONICS] * (l % HARMONICS + 1);
        line->bin = (unsigned)(line->hz / bin_hz + 0.5);
    }
    mains_reset(mains);
    return mains;
}

void mains_free(struct mains *mains)
{
    free(mains);
}

void mains_reset(struct mains *mains)
{
    mains->count = mains->newest = mains->since_look = 0;
    mains->found_hz = NAN;
    mains->power = 0.0;
}

/* The part of a line's amplitude that a Hann window leaves, `d` bins away. */
static double window_response(double d)
{
    if (fabs(d) < 1e-9)
        return 1.0;
    if (fabs(fabs(d) - 1.0) < 1e-9)
        return 0.5;
    return sin(pi * d) / (pi * d) / (1.0 - d * d);
}

/* The power of `line` at `hz`, seen through one of its bins, over all frames kept. */
static double power_at(const struct mains *mains, const struct line *line, int which, double hz)
{
    const double bin = (double)line->bin + (which - 1) * APART;
    const double turn = -2.0 * pi * fmod(hz * mains->step_s, 1.0);
    const double c = cos(turn), s = sin(turn);
    double re = 0.0, im = 0.0, turn_re = 1.0, turn_im = 0.0, weight = 0.0;
    const unsigned first = mains->newest + KEPT + 1 - mains->count;
    for (unsigned i = 0; i < mains->count; i++) {
        const unsigned at = (first + i) % KEPT;
        const struct sample *const sample = &line->kept[which][at];
        const double w = (double)(mains->weights[at] * mains->hann[i]);
        re += w * ((double)sample->re * turn_re - (double)sample->im * turn_im);
        im += w * ((double)sample->re * turn_im + (double)sample->im * turn_re);
        weight += w;
        const double next = turn_re * c - turn_im * s;
        turn_im = turn_re * s + turn_im * c;
        turn_re = next;
    }
    const double response = window_response(hz / mains->bin_hz - bin);
    return weight > 0.0 ? (re * re + im * im) / (weight * weight * response * response) : 0.0;
}

/* The soft frames count more, but a few of them do not outvote all others. */
static double weigh(struct mains *mains, const struct line *line)
{
    float sum = 0.0F;
    double power = 0.0, weight = 0.0;
    for (unsigned i = 0; i < mains->count; i++)
        sum += line->around[i];
    const float soft = soft_share * sum / (float)mains->count + floor_power;
    for (unsigned i = 0; i < mains->count; i++) {
        const struct sample *const own = &line->kept[1][i];
        mains->weights[i] = 1.0F / sqrtf(line->around[i] + soft);
        power += (double)(mains->weights[i] * (own->re * own->re + own->im * own->im));
        weight += (double)mains->weights[i];
    }
    return power / weight;
}

/* The highest power beside `hz`, or INFINITY once it is above `limit`. */
static double highest_beside(const struct mains *mains, const struct line *line, double hz,
                             double limit)
{
    double most = 0.0;
    for (int which = 0; which < BINS; which++) {
        const double centre = ((double)line->bin + (which - 1) * APART) * mains->bin_hz;
        for (int i = -STEPS; i <= STEPS; i++) {
            const double at = centre + i * step_hz;
            if (fabs(at - hz) < own_hz || fabs(at - hz) > reach_hz)
                continue;
            most = fmax(most, power_at(mains, line, which, at));
            if (most > limit)
                return INFINITY;
        }
    }
    return most;
}

struct finding {
    int lines, clear;
    double power;
};

/* What one line adds to the finding at each deviation. */
static void look_at(struct mains *mains, const struct line *line, int harmonic,
                    struct finding *findings)
{
    const double all = weigh(mains, line);
    for (int d = 0; d < DEVIATIONS; d++) {
        const double deviation_hz = (d - DEVIATIONS / 2) * deviation_step_hz;
        const double hz = line->hz + deviation_hz * harmonic;
        const double power = power_at(mains, line, 1, hz);
        if (!(power > share_min * all) || !(power > (double)floor_power))
            continue;
        const double beside = highest_beside(mains, line, hz, power / stands_out);
        if (isinf(beside))
            continue;
        findings[d].lines++;
        findings[d].clear += power > clearly * beside ? 1 : 0;
        findings[d].power += power;
    }
}

static void look(struct mains *mains)
{
    for (unsigned i = 0; i < mains->count; i++)
        mains->hann[i] = (float)(0.5 - 0.5 * cos(2.0 * pi * (i + 0.5) / mains->count));
    mains->found_hz = NAN;
    mains->power = 0.0;
    for (int b = 0; b < BASES; b++) {
        struct finding findings[DEVIATIONS] = {0};
        for (int h = 0; h < HARMONICS; h++)
            look_at(mains, &mains->lines[b * HARMONICS + h], h + 1, findings);
        for (int d = 0; d < DEVIATIONS; d++) {
            const bool hum = findings[d].lines >= LINES_MIN || findings[d].clear >= LINES_CLEAR;
            if (hum && findings[d].power > mains->power) {
                mains->power = findings[d].power;
                mains->found_hz = (float)base_hz[b];
            }
        }
    }
}

static struct sample sum_of(const struct stft_frame *frame, unsigned bin)
{
    if (!frame->right_re)
        return (struct sample){frame->left_re[bin], frame->left_im[bin]};
    return (struct sample){0.5F * (frame->left_re[bin] + frame->right_re[bin]),
                           0.5F * (frame->left_im[bin] + frame->right_im[bin])};
}

static float power_of(struct sample sample)
{
    return sample.re * sample.re + sample.im * sample.im;
}

void mains_process(struct mains *mains, const struct stft_frame *frame)
{
    mains->newest = mains->count > 0 ? (mains->newest + 1) % KEPT : 0;
    mains->count += mains->count < KEPT ? 1 : 0;
    for (int l = 0; l < LINES; l++) {
        struct line *const line = &mains->lines[l];
        for (int which = 0; which < BINS; which++)
            line->kept[which][mains->newest] =
                sum_of(frame, line->bin + (unsigned)(which * APART) - APART);
        line->around[mains->newest] = 0.5F * (power_of(line->kept[0][mains->newest]) +
                                              power_of(line->kept[2][mains->newest]));
    }
    if (++mains->since_look < LOOK_EVERY || mains->count < NEEDED)
        return;
    mains->since_look = 0;
    look(mains);
}

float mains_frequency_hz(const struct mains *mains, double *power)
{
    *power = mains->power;
    return mains->found_hz;
}
