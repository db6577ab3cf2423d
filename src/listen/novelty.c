/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/novelty.h"

#include "listen/edge.h"
#include "listen/whiten.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double unit_about_s = 0.5;
static const double new_s = 4.0, old_s = 16.0, bar_s = 2.0;
static const double shortest_old_s = 4.0;
static const double settle_s = 2.0;   /* how long the difference must have gone down */
static const double phrase_s = 12.0, shorter = 2.0;
static const double learn_s = 20.0;
static const double enough = 350.0; /* squares of the usual deviation, as in parts.c */
static const double edge_s = 2.4, context_s = 8.0;
static const double first_variance = 0.15 * 0.15;
/* Not hearing the whole song, nobody can know how often its chords change. */
static const double least_note_variance = 0.2 * 0.2;
static const double most_surprise = 4.0; /* times the variance: more is a change, not variation */

struct novelty {
    struct texture_slot slots[NOVELTY_SLOTS]; /* slot n at n % NOVELTY_SLOTS */
    uint64_t count;
    uint64_t start; /* of this section */
    unsigned phrase_slots, unit_slots, new_slots, old_slots, bar_slots;
    unsigned shortest_slots, settle_slots, edge_slots, context_slots;
    struct texture_slot around[NOVELTY_SLOTS]; /* a border: only find_edge() looks at it */
    double learn;
    double variance[TEXTURE_DIMS], gain[TEXTURE_DIMS];
    double best, clarity;
    uint64_t best_at; /* the border */
};

static unsigned slots_of(double seconds, double slot_s)
{
    const double slots = fmax(1.0, round(seconds / slot_s));
    return slots < NOVELTY_SLOTS ? (unsigned)slots : NOVELTY_SLOTS;
}

struct novelty *novelty_new(double slot_s)
{
    struct novelty *novelty = calloc(1, sizeof *novelty);
    if (!novelty)
        return NULL;
    novelty->unit_slots = slots_of(unit_about_s, slot_s);
    novelty->phrase_slots = slots_of(phrase_s, slot_s);
    novelty->new_slots = slots_of(new_s, slot_s);
    novelty->old_slots = slots_of(old_s, slot_s);
    novelty->bar_slots = slots_of(bar_s, slot_s);
    novelty->shortest_slots = slots_of(shortest_old_s, slot_s);
    novelty->settle_slots = slots_of(settle_s, slot_s);
    novelty->edge_slots = slots_of(edge_s, slot_s);
    novelty->context_slots = slots_of(context_s, slot_s);
    novelty->learn = 1.0 - exp(-(double)novelty->unit_slots * slot_s / learn_s);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        novelty->variance[d] = first_variance;
    return novelty;
}

void novelty_free(struct novelty *novelty)
{
    free(novelty);
}

void novelty_restart(struct novelty *novelty)
{
    novelty->start = novelty->count;
    novelty->best = 0.0;
}

/* Over slots from .. to - 1. */
static void mean_of(const struct novelty *novelty, uint64_t from, uint64_t to, float *mean)
{
    memset(mean, 0, TEXTURE_DIMS * sizeof *mean);
    for (uint64_t s = from; s < to; s++) {
        const float *const dims = novelty->slots[s % NOVELTY_SLOTS].dims;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            mean[d] += dims[d];
    }
    const float share = to > from ? 1.0f / (float)(to - from) : 0.0f;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        mean[d] *= share;
}

void novelty_mean(const struct novelty *novelty, unsigned slots, float *mean)
{
    const uint64_t kept = novelty->count < NOVELTY_SLOTS ? novelty->count : NOVELTY_SLOTS;
    mean_of(novelty, novelty->count - (slots < kept ? slots : kept), novelty->count, mean);
}

double novelty_distance(const struct novelty *novelty, const float *a, const float *b)
{
    double sum = 0.0;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const double off = (double)(b[d] - a[d]) * novelty->gain[d];
        sum += off * off;
    }
    return sum;
}

static bool is_note(unsigned dim)
{
    return dim >= TEXTURE_BANDS && dim < TEXTURE_LEVEL;
}

/* How much bars differ from those before them, within a section. */
static void learn_variance(struct novelty *novelty)
{
    const uint64_t now = novelty->count, bar = novelty->bar_slots;
    if (now - novelty->start >= 3 * bar) {
        float newer[TEXTURE_DIMS], older[TEXTURE_DIMS];
        mean_of(novelty, now - bar, now, newer);
        mean_of(novelty, now - 3 * bar, now - 2 * bar, older);
        for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
            const double off = (double)(newer[d] - older[d]);
            const double most = most_surprise * (novelty->variance[d] + 1e-4);
            novelty->variance[d] +=
                novelty->learn * (fmin(0.5 * off * off, most) - novelty->variance[d]);
        }
    }
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        novelty->gain[d] = whiten_gain(
            d, is_note(d) ? fmax(novelty->variance[d], least_note_variance)
                          : novelty->variance[d]);
}

/* What a border `at` explains, in squares of the usual deviation. */
static double difference(const struct novelty *novelty, uint64_t at)
{
    float old[TEXTURE_DIMS], new[TEXTURE_DIMS];
    const uint64_t from =
        at - novelty->start > novelty->old_slots ? at - novelty->old_slots : novelty->start;
    mean_of(novelty, from, at, old);
    mean_of(novelty, at, novelty->count, new);
    const double before = (double)(at - from) / novelty->unit_slots;
    const double after = (double)(novelty->count - at) / novelty->unit_slots;
    return before * after / (before + after) * novelty_distance(novelty, old, new);
}

/* The slot near the border where the sound changes most. */
static uint64_t find_edge(struct novelty *novelty, uint64_t border)
{
    const uint64_t length = border - novelty->start;
    const uint64_t first =
        border - (length < novelty->context_slots ? length : novelty->context_slots);
    const size_t slots = (size_t)(novelty->count - first);
    for (size_t s = 0; s < slots; s++)
        novelty->around[s] = novelty->slots[(first + s) % NOVELTY_SLOTS];
    const uint64_t edge = first + edge_find(novelty->around, 0, (size_t)(border - first), slots,
                                            novelty->edge_slots);
    return edge < novelty->count ? edge : novelty->count - 1;
}

/* A section shorter than a phrase must end more clearly. */
static double needed(const struct novelty *novelty)
{
    const double length = (double)(novelty->best_at - novelty->start) / novelty->phrase_slots;
    return enough * (1.0 + shorter * fmax(0.0, 1.0 - length));
}

double novelty_clarity(const struct novelty *novelty)
{
    return novelty->clarity;
}

bool novelty_process(struct novelty *novelty, const struct texture_slot *slot, unsigned *ago)
{
    novelty->slots[novelty->count++ % NOVELTY_SLOTS] = *slot;
    if (novelty->count % novelty->unit_slots != 0)
        return false;
    learn_variance(novelty);
    if (novelty->count - novelty->start < novelty->shortest_slots + novelty->new_slots)
        return false;
    const uint64_t at = novelty->count - novelty->new_slots;
    const double now = difference(novelty, at);
    if (now > novelty->best) {
        novelty->best = now;
        novelty->best_at = at;
    }
    if (novelty->best < needed(novelty) || at - novelty->best_at < novelty->settle_slots) {
        if (at - novelty->best_at >= novelty->settle_slots)
            novelty->best = 0.0;
        return false;
    }
    const uint64_t edge = find_edge(novelty, novelty->best_at);
    novelty->clarity = novelty->best / enough;
    novelty->start = edge;
    novelty->best = 0.0;
    *ago = (unsigned)(novelty->count - edge);
    return true;
}
