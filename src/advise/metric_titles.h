/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* metric_titles: metrics of rules in the words of those who mix.  Thread: any. */
#ifndef SIDEMAN_METRIC_TITLES_H
#define SIDEMAN_METRIC_TITLES_H

/* Untranslated, at most 24 columns in English; NULL: `metric` has none. */
const char *metric_title(const char *metric);

#endif
