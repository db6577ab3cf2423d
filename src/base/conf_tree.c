/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/conf_tree.h"

#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 256 * 1024 };

/* libconfig's scanner ends the process when a read fails (a folder, a bad disk), so the file is
 * read here.  The caller frees the text. */
static char *read_text(const char *path, struct error *error)
{
    FILE *file = fopen(path, "re");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0 || S_ISDIR(info.st_mode)) {
        const int reason = file ? EISDIR : errno;
        if (file)
            fclose(file);
        error_set(error, reason == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED,
                  _("cannot read %s: %s"), path,
                  strerror(reason));
        return NULL;
    }
    char *text = malloc(FILE_BYTES_MAX + 1);
    const size_t length = text ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;
    const bool failed = ferror(file) != 0;
    fclose(file);
    if (!text || failed || length > FILE_BYTES_MAX || memchr(text, 0, length)) {
        error_set(error, STATUS_USAGE, _("%s is not a configuration file; it is left out"), path);
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

/* An included file would be opened by libconfig itself (see read_text), and saved into this one. */
static unsigned line_of_include(const char *text)
{
    unsigned line = 1;
    while (text && *text) {
        if (strncmp(text + strspn(text, " \t"), "@include", 8) == 0)
            return line;
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
        line++;
    }
    return 0;
}

bool conf_tree_parse(config_t *tree, const char *path, struct error *error)
{
    char *text = read_text(path, error);
    if (!text)
        return false;
    const unsigned include = line_of_include(text);
    bool good = false;
    if (include)
        error_set(error, STATUS_USAGE,
                  _("%s:%u: @include is not supported; the whole file is left out"), path, include);
    else if (!config_read_string(tree, text))
        error_set(error, STATUS_USAGE, _("%s:%d: %s; the whole file is left out"), path,
                  config_error_line(tree), config_error_text(tree));
    else
        good = true;
    free(text);
    return good;
}

bool conf_tree_is_number(const config_setting_t *node)
{
    const int type = config_setting_type(node);
    return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64 || type == CONFIG_TYPE_FLOAT;
}

double conf_tree_number(const config_setting_t *node)
{
    switch (config_setting_type(node)) {
    case CONFIG_TYPE_INT64:
        return (double)config_setting_get_int64(node);
    case CONFIG_TYPE_FLOAT:
        return config_setting_get_float(node);
    default:
        return config_setting_get_int(node);
    }
}
