/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine.h"
#include "listen/beatclock.h"
#include "listen/beatnet.h"
#include "listen/beatlevel.h"
#include "listen/beatpath.h"
#include "listen/beatswing.h"
#include "listen/beatvote.h"
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

static void a_path_begins_anew(void **state)
{
    (void)state;
    struct beatpath *path = beatpath_new(false);
    for (long frame = 0; frame < 700; frame++)
        beatpath_push(path, frame % 60 == 0 ? 2.0f : -4.0f);
    beatpath_restart(path, 700);
    assert_int_equal(beatpath_now(path).last_frame, -1);
    for (long frame = 700; frame < 1300; frame++)
        beatpath_push(path, frame % 44 == 0 ? 2.0f : -4.0f);
    const struct beatpath_state now = beatpath_now(path);
    assert_int_equal(now.interval, 44);
    assert_int_equal(now.last_frame, 1276);
    beatpath_free(path);
}

/* Beats that are as clear at a tempo as at half of it: which one, is told from elsewhere. */
static struct beatclock *clock_after(double seconds, double frame_s)
{
    struct beatclock *clock = beatclock_new(frame_s);
    assert_non_null(clock);
    for (long frame = 0; frame < lrint(seconds / frame_s); frame++) {
        const float beat = frame % 40 == 0 ? 2.0f : -4.0f;
        const struct beatnet_step step = {.beat = beat, .downbeat = -4.0f};
        beatclock_push(clock, &step);
    }
    return clock;
}

static void another_octave_is_taken_at_once(void **state)
{
    (void)state;
    const double frame_s = 512.0 / 44100.0, bpm = 60.0 / (40.0 * frame_s);
    struct beatclock *clock = clock_after(6.0, frame_s);
    assert_true(fabs((double)beatclock_read(clock).bpm / bpm - 1.0) < 0.01);
    assert_true(beatclock_read(clock).shown);
    beatclock_prefer(clock, 0.5 * bpm, 0.1);
    const struct beatnet_step none = {.beat = -4.0f, .downbeat = -4.0f};
    for (unsigned i = 0; i < 8; i++)
        beatclock_push(clock, &none);
    assert_true(fabs((double)beatclock_read(clock).bpm / (0.5 * bpm) - 1.0) < 0.02);
    beatclock_free(clock);
}

static void a_tempo_that_is_backed_needs_less(void **state)
{
    (void)state;
    unsigned frames[2] = {0, 0};
    for (unsigned backed = 0; backed < 2; backed++) {
        const double frame_s = 512.0 / 44100.0;
        struct beatclock *clock = beatclock_new(frame_s);
        beatclock_back(clock, backed ? 0.9f : 0.0f);
        while (frames[backed] < 2000 && !beatclock_read(clock).shown) {
            const struct beatnet_step step = {.beat = frames[backed]++ % 40 == 0 ? 1.0f : -4.0f};
            beatclock_push(clock, &step);
        }
        beatclock_free(clock);
    }
    assert_true(frames[1] < frames[0]);
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
        const struct meter meter = meterpath_find(odds, 64, first, room);
        assert_int_equal(meter.beats_in_bar, length);
        assert_true(meterpath_confidence(&meter, false, 0.9f) > 0.9f);
        assert_true(meterpath_confidence(&meter, false, 0.2f) <
                    meterpath_confidence(&meter, false, 0.9f));
        assert_true(meterpath_confidence(&meter, true, 0.9f) <
                    meterpath_confidence(&meter, false, 0.9f));
        for (unsigned i = 0; i < 64; i++)
            assert_int_equal(first[i], i % length == 2);
    }
    for (unsigned i = 0; i < 64; i++)
        odds[i] = -3.0f;
    const struct meter none = meterpath_find(odds, 64, first, room);
    assert_int_equal(none.beats_in_bar, 0);
    assert_true(isnan(meterpath_confidence(&none, false, 0.9f)));
    assert_int_equal(meterpath_find(odds, 0, first, room).beats_in_bar, 0);
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
    assert_int_equal(heard->reading.tempo.course_overall, TEMPO_DRIFTING);
    free(heard);
    hits = hits_at(100);
    heard = hear(44100, 40.0, hits_sound, &hits);
    assert_int_equal(heard->reading.tempo.course_overall, TEMPO_STEADY);
    assert_true(fabs((double)heard->reading.tempo.bpm_overall / 100.0 - 1.0) < 0.002);
    free(heard);
}

/* Sixteen beats with something at each of the parts of a beat. */
static struct beatswing divided(const double *parts, size_t count)
{
    enum { FRAMES = 900, INTERVAL = 48, BEATS = 17 };
    float strength[FRAMES];
    double beats[BEATS];
    for (size_t i = 0; i < FRAMES; i++)
        strength[i] = 0.02f;
    for (size_t k = 0; k < BEATS; k++) {
        beats[k] = 20.0 + (double)(k * INTERVAL);
        for (size_t i = 0; i < count; i++) {
            const double at = beats[k] + parts[i] * INTERVAL;
            strength[(size_t)at] += (float)(1.0 - (at - floor(at)));
            strength[(size_t)at + 1] += (float)(at - floor(at));
        }
    }
    return beatswing_find(strength, FRAMES, beats, BEATS);
}

static void swing_is_told_from_straight(void **state)
{
    (void)state;
    static const double ratios[] = {1.0, 1.3, 1.5, 2.0, 2.5};
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        const double parts[] = {0.0, ratios[i] / (1.0 + ratios[i])};
        const struct beatswing swing = divided(parts, 2);
        assert_false(swing.ternary);
        if (!(fabs((double)swing.ratio - ratios[i]) < 0.12 * ratios[i]))
            fail_msg("swing of %g heard as %g", ratios[i], (double)swing.ratio);
    }
    const double alone[] = {0.0}, thirds[] = {0.0, 1.0 / 3.0, 2.0 / 3.0};
    assert_true(isnan(divided(alone, 1).ratio));
    assert_true(divided(thirds, 3).ternary);
    assert_true(isnan(divided(thirds, 3).ratio));
}

/* Rises in all bands every `interval` frames. */
static void push_pulse(struct beatlevel *level, unsigned frames, unsigned interval)
{
    for (unsigned i = 0; i < frames; i++) {
        float rises[PULSEBANDS];
        for (unsigned b = 0; b < PULSEBANDS; b++)
            rises[b] = i % interval == 0 ? 1.0f : 0.0f;
        beatlevel_push(level, rises);
    }
}

static void a_level_is_a_likelihood(void **state)
{
    (void)state;
    float log_p[BEATLEVEL_FACTORS];
    struct beatlevel *level = beatlevel_new();
    assert_non_null(level);
    push_pulse(level, BEATLEVEL_FRAMES_MIN - 1, 43);
    assert_false(beatlevel_judge(level, 120.0, log_p)); /* too little heard */
    push_pulse(level, BEATLEVEL_FRAMES, 43);
    assert_false(beatlevel_judge(level, (double)NAN, log_p));
    assert_true(beatlevel_judge(level, 60.0 * pulsebands_rate_hz / 43.0, log_p));
    float all = 0.0f;
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++)
        all += expf(log_p[f]);
    assert_true(fabsf(all - 1.0f) < 1e-3f);
    assert_true(log_p[beatlevel_same] > logf(0.5f));
    assert_true(beatlevel_repeats(level, 60.0 * pulsebands_rate_hz / 43.0) > 0.9f);
    assert_true(beatlevel_repeats(level, 60.0 * pulsebands_rate_hz / 35.0) < 0.1f);
    beatlevel_forget(level);
    assert_false(beatlevel_judge(level, 120.0, log_p));
    beatlevel_free(level);
}

static void hostile_level_models_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "sideman level model",
        "sideman beat level model\nversion 1\ninputs 81\n1",
        "sideman beat level model\nversion 2\ninputs 80\n1",
        "sideman beat level model\nversion 2\ninputs 81\n1",
        "sideman beat level model\nversion 2\ninputs 81\n1 2 nan",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {.status = STATUS_OK};
        write_model(bad[i], strlen(bad[i]));
        assert_null(beatlevel_read(model_path, &error));
        assert_int_not_equal(error.status, STATUS_OK);
    }
}

/* Log likelihoods with all the weight on one factor. */
static void vote_for(struct beatvote *vote, double bpm, unsigned factor, float share)
{
    float log_p[BEATLEVEL_FACTORS];
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++)
        log_p[f] = logf(f == factor ? share : (1.0f - share) / (BEATLEVEL_FACTORS - 1));
    beatvote_add(vote, bpm, log_p);
}

static void votes_do_not_jump(void **state)
{
    (void)state;
    struct beatvote vote = {.elected = 0};
    float share;
    assert_true(beatvote_bpm(&vote, &share) == 0.0);
    for (unsigned i = 0; i < 6; i++) /* the same tempo, found as itself or as its double */
        vote_for(&vote, i % 2 ? 100.0 : 200.0, i % 2 ? beatlevel_same : 2, 0.8f);
    assert_true(fabs(beatvote_bpm(&vote, &share) / 100.0 - 1.0) < 0.03);
    vote_for(&vote, 100.0, 8, 0.8f); /* a look that thinks otherwise */
    assert_true(fabs(beatvote_bpm(&vote, &share) / 100.0 - 1.0) < 0.03);
    for (unsigned i = 0; i < 12; i++)
        vote_for(&vote, 100.0, 8, 0.8f);
    assert_true(fabs(beatvote_bpm(&vote, &share) / 200.0 - 1.0) < 0.03);
    assert_true(share > 0.5f);
}

/* The ratio heard offline, of clicks in halves that are as long as `late` says. */
static void swung_clicks_have_their_ratio(void **state)
{
    (void)state;
    struct hits hits = hits_at(200); /* eighths of 100 */
    hits.late = 0.2; /* 3 : 2 */
    struct hearing *heard = hear(44100, 40.0, hits_sound, &hits);
    if (!(fabs(log2((double)heard->whole_bpm / 100.0)) < 0.02))
        fail_msg("%g BPM", (double)heard->whole_bpm);
    if (!(fabs((double)heard->reading.tempo.swing - 1.5) < 0.15))
        fail_msg("swing %g", (double)heard->reading.tempo.swing);
    free(heard);
}

static void a_lock_keeps_the_octave(void **state)
{
    (void)state;
    for (unsigned k = 0; k < 2; k++) {
        const double wanted = k == 0 ? 75.0 : 150.0;
        struct hits hits = hits_at(150);
        struct stft *stft = stft_new(22050, 1);
        struct listen *listen = listen_new(22050);
        const size_t hop = stft_hop_frames(22050);
        float samples[4096];
        const float *const rows[1] = {samples};
        struct listen_events events;
        static struct listen_reading reading;
        assert_true(stft && listen && hop <= 4096);
        listen_lock_tempo(listen, (float)wanted);
        for (uint64_t frame = 0; frame < 25 * 22050; frame += hop) {
            for (size_t i = 0; i < hop; i++)
                samples[i] = hits_sound(frame + i, 22050, &hits);
            listen_process(listen, samples, hop, stft_process(stft, rows, hop), -20.0f, &events);
        }
        listen_read(listen, &reading);
        assert_true(reading.tempo.locked_bpm == (float)wanted);
        assert_true(fabs((double)reading.tempo.bpm / wanted - 1.0) < 0.02);
        listen_lock_tempo(listen, NAN);
        listen_read(listen, &reading);
        assert_true(isnan(reading.tempo.locked_bpm));
        listen_free(listen);
        stft_free(stft);
    }
}

enum { BLOCKS_RATE_HZ = 22050, BLOCKS_FRAMES = 16 * BLOCKS_RATE_HZ + 333 };

static struct engine *play_in_blocks(const float *samples, size_t block, bool keep)
{
    struct capture_format format = {.rate_hz = BLOCKS_RATE_HZ, .channels = 1, .n_tracks = 1};
    format.tracks[0] = (struct capture_track){.name = "mix", .channels = 1, .is_mix = true};
    struct error error;
    struct engine *engine = engine_new(&format, true, keep, &error);
    assert_non_null(engine);
    for (size_t at = 0; at < BLOCKS_FRAMES; at += block) {
        const float *const rows[1] = {samples + at};
        engine_feed(engine, rows, BLOCKS_FRAMES - at < block ? BLOCKS_FRAMES - at : block);
    }
    engine_finish(engine);
    return engine;
}

/* Followed live, and found in the whole. */
static void blocks_move_no_beat(void **state)
{
    (void)state;
    static const size_t blocks[] = {64, 441, 5003, BLOCKS_FRAMES};
    static struct snapshot first, other;
    float *const samples = calloc(BLOCKS_FRAMES, sizeof *samples);
    struct hits hits = hits_at(112);
    hits.jitter_s = 0.006;
    assert_non_null(samples);
    for (size_t i = 0; i < BLOCKS_FRAMES; i++)
        samples[i] = hits_sound(i, BLOCKS_RATE_HZ, &hits);
    struct engine *live = play_in_blocks(samples, 1024, false);
    struct engine *whole = play_in_blocks(samples, 1024, true);
    engine_read(live, &first);
    assert_true(first.listen.tempo.bpm > 0.0f && first.listen.tempo.beats > 10);
    assert_true(engine_timeline(whole)->n_beats > 10);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        struct engine *again = play_in_blocks(samples, blocks[i], false);
        engine_read(again, &other);
        assert_memory_equal(&first.listen.tempo, &other.listen.tempo, sizeof first.listen.tempo);
        assert_memory_equal(first.events, other.events, sizeof first.events);
        engine_free(again);
        again = play_in_blocks(samples, blocks[i], true);
        const struct timeline *const a = engine_timeline(whole), *const b = engine_timeline(again);
        assert_int_equal(a->n_beats, b->n_beats);
        assert_memory_equal(a->beats_s, b->beats_s, a->n_beats * sizeof *a->beats_s);
        assert_int_equal(a->n_downbeats, b->n_downbeats);
        engine_free(again);
    }
    engine_free(live);
    engine_free(whole);
    free(samples);
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
        cmocka_unit_test(a_path_begins_anew),
        cmocka_unit_test(another_octave_is_taken_at_once),
        cmocka_unit_test(a_tempo_that_is_backed_needs_less),
        cmocka_unit_test(the_path_follows_a_ramp),
        cmocka_unit_test(bars_of_three_and_four_are_told_apart),
        cmocka_unit_test(clicks_from_40_to_240_are_followed),
        cmocka_unit_test(swung_clicks_keep_their_tempo),
        cmocka_unit_test(a_ramp_is_not_steady),
        cmocka_unit_test(swing_is_told_from_straight),
        cmocka_unit_test(a_level_is_a_likelihood),
        cmocka_unit_test(hostile_level_models_are_refused),
        cmocka_unit_test(votes_do_not_jump),
        cmocka_unit_test(swung_clicks_have_their_ratio),
        cmocka_unit_test(a_lock_keeps_the_octave),
        cmocka_unit_test(blocks_move_no_beat),
    };
    hear_use_shipped_data();
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
