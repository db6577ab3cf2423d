/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* offer: what a relation between tracks (masking, level balance, polarity, delay) shows the adviser
 * every second: which rule, which tracks, and the pair.* metrics.  Offered or not, the rules
 * decide: threshold, hysteresis and hold time are in rules.conf (applies_to = "pair"); the tracks'
 * own metrics can be asked for too, they are those of `track`.
 * Thread: as the adviser's. */
#ifndef SIDEMAN_OFFER_H
#define SIDEMAN_OFFER_H

#include "advise/metrics.h"
#include "base/advice.h"

enum { OFFERS_MAX = 96 };

struct offer {
    const char *rule;        /* id; static */
    uint8_t track;           /* masker, or the only one */
    uint8_t other_track;     /* masked; NO_TRACK: it concerns `track` alone */
    uint8_t key; /* tells offers of the same rule and tracks apart, and stays the same */
    enum suggestion_direction direction;
    float band_low_hz, band_high_hz, delay_ms; /* into the suggestion; NAN: none */
    float values[METRICS_SET]; /* from METRIC_PAIR_EXCESS on; the rest is not looked at */
};

/* Unknown in every field. */
void offer_clear(struct offer *offer);

struct offers {
    unsigned count;
    struct offer offers[OFFERS_MAX];
};

/* A cleared one to fill; NULL when there is no room. */
struct offer *offers_add(struct offers *offers, const char *rule, unsigned track,
                         unsigned other_track);

#endif
