/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/learn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DAY = 86400 };
static const int64_t NOW = 2000000000;

static struct learned learned;

static struct answer answer_of(enum answer_kind kind, const char *rule, enum role role,
                               enum genre genre)
{
    struct answer answer;
    answer_clear(&answer);
    answer.kind = kind;
    answer.role = role;
    answer.genre = genre;
    answer.time = NOW;
    answer.rating = kind == ANSWER_RATED ? 5 : 0;
    snprintf(answer.rule, sizeof answer.rule, "%s", rule);
    snprintf(answer.project, sizeof answer.project, "song");
    return answer;
}

static void add(struct learn *learn, unsigned times, struct answer answer)
{
    for (unsigned i = 0; i < times; i++)
        assert_true(learn_add(learn, &answer));
}

static void conclude(struct learn *learn)
{
    learn_conclude(learn, &learned);
    learn_free(learn);
}

static void without_answers_it_is_as_shipped(void **state)
{
    (void)state;
    conclude(learn_new("song", NOW));
    assert_null(learned_find(&learned, "mud", ROLE_BASS, GENRE_ROCK));
    const struct learned_rule rule = learned_get(&learned, "mud", ROLE_BASS, GENRE_ROCK);
    assert_true(rule.weight == 1.0f && rule.shift == 0.0f && !rule.muted);
}

static void applied_rises_and_ignored_falls(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    add(learn, 3, answer_of(ANSWER_APPLIED, "mud", ROLE_VOCALS, GENRE_ROCK));
    add(learn, 3, answer_of(ANSWER_IGNORED, "dull", ROLE_VOCALS, GENRE_ROCK));
    conclude(learn);
    const struct learned_rule mud = learned_get(&learned, "mud", ROLE_VOCALS, GENRE_ROCK);
    const struct learned_rule dull = learned_get(&learned, "dull", ROLE_VOCALS, GENRE_ROCK);
    assert_true(mud.useful > LEARN_PRIOR && mud.weight > 1.0f && mud.shift < 0.0f);
    assert_true(dull.useful < LEARN_PRIOR && dull.weight < 1.0f && dull.shift > 0.0f);
}

/* What was said of one role says a little of the others, and less than of the role itself. */
static void a_role_leans_on_the_rule(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    add(learn, 8, answer_of(ANSWER_APPLIED, "mud", ROLE_VOCALS, GENRES));
    add(learn, 1, answer_of(ANSWER_IGNORED, "mud", ROLE_BASS, GENRES));
    conclude(learn);
    const float vocals = learned_get(&learned, "mud", ROLE_VOCALS, GENRES).useful;
    const float bass = learned_get(&learned, "mud", ROLE_BASS, GENRES).useful;
    const float keys = learned_get(&learned, "mud", ROLE_KEYS, GENRES).useful;
    assert_true(vocals > keys && keys > bass && keys > LEARN_PRIOR);
    /* (0 good + 4 * parent) / (1 bad + 4), the parent being (8 + 4 * 0.6) / (9 + 4) */
    const double parent = (8.0 + 4.0 * (double)LEARN_PRIOR) / 13.0;
    assert_true((double)bass > 4.0 * parent / 5.0 - 1e-6 && (double)bass < 4.0 * parent / 5.0 + 1e-6);
}

static void bounds_hold_whatever_is_answered(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    add(learn, 100000, answer_of(ANSWER_IGNORED, "mud", ROLE_NONE, GENRE_POP));
    add(learn, 100000, answer_of(ANSWER_RATED, "thin", ROLE_NONE, GENRE_POP));
    conclude(learn);
    const struct learned_rule mud = learned_get(&learned, "mud", ROLE_NONE, GENRE_POP);
    const struct learned_rule thin = learned_get(&learned, "thin", ROLE_NONE, GENRE_POP);
    assert_true(mud.weight == LEARN_WEIGHT_MIN && mud.shift == LEARN_SHIFT_MAX && !mud.muted);
    assert_true(thin.weight <= LEARN_WEIGHT_MAX && thin.shift >= -LEARN_SHIFT_MAX);
}

static void never_mutes_until_again(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    add(learn, 1, answer_of(ANSWER_NEVER, "mono", ROLE_NONE, GENRES));
    add(learn, 1, answer_of(ANSWER_NEVER, "boomy", ROLE_BASS, GENRES));
    add(learn, 1, answer_of(ANSWER_NEVER, "dull", ROLE_NONE, GENRES));
    struct answer back = answer_of(ANSWER_AGAIN, "dull", ROLE_NONE, GENRES);
    add(learn, 1, back);
    add(learn, 1, answer_of(ANSWER_NEVER, "harsh", ROLE_NONE, GENRES));
    back = answer_of(ANSWER_AGAIN, "harsh", ROLE_GUITAR, GENRES);
    back.time += DAY;
    add(learn, 1, back);
    conclude(learn);
    assert_true(learned_get(&learned, "mono", ROLE_NONE, GENRE_POP).muted);
    assert_true(learned_get(&learned, "mono", ROLE_DRUMS, GENRE_POP).muted);
    assert_true(learned_get(&learned, "boomy", ROLE_BASS, GENRE_POP).muted);
    assert_false(learned_get(&learned, "boomy", ROLE_DRUMS, GENRE_POP).muted);
    assert_false(learned_get(&learned, "dull", ROLE_NONE, GENRES).muted);
    assert_true(learned_get(&learned, "harsh", ROLE_VOCALS, GENRES).muted);
    assert_false(learned_get(&learned, "harsh", ROLE_GUITAR, GENRES).muted);
}

static void other_projects_and_old_answers_count_less(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    struct answer other = answer_of(ANSWER_APPLIED, "thin", ROLE_NONE, GENRES);
    snprintf(other.project, sizeof other.project, "other");
    struct answer old = answer_of(ANSWER_APPLIED, "dull", ROLE_NONE, GENRES);
    old.time = NOW - 365 * DAY;
    add(learn, 4, answer_of(ANSWER_APPLIED, "mud", ROLE_NONE, GENRES));
    add(learn, 4, other);
    add(learn, 4, old);
    conclude(learn);
    const float mud = learned_get(&learned, "mud", ROLE_NONE, GENRES).useful;
    const float thin = learned_get(&learned, "thin", ROLE_NONE, GENRES).useful;
    const float dull = learned_get(&learned, "dull", ROLE_NONE, GENRES).useful;
    assert_true(mud > thin && thin > dull && dull > LEARN_PRIOR);
}

static void habits_become_tips(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    add(learn, 5, answer_of(ANSWER_APPLIED, "mud", ROLE_VOCALS, GENRES));
    add(learn, 9, answer_of(ANSWER_IGNORED, "mono", ROLE_NONE, GENRES));
    add(learn, 2, answer_of(ANSWER_APPLIED, "hum", ROLE_GUITAR, GENRES));
    conclude(learn);
    assert_int_equal(learned.n_tips, 2);
    assert_non_null(strstr(learned.tips[0], "mud on vocals, 5 times"));
    assert_non_null(strstr(learned.tips[1], "sideman learn never mono"));
}

/* More rules than fit: single genres are given up first; lookups still find the rest. */
static void too_many_rules_keep_the_general_ones(void **state)
{
    (void)state;
    struct learn *learn = learn_new("song", NOW);
    char name[RULE_ID_MAX];
    unsigned added = 0;
    for (unsigned i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "rule-%03u", i);
        const struct answer answer =
            answer_of(ANSWER_APPLIED, name, (enum role)(i % ROLES), (enum genre)(i % GENRES));
        added += learn_add(learn, &answer);
    }
    assert_in_range(added, 300, 499);
    conclude(learn);
    assert_int_equal(learned.count, LEARNED_MAX);
    for (unsigned i = 0; i < LEARNED_MAX; i++)
        assert_int_equal(learned.rules[i].role, ROLES);
    assert_non_null(learned_find(&learned, "rule-100", ROLE_BASS, GENRE_POP));
}

static void nonsense_is_no_answer(void **state)
{
    (void)state;
    struct answer answer = answer_of(ANSWER_APPLIED, "mud", ROLE_NONE, GENRES);
    assert_true(answer_is_sane(&answer));
    answer.rule[0] = 'M';
    assert_false(answer_is_sane(&answer));
    answer = answer_of(ANSWER_RATED, "mud", ROLE_NONE, GENRES);
    answer.rating = 6;
    assert_false(answer_is_sane(&answer));
    answer = answer_of(ANSWER_APPLIED, "mud", ROLE_NONE, GENRES);
    memcpy(answer.project, "a\x1b[2J", 6);
    assert_false(answer_is_sane(&answer));
    memcpy(answer.project, "a\xff", 3);
    assert_false(answer_is_sane(&answer));
    memset(answer.track, 'x', sizeof answer.track);
    assert_false(answer_is_sane(&answer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_answers_it_is_as_shipped),
        cmocka_unit_test(applied_rises_and_ignored_falls),
        cmocka_unit_test(a_role_leans_on_the_rule),
        cmocka_unit_test(bounds_hold_whatever_is_answered),
        cmocka_unit_test(never_mutes_until_again),
        cmocka_unit_test(other_projects_and_old_answers_count_less),
        cmocka_unit_test(habits_become_tips),
        cmocka_unit_test(too_many_rules_keep_the_general_ones),
        cmocka_unit_test(nonsense_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
