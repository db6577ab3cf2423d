/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json_value: numbers and text as all of our JSON has them.  The caller owns what is returned. */
#ifndef SIDEMAN_JSON_VALUE_H
#define SIDEMAN_JSON_VALUE_H

#include <jansson.h>

/* Rounded to `places` after the point; null when not known or not finite; never "-0.0". */
json_t *json_value_number(double value, int places);
/* UTF-8 whatever the locale; null when there is none. */
json_t *json_value_text(const char *text);

#endif
