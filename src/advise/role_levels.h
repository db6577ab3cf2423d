/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* role_levels: how loud what plays a role usually is in a mix.  From data/knowledge/levels.conf, then
 * the user's own levels.conf, which replaces by role.
 * Thread: any; const once loaded. */
#ifndef SIDEMAN_ROLE_LEVELS_H
#define SIDEMAN_ROLE_LEVELS_H

#include "base/readings.h"
#include "base/status.h"

struct role_level {
    float relative_lu; /* loudness of such a track against the whole */
    float presence_db; /* what it adds to the loudness of all while it plays */
    float unsung_lu;   /* the same two where nobody sings */
    float unsung_db;
    float loud_db;     /* how far off is still taste: too loud, too soft */
    float soft_db;
};

struct role_levels {
    struct role_level roles[ROLES]; /* ROLE_NONE: "any" in the file */
    bool known[ROLES]; /* false: as its family */
};

/* STATUS_OK when every role has its level, or its family; else `error` says file:line and what.  The user's own, when
 * wrong: the log, and only ours. */
enum status role_levels_load(struct role_levels *levels, struct error *error);
/* One file alone, which may hold some roles only.  Tells all that is wrong, and returns how often. */
unsigned role_levels_read(struct role_levels *levels, const char *path,
                          void (*tell)(void *context, const char *text), void *context);

#endif
