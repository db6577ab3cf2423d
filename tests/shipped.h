/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shipped: the data files of these sources, and none of the user's. */
#ifndef SIDEMAN_TEST_SHIPPED_H
#define SIDEMAN_TEST_SHIPPED_H

#include <stdio.h>
#include <stdlib.h>

static inline void shipped_use(void)
{
    const char *top = getenv("srcdir");
    char data[1024];
    snprintf(data, sizeof data, "%s/data", top ? top : ".");
    setenv("SIDEMAN_DATA_DIR", data, 0);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

#endif
