/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Marks and references: two sounds side by side, level-matched. */
#include "advise/marks.h"
#include "advise/reference.h"
#include "advise/sound.h"

#include "tests/advise/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sound_meter meter;
static struct mark a, b;
static struct mark_comparison comparison;

static int begin(void **state)
{
    (void)state;
    scene_begin();
    sound_meter_reset(&meter);
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    return 0;
}

static void listen_for(unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        scene_second();
        sound_meter_add(&meter, &scene.tracks[0]);
    }
    sound_meter_read(&meter, &scene.advice.recent);
}

static bool says(const char *words)
{
    for (unsigned i = 0; i < comparison.n_words; i++)
        if (strstr(comparison.words[i], words))
            return true;
    return false;
}

static void a_mark_wants_sound(void **state)
{
    (void)state;
    assert_false(mark_take(&a, &scene));
    scene.tracks[0].loudness.short_term_lufs = -INFINITY;
    listen_for(20);
    assert_false(mark_take(&a, &scene));
    assert_false(a.taken);
}

static void the_same_is_no_difference(void **state)
{
    (void)state;
    listen_for(20);
    assert_true(mark_take(&a, &scene));
    listen_for(5);
    assert_true(mark_take(&b, &scene));
    marks_compare(&a, &b, &comparison);
    assert_true(fabsf(comparison.match_db) < 0.001f);
    for (int i = 0; i < BANDS; i++)
        assert_true(fabsf(comparison.bands_db[i]) < 0.01f);
    assert_int_equal(comparison.n_words, 1);
    assert_true(says("No difference"));
}

static void louder_is_not_brighter(void **state)
{
    (void)state;
    listen_for(20);
    mark_take(&a, &scene);
    scene_sound(&scene.tracks[0], -12.0f);
    sound_meter_reset(&meter);
    listen_for(20);
    mark_take(&b, &scene);
    marks_compare(&a, &b, &comparison);
    assert_true(fabsf(comparison.match_db + 6.0f) < 0.01f);
    for (int i = 0; i < BANDS; i++)
        assert_true(fabsf(comparison.bands_db[i]) < 0.01f);
    assert_true(says("6.0 LU louder"));
    assert_false(says("more"));
}

static void what_changed_is_said(void **state)
{
    (void)state;
    listen_for(20);
    snprintf(scene.advice.suggestions[0].rule, RULE_ID_MAX, "mud");
    snprintf(scene.advice.suggestions[0].title, sizeof scene.advice.suggestions[0].title,
             "Mud: 5 dB too much");
    scene.advice.suggestions[0].track = 0;
    scene.advice.n_suggestions = 1;
    mark_take(&a, &scene);
    scene.advice.n_suggestions = 0;
    scene_equalise(6000.0f, 21000.0f, 3.0f);
    scene.tracks[0].stereo.width_now = 0.35f;
    scene.tracks[0].loudness.psr_db = 9.0f;
    sound_meter_reset(&meter);
    listen_for(20);
    mark_take(&b, &scene);
    marks_compare(&a, &b, &comparison);
    assert_true(fabsf(comparison.bands_db[6] - 3.0f) < 0.01f);
    assert_true(fabsf(comparison.third_db[29] - 3.0f) < 0.01f);
    assert_true(says("B has 3.0 dB more"));
    assert_true(says("wider"));
    assert_true(says("more compressed"));
    assert_true(says("rid of: Mud: 5 dB too much"));
    assert_int_equal(comparison.n_words, 4);
}

static void the_last_seconds_weigh_most(void **state)
{
    (void)state;
    listen_for(60);
    scene_sound(&scene.tracks[0], -12.0f);
    listen_for(30);
    assert_true(fabsf(scene.advice.recent.loudness_lufs + 12.0f) < 0.3f);
}

static struct references references;

static void add_reference(const char *name, enum genre genre, float bpm, float lufs)
{
    static struct snapshot measured;
    snapshot_clear(&measured);
    measured.n_tracks = 1;
    measured.measured_s = 60.0;
    scene_sound(&measured.tracks[0], lufs);
    measured.listen.genre.overall = (struct genre_guesses){
        .count = 1, .sure = true, .guess = {{genre, 0.8f}}};
    measured.listen.tempo.bpm_overall = bpm;
    assert_true(reference_of(&references.list[references.count++], name, &measured));
}

static int begin_references(void **state)
{
    references = (struct references){.by_hand = REFERENCE_AUTO};
    add_reference("/music/quiet \x1b[2J.flac", GENRE_JAZZ, 90.0f, -20.0f);
    add_reference("techno.wav", GENRE_ELECTRONIC, 128.0f, -9.0f);
    add_reference("slow techno.wav", GENRE_ELECTRONIC, 100.0f, -9.0f);
    return begin(state);
}

static void hear(enum genre genre, float p, float bpm)
{
    scene.listen.genre.overall = (struct genre_guesses){.count = 1, .guess = {{genre, p}}};
    scene.listen.tempo.bpm_overall = bpm;
}

static void the_closest_is_taken(void **state)
{
    (void)state;
    assert_int_equal(reference_pick(&references, &scene, -1), 0);
    hear(GENRE_ELECTRONIC, 0.9f, 126.0f);
    assert_int_equal(reference_pick(&references, &scene, 0), 1);
    hear(GENRE_ELECTRONIC, 0.9f, 63.0f); /* half of it */
    assert_int_equal(reference_pick(&references, &scene, -1), 1);
    hear(GENRE_JAZZ, 0.9f, NAN);
    assert_int_equal(reference_pick(&references, &scene, 1), 0);
    hear(GENRE_ELECTRONIC, 0.9f, 113.0f); /* between the two: the one that was chosen stays */
    assert_int_equal(reference_pick(&references, &scene, 1), 1);
    assert_int_equal(reference_pick(&references, &scene, 2), 2);
    references.by_hand = 0;
    assert_int_equal(reference_pick(&references, &scene, 1), 0);
    references.count = 0;
    assert_int_equal(reference_pick(&references, &scene, 1), -1);
}

static void differences_are_level_matched(void **state)
{
    (void)state;
    struct reference_reading reading;
    scene_sound(&scene.tracks[0], -15.0f);
    scene_equalise(2000.0f, 4000.0f, 4.0f);
    reference_compare(&references, 1, &scene, &scene.advice.recent, &reading);
    assert_false(reading.known); /* nothing was heard yet */
    assert_string_equal(reading.name, "techno.wav");
    listen_for(20);
    reference_compare(&references, 1, &scene, &scene.advice.recent, &reading);
    assert_true(reading.known);
    assert_true(fabsf(reading.match_db + 6.0f) < 0.01f);
    assert_true(fabsf(reading.loudness_lu + 6.0f) < 0.01f);
    assert_true(fabsf(reading.third_now_db[20] - 4.0f) < 0.1f); /* 2 kHz */
    assert_true(fabsf(reading.third_now_db[10]) < 0.1f);
    assert_true(fabsf(reading.third_long_db[20]) < 0.1f); /* only the last seconds were changed */
    reference_compare(&references, 0, &scene, &scene.advice.recent, &reading);
    assert_null(strchr(reading.name, '\x1b'));
}

static void a_reference_ends_at_its_cliff(void **state)
{
    (void)state;
    struct reference reference;
    scene.measured_s = 60.0;
    for (int i = 28; i < THIRD_OCTAVES; i++)
        scene.tracks[0].spectrum.third_long_db[i] -= 18.0f;
    assert_true(reference_of(&reference, "old.mp3", &scene));
    assert_true(isfinite(reference.sound.third_db[27]));
    assert_true(isnan(reference.sound.third_db[28]) && isnan(reference.sound.third_db[30]));
}

static void silence_is_no_reference(void **state)
{
    (void)state;
    struct reference reference;
    scene.tracks[0].loudness.integrated_lufs = -INFINITY;
    scene.measured_s = 10.0;
    assert_false(reference_of(&reference, "silence.wav", &scene));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, begin)
#define REFERENCE_CASE(name) cmocka_unit_test_setup(name, begin_references)
    const struct CMUnitTest tests[] = {
        CASE(a_mark_wants_sound),
        CASE(the_same_is_no_difference),
        CASE(louder_is_not_brighter),
        CASE(what_changed_is_said),
        CASE(the_last_seconds_weigh_most),
        REFERENCE_CASE(the_closest_is_taken),
        REFERENCE_CASE(differences_are_level_matched),
        CASE(a_reference_ends_at_its_cliff),
        CASE(silence_is_no_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
