/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* structure: how well the sections of made-up songs are found: of the whole song, and live.
 * Usage: structure [SONGS] */

#include "tests/listen/song_play.h"

#include <stdio.h>

enum { RATE_HZ = 16000 };

struct score {
    double offline, wide, labels, live, live_wide, late_s;
    unsigned late;
};

static void print_song(const struct song *song, const struct song_heard *heard)
{
    const struct timeline *timeline = engine_timeline(heard->engine);
    for (unsigned i = 0; i < song->sections; i++)
        printf(" %c%.1f", "iABCo"[song->parts[i].kind], song_start_s(song, i));
    printf("\n    whole:");
    for (size_t i = 0; i < timeline->n_sections; i++)
        printf(" %c%.1f", timeline->sections[i].label < 0 ? '-' : 'A' + timeline->sections[i].label,
               timeline->sections[i].start_s);
    printf("\n    live: ");
    for (unsigned i = 0; i < heard->live; i++)
        printf(" %.1f", heard->live_s[i]);
    putchar('\n');
}

static void add_song(struct score *score, uint32_t seed)
{
    const struct song song = song_compose(seed);
    struct song_heard heard = song_hear_song(&song, RATE_HZ);
    double truth_s[SONG_BORDERS_MAX], found_s[SONG_BORDERS_MAX];
    const unsigned truth = song_borders(&song, truth_s);
    const unsigned found = song_found(engine_timeline(heard.engine), found_s);
    const double f = song_f_measure(found_s, found, truth_s, truth, 0.5);
    const double live = song_f_measure(heard.live_s, heard.live, truth_s, truth, 0.5);
    printf("%2u  F %.2f  live %.2f ", seed, f, live);
    print_song(&song, &heard);
    score->offline += f;
    score->live += live;
    score->wide += song_f_measure(found_s, found, truth_s, truth, 3.0);
    score->live_wide += song_f_measure(heard.live_s, heard.live, truth_s, truth, 3.0);
    score->labels += song_label_agreement(&song, engine_timeline(heard.engine));
    for (unsigned i = 0; i < heard.live; i++, score->late++)
        score->late_s += heard.known_s[i] - heard.live_s[i];
    engine_free(heard.engine);
}

int main(int argc, char **argv)
{
    const unsigned songs = argc > 1 ? (unsigned)atoi(argv[1]) : 24;
    struct score score = {0};
    for (uint32_t seed = 1; seed <= songs; seed++)
        add_song(&score, seed);
    const double n = songs ? songs : 1;
    printf("sections of %u made-up songs\n"
           "  whole song: borders F %.3f at 0.5 s, %.3f at 3 s; labels F %.3f\n"
           "  live:       borders F %.3f at 0.5 s, %.3f at 3 s; known %.1f s later\n",
           songs, score.offline / n, score.wide / n, score.labels / n, score.live / n,
           score.live_wide / n, score.late ? score.late_s / score.late : 0.0);
    return 0;
}
