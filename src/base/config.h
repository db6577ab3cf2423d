/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* config: the configuration file (libconfig): settings by the names of the table, and key bindings
 * (`keys = { reset = "r"; }`).  What is wrong in it is told as file:line with the nearest valid
 * name, and the default used instead: a bad configuration never stops the program.
 * Thread: UI. */
#ifndef SIDEMAN_CONFIG_H
#define SIDEMAN_CONFIG_H

#include "base/paths.h"
#include "base/settings.h"

#include <stdio.h>

enum { CONFIG_KEYS_MAX = 64, CONFIG_WORD_MAX = 32 };

/* The names are checked by who knows them: the dashboard. */
struct config_key {
    char command[CONFIG_WORD_MAX];
    char key[CONFIG_WORD_MAX];
    unsigned line; /* in config.path, for messages */
};

struct config {
    struct settings settings;
    struct config_key keys[CONFIG_KEYS_MAX];
    size_t n_keys;
    char path[PATHS_MAX]; /* where it is saved; "" when this user has no home */
};

/* Called once for every problem, with a whole translated sentence. */
typedef void config_warn(const char *text);

/* Defaults, then the file: `path`, or the user's own when NULL.  A missing file of the user is no
 * problem; a missing `path` is STATUS_NOT_FOUND, an unreadable one STATUS_FAILED (one is a warning
 * only when it is the user's own). */
enum status config_load(struct config *config, const char *path, config_warn *warn,
                        struct error *error);

/* Writes the saved layer beside what else is in the file, as a whole or not at all.  Comments are
 * lost, but a file that has some is kept beside the new one, with "~" behind its name.  A file that could not be read as a configuration is left alone. */
enum status config_save(const struct config *config, struct error *error);

/* The whole configuration with comments, in a form that can be read again: what is not set stands
 * as a comment with its default.  Without any settings it is the shipped default configuration. */
void config_print(FILE *out, const struct config *config);

#endif
