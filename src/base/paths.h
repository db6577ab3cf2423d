/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* paths: where files are: data files (SIDEMAN_DATA_DIR, else where they were installed), the user's
 * configuration and state (XDG base directories).
 * Thread: any.  Nothing here creates anything but paths_make_parents(). */
#ifndef SIDEMAN_PATHS_H
#define SIDEMAN_PATHS_H

#include "base/status.h"

#include <stdbool.h>

enum { PATHS_MAX = 1024 };

/* The path of the data file `name` ("targets.conf"); false when it cannot be read: `path` then says
 * where it should be. */
bool paths_data_file(const char *name, char path[PATHS_MAX]);

/* $XDG_CONFIG_HOME/sideman/NAME, else ~/.config/sideman/NAME; state and the user's own data beside:
 * XDG_STATE_HOME, ~/.local/state; XDG_DATA_HOME, ~/.local/share.  False when this user has no home. */
bool paths_config_file(const char *name, char path[PATHS_MAX]);
bool paths_state_file(const char *name, char path[PATHS_MAX]);
bool paths_user_data_file(const char *name, char path[PATHS_MAX]);

/* Creates the folders above `path` that are missing, for this user only (mode 0700). */
enum status paths_make_parents(const char *path, struct error *error);

/* The part after the last slash. */
const char *paths_base_name(const char *path);

#endif
