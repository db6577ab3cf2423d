/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/project.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* What stands before the first colon of a port, unless it is a pattern. */
static size_t client_length(const char *source)
{
    const char *colon = strchr(source, ':');
    const size_t length = colon ? (size_t)(colon - source) : strlen(source);
    return strcspn(source, ".*+?[](){}|^$\\") < length ? 0 : length;
}

static size_t folder_of(const char *file, const char **start)
{
    const char *slash = strrchr(file, '/');
    const char *end = slash;
    if (!slash || slash == file)
        return 0;
    while (end > file && end[-1] != '/')
        end--;
    *start = end;
    return (size_t)(slash - end);
}

static const char *first_source(const struct capture_request *request)
{
    return request->n_tracks > 0 && !*request->source ? request->tracks[0].source : request->source;
}

static size_t find(const struct capture_request *request, char *whole, const char **start)
{
    const char *source = first_source(request);
    *start = source;
    if (request->backend == CAPTURE_JACK)
        return client_length(source);
    if (request->backend != CAPTURE_FILE || !realpath(source, whole))
        return 0;
    return folder_of(whole, start);
}

void project_name(const struct settings *settings, const struct capture_request *request,
                  char name[PROJECT_MAX])
{
    static char whole[4096 + 1], text[4096 + 1];
    const char *start = settings_text(settings, SETTING_PROJECT);
    size_t length = strlen(start);
    if (length == 0 && request)
        length = find(request, whole, &start);
    if (length >= sizeof text)
        length = sizeof text - 1;
    memcpy(text, start, length);
    text[length] = '\0';
    text_make_printable(text);
    text_to_utf8(name, PROJECT_MAX, text);
}
