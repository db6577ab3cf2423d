/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_words.h"

#include <string.h>
#include <wchar.h>
#include <wctype.h>

static const char *const noise[] = {
    "a",    "about", "an",   "and",  "are",   "as",   "at",   "be",   "can",   "do",   "does",
    "for",  "from",  "get",  "how",  "i",     "if",   "in",   "is",   "it",    "its",  "like",
    "make", "me",    "mean", "my",   "need",  "of",   "on",   "or",   "should", "so",  "sound",
    "than", "that",  "the",  "them", "there", "thi",  "thei", "to",   "too",   "use",  "using",
    "wa",   "what",  "when", "which", "why",  "with", "you",  "your", "doe",   "thing", "into",
    "come", "have",  "ha",   "not",  "dont",  "will", "would", "mak", "com",   "hav",  "us",
    "no",
};

bool knowledge_words_is_noise(const char *word)
{
    for (size_t i = 0; i < sizeof noise / sizeof noise[0]; i++)
        if (strcmp(noise[i], word) == 0)
            return true;
    return false;
}

static bool ends(const char *word, size_t length, const char *ending, size_t least)
{
    const size_t size = strlen(ending);
    return length >= size + least && strcmp(word + length - size, ending) == 0;
}

/* A light hand: what is left need not be a word, only the same for those that belong together. */
static void cut_endings(char *word)
{
    static const char *const endings[] = {"ness", "ation", "ing", "ion", "ed", "er", "en", "or", "ly",
                                          "y",    "e"};
    size_t length = strlen(word);
    if (ends(word, length, "ies", 2))
        word[length -= 2] = '\0'; /* frequencies, frequency: frequenc, by "i" below */
    else if (ends(word, length, "s", 3) && word[length - 2] != 's')
        word[--length] = '\0';
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (ends(word, length, endings[i], 3)) {
            word[length -= strlen(endings[i])] = '\0';
            break;
        }
    }
    if (length > 3 && (word[length - 1] == 'i' || word[length - 1] == 'e'))
        word[--length] = '\0';
    if (length > 4 && (word[length - 1] == 'a' || word[length - 1] == 'o'))
        word[--length] = '\0'; /* apagado, apagada */
    if (length > 3 && word[length - 1] == word[length - 2] && !strchr("sl", word[length - 1]))
        word[--length] = '\0';
}

/* Chinese, Japanese: no spaces between words. */
static bool is_unspaced(wint_t c)
{
    return c >= 0x3041 && c <= 0x9FFF && c != 0x30FB;
}

/* Of these only Chinese characters mean something alone. */
static bool is_meaningful(wint_t c)
{
    return c >= 0x4E00;
}

/* Written between words of Japanese, and no part of them: は が を に の で と も. */
static bool is_particle(wint_t c)
{
    return wcschr(L"\x306F\x304C\x3092\x306B\x306E\x3067\x3068\x3082", (wchar_t)c);
}

static bool is_hiragana(wint_t c)
{
    return c >= 0x3041 && c <= 0x309F;
}

/* Where a word of Chinese characters or Katakana ends or begins. */
static bool is_boundary(wint_t first, wint_t second)
{
    return (is_particle(second) && !is_hiragana(first)) ||
           (is_particle(first) && !is_hiragana(second));
}

/* From U+00E0 on; accents are often left out in questions. */
static wint_t without_accent(wint_t c)
{
    static const char plain[] = "aaaaaaaceeeeiiiidnooooo/ouuuuyty";
    return c == 0xDF ? L's' : c >= 0xE0 && c <= 0xFF && c != 0xF7 ? (wint_t)plain[c - 0xE0] : c;
}

/* Typed, or as a text processor sets it. */
static bool is_apostrophe(wint_t c)
{
    return c == L'\'' || c == 0x2019;
}

static size_t put_utf8(char *to, size_t used, wint_t c)
{
    if (used + 5 > KNOWLEDGE_WORD_MAX)
        return used;
    if (c < 0x80) {
        to[used++] = (char)c;
    } else if (c < 0x800) {
        to[used++] = (char)(0xC0 | (c >> 6));
        to[used++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        to[used++] = (char)(0xE0 | (c >> 12));
        to[used++] = (char)(0x80 | ((c >> 6) & 0x3F));
        to[used++] = (char)(0x80 | (c & 0x3F));
    } else {
        to[used++] = (char)(0xF0 | ((c >> 18) & 7));
        to[used++] = (char)(0x80 | ((c >> 12) & 0x3F));
        to[used++] = (char)(0x80 | ((c >> 6) & 0x3F));
        to[used++] = (char)(0x80 | (c & 0x3F));
    }
    to[used] = '\0';
    return used;
}

/* 0 at the end; what is no character separates words. */
static size_t next_character(const char *text, wint_t *c)
{
    mbstate_t state;
    wchar_t wide;
    memset(&state, 0, sizeof state);
    if (!*text)
        return 0;
    const size_t length = mbrtowc(&wide, text, strlen(text), &state);
    if (length == 0 || length == (size_t)-1 || length == (size_t)-2) {
        *c = L' ';
        return 1;
    }
    *c = without_accent(towlower((wint_t)wide));
    return length;
}

/* Nothing of its kind follows. */
static bool stands_alone(const char *rest)
{
    wint_t next;
    return next_character(rest, &next) == 0 || !is_unspaced(next);
}

static bool finish(char word[KNOWLEDGE_WORD_MAX])
{
    cut_endings(word);
    return true;
}

bool knowledge_words_next(struct knowledge_words *words, char word[KNOWLEDGE_WORD_MAX])
{
    size_t used = 0, length;
    wint_t c;
    word[0] = '\0';
    if (words->pending) {
        put_utf8(word, 0, words->pending);
        words->pending = 0;
        return true;
    }
    while ((length = next_character(words->rest, &c)) > 0) {
        const bool unspaced = is_unspaced(c);
        if (used > 0 && (unspaced || (!iswalnum(c) && !is_apostrophe(c))))
            return finish(word);
        words->rest += length;
        const unsigned before = words->before;
        words->before = unspaced ? (unsigned)c : 0;
        if (unspaced && before && !is_boundary(before, c)) {
            put_utf8(word, put_utf8(word, 0, before), c);
            words->pending = words->singles && is_meaningful(c) ? (unsigned)c : 0;
            return true;
        }
        if (unspaced && is_meaningful(c) && (words->singles || stands_alone(words->rest))) {
            put_utf8(word, 0, c);
            return true;
        }
        if (!unspaced && iswalnum(c))
            used = put_utf8(word, used, c);
    }
    return used > 0 && finish(word);
}
