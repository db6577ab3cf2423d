/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/relate.h"

#include "advise/balance.h"

#include <math.h>

enum { MASKINGS_MAX = 6 };
static const float masking_heard_min_s = 2.0F; /* strokes are short */

/* Whether it matters that one track is in another's way: a voice stands in front, and may cover what
 * accompanies it; drums hide for moments only, so that their level says less than it hides, and their strokes
 * come through; the lows have room for one.  Fitted with the weights in masking.c. */
static const float limit_db = 5.0F;
static const float behind_vocals_db = 20.0F, vocals_hidden_db = -5.0F;
static const float strokes_db = -6.0F, strokes_hidden_db = 8.0F;
static const float bass_db = -2.0F; /* hiding or hidden */
static const float near = 3.0F; /* dB below the limit: offered on, for the hysteresis */

static float limit_of(const enum role *roles, unsigned masker, unsigned masked)
{
    float limit = limit_db;
    if (roles[masker] == ROLE_VOCALS)
        limit += behind_vocals_db;
    if (roles[masked] == ROLE_VOCALS)
        limit += vocals_hidden_db;
    if (role_family(roles[masker]) == ROLE_DRUMS)
        limit += strokes_db;
    if (role_family(roles[masked]) == ROLE_DRUMS)
        limit += strokes_hidden_db;
    if (roles[masker] == ROLE_BASS || roles[masked] == ROLE_BASS)
        limit += bass_db;
    return limit;
}

/* A copy is no masker: that is told otherwise. */
static bool same_sound(const struct relations_reading *relations, unsigned a, unsigned b)
{
    for (unsigned i = 0; i < relations->n_alignments; i++) {
        const struct alignment_reading *const found = &relations->alignments[i];
        if ((found->track == a && found->other == b) || (found->track == b && found->other == a))
            return true;
    }
    return false;
}

/* dB beyond the limit; NAN: nothing to say. */
static float weigh_masking(const struct snapshot *snapshot, const enum role *roles, unsigned masker,
                           unsigned masked)
{
    const struct masking_cell *const cell = &snapshot->relations.masking[masker][masked];
    const bool same_kit = role_family(roles[masker]) == ROLE_DRUMS &&
                          role_family(roles[masked]) == ROLE_DRUMS;
    if (cell->percent == 0 || same_kit || same_sound(&snapshot->relations, masker, masked) ||
        snapshot->relations.heard_s[masked] < masking_heard_min_s)
        return NAN;
    return (float)cell->push_db - limit_of(roles, masker, masked);
}

static void offer_masking(const struct snapshot *snapshot, const enum role *roles, unsigned masker,
                          unsigned masked, struct offers *offers)
{
    const struct masking_cell *const cell = &snapshot->relations.masking[masker][masked];
    struct offer *const offer = offers_add(offers, "masking", masker, masked);
    if (!offer)
        return;
    offer->band_low_hz = (float)cell->low_hz;
    offer->band_high_hz = (float)cell->high_hz;
    offer->values[METRIC_PAIR_SHARE] = (float)cell->percent;
    offer->values[METRIC_PAIR_PUSH] = (float)cell->push_db;
    offer->values[METRIC_PAIR_LIMIT] = limit_of(roles, masker, masked);
    offer->values[METRIC_PAIR_EXCESS] = (float)cell->excess_db;
    offer->values[METRIC_PAIR_LOW] = (float)cell->low_hz;
    offer->values[METRIC_PAIR_HIGH] = (float)cell->high_hz;
}

static const float taste_max_db = 6.0F; /* beyond the tolerance: worth a hint, no more */

struct hiding {
    uint8_t masker, masked;
    float weight;
};

/* Everything hides everything a little: only the worst are worth a word. */
static void relate_masking(const struct snapshot *snapshot, const enum role *roles,
                           struct offers *offers)
{
    struct hiding worst[MASKINGS_MAX];
    unsigned count = 0;
    for (unsigned m = 0; m < snapshot->n_tracks; m++)
        for (unsigned t = 0; t < snapshot->n_tracks; t++) {
            const float weight = weigh_masking(snapshot, roles, m, t);
            if (!(weight > -near) || (count == MASKINGS_MAX && weight <= worst[count - 1].weight))
                continue;
            unsigned at = count < MASKINGS_MAX ? count++ : MASKINGS_MAX - 1;
            for (; at > 0 && worst[at - 1].weight < weight; at--)
                worst[at] = worst[at - 1];
            worst[at] = (struct hiding){(uint8_t)m, (uint8_t)t, weight};
        }
    for (unsigned i = 0; i < count; i++)
        offer_masking(snapshot, roles, worst[i].masker, worst[i].masked, offers);
}

static void relate_levels(const struct snapshot *snapshot, const struct fader_reading *faders,
                          struct offers *offers)
{
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        const struct fader_reading *const fader = &faders[i];
        if (!isfinite(fader->off_db))
            continue;
        const float tolerance = fader->tolerance_db;
        const float off = fabsf(fader->off_db);
        if (off < tolerance - near)
            continue;
        struct offer *const offer = offers_add(offers, "level_balance", i, NO_TRACK);
        if (!offer)
            return;
        offer->direction = fader->off_db > 0.0F ? DIRECTION_DOWN : DIRECTION_UP;
        offer->values[METRIC_PAIR_OFF] = off;
        offer->values[METRIC_PAIR_OFF_SURE] =
            fader->sure ? off : fminf(off, tolerance + taste_max_db);
        offer->values[METRIC_PAIR_LIMIT] = tolerance;
        offer->values[METRIC_PAIR_GAIN] =
            fader->move_db * fader->off_db < 0.0F ? fader->move_db : balance_move_db(fader->off_db);
    }
}

static void relate_copies(const struct snapshot *snapshot, struct offers *offers)
{
    static const char *const rules[] = {"track_polarity", "track_delay"};
    const struct relations_reading *const relations = &snapshot->relations;
    for (unsigned i = 0; i < relations->n_alignments; i++)
        for (int r = 0; r < 2; r++) {
            const struct alignment_reading *const found = &relations->alignments[i];
            struct offer *const offer = offers_add(offers, rules[r], found->track, found->other);
            if (!offer)
                return;
            offer->delay_ms = found->delay_ms;
            offer->values[METRIC_PAIR_CORRELATION] = found->correlation;
            offer->values[METRIC_PAIR_DELAY] = found->delay_ms;
            offer->values[METRIC_PAIR_SAMPLES] = found->delay_frames;
            offer->values[METRIC_PAIR_CONFIDENCE] = found->confidence;
        }
}

void relate_offer(const struct snapshot *snapshot, const enum role *roles,
                  const struct fader_reading *faders, struct offers *offers)
{
    relate_copies(snapshot, offers);
    relate_masking(snapshot, roles, offers);
    relate_levels(snapshot, faders, offers);
}
