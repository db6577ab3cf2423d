/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each octave is what a filter of four taps (1 -3 3 -1, the lower half 1 3 3 1) takes off the top;
 * the third power of its slope keeps loud bass out of it. */
#include "listen/attack.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS = 4,   /* in a hop */
    LEVELS_MAX = 16,
    BANDS_MAX = 5,
    LANES = 8,
    SMOOTH = 3,   /* blocks that a level is taken over, */
    BEFORE = 17,  /* those before them that it must exceed, */
    AROUND = 10,  /* and how far a rise is the highest to both sides */
    HISTORY = 32, /* a power of two above SMOOTH + BEFORE and 2 * AROUND */
    USUAL = 160,  /* blocks that the usual fluctuation is taken over */
    MASKING = 512 /* and that a loud stroke is remembered */
};

static const double lowest_hz = 1200.0, highest_hz = 25000.0;
static const float power_floor = 1e-8f;
static const float power_ceiling = 1e4f; /* beyond it, or not a number: broken samples */
/* What is softer than the strokes of the last seconds by more than 30 dB is no stroke, but a hand
 * that moves or a pedal that clicks. */
static const float masked = 1e-3f;
static const float db_of_octave = 3.0103f;
static const float outstanding = 4.7f; /* times the usual fluctuation */
/* White noise in a single octave of the treble fluctuates by more than this. */
static const float least_usual_db = 0.38f;

struct band {
    unsigned level;
    float weight;
    float powers[SMOOTH];
    float loudest; /* of late */
};

struct attack {
    size_t hop_frames;
    unsigned levels, bands;
    struct band band[BANDS_MAX];
    float *even[LEVELS_MAX], *odd[LEVELS_MAX]; /* a sample of the past, then the hop's */
    float *high, *low;
    float power[LEVELS_MAX][BLOCKS];
    float level_db[HISTORY];
    float rise[HISTORY]; /* over the usual fluctuation */
    float usual_db;
    size_t block; /* counts them */
};

/* In noise an octave's level varies with the root of its width: the wide ones are surer. */
static void choose_bands(struct attack *attack, unsigned rate_hz)
{
    const size_t block = attack->hop_frames / BLOCKS;
    float sum = 0.0f;
    for (unsigned l = 0; l < LEVELS_MAX && (block >> (l + 1)) > 0; l++) {
        const double top_hz = rate_hz / (double)(2u << l);
        if (top_hz / 2.0 < lowest_hz)
            break;
        attack->levels = l + 1;
        if (top_hz > highest_hz || attack->bands == BANDS_MAX)
            continue;
        const float weight = (float)sqrt(top_hz);
        attack->band[attack->bands++] = (struct band){.level = l, .weight = weight};
        sum += weight;
    }
    for (unsigned b = 0; b < attack->bands; b++)
        attack->band[b].weight /= sum;
}

struct attack *attack_new(unsigned rate_hz, size_t hop_frames)
{
    struct attack *attack = calloc(1, sizeof *attack);
    if (!attack)
        return NULL;
    attack->hop_frames = hop_frames;
    choose_bands(attack, rate_hz);
    attack->usual_db = 1.0f;
    for (unsigned i = 0; i < HISTORY; i++)
        attack->level_db[i] = db_of_octave * log2f(power_floor);
    attack->high = calloc(hop_frames / 2, sizeof(float));
    attack->low = calloc(hop_frames / 2, sizeof(float));
    bool made = attack->high && attack->low;
    for (unsigned l = 0; l < attack->levels; l++) {
        attack->even[l] = calloc((hop_frames >> (l + 1)) + 1, sizeof(float));
        attack->odd[l] = calloc((hop_frames >> (l + 1)) + 1, sizeof(float));
        made = made && attack->even[l] && attack->odd[l];
    }
    if (made)
        return attack;
    attack_free(attack);
    return NULL;
}

void attack_free(struct attack *attack)
{
    if (!attack)
        return;
    for (unsigned l = 0; l < LEVELS_MAX; l++) {
        free(attack->even[l]);
        free(attack->odd[l]);
    }
    free(attack->high);
    free(attack->low);
    free(attack);
}

SIMD_CLONES static void split(float *restrict even, float *restrict odd, const float *restrict in,
                              size_t half, float *restrict high)
{
    for (size_t i = 0; i < half; i++) {
        even[i + 1] = in[2 * i];
        odd[i + 1] = in[2 * i + 1];
    }
    for (size_t i = 0; i < half; i++)
        high[i] = 0.125f * (even[i] - odd[i + 1] + 3.0f * (even[i + 1] - odd[i]));
}

SIMD_CLONES static void keep_low(float *restrict even, float *restrict odd, size_t half,
                                 float *restrict low)
{
    for (size_t i = 0; i < half; i++)
        low[i] = 0.125f * (even[i] + odd[i + 1] + 3.0f * (even[i + 1] + odd[i]));
    even[0] = even[half];
    odd[0] = odd[half];
}

SIMD_CLONES static float mean_power(const float *x, size_t n)
{
    float lanes[LANES] = {0.0f};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += x[i + k] * x[i + k];
    for (; i < n; i++)
        lanes[0] += x[i] * x[i];
    float sum = 0.0f;
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum / (float)n;
}

static void measure(struct attack *attack, const float *mono)
{
    const float *in = mono;
    size_t half = attack->hop_frames / 2;
    for (unsigned l = 0; l < attack->levels; l++, half /= 2) {
        split(attack->even[l], attack->odd[l], in, half, attack->high);
        for (size_t b = 0; b < BLOCKS; b++)
            attack->power[l][b] = mean_power(attack->high + b * (half / BLOCKS), half / BLOCKS);
        keep_low(attack->even[l], attack->odd[l], half, attack->low);
        in = attack->low;
    }
}

static float level_of(struct attack *attack, size_t block)
{
    float octaves = 0.0f;
    for (unsigned b = 0; b < attack->bands; b++) {
        struct band *const band = &attack->band[b];
        band->powers[attack->block % SMOOTH] = attack->power[band->level][block];
        float sum = 0.0f;
        for (unsigned i = 0; i < SMOOTH; i++)
            sum += band->powers[i] * (1.0f / SMOOTH);
        if (!(sum < power_ceiling))
            sum = 0.0f;
        band->loudest = fmaxf(sum, band->loudest * (1.0f - 1.0f / MASKING));
        octaves += band->weight * log2f(power_floor + masked * band->loudest + sum);
    }
    return db_of_octave * octaves;
}

static float louder(float a, float b)
{
    return a > b ? a : b;
}

/* Leaps count little in what is usual: they are what is looked for. */
static void take_level(struct attack *attack, float level_db)
{
    const size_t now = attack->block;
    attack->level_db[now % HISTORY] = level_db;
    float loudest = -INFINITY;
    for (size_t i = SMOOTH; i < SMOOTH + BEFORE; i++)
        loudest = louder(loudest, attack->level_db[(now - i) % HISTORY]);
    attack->rise[now % HISTORY] = (level_db - loudest) / attack->usual_db;
    const float change = fabsf(level_db - attack->level_db[(now - SMOOTH) % HISTORY]);
    attack->usual_db *= change > attack->usual_db ? 1.0f + 1.0f / USUAL : 1.0f - 1.0f / USUAL;
    attack->usual_db = fmaxf(attack->usual_db, least_usual_db);
}

static bool is_attack(const struct attack *attack)
{
    const float height = attack->rise[(attack->block - AROUND) % HISTORY];
    if (!(height > outstanding))
        return false;
    for (size_t i = 0; i <= 2 * AROUND; i++) {
        const float other = attack->rise[(attack->block - i) % HISTORY];
        if (other > height || (other == height && i > AROUND)) /* the first of two alike */
            return false;
    }
    return true;
}

bool attack_process(struct attack *attack, const float *mono, float *ago_hops)
{
    bool found = false;
    if (attack->bands == 0)
        return false;
    measure(attack, mono);
    for (size_t b = 0; b < BLOCKS; b++, attack->block++) {
        take_level(attack, level_of(attack, b));
        if (is_attack(attack)) {
            /* It began in the middle of the blocks that its level is taken over. */
            *ago_hops = ((float)(BLOCKS - 1 - b) + AROUND + 0.5f * SMOOTH) / BLOCKS;
            found = true;
        }
    }
    return found;
}
