/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/mains.h"

#include "base/simd.h"
#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    BASES = 2, HARMONICS = 6, LINES = BASES * HARMONICS,
    KEPT = 176,          /* frames: some 16 s */
    NEEDED = 108,        /* frames: 10 s */
    LOOK_EVERY = 48,     /* frames: 4.4 s */
    BINS = 3, APART = 2, /* the line's own bin, and that far to either side */
    DEVIATIONS = 13, STEPS = 22,
    LANES = 8,           /* frequencies looked at together */
    BLOCKS = (2 * STEPS + LANES) / LANES
};

static const double pi = 3.14159265358979323846;
static const double base_hz[BASES] = {50.0, 60.0};
static const double deviation_step_hz = 0.025; /* of the fundamental */
static const double step_hz = 0.06;            /* of the surroundings */
static const double own_hz = 0.3;              /* what belongs to the line */
static const double reach_hz = 4.1;
static const double share_min = 0.02; /* of the bin's power, to look at its surroundings at all */
/* What a line says for or against mains: by how much it stands out of the highest beside it. */
static const double most_db = 12.0, least_db = -3.0;
static const double enough_db = 11.0, still_enough_db = 6.0; /* all lines together */
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

/* One bin's frames, the oldest first, weighted. */
struct series {
    unsigned count;
    double step_s, weight;
    double re[KEPT], im[KEPT];
};

static void take_series(const struct mains *mains, const struct line *line, int which,
                        struct series *series)
{
    const unsigned first = mains->newest + KEPT + 1 - mains->count;
    series->count = mains->count;
    series->step_s = mains->step_s;
    series->weight = 0.0;
    for (unsigned i = 0; i < mains->count; i++) {
        const unsigned at = (first + i) % KEPT;
        const double w = (double)(mains->weights[at] * mains->hann[i]);
        series->re[i] = w * (double)line->kept[which][at].re;
        series->im[i] = w * (double)line->kept[which][at].im;
        series->weight += w;
    }
}

/* The power of the series at LANES frequencies at once. */
SIMD_CLONES static void look_through(const struct series *restrict series,
                                     const double *restrict hz, double *restrict power)
{
    double c[LANES], s[LANES], turn_re[LANES], turn_im[LANES], re[LANES], im[LANES];
    for (int k = 0; k < LANES; k++) {
        const double turn = -2.0 * pi * fmod(hz[k] * series->step_s, 1.0);
        c[k] = cos(turn);
        s[k] = sin(turn);
        turn_re[k] = 1.0;
        turn_im[k] = re[k] = im[k] = 0.0;
    }
    for (unsigned i = 0; i < series->count; i++) {
        const double own_re = series->re[i], own_im = series->im[i];
        for (int k = 0; k < LANES; k++) {
            re[k] += own_re * turn_re[k] - own_im * turn_im[k];
            im[k] += own_re * turn_im[k] + own_im * turn_re[k];
            const double next = turn_re[k] * c[k] - turn_im[k] * s[k];
            turn_im[k] = turn_re[k] * s[k] + turn_im[k] * c[k];
            turn_re[k] = next;
        }
    }
    for (int k = 0; k < LANES; k++)
        power[k] = re[k] * re[k] + im[k] * im[k];
}

/* The power of `line` at `n` frequencies, at most LANES, seen through one of its bins. */
static void powers_at(const struct mains *mains, const struct line *line, int which,
                      const struct series *series, const double *hz, int n, double *power)
{
    const double bin = (double)line->bin + (which - 1) * APART;
    double wanted[LANES];
    for (int k = 0; k < LANES; k++)
        wanted[k] = hz[k < n ? k : 0];
    look_through(series, wanted, power);
    for (int k = 0; k < n; k++) {
        const double seen = window_response(wanted[k] / mains->bin_hz - bin) * series->weight;
        power[k] = series->weight > 0.0 ? power[k] / (seen * seen) : 0.0;
    }
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

/* What is around a line, seen through its bins; worked out where it is asked for. */
struct surroundings {
    bool known[BINS][BLOCKS];
    double hz[BINS][BLOCKS * LANES], power[BINS][BLOCKS * LANES];
};

static void surroundings_init(struct surroundings *around, const struct mains *mains,
                              const struct line *line)
{
    memset(around->known, 0, sizeof around->known);
    for (int which = 0; which < BINS; which++) {
        const double centre = ((double)line->bin + (which - 1) * APART) * mains->bin_hz;
        for (int i = 0; i < BLOCKS * LANES; i++)
            around->hz[which][i] = centre + (i - STEPS) * step_hz;
    }
}

/* The highest power beside `hz`, or INFINITY once it is above `limit`. */
static double highest_beside(const struct mains *mains, const struct line *line,
                             const struct series series[BINS], struct surroundings *around,
                             double hz, double limit)
{
    double most = 0.0;
    for (int which = 0; which < BINS; which++)
        for (int i = 0; i <= 2 * STEPS; i++) {
            const double away_hz = fabs(around->hz[which][i] - hz);
            const int block = i / LANES, first = block * LANES;
            if (away_hz < own_hz || away_hz > reach_hz)
                continue;
            if (!around->known[which][block])
                powers_at(mains, line, which, &series[which], &around->hz[which][first], LANES,
                          &around->power[which][first]);
            around->known[which][block] = true;
            most = fmax(most, around->power[which][i]);
            if (most > limit)
                return INFINITY;
        }
    return most;
}

struct finding {
    double told_db, power;
};

/* What one line adds to the finding at each deviation. */
static void look_at(struct mains *mains, const struct line *line, int harmonic,
                    struct finding *findings)
{
    const double all = weigh(mains, line);
    struct series series[BINS];
    for (int which = 0; which < BINS; which++)
        take_series(mains, line, which, &series[which]);
    struct surroundings around;
    surroundings_init(&around, mains, line);
    double hz[2 * LANES], power[2 * LANES];
    for (int d = 0; d < DEVIATIONS; d++)
        hz[d] = line->hz + (d - DEVIATIONS / 2) * deviation_step_hz * harmonic;
    powers_at(mains, line, 1, &series[1], hz, LANES, power);
    powers_at(mains, line, 1, &series[1], hz + LANES, DEVIATIONS - LANES, power + LANES);
    for (int d = 0; d < DEVIATIONS; d++) {
        const bool seen = power[d] > share_min * all && power[d] > (double)floor_power;
        const double limit = power[d] * units_power_from_db(-least_db);
        const double beside =
            seen ? highest_beside(mains, line, series, &around, hz[d], limit) : (double)INFINITY;
        const double out_db = units_db_from_power(power[d] / fmax(beside, 1e-30));
        findings[d].told_db += fmin(fmax(out_db, least_db), most_db);
        findings[d].power += out_db > 0.0 ? power[d] : 0.0;
    }
}

static void look(struct mains *mains)
{
    for (unsigned i = 0; i < mains->count; i++)
        mains->hann[i] = (float)(0.5 - 0.5 * cos(2.0 * pi * (i + 0.5) / mains->count));
    const float before_hz = mains->found_hz;
    mains->found_hz = NAN;
    mains->power = 0.0;
    for (int b = 0; b < BASES; b++) {
        const bool stands = fabs((double)before_hz - base_hz[b]) < 1.0; /* NAN: it does not */
        struct finding findings[DEVIATIONS] = {0};
        for (int h = 0; h < HARMONICS; h++)
            look_at(mains, &mains->lines[b * HARMONICS + h], h + 1, findings);
        for (int d = 0; d < DEVIATIONS; d++)
            if (findings[d].told_db > (stands ? still_enough_db : enough_db) &&
                findings[d].power > mains->power) {
                mains->power = findings[d].power;
                mains->found_hz = (float)base_hz[b];
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
