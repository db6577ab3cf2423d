/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as configuration and as delivery targets: told or taken, never a crash; what is saved
 * and printed can be read again. */
#include "tests/fuzz/fuzz.h"

#include "base/config.h"
#include "base/log.h"
#include "base/targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/sideman-fuzz-XXXXXX";
static char conf_path[64], targets_path[64];
static size_t warnings;

static void count(const char *text)
{
    warnings += strlen(text) > 0;
}

static void remove_folder(void)
{
    unlink(conf_path);
    unlink(targets_path);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_set_echo(false);
    if (!mkdtemp(folder))
        abort();
    atexit(remove_folder);
    snprintf(conf_path, sizeof conf_path, "%s/sideman.conf", folder);
    snprintf(targets_path, sizeof targets_path, "%s/targets.conf", folder);
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    return 0;
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct config config, again;
    static struct targets targets;
    write_file(targets_path, data, size);
    targets_load(&targets, count);
    if (targets.count == 0 || !targets_next(&targets, "x"))
        abort();

    write_file(conf_path, data, size);
    if (config_load(&config, conf_path, count, NULL) != STATUS_OK)
        return 0;
    FILE *file = fopen(conf_path, "w");
    if (!file)
        abort();
    config_print(file, &config);
    fclose(file);
    warnings = 0;
    if (config_load(&again, conf_path, count, NULL) != STATUS_OK || warnings > 0)
        abort();
    if (config_save(&again, NULL) != STATUS_OK)
        abort();
    if (config_load(&config, conf_path, count, NULL) != STATUS_OK || warnings > 0)
        abort();
    for (int i = 0; i < SETTINGS; i++)
        if (memcmp(&config.settings.layers[SETTING_SAVED][i],
                   &again.settings.layers[SETTING_SAVED][i],
                   sizeof config.settings.layers[SETTING_SAVED][i]) != 0)
            abort();
    return 0;
}
