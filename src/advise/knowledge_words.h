/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_words: text cut into words to search by: small letters, endings off ("muffled",
 * "muffle": muffl), Latin letters without accents; where no spaces are written, pairs of characters, and a
 * Chinese character that stands alone.
 * Thread: any.  Text is in the locale's encoding. */
#ifndef SIDEMAN_KNOWLEDGE_WORDS_H
#define SIDEMAN_KNOWLEDGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { KNOWLEDGE_WORD_MAX = 48 }; /* bytes of UTF-8 with the final 0; longer words are cut */

/* Where the next word is looked for. */
struct knowledge_words {
    const char *rest;
    unsigned before; /* the character of such a language that came before; 0: none */
    bool singles;    /* each Chinese character, besides the pairs: what is searched, not what is asked */
    unsigned pending;
};

/* False at the end. */
bool knowledge_words_next(struct knowledge_words *words, char word[KNOWLEDGE_WORD_MAX]);

/* Words of English that say nothing about what is asked: "why", "does", "my". */
bool knowledge_words_is_noise(const char *word);

#endif
