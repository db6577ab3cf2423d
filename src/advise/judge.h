/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* judge: holds one rule against one track (or one pair) second after second: it must be broken for
 * as long as the rule says before that is said, and well again, by the hysteresis, for as long
 * before it is taken back.
 * Thread: as the adviser's. */
#ifndef SIDEMAN_JUDGE_H
#define SIDEMAN_JUDGE_H

#include "advise/rules.h"

/* What is remembered of one rule on one track.  Starts as zeros. */
struct verdict {
    bool stands;
    bool seen;              /* looked at in this second */
    enum severity severity;
    float wrong_s, well_s;  /* for how long it has been so without a break */
    double since_s;
    float value, threshold, over;
};

/* How the user's history moves a rule. */
struct advice_bias {
    bool muted;      /* never again */
    float shift; /* of the threshold, in the rule's hystereses: > 0 asks for more; bounded here */
    float weight;    /* of its priority, about 1 */
};

struct judge_case {
    const struct rule *rule;
    enum role role;
    const float *genres; /* GENRES probabilities; what they lack to 1 is any genre */
    double time_s;
    float step_s;        /* since the last look */
    struct advice_bias bias;
};

/* `values` are the metrics of the track; value, threshold and over are written into it. */
void judge_look(struct verdict *verdict, const struct judge_case *what, float *values);

#endif
