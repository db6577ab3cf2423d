/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advise_files: the adviser as the commands want it: from the settings, with the user's own rules.
 * Thread: the command's. */
#ifndef SIDEMAN_ADVISE_FILES_H
#define SIDEMAN_ADVISE_FILES_H

#include "advise/adviser.h"
#include "advise/coach.h"
#include "base/settings.h"

struct advice_wish advise_wish(const struct settings *settings);

/* The adviser and who stands beside it. */
struct advisers {
    struct adviser *adviser; /* NULL: the rules are not installed */
    struct coach *coach;
};

/* For reports of files: the same for everybody, but for the references. */
enum status advisers_open(struct advisers *advisers, const struct settings *settings,
                          const struct references *references, struct error *error);
void advisers_close(struct advisers *advisers);

/* NULL without an error (STATUS_OK): the rules are not installed, which standard error was told: all
 * else works without them. */
struct adviser *advise_files_open(const struct settings *settings, struct error *error);

#endif
