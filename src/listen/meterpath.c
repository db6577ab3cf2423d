/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/meterpath.h"

static const double break_off = -6.0;  /* log likelihood of a bar that ends early */
static const double least_gain = 0.25; /* a bar, over what it would be by chance */
static const double three_is_rarer = 0.3; /* a bar */

/* The best way with bars of `length` beats; its score, and the beat in the bar of each beat. */
static double solve(const float *log_odds, size_t beats, unsigned length, double mean,
                    uint8_t *place, uint8_t *from)
{
    double score[METERPATH_LONGEST_BAR] = {0};
    for (size_t i = 0; i < beats; i++) {
        double next[METERPATH_LONGEST_BAR];
        unsigned best = 0;
        for (unsigned p = 1; p < length; p++)
            best = score[p] > score[best] ? p : best;
        for (unsigned p = 0; p < length; p++) {
            const unsigned before = (p + length - 1) % length;
            const bool broken = i > 0 && p == 0 && score[best] + break_off > score[before];
            from[i * METERPATH_LONGEST_BAR + p] = (uint8_t)(broken ? best : before);
            next[p] = i == 0 ? 0.0 : broken ? score[best] + break_off : score[before];
            next[p] += p == 0 ? (double)log_odds[i] - mean : 0.0;
        }
        for (unsigned p = 0; p < length; p++)
            score[p] = next[p];
    }
    unsigned at = 0;
    for (unsigned p = 1; p < length; p++)
        at = score[p] > score[at] ? p : at;
    const double total = score[at];
    for (size_t i = beats; i-- > 0;) {
        place[i] = (uint8_t)at;
        at = from[i * METERPATH_LONGEST_BAR + at];
    }
    return total;
}

unsigned meterpath_find(const float *log_odds, size_t beats, bool *first, uint8_t *room)
{
    static const unsigned lengths[] = {4, 3};
    if (beats < 2 * METERPATH_LONGEST_BAR)
        return 0;
    double mean = 0.0;
    for (size_t i = 0; i < beats; i++)
        mean += (double)log_odds[i] / (double)beats;
    unsigned found = 0;
    double most = 0.0;
    for (unsigned k = 0; k < 2; k++) {
        uint8_t *const place = room;
        const double bars = (double)beats / lengths[k];
        double gain = solve(log_odds, beats, lengths[k], mean, place, room + beats) / bars;
        gain -= least_gain + (lengths[k] == 3 ? three_is_rarer : 0.0);
        gain *= bars;
        if (gain <= most)
            continue;
        most = gain;
        found = lengths[k];
        for (size_t i = 0; i < beats; i++)
            first[i] = place[i] == 0;
    }
    return found;
}
