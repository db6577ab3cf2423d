/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/dashboard.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/targets.h"
#include "commands/explain.h"
#include "commands/port_scan.h"
#include "tui/keys.h"
#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct program {
    struct live *live;
    struct learner *learner; /* NULL: nothing is learned */
    struct capture_request request;
    struct config *config;
    struct targets targets;
    const struct target *target; /* in targets */
    struct port_scan *scan;
    struct explain *explain;
};

static void reset(void *data)
{
    const struct program *program = data;
    live_reset(program->live);
}

static void set_tempo(void *data, float bpm)
{
    struct program *program = data;
    live_set_tempo(program->live, bpm);
}

static void reset_peaks(void *data)
{
    const struct program *program = data;
    live_reset_peaks(program->live);
}

static void set_paused(void *data, bool paused)
{
    const struct program *program = data;
    live_set_paused(program->live, paused);
}

static void set_ballistics(void *data, enum ballistics ballistics)
{
    const struct program *program = data;
    live_set_ballistics(program->live, ballistics);
}

static bool play(void *data, bool playing)
{
    const struct program *program = data;
    return capture_set_paused(live_capture(program->live), !playing);
}

static bool seek(void *data, double position_s)
{
    const struct program *program = data;
    return capture_seek(live_capture(program->live), position_s);
}

static bool set_loop(void *data, bool loop)
{
    const struct program *program = data;
    return capture_set_loop(live_capture(program->live), loop);
}

static size_t list_ports(void *data, const struct port_entry **entries)
{
    const struct program *program = data;
    return port_scan_list(program->scan, entries);
}

static enum status tap(void *data, const struct port_entry *entry, struct error *error)
{
    struct program *program = data;
    struct capture_request request = program->request;
    request.backend = strcmp(entry->backend, "jack") == 0 ? CAPTURE_JACK : CAPTURE_PORTAUDIO;
    request.n_tracks = 0;
    snprintf(request.source, sizeof request.source, "%s", entry->name);
    const enum status status = capture_retarget(live_capture(program->live), &request, error);
    if (status == STATUS_OK)
        program->request = request;
    return status;
}

static void show_target(const struct program *program, struct view_target *target)
{
    const struct target *chosen = program->target;
    *target = (struct view_target){
        .integrated_lufs = chosen->integrated_lufs,
        .true_peak_dbtp = chosen->true_peak_dbtp,
        .tolerance_lu = chosen->tolerance_lu,
    };
    snprintf(target->title, sizeof target->title, "%s", chosen->title);
}

static void choose_target(void *data, const struct target *chosen, struct view_target *target)
{
    struct program *program = data;
    program->target = chosen;
    show_target(program, target);
    struct advice_wish wish = {.target_stated = true, .genre = settings_genre(&program->config->settings)};
    snprintf(wish.target, sizeof wish.target, "%s", program->target->name);
    live_set_wish(program->live, &wish);
}

static void next_target(void *data, struct view_target *target)
{
    const struct program *program = data;
    choose_target(data, targets_next(&program->targets, program->target->name), target);
}

static bool answer(void *data, uint32_t id, enum answer_kind kind, unsigned rating)
{
    const struct program *program = data;
    return live_answer(program->live, id, kind, rating);
}

static const char *explain(void *data, const char *rule, int columns)
{
    const struct program *program = data;
    return explain_rule(program->explain, rule, columns);
}

static const char *title_of(void *data, const char *rule)
{
    const struct program *program = data;
    return explain_title(program->explain, rule);
}

static size_t past_answers(void *data, struct answer *past, size_t room)
{
    const struct program *program = data;
    return program->learner ? learner_past(program->learner, past, room) : 0;
}

static const char *walk(void *data, const struct snapshot *snapshot,
                        const struct track_reading *track, int columns)
{
    const struct program *program = data;
    return explain_walks(program->explain, snapshot, track, program->target, columns);
}

static void choose_reference(void *data, int index)
{
    const struct program *program = data;
    live_choose_reference(program->live, index);
}

static void set_context(void *data, enum work_state state, enum work_intent intent)
{
    const struct program *program = data;
    live_set_context(program->live, state, intent);
}

static void note_key(void *data, enum context_key key)
{
    const struct program *program = data;
    live_note_key(program->live, key);
}

static enum status save(void *data, const struct view_state *state, const char *theme,
                        enum ballistics ballistics, struct error *error)
{
    struct program *program = data;
    struct settings *settings = &program->config->settings;
    settings_change_number(settings, SETTING_LOUDNESS_SCALE, state->loudness_scale);
    settings_change_number(settings, SETTING_AVERAGE, state->average);
    settings_change_number(settings, SETTING_MAX_HOLD, state->max_hold);
    settings_change_number(settings, SETTING_TILT, state->tilt);
    settings_change_number(settings, SETTING_BALLISTICS, ballistics);
    settings_change_text(settings, SETTING_THEME, theme);
    settings_change_text(settings, SETTING_TARGET, program->target->name);
    const enum status status = config_save(program->config, error);
    if (status != STATUS_OK)
        log_write(LOG_ERROR, "%s", error->text); /* whole: the bottom line may be too short */
    return status;
}

static const char *log_line_of(void *data, size_t line)
{
    (void)data;
    return log_line(line);
}

static void log_stderr(void *data, const char *line)
{
    (void)data;
    log_write(LOG_INFO, "%s", line);
}

static size_t warnings(void *data, char *text, size_t size)
{
    (void)data;
    return log_warnings(text, size);
}

static void warn(const char *text)
{
    log_write(LOG_WARNING, "%s", text);
}

static const struct snapshot *latest(void *data)
{
    const struct program *program = data;
    return live_latest(program->live);
}

static void bind_keys(const struct config *config)
{
    for (size_t i = 0; i < config->n_keys; i++) {
        const struct config_key *key = &config->keys[i];
        if (!keys_bind(key->command, key->key))
            log_write(LOG_WARNING,
                      _("%s:%u: keys: %s = \"%s\" is not a command and a free key; the default is used"),
                      config->path, key->line, key->command, key->key);
    }
}

static void fill_screen_options(const struct program *program, struct screen_options *options)
{
    const struct settings *settings = &program->config->settings;
    *options = (struct screen_options){
        .term = {
            .theme = {
                .name = settings_text(settings, SETTING_THEME),
                .no_color = !settings_bool(settings, SETTING_COLOR),
            },
            .ascii = settings_bool(settings, SETTING_ASCII),
            .mouse = settings_bool(settings, SETTING_MOUSE),
        },
        .fps = settings_int(settings, SETTING_FPS),
        .view = settings_text(settings, SETTING_VIEW),
        .state = {
            .selected_track = -1,
            .max_hold = settings_bool(settings, SETTING_MAX_HOLD),
            .tilt = settings_choice(settings, SETTING_TILT),
        },
    };
    options->state.loudness_scale = (unsigned)settings_choice(settings, SETTING_LOUDNESS_SCALE);
    options->state.average = (unsigned)settings_choice(settings, SETTING_AVERAGE);
    show_target(program, &options->state.target);
}

static enum status run(struct program *program, struct error *error)
{
    const struct view_host host = {
        .program = program,
        .reset = reset,
        .reset_peaks = reset_peaks,
        .set_tempo = set_tempo,
        .set_paused = set_paused,
        .set_ballistics = set_ballistics,
        .play = play,
        .seek = seek,
        .set_loop = set_loop,
        .list_ports = list_ports,
        .tap = tap,
        .next_target = next_target,
        .choose_target = choose_target,
        .targets = &program->targets,
        .answer = answer,
        .explain = explain,
        .title_of = title_of,
        .past_answers = past_answers,
        .walk = walk,
        .choose_reference = choose_reference,
        .set_context = set_context,
        .note_key = note_key,
        .save = save,
        .log_line = log_line_of,
        .log_stderr = log_stderr,
        .warnings = warnings,
    };
    struct screen_options options;
    fill_screen_options(program, &options);
    bind_keys(program->config);
    log_set_echo(false);
    const enum status status = screen_run(&options, &host, latest, error);
    log_set_echo(true);
    return status;
}

enum status dashboard_run(struct live *live, struct learner *learner,
                          const struct capture_request *request, struct config *config,
                          struct error *error)
{
    struct program *program = calloc(1, sizeof *program);
    struct port_scan *scan = port_scan_new(live_capture(live));
    struct explain *explainer = explain_new();
    enum status status = STATUS_OK;
    if (program && scan && explainer) {
        program->explain = explainer;
        program->live = live;
        program->learner = learner;
        program->request = *request;
        program->config = config;
        program->scan = scan;
        const char *wanted = settings_text(&config->settings, SETTING_TARGET);
        targets_load(&program->targets, warn);
        program->target = targets_find(&program->targets, wanted);
        if (!program->target)
            status = targets_check(&program->targets, wanted, error);
    } else {
        status = error_set(error, STATUS_NO_MEMORY, _("not enough memory to start the dashboard"));
    }
    if (status == STATUS_OK)
        status = run(program, error);
    port_scan_free(scan);
    explain_free(explainer);
    free(program);
    return status;
}
