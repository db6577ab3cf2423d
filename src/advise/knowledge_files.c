/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_files.h"

#include "base/paths.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool append(struct knowledge_files *files, const char *folder, const char *name,
                   bool shipped)
{
    struct knowledge_file *rows =
        realloc(files->rows, (files->count + 1) * sizeof *files->rows);
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    files->rows = rows ? rows : files->rows;
    if (!rows || !path) {
        free(path);
        return false;
    }
    snprintf(path, size, "%s/%s", folder, name);
    rows[files->count++] = (struct knowledge_file){path, shipped};
    return true;
}

static bool add_folder(struct knowledge_files *files, const char *folder, const char *pattern,
                       bool shipped)
{
    struct dirent **names;
    const int count = scandir(folder, &names, NULL, alphasort);
    bool good = true;
    for (int i = 0; i < count; i++) {
        if (fnmatch(pattern, names[i]->d_name, FNM_PERIOD) == 0)
            good = good && append(files, folder, names[i]->d_name, shipped);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return good;
}

bool knowledge_files_find(struct knowledge_files *files, const char *pattern)
{
    char folder[PATHS_MAX];
    bool good = true;
    *files = (struct knowledge_files){NULL, 0};
    paths_data_file("knowledge", folder);
    good = add_folder(files, folder, pattern, true);
    if (paths_user_data_file("knowledge", folder))
        good = add_folder(files, folder, pattern, false) && good;
    if (paths_config_file("knowledge", folder))
        good = add_folder(files, folder, pattern, false) && good;
    if (!good)
        knowledge_files_free(files);
    return good;
}

void knowledge_files_free(struct knowledge_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->rows[i].path);
    free(files->rows);
    *files = (struct knowledge_files){NULL, 0};
}
