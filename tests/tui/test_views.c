/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every view in every size of area, with readings from nothing to nonsense, in every set of glyphs:
 * nothing may be drawn outside the area.  This file stands in for the terminal and the screen. */
#include "config.h"

#include "tui/grid.h"
#include "tui/term.h"
#include "tui/view.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ADVICE_PAGES = 8, MARGIN = 3, ROWS_MAX = 70, COLUMNS_MAX = 300, PORTS = 30 };

static struct grid grid;
static struct area drawn;
static struct snapshot snapshot;
static struct view_state view_state;
static struct port_entry ports[PORTS];
static size_t port_count, log_lines;
static char message[160];
static bool tap_fails;

static const struct view_ops *const views[] = {
    &view_overview, &view_tracks,  &view_loudness, &view_spectrum, &view_stereo,
    &view_rhythm,   &view_advice,  &view_sources,  &view_log,      &view_help,
};
enum { VIEWS = sizeof views / sizeof views[0] };

int term_put(int row, int column, int max_columns, enum theme_role role, const char *text)
{
    assert_true(row >= drawn.y && row < drawn.y + drawn.h);
    assert_true(column >= drawn.x && column + max_columns <= drawn.x + drawn.w);
    return grid_put(&grid, row, column, max_columns, role, text);
}

void term_keep(int row, int column, int rows, int columns)
{
    (void)row;
    (void)column;
    (void)rows;
    (void)columns;
    fail();
}

const struct track_reading *view_track(const struct view_context *context,
                                       const struct snapshot *of)
{
    (void)context;
    return of->n_tracks > 0 ? &of->tracks[of->mix] : NULL;
}

void view_message(const struct view_context *context, const char *format, ...)
{
    va_list arguments;
    (void)context;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
}

static size_t list_ports(void *program, const struct port_entry **entries)
{
    (void)program;
    *entries = ports;
    return port_count;
}

static enum status tap(void *program, const struct port_entry *entry, struct error *error)
{
    (void)program;
    if (tap_fails)
        return error_set(error, STATUS_FAILED, "%s is gone", entry->name);
    return STATUS_OK;
}

static const char *log_line(void *program, size_t line)
{
    static char text[200];
    (void)program;
    if (line >= log_lines)
        return NULL;
    snprintf(text, sizeof text, "12:00:%02zu line %zu%s", line % 60, line,
             line % 3 == 0
                 ? " with a long tale to tell, 日本語 too, that goes on and on until the end" : "");
    return text;
}

static void choose_target(void *program, const struct target *chosen, struct view_target *target)
{
    (void)program;
    (void)chosen;
    (void)target;
}

static struct targets targets;
static const struct view_host host = {.targets = &targets, .choose_target = choose_target,
    .list_ports = list_ports, .tap = tap, .log_line = log_line};

static struct view_context context_at(double now_s)
{
    return (struct view_context){.snapshot = &snapshot, .steady = &snapshot, .slow = &snapshot,
                                 .state = &view_state, .host = &host, .now_s = now_s,
                                 .news = NEWS_ALL};
}

/* Asking for the list again needs a later time in every test. */
static double now_s = 1000.0;

static void draw_in(const struct view_ops *view, int rows, int columns)
{
    drawn = (struct area){.y = MARGIN, .x = MARGIN, .h = rows, .w = columns};
    now_s += 6.0;
    snapshot.sequence++;
    const struct view_context context = context_at(now_s);
    view->draw(&context, drawn);
}

/* The Advice view on each of its pages, and explaining. */
static void draw_pages(const struct view_ops *view, int rows, int columns)
{
    for (int page = 0; page <= ADVICE_PAGES; page++) {
        view_state.advice_page = page % ADVICE_PAGES;
        view_state.explaining = page == ADVICE_PAGES;
        draw_in(view, rows, columns);
        if (view != &view_advice)
            break;
    }
}

static void draw_all_sizes(void)
{
    static const int heights[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 20, 21, 33,
                                  57, 70};
    static const int widths[] = {0,  1,  2,  3,  5,  8,  13, 20, 33,  39,  40,
                                 57, 58, 60, 71, 77, 78, 80, 99, 100, 118, 200, 300};
    for (enum theme_glyphs glyphs = GLYPHS_FULL; glyphs <= GLYPHS_ASCII; glyphs++) {
        const struct theme_options options = {.no_color = true, .glyphs = glyphs};
        theme_start(&options);
        for (size_t v = 0; v < VIEWS; v++)
            for (size_t h = 0; h < sizeof heights / sizeof heights[0]; h++)
                for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++)
                    draw_pages(views[v], heights[h], widths[w]);
    }
}

static int start(void **state)
{
    (void)state;
    memset(&view_state, 0, sizeof view_state);
    view_state.selected_track = -1;
    view_state.max_hold = true;
    snapshot_clear(&snapshot);
    port_count = log_lines = 0;
    return grid_resize(&grid, ROWS_MAX + 2 * MARGIN, COLUMNS_MAX + 2 * MARGIN) ? 0 : -1;
}

static int finish(void **state)
{
    (void)state;
    grid_free(&grid);
    return 0;
}

static void add_mix(int channels)
{
    track_reading_clear(&snapshot.tracks[0]);
    snapshot.n_tracks = 1;
    snapshot.mix = 0;
    snapshot.tracks[0].channels = (uint8_t)channels;
    memset(snapshot.tracks[0].name, 'n', sizeof snapshot.tracks[0].name - 1);
}

static void add_ports(void)
{
    port_count = PORTS;
    targets.count = PORTS;
    for (int i = 0; i < PORTS; i++)
        memset(targets.rows[i].title, 'T', sizeof targets.rows[i].title - 1);
    log_lines = 50;
    for (size_t i = 0; i < PORTS; i++) {
        snprintf(ports[i].name, sizeof ports[i].name, "client %zu:a port with a rather long name",
                 i);
        snprintf(ports[i].detail, sizeof ports[i].detail, "output");
        ports[i].tapped = i % 4 == 0;
        ports[i].feeds_outputs = i % 3 == 0;
    }
}

static void nothing_known(void **state)
{
    (void)state;
    draw_all_sizes();
    add_mix(2);
    draw_all_sizes();
    add_mix(1);
    draw_all_sizes();
    add_mix(8);
    draw_all_sizes();
}

static void fill_with(float value)
{
    struct track_reading *track = &snapshot.tracks[0];
    struct tempo_reading *tempo = &snapshot.listen.tempo;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        track->spectrum.third_fast_db[i] = track->spectrum.third_max_db[i] = value;
    for (int i = 0; i < BANDS; i++)
        track->spectrum.bands_db[i] = track->stereo.mono_loss_band_db[i] = value;
    track->spectrum.centroid_hz = track->spectrum.rolloff_hz = track->spectrum.bandwidth_hz = value;
    track->spectrum.tilt_db_per_octave = value;
    track->channel[0].meter_hold_dbfs = track->channel[1].meter_hold_dbfs = value;
    track->stereo.correlation_now = track->stereo.low_correlation_now = value;
    track->stereo.correlation_min = track->stereo.balance_now_db = track->stereo.width_now = value;
    track->stereo.mono_loss_db = value;
    track->stereo.scope_count = UINT16_MAX;
    memset(track->stereo.scope_x, value > 0 ? 127 : -128, sizeof track->stereo.scope_x);
    tempo->bpm = tempo->confidence = tempo->steadiness = value;
    tempo->beat_last_s = tempo->beat_next_s = (double)value;
    tempo->history_count = UINT16_MAX;
    for (int i = 0; i < TEMPO_POINTS; i++)
        tempo->history_bpm[i] = i % 7 == 0 ? NAN : i % 2 == 0 ? value : value / 2;
    snapshot.listen.onset.rate_hz = value;
    snapshot.listen.pitch.now_hz = value;
    snapshot.listen.pitch.low_hz = snapshot.listen.pitch.high_hz = value;
    snapshot.listen.pitch.now_cents = snapshot.listen.pitch.tuning_cents = value;
    snapshot.listen.pitch.now_confidence = value;
    snapshot.listen.pitch.now_midi = value > 0 ? 127 : -1;
}

static void fill_suggestion(struct suggestion *suggestion, float value, uint32_t id)
{
    suggestion_clear(suggestion);
    suggestion->id = id;
    suggestion->severity = (enum severity)(id % SEVERITIES);
    suggestion->state = (enum suggestion_state)(id % SUGGESTION_STATES);
    suggestion->confidence = suggestion->before = suggestion->after = value;
    suggestion->since_s = (double)value;
    suggestion->track = (uint8_t)(id * 7);
    suggestion->action.hz = suggestion->band_low_hz = value;
    suggestion->band_high_hz = value * 2.0F;
    suggestion->n_evidence = EVIDENCE_MAX;
    for (int i = 0; i < EVIDENCE_MAX; i++) {
        struct evidence *evidence = &suggestion->evidence[i];
        evidence->value = i == 1 ? NAN : value;
        evidence->threshold = i == 2 ? INFINITY : value * 1.5F;
        evidence->low = i == 0 ? -value : NAN;
        memset(evidence->metric, 'm', sizeof evidence->metric - 1);
        memset(evidence->unit, 'u', sizeof evidence->unit - 1);
    }
    memset(suggestion->rule, 'r', sizeof suggestion->rule - 1);
    memset(suggestion->title, id % 2 ? 't' : 0xE3, sizeof suggestion->title - 1);
    memset(suggestion->detail, 'd', sizeof suggestion->detail - 1);
    memset(suggestion->do_this, id % 3 ? 'a' : 0, sizeof suggestion->do_this - 1);
    memset(suggestion->source, 's', sizeof suggestion->source - 1);
    memset(suggestion->withdraw_when, 'w', sizeof suggestion->withdraw_when - 1);
}

static void fill_advice(float value)
{
    struct advice_reading *advice = &snapshot.advice;
    advice->heard_s = (double)value;
    advice->n_suggestions = SUGGESTIONS_MAX;
    for (uint32_t i = 0; i < SUGGESTIONS_MAX; i++)
        fill_suggestion(&advice->suggestions[i], value, i + 1);
    advice->corridor.known = true;
    memset(advice->corridor.name, 'c', sizeof advice->corridor.name - 1);
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        advice->corridor.low_db[i] = value - 5.0F;
        advice->corridor.high_db[i] = value + 5.0F;
        advice->reference.third_long_db[i] = value;
    }
    for (int i = 0; i < ANALYSES; i++) {
        advice->analyses[i].score = value;
        advice->analyses[i].n_findings = FINDINGS_MAX;
        for (int f = 0; f < FINDINGS_MAX; f++) {
            struct finding *finding = &advice->analyses[i].findings[f];
            finding->points = value;
            memset(finding->text, 'f', sizeof finding->text - 1);
            memset(finding->recommendation, f % 2 ? 'r' : 0, sizeof finding->recommendation - 1);
        }
    }
    for (int i = 0; i < TRACKS_MAX; i++)
        advice->faders[i] = (struct fader_reading){.target_lufs = value, .off_db = value,
                                                   .tolerance_db = value, .move_db = value};
    for (int i = 0; i < TRACKS_MAX; i++) {
        struct profile_reading *profile = &advice->profiles[i];
        memset(profile, 0xFF, sizeof *profile);
        profile->quality = profile->guess_confidence = value;
        for (int r = 0; r < QUALITY_REASONS; r++) {
            memset(profile->reasons[r].text, 'r', sizeof profile->reasons[r].text - 1);
            profile->reasons[r].text[sizeof profile->reasons[r].text - 1] = '\0';
            profile->reasons[r].points = value;
        }
    }
    view_state.compared_track = value > 0.0F ? 1 : 1000000;
    advice->context.activity = value;
    advice->reference.known = true;
    advice->reference.count = 200;
    memset(advice->reference.name, 'n', sizeof advice->reference.name - 1);
    memset(advice->tip, 'h', sizeof advice->tip - 1);
    memset(&snapshot.relations, 0xFF, sizeof snapshot.relations);
    for (int i = 0; i < 2; i++)
        view_state.marks[i] = (struct mark){.taken = true, .time_s = (double)value,
                                            .sound = {.span_s = 10.0F, .loudness_lufs = value}};
}

static void fill_source(enum capture_state capture, float value)
{
    struct source_reading *source = &snapshot.source;
    source->state = capture;
    memset(source->name, 'x', sizeof source->name - 1);
    memset(source->reason, 'y', sizeof source->reason - 1);
    source->retry_in_s = source->dsp_load_percent = source->transport_bpm = value;
    source->rate_hz = source->block_frames = UINT32_MAX;
    source->xruns = source->dropped_frames = UINT64_MAX;
    source->transport = TRANSPORT_ROLLING;
    source->transport_s = (double)value;
    source->bar = source->beat = INT32_MAX;
    source->freewheel = true;
}

static void nonsense(void **state)
{
    (void)state;
    static const float values[] = {0.0F, -1e30F, 1e30F, 3.5F, -60.0F, INFINITY, -INFINITY};
    add_ports();
    add_mix(2);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        fill_with(values[i]);
        fill_advice(values[i]);
        fill_source((enum capture_state)(i % (CAPTURE_FAILED + 1)), values[i]);
        draw_all_sizes();
    }
    for (int i = 1; i < TRACKS_MAX; i++) {
        snapshot.tracks[i] = snapshot.tracks[0];
        snapshot.tracks[i].is_mix = false;
    }
    snapshot.tracks[0].is_mix = true;
    snapshot.n_tracks = TRACKS_MAX;
    draw_all_sizes();
}

static bool screen_has(const char *text);
static void press(const struct view_ops *view, enum command command, enum command expected);

static void tracks_are_profiled_and_compared(void **state)
{
    (void)state;
    add_mix(2);
    snapshot.tracks[0].is_mix = true;
    snapshot.n_tracks = 3;
    for (int i = 1; i < 3; i++) {
        snapshot.tracks[i] = snapshot.tracks[0];
        snapshot.tracks[i].is_mix = false;
        snapshot.tracks[i].loudness.integrated_lufs = -20.0F - (float)i;
        snprintf(snapshot.tracks[i].name, sizeof snapshot.tracks[i].name, "track %d", i);
    }
    struct profile_reading *profile = &snapshot.advice.profiles[1];
    profile->guess = ROLE_DRUMS;
    profile->guess_confidence = 0.64F;
    profile->quality = 71.0F;
    profile->n_reasons = 1;
    profile->reasons[0].points = 29.0F;
    snprintf(profile->reasons[0].text, sizeof profile->reasons[0].text, "mains hum");
    snapshot.tracks[1].range.low_hz = 82.4F;
    snapshot.tracks[1].range.high_hz = 659.3F;
    snapshot.relations.masking[1][2].percent = 37;
    press(&view_tracks, COMMAND_DOWN, COMMAND_NONE);
    assert_true(screen_has("drums? 64 %"));
    assert_true(screen_has("E2-E5"));
    assert_true(screen_has("quality 71   mains hum -29"));
    press(&view_tracks, COMMAND_COMPARE_TRACK, COMMAND_NONE);
    assert_string_equal(message, "the track at the arrow is now compared with track 1");
    assert_true(screen_has("mains hum"));
    press(&view_tracks, COMMAND_DOWN, COMMAND_NONE);
    assert_false(screen_has("mains hum"));
    assert_true(screen_has("track 2 beside track 1"));
    assert_true(screen_has("loudness -1.0 LU"));
    assert_true(screen_has("track 1 > track 2 37 %"));
    press(&view_tracks, COMMAND_UP, COMMAND_NONE);
    press(&view_tracks, COMMAND_COMPARE_TRACK, COMMAND_NONE);
    press(&view_tracks, COMMAND_DOWN, COMMAND_NONE);
    assert_false(screen_has("beside"));
}

static void any_scroll_and_cursor(void **state)
{
    (void)state;
    add_ports();
    static const int places[] = {-5, 7, 29, 30, 1000000};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        for (int slot = 0; slot < VIEW_SLOTS; slot++)
            view_state.cursor[slot] = view_state.scroll[slot] = places[i];
        draw_all_sizes();
    }
}

static bool screen_has(const char *text)
{
    for (int row = 0; row < grid.rows; row++) {
        char line[COLUMNS_MAX + 2 * MARGIN + 1];
        for (int column = 0; column < grid.columns; column++) {
            const uint32_t code = grid_row(&grid, row)[column].code;
            line[column] = code > 0 && code < 127 ? (char)code : ' ';
        }
        line[grid.columns] = '\0';
        if (strstr(line, text) != NULL)
            return true;
    }
    return false;
}

static void press(const struct view_ops *view, enum command command, enum command expected)
{
    const struct view_context context = context_at(now_s);
    assert_int_equal(view->command(&context, command), expected);
    grid_erase(&grid);
    draw_in(view, 20, 80);
}

static void a_source_is_chosen(void **state)
{
    (void)state;
    add_ports();
    draw_in(&view_sources, 20, 80);
    assert_true(screen_has("client 0:"));
    press(&view_sources, COMMAND_DOWN, COMMAND_NONE);
    press(&view_sources, COMMAND_DOWN, COMMAND_NONE);
    tap_fails = false;
    press(&view_sources, COMMAND_SELECT, COMMAND_NONE);
    assert_string_equal(message, "Listening to client 2:a port with a rather long name");
    tap_fails = true;
    press(&view_sources, COMMAND_SELECT, COMMAND_NONE);
    assert_string_equal(message, "client 2:a port with a rather long name is gone");
    for (int i = 0; i < PORTS; i++)
        press(&view_sources, COMMAND_PAGE_DOWN, COMMAND_NONE);
    assert_int_equal(view_state.cursor[6], PORTS - 1);
    assert_true(screen_has("client 29:"));
    press(&view_sources, COMMAND_QUIT, COMMAND_QUIT);
    port_count = 0;
    grid_erase(&grid);
    draw_in(&view_sources, 20, 80);
    assert_true(screen_has("Nothing to tap"));
    message[0] = '\0';
    press(&view_sources, COMMAND_SELECT, COMMAND_NONE);
    assert_string_equal(message, "");
}

static void the_log_scrolls_back(void **state)
{
    (void)state;
    log_lines = 50;
    grid_erase(&grid);
    draw_in(&view_log, 20, 80);
    assert_true(screen_has("line 0 with"));
    press(&view_log, COMMAND_PAGE_UP, COMMAND_NONE);
    assert_false(screen_has("line 0 with"));
    assert_true(screen_has("newer below"));
    for (int i = 0; i < 10; i++)
        press(&view_log, COMMAND_PAGE_UP, COMMAND_NONE);
    assert_true(screen_has("line 49"));
    for (int i = 0; i < 10; i++)
        press(&view_log, COMMAND_PAGE_DOWN, COMMAND_NONE);
    assert_true(screen_has("line 0 with"));
    press(&view_log, COMMAND_SELECT, COMMAND_SELECT);
}

static void help_shows_every_command(void **state)
{
    (void)state;
    grid_erase(&grid);
    draw_in(&view_help, 70, 300);
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        assert_true(screen_has(keys_name((enum command)i)));
        assert_true(screen_has(command_info((enum command)i)->help));
    }
    grid_erase(&grid);
    draw_in(&view_help, 20, 80);
    assert_false(screen_has("Quit"));
    for (int i = 0; i < 5; i++)
        press(&view_help, COMMAND_PAGE_DOWN, COMMAND_NONE);
    assert_true(screen_has("Quit"));
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_known, start, finish),
        cmocka_unit_test_setup_teardown(nonsense, start, finish),
        cmocka_unit_test_setup_teardown(tracks_are_profiled_and_compared, start, finish),
        cmocka_unit_test_setup_teardown(any_scroll_and_cursor, start, finish),
        cmocka_unit_test_setup_teardown(a_source_is_chosen, start, finish),
        cmocka_unit_test_setup_teardown(the_log_scrolls_back, start, finish),
        cmocka_unit_test_setup_teardown(help_shows_every_command, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
