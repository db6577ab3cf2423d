/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/resonance.h"

#include "engine.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HOPS_A_FRAME = 4 }; /* as character.c takes them */
static const double seconds = 15.0;

/* A bell, the peaking equaliser of the RBJ cookbook. */
struct ring {
    double b[3], a[3], x[2], y[2];
};

static struct ring ring_make(double hz, double gain_db, double q, unsigned rate_hz)
{
    const double size = pow(10.0, gain_db / 40.0), w = 2.0 * SYNTH_PI * hz / rate_hz;
    const double alpha = sin(w) / (2.0 * q), c = -2.0 * cos(w), a0 = 1.0 + alpha / size;
    return (struct ring){.b = {(1.0 + alpha * size) / a0, c / a0, (1.0 - alpha * size) / a0},
                         .a = {1.0, c / a0, (1.0 - alpha / size) / a0}};
}

static void ring_filter(struct ring *ring, float *row, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        const double in = (double)row[i];
        const double out = ring->b[0] * in + ring->b[1] * ring->x[0] + ring->b[2] * ring->x[1] -
                           ring->a[1] * ring->y[0] - ring->a[2] * ring->y[1];
        ring->x[1] = ring->x[0];
        ring->x[0] = in;
        ring->y[1] = ring->y[0];
        ring->y[0] = out;
        row[i] = (float)out;
    }
}

static float *make_noise(unsigned rate_hz, uint64_t seed, size_t *frames)
{
    *frames = (size_t)(seconds * rate_hz);
    float *const row = malloc(*frames * sizeof *row);
    synth_noise(row, *frames, &seed, 0.1);
    return row;
}

/* The same in `channels` channels. */
static struct resonance_peak find_in(const float *row, size_t frames, unsigned rate_hz,
                                     unsigned channels)
{
    struct resonance resonance;
    struct stft *const stft = stft_new(rate_hz, channels);
    const size_t hop = stft_hop_frames(rate_hz);
    assert_true(resonance_init(&resonance, rate_hz));
    for (size_t i = 0, hops = 0; i + hop <= frames; i += hop) {
        const struct stft_frame *const frame =
            stft_process(stft, (const float *const[]){row + i, row + i}, hop);
        if (++hops % HOPS_A_FRAME == 0)
            resonance_add(&resonance, frame);
    }
    const struct resonance_peak peak = resonance_find(&resonance);
    resonance_release(&resonance);
    stft_free(stft);
    return peak;
}

static void a_ring_in_noise_is_found(void **state)
{
    (void)state;
    static const struct {
        unsigned rate_hz, channels;
        double hz, gain_db, q;
    } cases[] = {
        {48000, 2, 700, 12, 14},  {48000, 2, 1700, 12, 14}, {44100, 1, 3000, 14, 20},
        {44100, 2, 5200, 16, 10}, {96000, 2, 1700, 12, 14}, {22050, 1, 1100, 12, 14},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t frames;
        float *const row = make_noise(cases[i].rate_hz, 7 + i, &frames);
        struct ring ring =
            ring_make(cases[i].hz, cases[i].gain_db, cases[i].q, cases[i].rate_hz);
        ring_filter(&ring, row, frames);
        const struct resonance_peak peak =
            find_in(row, frames, cases[i].rate_hz, cases[i].channels);
        free(row);
        assert_near(log2((double)peak.hz / cases[i].hz), 0.0, 0.05);
        assert_true((double)peak.db > 0.4 * cases[i].gain_db);
        assert_true((double)peak.db < cases[i].gain_db + 1.0);
        assert_true((double)peak.q > 0.4 * cases[i].q && (double)peak.q < 2.5 * cases[i].q);
    }
}

/* A stronger ring is higher; the level of the whole is of no matter. */
static void height_follows_the_ring(void **state)
{
    (void)state;
    double last = 0.0;
    for (int gain_db = 4; gain_db <= 16; gain_db += 4) {
        size_t frames;
        float *const row = make_noise(48000, 3, &frames);
        struct ring ring = ring_make(1500.0, gain_db, 14.0, 48000);
        ring_filter(&ring, row, frames);
        const double height = (double)find_in(row, frames, 48000, 1).db;
        for (size_t k = 0; k < frames; k++)
            row[k] *= 0.03F;
        assert_near(find_in(row, frames, 48000, 1).db, height, 0.2);
        assert_true(height > last + 1.0);
        last = height;
        free(row);
    }
}

static void noise_has_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        size_t frames;
        float *const row = make_noise(48000, seed, &frames);
        const struct resonance_peak peak = find_in(row, frames, 48000, 2);
        assert_true(isnan(peak.db) || peak.db < 1.5F);
        free(row);
    }
}

static void silence_and_too_little_have_none(void **state)
{
    (void)state;
    const size_t frames = (size_t)seconds * 48000;
    float *const row = calloc(frames, sizeof *row);
    const struct resonance_peak silence = find_in(row, frames, 48000, 2);
    assert_true(isnan(silence.hz) || silence.db < 0.01F);
    size_t noise_frames;
    float *const noise = make_noise(48000, 1, &noise_frames);
    const struct resonance_peak early = find_in(noise, 5 * 48000, 48000, 2);
    assert_true(isnan(early.hz) && isnan(early.db) && isnan(early.q));
    free(row);
    free(noise);
}

/* A rate so low that nothing lies above the lowest frequency. */
static void too_low_a_rate_has_none(void **state)
{
    (void)state;
    size_t frames;
    float *const row = make_noise(1000, 1, &frames);
    assert_true(isnan(find_in(row, frames, 1000, 1).hz));
    free(row);
}

/* Notes with eight partials that are held for `hold_s` each and go round `steps`. */
static void play_melody(float *row, size_t frames, unsigned rate_hz, double hold_s,
                        const int *steps, int n_steps)
{
    const size_t hold = (size_t)(hold_s * rate_hz);
    for (size_t i = 0; i < frames; i++) {
        const double hz = 440.0 * pow(2.0, steps[i / hold % (size_t)n_steps] / 12.0);
        const double t = (double)(i % hold) / rate_hz;
        for (int k = 1; k <= 8; k++)
            row[i] += (float)(0.1 / k * exp(-0.5 * t) * sin(2.0 * SYNTH_PI * hz * k * t));
    }
}

static void a_melody_of_held_notes_is_none(void **state)
{
    (void)state;
    static const int tune[] = {0, 4, 7, 5, 2, 9, 11, 12};
    static const double holds_s[] = {0.3, 0.75, 1.5};
    for (size_t i = 0; i < sizeof holds_s / sizeof holds_s[0]; i++) {
        size_t frames;
        float *const row = make_noise(48000, 1, &frames);
        for (size_t k = 0; k < frames; k++)
            row[k] *= 0.003F;
        play_melody(row, frames, 48000, holds_s[i], tune, 8);
        const struct resonance_peak peak = find_in(row, frames, 48000, 2);
        if (peak.db > 3.0F)
            fail_msg("notes of %g s: %g dB at %g Hz", holds_s[i], (double)peak.db,
                     (double)peak.hz);
        free(row);
    }
}

static void a_ring_in_a_melody_is_found(void **state)
{
    (void)state;
    static const int tune[] = {0, 4, 7, 5, 2, 9, 11, 12};
    size_t frames;
    float *const row = make_noise(48000, 1, &frames);
    play_melody(row, frames, 48000, 0.3, tune, 8);
    struct ring ring = ring_make(2300.0, 14.0, 14.0, 48000);
    ring_filter(&ring, row, frames);
    const struct resonance_peak peak = find_in(row, frames, 48000, 2);
    free(row);
    assert_near(log2((double)peak.hz / 2300.0), 0.0, 0.05);
    assert_true(peak.db > 3.0F);
}

static void a_reset_forgets(void **state)
{
    (void)state;
    struct resonance resonance;
    struct stft *const stft = stft_new(48000, 1);
    const size_t hop = stft_hop_frames(48000);
    size_t frames;
    float *const row = make_noise(48000, 1, &frames);
    struct ring ring = ring_make(1700.0, 12.0, 14.0, 48000);
    ring_filter(&ring, row, frames);
    assert_true(resonance_init(&resonance, 48000));
    for (size_t i = 0; i + hop <= frames; i += hop)
        resonance_add(&resonance, stft_process(stft, (const float *const[]){row + i}, hop));
    assert_true(isfinite(resonance_find(&resonance).db));
    resonance_reset(&resonance);
    assert_true(isnan(resonance_find(&resonance).db));
    resonance_release(&resonance);
    stft_free(stft);
    free(row);
}

static void blocks_of_any_size_give_the_same_bits(void **state)
{
    (void)state;
    static const size_t blocks[] = {64, 1000, 4096};
    static struct snapshot snapshot;
    const struct capture_format format = {
        .rate_hz = 48000, .channels = 1, .n_tracks = 1, .tracks = {{.name = "mix", .channels = 1}},
    };
    struct character_reading first;
    size_t frames;
    float *const row = make_noise(48000, 1, &frames);
    struct ring ring = ring_make(1700.0, 12.0, 14.0, 48000);
    ring_filter(&ring, row, frames);
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        struct engine *const engine = engine_new(&format, false, false, NULL);
        assert_non_null(engine);
        for (size_t i = 0; i < frames; i += blocks[b])
            engine_feed(engine, (const float *const[]){row + i},
                        frames - i < blocks[b] ? frames - i : blocks[b]);
        engine_finish(engine);
        engine_read(engine, &snapshot);
        engine_free(engine);
        const struct character_reading *const now = &snapshot.tracks[0].character;
        assert_near(log2((double)now->resonance_hz / 1700.0), 0.0, 0.05);
        if (b == 0)
            first = *now;
        assert_memory_equal(&first.resonance_hz, &now->resonance_hz, sizeof(float));
        assert_memory_equal(&first.resonance_db, &now->resonance_db, sizeof(float));
        assert_memory_equal(&first.resonance_q, &now->resonance_q, sizeof(float));
    }
    free(row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_in_noise_is_found),
        cmocka_unit_test(height_follows_the_ring),
        cmocka_unit_test(noise_has_none),
        cmocka_unit_test(silence_and_too_little_have_none),
        cmocka_unit_test(too_low_a_rate_has_none),
        cmocka_unit_test(a_melody_of_held_notes_is_none),
        cmocka_unit_test(a_ring_in_a_melody_is_found),
        cmocka_unit_test(a_reset_forgets),
        cmocka_unit_test(blocks_of_any_size_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
