/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json_value.h"

#include "base/text.h"

#include <math.h>

enum { TEXT_MAX = 4 * 1024 }; /* a path has no more */

json_t *json_value_number(double value, int places)
{
    if (!isfinite(value))
        return json_null();
    const double scale = pow(10.0, places);
    const double rounded = round(value * scale) / scale;
    return json_real(rounded == 0.0 ? 0.0 : rounded);
}

json_t *json_value_text(const char *text)
{
    char utf8[TEXT_MAX];
    if (!text || !*text)
        return json_null();
    text_to_utf8(utf8, sizeof utf8, text);
    return json_string(utf8);
}
