/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_fixture: made-up advice, for the screen tests. */
#ifndef SIDEMAN_ADVICE_FIXTURE_H
#define SIDEMAN_ADVICE_FIXTURE_H

#include "base/targets.h"
#include "snapshot.h"

/* What an adviser could say of the fixture's readings; `wide` in letters of two columns. */
void advice_fixture_fill(struct snapshot *snapshot, bool wide);
/* Somebody who explores, whose mud has to wait, or "learning"; "waiting": all has to wait. */
void advice_fixture_context(struct snapshot *snapshot, const char *intent);
extern const struct targets advice_fixture_targets;

#endif
