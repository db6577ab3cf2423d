/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_files: which files hold knowledge: the shipped ones in alphabetical order, then the
 * user's, who has the last word.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_FILES_H
#define SIDEMAN_KNOWLEDGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct knowledge_file {
    char *path;
    bool shipped;
};

struct knowledge_files {
    struct knowledge_file *rows;
    size_t count;
};

/* The files whose name matches `pattern` ("*.conf"; see glob(7)).  False when memory is short;
 * folders that are not there hold nothing. */
bool knowledge_files_find(struct knowledge_files *files, const char *pattern);
void knowledge_files_free(struct knowledge_files *files);

#endif
