/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* slotlog: the texture of a whole file in bounded room: when it is full, every two slots become one
 * twice as long.  Thread: analysis.  Allocates only in slotlog_new(). */
#ifndef SIDEMAN_SLOTLOG_H
#define SIDEMAN_SLOTLOG_H

#include "listen/texture.h"

enum { SLOTLOG_MAX = 16384 }; /* 23 minutes before the first halving; 2.4 MB when full */

struct slotlog;

struct slotlog *slotlog_new(double slot_s);
void slotlog_free(struct slotlog *log);
void slotlog_add(struct slotlog *log, const struct texture_slot *slot);

size_t slotlog_count(const struct slotlog *log);
const struct texture_slot *slotlog_slots(const struct slotlog *log);
double slotlog_slot_s(const struct slotlog *log);

#endif
