/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tell: a rule that stands, as a suggestion: action, evidence, sentences, how sure, how important.
 * Thread: as the adviser's. */
#ifndef SIDEMAN_TELL_H
#define SIDEMAN_TELL_H

#include "advise/judge.h"
#include "advise/offer.h"
#include "advise/rule_text.h"
#include "snapshot.h"

struct tell_case {
    const struct rule *rule;
    const struct verdict *verdict;
    const struct snapshot *snapshot;
    uint8_t track;
    const struct offer *offer; /* NULL: it concerns the track alone */
    struct rule_names names;   /* corridor and target; the tracks' are found here */
    float weight;
};

/* `values`: the metrics, with what the judge wrote; the action's parameters are added. */
void tell_write(struct suggestion *suggestion, const struct tell_case *what, float *values);

/* The same for the same rule, tracks and band, in this and in any other session. */
uint32_t tell_id(const char *rule, const char *track, const char *other, unsigned key);

#endif
