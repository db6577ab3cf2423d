/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live: what sideman does without a subcommand: dashboard, plain lines or JSON of what is heard now. */

#include "commands/commands.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/targets.h"
#include "commands/advise_files.h"
#include "commands/dashboard.h"
#include "commands/options.h"
#include "commands/project.h"
#include "commands/reference_files.h"
#include "commands/stream.h"
#include "live.h"
#include "measure/stft.h"
#include "tui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum options_output choose_output(enum options_output wanted)
{
    const char *term = getenv("TERM");
    if (wanted != OUTPUT_AUTO || term_is_capable())
        return wanted;
    if (isatty(STDOUT_FILENO) && (!term || !*term))
        fprintf(stderr, _("sideman: TERM is not set; plain lines instead of the dashboard\n"));
    else if (isatty(STDOUT_FILENO) && strcmp(term, "dumb") != 0)
        fprintf(stderr,
                _("sideman: this system knows no terminal type \"%s\" that can show the dashboard; "
                  "set TERM; plain lines until then\n"), term);
    return OUTPUT_LINE;
}

/* Learning needs memory, nothing more: what the disk refuses is told in the log. */
static struct learner *start_learner(const struct options *options, struct live *live)
{
    char project[PROJECT_MAX];
    if (!settings_bool(&options->config.settings, SETTING_LEARN))
        return NULL;
    project_name(&options->config.settings, &options->request, project);
    struct learner *learner = learner_new(NULL, project);
    live_set_learner(live, learner);
    return learner;
}

/* The first choice of each is to find out. */
static void say_context(const struct settings *settings, struct live *live)
{
    const int state = settings_choice(settings, SETTING_CONTEXT);
    const int intent = settings_choice(settings, SETTING_INTENT);
    live_set_context(live, state > 0 ? (enum work_state)(state - 1) : WORK_STATES,
                     intent > 0 ? (enum work_intent)(intent - 1) : WORK_INTENTS);
}

/* What cannot be played is told before what cannot be advised. */
static struct live *start_live(const struct options *options, struct error *error)
{
    const struct settings *settings = &options->config.settings;
    if (reference_files_check(options, error) != STATUS_OK)
        return NULL;
    capture_set_hop_rule(stft_hop_frames);
    struct capture *capture = capture_new(&options->request, error);
    if (!capture)
        return NULL;
    struct adviser *adviser = advise_files_open(settings, error);
    if (error->status != STATUS_OK) {
        capture_free(capture);
        return NULL;
    }
    struct live *live = live_new(
        capture, adviser, (enum ballistics)settings_choice(settings, SETTING_BALLISTICS), error);
    if (!live)
        return NULL;
    const struct advice_wish wish = advise_wish(settings);
    live_set_genre(live, wish.genre);
    live_set_wish(live, &wish);
    say_context(settings, live);
    return live;
}

static void warn(const char *text)
{
    log_write(LOG_WARNING, "%s", text);
}

static enum status run_stream(struct live *live, enum options_output output, struct error *error)
{
    static struct targets targets;
    targets_load(&targets, warn);
    return stream_run(live, output == OUTPUT_JSON ? STREAM_JSON : STREAM_LINE, &targets, error);
}

int command_live(int argc, char **argv)
{
    struct options options;
    struct error error = {.status = STATUS_OK};
    const int exit_code = options_read(FOR_LIVE, argc, argv, &options);
    if (exit_code >= 0)
        return exit_code;
    const enum options_output output = choose_output(options.output);
    struct live *live = start_live(&options, &error);
    struct learner *learner = live ? start_learner(&options, live) : NULL;
    struct reference_loader *loader = live ? reference_loader_new(&options, live) : NULL;
    enum status status = error.status;
    if (live && output == OUTPUT_AUTO)
        status = dashboard_run(live, learner, &options.request, &options.config, &error);
    else if (live)
        status = run_stream(live, output, &error);
    reference_loader_free(loader);
    live_free(live);
    learner_free(learner);
    if (status != STATUS_OK && error.text[0])
        fprintf(stderr, "sideman: %s\n", error.text);
    return status_exit_code(status);
}
