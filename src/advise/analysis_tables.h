/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* analysis_tables: what each of the six analyses looks at; private to src/advise/analys*. */
#ifndef SIDEMAN_ANALYSIS_TABLES_H
#define SIDEMAN_ANALYSIS_TABLES_H

#include "advise/checks.h"

extern const struct check gain_checks[], mixing_checks[], routing_checks[], health_checks[],
    mastering_checks[], creative_checks[];
extern const unsigned gain_checks_n, mixing_checks_n, routing_checks_n, health_checks_n,
    mastering_checks_n, creative_checks_n;

/* What is more than a number in a range: which wire, which times. */
void routing_tell(const struct analysis_input *input, struct analysis_reading *analysis);
void creative_tell(const struct analysis_input *input, struct analysis_reading *analysis);

/* Values that several of them look at; see struct check. */
float value_clip_runs(const struct analysis_input *input, const struct track_reading *track);
float value_dc_percent(const struct analysis_input *input, const struct track_reading *track);
float value_mono_loss(const struct analysis_input *input, const struct track_reading *track);
float value_low_correlation(const struct analysis_input *input, const struct track_reading *track);
float value_psr_min(const struct analysis_input *input, const struct track_reading *track);

#endif
