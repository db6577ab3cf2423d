/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules and values made by hand: what is told of them. */

#include "advise/tell.h"
#include "advise/knowledge_schema.h"
#include "advise/rule_read.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { VOCALS, BASS, MIX, TRACKS };

static struct snapshot snapshot;
static struct rule rule;
static struct verdict verdict;
static struct suggestion told;
static float values[METRICS_MAX];

/* A rule about the mix's width; `more` adds to it. */
static void make_rule(const char *more)
{
    char text[2048];
    struct error error = {.text = ""};
    struct schema_report report = {"x", schema_keep, &error, 0};
    config_t tree;
    config_init(&tree);
    snprintf(text, sizeof text,
             "rules = ( { id = \"mono\"; applies_to = \"mix\"; metric = \"stereo.width\";"
             "withdraw_when = \"w\"; source = \"EBU\"; severity = { minor = 0.0; };"
             "detail = \"{other}|{corridor}|{target}\"; %s } );", more);
    if (!config_read_string(&tree, text))
        fail_msg("%s: %s", more, config_error_text(&tree));
    if (!rule_read(&rule, config_setting_get_elem(config_lookup(&tree, "rules"), 0), &report))
        fail_msg("%s", error.text);
    config_destroy(&tree);
}

static int start(void **state)
{
    (void)state;
    snapshot_clear(&snapshot);
    snapshot.n_tracks = TRACKS;
    snapshot.mix = MIX;
    strcpy(snapshot.tracks[VOCALS].name, "Vox");
    strcpy(snapshot.tracks[BASS].name, "Bass");
    strcpy(snapshot.tracks[MIX].name, "mix");
    verdict = (struct verdict){.stands = true, .severity = SEVERITY_MAJOR, .since_s = 12.5};
    for (int i = 0; i < METRICS_MAX; i++)
        values[i] = NAN;
    values[METRIC_VALUE] = 0.125F;
    values[METRIC_THRESHOLD] = 0.5F;
    values[METRIC_OVER] = 0.375F;
    return 0;
}

static void tell(uint8_t track, const struct offer *offer, float weight)
{
    const struct tell_case what = {
        .rule = &rule, .verdict = &verdict, .snapshot = &snapshot, .track = track, .offer = offer,
        .names = {.corridor = "rock", .target = "Spotify"}, .weight = weight,
    };
    memset(&told, 0xAA, sizeof told);
    tell_write(&told, &what, values);
}

#define PLAIN "title = \"t\"; do_this = \"o\"; below = 0.5; "

/* FNV-1a of each name and a byte of ones after it, then of the key: stored with the answers, so it
 * must never change. */
static void an_id_is_the_same_in_every_session(void **state)
{
    (void)state;
    assert_int_equal(tell_id("mud", "vox", "", 0), 0x8f00a643u);
    assert_int_equal(tell_id("masking", "kick", "bass", 3), 0x96b7bb9eu);
}

static void ids_tell_rules_tracks_and_bands_apart(void **state)
{
    (void)state;
    const uint32_t ids[] = {
        tell_id("mud", "vox", "", 0), tell_id("mud", "vox", "", 1), tell_id("mud", "", "vox", 0),
        tell_id("mudv", "ox", "", 0), tell_id("mu", "dvox", "", 0), tell_id("mud", "v", "ox", 0),
        tell_id("", "", "", 0), tell_id("mud", "voy", "", 0), tell_id("Mud", "vox", "", 0),
    };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(ids[i], ids[j]);
}

static void what_was_found_is_carried_over(void **state)
{
    (void)state;
    make_rule(PLAIN "healthy_low = 0.3; healthy_high = \"threshold * 2\";"
              "evidence = [\"levels.peak_dbfs\", \"channels\"];");
    values[metrics_find("levels.peak_dbfs")] = -7.5F;
    tell(MIX, NULL, 1);
    assert_string_equal(told.rule, "mono");
    assert_int_equal(told.id, tell_id("mono", "mix", "", 0));
    assert_int_equal(told.track, MIX);
    assert_int_equal(told.other_track, NO_TRACK);
    assert_int_equal(told.severity, SEVERITY_MAJOR);
    assert_int_equal(told.state, SUGGESTION_OPEN);
    assert_near(told.since_s, 12.5, 0);
    assert_int_equal(told.wanted, DIRECTION_UP);
    assert_int_equal(told.n_evidence, 3);
    assert_string_equal(told.evidence[0].metric, "stereo.width");
    assert_near(told.evidence[0].value, 0.125, 0);
    assert_near(told.evidence[0].threshold, 0.5, 0);
    assert_near(told.evidence[0].low, 0.3, 1e-6);
    assert_near(told.evidence[0].high, 1, 1e-6);
    assert_string_equal(told.evidence[1].metric, "levels.peak_dbfs");
    assert_string_equal(told.evidence[1].unit, "dBFS");
    assert_near(told.evidence[1].value, -7.5, 0);
    assert_true(isnan(told.evidence[1].threshold) && isnan(told.evidence[1].low));
    assert_true(isnan(told.evidence[2].value));
    assert_true(isnan(told.before) && isnan(told.band_low_hz) && isnan(told.delay_ms));
}

static void what_is_too_much_is_wanted_down(void **state)
{
    (void)state;
    make_rule("title = \"t\"; do_this = \"o\"; above = 0.1;");
    tell(MIX, NULL, 1);
    assert_int_equal(told.wanted, DIRECTION_DOWN);
}

/* Two digits of a frequency or a time, half decibels, tenths of Q, hundredths of a millisecond. */
static void numbers_are_set_as_a_hand_would(void **state)
{
    (void)state;
    static const struct {
        const char *values;
        double expected[ACTION_PARAMETERS];
    } cases[] = {
        {"hz = 287.4; gain_db = -3.3; q = 0.74; ratio = 2.3; threshold_dbfs = -18.2;"
         "attack_ms = 12.6; release_ms = 187; delay_ms = 1.2345; width = 0.33;",
         {290, -3.5, 0.7, 2.5, -18, 13, 190, 1.23, 0.35}},
        {"hz = 9949; gain_db = 0.24; q = 1.449; ratio = 1.74; threshold_dbfs = 0.3;"
         "attack_ms = 0.123; release_ms = 1049; delay_ms = -0.007; width = 1;",
         {9900, 0, 1.4, 1.5, 0.5, 0.12, 1000, -0.01, 1}},
        {"hz = 9960; gain_db = 12; q = 10; ratio = 20; threshold_dbfs = -60;"
         "attack_ms = 10; release_ms = 99.6; delay_ms = 0; width = 0;",
         {10000, 12, 10, 20, -60, 10, 100, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, PLAIN "action = { type = \"eq\"; %s };", cases[i].values);
        make_rule(text);
        tell(MIX, NULL, 1);
        const struct action *const a = &told.action;
        const float got[] = {a->hz, a->gain_db, a->q, a->ratio, a->threshold_dbfs, a->attack_ms,
                             a->release_ms, a->delay_ms, a->width};
        assert_int_equal(a->type, ACTION_EQ);
        for (int p = 0; p < ACTION_PARAMETERS; p++) {
            assert_near(got[p], cases[i].expected[p], 1e-4 * fmax(1, fabs(cases[i].expected[p])));
            assert_near(values[METRIC_ACTION_HZ + p], got[p], 0);
        }
        assert_near(values[METRIC_ACTION_CUT], -cases[i].expected[1], 1e-4);
    }
}

static void what_is_not_known_is_not_set(void **state)
{
    (void)state;
    make_rule(PLAIN "action = { type = \"gain\"; gain_db = \"levels.peak_dbfs - 3\";"
              "q = \"1 / 0\"; };");
    tell(MIX, NULL, 1);
    assert_int_equal(told.action.type, ACTION_GAIN);
    assert_true(isnan(told.action.gain_db));
    assert_true(isnan(told.action.q));
    assert_true(isnan(told.action.hz));
}

/* A later parameter sees an earlier one as it was rounded, and so do the sentences. */
static void sentences_have_the_rounded_numbers(void **state)
{
    (void)state;
    make_rule("title = \"{track}: {value:3}\"; below = 0.5;"
              "do_this = \"cut {action.cut_db} dB at {action.hz:hz}\";"
              "action = { type = \"eq\"; hz = 1234; gain_db = \"0 - action.hz / 400\"; };");
    tell(MIX, NULL, 1);
    assert_string_equal(told.title, "the mix: 0.125");
    assert_near(told.action.gain_db, -3, 0);
    assert_string_equal(told.do_this, "cut 3.0 dB at 1.2 kHz");
    assert_string_equal(told.detail, "|rock|Spotify");
    assert_string_equal(told.withdraw_when, "w");
    assert_string_equal(told.source, "EBU");
}

static void a_pair_is_told_by_both_names(void **state)
{
    (void)state;
    make_rule("title = \"{track} over {other}\"; do_this = \"o\"; below = 0.5;");
    struct offer offer;
    offer_clear(&offer);
    offer.rule = "mono";
    offer.track = BASS;
    offer.other_track = VOCALS;
    offer.key = 7;
    offer.direction = DIRECTION_DOWN;
    offer.band_low_hz = 200;
    offer.band_high_hz = 400;
    offer.delay_ms = 1.5F;
    tell(BASS, &offer, 1);
    assert_string_equal(told.title, "Bass over Vox");
    assert_int_equal(told.id, tell_id("mono", "Bass", "Vox", 7));
    assert_int_equal(told.other_track, VOCALS);
    assert_int_equal(told.direction, DIRECTION_DOWN);
    assert_near(told.band_low_hz, 200, 0);
    assert_near(told.band_high_hz, 400, 0);
    assert_near(told.delay_ms, 1.5, 0);
    offer.other_track = NO_TRACK;
    tell(BASS, &offer, 1);
    assert_string_equal(told.title, "Bass over ");
    assert_int_equal(told.id, tell_id("mono", "Bass", "", 7));
}

static float priority(enum severity severity, const char *more, float weight)
{
    char text[256];
    snprintf(text, sizeof text, PLAIN "%s", more);
    make_rule(text);
    verdict.severity = severity;
    tell(MIX, NULL, weight);
    return told.priority;
}

/* The worst first, whatever it weighs; among equals what matters more, and what is surer. */
static void severity_comes_before_weight_and_confidence(void **state)
{
    (void)state;
    assert_near(priority(SEVERITY_INFO, "weight = 0;", 1), 1, 0);
    assert_near(priority(SEVERITY_MINOR, "confidence = 1; weight = 1;", 1), 16, 1e-4);
    assert_true(priority(SEVERITY_MINOR, "confidence = 1; weight = 1e6;", 1e6F) <=
                priority(SEVERITY_MAJOR, "confidence = 0;", 0));
    assert_true(priority(SEVERITY_MINOR, "confidence = 0.9;", 1) >
                priority(SEVERITY_MINOR, "confidence = 0.5;", 1));
    assert_true(priority(SEVERITY_MINOR, "weight = 1.5;", 1) >
                priority(SEVERITY_MINOR, "weight = 1;", 1));
    assert_true(priority(SEVERITY_MINOR, "weight = 1;", 0.5F) <
                priority(SEVERITY_MINOR, "weight = 1;", 1));
    assert_near(priority(SEVERITY_MINOR, "weight = -5;", 1), 11, 0);
}

static void confidence_stays_a_share(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double expected;
    } cases[] = {{"confidence = \"1 + 2\";", 1}, {"confidence = \"0 - 1\";", 0},
                 {"confidence = 0.25;", 0.25}, {"confidence = \"levels.peak_dbfs\";", 0.5}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        priority(SEVERITY_INFO, cases[i].text, 1);
        assert_near(told.confidence, cases[i].expected, 0);
        assert_true(told.priority >= 1 && told.priority <= 11);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_the_same_in_every_session),
        cmocka_unit_test(ids_tell_rules_tracks_and_bands_apart),
        cmocka_unit_test_setup(what_was_found_is_carried_over, start),
        cmocka_unit_test_setup(what_is_too_much_is_wanted_down, start),
        cmocka_unit_test_setup(numbers_are_set_as_a_hand_would, start),
        cmocka_unit_test_setup(what_is_not_known_is_not_set, start),
        cmocka_unit_test_setup(sentences_have_the_rounded_numbers, start),
        cmocka_unit_test_setup(a_pair_is_told_by_both_names, start),
        cmocka_unit_test_setup(severity_comes_before_weight_and_confidence, start),
        cmocka_unit_test_setup(confidence_stays_a_share, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
