/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* adviser: from what was measured to what to do about it.  Once a second of sample time the engine
 * shows it the snapshot; it answers with suggestions that hold, never flicker and do not contradict
 * each other, and with the six analyses.  Deterministic: the same snapshots give the same advice,
 * live and offline.
 * Thread: one at a time (the engine's), but for adviser_new() and adviser_free().
 * Never allocates after adviser_new(). */
#ifndef SIDEMAN_ADVISER_H
#define SIDEMAN_ADVISER_H

#include "advise/judge.h"
#include "advise/offer.h"
#include "advise/policy.h"
#include "base/status.h"
#include "snapshot.h"

struct adviser;

/* What the user wants; plain data, copied. */
struct advice_wish {
    char target[32];  /* delivery target, as in data/targets.conf; "" none */
    bool target_stated; /* the user asked for it; else it is a default */
    enum genre genre; /* GENRES: what is heard */
};

/* Loads rules and corridors, the user's over ours.  NULL with `error` set (file:line) when they
 * cannot be read. */
struct adviser *adviser_new(const struct advice_wish *wish, struct error *error);
void adviser_free(struct adviser *adviser);

void adviser_set_wish(struct adviser *adviser, const struct advice_wish *wish);

/* Who else has a say; any may be NULL.  Called within adviser_update(), with `context`. */
struct adviser_hooks {
    void *context;
    /* What relations between the tracks show now. */
    void (*relate)(void *context, const struct snapshot *snapshot, struct offers *offers);
    /* How this user's history moves a rule; `bias` comes neutral. */
    void (*lean)(void *context, const char *rule, enum role role, enum genre genre,
                 struct advice_bias *bias);
    /* May change, reorder or take away what is about to be told (states, context), and fill the
     * analyses. */
    void (*edit)(void *context, const struct snapshot *snapshot, struct advice_reading *advice);
};
void adviser_set_hooks(struct adviser *adviser, const struct adviser_hooks *hooks);

/* What is said in which context. */
const struct policies *adviser_policies(const struct adviser *adviser);

/* Judges every spectrum against this one (dB per third octave, any level) instead of the corridors;
 * NULL: the corridors again.  `name` is shown. */
void adviser_set_reference(struct adviser *adviser, const float *third_db, const char *name);

/* One second more was heard; `snapshot` holds everything but `advice`. */
void adviser_update(struct adviser *adviser, const struct snapshot *snapshot);
/* What stands now, as advice_reading_copy has it. */
void adviser_read(const struct adviser *adviser, unsigned n_tracks, struct advice_reading *advice);
/* Forgets what was heard; what the user asked for stays. */
void adviser_reset(struct adviser *adviser);

#endif
