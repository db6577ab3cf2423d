/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The adviser on readings that are known: as what a track is judged, which words stay, and what a
 * reference that ends early asks for. */
#include "advise/adviser.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shipped.h"

enum { TRACK, OTHER, MIX, TRACKS };

static struct snapshot snapshot;
static struct adviser *adviser;
static struct advice_reading advice;

static float music_db(float hz)
{
    return hz < 100.0F ? -20.0F : -20.0F - 3.0F * log2f(hz / 100.0F);
}

static void set_track(unsigned index, const char *name)
{
    struct track_reading *track = &snapshot.tracks[index];
    snprintf(track->name, sizeof track->name, "%s", name);
    track->channels = 2;
    track->loudness.integrated_lufs = track->loudness.momentary_lufs = -20.0F;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        track->spectrum.third_long_db[i] = music_db(third_octave_nominal_hz[i]);
}

static int begin(void **state)
{
    (void)state;
    struct error error;
    const struct advice_wish wish = {.target = "ebu-r128", .genre = GENRE_POP};
    snapshot_clear(&snapshot);
    snapshot.n_tracks = TRACKS;
    snapshot.mix = MIX;
    set_track(TRACK, "one");
    set_track(OTHER, "two");
    set_track(MIX, "mix");
    snapshot.tracks[MIX].is_mix = true;
    adviser = adviser_new(&wish, &error);
    return adviser ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    adviser_free(adviser);
    return 0;
}

static const struct suggestion *find(const char *rule, unsigned track)
{
    for (unsigned i = 0; i < advice.n_suggestions; i++)
        if (advice.suggestions[i].track == track && strcmp(advice.suggestions[i].rule, rule) == 0)
            return &advice.suggestions[i];
    return NULL;
}

static const struct suggestion *hear(int seconds, const char *rule, unsigned track)
{
    for (int i = 0; i < seconds; i++) {
        snapshot.time_s += 1.0;
        snapshot.measured_s += 1.0;
        adviser_update(adviser, &snapshot);
    }
    adviser_read(adviser, TRACKS_MAX, &advice);
    return find(rule, track);
}

static bool says(const struct suggestion *suggestion, const char *text)
{
    return suggestion && strstr(suggestion->title, text);
}

/* A bass: ever less above a few hundred hertz. */
static void sound_like_a_bass(unsigned index)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        snapshot.tracks[index].spectrum.third_long_db[i] -=
            4.0F * fmaxf(log2f(third_octave_nominal_hz[i] / 200.0F), 0.0F);
}

static void a_track_without_a_role_is_no_mix(void **state)
{
    (void)state;
    sound_like_a_bass(TRACK);
    sound_like_a_bass(MIX);
    snapshot.tracks[TRACK].stereo.balance_db = 5.0F; /* panned, as tracks are */
    assert_null(hear(30, "imbalance", TRACK));
    assert_int_equal(advice.profiles[TRACK].role, ROLE_OTHER);
    assert_null(find("dull", TRACK));
    assert_non_null(find("dull", MIX));
    snapshot.tracks[MIX].stereo.balance_db = 5.0F;
    assert_non_null(hear(30, "imbalance", MIX));
}

static void a_track_is_judged_by_its_name(void **state)
{
    (void)state;
    snprintf(snapshot.tracks[TRACK].name, sizeof snapshot.tracks[TRACK].name, "Lead vox");
    snapshot.tracks[TRACK].character.sibilance_db = 0.0F; /* of voices only */
    snapshot.tracks[OTHER].character.sibilance_db = 0.0F;
    assert_non_null(hear(15, "sibilance", TRACK));
    assert_int_equal(advice.profiles[TRACK].role, ROLE_VOCALS);
    assert_null(find("sibilance", OTHER));
}

static void set_peak(unsigned index, float dbfs)
{
    for (unsigned c = 0; c < 2; c++)
        snapshot.tracks[index].channel[c].sample_peak_dbfs = dbfs;
}

/* "peaks at -12 dBFS only" would be nonsense, and so would "peaks at - dBFS". */
static void what_is_about_to_go_keeps_its_words(void **state)
{
    (void)state;
    set_peak(MIX, -35.0F);
    assert_true(says(hear(15, "low_level", MIX), "-35"));
    set_peak(MIX, -12.0F);
    assert_true(says(hear(1, "low_level", MIX), "-35"));
    assert_float_equal(find("low_level", MIX)->evidence[0].value, -35.0F, 0.01F);
    assert_null(hear(10, "low_level", MIX));
    set_peak(MIX, -35.0F);
    assert_true(says(hear(15, "low_level", MIX), "-35"));
    set_peak(MIX, NAN);
    assert_true(says(hear(1, "low_level", MIX), "-35"));
}

/* It ends at 8 kHz: above it says nothing, and no shelf is made of what is seen of its slope. */
static void a_reference_says_nothing_where_it_ends(void **state)
{
    (void)state;
    float third_db[THIRD_OCTAVES];
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i];
        third_db[i] = hz > 8500.0F ? NAN : music_db(hz) + 7.0F;
    }
    adviser_set_reference(adviser, third_db, "old.flac");
    hear(30, "", MIX);
    assert_null(find("bright", MIX));
    assert_null(find("dull", MIX));
    assert_true(isfinite(advice.corridor.low_db[26]) && isnan(advice.corridor.low_db[28]));
    snapshot.tracks[MIX].spectrum.third_long_db[26] += 9.0F; /* 8 kHz */
    const struct suggestion *said = hear(30, "bright", MIX);
    assert_true(!said || said->evidence[0].value < 9.0F);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (third_octave_nominal_hz[i] > 3500.0F)
            snapshot.tracks[MIX].spectrum.third_long_db[i] += 9.0F;
    said = hear(30, "bright", MIX);
    assert_non_null(said);
    assert_float_equal(said->action.hz, 4000.0F, 1.0F);
}

int main(void)
{
    shipped_use();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_track_without_a_role_is_no_mix, begin, end),
        cmocka_unit_test_setup_teardown(a_track_is_judged_by_its_name, begin, end),
        cmocka_unit_test_setup_teardown(what_is_about_to_go_keeps_its_words, begin, end),
        cmocka_unit_test_setup_teardown(a_reference_says_nothing_where_it_ends, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
