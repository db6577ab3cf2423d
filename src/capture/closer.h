/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* closer: closes a backend on a thread of its own, because a sound server that died badly can make
 * its library hang in close.  The one who started it waits as long as it likes and no longer.
 * Thread: supervisor. */
#ifndef SIDEMAN_CLOSER_H
#define SIDEMAN_CLOSER_H

#include "capture/backend.h"

struct closer;

/* NULL: no thread could be had, and it was closed in place. */
struct closer *closer_start(const struct backend_ops *ops, struct backend *backend);

/* True when the backend is closed; `closer` is freed then.  False after `timeout_s`: ask again. */
bool closer_wait(struct closer *closer, double timeout_s);

/* Gives up waiting: the thread cleans up when the library lets go of it, if ever. */
void closer_abandon(struct closer *closer);

#endif
