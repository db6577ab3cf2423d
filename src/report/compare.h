/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compare: two measured files side by side, B against A.  Level-matched: spectra are compared after
 * the difference in integrated loudness is taken out, so that louder is not called brighter.
 * Thread: the command's. */
#ifndef SIDEMAN_COMPARE_H
#define SIDEMAN_COMPARE_H

#include "snapshot.h"

#include <stdio.h>

struct compare_side {
    const char *file;
    double duration_s;
    const struct snapshot *snapshot;
};

/* What has to be added to B to be as loud as A, in dB: integrated loudness where both have one, else
 * RMS; NAN when one is silent. */
double compare_match_db(const struct compare_side *a, const struct compare_side *b);

void compare_text_write(FILE *out, const struct compare_side *a, const struct compare_side *b);
/* Indented JSON, to be freed; NULL when memory is short. */
char *compare_json_format(const struct compare_side *a, const struct compare_side *b);

#endif
