/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatfile: what the readers of the rhythm's model files share: a text of words and whole numbers,
 * weights in thousandths; '#' starts a comment.
 * Thread: any; no state. */
#ifndef SIDEMAN_BEATFILE_H
#define SIDEMAN_BEATFILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct beatfile_setting {
    const char *name;
    long least, most;
};

/* The text without its comments; to be freed.  NULL and the reason when it cannot be read. */
char *beatfile_read(const char *path, struct error *error);
void beatfile_refuse(const char *path, struct error *error); /* says that it is no model */

/* These move `at` on, and return false at what is not as it should be. */
bool beatfile_word(char **at, const char *word);
bool beatfile_settings(char **at, const struct beatfile_setting *settings, size_t count,
                       long *values);
bool beatfile_weights(char **at, float *weights, size_t count);
bool beatfile_end(char *at); /* nothing but space is left */

#endif
