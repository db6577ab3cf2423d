/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/pcm.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void formats_are_understood(void **state)
{
    (void)state;
    struct pcm_spec spec;
    assert_int_equal(pcm_parse_spec("48000:2:f32le", &spec, NULL), STATUS_OK);
    assert_int_equal(spec.rate_hz, 48000);
    assert_int_equal(spec.channels, 2);
    assert_int_equal(spec.format, PCM_F32LE);
    assert_int_equal(pcm_parse_spec("8000:8:u8", &spec, NULL), STATUS_OK);
    assert_int_equal(pcm_sample_bytes(spec.format), 1);
}

static void wrong_formats_are_told(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", ":", "::", "48000", "48000:2", "48000:2:", "48000:2:f32", "48000:2:f32le ",
        " 48000:2:f32le", "48000:0:f32le", "48000:9:f32le", "48000:-2:f32le", "0:2:s16le",
        "999:2:s16le", "768001:2:s16le", "99999999999999999999999:2:s16le", "48k:2:s16le",
        "48000:2:F32LE", "+48000:2:f32le", "48000:2:s16le:x",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct pcm_spec spec;
        struct error error = {0};
        if (pcm_parse_spec(wrong[i], &spec, &error) != STATUS_USAGE || !error.text[0] ||
            error.status != STATUS_USAGE)
            fail_msg("'%s' is taken for a format", wrong[i]);
        assert_int_equal(pcm_parse_spec(wrong[i], &spec, NULL), STATUS_USAGE);
    }
}

static void expect(enum pcm_format format, const void *bytes, float expected)
{
    float value = 99;
    pcm_to_float(format, bytes, &value, 1);
    if (memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("format %d: %.9g instead of %.9g", (int)format, (double)value, (double)expected);
}

static void every_format_is_converted(void **state)
{
    (void)state;
    expect(PCM_U8, "\x00", -1.0f);
    expect(PCM_U8, "\x80", 0.0f);
    expect(PCM_U8, "\xff", 127.0f / 128.0f);
    expect(PCM_S8, "\x80", -1.0f);
    expect(PCM_S8, "\x40", 0.5f);
    expect(PCM_S16LE, "\x00\x80", -1.0f);
    expect(PCM_S16LE, "\x01\x00", 1.0f / 32768.0f);
    expect(PCM_S16LE, "\xff\xff", -1.0f / 32768.0f);
    expect(PCM_S16BE, "\x40\x00", 0.5f);
    expect(PCM_S16BE, "\xff\xfe", -2.0f / 32768.0f);
    expect(PCM_S24LE, "\x00\x00\x80", -1.0f);
    expect(PCM_S24LE, "\x01\x00\x00", 1.0f / 8388608.0f);
    expect(PCM_S24BE, "\x40\x00\x00", 0.5f);
    expect(PCM_S24BE, "\xff\xff\xff", -1.0f / 8388608.0f);
    expect(PCM_S32LE, "\x00\x00\x00\x80", -1.0f);
    expect(PCM_S32LE, "\x00\x00\x00\x20", 0.25f);
    expect(PCM_S32BE, "\xc0\x00\x00\x00", -0.5f);
    expect(PCM_F32LE, "\x00\x00\x80\x3f", 1.0f);
    expect(PCM_F32LE, "\x01\x00\x00\x00", 1.40129846e-45f); /* denormals stay */
    expect(PCM_F32BE, "\xc0\x40\x00\x00", -3.0f);           /* and so does what is over 0 dBFS */
    expect(PCM_F64LE, "\x00\x00\x00\x00\x00\x00\xe0\x3f", 0.5f);
    expect(PCM_F64BE, "\x3f\xd0\x00\x00\x00\x00\x00\x00", 0.25f);
}

static void not_a_number_passes(void **state)
{
    (void)state;
    float value = 0;
    pcm_to_float(PCM_F32LE, (const unsigned char *)"\x00\x00\xc0\x7f", &value, 1);
    assert_true(isnan(value));
    pcm_to_float(PCM_F64BE, (const unsigned char *)"\xff\xf0\x00\x00\x00\x00\x00\x00", &value, 1);
    assert_true(isinf(value) && value < 0);
}

static void channels_are_split(void **state)
{
    (void)state;
    float samples[8 * 37];
    int16_t shorts[8 * 37];
    for (int i = 0; i < 8 * 37; i++) {
        samples[i] = (float)i;
        shorts[i] = (int16_t)(i * 64);
    }
    for (unsigned channels = 1; channels <= 8; channels++) {
        float rows[8][40];
        float *planar[8];
        for (int c = 0; c < 8; c++)
            planar[c] = rows[c];
        pcm_split_float(samples, channels, planar, 3, 37);
        for (unsigned c = 0; c < channels; c++) {
            for (unsigned i = 0; i < 37; i++)
                assert_true(rows[c][3 + i] == (float)(i * channels + c));
        }
        pcm_split_s16(shorts, channels, planar, 3, 37);
        for (unsigned c = 0; c < channels; c++) {
            for (unsigned i = 0; i < 37; i++)
                assert_true(rows[c][3 + i] == (float)(i * channels + c) / 512.0f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_understood),   cmocka_unit_test(wrong_formats_are_told),
        cmocka_unit_test(every_format_is_converted), cmocka_unit_test(not_a_number_passes),
        cmocka_unit_test(channels_are_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
