/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's promises: the same samples give the same snapshot, bit for bit, in whatever blocks they
 * come; tracks without a master are summed; pause, reset and bad samples. */

#include "engine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE_HZ = 48000, SECONDS = 5, FRAMES = RATE_HZ * SECONDS + 77 };

static float noise(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (float)((double)(int32_t)*seed / 2147483648.0);
}

/* Noise bursts at two a second with a tone: something for every analyser. */
static void fill_music(float *left, float *right, size_t frames)
{
    uint32_t seed = 1;
    for (size_t i = 0; i < frames; i++) {
        const double beat = fmod((double)i / (RATE_HZ / 2.0), 1.0);
        const double tone = 0.1 * sin(2 * M_PI * 220.0 * (double)i / RATE_HZ);
        left[i] = (float)(tone + 0.4 * exp(-beat * 20.0) * (double)noise(&seed));
        right[i] = (float)(tone + 0.3 * exp(-beat * 15.0) * (double)noise(&seed));
    }
}

static struct capture_format stereo_format(void)
{
    return (struct capture_format){
        .rate_hz = RATE_HZ, .channels = 2, .n_tracks = 1,
        .tracks = {{.name = "mix", .is_mix = true, .channels = 2}},
    };
}

static struct snapshot *measure(const struct capture_format *format, const float *const *rows,
                                size_t frames, size_t block)
{
    struct error error;
    struct engine *engine = engine_new(format, true, true, &error);
    assert_non_null(engine);
    const float *at[TRACKS_MAX * CHANNELS_MAX];
    for (size_t done = 0; done < frames; done += block) {
        for (unsigned c = 0; c < format->channels; c++)
            at[c] = rows[c] + done;
        engine_feed(engine, at, frames - done < block ? frames - done : block);
    }
    engine_finish(engine);
    struct snapshot *snapshot = malloc(sizeof *snapshot);
    assert_non_null(snapshot);
    snapshot_clear(snapshot);
    engine_read(engine, snapshot);
    engine_free(engine);
    return snapshot;
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    static float left[FRAMES], right[FRAMES];
    static const size_t blocks[] = {1, 64, 441, 1024, 4096, FRAMES};
    const float *rows[2] = {left, right};
    const struct capture_format format = stereo_format();
    fill_music(left, right, FRAMES);
    struct snapshot *first = measure(&format, rows, FRAMES, 512);
    assert_true(isfinite(first->tracks[0].loudness.integrated_lufs));
    assert_true(first->listen.onset.count > 0);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct snapshot *other = measure(&format, rows, FRAMES, blocks[i]);
        assert_memory_equal(first, other, sizeof *first);
        free(other);
    }
    free(first);
}

static void tracks_are_summed(void **state)
{
    (void)state;
    static float left[FRAMES], right[FRAMES], half_left[FRAMES], half_right[FRAMES];
    fill_music(left, right, FRAMES);
    for (size_t i = 0; i < FRAMES; i++) {
        half_left[i] = 0.5F * left[i];
        half_right[i] = 0.5F * right[i];
    }
    const struct capture_format whole = stereo_format();
    const struct capture_format parts = {
        .rate_hz = RATE_HZ, .channels = 4, .n_tracks = 2,
        .tracks = {{.name = "a", .role = ROLE_DRUMS, .channels = 2},
                   {.name = "b", .first_channel = 2, .channels = 2}},
    };
    const float *whole_rows[2] = {left, right};
    const float *part_rows[4] = {half_left, half_right, half_left, half_right};
    struct snapshot *one = measure(&whole, whole_rows, FRAMES, 1000);
    struct snapshot *two = measure(&parts, part_rows, FRAMES, 1000);
    struct snapshot *again = measure(&parts, part_rows, FRAMES, 64);
    assert_memory_equal(two, again, sizeof *two);
    assert_int_equal(two->relations.n_alignments, 1); /* they are copies */
    assert_float_equal(two->relations.alignments[0].delay_ms, 0.0F, 0.01F);
    free(again);
    assert_int_equal(two->n_tracks, 3);
    assert_int_equal(two->mix, 2);
    assert_string_equal(two->tracks[2].name, "mix");
    assert_string_equal(two->tracks[0].name, "a");
    assert_int_equal(two->tracks[0].role, ROLE_DRUMS);
    assert_memory_equal(&one->tracks[0].loudness, &two->tracks[2].loudness,
                        sizeof one->tracks[0].loudness);
    assert_memory_equal(&one->listen, &two->listen, sizeof one->listen);
    assert_float_equal(two->tracks[0].loudness.integrated_lufs,
                       one->tracks[0].loudness.integrated_lufs - 6.0206F, 0.05F);
    free(one);
    free(two);
}

static void bad_samples_are_counted_not_spread(void **state)
{
    (void)state;
    static float left[FRAMES], right[FRAMES];
    fill_music(left, right, FRAMES);
    for (size_t i = 100; i < FRAMES; i += 5000)
        left[i] = i % 2 ? NAN : INFINITY;
    const float *rows[2] = {left, right};
    const struct capture_format format = stereo_format();
    struct snapshot *snapshot = measure(&format, rows, FRAMES, 333);
    assert_int_equal(snapshot->tracks[0].defects.bad_samples, (FRAMES - 100 + 4999U) / 5000U);
    assert_true(isfinite(snapshot->tracks[0].loudness.integrated_lufs));
    assert_true(isfinite(snapshot->tracks[0].channel[0].sample_peak_dbfs));
    assert_true(isfinite(snapshot->tracks[0].spectrum.centroid_hz));
    assert_true(isfinite(snapshot->tracks[0].stereo.correlation));
    free(snapshot);
}

static void pause_and_reset(void **state)
{
    (void)state;
    static float left[FRAMES], right[FRAMES];
    fill_music(left, right, FRAMES);
    const float *rows[2] = {left, right};
    const struct capture_format format = stereo_format();
    struct error error;
    struct engine *engine = engine_new(&format, true, false, &error);
    struct snapshot *snapshot = malloc(sizeof *snapshot);
    assert_non_null(snapshot);
    snapshot_clear(snapshot);
    engine_feed(engine, rows, FRAMES);
    engine_read(engine, snapshot);
    const struct loudness_reading before = snapshot->tracks[0].loudness;
    assert_true(isfinite(before.integrated_lufs));
    assert_true(snapshot->history_count >= SECONDS - 1);

    engine_set_paused(engine, true);
    for (size_t i = 0; i < FRAMES; i++)
        left[i] *= 3.0F;
    engine_feed(engine, rows, FRAMES);
    engine_read(engine, snapshot);
    const struct loudness_reading paused = snapshot->tracks[0].loudness;
    assert_true(snapshot->paused && paused.paused);
    assert_float_equal(paused.integrated_lufs, before.integrated_lufs, 0.2);
    assert_float_equal(paused.short_term_max_lufs, before.short_term_max_lufs, 0.2);
    assert_true(paused.short_term_lufs > before.short_term_lufs + 3.0F);

    engine_set_paused(engine, false);
    engine_reset(engine);
    engine_read(engine, snapshot);
    assert_true(!isfinite(snapshot->tracks[0].loudness.integrated_lufs));
    assert_int_equal(snapshot->history_count, 0);
    assert_float_equal(snapshot->measured_s, 0.0, 1e-9);
    free(snapshot);
    engine_free(engine);
}

static void impossible_formats_are_refused(void **state)
{
    (void)state;
    struct error error;
    struct capture_format format = stereo_format();
    format.tracks[0].channels = 9;
    assert_null(engine_new(&format, true, false, &error));
    assert_true(error.text[0] != '\0');
    format = stereo_format();
    format.n_tracks = 0;
    assert_null(engine_new(&format, true, false, &error));
    format = stereo_format();
    format.rate_hz = 0;
    assert_null(engine_new(&format, true, false, &error));
    format = stereo_format();
    format.tracks[0].first_channel = 1;
    assert_null(engine_new(&format, true, false, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_do_not_matter),
        cmocka_unit_test(tracks_are_summed),
        cmocka_unit_test(bad_samples_are_counted_not_spread),
        cmocka_unit_test(pause_and_reset),
        cmocka_unit_test(impossible_formats_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
