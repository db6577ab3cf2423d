/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_evidence: a value on a line, with the part of the line that is healthy and the threshold.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_EVIDENCE_H
#define SIDEMAN_WIDGET_EVIDENCE_H

#include "base/advice.h"
#include "tui/widget.h"

/* Ends of the line in round numbers, so that it stands still while the value moves a little.  False
 * when there is nothing to show. */
bool evidence_range(const struct evidence *evidence, double *from, double *to);
/* Whether there is anything to hold the value against. */
bool evidence_is_bounded(const struct evidence *evidence);
/* What is healthy: from low to high; of a threshold alone, the side where the value is not.  Open
 * ends are infinite; NANs when nothing is known. */
void evidence_healthy(const struct evidence *evidence, double *low, double *high);

/* On a line with these ends. */
void widget_evidence_between(struct area area, int row, const struct evidence *evidence,
                             double from, double to);
void widget_evidence(struct area area, int row, const struct evidence *evidence);

#endif
