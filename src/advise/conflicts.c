/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/conflicts.h"

#include <stdlib.h>
#include <string.h>

static const float said_bonus = 1.25F;

static float force(const struct standing *one)
{
    return one->said ? one->strength * said_bonus : one->strength;
}

static bool loses(const struct standing *one, const struct standing *other)
{
    if (one->track != other->track || one == other || one->rule->group[0] == '\0' ||
        strcmp(one->rule->group, other->rule->group) != 0)
        return false;
    const float a = force(one), b = force(other);
    return a < b || (!(a > b) && one > other);
}

static bool yields(const struct standing *one, const struct standing *other)
{
    if (one->track != other->track || other->silent)
        return false;
    for (unsigned i = 0; i < one->rule->n_yields; i++)
        if (strcmp(one->rule->yields[i], other->rule->id) == 0)
            return true;
    return false;
}

void conflicts_resolve(struct standing *standing, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        standing[i].silent = false;
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < count && !standing[i].silent; j++)
            standing[i].silent = loses(&standing[i], &standing[j]);
    for (unsigned i = 0; i < count; i++)
        for (unsigned j = 0; j < count && !standing[i].silent; j++)
            standing[i].silent = yields(&standing[i], &standing[j]);
}

static int compare(const void *a, const void *b)
{
    const struct suggestion *const one = a, *const other = b;
    if (one->priority < other->priority || one->priority > other->priority)
        return one->priority < other->priority ? 1 : -1;
    if (one->severity != other->severity)
        return one->severity < other->severity ? 1 : -1;
    if (one->track != other->track)
        return one->track < other->track ? -1 : 1;
    const int by_rule = strcmp(one->rule, other->rule);
    return by_rule ? by_rule : (one->id > other->id) - (one->id < other->id);
}

void conflicts_order(struct suggestion *suggestions, unsigned count)
{
    qsort(suggestions, count, sizeof *suggestions, compare);
}
