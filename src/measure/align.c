/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/align.h"

#include "base/simd.h"
#include "measure/correlator.h"
#include "measure/hop.h"
#include "measure/stft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAIRS_MAX = 28,      /* all pairs of 8 tracks, or the likeliest of more */
    FEW_TRACKS = 8,
    STEPS_A_CHOICE = 12, /* about a second */
    TRIES = 4,
    VISITS_MIN = 4
};
static const float likeness_min = 0.5F;
static const float window_power_min = 1e-7F;
static const float keep = 0.96F; /* of what earlier visits found */
static const float base_credit = 0.1F;
static const double apart_s = 0.001; /* a second peak is at least so far from the first */

struct pair {
    uint8_t a, b; /* a < b */
    float likeness, credit, weight;
    unsigned visits;
    float *sum; /* of correlations, lags -max..max */
};

struct peak {
    float height, second; /* height is signed */
    float lag_frames;
};

struct align {
    unsigned tracks, rate_hz;
    size_t window, max_lag, apart;
    size_t at;              /* where the next hop goes in each history: the oldest is there */
    bool kept[TRACKS_MAX];  /* only what is in a pair is remembered */
    float *histories;
    float *sums;
    struct correlator *correlator;
    unsigned n_pairs;
    struct pair pairs[PAIRS_MAX];
    unsigned steps;
    unsigned n_found;
    struct alignment_reading found[ALIGNMENTS_MAX]; /* in our own numbers */
};

static void choose_all(struct align *align)
{
    align->n_pairs = 0;
    for (unsigned a = 0; a < align->tracks; a++)
        for (unsigned b = a + 1; b < align->tracks; b++) {
            struct pair *const pair = &align->pairs[align->n_pairs++];
            pair->a = (uint8_t)a;
            pair->b = (uint8_t)b;
            align->kept[a] = align->kept[b] = true;
        }
}

struct align *align_new(unsigned rate_hz, unsigned tracks)
{
    struct align *const align = calloc(1, sizeof *align);
    if (!align)
        return NULL;
    align->tracks = tracks;
    align->rate_hz = rate_hz;
    align->correlator = correlator_new(rate_hz);
    if (!align->correlator) {
        free(align);
        return NULL;
    }
    align->window = correlator_window_frames(align->correlator);
    align->max_lag = correlator_max_lag(align->correlator);
    align->apart = (size_t)(apart_s * (double)rate_hz);
    align->histories = calloc(tracks * align->window, sizeof(float));
    align->sums = calloc(PAIRS_MAX * (2 * align->max_lag + 1), sizeof(float));
    if (!align->histories || !align->sums) {
        align_free(align);
        return NULL;
    }
    for (unsigned i = 0; i < PAIRS_MAX; i++)
        align->pairs[i].sum = align->sums + i * (2 * align->max_lag + 1);
    if (tracks <= FEW_TRACKS)
        choose_all(align);
    return align;
}

void align_free(struct align *align)
{
    if (!align)
        return;
    correlator_free(align->correlator);
    free(align->histories);
    free(align->sums);
    free(align);
}

static void forget(const struct align *align, struct pair *pair)
{
    memset(pair->sum, 0, (2 * align->max_lag + 1) * sizeof *pair->sum);
    pair->weight = pair->credit = 0.0F;
    pair->visits = 0;
}

void align_reset(struct align *align)
{
    for (unsigned i = 0; i < align->n_pairs; i++)
        forget(align, &align->pairs[i]);
    align->n_found = 0;
}

SIMD_CLONES static void mix_mono(float *restrict to, const float *restrict left,
                                 const float *restrict right, size_t frames)
{
    for (size_t i = 0; i < frames; i++)
        to[i] = 0.5F * (left[i] + right[i]);
}

void align_take(struct align *align, unsigned track, const float *left, const float *right,
                size_t frames)
{
    const size_t hop = stft_hop_frames(align->rate_hz);
    if (align->kept[track]) {
        float *const to = align->histories + track * align->window + align->at;
        if (right)
            mix_mono(to, left, right, frames);
        else
            memcpy(to, left, frames * sizeof *to);
        memset(to + frames, 0, (hop - frames) * sizeof *to);
    }
    if (track + 1 == align->tracks)
        align->at = (align->at + hop) % align->window;
}

static bool known(const struct align *align, unsigned a, unsigned b)
{
    for (unsigned i = 0; i < align->n_pairs; i++)
        if (align->pairs[i].a == a && align->pairs[i].b == b)
            return true;
    return false;
}

/* What was not remembered so far is silence. */
static void keep_track(struct align *align, unsigned track)
{
    if (!align->kept[track])
        memset(align->histories + track * align->window, 0, align->window * sizeof(float));
    align->kept[track] = true;
}

static unsigned unlikeliest(const struct align *align)
{
    unsigned least = 0;
    for (unsigned i = 1; i < align->n_pairs; i++)
        if (align->pairs[i].likeness < align->pairs[least].likeness)
            least = i;
    return least;
}

static void admit(struct align *align, unsigned a, unsigned b, float likeness)
{
    unsigned place = align->n_pairs;
    if (place < PAIRS_MAX) {
        align->n_pairs++;
    } else {
        place = unlikeliest(align);
        if (likeness < align->pairs[place].likeness + 0.05F)
            return;
    }
    struct pair *const pair = &align->pairs[place];
    pair->a = (uint8_t)a;
    pair->b = (uint8_t)b;
    pair->likeness = likeness;
    forget(align, pair);
    keep_track(align, a);
    keep_track(align, b);
}

static void choose_likeliest(struct align *align, const struct likeness *likeness)
{
    for (unsigned a = 0; a < align->tracks; a++)
        for (unsigned b = a + 1; b < align->tracks; b++) {
            const float how = likeness_of(likeness, a, b);
            if (how >= likeness_min && !known(align, a, b))
                admit(align, a, b, how);
        }
}

static struct correlator_row row_of(const struct align *align, unsigned track)
{
    const float *const history = align->histories + track * align->window;
    return (struct correlator_row){.older = history + align->at,
                                   .older_frames = align->window - align->at, .newer = history};
}

static bool sounds(const struct align *align, unsigned track)
{
    const float *const history = align->histories + track * align->window;
    return hop_product(history, history, align->window) >
           window_power_min * (float)align->window;
}

SIMD_CLONES static void add_lags(float *restrict sum, const float *restrict lags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum[i] = sum[i] * keep + lags[i];
}

static void visit(struct align *align)
{
    for (int i = 0; i < TRIES; i++) {
        struct pair *best = NULL;
        for (unsigned p = 0; p < align->n_pairs; p++)
            if (!best || align->pairs[p].credit > best->credit)
                best = &align->pairs[p];
        if (!best)
            return;
        best->credit = 0.0F;
        if (!sounds(align, best->a) || !sounds(align, best->b))
            continue;
        const struct correlator_row a = row_of(align, best->a), b = row_of(align, best->b);
        const float *const lags = correlator_compare(align->correlator, &a, &b);
        add_lags(best->sum, lags, 2 * align->max_lag + 1);
        best->weight = best->weight * keep + 1.0F;
        best->visits++;
        return;
    }
}

/* The top of a parabola through the three values about `at`, in frames from it. */
static float top_between(const float *sum, size_t at, float sign)
{
    const float before = sum[at - 1] * sign, here = sum[at] * sign, after = sum[at + 1] * sign;
    const float bend = before - 2.0F * here + after;
    return bend < 0.0F ? 0.5F * (before - after) / bend : 0.0F;
}

static struct peak find_peak(const struct align *align, const struct pair *pair)
{
    size_t top = 1;
    const size_t count = 2 * align->max_lag + 1;
    for (size_t i = 1; i + 1 < count; i++)
        if (fabsf(pair->sum[i]) > fabsf(pair->sum[top]))
            top = i;
    struct peak peak = {.height = pair->sum[top] / pair->weight};
    for (size_t i = 0; i < count; i++) {
        const size_t far = i > top ? i - top : top - i;
        if (far > align->apart)
            peak.second = fmaxf(peak.second, fabsf(pair->sum[i]) / pair->weight);
    }
    peak.lag_frames = (float)top - (float)align->max_lag +
                      top_between(pair->sum, top, peak.height < 0.0F ? -1.0F : 1.0F);
    return peak;
}

/* How sure: the peak stands out of what chance and pitch leave, and was seen often. */
static float confidence_of(const struct peak *peak, unsigned visits)
{
    const float height = fabsf(peak->height);
    const float lift = fminf(fmaxf((height - peak->second) / 0.25F, 0.0F), 1.0F);
    const float size = fminf(fmaxf((height - 0.12F) / 0.25F, 0.0F), 1.0F);
    return sqrtf(lift * size) * (1.0F - expf(-(float)visits / 3.0F));
}

static void note(struct align *align, const struct pair *pair, const struct peak *peak,
                 float confidence)
{
    const bool swap = peak->lag_frames < 0.0F;
    const float delay = fabsf(peak->lag_frames);
    const struct alignment_reading alignment = {
        .track = swap ? pair->b : pair->a,
        .other = swap ? pair->a : pair->b,
        .correlation = peak->height,
        .delay_frames = delay,
        .delay_ms = 1000.0F * delay / (float)align->rate_hz,
        .confidence = confidence,
    };
    unsigned place = align->n_found;
    while (place > 0 && align->found[place - 1].confidence < confidence)
        place--;
    if (place == ALIGNMENTS_MAX)
        return;
    const unsigned last = align->n_found < ALIGNMENTS_MAX ? align->n_found++ : ALIGNMENTS_MAX - 1;
    memmove(&align->found[place + 1], &align->found[place],
            (last - place) * sizeof *align->found);
    align->found[place] = alignment;
}

static void conclude(struct align *align)
{
    align->n_found = 0;
    for (unsigned i = 0; i < align->n_pairs; i++) {
        const struct pair *const pair = &align->pairs[i];
        if (pair->visits < VISITS_MIN)
            continue;
        const struct peak peak = find_peak(align, pair);
        const float confidence = confidence_of(&peak, pair->visits);
        if (confidence > 0.3F)
            note(align, pair, &peak, confidence);
    }
}

void align_step(struct align *align, const struct likeness *likeness)
{
    for (unsigned i = 0; i < align->n_pairs; i++) {
        struct pair *const pair = &align->pairs[i];
        pair->likeness = likeness_of(likeness, pair->a, pair->b);
        pair->credit += base_credit + fmaxf(pair->likeness, 0.0F);
    }
    visit(align);
    if (++align->steps % STEPS_A_CHOICE != 0)
        return;
    if (align->tracks > FEW_TRACKS)
        choose_likeliest(align, likeness);
    conclude(align);
}

void align_read(const struct align *align, const uint8_t *index, struct relations_reading *reading)
{
    reading->n_alignments = (uint8_t)align->n_found;
    for (unsigned i = 0; i < align->n_found; i++) {
        reading->alignments[i] = align->found[i];
        reading->alignments[i].track = index[align->found[i].track];
        reading->alignments[i].other = index[align->found[i].other];
    }
}
