/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every value of the short formats against the definition; the long ones at their ends and at
 * random; and all of them against what libsndfile makes of the same bytes. */

#include "capture/pcm.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { COUNT = 1 << 16, FEW = 4096 };

static unsigned char bytes[8 * COUNT + 1];
static float samples[COUNT + 8];

/* The lowest `size` bytes of `value`, the lowest first or last. */
static void store(unsigned char *to, uint64_t value, unsigned size, bool big_endian)
{
    for (unsigned i = 0; i < size; i++)
        to[big_endian ? size - 1 - i : i] = (unsigned char)(value >> 8 * i);
}

static void expect(size_t i, float expected)
{
    if (memcmp(&samples[i], &expected, sizeof expected) != 0)
        fail_msg("sample %zu is %.9g, not %.9g", i, (double)samples[i], (double)expected);
}

static void every_byte_is_a_128th(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    pcm_to_float(PCM_U8, bytes, samples, 256);
    for (int i = 0; i < 256; i++)
        expect((size_t)i, (float)(i - 128) / 128);
    pcm_to_float(PCM_S8, bytes, samples, 256);
    for (int i = 0; i < 256; i++)
        expect((size_t)i, (float)(i < 128 ? i : i - 256) / 128);
}

static void every_short_is_a_32768th(void **state)
{
    (void)state;
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        for (int i = 0; i < COUNT; i++)
            store(bytes + 2 * i, (uint64_t)(i - 32768), 2, big_endian);
        pcm_to_float(big_endian ? PCM_S16BE : PCM_S16LE, bytes, samples, COUNT);
        for (int i = 0; i < COUNT; i++)
            expect((size_t)i, (float)(i - 32768) / 32768);
    }
}

/* 24 bits fit into a float without loss. */
static void every_24_bits_are_exact(void **state)
{
    (void)state;
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        for (int i = 0; i < COUNT; i++)
            store(bytes + 3 * i, (uint64_t)(i * 256 + i % 251 - 8388608), 3, big_endian);
        pcm_to_float(big_endian ? PCM_S24BE : PCM_S24LE, bytes, samples, COUNT);
        for (int i = 0; i < COUNT; i++)
            expect((size_t)i, (float)(i * 256 + i % 251 - 8388608) / 8388608);
    }
}

/* 32 bits are rounded to the nearest float; full scale rounds up to 1. */
static void thirty_two_bits_are_rounded(void **state)
{
    (void)state;
    static const int64_t values[] = {INT32_MIN, INT32_MIN + 1, -1, 0, 1, 16777217, 16777219,
                                     INT32_MAX - 64, INT32_MAX - 63, INT32_MAX};
    static const double expected[] = {-2147483648.0, -2147483648.0, -1, 0, 1, 16777216, 16777220,
                                      2147483520.0, 2147483648.0, 2147483648.0};
    const size_t count = sizeof values / sizeof values[0];
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        for (size_t i = 0; i < count; i++)
            store(bytes + 4 * i, (uint64_t)values[i], 4, big_endian);
        pcm_to_float(big_endian ? PCM_S32BE : PCM_S32LE, bytes, samples, count);
        for (size_t i = 0; i < count; i++)
            expect(i, (float)(expected[i] / 2147483648.0));
    }
}

static void floats_pass_bit_by_bit(void **state)
{
    (void)state;
    uint64_t seed = 1;
    static uint32_t patterns[FEW];
    for (size_t i = 0; i < FEW; i++)
        patterns[i] = (uint32_t)(synth_random(&seed) * 4294967296.0);
    patterns[0] = 0x7F800000u; /* Inf */
    patterns[1] = 0xFF800000u;
    patterns[2] = 0x80000000u; /* -0 */
    patterns[3] = 0x00000001u;
    patterns[4] = 0x7FC00000u; /* NaN */
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        for (size_t i = 0; i < FEW; i++)
            store(bytes + 4 * i, patterns[i], 4, big_endian);
        pcm_to_float(big_endian ? PCM_F32BE : PCM_F32LE, bytes, samples, FEW);
        assert_memory_equal(samples, patterns, sizeof patterns);
    }
}

static void doubles_are_rounded_and_overflow_to_infinity(void **state)
{
    (void)state;
    static const double values[] = {0, -0.0, 1, -1.5, 0.1, 1e300, -1e300, 1e-300, 3.4e38,
                                    (double)INFINITY, (double)-INFINITY};
    const size_t count = sizeof values / sizeof values[0];
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        for (size_t i = 0; i < count; i++) {
            uint64_t bits;
            memcpy(&bits, &values[i], sizeof bits);
            store(bytes + 8 * i, bits, 8, big_endian);
        }
        store(bytes + 8 * count, 0x7FF8000000000000u, 8, big_endian);
        pcm_to_float(big_endian ? PCM_F64BE : PCM_F64LE, bytes, samples, count + 1);
        expect(4, 0.1F);
        expect(5, INFINITY);
        expect(6, -INFINITY);
        expect(7, 0);
        for (size_t i = 0; i < count; i++)
            if (fabs(values[i]) < 3.5e38 || isinf(values[i]))
                expect(i, (float)values[i]);
        assert_true(isnan(samples[count]));
    }
}

/* Samples lie wherever a pipe's buffer happens to start. */
static void odd_addresses_and_counts_are_fine(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int format = 0; format < PCM_FORMATS; format++) {
        const size_t size = pcm_sample_bytes((enum pcm_format)format);
        static float expected[67];
        for (size_t i = 0; i < 67 * size; i++)
            bytes[i] = (unsigned char)(synth_random(&seed) * 256);
        pcm_to_float((enum pcm_format)format, bytes, expected, 67);
        memmove(bytes + 1, bytes, 67 * size);
        for (size_t count = 0; count <= 67; count++) {
            memset(samples, 0x55, sizeof *samples * 68);
            pcm_to_float((enum pcm_format)format, bytes + 1, samples, count);
            assert_memory_equal(samples, expected, count * sizeof *samples);
            for (size_t i = 0; i < sizeof *samples; i++)
                assert_int_equal(((unsigned char *)&samples[count])[i], 0x55);
        }
    }
}

static void the_values_are_those_of_libsndfile(void **state)
{
    (void)state;
    static const struct {
        enum pcm_format format;
        int sf;
    } kinds[] = {
        {PCM_U8, SF_FORMAT_PCM_U8}, {PCM_S8, SF_FORMAT_PCM_S8},
        {PCM_S16LE, SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE},
        {PCM_S16BE, SF_FORMAT_PCM_16 | SF_ENDIAN_BIG},
        {PCM_S24LE, SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE},
        {PCM_S24BE, SF_FORMAT_PCM_24 | SF_ENDIAN_BIG},
        {PCM_S32LE, SF_FORMAT_PCM_32 | SF_ENDIAN_LITTLE},
        {PCM_S32BE, SF_FORMAT_PCM_32 | SF_ENDIAN_BIG},
    };
    static float theirs[FEW];
    uint64_t seed = 5;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const size_t count = FEW * pcm_sample_bytes(kinds[k].format);
        char path[] = "/tmp/sideman-test-XXXXXX";
        const int fd = mkstemp(path);
        assert_true(fd >= 0);
        for (size_t i = 0; i < count; i++)
            bytes[i] = (unsigned char)(synth_random(&seed) * 256);
        assert_int_equal(write(fd, bytes, count), count);
        SF_INFO info = {.samplerate = 48000, .channels = 1, .format = SF_FORMAT_RAW | kinds[k].sf};
        SNDFILE *file = sf_open(path, SFM_READ, &info);
        assert_non_null(file);
        assert_int_equal(sf_read_float(file, theirs, FEW), FEW);
        sf_close(file);
        close(fd);
        unlink(path);
        pcm_to_float(kinds[k].format, bytes, samples, FEW);
        assert_memory_equal(samples, theirs, sizeof theirs);
    }
}

static void splitting_writes_its_frames_and_no_others(void **state)
{
    (void)state;
    static float in[8 * 64], rows[8][70];
    static int16_t shorts[8 * 64];
    float *planar[8];
    for (int c = 0; c < 8; c++)
        planar[c] = rows[c];
    for (size_t i = 0; i < 8 * 64; i++) {
        shorts[i] = (int16_t)((int)i * 100 - 25600);
        in[i] = (float)shorts[i] / 32768;
    }
    for (unsigned channels = 1; channels <= 8; channels++)
        for (size_t frames = 0; frames <= 64; frames += 9)
            for (int kind = 0; kind < 2; kind++) {
                for (size_t i = 0; i < 8 * 70; i++)
                    rows[i / 70][i % 70] = 99;
                if (kind == 0)
                    pcm_split_float(in, channels, planar, 3, frames);
                else
                    pcm_split_s16(shorts, channels, planar, 3, frames);
                for (unsigned c = 0; c < 8; c++)
                    for (size_t i = 0; i < 70; i++) {
                        const bool ours = c < channels && i >= 3 && i < 3 + frames;
                        assert_true(rows[c][i] == (ours ? in[(i - 3) * channels + c] : 99));
                    }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_a_128th),
        cmocka_unit_test(every_short_is_a_32768th),
        cmocka_unit_test(every_24_bits_are_exact),
        cmocka_unit_test(thirty_two_bits_are_rounded),
        cmocka_unit_test(floats_pass_bit_by_bit),
        cmocka_unit_test(doubles_are_rounded_and_overflow_to_infinity),
        cmocka_unit_test(odd_addresses_and_counts_are_fine),
        cmocka_unit_test(the_values_are_those_of_libsndfile),
        cmocka_unit_test(splitting_writes_its_frames_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
