/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dashboard: joins the running measurement to the screen.
 * Thread: UI (main). */
#ifndef SIDEMAN_DASHBOARD_H
#define SIDEMAN_DASHBOARD_H

#include "base/config.h"
#include "base/status.h"
#include "live.h"

/* Until the user quits.  `learner` may be NULL.  `request` is what `live` listens to; the settings in `config` are changed by
 * keys and saved only when the user asks. */
enum status dashboard_run(struct live *live, struct learner *learner,
                          const struct capture_request *request, struct config *config,
                          struct error *error);

#endif
