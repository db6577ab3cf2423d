/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small trees made by hand, walked with numbers that lie on, above and below every branch. */

#include "advise/knowledge_walk.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
static unsigned asked;

static double look_up(void *context, const char *metric)
{
    (void)context;
    asked++;
    if (strcmp(metric, "two") == 0)
        return 2;
    if (strcmp(metric, "five") == 0)
        return 5;
    if (strcmp(metric, "silence") == 0)
        return (double)-INFINITY;
    return (double)NAN;
}

static const struct knowledge_lookup lookup = {look_up, NULL};

static struct knowledge_node ask(const char *metric, const char *compare, double threshold, int yes,
                                 int no, int unknown)
{
    return (struct knowledge_node){.name = "n", .ask = "?", .say = "", .advice = "",
                                   .metric = metric, .compare = compare, .threshold = threshold,
                                   .yes = yes, .no = no, .unknown = unknown};
}

static struct knowledge_node say(void)
{
    return (struct knowledge_node){.name = "end", .ask = "", .say = "!", .advice = "",
                                   .metric = "", .compare = ""};
}

static size_t walk(struct knowledge_node *nodes, size_t n)
{
    const struct knowledge_entry tree = {.kind = KNOWLEDGE_TREE, .nodes = nodes, .n_nodes = n};
    memset(steps, 0xAA, sizeof steps);
    return knowledge_walk(&tree, &lookup, steps);
}

static void comparisons_are_exact_at_the_threshold(void **state)
{
    (void)state;
    static const struct {
        const char *compare;
        bool below, at, above;
    } rows[] = {{">", false, false, true}, {">=", false, true, true},
                {"<", true, false, false}, {"<=", true, true, false}};
    for (size_t i = 0; i < 4; i++) {
        const bool expected[] = {rows[i].below, rows[i].at, rows[i].above};
        for (int k = 0; k < 3; k++) { /* 2 against 3, 2 and 1 */
            struct knowledge_node nodes[] = {ask("two", rows[i].compare, 3 - k, 1, 2, -1), say(),
                                             say()};
            assert_int_equal(walk(nodes, 3), 2);
            assert_int_equal(steps[0].outcome, expected[k] ? KNOWLEDGE_YES : KNOWLEDGE_NO);
            assert_near(steps[0].value, 2, 0);
            assert_ptr_equal(steps[1].node, &nodes[expected[k] ? 1 : 2]);
            assert_int_equal(steps[1].outcome, KNOWLEDGE_END);
            assert_true(isnan(steps[1].value));
        }
    }
}

static void a_difference_is_of_both_numbers(void **state)
{
    (void)state;
    struct knowledge_node nodes[] = {ask("two - five", "<", -2.9, 1, 2, -1), say(), say()};
    assert_int_equal(walk(nodes, 3), 2);
    assert_near(steps[0].value, -3, 0);
    static const char *const unknown[] = {"two - none", "none - two", "two - five - two", "two -",
                                          " - "};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        nodes[0].metric = unknown[i];
        assert_int_equal(walk(nodes, 3), 1);
        assert_int_equal(steps[0].outcome, KNOWLEDGE_UNKNOWN);
    }
}

static void names_that_are_too_long_are_not_known(void **state)
{
    (void)state;
    char name[200];
    memset(name, 'a', sizeof name);
    memcpy(name + 150, " - two", 7);
    struct knowledge_node nodes[] = {ask(name, "<", 0, 1, 1, -1), say()};
    assert_int_equal(walk(nodes, 2), 1);
    assert_int_equal(steps[0].outcome, KNOWLEDGE_UNKNOWN);
}

static void what_is_not_known_goes_its_own_way(void **state)
{
    (void)state;
    struct knowledge_node nodes[] = {ask("none", ">", 0, 1, 1, 2), say(),
                                     ask("none", "<", 0, 1, 1, -1)};
    assert_int_equal(walk(nodes, 3), 2);
    assert_int_equal(steps[0].outcome, KNOWLEDGE_UNKNOWN);
    assert_ptr_equal(steps[1].node, &nodes[2]);
    assert_int_equal(steps[1].outcome, KNOWLEDGE_UNKNOWN);
    assert_true(isnan(steps[1].value));
}

/* Silence is known: it is less than anything. */
static void silence_is_below_every_threshold(void **state)
{
    (void)state;
    struct knowledge_node nodes[] = {ask("silence", "<", -200, 1, 2, -1), say(), say()};
    assert_int_equal(walk(nodes, 3), 2);
    assert_int_equal(steps[0].outcome, KNOWLEDGE_YES);
}

static void what_is_no_tree_has_no_steps(void **state)
{
    (void)state;
    assert_int_equal(walk(NULL, 0), 0);
    struct knowledge_node lone[] = {say()};
    assert_int_equal(walk(lone, 1), 1);
    assert_int_equal(steps[0].outcome, KNOWLEDGE_END);
}

/* Nobody walks them, as they are refused when read; but a walk stops all the same. */
static void circles_and_paths_to_nowhere_stop(void **state)
{
    (void)state;
    struct knowledge_node circle[] = {ask("two", ">", 0, 1, 1, -1), ask("two", ">", 0, 0, 0, -1)};
    asked = 0;
    assert_int_equal(walk(circle, 2), KNOWLEDGE_NODES_MAX);
    assert_int_equal(asked, KNOWLEDGE_NODES_MAX);
    struct knowledge_node outside[] = {ask("two", ">", 0, 9, 9, -1)};
    assert_int_equal(walk(outside, 1), 1);
    outside[0].yes = KNOWLEDGE_NOWHERE;
    assert_int_equal(walk(outside, 1), 1);
}

static void trees_end_and_circles_do_not(void **state)
{
    (void)state;
    struct knowledge_node nodes[] = {ask("two", ">", 0, 1, 2, -1), ask("two", ">", 0, 2, 3, 3),
                                     ask("two", ">", 0, 3, 3, -1), say()};
    assert_true(knowledge_walk_ends(nodes, 4)); /* ways that meet again are no circle */
    nodes[2].unknown = 1;
    assert_false(knowledge_walk_ends(nodes, 4));
    nodes[2].unknown = 0;
    assert_false(knowledge_walk_ends(nodes, 4));
    nodes[2].unknown = 2;
    assert_false(knowledge_walk_ends(nodes, 4));
    nodes[2].unknown = -1;
    nodes[3] = ask("two", ">", 0, -1, -1, -1);
    assert_true(knowledge_walk_ends(nodes, 4));
}

/* A circle that no way from the beginning leads to harms nobody. */
static void what_cannot_be_reached_does_not_matter(void **state)
{
    (void)state;
    struct knowledge_node nodes[] = {say(), ask("two", ">", 0, 1, 1, 1)};
    assert_true(knowledge_walk_ends(nodes, 2));
}

static void the_longest_tree_ends(void **state)
{
    (void)state;
    static struct knowledge_node nodes[KNOWLEDGE_NODES_MAX + 1];
    for (int i = 0; i < KNOWLEDGE_NODES_MAX; i++)
        nodes[i] = ask("two", ">", 0, i + 1, i + 1, i + 1);
    nodes[KNOWLEDGE_NODES_MAX - 1] = say();
    assert_true(knowledge_walk_ends(nodes, KNOWLEDGE_NODES_MAX));
    assert_int_equal(walk(nodes, KNOWLEDGE_NODES_MAX), KNOWLEDGE_NODES_MAX);
    assert_int_equal(steps[KNOWLEDGE_NODES_MAX - 1].outcome, KNOWLEDGE_END);
    assert_false(knowledge_walk_ends(nodes, KNOWLEDGE_NODES_MAX + 1));
    assert_false(knowledge_walk_ends(nodes, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_are_exact_at_the_threshold),
        cmocka_unit_test(a_difference_is_of_both_numbers),
        cmocka_unit_test(names_that_are_too_long_are_not_known),
        cmocka_unit_test(what_is_not_known_goes_its_own_way),
        cmocka_unit_test(silence_is_below_every_threshold),
        cmocka_unit_test(what_is_no_tree_has_no_steps),
        cmocka_unit_test(circles_and_paths_to_nowhere_stop),
        cmocka_unit_test(trees_end_and_circles_do_not),
        cmocka_unit_test(what_cannot_be_reached_does_not_matter),
        cmocka_unit_test(the_longest_tree_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
