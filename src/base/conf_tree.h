/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* conf_tree: reads a file in libconfig's syntax, safely: folders, binary and huge files, includes
 * and syntax errors are told, whoever made them.
 * Thread: any. */
#ifndef SIDEMAN_CONF_TREE_H
#define SIDEMAN_CONF_TREE_H

#include "base/status.h"

#include <libconfig.h>
#include <stdbool.h>

/* Into an initialised `tree`.  STATUS_NOT_FOUND; STATUS_FAILED when it cannot be read; STATUS_USAGE
 * when it could be read but is no configuration ("file:line: ..."). */
bool conf_tree_parse(config_t *tree, const char *path, struct error *error);

bool conf_tree_is_number(const config_setting_t *node);
double conf_tree_number(const config_setting_t *node);

#endif
