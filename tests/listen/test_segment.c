/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Songs of a few textures, drawn slot by slot. */

#include "listen/segment.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SLOTS_MAX = 2000 };
static const double slot_s = 0.09;

static struct texture_slot slots[SLOTS_MAX];
static struct segment *segments;
static const struct song_beats no_beats;

static int stop(void **state)
{
    (void)state;
    free(segments);
    segments = NULL;
    return 0;
}

/* Sections of `length` slots each: a letter is a texture, '-' silence. */
static size_t make(const char *song, size_t length)
{
    uint64_t seed = 3;
    size_t at = 0;
    for (const char *letter = song; *letter; letter++)
        for (size_t s = 0; s < length; s++, at++)
            for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
                const bool own = d % 5 == (unsigned)(*letter - 'A') % 5;
                const double noise = 0.1 * (2 * synth_random(&seed) - 1);
                slots[at].dims[d] = (float)(*letter == '-'      ? -8.0
                                            : d == TEXTURE_LEVEL ? -1.5 + noise
                                                                 : (own ? 0.8 : 0.0) - 3 + noise);
            }
    return at;
}

static size_t find(size_t count)
{
    stop(NULL);
    return segment_find(slots, count, slot_s, &no_beats, &segments);
}

/* The letters of the segments, '-' for silence. */
static const char *letters(size_t count)
{
    static char text[64];
    for (size_t i = 0; i < count && i + 1 < sizeof text; i++)
        text[i] = segments[i].label < 0 ? '-' : (char)('A' + segments[i].label);
    text[count] = '\0';
    return text;
}

static void sections_have_their_letters_and_borders(void **state)
{
    (void)state;
    static const char *const songs[] = {"A", "AB", "ABA", "ABABCB", "AABB"};
    static const char *const expected[] = {"A", "AB", "ABA", "ABABCB", "AB"};
    for (size_t i = 0; i < sizeof songs / sizeof songs[0]; i++) {
        const size_t length = 200, count = find(make(songs[i], length));
        assert_string_equal(letters(count), expected[i]);
        for (size_t s = 1; s < count; s++)
            assert_near((double)(segments[s].first % length), 0, 0);
    }
}

/* By first appearance, whatever they are. */
static void the_first_is_always_a(void **state)
{
    (void)state;
    assert_string_equal(letters(find(make("DCD", 200))), "ABA");
}

static void segments_cover_the_song(void **state)
{
    (void)state;
    const size_t count = find(make("ABCAB", 223));
    assert_int_equal(segments[0].first, 0);
    assert_int_equal(segments[count - 1].end, 5 * 223);
    for (size_t s = 0; s < count; s++) {
        assert_true(segments[s].first < segments[s].end);
        assert_true(s == 0 || segments[s].first == segments[s - 1].end);
        assert_true(s == 0 || segments[s].label != segments[s - 1].label);
    }
}

static void silence_has_no_letter(void **state)
{
    (void)state;
    assert_string_equal(letters(find(make("A-A", 200))), "A-A");
    assert_int_equal(segments[1].first, 200);
    assert_int_equal(segments[1].end, 400);
    assert_string_equal(letters(find(make("---", 200))), "-");
}

static void few_slots_are_one_segment(void **state)
{
    (void)state;
    make("AB", 200);
    assert_int_equal(find(0), 0);
    assert_null(segments);
    for (size_t count = 1; count < 30; count += 3) {
        assert_int_equal(find(count), 1);
        assert_int_equal(segments[0].first, 0);
        assert_int_equal(segments[0].end, count);
        assert_int_equal(segments[0].label, 0);
    }
}

static void the_same_song_has_the_same_segments(void **state)
{
    (void)state;
    const size_t slots_count = make("ABCB", 210), count = find(slots_count);
    struct segment *const first = segments;
    segments = NULL;
    assert_int_equal(find(slots_count), count);
    assert_memory_equal(first, segments, count * sizeof *first);
    free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(sections_have_their_letters_and_borders, stop),
        cmocka_unit_test_teardown(the_first_is_always_a, stop),
        cmocka_unit_test_teardown(segments_cover_the_song, stop),
        cmocka_unit_test_teardown(silence_has_no_letter, stop),
        cmocka_unit_test_teardown(few_slots_are_one_segment, stop),
        cmocka_unit_test_teardown(the_same_song_has_the_same_segments, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
