/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The supervisor over sources that do what real ones do at their worst.  This test has its own list of
 * backends in the place of backends.c. */
#include "capture/backend.h"
#include "capture/capture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* What the made-up server does next. */
static struct {
    _Atomic int open_status;
    _Atomic int poll_status;
    atomic_bool quietly;
    atomic_bool close_hangs;
    atomic_bool poll_hangs;
    atomic_int opened, closed, open_now, open_most;
    atomic_bool reshaped;
} server;

struct backend {
    struct ring *ring;
    bool is_file;
};

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
}

static enum status fake_check(const struct capture_request *request, struct error *error)
{
    if (strcmp(request->source, "(") == 0)
        return error_set(error, STATUS_USAGE, "bad pattern");
    return STATUS_OK;
}

static void fill(const struct backend *backend, struct capture_format *format, struct ring **ring)
{
    *format = (struct capture_format){.rate_hz = 48000, .channels = 2, .n_tracks = 1};
    format->tracks[0] = (struct capture_track){.name = "mix", .is_mix = true, .channels = 2};
    *ring = ring_ref(backend->ring);
}

static enum status fake_open(const struct capture_request *request, struct backend **backend,
                             struct capture_format *format, struct ring **ring,
                             struct error *error)
{
    const bool is_file = request->backend == CAPTURE_FILE;
    const enum status status = is_file ? STATUS_OK : (enum status)atomic_load(&server.open_status);
    if (status != STATUS_OK || strcmp(request->source, "missing") == 0)
        return error_set(error, STATUS_NOT_FOUND, "no server");
    *backend = calloc(1, sizeof **backend);
    (*backend)->ring = ring_new(2, backend_hop_frames(48000), 96000);
    (*backend)->is_file = is_file;
    fill(*backend, format, ring);
    if (!is_file) {
        atomic_fetch_add(&server.opened, 1);
        const int now = atomic_fetch_add(&server.open_now, 1) + 1;
        if (now > atomic_load(&server.open_most))
            atomic_store(&server.open_most, now);
    }
    return STATUS_OK;
}

static void fake_close(struct backend *backend)
{
    while (!backend->is_file && atomic_load(&server.close_hangs))
        nap();
    if (!backend->is_file) {
        atomic_fetch_sub(&server.open_now, 1);
        atomic_fetch_add(&server.closed, 1);
    }
    ring_unref(backend->ring);
    free(backend);
}

static enum status fake_poll(struct backend *backend, struct error *error)
{
    if (backend->is_file)
        return STATUS_OK;
    while (atomic_load(&server.poll_hangs))
        nap();
    const enum status status = (enum status)atomic_load(&server.poll_status);
    if (status != STATUS_LOST)
        return status;
    if (atomic_load(&server.quietly)) {
        atomic_store(&server.poll_status, STATUS_OK);
        return STATUS_LOST;
    }
    return error_set(error, STATUS_LOST, "it died");
}

static bool fake_take_stream(struct backend *backend, struct capture_format *format,
                             struct ring **ring)
{
    if (!atomic_exchange(&server.reshaped, false))
        return false;
    fill(backend, format, ring);
    return true;
}

static void fake_read(struct backend *backend, struct source_reading *source, bool *connected)
{
    source->xruns = backend->is_file ? 0 : 3;
    connected[0] = true;
}

static bool fake_pause(struct backend *backend, bool paused)
{
    (void)paused;
    return backend->is_file;
}

static size_t fake_list(struct backend *backend, struct port_entry *entries, size_t max)
{
    if (max == 0)
        return 0;
    entries[0] = (struct port_entry){.backend = "fake", .tapped = backend != NULL};
    return 1;
}

static const struct backend_ops fake = {
    .name = "fake", .check = fake_check, .open = fake_open, .close = fake_close,
    .poll = fake_poll, .take_stream = fake_take_stream, .read = fake_read,
    .set_paused = fake_pause, .list_ports = fake_list,
};

static const struct backend_kind kinds[] = {
    {CAPTURE_JACK, &fake, "server", .automatic = true, .live = true},
    {CAPTURE_FILE, &fake, "file", .automatic = true},
};

const struct backend_kind *backend_at(size_t index)
{
    return index < 2 ? &kinds[index] : NULL;
}

const struct backend_kind *backend_find(enum capture_backend backend)
{
    for (size_t i = 0; i < 2; i++)
        if (kinds[i].backend == backend)
            return &kinds[i];
    return NULL;
}

static struct capture_request request_for(enum capture_backend backend)
{
    return (struct capture_request){.backend = backend, .reconnect = true};
}

static struct capture *start(struct capture_request request)
{
    struct error error = {0};
    struct capture *capture = capture_new(&request, &error);
    if (!capture)
        fail_msg("%s", error.text);
    return capture;
}

/* Waits as long as it takes; a test that hangs is stopped by its runner. */
static struct source_reading wait_state(struct capture *capture, enum capture_state state)
{
    struct source_reading source;
    do {
        nap();
        capture_read(capture, &source, NULL);
    } while (source.state != state);
    return source;
}

static int reset(void **state)
{
    (void)state;
    memset(&server, 0, sizeof server);
    return 0;
}

static void a_source_delivers_a_stream(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    struct source_reading source = wait_state(capture, CAPTURE_RUNNING);
    assert_string_equal(source.kind, "server");
    assert_int_equal(source.rate_hz, 48000);
    assert_true(isnan(source.retry_in_s));
    struct capture_stream stream = {0};
    assert_true(capture_acquire(capture, &stream));
    assert_int_equal(stream.format.channels, 2);
    assert_false(capture_acquire(capture, &stream));
    bool connected[TRACKS_MAX];
    capture_read(capture, &source, connected);
    assert_true(connected[0]);
    assert_false(connected[1]);
    assert_false(capture_set_paused(capture, true));
    capture_free(capture);
    ring_unref(stream.ring);
    assert_int_equal(atomic_load(&server.closed), 1);
}

static void a_death_is_told_and_mended(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    wait_state(capture, CAPTURE_RUNNING);
    struct capture_stream stream = {0};
    assert_true(capture_acquire(capture, &stream));
    const uint64_t before = stream.generation;
    atomic_store(&server.open_status, STATUS_NOT_FOUND);
    atomic_store(&server.poll_status, STATUS_LOST);
    struct source_reading source = wait_state(capture, CAPTURE_LOST);
    assert_string_equal(source.reason, "it died");
    assert_true(source.retry_in_s >= 0 && source.retry_in_s <= 3);
    assert_int_equal(source.xruns, 3);
    bool connected[TRACKS_MAX];
    capture_read(capture, &source, connected);
    assert_false(connected[0]);
    atomic_store(&server.poll_status, STATUS_OK);
    atomic_store(&server.open_status, STATUS_OK);
    source = wait_state(capture, CAPTURE_RUNNING);
    assert_string_equal(source.reason, "");
    assert_int_equal(source.xruns, 6); /* of both connections */
    ring_unref(stream.ring);
    assert_true(capture_acquire(capture, &stream));
    assert_int_equal(stream.generation, before + 1);
    ring_unref(stream.ring);
    capture_free(capture);
    assert_int_equal(atomic_load(&server.open_most), 1);
}

static void without_reconnection_a_death_is_final(void **state)
{
    (void)state;
    struct capture_request request = request_for(CAPTURE_JACK);
    request.reconnect = false;
    struct capture *capture = start(request);
    wait_state(capture, CAPTURE_RUNNING);
    atomic_store(&server.poll_status, STATUS_LOST);
    wait_state(capture, CAPTURE_FAILED);
    capture_free(capture);
    atomic_store(&server.open_status, STATUS_NOT_FOUND);
    capture = start(request);
    struct source_reading source = wait_state(capture, CAPTURE_FAILED);
    assert_string_equal(source.reason, "no server");
    capture_free(capture);
}

static void another_rate_is_taken_up_quietly(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    wait_state(capture, CAPTURE_RUNNING);
    atomic_store(&server.quietly, true);
    atomic_store(&server.poll_status, STATUS_LOST);
    while (atomic_load(&server.opened) < 2)
        nap();
    wait_state(capture, CAPTURE_RUNNING);
    atomic_store(&server.reshaped, true);
    struct capture_stream stream = {0};
    while (stream.generation < 3) {
        struct capture_stream next = {.generation = stream.generation};
        if (capture_acquire(capture, &next)) {
            ring_unref(stream.ring);
            stream = next;
        }
        nap();
    }
    ring_unref(stream.ring);
    assert_int_equal(atomic_load(&server.opened), 2);
    capture_free(capture);
}

/* jack_client_close() may hang after a bad death: no second client then, and no frozen screen. */
static void a_close_that_hangs_stops_nobody(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    wait_state(capture, CAPTURE_RUNNING);
    atomic_store(&server.close_hangs, true);
    atomic_store(&server.poll_status, STATUS_LOST);
    struct source_reading source = wait_state(capture, CAPTURE_LOST);
    do {
        nap();
        capture_read(capture, &source, NULL);
    } while (!strstr(source.reason, "let go"));
    assert_int_equal(atomic_load(&server.opened), 1);
    atomic_store(&server.poll_status, STATUS_OK);
    atomic_store(&server.close_hangs, false);
    wait_state(capture, CAPTURE_RUNNING);
    assert_int_equal(atomic_load(&server.open_most), 1);
    capture_free(capture);
}

static void a_poll_that_hangs_leaves_the_screen_alive(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    wait_state(capture, CAPTURE_RUNNING);
    struct port_entry entry;
    assert_int_equal(capture_list_ports(capture, &entry, 1), 1);
    assert_true(entry.tapped);
    atomic_store(&server.poll_hangs, true);
    for (int i = 0; i < 60; i++)
        nap();
    struct source_reading source;
    capture_read(capture, &source, NULL);
    assert_int_equal(source.state, CAPTURE_RUNNING);
    assert_int_equal(capture_list_ports(capture, &entry, 1), 0);
    assert_false(capture_set_paused(capture, true));
    atomic_store(&server.poll_hangs, false);
    capture_free(capture);
}

static void another_target_or_the_old_one(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_JACK));
    struct error error = {0};
    wait_state(capture, CAPTURE_RUNNING);
    struct capture_request other = request_for(CAPTURE_JACK);
    strcpy(other.source, "(");
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_USAGE);
    assert_string_equal(error.text, "bad pattern");
    strcpy(other.source, "missing");
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_NOT_FOUND);
    wait_state(capture, CAPTURE_RUNNING); /* the old one again */
    strcpy(other.source, "fine");
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_OK);
    other = request_for(CAPTURE_FILE);
    strcpy(other.source, "missing");
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_NOT_FOUND);
    assert_int_equal(atomic_load(&server.open_now), 1);
    strcpy(other.source, "song");
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_OK);
    assert_string_equal(wait_state(capture, CAPTURE_RUNNING).kind, "file");
    assert_true(capture_set_paused(capture, true));
    assert_int_equal(atomic_load(&server.open_now), 0);
    other = request_for(CAPTURE_PORTAUDIO);
    assert_int_equal(capture_retarget(capture, &other, &error), STATUS_USAGE);
    capture_free(capture);
    assert_int_equal(atomic_load(&server.open_most), 1);
}

static void automatic_takes_the_first_that_opens(void **state)
{
    (void)state;
    struct capture *capture = start(request_for(CAPTURE_AUTO));
    assert_string_equal(wait_state(capture, CAPTURE_RUNNING).kind, "server");
    capture_free(capture);
    atomic_store(&server.open_status, STATUS_NOT_FOUND);
    capture = start(request_for(CAPTURE_AUTO));
    assert_string_equal(wait_state(capture, CAPTURE_RUNNING).kind, "file");
    capture_free(capture);
}

static void typing_errors_are_told_at_once(void **state)
{
    (void)state;
    struct error error = {0};
    struct capture_request request = request_for(CAPTURE_JACK);
    strcpy(request.source, "(");
    assert_null(capture_new(&request, &error));
    assert_int_equal(error.status, STATUS_USAGE);
    request = request_for(CAPTURE_FILE);
    strcpy(request.source, "missing");
    assert_null(capture_new(&request, &error));
    assert_int_equal(error.status, STATUS_NOT_FOUND);
    request = request_for(CAPTURE_PORTAUDIO); /* not in this build */
    assert_null(capture_new(&request, &error));
    assert_int_equal(error.status, STATUS_USAGE);
    capture_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_source_delivers_a_stream, reset),
        cmocka_unit_test_setup(a_death_is_told_and_mended, reset),
        cmocka_unit_test_setup(without_reconnection_a_death_is_final, reset),
        cmocka_unit_test_setup(another_rate_is_taken_up_quietly, reset),
        cmocka_unit_test_setup(a_close_that_hangs_stops_nobody, reset),
        cmocka_unit_test_setup(a_poll_that_hangs_leaves_the_screen_alive, reset),
        cmocka_unit_test_setup(another_target_or_the_old_one, reset),
        cmocka_unit_test_setup(automatic_takes_the_first_that_opens, reset),
        cmocka_unit_test_setup(typing_errors_are_told_at_once, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
