/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any command line, one argument a line; the first byte chooses the subcommand. */
#include "tests/fuzz/fuzz.h"

#include "commands/options.h"

#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 100, BYTES_MAX = 8192 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum options_user users[] = {FOR_LIVE, FOR_ANALYZE, FOR_COMPARE, FOR_PORTS};
    static struct options options;
    char *argv[ARGUMENTS_MAX + 1];
    struct error error = {.text = ""};
    int argc = 0;
    if (size < 2 || size > BYTES_MAX)
        return 0;
    char *text = malloc(size);
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    static char name[] = "sideman";
    argv[argc++] = name;
    for (char *word = strtok(text, "\n"); word && argc < ARGUMENTS_MAX; word = strtok(NULL, "\n"))
        argv[argc++] = word;
    argv[argc] = NULL;
    memset(&options, 0, sizeof options);
    settings_init(&options.config.settings);
    const enum status status = options_parse(users[data[0] % 4], argc, argv, &options, &error);
    if (status != STATUS_OK && (status != STATUS_USAGE || !*error.text))
        abort();
    free(text);
    return 0;
}
