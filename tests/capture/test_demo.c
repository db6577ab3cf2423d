/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/reader.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCK = 4096, CHANNELS = 16 };

static struct reader *open_demo(void)
{
    struct error error = {0};
    struct reader *reader = reader_open_demo(&error);
    if (!reader)
        fail_msg("%s", error.text);
    return reader;
}

static void the_demo_is_six_tracks(void **state)
{
    (void)state;
    static const enum role roles[] = {ROLE_VOCALS, ROLE_DRUMS, ROLE_BASS,
                                      ROLE_GUITAR, ROLE_KEYS,  ROLE_SYNTH};
    struct reader *reader = open_demo();
    const struct capture_format *format = reader_format(reader);
    assert_int_equal(format->n_tracks, 6);
    assert_true(format->channels <= CHANNELS);
    assert_int_equal(format->rate_hz, 48000);
    for (unsigned t = 0; t < 6; t++) {
        assert_int_equal(format->tracks[t].role, roles[t]);
        assert_true(format->tracks[t].name[0] != '\0');
        assert_false(format->tracks[t].is_mix);
    }
    assert_true(reader_can_seek(reader));
    assert_true(reader_duration_s(reader) > 30 && reader_duration_s(reader) < 60);
    reader_free(reader);
}

/* Left and right of the sum of all tracks. */
static void sum_tracks(const struct capture_format *format, float *const *rows, size_t i,
                       float *sum)
{
    sum[0] = sum[1] = 0.0f;
    for (unsigned t = 0; t < format->n_tracks; t++) {
        const struct capture_track *track = &format->tracks[t];
        sum[0] += rows[track->first_channel][i];
        sum[1] += rows[track->first_channel + track->channels - 1][i];
    }
}

/* The mix stays under full scale, all tracks play to the end, and the jump from the last frame to
 * the first is one that also happens within the song. */
static void the_demo_is_clean_and_loops(void **state)
{
    (void)state;
    static float samples[CHANNELS][BLOCK];
    float *rows[CHANNELS];
    for (int c = 0; c < CHANNELS; c++)
        rows[c] = samples[c];
    struct reader *reader = open_demo();
    const struct capture_format *format = reader_format(reader);
    const double frames = reader_duration_s(reader) * format->rate_hz;
    float first[2] = {0}, last[2] = {0}, now[2], peak = 0.0f, jump = 0.0f;
    size_t done = 0;
    for (size_t got; (got = reader_read(reader, rows, BLOCK, NULL)) > 0; done += got) {
        for (size_t i = 0; i < got; i++) {
            sum_tracks(format, rows, i, now);
            if (done + i == 0) {
                memcpy(first, now, sizeof first);
                memcpy(last, now, sizeof last);
            }
            peak = fmaxf(peak, fmaxf(fabsf(now[0]), fabsf(now[1])));
            jump = fmaxf(jump, fabsf(now[0] - last[0]));
            memcpy(last, now, sizeof last);
        }
    }
    assert_true((double)done == round(frames));
    assert_true(peak > 0.5f && peak < 0.89f); /* -1 dBFS */
    assert_true(fabsf(first[0] - last[0]) < 0.5f * jump);
    reader_free(reader);
}

int main(void)
{
    const char *source = getenv("srcdir");
    char folder[1024];
    snprintf(folder, sizeof folder, "%s/data", source ? source : ".");
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_is_six_tracks),
        cmocka_unit_test(the_demo_is_clean_and_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
