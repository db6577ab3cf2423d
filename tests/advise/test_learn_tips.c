/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/learn_tips.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const int64_t now = 2000000000;

static struct learn *learn;
static char tips[TIPS_MAX][TIP_MAX];
static uint32_t count;

static int start(void **state)
{
    (void)state;
    learn = learn_new("song", now);
    return learn ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    learn_free(learn);
    return 0;
}

static bool answer_at(enum answer_kind kind, const char *rule, enum role role, enum genre genre,
                      int64_t time)
{
    struct answer answer;
    answer_clear(&answer);
    answer.kind = kind;
    answer.role = role;
    answer.genre = genre;
    answer.time = time;
    snprintf(answer.rule, sizeof answer.rule, "%s", rule);
    snprintf(answer.project, sizeof answer.project, "song");
    return learn_add(learn, &answer);
}

static void answer(unsigned times, enum answer_kind kind, const char *rule, enum role role)
{
    for (unsigned i = 0; i < times; i++)
        assert_true(answer_at(kind, rule, role, GENRES, now - 100));
}

static void conclude(uint32_t expected)
{
    count = learn_tips(learn, tips);
    if (count != expected)
        fail_msg("%u tips, the first '%s'", count, count ? tips[0] : "");
}

static void expect(uint32_t place, const char *text)
{
    assert_true(place < count);
    assert_string_equal(tips[place], text);
}

static void four_times_are_a_habit(void **state)
{
    (void)state;
    conclude(0);
    answer(3, ANSWER_APPLIED, "mud", ROLE_VOCALS);
    conclude(0);
    answer(1, ANSWER_APPLIED, "mud", ROLE_VOCALS);
    conclude(1);
    expect(0, "mud on vocals, 4 times so far: "
              "start such tracks with a high-pass and a small cut near 300 Hz");
}

static void modified_and_followed_are_taken_too(void **state)
{
    (void)state;
    answer(1, ANSWER_APPLIED, "hum", ROLE_GUITAR);
    answer(2, ANSWER_MODIFIED, "hum", ROLE_GUITAR);
    answer(2, ANSWER_FOLLOWED, "hum", ROLE_GUITAR);
    answer(9, ANSWER_NOT_FOLLOWED, "hum", ROLE_GUITAR);
    answer(9, ANSWER_RATED, "hum", ROLE_GUITAR);
    conclude(1);
    expect(0, "hum on guitar, 5 times so far: "
              "look for the ground loop once: cables, power strips, dimmers");
}

/* Of five taken no more than two may have been ignored. */
static void what_is_ignored_as_often_is_no_habit(void **state)
{
    (void)state;
    answer(5, ANSWER_APPLIED, "harsh", ROLE_NONE);
    answer(2, ANSWER_IGNORED, "harsh", ROLE_NONE);
    conclude(1);
    answer(1, ANSWER_IGNORED, "harsh", ROLE_NONE);
    conclude(0);
    answer(9, ANSWER_APPLIED, "boomy", ROLE_NONE);
    answer(5, ANSWER_IGNORED, "boomy", ROLE_NONE);
    conclude(0);
}

static void on_the_mix_it_is_told_without_a_role(void **state)
{
    (void)state;
    answer(6, ANSWER_APPLIED, "loudness_over", ROLE_NONE);
    conclude(1);
    expect(0, "loudness_over, 6 times so far: set the limiter for the target before the last pass");
}

static void a_rule_without_a_root_has_no_tip(void **state)
{
    (void)state;
    answer(50, ANSWER_APPLIED, "resonance", ROLE_VOCALS);
    conclude(0);
}

/* A role that has more than half of it speaks; else the rule as a whole. */
static void the_role_with_most_of_it_speaks(void **state)
{
    (void)state;
    answer(7, ANSWER_APPLIED, "boxy", ROLE_DRUMS);
    answer(5, ANSWER_APPLIED, "boxy", ROLE_GUITAR);
    conclude(1);
    expect(0, "boxy on drums, 7 times so far: "
              "move the microphone, or start with a small cut near 500 Hz");
    answer(2, ANSWER_APPLIED, "boxy", ROLE_BASS);
    conclude(1);
    expect(0, "boxy, 14 times so far: "
              "move the microphone, or start with a small cut near 500 Hz");
}

static void the_genre_does_not_split_a_habit(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_true(answer_at(ANSWER_APPLIED, "mud", ROLE_VOCALS, (enum genre)i, now));
    conclude(1);
    assert_non_null(strstr(tips[0], "mud on vocals, 4 times"));
}

static void what_is_always_ignored_can_be_hidden(void **state)
{
    (void)state;
    answer(3, ANSWER_IGNORED, "mono", ROLE_NONE);
    conclude(0);
    answer(1, ANSWER_IGNORED, "mono", ROLE_NONE);
    conclude(1);
    expect(0, "mono was ignored 4 times: `sideman learn never mono` hides it for good");
    answer(1, ANSWER_APPLIED, "mono", ROLE_NONE);
    conclude(1);
    answer(1, ANSWER_APPLIED, "mono", ROLE_NONE); /* four to two: not three times as often */
    conclude(0);
}

static void the_most_telling_come_first_and_four_are_told(void **state)
{
    (void)state;
    static const char *const rules[] = {"mud", "boxy", "hum", "harsh", "rumble", "boomy"};
    static const unsigned times[] = {6, 9, 4, 8, 5, 7};
    for (int i = 0; i < 6; i++)
        answer(times[i], ANSWER_APPLIED, rules[i], ROLE_NONE);
    answer(17, ANSWER_IGNORED, "thin", ROLE_NONE); /* counts half */
    conclude(TIPS_MAX);
    static const char *const order[] = {"boxy, 9", "thin was ignored 17", "harsh, 8", "boomy, 7"};
    for (int i = 0; i < TIPS_MAX; i++)
        assert_int_equal(strncmp(tips[i], order[i], strlen(order[i])), 0);
}

static void who_said_never_hears_no_tip(void **state)
{
    (void)state;
    answer(9, ANSWER_IGNORED, "mono", ROLE_NONE);
    answer(1, ANSWER_NEVER, "mono", ROLE_NONE);
    conclude(0);
    assert_true(answer_at(ANSWER_AGAIN, "mono", ROLE_NONE, GENRES, now));
    conclude(1);
}

/* "Never" for the bass says nothing about the voice. */
static void never_for_one_role_leaves_the_others(void **state)
{
    (void)state;
    answer(6, ANSWER_APPLIED, "mud", ROLE_VOCALS);
    answer(1, ANSWER_NEVER, "mud", ROLE_BASS);
    conclude(1);
    assert_non_null(strstr(tips[0], "mud on vocals, 6 times"));
}

/* Hidden for good, and taken back for the voice alone: for all others it is hidden already. */
static void again_for_one_role_does_not_ask_to_hide_it_anew(void **state)
{
    (void)state;
    answer(9, ANSWER_IGNORED, "mono", ROLE_GUITAR);
    assert_true(answer_at(ANSWER_NEVER, "mono", ROLE_NONE, GENRES, now - 50));
    assert_true(answer_at(ANSWER_AGAIN, "mono", ROLE_VOCALS, GENRES, now - 10));
    conclude(0);
}

/* Where there is no room for a rule as a whole, its role does not speak for the next rule. */
static void what_was_left_out_does_not_speak_for_another(void **state)
{
    (void)state;
    answer(9, ANSWER_APPLIED, "rumble", ROLE_NONE);
    const struct learn_cell *cells;
    char name[RULE_ID_MAX] = "";
    for (unsigned i = 0; learn_cells(learn, &cells) < 4 * LEARNED_MAX - 2; i++) {
        snprintf(name, sizeof name, "a%u", i);
        assert_true(answer_at(ANSWER_RATED, name, ROLE_KEYS, GENRES, now));
    }
    assert_true(answer_at(ANSWER_RATED, name, ROLE_BASS, GENRES, now)); /* room for one is left */
    for (int i = 0; i < 30; i++)
        assert_false(answer_at(ANSWER_APPLIED, "mud", ROLE_VOCALS, GENRES, now));
    conclude(1);
    assert_non_null(strstr(tips[0], "rumble, 9 times"));
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(four_times_are_a_habit),
        TEST(modified_and_followed_are_taken_too),
        TEST(what_is_ignored_as_often_is_no_habit),
        TEST(on_the_mix_it_is_told_without_a_role),
        TEST(a_rule_without_a_root_has_no_tip),
        TEST(the_role_with_most_of_it_speaks),
        TEST(the_genre_does_not_split_a_habit),
        TEST(what_is_always_ignored_can_be_hidden),
        TEST(the_most_telling_come_first_and_four_are_told),
        TEST(who_said_never_hears_no_tip),
        TEST(never_for_one_role_leaves_the_others),
        TEST(again_for_one_role_does_not_ask_to_hide_it_anew),
        TEST(what_was_left_out_does_not_speak_for_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
