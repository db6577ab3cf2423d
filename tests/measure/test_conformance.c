/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every case of EBU Tech 3341 and 3342 that can be synthesised, through the engine, at three
 * rates: once in one block, once in small ones, with the same bits. */

#include "config.h"

#include "commands/engine_target.h"
#include "measure/conformance.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Sanitized code is slow, and whether bits are equal is not what it is run for. */
#ifdef SANITIZED
static const unsigned rates_hz[] = {44100};
static const size_t blocks[] = {441, 4096};
enum { RATES = 1, BLOCKS = 2, SIGNAL_STEP = 6 };
#else
static const unsigned rates_hz[] = {44100, 48000, 96000};
static const size_t blocks[] = {1, 64, 441, 4096};
enum { RATES = 3, BLOCKS = 4, SIGNAL_STEP = 1 };
#endif

static struct engine_target storage;

static void judge_all(unsigned rate_hz, size_t block_frames)
{
    const struct conformance_target target = engine_target(&storage);
    for (const struct conformance_case *row = conformance_cases; row->standard; row++) {
        struct conformance_result result;
        assert_true(conformance_run(row, rate_hz, block_frames, &target, &result));
        for (int i = 0; i < CONFORMANCE_PER_CASE && row->quantities[i]; i++)
            if (!result.passed[i])
                fail_msg("Tech %s case %u, %s at %u Hz: %g in place of %g -%g +%g", row->standard,
                         row->number, conformance_names[row->quantities[i]], rate_hz,
                         result.measured[i], row->expected, row->under, row->over);
    }
}

static void every_case_passes(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++)
        judge_all(rates_hz[r], 4096);
}

static void every_case_passes_in_other_blocks(void **state)
{
    (void)state;
    for (int b = 1; b < BLOCKS; b++)
        judge_all(44100, blocks[b]);
}

struct material {
    unsigned rate_hz, channels;
    size_t frames;
    float *rows[CHANNELS_MAX];
    float *samples;
};

static void read_whole(struct material *material, enum signal_id id, unsigned rate_hz)
{
    struct signal *signal = signal_new(id, 0, rate_hz);
    assert_non_null(signal);
    const size_t room = (size_t)121 * rate_hz;
    material->rate_hz = rate_hz;
    material->channels = signal_channels(signal);
    material->samples = malloc(room * material->channels * sizeof(float));
    assert_non_null(material->samples);
    for (unsigned c = 0; c < material->channels; c++)
        material->rows[c] = material->samples + c * room;
    material->frames = signal_read(signal, material->rows, room);
    assert_true(material->frames > 0 && material->frames < room);
    signal_free(signal);
}

static void measure(const struct material *material, size_t block, struct track_reading *reading)
{
    const struct conformance_target target = engine_target(&storage);
    assert_true(target.start(&storage, material->rate_hz, material->channels));
    for (size_t at = 0; at < material->frames; at += block) {
        const float *rows[CHANNELS_MAX];
        for (unsigned c = 0; c < material->channels; c++)
            rows[c] = material->rows[c] + at;
        const size_t rest = material->frames - at;
        target.feed(&storage, rows, rest < block ? rest : block);
    }
    target.finish(&storage);
    memset(&storage.snapshot, 0, sizeof storage.snapshot);
    engine_read(storage.engine, &storage.snapshot);
    memcpy(reading, &storage.snapshot.tracks[storage.snapshot.mix], sizeof *reading);
    target.stop(&storage);
}

static void blocks_do_not_change_a_bit(void **state)
{
    (void)state;
    static struct track_reading whole, cut;
    for (int r = 0; r < RATES; r++)
        for (int id = 0; id < SIGNALS; id += SIGNAL_STEP) {
            struct material material;
            read_whole(&material, (enum signal_id)id, rates_hz[r]);
            measure(&material, material.frames, &whole);
            for (size_t b = 0; b < BLOCKS; b++) {
                measure(&material, blocks[b], &cut);
                assert_memory_equal(&cut, &whole, sizeof cut);
            }
            free(material.samples);
        }
}

static void signals_are_what_they_say(void **state)
{
    (void)state;
    assert_int_equal(signal_parts(SIGNAL_3341_10), 20);
    assert_int_equal(signal_parts(SIGNAL_3341_13), 20);
    assert_int_equal(signal_parts(SIGNAL_3341_11), 1);
    assert_null(signal_new(SIGNALS, 0, 48000));
    assert_null(signal_new(SIGNAL_3341_1, 1, 48000));
    assert_null(signal_new(SIGNAL_3341_1, 0, 100));
    signal_free(NULL);
    struct material material;
    read_whole(&material, SIGNAL_3341_6, 48000);
    assert_int_equal(material.channels, 5);
    assert_int_equal(material.frames, 20 * 48000);
    free(material.samples);
    read_whole(&material, SIGNAL_3341_11, 44100);
    assert_int_equal(material.frames, 120 * 44100);
    free(material.samples);
    read_whole(&material, SIGNAL_3341_5, 44100);
    assert_int_equal(material.frames, 601 * 4410);
    free(material.samples);
}

/* The judge itself: a meter that reads 0.2 LU too much must fail. */
static void read_too_much(void *context, struct loudness_reading *reading)
{
    engine_target(&storage).read(context, reading);
    reading->integrated_lufs += 0.2F;
    reading->range_lu = NAN;
}

static void a_wrong_meter_fails(void **state)
{
    (void)state;
    struct conformance_target target = engine_target(&storage);
    target.read = read_too_much;
    for (const struct conformance_case *row = conformance_cases; row->standard; row++) {
        const bool integrated = row->quantities[0] == CONFORMANCE_INTEGRATED;
        if (!integrated && row->quantities[0] != CONFORMANCE_RANGE)
            continue;
        struct conformance_result result;
        assert_true(conformance_run(row, 48000, 4096, &target, &result));
        assert_false(result.passed[0]);
        if (integrated)
            assert_near(result.measured[0], row->expected + 0.2, 0.1);
        else
            assert_true(isnan(result.measured[0]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_are_what_they_say),
        cmocka_unit_test(every_case_passes),
        cmocka_unit_test(every_case_passes_in_other_blocks),
        cmocka_unit_test(blocks_do_not_change_a_bit),
        cmocka_unit_test(a_wrong_meter_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
