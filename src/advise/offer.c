/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/offer.h"

#include <math.h>

void offer_clear(struct offer *offer)
{
    *offer = (struct offer){.track = NO_TRACK, .other_track = NO_TRACK, .band_low_hz = NAN,
                            .band_high_hz = NAN, .delay_ms = NAN};
    for (int i = 0; i < METRICS_SET; i++)
        offer->values[i] = NAN;
}

struct offer *offers_add(struct offers *offers, const char *rule, unsigned track,
                         unsigned other_track)
{
    if (offers->count == OFFERS_MAX)
        return NULL;
    struct offer *const offer = &offers->offers[offers->count++];
    offer_clear(offer);
    offer->rule = rule;
    offer->track = (uint8_t)track;
    offer->other_track = (uint8_t)other_track;
    return offer;
}
