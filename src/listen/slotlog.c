/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/slotlog.h"

#include <stdlib.h>

struct slotlog {
    double slot_s;
    unsigned each; /* slots that make one of ours */
    unsigned pending;
    struct texture_slot sum;
    size_t count;
    struct texture_slot slots[SLOTLOG_MAX];
};

struct slotlog *slotlog_new(double slot_s)
{
    struct slotlog *log = calloc(1, sizeof *log);
    if (!log)
        return NULL;
    log->slot_s = slot_s;
    log->each = 1;
    return log;
}

void slotlog_free(struct slotlog *log)
{
    free(log);
}

static void mix(struct texture_slot *to, const struct texture_slot *more, float gain)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        to->dims[d] += gain * more->dims[d];
    to->loudness += gain * more->loudness;
    to->left += gain * more->left;
    to->right += gain * more->right;
    to->product += gain * more->product;
    to->music += gain * more->music;
}

static void halve(struct slotlog *log)
{
    for (size_t i = 0; i < SLOTLOG_MAX / 2; i++) {
        struct texture_slot both = {0};
        mix(&both, &log->slots[2 * i], 0.5f);
        mix(&both, &log->slots[2 * i + 1], 0.5f);
        log->slots[i] = both;
    }
    log->count = SLOTLOG_MAX / 2;
    log->each *= 2;
}

void slotlog_add(struct slotlog *log, const struct texture_slot *slot)
{
    mix(&log->sum, slot, 1.0f / (float)log->each);
    if (++log->pending < log->each)
        return;
    log->slots[log->count++] = log->sum;
    log->sum = (struct texture_slot){0};
    log->pending = 0;
    if (log->count == SLOTLOG_MAX)
        halve(log);
}

size_t slotlog_count(const struct slotlog *log)
{
    return log->count;
}

const struct texture_slot *slotlog_slots(const struct slotlog *log)
{
    return log->slots;
}

double slotlog_slot_s(const struct slotlog *log)
{
    return log->slot_s * log->each;
}
