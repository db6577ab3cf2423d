/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* near: compares measurements as doubles, whatever float type they come in. */
#ifndef SIDEMAN_TESTS_NEAR_H
#define SIDEMAN_TESTS_NEAR_H

#include <math.h>

#define assert_near(value, expected, tolerance)                                                   \
    do {                                                                                          \
        const double near_value = (double)(value), near_expected = (double)(expected);            \
        if (!(fabs(near_value - near_expected) <= (double)(tolerance)))                           \
            fail_msg("%s is %g, not %g +-%g", #value, near_value, near_expected,                  \
                     (double)(tolerance));                                                        \
    } while (0)

#endif
