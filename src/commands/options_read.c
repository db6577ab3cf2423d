/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/targets.h"
#include "commands/option_table.h"
#include "commands/options.h"
#include "commands/print_config.h"

#include <stdio.h>
#include <string.h>

static void warn(const char *text)
{
    log_write(LOG_WARNING, "%s", text);
}

static int complain(const char *name, const struct error *error)
{
    fprintf(stderr, "%s%s: %s\n", strcmp(name, "sideman") == 0 ? "" : "sideman ", name,
            error->text);
    return status_exit_code(error->status);
}

/* Configuration below the command line: what the arguments set is kept above what is read now. */
static enum status load_config(struct options *options, struct error *error)
{
    static struct settings from_arguments;
    from_arguments = options->config.settings;
    const enum status status = config_load(&options->config, options->config_path, warn, error);
    struct settings *settings = &options->config.settings;
    settings_apply_environment(settings);
    for (int i = 0; i < SETTINGS; i++) {
        if (from_arguments.has[SETTING_OVERRIDE][i]) {
            settings->layers[SETTING_OVERRIDE][i] = from_arguments.layers[SETTING_OVERRIDE][i];
            settings->has[SETTING_OVERRIDE][i] = true;
        }
    }
    return status;
}

/* Who shows a target loads them again, and tells what is wrong with them; here it matters only when
 * one is not found. */
static struct error target_trouble;

static void note_trouble(const char *text)
{
    if (target_trouble.status == STATUS_OK)
        error_set(&target_trouble, STATUS_FAILED, "%s", text);
}

/* The one setting whose names are in a data file.  A wrong one in the configuration gives the
 * default. */
static enum status check_target(struct settings *settings, struct error *error)
{
    static struct targets targets;
    struct error problem;
    targets_load(&targets, note_trouble);
    const char *name = settings_text(settings, SETTING_TARGET);
    if (!settings_is_set(settings, SETTING_TARGET) ||
        targets_check(&targets, name, &problem) == STATUS_OK)
        return STATUS_OK;
    if (target_trouble.status != STATUS_OK)
        log_write(LOG_WARNING, "%s", target_trouble.text);
    if (settings->has[SETTING_OVERRIDE][SETTING_TARGET])
        return error_set(error, STATUS_USAGE, "--target: %s", problem.text);
    log_write(LOG_WARNING, _("%s; the default is used"), problem.text);
    settings->has[SETTING_SAVED][SETTING_TARGET] = false;
    return STATUS_OK;
}

static void fill_request(struct options *options)
{
    struct capture_request *request = &options->request;
    const struct settings *settings = &options->config.settings;
    snprintf(request->client_name, sizeof request->client_name, "%s",
             settings_text(settings, SETTING_NAME));
    request->reconnect = settings_bool(settings, SETTING_RECONNECT);
    /* The demo has no end: whoever watches it wants to see it move. */
    request->loop = settings_bool(settings, SETTING_LOOP) || request->backend == CAPTURE_DEMO ||
                    request->backend == CAPTURE_AUTO;
}

int options_read(enum options_user user, int argc, char **argv, struct options *options)
{
    struct error error = {0};
    memset(options, 0, sizeof *options);
    settings_init(&options->config.settings);
    enum status status = options_parse(user, argc, argv, options, &error);
    if (status == STATUS_OK && options->action == ACTION_HELP) {
        option_print_help(user, argv[0]);
        return 0;
    }
    if (status == STATUS_OK && options->action == ACTION_VERSION) {
        puts(PACKAGE_STRING);
        return 0;
    }
    if (status == STATUS_OK)
        status = load_config(options, &error);
    if (status == STATUS_OK && (user & (FOR_LIVE | FOR_ANALYZE)))
        status = check_target(&options->config.settings, &error);
    if (status == STATUS_OK && options->action == ACTION_PRINT_CONFIG) {
        print_config(stdout, &options->config);
        return 0;
    }
    const char *log_path = settings_text(&options->config.settings, SETTING_LOG);
    if (status == STATUS_OK && *log_path && log_open_file(log_path, &error) != STATUS_OK)
        log_write(LOG_WARNING, "%s", error.text);
    if (status != STATUS_OK)
        return complain(argv[0], &error);
    fill_request(options);
    return -1;
}
