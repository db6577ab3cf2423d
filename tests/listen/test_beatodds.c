/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* By a network of our own, which says how much rises in the lowest band, and without one. */

#include "listen/beatodds.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 200 };

static struct beatnet net;
static struct beatnet_step found[2 * FRAMES];
static float rises[PULSEBANDS];

/* No layers: a step is the sum of its four frames' lowest band, less 3; a downbeat is less 5. */
static int make_net(void **state)
{
    (void)state;
    memset(&net, 0, sizeof net);
    net.causal = true;
    net.taps = 3;
    for (int k = 0; k < BEATNET_FRONT; k++)
        net.front[k][0][0] = 1;
    net.out[0][0] = 1;
    net.out_bias[0] = -3;
    net.out_bias[1] = -5;
    memset(rises, 0, sizeof rises);
    return 0;
}

/* `frames` frames with a rise of 4 in every one from `hit` to `end` - 1; how many odds came. */
static unsigned push(struct beatodds *odds, unsigned frames, unsigned hit, unsigned end)
{
    unsigned count = 0;
    for (unsigned i = 0; i < frames; i++) {
        rises[0] = i >= hit && i < end ? 4 : 0;
        const unsigned now = beatodds_push(odds, rises, found + count);
        assert_true(now <= BEATODDS_FRAMES_MAX);
        count += now;
    }
    return count;
}

static void each_frame_has_its_odds_some_frames_later(void **state)
{
    (void)state;
    for (net.lookahead = 0; net.lookahead < 5; net.lookahead += 2) {
        struct beatodds *odds = beatodds_new(&net);
        const unsigned count = push(odds, FRAMES, FRAMES, FRAMES);
        const unsigned steps = FRAMES / 2 - 1 - net.lookahead; /* the first with the third frame */
        assert_int_equal(count, 1 + 2 * (steps - 1));
        for (unsigned i = 8; i < count; i++) { /* what is usual, and the bias of the training */
            assert_near(found[i].beat, -3 + (double)beatodds_bias, 1e-6);
            assert_near(found[i].downbeat, -5, 1e-6);
        }
        beatodds_free(odds);
    }
}

/* One frame of 4 is seen by two steps, 2 frames apart: about it the odds are highest. */
static void odds_are_highest_about_the_hit(void **state)
{
    (void)state;
    struct beatodds *odds = beatodds_new(&net);
    const unsigned count = push(odds, FRAMES, 100, 101);
    unsigned best = 0;
    double sum = 0;
    for (unsigned i = 8; i < count; i++) {
        best = found[i].beat > found[best].beat ? i : best;
        sum += (double)found[i].beat + 3 - (double)beatodds_bias;
    }
    assert_near(best, 100, 3);
    assert_near(found[best].beat, 4 - 3 + (double)beatodds_bias, 1e-5);
    assert_near(sum, 4 * 4, 1e-4); /* two steps of 4, each spread over two frames */
    beatodds_free(odds);
}

/* Frames lie a quarter from one step and three quarters from the other. */
static void between_two_steps_it_is_in_between(void **state)
{
    (void)state;
    static const struct beatnet_step before = {1, -4}, after = {5, 4};
    struct beatnet_step between[2];
    beatodds_between(&before, &after, between);
    assert_near(between[0].beat, 2, 1e-6);
    assert_near(between[1].beat, 4, 1e-6);
    assert_near(between[0].downbeat, -2, 1e-6);
    assert_near(between[1].downbeat, 2, 1e-6);
}

static void without_a_network_loudness_counts(void **state)
{
    (void)state;
    struct beatodds *odds = beatodds_new(NULL);
    const unsigned count = push(odds, FRAMES, 150, 151);
    assert_int_equal(count, FRAMES);
    for (unsigned i = 0; i < count; i++) {
        assert_near(found[i].beat, i == 150 ? 1 : -4, 1e-5); /* 5 up is the most */
        assert_near(found[i].downbeat, -4, 0);
    }
    beatodds_free(odds);
}

/* What is loud all the time is no beat; a louder one is. */
static void loudness_is_held_against_what_is_usual(void **state)
{
    (void)state;
    struct beatodds *odds = beatodds_new(NULL);
    struct beatnet_step step[BEATODDS_FRAMES_MAX];
    double soft = 0, loud = 0;
    for (unsigned i = 0; i < 6000; i++) {
        rises[5] = i % 40 == 0 ? 3 : 1 + 0.2F * (float)(i % 7 == 0);
        assert_int_equal(beatodds_push(odds, rises, step), 1);
        if (i < 4000)
            continue;
        if (i % 40 == 0)
            loud += (double)step[0].beat / 50;
        else
            soft += (double)step[0].beat / 1950;
        assert_true(step[0].beat >= -4 && step[0].beat <= 1);
    }
    assert_true(loud > soft + 3);
    beatodds_free(odds);
    beatodds_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_frame_has_its_odds_some_frames_later, make_net),
        cmocka_unit_test_setup(odds_are_highest_about_the_hit, make_net),
        cmocka_unit_test(between_two_steps_it_is_in_between),
        cmocka_unit_test_setup(without_a_network_loudness_counts, make_net),
        cmocka_unit_test_setup(loudness_is_held_against_what_is_usual, make_net),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
