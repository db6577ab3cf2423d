/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/peak.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 300 };

static float samples[FRAMES];

static void nothing_and_silence_are_0(void **state)
{
    (void)state;
    memset(samples, 0, sizeof samples);
    assert_near(peak_find(NULL, 0), 0, 0);
    assert_near(peak_find(samples, 0), 0, 0);
    samples[7] = -0.0F;
    assert_near(peak_find(samples, FRAMES), 0, 0);
}

/* At every place of every length, so that no lane of a vector is left out. */
static void the_largest_magnitude_is_found_wherever_it_stands(void **state)
{
    (void)state;
    uint64_t seed = 1;
    synth_noise(samples, FRAMES, &seed, 0.5);
    for (size_t frames = 1; frames < 80; frames++)
        for (size_t at = 0; at < frames; at++) {
            const float kept = samples[at];
            samples[at] = at % 2 ? 0.75F : -0.75F;
            assert_near(peak_find(samples, frames), 0.75, 0);
            samples[at] = kept;
        }
    double most = 0;
    for (size_t i = 0; i < FRAMES; i++)
        most = fmax(most, fabs((double)samples[i]));
    assert_near(peak_find(samples, FRAMES), most, 0);
}

static void sizes_of_all_orders_are_told_apart(void **state)
{
    (void)state;
    memset(samples, 0, sizeof samples);
    static const float sizes[] = {1e-45F, 1e-38F, 1e-20F, 0.9999999F, 1, 1.0000001F, 3e38F};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        samples[10 + i] = i % 2 ? sizes[i] : -sizes[i];
        assert_true(peak_find(samples, FRAMES) == sizes[i]);
    }
    samples[200] = -INFINITY;
    assert_true(isinf(peak_find(samples, FRAMES)) && peak_find(samples, FRAMES) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_and_silence_are_0),
        cmocka_unit_test(the_largest_magnitude_is_found_wherever_it_stands),
        cmocka_unit_test(sizes_of_all_orders_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
