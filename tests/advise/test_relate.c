/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Advice on tracks from readings that are known: balance, masking, copies, roles and quality. */

#include "advise/adviser.h"
#include "advise/balance.h"
#include "advise/profile.h"
#include "advise/roleguess.h"

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

enum { VOCALS, DRUMS, BASS, GUITAR, MIX, TRACKS };

static struct snapshot snapshot;
static struct role_levels levels;
static const enum role roles[TRACKS] = {ROLE_VOCALS, ROLE_DRUMS, ROLE_BASS, ROLE_GUITAR, ROLE_NONE};

/* A mix in which every role stands where it belongs. */
static void a_good_mix(void)
{
    static const char *const names[TRACKS] = {"a", "b", "c", "d", "mix"};
    static const float lufs[TRACKS] = {-17.7F, -20.6F, -22.3F, -23.3F, -14.0F};
    static const float presence_db[TRACKS] = {-5.1F, -6.9F, -10.5F, -9.3F, NAN};
    snapshot_clear(&snapshot);
    snapshot.n_tracks = TRACKS;
    snapshot.mix = MIX;
    for (unsigned i = 0; i < TRACKS; i++) {
        struct track_reading *track = &snapshot.tracks[i];
        snprintf(track->name, sizeof track->name, "%s", names[i]);
        track->role = roles[i];
        track->channels = 2;
        track->loudness.integrated_lufs = track->loudness.momentary_lufs = lufs[i];
        snapshot.relations.presence_db[i] = presence_db[i];
        snapshot.relations.heard_s[i] = 10.0F;
    }
}

static const struct fader_reading *faders_now(void)
{
    static struct fader_reading faders[TRACKS_MAX];
    struct error error;
    if (role_levels_load(&levels, &error) != STATUS_OK)
        fail_msg("%s", error.text);
    balance_find(&snapshot, &levels, roles, faders);
    return faders;
}

static void raise_track(unsigned track, float db)
{
    snapshot.tracks[track].loudness.integrated_lufs += db;
    snapshot.relations.presence_db[track] += 0.88F * db;
}

static void a_good_balance_is_left_alone(void **state)
{
    (void)state;
    a_good_mix();
    const struct fader_reading *faders = faders_now();
    for (unsigned i = 0; i < MIX; i++) {
        assert_float_equal(faders[i].off_db, 0.0F, 0.6F);
        assert_float_equal(faders[i].move_db, 0.0F, 0.0F);
        assert_false(faders[i].wrong);
    }
    assert_true(isnan(faders[MIX].off_db));
}

static void what_is_off_is_told_with_its_move(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MIX; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            a_good_mix();
            raise_track(i, 12.0F * (float)sign);
            const struct fader_reading *faders = faders_now();
            assert_true(faders[i].wrong);
            assert_float_equal(faders[i].move_db, -12.0F * (float)sign, 1.0F);
            for (unsigned k = 0; k < MIX; k++)
                if (k != i)
                    assert_false(faders[k].wrong);
        }
}

static void two_tracks_have_no_balance(void **state)
{
    (void)state;
    a_good_mix();
    snapshot.relations.heard_s[BASS] = snapshot.relations.heard_s[GUITAR] = 1.0F;
    assert_true(isnan(faders_now()[VOCALS].off_db));
}

static const struct advice_reading *advise(double from_s, double to_s)
{
    static struct advice_reading advice;
    static struct adviser *adviser;
    struct error error;
    if (from_s <= 0.0) {
        adviser_free(adviser);
        const struct advice_wish wish = {.genre = GENRES};
        adviser = adviser_new(&wish, &error);
        assert_non_null(adviser);
    }
    for (double s = from_s + 1.0; s <= to_s; s += 1.0) {
        snapshot.time_s = snapshot.measured_s = s;
        adviser_update(adviser, &snapshot);
    }
    adviser_read(adviser, TRACKS_MAX, &advice);
    return &advice;
}

static const struct suggestion *find(const struct advice_reading *advice, const char *rule)
{
    for (unsigned i = 0; i < advice->n_suggestions; i++)
        if (strcmp(advice->suggestions[i].rule, rule) == 0)
            return &advice->suggestions[i];
    return NULL;
}

static void level_rule_holds_and_lets_go(void **state)
{
    (void)state;
    a_good_mix();
    assert_null(find(advise(0, 10), "level_balance"));
    raise_track(VOCALS, -9.0F);
    const struct suggestion *said = find(advise(10, 20), "level_balance");
    assert_non_null(said);
    assert_int_equal(said->track, VOCALS);
    assert_int_equal(said->direction, DIRECTION_UP);
    assert_float_equal(said->action.gain_db, 9.0F, 1.0F);
    raise_track(VOCALS, 4.3F); /* between the threshold and its hysteresis */
    said = find(advise(20, 30), "level_balance");
    assert_non_null(said);
    assert_float_equal(said->action.gain_db, 4.7F, 1.0F);
    raise_track(VOCALS, 4.7F);
    assert_null(find(advise(30, 40), "level_balance"));
}

static void set_alignment(float correlation, float delay_ms, float confidence)
{
    snapshot.relations.n_alignments = 1;
    snapshot.relations.alignments[0] = (struct alignment_reading){
        .track = DRUMS, .other = GUITAR, .correlation = correlation, .delay_ms = delay_ms,
        .delay_frames = delay_ms * 48.0F, .confidence = confidence};
}

static void what_is_taste_is_never_major(void **state)
{
    (void)state;
    a_good_mix();
    raise_track(GUITAR, -18.0F);
    const struct suggestion *said = find(advise(0, 10), "level_balance");
    assert_non_null(said);
    assert_int_equal(said->direction, DIRECTION_UP);
    assert_int_equal(said->severity, SEVERITY_MINOR);
    a_good_mix();
    raise_track(GUITAR, 18.0F);
    said = find(advise(0, 10), "level_balance");
    assert_non_null(said);
    assert_int_equal(said->direction, DIRECTION_DOWN);
    assert_int_equal(said->severity, SEVERITY_MAJOR);
}

static void copies_are_told(void **state)
{
    (void)state;
    a_good_mix();
    set_alignment(-0.8F, 0.0F, 0.9F);
    const struct advice_reading *advice = advise(0, 10);
    const struct suggestion *said = find(advice, "track_polarity");
    assert_non_null(said);
    assert_int_equal(said->track, DRUMS);
    assert_int_equal(said->other_track, GUITAR);
    assert_null(find(advice, "track_delay"));
    set_alignment(0.8F, 7.0F, 0.9F);
    advice = advise(10, 20);
    assert_null(find(advice, "track_polarity"));
    said = find(advice, "track_delay");
    assert_non_null(said);
    assert_float_equal(said->delay_ms, 7.0F, 0.01F);
    assert_float_equal(said->action.delay_ms, 7.0F, 0.01F);
    set_alignment(0.8F, 0.3F, 0.9F); /* within the hysteresis */
    assert_non_null(find(advise(20, 30), "track_delay"));
    set_alignment(0.8F, 0.1F, 0.9F);
    assert_null(find(advise(30, 40), "track_delay"));
    set_alignment(-0.8F, 9.0F, 0.35F); /* not sure enough */
    assert_null(find(advise(40, 50), "track_polarity"));
}

static void masking_is_told(void **state)
{
    (void)state;
    a_good_mix();
    struct masking_cell *cell = &snapshot.relations.masking[GUITAR][VOCALS];
    *cell = (struct masking_cell){.push_db = -2, .percent = 20, .rest_percent = 4, .excess_db = 6,
                                  .weight = 40, .low_hz = 800, .high_hz = 1700};
    assert_null(find(advise(0, 10), "masking"));
    cell->push_db = 9;
    const struct suggestion *said = find(advise(10, 20), "masking");
    assert_non_null(said);
    assert_int_equal(said->track, GUITAR);
    assert_int_equal(said->other_track, VOCALS);
    assert_float_equal(said->band_low_hz, 800.0F, 0.1F);
    assert_true(said->action.hz > 800.0F && said->action.hz < 1700.0F);
    cell->push_db = 2;
    assert_non_null(find(advise(20, 30), "masking"));
    cell->push_db = -3;
    assert_null(find(advise(30, 40), "masking"));
    snapshot.relations.masking[VOCALS][GUITAR] = *cell;
    snapshot.relations.masking[VOCALS][GUITAR].push_db = 11; /* a voice may stand in front */
    assert_null(find(advise(40, 50), "masking"));
}

static struct track_reading sound(float low, float mid, float air, float psr_db, float voiced,
                                  float median_hz, float centroid_hz)
{
    struct track_reading track;
    track_reading_clear(&track);
    const float powers[BANDS] = {0.3F * low, 0.7F * low, 0.5F * mid, 0.5F * mid, 0.02F, 0.01F, air};
    for (int i = 0; i < BANDS; i++)
        track.spectrum.bands_db[i] = 10.0F * log10f(powers[i] + 1e-9F) - 20.0F;
    track.channels = 1;
    track.loudness.integrated_lufs = -20.0F;
    track.loudness.psr_min_db = psr_db;
    track.range.voiced_ratio = voiced;
    track.range.median_hz = median_hz;
    track.range.low_hz = median_hz * 0.7F;
    track.range.high_hz = median_hz * 1.5F;
    track.spectrum.centroid_hz = centroid_hz;
    return track;
}

static void roles_are_guessed(void **state)
{
    (void)state;
    struct track_reading track = sound(0.95F, 0.03F, 0.001F, 9.0F, 0.98F, 60.0F, 300.0F);
    assert_int_equal(roleguess_find(&track).role, ROLE_BASS);
    assert_true(roleguess_find(&track).confidence > 0.6F);
    assert_int_equal(roleguess_pattern(&track), PATTERN_TONAL);
    track = sound(0.0F, 0.1F, 0.85F, 16.0F, NAN, NAN, 9000.0F);
    assert_int_equal(roleguess_find(&track).role, ROLE_HATS);
    assert_int_equal(roleguess_pattern(&track), PATTERN_PERCUSSIVE);
    track = sound(0.6F, 0.1F, 0.3F, 16.0F, NAN, NAN, 7000.0F);
    assert_int_equal(roleguess_find(&track).role, ROLE_DRUMS);
    track = sound(0.95F, 0.02F, 0.0001F, 16.0F, 0.1F, NAN, 400.0F);
    for (int i = 4; i < BANDS; i++)
        track.spectrum.bands_db[i] = -80.0F;
    assert_int_equal(roleguess_find(&track).role, ROLE_KICK);
    track = sound(0.12F, 0.85F, 0.01F, 8.5F, 0.99F, 240.0F, 1800.0F);
    assert_int_equal(roleguess_find(&track).role, ROLE_VOCALS);
    snprintf(track.name, sizeof track.name, "E-Gtr left");
    assert_int_equal(roleguess_find(&track).role, ROLE_GUITAR);
    snprintf(track.name, sizeof track.name, "pattern"); /* no "tom", no "pad", no "hat" in it */
    assert_int_equal(roleguess_find(&track).role, ROLE_VOCALS);
    track_reading_clear(&track);
    assert_int_equal(roleguess_find(&track).role, ROLE_NONE);
    assert_int_equal(roleguess_pattern(&track), PATTERN_UNKNOWN);
}

static void roles_are_guessed_from_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum role role;
    } rows[] = {
        {"Kick In", ROLE_KICK},       {"BD", ROLE_KICK},          {"bass drum 2", ROLE_KICK},
        {"SN top", ROLE_SNARE},       {"Snare btm", ROLE_SNARE},  {"SD1", ROLE_SNARE},
        {"HH", ROLE_HATS},            {"hi-hat", ROLE_HATS},      {"Ride cym", ROLE_HATS},
        {"OH", ROLE_DRUMS},           {"OH-L", ROLE_DRUMS},       {"Overheads", ROLE_DRUMS},
        {"Drum bus", ROLE_DRUMS},     {"Toms", ROLE_DRUMS},       {"Lead Vox", ROLE_VOCALS},
        {"Oh my voice", ROLE_VOCALS}, {"Bass DI", ROLE_BASS},     {"Schlagzeug", ROLE_DRUMS},
        {"Grosse Caisse", ROLE_KICK}, {"Gesang", ROLE_VOCALS},    {"Ohio", ROLE_NONE},
        {"shhh", ROLE_NONE},          {"that", ROLE_NONE},
    };
    struct track_reading track;
    track_reading_clear(&track);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(track.name, sizeof track.name, "%s", rows[i].name);
        if (roleguess_find(&track).role != rows[i].role)
            fail_msg("%s: %s", rows[i].name, role_names[roleguess_find(&track).role]);
    }
}

/* Kick and snare have no place of their own: they share that of the drums. */
static void pieces_without_levels_go_by_their_kit(void **state)
{
    (void)state;
    struct role_levels own = levels;
    own.known[ROLE_KICK] = own.known[ROLE_SNARE] = own.known[ROLE_HATS] = false;
    struct fader_reading whole[TRACKS_MAX], pieces[TRACKS_MAX];
    static const enum role as_drums[TRACKS] = {ROLE_VOCALS, ROLE_DRUMS, ROLE_BASS, ROLE_DRUMS};
    static const enum role as_pieces[TRACKS] = {ROLE_VOCALS, ROLE_KICK, ROLE_BASS, ROLE_SNARE};
    a_good_mix();
    balance_find(&snapshot, &own, as_drums, whole);
    balance_find(&snapshot, &own, as_pieces, pieces);
    for (unsigned i = 0; i < TRACKS; i++)
        if (isfinite(whole[i].target_lufs) || isfinite(pieces[i].target_lufs))
            assert_float_equal(pieces[i].target_lufs, whole[i].target_lufs, 0.001F);
    assert_true(isfinite(pieces[1].target_lufs));
    own.known[ROLE_KICK] = true;
    own.roles[ROLE_KICK] = own.roles[ROLE_DRUMS];
    own.roles[ROLE_KICK].relative_lu -= 6.0F;
    balance_find(&snapshot, &own, as_pieces, pieces);
    assert_true(fabsf(pieces[1].target_lufs - whole[1].target_lufs) > 0.1F);
}

static void quality_has_its_reasons(void **state)
{
    (void)state;
    struct profile_reading profile;
    struct track_reading track = sound(0.1F, 0.8F, 0.01F, 9.0F, 0.9F, 200.0F, 1500.0F);
    profile_find(&track, &profile);
    assert_float_equal(profile.quality, 100.0F, 0.0F);
    assert_int_equal(profile.n_reasons, 0);
    track.channel[0].clip_runs = 20;
    track.defects.hum_hz = 50.0F;
    track.defects.hum_dbfs = -50.0F;
    profile_find(&track, &profile);
    assert_int_equal(profile.n_reasons, 2);
    assert_true(profile.reasons[0].points >= profile.reasons[1].points);
    assert_float_equal(profile.quality, 100.0F - profile.reasons[0].points - profile.reasons[1].points,
                       0.01F);
    track_reading_clear(&track);
    profile_find(&track, &profile);
    assert_true(isnan(profile.quality));
}

static void tracks_are_compared(void **state)
{
    (void)state;
    a_good_mix();
    set_alignment(-0.7F, 3.0F, 0.9F);
    for (int i = 0; i < BANDS; i++) {
        snapshot.tracks[DRUMS].spectrum.bands_db[i] = -30.0F;
        snapshot.tracks[GUITAR].spectrum.bands_db[i] = i == 3 ? -20.0F : -34.0F;
    }
    struct track_comparison comparison;
    profile_compare(&snapshot, GUITAR, DRUMS, &comparison);
    assert_float_equal(comparison.loudness_lu, 2.7F, 0.01F);
    assert_true(comparison.same_sound);
    assert_float_equal(comparison.delay_ms, -3.0F, 0.01F);
    assert_float_equal(comparison.bands_db[3], -12.0F, 0.01F);
    assert_float_equal(comparison.bands_db[0], 2.0F, 0.01F);
    profile_compare(&snapshot, VOCALS, BASS, &comparison);
    assert_false(comparison.same_sound);
    assert_true(isnan(comparison.width));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_balance_is_left_alone),
        cmocka_unit_test(what_is_off_is_told_with_its_move),
        cmocka_unit_test(two_tracks_have_no_balance),
        cmocka_unit_test(level_rule_holds_and_lets_go),
        cmocka_unit_test(what_is_taste_is_never_major),
        cmocka_unit_test(copies_are_told),
        cmocka_unit_test(masking_is_told),
        cmocka_unit_test(roles_are_guessed),
        cmocka_unit_test(roles_are_guessed_from_names),
        cmocka_unit_test(pieces_without_levels_go_by_their_kit),
        cmocka_unit_test(quality_has_its_reasons),
        cmocka_unit_test(tracks_are_compared),
    };
    shipped_use();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
