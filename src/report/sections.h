/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sections: the sections of a file for people: a strip to scale, "|AAAA|BBBBBB|AAA|", with the loudness
 * below it, and a table.
 * At most 80 columns.  Thread: the command's. */
#ifndef SIDEMAN_REPORT_SECTIONS_H
#define SIDEMAN_REPORT_SECTIONS_H

#include "timeline.h"

#include <stdio.h>

/* Nothing when there are not two sections at least. */
void sections_write(FILE *out, const struct timeline *timeline);

#endif
