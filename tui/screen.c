/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen: the event loop.  A frame is drawn when its time has come and something is new; keys are
 * answered at once. */
#include "config.h"

#include "tui/screen.h"

#include "base/i18n.h"
#include "base/taptempo.h"
#include "tui/advice_commands.h"
#include "tui/advice_history.h"
#include "tui/advice_selection.h"
#include "tui/beat_clock.h"
#include "tui/screen_parts.h"

#include <langinfo.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TABS_MIN_ROWS = 12,   /* below: no tabs */
    PANELS_MIN_ROWS = 10, /* below: meters alone */
    PANELS_MIN_COLUMNS = 40,
    FPS_MAX = 60,
    POLLS = 2,     /* looks for news in a frame, when they come out of step */
    MISSES_MAX = 6
};
static const double STEADY_S = 0.16, SLOW_S = 0.33, IDLE_S = 0.5, MESSAGE_S = 4.0;
static const double SEEK_S = 5.0, CALM_POLL_S = 0.11, LATE_POLL_S = 0.003, EARLY_S = 0.001;
static const float JUMP_DB = 3.0f;
static const double SILENCE_BEFORE_IDLE_S = 5.0;

struct screen {
    const struct view_host *host;
    const struct snapshot *(*latest)(void *program);
    const struct snapshot *snapshot;
    struct snapshot *steady, *slow;
    float highest_dbfs[TRACKS_MAX][CHANNELS_MAX]; /* of the meters since the last slow copy */
    struct view_state state;
    struct term_options term;
    int view, before_help;
    int tab_starts[16];
    double frame_s, steady_s, slow_s, drawn_s;
    float drawn_dbfs;
    uint64_t drawn_sequence, polled_sequence;
    double fresh_s, step_s; /* when the last snapshot was found, and from one to the next */
    int misses;             /* looks in vain since */
    size_t warnings; /* of the log, told so far */
    unsigned news; /* since the last frame */
    struct taptempo taps;
    bool tempo_held; /* by the user */
    struct beat_clock beats;
    bool drawn_lit;
    bool mini; /* meters alone */
    bool dirty, quit;
};

const struct track_reading *view_track(const struct view_context *context,
                                       const struct snapshot *snapshot)
{
    const int selected = context->state->selected_track;
    if (selected >= 0 && selected < snapshot->n_tracks)
        return &snapshot->tracks[selected];
    return snapshot->mix < snapshot->n_tracks ? &snapshot->tracks[snapshot->mix] : NULL;
}

void view_message(const struct view_context *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(context->state->message, sizeof context->state->message, format, arguments);
    va_end(arguments);
    context->state->message_until_s = context->now_s + MESSAGE_S;
}

static bool is_lit(const struct screen *screen, double now_s)
{
    return beat_clock_is_lit(&screen->snapshot->listen.tempo,
                             beat_clock_time_s(&screen->beats, now_s));
}

static struct view_context make_context(struct screen *screen)
{
    const double now_s = term_now_s();
    return (struct view_context){.snapshot = screen->snapshot, .steady = screen->steady,
                                 .slow = screen->slow, .state = &screen->state,
                                 .host = screen->host, .now_s = now_s,
                                 .lit = is_lit(screen, now_s),
                                 .news = screen->dirty ? NEWS_ALL : screen->news};
}

/* Copies only the tracks there are. */
static void copy_snapshot(struct snapshot *to, const struct snapshot *from)
{
    memcpy(to, from, offsetof(struct snapshot, tracks) + from->n_tracks * sizeof from->tracks[0]);
}

static void note_highest(struct screen *screen)
{
    for (int t = 0; t < screen->snapshot->n_tracks; t++)
        for (int c = 0; c < screen->snapshot->tracks[t].channels; c++) {
            const float level = screen->snapshot->tracks[t].channel[c].meter_dbfs;
            if (!(level <= screen->highest_dbfs[t][c]))
                screen->highest_dbfs[t][c] = level;
        }
}

static void copy_slow(struct screen *screen)
{
    copy_snapshot(screen->slow, screen->snapshot);
    for (int t = 0; t < screen->slow->n_tracks; t++)
        for (int c = 0; c < screen->slow->tracks[t].channels; c++) {
            screen->slow->tracks[t].channel[c].meter_dbfs = screen->highest_dbfs[t][c];
            screen->highest_dbfs[t][c] = NAN;
        }
}

static void drain_stderr(const struct screen *screen)
{
    char line[512];
    while (screen->host->log_stderr && term_read_stderr(line, sizeof line))
        screen->host->log_stderr(screen->host->program, line);
}

/* Nobody looks into the log unasked. */
static void tell_warnings(struct screen *screen)
{
    char text[sizeof screen->state.message];
    const size_t count =
        screen->host->warnings ? screen->host->warnings(screen->host->program, text, sizeof text) : 0;
    if (count == screen->warnings)
        return;
    const struct view_context context = make_context(screen);
    if (count == screen->warnings + 1)
        view_message(&context, "%s", text);
    else
        view_message(&context, _("%zu warnings in the log; the latest: %s"),
                     count - screen->warnings, text);
    screen->warnings = count;
    screen->dirty = true;
}

/* Takes the latest snapshot, and the older ones as they come due. */
static void take_snapshot(struct screen *screen, double now_s)
{
    screen->snapshot = screen->latest(screen->host->program);
    beat_clock_see(&screen->beats, screen->snapshot, now_s);
    note_highest(screen);
    const bool another = screen->slow->n_tracks != screen->snapshot->n_tracks;
    if (another || now_s - screen->steady_s >= STEADY_S) {
        copy_snapshot(screen->steady, screen->snapshot);
        screen->steady_s = now_s;
        screen->news |= NEWS_STEADY;
    }
    if (another || now_s - screen->slow_s >= SLOW_S) {
        copy_slow(screen);
        advice_history_update(screen->state.history, screen->slow);
        drain_stderr(screen);
        tell_warnings(screen);
        screen->slow_s = now_s;
        screen->news |= NEWS_SLOW;
    }
}

static float loudest(const struct snapshot *snapshot)
{
    float highest = -INFINITY;
    if (snapshot->mix < snapshot->n_tracks)
        for (int c = 0; c < snapshot->tracks[snapshot->mix].channels; c++)
            highest = fmaxf(highest, snapshot->tracks[snapshot->mix].channel[c].meter_dbfs);
    return highest;
}

static void draw(struct screen *screen)
{
    const struct view_context context = make_context(screen);
    struct area all = {0};
    term_size(&all.h, &all.w);
    term_begin();
    screen->mini = all.h < PANELS_MIN_ROWS || all.w < PANELS_MIN_COLUMNS;
    if (screen->mini)
        screen_draw_mini(&context, all);
    else {
        const int top = all.h >= TABS_MIN_ROWS ? 2 : 1;
        const struct area header = area_rows(all, 0, top), bottom = area_rows(all, all.h - 1, 1);
        if (!view_keep(&context, NEWS_SLOW, header)) {
            screen_draw_header(&context, area_rows(header, 0, 1));
            if (top == 2)
                screen_draw_tabs(area_rows(header, 1, 1), screen->view, screen->tab_starts);
        }
        screen_views[screen->view]->draw(&context, area_rows(all, top, all.h - top - 1));
        if (!view_keep(&context, NEWS_SLOW, bottom))
            screen_draw_bottom(&context, bottom, screen_views[screen->view]);
    }
    screen->dirty = !term_end();
    screen->news = 0;
    screen->drawn_sequence = screen->snapshot->sequence;
    screen->drawn_s = context.now_s;
    screen->drawn_lit = context.lit;
    screen->drawn_dbfs = loudest(screen->snapshot);
}

static bool is_silent(const struct snapshot *snapshot)
{
    return snapshot->mix < snapshot->n_tracks
        && snapshot->tracks[snapshot->mix].defects.silence_s > SILENCE_BEFORE_IDLE_S;
}

static bool is_calm(const struct screen *screen)
{
    return screen_views[screen->view]->calm && !screen->mini;
}

/* A frame is due after its time; half of that when the level jumps, so that a hit is seen at once;
 * at once when the beat comes; of a calm view when its snapshot is another.  In silence, and while nothing new comes, twice a
 * second is enough. */
static void draw_if_due(struct screen *screen, double now_s)
{
    const double since_s = now_s - screen->drawn_s;
    const bool fresh = screen->snapshot->sequence != screen->drawn_sequence
                       && !is_silent(screen->snapshot) && (!is_calm(screen) || screen->news & NEWS_SLOW);
    const bool jump = loudest(screen->snapshot) > screen->drawn_dbfs + JUMP_DB;
    const double wait_s = jump ? screen->frame_s * 0.45 : screen->frame_s * 0.9;
    const bool beat = screen_views[screen->view]->beats && !screen->mini && !screen->drawn_lit &&
                      is_lit(screen, now_s);
    if (screen->dirty || beat || (fresh && since_s >= wait_s) || since_s >= IDLE_S)
        draw(screen);
}

static void show_view(struct screen *screen, int view)
{
    screen->view = view;
    screen->dirty = true;
}

static int count_views(void)
{
    int count = 0;
    while (screen_views[count])
        count++;
    return count;
}

static int find_view(enum command key)
{
    for (int i = 0; screen_views[i]; i++)
        if (screen_views[i]->key == key)
            return i;
    return -1;
}

static void change_theme(struct screen *screen, const struct view_context *context)
{
    struct theme_options options = screen->term.theme;
    options.glyphs = theme_glyphs();
    options.name = theme_next();
    theme_start(&options);
    term_redraw_all();
    view_message(context, _("theme: %s"), theme_name());
}

static void toggle_pause(struct screen *screen)
{
    const struct view_host *host = screen->host;
    const struct source_reading *source = &screen->snapshot->source;
    if (source->can_seek)
        host->play(host->program, source->state == CAPTURE_PAUSED);
    else
        host->set_paused(host->program, !screen->snapshot->paused);
}

static void seek(struct screen *screen, const struct view_context *context, double position_s)
{
    if (screen->snapshot->source.can_seek)
        screen->host->seek(screen->host->program, position_s > 0.0 ? position_s : 0.0);
    else
        view_message(context, _("only a file and the demo can be moved in"));
}

static void save(struct screen *screen, const struct view_context *context)
{
    struct error error = {0};
    if (screen->host->save(screen->host->program, &screen->state, theme_name(),
                           screen->snapshot->ballistics, &error)
        == STATUS_OK)
        view_message(context, _("settings saved"));
    else
        view_message(context, "%s", error.text);
    tell_warnings(screen); /* now, or it would take the place of the next message */
}

static void toggle_help(struct screen *screen)
{
    const int help = find_view(COMMAND_HELP);
    if (help < 0)
        return;
    if (screen->view == help)
        show_view(screen, screen->before_help);
    else {
        screen->before_help = screen->view;
        show_view(screen, help);
    }
}

/* From everywhere: to the Advice view and there to the explanation. */
static void toggle_explanation(struct screen *screen, const struct view_context *context)
{
    const int advice = find_view(COMMAND_VIEW_7);
    struct view_state *state = &screen->state;
    state->explaining = screen->view != advice || state->advice_page != 0 || !state->explaining;
    state->advice_page = 0;
    advice_pin(context);
    show_view(screen, advice);
}

static void next_ballistics(struct screen *screen)
{
    const int next = ((int)screen->snapshot->ballistics + 1) % BALLISTICS_COUNT;
    screen->host->set_ballistics(screen->host->program, (enum ballistics)next);
}

static void next_target(struct screen *screen, const struct view_context *context)
{
    struct view_target *target = &screen->state.target;
    screen->host->next_target(screen->host->program, target);
    view_message(context, target->title[0] ? _("target: %s") : _("no target"), target->title);
}

static void tap_tempo(struct screen *screen, const struct view_context *context)
{
    enum { TAPS_TO_HOLD = 4 };
    taptempo_tap(&screen->taps, context->now_s);
    const double bpm = taptempo_bpm(&screen->taps);
    if (isnan(bpm)) {
        view_message(context, _("tap on"));
        return;
    }
    view_message(context, _("tapped: %.1f BPM"), bpm);
    if (screen->taps.taps < TAPS_TO_HOLD || !screen->host->set_tempo)
        return;
    screen->host->set_tempo(screen->host->program, (float)bpm);
    screen->tempo_held = true;
}

static void lock_tempo(struct screen *screen, const struct view_context *context)
{
    const struct tempo_reading *tempo = &screen->snapshot->listen.tempo;
    const bool held = screen->tempo_held;
    const float bpm = held ? NAN : tempo->bpm;
    if (!screen->host->set_tempo)
        return;
    screen->host->set_tempo(screen->host->program, bpm);
    screen->tempo_held = bpm > 0.0f;
    if (held)
        view_message(context, _("the tempo is found by ear again"));
    else if (bpm > 0.0f)
        view_message(context, _("tempo held near %.1f BPM"), (double)bpm);
    else
        view_message(context, _("no tempo to hold yet"));
}

/* Commands that are the same in every view. */
static void run_command(struct screen *screen, const struct view_context *context,
                        enum command command)
{
    const struct view_host *host = screen->host;
    const int views = count_views();
    const int view = find_view(command);
    if (view >= 0 && command != COMMAND_HELP) {
        show_view(screen, view);
        return;
    }
    switch (command) {
    case COMMAND_HELP: toggle_help(screen); break;
    case COMMAND_NEXT_VIEW: show_view(screen, (screen->view + 1) % views); break;
    case COMMAND_PREVIOUS_VIEW: show_view(screen, (screen->view + views - 1) % views); break;
    case COMMAND_BACK:
        if (screen_views[screen->view]->key == COMMAND_HELP)
            toggle_help(screen);
        else
            show_view(screen, 0);
        break;
    case COMMAND_EXPLAIN: toggle_explanation(screen, context); break;
    case COMMAND_PAUSE: toggle_pause(screen); break;
    case COMMAND_RESET:
        host->reset(host->program);
        view_message(context, _("integration, maxima and history start anew"));
        break;
    case COMMAND_RESET_PEAKS:
        host->reset_peaks(host->program);
        view_message(context, _("held peaks and clip marks cleared"));
        break;
    case COMMAND_BALLISTICS: next_ballistics(screen); break;
    case COMMAND_LOUDNESS_SCALE:
        screen->state.loudness_scale = (screen->state.loudness_scale + 1) % LOUDNESS_SCALES;
        break;
    case COMMAND_TARGET: next_target(screen, context); break;
    case COMMAND_TAP_TEMPO: tap_tempo(screen, context); break;
    case COMMAND_LOCK_TEMPO: lock_tempo(screen, context); break;
    case COMMAND_LEFT: seek(screen, context, screen->snapshot->source.position_s - SEEK_S); break;
    case COMMAND_RIGHT: seek(screen, context, screen->snapshot->source.position_s + SEEK_S); break;
    case COMMAND_RESTART: seek(screen, context, 0.0); break;
    case COMMAND_LOOP: host->set_loop(host->program, !screen->snapshot->source.loop); break;
    case COMMAND_TILT: screen->state.tilt = (screen->state.tilt + 1) % 3; break;
    case COMMAND_AVERAGE:
        screen->state.average = (screen->state.average + 1) % SPECTRUM_AVERAGES;
        break;
    case COMMAND_MAX_HOLD: screen->state.max_hold = !screen->state.max_hold; break;
    case COMMAND_THEME: change_theme(screen, context); break;
    case COMMAND_SAVE: save(screen, context); break;
    case COMMAND_REDRAW: term_redraw_all(); break;
    case COMMAND_SUSPEND: term_suspend(); break;
    case COMMAND_QUIT: screen->quit = true; break;
    default: advice_command(context, command); break;
    }
}

/* A click chooses a tab; the wheel moves as the arrows do. */
static enum command command_of_mouse(struct screen *screen, const struct term_event *event)
{
    if (event->wheel)
        return event->wheel < 0 ? COMMAND_UP : COMMAND_DOWN;
    if (event->mouse_y != 1)
        return COMMAND_NONE;
    for (int i = count_views() - 1; i >= 0; i--)
        if (event->mouse_x >= screen->tab_starts[i]) {
            show_view(screen, i);
            break;
        }
    return COMMAND_NONE;
}

static void handle_key(struct screen *screen, const struct term_event *event)
{
    enum command command = event->key == TERM_KEY_MOUSE ? command_of_mouse(screen, event)
                                                        : keys_command(event->key);
    const struct view_context context = make_context(screen);
    const struct view_ops *view = screen_views[screen->view];
    screen->dirty = true;
    if (screen->state.rating) {
        advice_rate(&context, event->key);
        return;
    }
    if (command != COMMAND_NONE && screen->host->note_key)
        screen->host->note_key(screen->host->program, advice_key_sign(command));
    if (command != COMMAND_NONE && view->command)
        command = view->command(&context, command);
    if (command != COMMAND_NONE)
        run_command(screen, &context, command);
}

/* Snapshots come in step: to wake up just before the next one, and again soon when it is late, finds
 * each within milliseconds and sleeps through the rest. */
static double next_poll_s(struct screen *screen, double now_s)
{
    const double usual_s = screen->frame_s / POLLS;
    const uint64_t sequence = screen->snapshot->sequence;
    if (is_calm(screen))
        return CALM_POLL_S;
    if (sequence == screen->polled_sequence)
        return screen->misses++ < MISSES_MAX ? LATE_POLL_S : usual_s;
    const double step_s = (now_s - screen->fresh_s) / (double)(sequence - screen->polled_sequence);
    if (step_s < 4.0 * screen->frame_s)
        screen->step_s += 0.1 * (step_s - screen->step_s);
    screen->polled_sequence = sequence;
    screen->fresh_s = now_s;
    screen->misses = 0;
    return screen->step_s - EARLY_S > usual_s ? screen->step_s - EARLY_S : usual_s;
}

/* When to look at the light on the beat. */
static double next_beat_s(const struct screen *screen, double now_s)
{
    return screen_views[screen->view]->beats
        ? beat_clock_due_s(&screen->beats, &screen->snapshot->listen.tempo, now_s)
        : (double)INFINITY;
}

static void run_loop(struct screen *screen)
{
    double due_s = term_now_s(), poll_s = due_s;
    while (!screen->quit) {
        const struct term_event event = term_wait(due_s);
        const double now_s = term_now_s();
        if (event.kind == TERM_QUIT)
            return;
        if (event.kind == TERM_KEY)
            handle_key(screen, &event);
        if (event.kind == TERM_RESIZE)
            screen->dirty = true;
        if (event.kind == TERM_TICK && now_s >= poll_s) {
            take_snapshot(screen, now_s);
            poll_s = now_s + next_poll_s(screen, now_s);
        }
        due_s = fmin(poll_s, next_beat_s(screen, now_s));
        draw_if_due(screen, now_s);
    }
}

static int view_by_name(const char *name)
{
    for (int i = 0; name && screen_views[i]; i++)
        if (strcmp(screen_views[i]->name, name) == 0)
            return i;
    return 0;
}

enum status screen_run(const struct screen_options *options, const struct view_host *host,
                       const struct snapshot *(*latest)(void *program), struct error *error)
{
    struct screen *screen = calloc(1, sizeof *screen);
    enum status status = STATUS_NO_MEMORY;
    if (!screen)
        return error_set(error, status, _("memory is short"));
    *screen = (struct screen){.host = host, .latest = latest, .state = options->state,
                              .term = options->term, .dirty = true,
                              .view = view_by_name(options->view)};
    screen->steady = malloc(sizeof *screen->steady);
    screen->slow = malloc(sizeof *screen->slow);
    screen->state.history = advice_history_new();
    if (!screen->steady || !screen->slow || !screen->state.history) {
        error_set(error, status, _("memory is short"));
        goto free_screen;
    }
    snapshot_clear(screen->steady);
    snapshot_clear(screen->slow);
    memset(screen->highest_dbfs, 0xFF, sizeof screen->highest_dbfs); /* NAN */
    bind_textdomain_codeset(TEXT_DOMAIN, "UTF-8"); /* what widgets take, whatever the locale */
    status = term_start(&options->term, error);
    if (status != STATUS_OK)
        goto free_screen;
    const int fps = options->fps < 1 ? 1 : options->fps > FPS_MAX ? FPS_MAX : options->fps;
    take_snapshot(screen, term_now_s());
    screen->frame_s = 1.0 / fps;
    run_loop(screen);
    drain_stderr(screen);
    term_stop();

free_screen:
    bind_textdomain_codeset(TEXT_DOMAIN, nl_langinfo(CODESET));
    advice_history_free(screen->state.history);
    free(screen->steady);
    free(screen->slow);
    free(screen);
    return status;
}
