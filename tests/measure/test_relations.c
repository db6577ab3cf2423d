/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tracks do to each other, where the answer is known: a loud noise over a soft tone in one ERB
 * band, copies that are late or upside down, and tracks that have nothing to do with each other. */

#include "measure/erb.h"
#include "measure/relations.h"
#include "measure/stft.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TRACKS = 3, DELAY_MAX = 1 << 14 };

struct player {
    unsigned rate_hz;
    uint64_t frame;
    uint32_t seed;
    float past[DELAY_MAX]; /* of the first track */
    double low[2];
};

typedef void sound(struct player *player, double *out);

static double noise(struct player *player)
{
    player->seed = player->seed * 1664525u + 1013904223u;
    return (double)(int32_t)player->seed / 2147483648.0;
}

static double tone(const struct player *player, double hz)
{
    return sin(2 * M_PI * hz * (double)player->frame / player->rate_hz);
}

static struct relations_reading play(unsigned rate_hz, double seconds, sound *fill)
{
    static struct player player;
    static const uint8_t index[TRACKS] = {0, 1, 2};
    const size_t hop = stft_hop_frames(rate_hz);
    struct relations *relations = relations_new(rate_hz, TRACKS, index);
    struct stft *stft[TRACKS];
    float *rows[TRACKS];
    player = (struct player){.rate_hz = rate_hz, .seed = 1};
    for (unsigned t = 0; t < TRACKS; t++) {
        stft[t] = stft_new(rate_hz, 1);
        rows[t] = calloc(hop, sizeof(float));
    }
    while ((double)player.frame < seconds * rate_hz) {
        for (size_t i = 0; i < hop; i++, player.frame++) {
            double out[TRACKS] = {0};
            fill(&player, out);
            player.past[player.frame % DELAY_MAX] = (float)out[0];
            for (unsigned t = 0; t < TRACKS; t++)
                rows[t][i] = (float)out[t];
        }
        for (unsigned t = 0; t < TRACKS; t++) {
            const float *row[1] = {rows[t]};
            relations_take(relations, t, stft_process(stft[t], row, hop), &rows[t], 1, hop);
        }
        relations_step(relations);
    }
    relations_finish(relations);
    const struct relations_reading reading = *relations_read(relations);
    relations_free(relations);
    for (unsigned t = 0; t < TRACKS; t++) {
        stft_free(stft[t]);
        free(rows[t]);
    }
    return reading;
}

static double late(const struct player *player, size_t frames)
{
    return frames > player->frame ? 0.0 : (double)player->past[(player->frame - frames) % DELAY_MAX];
}

/* Two tones of one band, 30 dB apart, and one far above. */
static void loud_and_soft(struct player *player, double *out)
{
    out[0] = 0.3 * tone(player, 1000.0);
    out[1] = 0.3 * pow(10.0, -30.0 / 20.0) * tone(player, 1020.0);
    out[2] = 0.3 * tone(player, 6000.0);
}

static void who_hides_whom(void **state)
{
    (void)state;
    const struct relations_reading reading = play(48000, 8.0, loud_and_soft);
    const struct masking_cell *hidden = &reading.masking[0][1];
    assert_true(hidden->percent > 90);
    assert_true(hidden->low_hz < 1020 && hidden->high_hz > 1020);
    assert_true(hidden->excess_db >= 18);
    assert_true(reading.audible[1] < 0.1F);
    assert_true(reading.audible[0] > 0.9F && reading.audible[2] > 0.9F);
    assert_true(reading.masking[1][0].percent * reading.masking[1][0].weight < 500);
    assert_true(reading.masking[2][1].percent * reading.masking[2][1].weight < 500);
    assert_int_equal(reading.masking[0][0].percent, 0);
}

static unsigned delay_frames;
static double turned;

static void copies(struct player *player, double *out)
{
    const double beat = fmod((double)player->frame / player->rate_hz, 0.37);
    out[0] = 0.4 * noise(player) * (0.05 + exp(-12.0 * beat));
    player->past[player->frame % DELAY_MAX] = (float)out[0];
    out[1] = 0.5 * turned * late(player, delay_frames) + 0.01 * noise(player);
    out[2] = 0.3 * noise(player) * exp(-5.0 * fmod((double)player->frame / player->rate_hz, 0.61));
}

static void finds_copies_at(unsigned rate_hz, double delay_ms, double sign)
{
    delay_frames = (unsigned)lrint(delay_ms / 1000.0 * rate_hz);
    turned = sign;
    const struct relations_reading reading = play(rate_hz, 8.0, copies);
    assert_int_equal(reading.n_alignments, 1);
    const struct alignment_reading *found = &reading.alignments[0];
    assert_int_equal(found->track + found->other, 1);
    if (delay_frames > 0)
        assert_int_equal(found->track, 0);
    assert_float_equal(found->delay_frames, (float)delay_frames, 1.0F);
    assert_float_equal(found->delay_ms, (float)delay_ms, 0.15F);
    assert_true(found->correlation * (float)sign > 0.4F);
    assert_true(found->confidence > 0.7F);
}

static void copies_are_found_at_all_rates(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        finds_copies_at(rates[i], 0.0, -1.0);
        finds_copies_at(rates[i], 3.0, 1.0);
        finds_copies_at(rates[i], 21.0, -1.0);
    }
}

static void strangers(struct player *player, double *out)
{
    const double s = (double)player->frame / player->rate_hz;
    out[0] = 0.4 * noise(player) * exp(-12.0 * fmod(s, 0.5));
    out[1] = 0.4 * noise(player) * exp(-12.0 * fmod(s, 0.5)); /* in time, but another sound */
    out[2] = 0.3 * tone(player, 110.0 * pow(2.0, floor(fmod(s, 4.0)) / 12.0));
}

static void strangers_are_left_alone(void **state)
{
    (void)state;
    assert_int_equal(play(48000, 12.0, strangers).n_alignments, 0);
}

static void silence(struct player *player, double *out)
{
    (void)player, (void)out;
}

static void silence_says_nothing(void **state)
{
    (void)state;
    const struct relations_reading reading = play(44100, 3.0, silence);
    assert_int_equal(reading.n_alignments, 0);
    assert_true(isnan(reading.audible[0]));
    assert_int_equal(reading.masking[0][1].percent, 0);
}

static void bands_are_one_erb_wide(void **state)
{
    (void)state;
    assert_float_equal((float)erb_edge_hz(0), 40.0F, 1.0F);
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        const double low = erb_edge_hz(b), high = erb_edge_hz(b + 1), middle = 0.5 * (low + high);
        assert_float_equal((float)((high - low) / (24.7 * (4.37 * middle / 1000.0 + 1.0))), 1.0F, 0.02F);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_are_one_erb_wide),
        cmocka_unit_test(who_hides_whom),
        cmocka_unit_test(copies_are_found_at_all_rates),
        cmocka_unit_test(strangers_are_left_alone),
        cmocka_unit_test(silence_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
