/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_words.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* All words of `text`, with a bar between them. */
static const char *words_of(const char *text)
{
    static char all[512];
    struct knowledge_words words = {.rest = text};
    char word[KNOWLEDGE_WORD_MAX];
    size_t used = 0;
    all[0] = '\0';
    while (knowledge_words_next(&words, word)) {
        assert_true(strlen(word) < KNOWLEDGE_WORD_MAX);
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", used ? "|" : "", word);
    }
    assert_false(knowledge_words_next(&words, word));
    return all;
}

static void need_utf8(void)
{
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
}

static void words_are_small_letters_and_numbers(void **state)
{
    (void)state;
    assert_string_equal(words_of("Kick DRUM -14 LUFS, 2.1 kHz!"), "kick|drum|14|luf|2|1|khz");
    assert_string_equal(words_of("hi-hat/ride (808)"), "hi|hat|rid|808");
}

static void nothing_has_no_words(void **state)
{
    (void)state;
    assert_string_equal(words_of(""), "");
    assert_string_equal(words_of(" \t\n...'--"), "");
}

/* What people say of one thing is found under one word. */
static void endings_do_not_matter(void **state)
{
    (void)state;
    static const char *const families[][5] = {
        {"muffled", "muffle", "muffling", "MUFFLES", NULL},
        {"mud", "muddy", "muddiness", NULL},
        {"boxy", "boxiness", "boxes", "box", NULL},
        {"harsh", "harshness", NULL},
        {"frequency", "frequencies", NULL},
        {"compress", "compressor", "compression", "compressed", NULL},
        {"limiter", "limiting", "limiters", "limit", NULL},
        {"clip", "clipping", "clipped", "clips", NULL},
        {"distort", "distortion", "distorted", NULL},
        {"loud", "loudness", "loudly", NULL},
    };
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        char first[64];
        snprintf(first, sizeof first, "%s", words_of(families[f][0]));
        for (size_t i = 1; families[f][i]; i++)
            if (strcmp(words_of(families[f][i]), first) != 0)
                fail_msg("%s: %s, not %s", families[f][i], words_of(families[f][i]), first);
    }
}

static void short_words_stay_whole(void **state)
{
    (void)state;
    static const char *const words[] = {"air", "red", "bed", "ring", "lie", "eq", "bus", "bass",
                                        "hiss", "gate", "dry", "12", "key", "gas"};
    static const char *const expected[] = {"air", "red", "bed", "ring", "lie", "eq", "bus", "bass",
                                           "hiss", "gat", "dry", "12", "key", "gas"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_string_equal(words_of(words[i]), expected[i]);
}

static void what_differs_stays_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"bass", "base"}, {"mix", "mud"}, {"gate", "gain"},
                                           {"bright", "bring"}, {"boom", "box"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char first[64];
        snprintf(first, sizeof first, "%s", words_of(pairs[i][0]));
        assert_string_not_equal(first, words_of(pairs[i][1]));
    }
}

static void an_apostrophe_joins(void **state)
{
    (void)state;
    assert_string_equal(words_of("don't"), "dont");
    assert_string_equal(words_of("'quoted' it's"), "quot|its");
}

static void a_curly_apostrophe_joins_as_well(void **state)
{
    (void)state;
    need_utf8();
    assert_string_equal(words_of("don\xe2\x80\x99t"), "dont");
}

static void letters_of_other_languages_are_letters(void **state)
{
    (void)state;
    need_utf8();
    assert_string_equal(words_of("GRÄSSLICH Übung Équaliseur"), "grasslich|ubung|equaliseur");
    assert_string_equal(words_of("МИКС громко"), "микс|громко");
}

/* Where no spaces are written: each two characters that follow each other. */
static void japanese_is_cut_into_pairs(void **state)
{
    (void)state;
    need_utf8();
    assert_string_equal(words_of("音量測定"), "音量|量測|測定");
    assert_string_equal(words_of("音量、測定"), "音量|測定");
    assert_string_equal(words_of("EQ処理dB"), "eq|処理|db");
    assert_string_equal(words_of("音EQ量"), "音|eq|量");
    assert_string_equal(words_of("音が濁る"), "濁る");
    assert_string_equal(words_of("こもる"), "こも|もる");
    assert_string_equal(words_of("キック・ドラム"), "キッ|ック|ドラ|ラム");
}

static void long_words_are_cut_between_characters(void **state)
{
    (void)state;
    char text[301];
    memset(text, 'x', 300);
    text[300] = '\0';
    const size_t length = strlen(words_of(text));
    assert_true(length >= 40 && length < KNOWLEDGE_WORD_MAX);
    need_utf8();
    for (int i = 0; i < 150; i++)
        memcpy(text + 2 * i, "\xc3\xa4", 3);
    const char *const cut = words_of(text);
    assert_true(strlen(cut) % 2 == 0 && strlen(cut) >= 40);
}

static void broken_text_separates(void **state)
{
    (void)state;
    need_utf8();
    assert_string_equal(words_of("mud\xff\xfe" "boom"), "mud|boom");
    assert_string_equal(words_of("kick\xe9"), "kick");
    assert_string_equal(words_of("\xc3"), "");
}

static void in_a_locale_without_utf8_english_still_works(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C");
    assert_string_equal(words_of("Muddy \xc3\xa4 vocals"), "mud|vocal");
}

static void noise_is_what_questions_begin_with(void **state)
{
    (void)state;
    struct knowledge_words words = {.rest = "Why does my vocal you're using"};
    char word[KNOWLEDGE_WORD_MAX];
    static const bool expected[] = {true, true, true, false, true, true};
    for (int i = 0; i < 6; i++) {
        assert_true(knowledge_words_next(&words, word));
        assert_int_equal(knowledge_words_is_noise(word), expected[i]);
    }
    assert_false(knowledge_words_is_noise("mud"));
    assert_false(knowledge_words_is_noise(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_small_letters_and_numbers),
        cmocka_unit_test(nothing_has_no_words),
        cmocka_unit_test(endings_do_not_matter),
        cmocka_unit_test(short_words_stay_whole),
        cmocka_unit_test(what_differs_stays_apart),
        cmocka_unit_test(an_apostrophe_joins),
        cmocka_unit_test(a_curly_apostrophe_joins_as_well),
        cmocka_unit_test(letters_of_other_languages_are_letters),
        cmocka_unit_test(japanese_is_cut_into_pairs),
        cmocka_unit_test(long_words_are_cut_between_characters),
        cmocka_unit_test(broken_text_separates),
        cmocka_unit_test(in_a_locale_without_utf8_english_still_works),
        cmocka_unit_test(noise_is_what_questions_begin_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
