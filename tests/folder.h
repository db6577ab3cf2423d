/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder: one of a test's own under /tmp; set-up and clean-up as cmocka calls them. */
#ifndef SIDEMAN_TEST_FOLDER_H
#define SIDEMAN_TEST_FOLDER_H

#include <stdio.h>
#include <stdlib.h>

static char folder[40];

static inline int folder_make(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/sideman-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int folder_remove(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "chmod -R u+w %s; rm -r %s", folder, folder);
    return system(command);
}

#endif
