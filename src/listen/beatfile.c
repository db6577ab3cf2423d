/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatfile.h"

#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 20, WEIGHT_MAX = 1000000 };
static const float unit = 0.001f;
static const char space[] = " \t\r\n";

static void blank_comments(char *text)
{
    for (char *at = strchr(text, '#'); at; at = strchr(at, '#'))
        while (*at && *at != '\n')
            *at++ = ' ';
}

void beatfile_refuse(const char *path, struct error *error)
{
    error_set(error, STATUS_USAGE, _("%s is not a beat model; install sideman anew"), path);
}

char *beatfile_read(const char *path, struct error *error)
{
    FILE *const file = fopen(path, "re");
    char *const text = file ? malloc(FILE_BYTES_MAX + 1) : NULL;
    errno = file ? 0 : errno;
    const size_t length = text ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;
    if (!text || ferror(file)) {
        error_set(error, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED,
                  _("cannot read %s: %s"), path, strerror(errno));
    } else if (length <= FILE_BYTES_MAX && !memchr(text, 0, length)) {
        text[length] = '\0';
        blank_comments(text);
        fclose(file);
        return text;
    } else {
        beatfile_refuse(path, error);
    }
    if (file)
        fclose(file);
    free(text);
    return NULL;
}

bool beatfile_word(char **at, const char *word)
{
    *at += strspn(*at, space);
    const size_t length = strlen(word);
    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* The next whole number; false at the end and at what is none. */
static bool next_number(char **at, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(*at, &end, 10);
    const bool good = end != *at && errno == 0 && *number >= -WEIGHT_MAX && *number <= WEIGHT_MAX &&
                      (*end == '\0' || strchr(space, *end));
    *at = end;
    return good;
}

bool beatfile_settings(char **at, const struct beatfile_setting *settings, size_t count,
                       long *values)
{
    for (size_t i = 0; i < count; i++)
        if (!beatfile_word(at, settings[i].name) || !next_number(at, &values[i]) ||
            values[i] < settings[i].least || values[i] > settings[i].most)
            return false;
    return true;
}

bool beatfile_weights(char **at, float *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long number;
        if (!next_number(at, &number))
            return false;
        weights[i] = (float)number * unit;
    }
    return true;
}

bool beatfile_end(char *at)
{
    return at[strspn(at, space)] == '\0';
}
