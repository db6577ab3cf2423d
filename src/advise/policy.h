/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* policy: what is said to whom: how advice follows the state and the intent of the user.  From
 * data/knowledge/contexts.conf (its head explains the fields), then the user's own contexts.conf, which
 * replaces by state and intent.
 * Thread: any; const once loaded. */
#ifndef SIDEMAN_POLICY_H
#define SIDEMAN_POLICY_H

#include "base/advice.h"
#include "base/status.h"

enum { POLICY_RULES = 32, POLICY_TEXT = 80 };

struct policy_rules {
    unsigned n; /* 0: no such list */
    char ids[POLICY_RULES][RULE_ID_MAX];
};

struct policy {
    bool ideas, reasons;
    struct policy_rules says, first, hints_wait;
    char text[POLICY_TEXT]; /* untranslated; "" everything is said as ever */
};

struct policies {
    struct policy states[WORK_STATES];
    struct policy intents[WORK_INTENTS];
};

/* STATUS_OK; else `error` says file:line and what.  The user's own, when wrong: the log, and only ours. */
enum status policies_load(struct policies *policies, struct error *error);
/* One file alone, added to `policies`.  Tells all that is wrong, and returns how often. */
unsigned policies_read(struct policies *policies, const char *path,
                       void (*tell)(void *context, const char *text), void *context);

/* Fits `advice` to its own context, as far as that counts: orders it and takes away what has to wait, which
 * is added to `context.waiting`; fills the context's ideas, reasons and says.  What the user applied or
 * what has moved stays. */
void policies_edit(const struct policies *policies, struct advice_reading *advice);

#endif
