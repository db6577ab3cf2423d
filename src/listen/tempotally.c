/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tempotally.h"

#include <math.h>
#include <stdbool.h>

enum { CELLS_A_BPM = 4, REACH_SHARE = 32 }; /* 3 % */

static const double least_evidence = 0.12; /* a look */

/* The tempo that the most evidence is around. */
static void find_most(struct tempotally *tally)
{
    double below[TEMPOTALLY_CELLS + 1] = {0.0}, most = 0.0; /* the weight of all cells below */
    unsigned best = 0;
    for (unsigned i = 0; i < TEMPOTALLY_CELLS; i++)
        below[i + 1] = below[i] + tally->weight[i];
    for (unsigned i = 0; i < TEMPOTALLY_CELLS; i++) {
        const unsigned reach = i / REACH_SHARE, end = i + reach + 1;
        const double around =
            below[end < TEMPOTALLY_CELLS ? end : TEMPOTALLY_CELLS] - below[i - reach];
        if (around > most) {
            most = around;
            best = i;
        }
    }
    const double all = below[TEMPOTALLY_CELLS];
    double sum = 0.0;
    const unsigned reach = best / REACH_SHARE;
    for (unsigned j = best - reach; j <= best + reach && j < TEMPOTALLY_CELLS; j++)
        sum += tally->weight[j] * j;
    const bool sure = most > least_evidence * (double)tally->count && most > 0.5 * all;
    tally->bpm = sure ? (float)(sum / most / CELLS_A_BPM) : 0.0f;
    tally->confidence = (float)fmin(most / (double)tally->count, 1.0);
}

void tempotally_add(struct tempotally *tally, float bpm, float certainty, float steadiness)
{
    tally->count++;
    tally->steadiness += (double)steadiness;
    const float cell = bpm * CELLS_A_BPM + 0.5f;
    if (cell >= 0.0f && cell < TEMPOTALLY_CELLS)
        tally->weight[(unsigned)cell] += (double)(certainty * steadiness);
    find_most(tally);
}

void tempotally_read(const struct tempotally *tally, struct tempo_reading *reading)
{
    const double looks = tally->count > 0 ? (double)tally->count : 1.0;
    reading->bpm_overall = tally->bpm > 0.0f ? tally->bpm : NAN;
    reading->confidence_overall = tally->confidence;
    reading->steadiness_overall = (float)(tally->steadiness / looks);
}
