/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* structure: how well sections are found, in the whole song and live: of made-up songs, of songs
 * cut up from recordings, of the demo.
 * Usage: structure [--songs N] [--demo STEM...] [FILE...]      three files make a cut-up song */

#include "tests/eval/recording.h"
#include "tests/listen/song_play.h"

#include <stdio.h>
#include <string.h>

enum { RATE_HZ = 16000 };

struct score {
    unsigned songs;
    double offline, wide, labels, live, live_wide, late_s;
    unsigned late;
};

static void print_heard(const struct song_heard *heard)
{
    const struct timeline *timeline = engine_timeline(heard->engine);
    printf("\n    whole:");
    for (size_t i = 0; i < timeline->n_sections; i++)
        printf(" %c%.1f", timeline->sections[i].label < 0 ? '-' : 'A' + timeline->sections[i].label,
               timeline->sections[i].start_s);
    printf("\n    live: ");
    for (unsigned i = 0; i < heard->live; i++)
        printf(" %.1f", heard->live_s[i]);
    putchar('\n');
}

/* Takes what was heard over. */
static void add(struct score *score, struct song_heard *heard, const struct song *song,
                const char *title)
{
    double truth_s[SONG_BORDERS_MAX], found_s[SONG_BORDERS_MAX];
    const unsigned truth = song_borders(song, truth_s);
    const unsigned found = song_found(engine_timeline(heard->engine), found_s);
    const double f = song_f_measure(found_s, found, truth_s, truth, 0.5);
    const double live = song_f_measure(heard->live_s, heard->live, truth_s, truth, 0.5);
    printf("%s: F %.2f  live %.2f ", title, f, live);
    for (unsigned i = 0; i < song->sections; i++)
        printf(" %c%.1f", "iABCo"[song->parts[i].kind], song_start_s(song, i));
    print_heard(heard);
    score->songs++;
    score->offline += f;
    score->live += live;
    score->wide += song_f_measure(found_s, found, truth_s, truth, 3.0);
    score->live_wide += song_f_measure(heard->live_s, heard->live, truth_s, truth, 3.0);
    score->labels += song_label_agreement(song, engine_timeline(heard->engine));
    for (unsigned i = 0; i < heard->live; i++, score->late++)
        score->late_s += heard->known_s[i] - heard->live_s[i];
    engine_free(heard->engine);
}

static void print_score(const struct score *score, const char *what)
{
    const double n = score->songs;
    if (score->songs == 0)
        return;
    printf("sections of %u %s\n"
           "  whole song: borders F %.3f at 0.5 s, %.3f at 3 s; labels F %.3f\n"
           "  live:       borders F %.3f at 0.5 s, %.3f at 3 s; known %.1f s later\n",
           score->songs, what, score->offline / n, score->wide / n, score->labels / n,
           score->live / n, score->live_wide / n, score->late ? score->late_s / score->late : 0.0);
}

static void made_up(unsigned songs)
{
    struct score score = {0};
    for (uint32_t seed = 1; seed <= songs; seed++) {
        char title[16];
        const struct song song = song_compose(seed);
        struct song_heard heard = song_hear_song(&song, RATE_HZ);
        snprintf(title, sizeof title, "song %u", seed);
        add(&score, &heard, &song, title);
    }
    print_score(&score, "made-up songs");
}

/* data/demo/score.h: 24 bars at 112 beats a minute. */
static void demo(int stems, char **paths)
{
    static const struct song song = {
        .bpm = 112.0, .sections = 4, .parts = {{0, 4}, {1, 8}, {2, 4}, {3, 8}}};
    struct recording mix = {0};
    struct score score = {0};
    for (int i = 0; i < stems; i++)
        if (!recording_add(&mix, paths[i]))
            return;
    struct song_heard heard =
        song_hear(mix.rate_hz, (double)mix.frames / mix.rate_hz, 512, recording_sound, &mix);
    add(&score, &heard, &song, "demo");
    free(mix.samples);
}

static void cut_up(int files, char **paths)
{
    static const struct song song = { /* bars of a second */
        .bpm = 240.0, .sections = CUT_PIECES,
        .parts = {{1, CUT_S}, {2, CUT_S}, {1, CUT_S}, {3, CUT_S}, {2, CUT_S}}};
    struct score score = {0};
    for (int i = 0; i + 2 < files; i += 3) {
        struct recording three[3] = {{0}};
        if (recording_add(&three[0], paths[i]) && recording_add(&three[1], paths[i + 1]) &&
            recording_add(&three[2], paths[i + 2])) {
            struct song_heard heard = song_hear(three[0].rate_hz, CUT_PIECES * CUT_S, 512,
                                                recording_cut_sound, three);
            const char *name = strrchr(paths[i], '/');
            add(&score, &heard, &song, name ? name + 1 : paths[i]);
        }
        for (unsigned f = 0; f < 3; f++)
            free(three[f].samples);
    }
    print_score(&score, "cut-up recordings");
}

int main(int argc, char **argv)
{
    int at = 1;
    if (argc > at + 1 && strcmp(argv[at], "--songs") == 0) {
        made_up((unsigned)atoi(argv[at + 1]));
        at += 2;
    }
    if (argc > at && strcmp(argv[at], "--demo") == 0) {
        const int first = ++at;
        while (at < argc && strstr(argv[at], ".ogg"))
            at++;
        demo(at - first, argv + first);
    }
    cut_up(argc - at, argv + at);
    return 0;
}
