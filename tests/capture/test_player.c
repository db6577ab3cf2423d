/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/backend.h"
#include "tests/capture/fixture.h"

#include <math.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* A low rate: few samples last long; nothing here depends on how fast. */
enum { RATE_HZ = 8000, FRAMES = 2000, HEARD_MAX = 200000 };

static float ramp[FRAMES * 2];
static float heard[HEARD_MAX];

struct play {
    struct backend *backend;
    struct capture_format format;
    struct ring *ring;
    size_t heard;
};

static void make_ramp(void)
{
    for (size_t i = 0; i < FRAMES; i++) {
        ramp[2 * i] = (float)(i + 1) / 4096.0f;
        ramp[2 * i + 1] = -ramp[2 * i];
    }
}

static const char *ramp_file(void)
{
    make_ramp();
    return fixture_sound("ramp.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE_HZ, 2, ramp, FRAMES);
}

static struct play start(enum capture_backend backend, const char *source, bool loop)
{
    struct capture_request request = {.backend = backend, .loop = loop, .reconnect = true};
    struct play play = {0};
    struct error error = {0};
    snprintf(request.source, sizeof request.source, "%s", source);
    if (backend_player.open(&request, &play.backend, &play.format, &play.ring, &error) != STATUS_OK)
        fail_msg("%s", error.text);
    return play;
}

static void stop(struct play *play)
{
    backend_player.close(play->backend);
    ring_unref(play->ring);
}

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Takes what the ring holds; channel 0 is kept, channel 1 must be its mirror. */
static size_t listen_once(struct play *play)
{
    float *rows[2];
    const size_t frames = ring_peek(play->ring, rows);
    for (size_t i = 0; i < frames && play->heard < HEARD_MAX; i++) {
        assert_true(rows[1][i] == -rows[0][i]);
        heard[play->heard++] = rows[0][i];
    }
    ring_advance(play->ring, frames);
    return frames;
}

static void listen_for(struct play *play, size_t frames)
{
    while (play->heard < frames) {
        if (listen_once(play) == 0)
            nap();
    }
}

static void listen_to_the_end(struct play *play)
{
    while (!ring_is_drained(play->ring)) {
        if (listen_once(play) == 0)
            nap();
    }
}

static struct source_reading reading(struct play *play)
{
    struct source_reading source = {.state = CAPTURE_RUNNING};
    bool connected[TRACKS_MAX] = {false};
    backend_player.read(play->backend, &source, connected);
    return source;
}

static void wait_for_end(struct play *play)
{
    while (backend_player.poll(play->backend, NULL) != STATUS_END)
        nap();
}

static void a_file_is_played_whole_and_ends(void **state)
{
    (void)state;
    struct play play = start(CAPTURE_FILE, ramp_file(), false);
    assert_int_equal(play.format.channels, 2);
    assert_int_equal(play.format.rate_hz, RATE_HZ);
    struct source_reading source = reading(&play);
    assert_string_equal(source.kind, "file");
    assert_string_equal(source.name, "ramp.wav");
    assert_true(source.can_seek);
    assert_float_equal(source.duration_s, (double)FRAMES / RATE_HZ, 0);
    listen_to_the_end(&play);
    assert_int_equal(play.heard, FRAMES);
    for (size_t i = 0; i < FRAMES; i++)
        assert_true(heard[i] == ramp[2 * i]);
    wait_for_end(&play);
    assert_int_equal(ring_dropped(play.ring), 0);
    assert_float_equal(reading(&play).position_s, (double)FRAMES / RATE_HZ, 0);
    stop(&play);
}

static void the_pace_is_real_time(void **state)
{
    (void)state;
    struct timespec before, after;
    struct play play = start(CAPTURE_FILE, ramp_file(), false);
    clock_gettime(CLOCK_MONOTONIC, &before);
    listen_for(&play, FRAMES);
    clock_gettime(CLOCK_MONOTONIC, &after);
    const double took_s = (double)(after.tv_sec - before.tv_sec) +
                          1e-9 * (double)(after.tv_nsec - before.tv_nsec);
    /* Never early, but for the first and the last hop; how late depends on the machine. */
    assert_true(took_s > 0.7 * FRAMES / RATE_HZ);
    stop(&play);
}

static void a_loop_has_no_seam(void **state)
{
    (void)state;
    struct play play = start(CAPTURE_FILE, ramp_file(), true);
    assert_true(reading(&play).loop);
    listen_for(&play, 2 * FRAMES + 500);
    for (size_t i = 0; i < play.heard; i++)
        assert_true(heard[i] == ramp[2 * (i % FRAMES)]);
    assert_int_equal(backend_player.poll(play.backend, NULL), STATUS_OK);
    assert_true(reading(&play).position_s <= (double)FRAMES / RATE_HZ);
    assert_true(backend_player.set_loop(play.backend, false));
    listen_to_the_end(&play);
    assert_int_equal(play.heard % FRAMES, 0);
    stop(&play);
}

static void seeking_goes_on_in_the_same_ring(void **state)
{
    (void)state;
    struct play play = start(CAPTURE_FILE, ramp_file(), false);
    assert_true(backend_player.seek(play.backend, 0.125));
    assert_false(backend_player.seek(play.backend, (double)NAN));
    listen_to_the_end(&play);
    assert_true(heard[play.heard - 1] == ramp[2 * (FRAMES - 1)]);
    assert_true(play.heard >= 1000 && play.heard < FRAMES);
    assert_true(heard[play.heard - 1000] == ramp[2 * 1000]);

    wait_for_end(&play); /* and a seek wakes it again */
    const size_t before = play.heard;
    assert_true(backend_player.seek(play.backend, 0.2));
    listen_for(&play, before + 400);
    listen_to_the_end(&play);
    assert_int_equal(play.heard, before + 400);
    assert_true(heard[before] == ramp[2 * 1600]);
    wait_for_end(&play);
    assert_true(backend_player.seek(play.backend, 1e300));
    assert_true(backend_player.seek(play.backend, -5.0));
    listen_for(&play, before + 400 + FRAMES);
    assert_true(heard[before + 400] == ramp[0]);
    stop(&play);
}

static void a_pause_holds_the_position(void **state)
{
    (void)state;
    struct play play = start(CAPTURE_FILE, ramp_file(), true);
    listen_for(&play, 100);
    assert_true(backend_player.set_paused(play.backend, true));
    assert_int_equal(reading(&play).state, CAPTURE_PAUSED);
    while (listen_once(&play) > 0)
        continue;
    const size_t before = play.heard;
    for (int i = 0; i < 100; i++) {
        listen_once(&play);
        nap();
    }
    /* The hop that was in the making may still come, however late. */
    assert_in_range(play.heard, before, before + ring_hop_frames(play.ring));
    assert_true(backend_player.set_paused(play.backend, false));
    listen_for(&play, before + 500);
    for (size_t i = 0; i < play.heard; i++)
        assert_true(heard[i] == ramp[2 * (i % FRAMES)]);
    stop(&play);
}

/* Nobody takes the frames: the player waits, nothing is lost. */
static void a_full_ring_is_waited_for(void **state)
{
    (void)state;
    struct play play = start(CAPTURE_FILE, ramp_file(), true);
    while (ring_writable(play.ring) >= ring_hop_frames(play.ring))
        nap();
    for (int i = 0; i < 20; i++)
        nap();
    assert_int_equal(ring_dropped(play.ring), 0);
    listen_for(&play, 20000);
    for (size_t i = 0; i < play.heard; i++)
        assert_true(heard[i] == ramp[2 * (i % FRAMES)]);
    stop(&play);
}

/* Puts the reading end of a pipe where standard input was; returns the other end. */
static int pipe_to_stdin(int *saved)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    *saved = dup(STDIN_FILENO);
    assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
    close(fds[0]);
    return fds[1];
}

static void restore_stdin(int saved)
{
    dup2(saved, STDIN_FILENO);
    close(saved);
}

static void a_pipe_may_stall_and_close(void **state)
{
    (void)state;
    int saved;
    const int fd = pipe_to_stdin(&saved);
    struct play play = start(CAPTURE_STDIN, "8000:2:f32le", true);
    make_ramp();
    struct source_reading source = reading(&play);
    assert_string_equal(source.kind, "stdin");
    assert_false(source.can_seek || source.loop);
    assert_true(isnan(source.duration_s));
    assert_false(backend_player.seek(play.backend, 0.0));
    assert_false(backend_player.set_loop(play.backend, true));
    assert_int_equal(write(fd, ramp, 8 * 1000 + 3), 8 * 1000 + 3);
    while (reading(&play).reason[0] == '\0') {
        listen_once(&play);
        nap();
    }
    assert_int_equal(backend_player.poll(play.backend, NULL), STATUS_OK);
    const unsigned char *rest = (const unsigned char *)ramp + 8 * 1000 + 3;
    assert_int_equal(write(fd, rest, 8 * 1000 - 3), 8 * 1000 - 3);
    close(fd);
    listen_to_the_end(&play);
    assert_int_equal(play.heard, FRAMES);
    for (size_t i = 0; i < FRAMES; i++)
        assert_true(heard[i] == ramp[2 * i]);
    wait_for_end(&play);
    assert_string_equal(reading(&play).reason, "");
    stop(&play);
    restore_stdin(saved);
}

static void a_header_is_waited_for(void **state)
{
    (void)state;
    int saved;
    const int fd = pipe_to_stdin(&saved);
    struct capture_request request = {.backend = CAPTURE_STDIN, .reconnect = true};
    struct play play = {0};
    struct error error = {0};
    assert_int_equal(
        backend_player.open(&request, &play.backend, &play.format, &play.ring, &error),
        STATUS_LOST);
    assert_non_null(strstr(error.text, "yet"));
    assert_int_equal(write(fd, ".snd\0\0\0\x18\xff\xff\xff\xff\0\0\0\3\0\0\x1f\x40\0\0\0\2", 24),
                     24);
    play = start(CAPTURE_STDIN, "", false);
    assert_int_equal(play.format.rate_hz, 8000);
    stop(&play); /* while the pipe is open and silent */
    close(fd);
    restore_stdin(saved);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    struct capture_request request = {.backend = CAPTURE_STDIN, .source = "fast and loud"};
    struct play play = {0};
    struct error error = {0};
    assert_int_equal(backend_player.check(&request, &error), STATUS_USAGE);
    strcpy(request.source, "48000:2:f32le");
    assert_int_equal(backend_player.check(&request, &error), STATUS_OK);
    request.backend = CAPTURE_FILE;
    strcpy(request.source, "/nowhere/x.wav");
    assert_int_equal(
        backend_player.open(&request, &play.backend, &play.format, &play.ring, &error),
        STATUS_NOT_FOUND);
    assert_int_equal(backend_player.open(&request, &play.backend, &play.format, &play.ring, NULL),
                     STATUS_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nowhere/x.wav"));
    request.backend = CAPTURE_DEMO;
    setenv("SIDEMAN_DATA_DIR", "/nowhere", 1);
    assert_int_equal(
        backend_player.open(&request, &play.backend, &play.format, &play.ring, &error),
        STATUS_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nowhere/demo/"));
    unsetenv("SIDEMAN_DATA_DIR");
}

/* What could be read is played; then the user is told. */
static void a_damaged_file_is_told(void **state)
{
    (void)state;
    const char *path = ramp_file();
    fixture_truncate(path, fixture_size(path) / 2);
    struct play play = start(CAPTURE_FILE, path, false);
    listen_to_the_end(&play);
    assert_true(play.heard > FRAMES / 3 && play.heard < FRAMES);
    wait_for_end(&play);
    assert_non_null(strstr(reading(&play).reason, "ramp.wav"));
    stop(&play);
}

static size_t short_hop(unsigned rate_hz)
{
    (void)rate_hz;
    return 64;
}

int main(void)
{
    capture_set_hop_rule(short_hop);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_played_whole_and_ends),
        cmocka_unit_test(the_pace_is_real_time),
        cmocka_unit_test(a_loop_has_no_seam),
        cmocka_unit_test(seeking_goes_on_in_the_same_ring),
        cmocka_unit_test(a_pause_holds_the_position),
        cmocka_unit_test(a_full_ring_is_waited_for),
        cmocka_unit_test(a_pipe_may_stall_and_close),
        cmocka_unit_test(a_header_is_waited_for),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(a_damaged_file_is_told),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
