/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatnet.h"
#include "listen/beatpath.h"
#include "listen/meterpath.h"
#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char model_path[64];

static struct beatnet *shipped(const char *name)
{
    char path[1024];
    struct error error;
    const char *source = getenv("srcdir");
    snprintf(path, sizeof path, "%s/data/models/%s", source ? source : ".", name);
    struct beatnet *net = beatnet_read(path, &error);
    if (!net)
        fail_msg("%s", error.text);
    return net;
}

static void the_shipped_models_are_whole(void **state)
{
    (void)state;
    struct beatnet *live = shipped("beats-live.txt");
    struct beatnet *whole = shipped("beats-whole.txt");
    assert_true(live->causal);
    assert_false(whole->causal);
    free(live);
    free(whole);
}

static void a_stream_hears_what_the_whole_hears(void **state)
{
    (void)state;
    enum { FRAMES = 3000 };
    static float rises[FRAMES][PULSEBANDS];
    static struct beatnet_step steps[FRAMES / 2];
    uint32_t seed = 5;
    for (unsigned i = 0; i < FRAMES; i++)
        for (unsigned b = 0; b < PULSEBANDS; b++)
            rises[i][b] = fmaxf(0.0f, hear_noise(&seed)) * (i % 43 == 0 ? 4.0f : 0.3f);
    struct beatnet *net = shipped("beats-live.txt");
    struct beatnet_stream *stream = beatnet_stream_new(net);
    assert_true(beatnet_run(net, (const float(*)[PULSEBANDS])rises, FRAMES, steps));
    unsigned count = 0;
    for (unsigned i = 0; i < FRAMES; i++) {
        struct beatnet_step step;
        if (!beatnet_stream_push(stream, rises[i], &step))
            continue;
        assert_memory_equal(&step, &steps[count], sizeof step);
        count++;
    }
    assert_int_equal(count, FRAMES / 2 - 1);
    beatnet_stream_free(stream);
    free(net);
}

static void write_model(const char *text, size_t length)
{
    FILE *file = fopen(model_path, "w");
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

static void expect_refused(const char *text, size_t length)
{
    struct error error = {.status = STATUS_OK};
    write_model(text, length);
    assert_null(beatnet_read(model_path, &error));
    assert_int_not_equal(error.status, STATUS_OK);
    assert_non_null(strstr(error.text, model_path));
}

static void hostile_models_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "#",
        "sideman beat model",
        "sideman beat model\nversion 2\nlayers 8\ntaps 5\ncausal 0\nlookahead 0\n1 2 3",
        "sideman beat model\nversion 1\nlayers 8\ntaps 5\ncausal 0\nlookahead 0\n1 2 3",
        "sideman beat model\nversion 1\nlayers 99999999999999999999\ntaps 5\n",
        "sideman beat model\nversion 1\nlayers -1\ntaps 5\ncausal 0\nlookahead 0\n",
        "sideman beat model\nversion 1\nlayers 8\ntaps 4\ncausal 0\nlookahead 0\n",
        "sideman beat model\nversion 1\nlayers 8\ntaps 5\ncausal 0\nlookahead 0\nnan inf 1e9",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(bad[i], strlen(bad[i]));
    char zeros[64] = {0};
    expect_refused(zeros, sizeof zeros);
    struct error error = {.status = STATUS_OK};
    assert_null(beatnet_read("/nonexistent/model", &error));
    assert_int_equal(error.status, STATUS_NOT_FOUND);
    assert_null(beatnet_read("/", &error));
}

/* The shipped one, cut off anywhere or with more behind it. */
static void models_of_another_length_are_refused(void **state)
{
    (void)state;
    static char text[1 << 20];
    char path[1024];
    const char *source = getenv("srcdir");
    snprintf(path, sizeof path, "%s/data/models/beats-live.txt", source ? source : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t length = fread(text, 1, sizeof text - 16, file);
    fclose(file);
    for (size_t cut = 0; cut + 10 < length; cut += length / 37)
        expect_refused(text, cut);
    memcpy(text + length, "\n1 2 3\n", 7);
    expect_refused(text, length + 7);
}

static void the_path_follows_regular_beats(void **state)
{
    (void)state;
    for (unsigned interval = 28; interval <= 96; interval += 4) {
        struct beatpath *path = beatpath_new(true);
        for (unsigned frame = 0; frame < 2000; frame++)
            beatpath_push(path, frame % interval == 10 ? 2.0f : -4.0f);
        size_t count;
        size_t *beats = beatpath_trace(path, &count);
        assert_non_null(beats);
        assert_in_range(count, 1990 / interval, 2000 / interval + 1);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(beats[i] % interval, 10);
        const struct beatpath_state now = beatpath_now(path);
        assert_int_equal(now.interval, interval);
        assert_int_equal(now.last_frame, (long)beats[count - 1]);
        free(beats);
        beatpath_free(path);
    }
}

static void the_path_follows_a_ramp(void **state)
{
    (void)state;
    struct beatpath *path = beatpath_new(true);
    double next = 10.0, interval = 60.0;
    unsigned hits = 0;
    static bool hit[4000];
    for (unsigned frame = 0; frame < 4000; frame++) {
        hit[frame] = frame >= next;
        if (hit[frame]) {
            next += interval;
            interval *= 0.992; /* 86 to 140 BPM */
            hits++;
        }
        beatpath_push(path, hit[frame] ? 2.0f : -4.0f);
    }
    size_t count, found = 0;
    size_t *beats = beatpath_trace(path, &count);
    for (size_t i = 0; i < count; i++)
        found += hit[beats[i]];
    assert_true(found + 2 >= hits);
    free(beats);
    beatpath_free(path);
}

static void bars_of_three_and_four_are_told_apart(void **state)
{
    (void)state;
    float odds[64];
    bool first[64];
    uint8_t room[64 * METERPATH_ROOM];
    for (unsigned length = 3; length <= 4; length++) {
        for (unsigned i = 0; i < 64; i++)
            odds[i] = i % length == 2 ? 1.0f : -3.0f;
        memset(first, 0, sizeof first);
        assert_int_equal(meterpath_find(odds, 64, first, room), length);
        for (unsigned i = 0; i < 64; i++)
            assert_int_equal(first[i], i % length == 2);
    }
    for (unsigned i = 0; i < 64; i++)
        odds[i] = -3.0f;
    assert_int_equal(meterpath_find(odds, 64, first, room), 0);
    assert_int_equal(meterpath_find(odds, 0, first, room), 0);
}

struct hits {
    double next_s, last_s, period_s, faster, late; /* `late`: every other one, in periods */
    uint32_t seed;
    double jitter_s;
    unsigned count;
};

static float hits_sound(uint64_t frame, unsigned rate_hz, void *context)
{
    struct hits *hits = context;
    const double now = (double)frame / rate_hz;
    const float noise = hear_noise(&hits->seed);
    if (now >= hits->next_s) {
        hits->last_s = hits->next_s;
        const double swing = hits->count++ % 2 == 0 ? hits->late : -hits->late;
        hits->next_s += hits->period_s * (1.0 + swing) +
                        hits->jitter_s * (double)hear_noise(&hits->seed);
        hits->period_s *= hits->faster;
    }
    return 0.5f * noise * (float)exp(-(now - hits->last_s) / 0.01);
}

static struct hits hits_at(double bpm)
{
    return (struct hits){.next_s = 0.3, .last_s = -9.0, .period_s = 60.0 / bpm, .faster = 1.0, .seed = 9};
}

/* Which octave clicks are in is a matter of taste. */
static bool same_pulse(double bpm, double wanted)
{
    const double octave = log2(bpm / wanted);
    const double third = log2(bpm / wanted / 3.0);
    return fabs(octave - round(octave)) < 0.015 || fabs(third - round(third)) < 0.015;
}

static void clicks_from_40_to_240_are_followed(void **state)
{
    (void)state;
    static const double tempi[] = {40, 50, 63, 75, 88, 101, 119, 137, 155, 180, 210, 240};
    for (size_t i = 0; i < sizeof tempi / sizeof *tempi; i++) {
        struct hits hits = hits_at(tempi[i]);
        hits.jitter_s = i % 2 ? 0.004 : 0.0;
        struct hearing *heard = hear(22050, 25.0, hits_sound, &hits);
        if (!same_pulse((double)heard->whole_bpm, tempi[i]))
            fail_msg("%g BPM heard as %g", tempi[i], (double)heard->whole_bpm);
        free(heard);
    }
}

static void swung_clicks_keep_their_tempo(void **state)
{
    (void)state;
    struct hits hits = hits_at(240); /* eighths of 120 */
    hits.late = 0.25;
    struct hearing *heard = hear(44100, 30.0, hits_sound, &hits);
    assert_true(same_pulse((double)heard->whole_bpm, 120.0));
    free(heard);
}

static void a_ramp_is_not_steady(void **state)
{
    (void)state;
    struct hits hits = hits_at(100);
    hits.faster = 0.996;
    struct hearing *heard = hear(44100, 40.0, hits_sound, &hits);
    assert_true(heard->whole_beats > 50);
    assert_true(heard->reading.tempo.course_overall == TEMPO_DRIFTING ||
                heard->reading.tempo.course_overall == TEMPO_FREE);
    free(heard);
    hits = hits_at(100);
    heard = hear(44100, 40.0, hits_sound, &hits);
    assert_int_equal(heard->reading.tempo.course_overall, TEMPO_STEADY);
    assert_true(fabs((double)heard->reading.tempo.bpm_overall / 100.0 - 1.0) < 0.002);
    free(heard);
}

static int make_path(void **state)
{
    (void)state;
    snprintf(model_path, sizeof model_path, "/tmp/sideman-beats-%ld", (long)getpid());
    return 0;
}

static int remove_path(void **state)
{
    (void)state;
    unlink(model_path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_models_are_whole),
        cmocka_unit_test(a_stream_hears_what_the_whole_hears),
        cmocka_unit_test(hostile_models_are_refused),
        cmocka_unit_test(models_of_another_length_are_refused),
        cmocka_unit_test(the_path_follows_regular_beats),
        cmocka_unit_test(the_path_follows_a_ramp),
        cmocka_unit_test(bars_of_three_and_four_are_told_apart),
        cmocka_unit_test(clicks_from_40_to_240_are_followed),
        cmocka_unit_test(swung_clicks_keep_their_tempo),
        cmocka_unit_test(a_ramp_is_not_steady),
    };
    hear_use_shipped_data();
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
