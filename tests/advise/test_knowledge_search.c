/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A handful of entries of our own, where it is plain which of them a question means. */

#include "advise/knowledge_search.h"
#include "tests/folder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct knowledge *knowledge;
static char told[2048];

static void note(void *context, const char *text)
{
    (void)context;
    const size_t used = strlen(told);
    snprintf(told + used, sizeof told - used, "%s\n", text);
}

static const struct knowledge_teller teller = {note, NULL};

static const char entries[] =
    "topics = (\n"
    "{ id = \"zebra\"; domain = \"mixing\"; title = \"Zebra crossing\"; text = \"A quorl.\"; },\n"
    "{ id = \"quorl\"; domain = \"mixing\"; title = \"Quorl\"; text = \"About the zebra.\"; },\n"
    "{ id = \"often\"; domain = \"mixing\"; title = \"Plain\";"
    " text = \"Flimmer flimmer flimmer flimmer flimmer flimmer flimmer flimmer.\"; },\n"
    "{ id = \"both\"; domain = \"mixing\"; title = \"Other\"; text = \"Flimmer and snorble.\"; },\n"
    "{ id = \"long\"; domain = \"mixing\"; title = \"Long\"; text = \"Whelk one two three four five"
    " six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.\"; },\n"
    "{ id = \"short\"; domain = \"mixing\"; title = \"Short\"; text = \"Whelk.\"; },\n"
    "{ id = \"umbrage\"; domain = \"mixing\"; title = \"Umbrage\"; text = \"Taken.\"; }\n);\n";

static int load(void **state)
{
    char path[128];
    if (folder_make(state) != 0)
        return -1;
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    setenv("XDG_DATA_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    knowledge = knowledge_load(&teller);
    if (!knowledge || knowledge_count(knowledge) > 1) /* a target of the last resort */
        return -1;
    snprintf(path, sizeof path, "%s/own.conf", folder);
    FILE *file = fopen(path, "w");
    if (!file)
        return -1;
    fputs(entries, file);
    fclose(file);
    told[0] = '\0';
    if (knowledge_add_file(knowledge, path, &teller) == 0)
        return 0;
    print_error("%s", told);
    return -1;
}

static int unload(void **state)
{
    knowledge_free(knowledge);
    return folder_remove(state);
}

static struct knowledge_hit hits[8];

static size_t ask(const char *question, size_t room)
{
    memset(hits, 0, sizeof hits);
    return knowledge_search(knowledge, question, hits, room);
}

static void expect(const char *question, const char *first, size_t n)
{
    const size_t found = ask(question, 8);
    if (found != n || (n > 0 && strcmp(hits[0].entry->id, first) != 0))
        fail_msg("'%s' finds %zu, first %s", question, found, found ? hits[0].entry->id : "none");
    for (size_t i = 0; i < found; i++) {
        assert_true(hits[i].score > 0);
        assert_true(i == 0 || hits[i].score <= hits[i - 1].score);
    }
}

static void a_title_says_more_than_a_text(void **state)
{
    (void)state;
    expect("zebra", "zebra", 2);
    expect("quorl", "quorl", 2);
}

/* BM25: whoever repeats a word does not gain on who has both. */
static void who_has_all_words_comes_first(void **state)
{
    (void)state;
    expect("flimmer", "often", 2);
    expect("flimmer snorble", "both", 2);
}

static void a_word_weighs_more_in_a_short_text(void **state)
{
    (void)state;
    expect("whelk", "short", 2);
}

static void order_case_and_repetition_of_the_question_do_not_matter(void **state)
{
    (void)state;
    ask("flimmer snorble", 8);
    const double score = hits[0].score;
    static const char *const same[] = {"snorble flimmer", "SNORBLE, Flimmer!",
                                       "snorble snorble flimmer snorble",
                                       "why does my snorble flimmer"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        expect(same[i], "both", 2);
        assert_true(fabs(hits[0].score - score) < 1e-9);
    }
}

static void a_slip_of_the_pen_is_mended(void **state)
{
    (void)state;
    expect("umbarge", "umbrage", 1);
    expect("umbrge", "umbrage", 1);
    expect("snorbel", "both", 1);
}

static void what_stands_nowhere_finds_nothing(void **state)
{
    (void)state;
    expect("xylophone", NULL, 0);
    expect("", NULL, 0);
    expect("why does my the", NULL, 0); /* says nothing */
    expect("zzz", NULL, 0);             /* too short to guess at */
    expect("!?", NULL, 0);
}

static void a_word_that_stands_nowhere_does_not_hide_the_others(void **state)
{
    (void)state;
    expect("xylophone zebra", "zebra", 2);
}

static void no_more_are_given_than_there_is_room_for(void **state)
{
    (void)state;
    assert_int_equal(ask("zebra flimmer whelk", 8), 6);
    struct knowledge_hit all[8];
    memcpy(all, hits, sizeof all);
    for (size_t room = 0; room <= 6; room++) {
        assert_int_equal(ask("zebra flimmer whelk", room), room);
        assert_memory_equal(hits, all, room * sizeof *hits);
        assert_null(hits[room].entry);
    }
}

static void long_questions_are_cut(void **state)
{
    (void)state;
    char question[4096] = "";
    for (int i = 0; i < 200; i++)
        snprintf(question + strlen(question), 16, "w%03d ", i);
    strcat(question, "zebra");
    assert_int_equal(ask(question, 8), 0); /* it stands behind the 24 that are read */
    memset(question, 'a', sizeof question - 1);
    question[sizeof question - 1] = '\0';
    assert_int_equal(ask(question, 8), 0);
}

static void where_nothing_is_known_nothing_is_found(void **state)
{
    (void)state;
    struct knowledge *empty = knowledge_load(&teller);
    assert_int_equal(knowledge_search(empty, "zebra", hits, 8), 0);
    knowledge_free(empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_title_says_more_than_a_text),
        cmocka_unit_test(who_has_all_words_comes_first),
        cmocka_unit_test(a_word_weighs_more_in_a_short_text),
        cmocka_unit_test(order_case_and_repetition_of_the_question_do_not_matter),
        cmocka_unit_test(a_slip_of_the_pen_is_mended),
        cmocka_unit_test(what_stands_nowhere_finds_nothing),
        cmocka_unit_test(a_word_that_stands_nowhere_does_not_hide_the_others),
        cmocka_unit_test(no_more_are_given_than_there_is_room_for),
        cmocka_unit_test(long_questions_are_cut),
        cmocka_unit_test(where_nothing_is_known_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
