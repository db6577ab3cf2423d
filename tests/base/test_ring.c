/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/ring.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void nothing_is_made_of_nothing(void **state)
{
    (void)state;
    assert_null(ring_new(0, 64, 64));
    assert_null(ring_new(2, 0, 64));
    assert_null(ring_new(2, 64, 0));
    assert_null(ring_new(8, 64, SIZE_MAX / 4));
    ring_unref(NULL);
}

static void whole_writes_or_none(void **state)
{
    (void)state;
    struct ring *ring = ring_new(2, 4, 8);
    const float left[64] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const float *rows[2] = {left, NULL};
    const size_t room = ring_writable(ring);
    assert_true(room >= 8);
    assert_false(ring_write(ring, rows, room + 1));
    assert_int_equal(ring_dropped(ring), room + 1);
    assert_int_equal(ring_readable(ring), 0);
    assert_true(ring_write(ring, rows, 6));

    float *got[2];
    assert_int_equal(ring_peek(ring, got), 4);
    assert_float_equal(got[0][3], 4, 0);
    assert_float_equal(got[1][3], 0, 0);
    ring_advance(ring, 4);
    assert_int_equal(ring_peek(ring, got), 0);
    ring_finish(ring);
    assert_int_equal(ring_peek(ring, got), 2);
    assert_float_equal(got[0][1], 6, 0);
    ring_advance(ring, 2);
    assert_true(ring_is_drained(ring));
    ring_unref(ring);
}

static void resumed_ring_falls_back_into_step(void **state)
{
    (void)state;
    struct ring *ring = ring_new(1, 4, 8);
    const float samples[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const float *rows[1] = {samples};
    float *got[1];
    ring_write(ring, rows, 3);
    ring_finish(ring);
    assert_int_equal(ring_peek(ring, got), 3);
    ring_advance(ring, 3);
    assert_true(ring_is_drained(ring));
    ring_resume(ring);
    assert_false(ring_is_drained(ring));
    assert_int_equal(ring_peek(ring, got), 0);
    ring_write(ring, rows, 8);
    assert_int_equal(ring_peek(ring, got), 1);
    assert_float_equal(got[0][0], 1, 0);
    ring_advance(ring, 1);
    assert_int_equal(ring_peek(ring, got), 4);
    assert_float_equal(got[0][3], 5, 0);
    ring_unref(ring);
}

enum { STREAM_FRAMES = 400000, HOP = 48 };

static void *write_all(void *data)
{
    struct ring *ring = data;
    float block[2][97];
    size_t sent = 0;
    for (size_t n = 1; sent < STREAM_FRAMES; n = n % 97 + 1) {
        const size_t frames = n < STREAM_FRAMES - sent ? n : STREAM_FRAMES - sent;
        for (size_t i = 0; i < frames; i++) {
            block[0][i] = (float)(sent + i);
            block[1][i] = -(float)(sent + i);
        }
        const float *rows[2] = {block[0], block[1]};
        while (ring_writable(ring) < frames)
            sched_yield();
        ring_write(ring, rows, frames);
        sent += frames;
    }
    ring_finish(ring);
    return NULL;
}

static void every_frame_arrives_in_order(void **state)
{
    (void)state;
    struct ring *ring = ring_new(2, HOP, 1000);
    pthread_t writer;
    assert_int_equal(pthread_create(&writer, NULL, write_all, ring_ref(ring)), 0);
    size_t seen = 0;
    while (!ring_is_drained(ring)) {
        float *rows[2];
        const size_t frames = ring_peek(ring, rows);
        if (frames == 0)
            sched_yield();
        for (size_t i = 0; i < frames; i++) {
            if (rows[0][i] != (float)(seen + i) || rows[1][i] != -(float)(seen + i))
                fail_msg("frame %zu is torn", seen + i);
        }
        seen += frames;
        ring_advance(ring, frames);
    }
    pthread_join(writer, NULL);
    assert_int_equal(seen, STREAM_FRAMES);
    assert_int_equal(ring_dropped(ring), 0);
    ring_unref(ring);
    ring_unref(ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_made_of_nothing),
        cmocka_unit_test(whole_writes_or_none),
        cmocka_unit_test(resumed_ring_falls_back_into_step),
        cmocka_unit_test(every_frame_arrives_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
