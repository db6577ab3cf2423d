/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* print_config: the whole configuration with comments: settings and key bindings.
 * Thread: main. */
#ifndef SIDEMAN_PRINT_CONFIG_H
#define SIDEMAN_PRINT_CONFIG_H

#include "base/config.h"

/* What is not set stands as a comment with its default. */
void print_config(FILE *out, const struct config *config);

#endif
