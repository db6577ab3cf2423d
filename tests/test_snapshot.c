/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "snapshot.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { PUBLICATIONS = 20000 };

static void before_the_first_nothing_is_known(void **state)
{
    (void)state;
    struct snapshot_channel *channel = snapshot_channel_new();
    const struct snapshot *snapshot = snapshot_latest(channel);
    assert_int_equal(snapshot->sequence, 0);
    assert_int_equal(snapshot->n_tracks, 0);
    assert_true(isnan(snapshot->listen.tempo.bpm));
    assert_true(isnan(snapshot->source.position_s));
    assert_true(isnan(snapshot->tracks[TRACKS_MAX - 1].loudness.integrated_lufs));
    snapshot_channel_free(channel);
}

static void the_latest_stays_until_asked_again(void **state)
{
    (void)state;
    struct snapshot_channel *channel = snapshot_channel_new();
    for (int i = 1; i <= 3; i++) {
        snapshot_begin(channel)->time_s = i;
        snapshot_publish(channel);
    }
    const struct snapshot *snapshot = snapshot_latest(channel);
    assert_int_equal(snapshot->sequence, 3);
    snapshot_begin(channel)->time_s = 4;
    snapshot_publish(channel);
    snapshot_begin(channel)->time_s = 5;
    assert_float_equal(snapshot->time_s, 3.0, 0.0);
    assert_float_equal(snapshot_latest(channel)->time_s, 4.0, 0.0);
    assert_float_equal(snapshot_latest(channel)->time_s, 4.0, 0.0);
    snapshot_channel_free(channel);
}

static void *write_many(void *data)
{
    struct snapshot_channel *channel = data;
    for (unsigned i = 1; i <= PUBLICATIONS; i++) {
        struct snapshot *snapshot = snapshot_begin(channel);
        snapshot->time_s = i;
        snapshot->event_sequence = i;
        snapshot->tracks[TRACKS_MAX - 1].defects.bad_samples = i;
        snapshot_publish(channel);
    }
    return NULL;
}

static void a_reader_never_sees_half_a_snapshot(void **state)
{
    (void)state;
    struct snapshot_channel *channel = snapshot_channel_new();
    pthread_t writer;
    uint64_t last = 0;
    assert_int_equal(pthread_create(&writer, NULL, write_many, channel), 0);
    while (last < PUBLICATIONS) {
        const struct snapshot *snapshot = snapshot_latest(channel);
        if (snapshot->sequence == 0)
            continue;
        assert_true(snapshot->sequence >= last);
        last = snapshot->sequence;
        assert_int_equal(snapshot->event_sequence, last);
        assert_int_equal((uint64_t)snapshot->time_s, last);
        assert_int_equal(snapshot->tracks[TRACKS_MAX - 1].defects.bad_samples, last);
    }
    pthread_join(writer, NULL);
    snapshot_channel_free(channel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_first_nothing_is_known),
        cmocka_unit_test(the_latest_stays_until_asked_again),
        cmocka_unit_test(a_reader_never_sees_half_a_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
