/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/option_table.h"
#include "commands/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct options options;
static struct error error;

/* `line` is cut at single spaces. */
static enum status parse_for(enum options_user user, const char *line)
{
    static char copy[65536];
    static char *argv[300];
    int argc = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    memset(&options, 0, sizeof options);
    memset(&error, 0, sizeof error);
    settings_init(&options.config.settings);
    return options_parse(user, argc, argv, &options, &error);
}

static void check_good(const char *line)
{
    if (parse_for(FOR_LIVE, line) != STATUS_OK)
        fail_msg("%s: %s", line, error.text);
}

static void check_bad(enum options_user user, const char *line, const char *message)
{
    assert_int_equal(parse_for(user, line), STATUS_USAGE);
    assert_string_equal(error.text, message);
}

static void nothing_means_auto(void **state)
{
    (void)state;
    check_good("sideman");
    assert_int_equal(options.request.backend, CAPTURE_AUTO);
    assert_int_equal(options.request.n_tracks, 0);
    assert_int_equal(options.output, OUTPUT_AUTO);
    assert_int_equal(options.action, ACTION_RUN);
}

static void one_source(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum capture_backend backend;
        const char *source;
    } rows[] = {
        {"sideman --jack", CAPTURE_JACK, ""},
        {"sideman --jack=ardour:.*", CAPTURE_JACK, "ardour:.*"},
        {"sideman --portaudio", CAPTURE_PORTAUDIO, ""},
        {"sideman --portaudio=pulse", CAPTURE_PORTAUDIO, "pulse"},
        {"sideman --file a.wav", CAPTURE_FILE, "a.wav"},
        {"sideman --file=a.wav", CAPTURE_FILE, "a.wav"},
        {"sideman --stdin 48000:2:f32le", CAPTURE_STDIN, "48000:2:f32le"},
        {"sideman --stdin wav", CAPTURE_STDIN, ""},
        {"sideman --demo", CAPTURE_DEMO, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_good(rows[i].line);
        assert_int_equal(options.request.backend, rows[i].backend);
        assert_string_equal(options.request.source, rows[i].source);
        assert_int_equal(options.request.n_tracks, 0);
    }
    check_bad(FOR_LIVE, "sideman --jack --demo", "choose one source: --jack or --demo");
    check_bad(FOR_LIVE, "sideman --jack --jack=x", "choose one source: --jack or --jack");
    check_bad(FOR_LIVE, "sideman --file x --portaudio", "choose one source: --file or --portaudio");
}

static void several_files_are_tracks(void **state)
{
    (void)state;
    check_good("sideman --file a/kick.wav --file b/kick.flac --file .hidden --file b/kick.ogg");
    assert_int_equal(options.request.backend, CAPTURE_FILE);
    assert_int_equal(options.request.n_tracks, 4);
    assert_string_equal(options.request.tracks[0].name, "kick");
    assert_string_equal(options.request.tracks[0].source, "a/kick.wav");
    assert_string_equal(options.request.tracks[1].name, "kick 2");
    assert_string_equal(options.request.tracks[2].name, ".hidden");
    assert_string_equal(options.request.tracks[3].name, "kick 3");
}

static void tracks_have_names_roles_and_sources(void **state)
{
    (void)state;
    check_good("sideman --track vocals:vocals=ardour:vocals/audio_out.* --track b:c:bass=x=y "
               "--mix m");
    const struct track_request *tracks = options.request.tracks;
    assert_int_equal(options.request.backend, CAPTURE_JACK);
    assert_int_equal(options.request.n_tracks, 3);
    assert_string_equal(tracks[0].name, "vocals");
    assert_int_equal(tracks[0].role, ROLE_VOCALS);
    assert_string_equal(tracks[0].source, "ardour:vocals/audio_out.*");
    assert_string_equal(tracks[1].name, "b:c");
    assert_int_equal(tracks[1].role, ROLE_BASS);
    assert_string_equal(tracks[1].source, "x=y");
    assert_true(tracks[2].is_mix);
    assert_string_equal(tracks[2].name, "mix");
    assert_int_equal(parse_for(FOR_LIVE, "sideman --track a=/dev/null"), STATUS_OK);
    assert_int_equal(options.request.backend, CAPTURE_FILE);
    check_good("sideman --track a=/dev/null --jack");
    assert_int_equal(options.request.backend, CAPTURE_JACK);
}

static void wrong_tracks(void **state)
{
    (void)state;
    static const char form[] = "write NAME=SOURCE or NAME:ROLE=SOURCE";
    static const char *const lines[] = {"a", "=x", "a=", "=", "a:b"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char line[64], message[128];
        snprintf(line, sizeof line, "sideman --track %s", lines[i]);
        snprintf(message, sizeof message, "--track '%s': %s", lines[i], form);
        check_bad(FOR_LIVE, line, message);
    }
    check_bad(FOR_LIVE, "sideman --track a:drms=x",
              "--track: there is no role 'drms'; did you mean drums? roles are vocals drums kick snare hats bass guitar "
              "keys synth other");
    check_bad(FOR_LIVE, "sideman --track a:=x",
              "--track: there is no role ''; roles are vocals drums kick snare hats bass guitar keys synth other");
    check_bad(FOR_LIVE, "sideman --track a=x --track a=y", "--track: two tracks are named 'a'");
    check_bad(FOR_LIVE, "sideman --mix a --mix b", "--mix is given twice");
    check_bad(FOR_LIVE, "sideman --track a=x --demo",
              "--track and --mix tap JACK ports or files: leave --demo out");
    check_bad(FOR_LIVE, "sideman --track a=x --jack=y",
              "--track and --mix tap JACK ports or files: leave --jack out");

    char line[65536];
    for (size_t length = TRACK_NAME_MAX - 1; length < 2000; length += 1 + length / 8) {
        snprintf(line, sizeof line, "sideman --track %0*d=x", (int)length, 0);
        assert_int_equal(parse_for(FOR_LIVE, line), length < TRACK_NAME_MAX ?
                         STATUS_OK : STATUS_USAGE);
    }
    strcpy(line, "sideman");
    for (int i = 0; i < TRACKS_MAX; i++)
        snprintf(line + strlen(line), 64, " --track t%d=x", i);
    assert_int_equal(parse_for(FOR_LIVE, line), STATUS_OK);
    strcat(line, " --track one-more=x");
    assert_int_equal(parse_for(FOR_LIVE, line), STATUS_USAGE);
    snprintf(line, sizeof line, "sideman --jack=%0600d", 0);
    check_bad(FOR_LIVE, line, "--jack: the source is too long");
}

static void settings_overrule(void **state)
{
    (void)state;
    check_good("sideman --no-color --fps 7 --theme=mono --target spotify --no-reconnect --mouse");
    const struct settings *settings = &options.config.settings;
    assert_false(settings_bool(settings, SETTING_COLOR));
    assert_false(settings_bool(settings, SETTING_RECONNECT));
    assert_true(settings_bool(settings, SETTING_MOUSE));
    assert_int_equal(settings_int(settings, SETTING_FPS), 7);
    assert_string_equal(settings_text(settings, SETTING_THEME), "mono");
    assert_string_equal(settings_text(settings, SETTING_TARGET), "spotify");
    for (int i = 0; i < SETTINGS; i++)
        assert_false(settings->has[SETTING_SAVED][i]);
    check_bad(FOR_LIVE, "sideman --fps x", "--fps: 'x' is not a whole number from 1 to 60");
}

static void wrong_usage_is_told(void **state)
{
    (void)state;
    check_bad(FOR_LIVE, "sideman --jcak", "there is no option --jcak here; did you mean --jack?");
    check_bad(FOR_LIVE, "sideman --line --jcak=x", "there is no option --jcak=x here; did you "
              "mean --jack?");
    check_bad(FOR_LIVE, "sideman -x", "there is no option -x here; --help lists them");
    check_bad(FOR_LIVE, "sideman --line -xyz", "there is no option -xyz here; --help lists them");
    check_bad(FOR_LIVE, "sideman --file", "--file wants an argument; see --help");
    check_bad(FOR_LIVE, "sideman --line=3", "--line takes no argument");
    check_bad(FOR_LIVE, "sideman --line --json", "choose one: --line or --json");
    check_bad(FOR_LIVE, "sideman song.wav",
              "'song.wav' is neither an option nor a command; to play a file use --file song.wav");
    check_bad(FOR_ANALYZE, "analyze --portaudio x", "there is no option --portaudio here; --help "
              "lists them");
}

static void ambiguous_beginnings_are_refused(void **state)
{
    (void)state;
    check_good("sideman --por");
    assert_int_equal(options.request.backend, CAPTURE_PORTAUDIO);
    check_bad(FOR_LIVE, "sideman --no", "--no could be --no-reconnect or --no-color: write it out");
    assert_int_equal(parse_for(FOR_LIVE, "sideman --l"), STATUS_USAGE);
}

static void commands_get_their_files(void **state)
{
    (void)state;
    assert_int_equal(parse_for(FOR_ANALYZE, "analyze a.wav --json b.wav -- --c.wav"), STATUS_OK);
    assert_int_equal(options.n_files, 3);
    assert_string_equal(options.files[0], "a.wav");
    assert_string_equal(options.files[2], "--c.wav");
    assert_int_equal(options.output, OUTPUT_JSON);
    assert_int_equal(parse_for(FOR_ANALYZE, "analyze --track v:vocals=a.wav --mix m.wav"),
                     STATUS_OK);
    assert_int_equal(options.request.n_tracks, 2);
}

static void every_option_is_reachable(void **state)
{
    (void)state;
    struct option_row row, other;
    size_t count = 0;
    for (size_t n = 0; option_row_at(n, &row); n++, count++) {
        assert_non_null(row.help);
        assert_true(row.users != 0);
        for (size_t m = 0; m < n && option_row_at(m, &other); m++)
            assert_string_not_equal(row.name, other.name);
    }
    assert_true(count > 20 && count <= OPTIONS_MAX);
    check_bad(FOR_LIVE, "sideman --help --nothing", "there is no option --nothing here; --help "
              "lists them");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_means_auto),
        cmocka_unit_test(one_source),
        cmocka_unit_test(several_files_are_tracks),
        cmocka_unit_test(tracks_have_names_roles_and_sources),
        cmocka_unit_test(wrong_tracks),
        cmocka_unit_test(settings_overrule),
        cmocka_unit_test(wrong_usage_is_told),
        cmocka_unit_test(ambiguous_beginnings_are_refused),
        cmocka_unit_test(commands_get_their_files),
        cmocka_unit_test(every_option_is_reachable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
