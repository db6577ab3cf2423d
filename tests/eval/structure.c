/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* structure: how well sections are found, in the whole song and live: of made-up songs, of songs
 * cut up from recordings, of the demo.
 * Usage: structure [--songs N] [--demo STEM...] [FILE...]      three files make a song
 * Two sets are cut up from recordings: short pieces of what is alike, and longer ones. */

#include "tests/eval/recording.h"
#include "tests/listen/song_play.h"

#include <stdio.h>
#include <string.h>

enum { RATE_HZ = 16000 };

static const double border_within_s = 1.5;

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

/* The kind that most of a letter's sections are of, in whole seconds. */
static int kind_of(const struct song *song, const struct section_reading *sections, size_t count,
                   int label)
{
    unsigned votes[6] = {0};
    int most = 0;
    for (size_t i = 0; i < count; i++)
        for (double at = sections[i].start_s + 0.5; at < sections[i].end_s; at += 1.0)
            votes[song_kind_at(song, at)] += sections[i].label == label;
    for (int k = 1; k < 6; k++)
        most = votes[k] > votes[most] ? k : most;
    return most;
}

static bool is_border(const struct song *song, double at_s)
{
    double truth_s[SONG_BORDERS_MAX];
    const unsigned truth = song_borders(song, truth_s);
    const double end_s = song_start_s(song, song->sections);
    if (at_s < border_within_s || at_s > end_s - border_within_s)
        return true;
    return song_hits(&at_s, 1, truth_s, truth, border_within_s) > 0;
}

/* Right: both borders are, and it is nearly all of the kind that its letter stands for. */
static bool is_right(const struct song *song, const struct section_reading *sections, size_t count,
                     size_t at)
{
    const struct section_reading *const section = &sections[at];
    const int kind = kind_of(song, sections, count, section->label);
    unsigned seconds = 0, right = 0;
    for (double t = section->start_s + 0.5; t < section->end_s; t += 1.0, seconds++)
        right += song_kind_at(song, t) == kind;
    return is_border(song, section->start_s) && is_border(song, section->end_s) &&
           10 * right >= 8 * seconds;
}

/* How many answers of each confidence were right. */
enum { BINS = 5 };
static const double bin_from[BINS + 1] = {0.0, 0.2, 0.4, 0.6, 0.8, 1.01};
struct reliability {
    unsigned answers[BINS], right[BINS];
};
static struct reliability whole_sure, live_sure;

static void add_answers(struct reliability *reliability, const struct song *song,
                        const struct section_reading *sections, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (unsigned b = 0; b < BINS; b++)
            if ((double)sections[i].confidence >= bin_from[b] &&
                (double)sections[i].confidence < bin_from[b + 1]) {
                reliability->answers[b]++;
                reliability->right[b] += is_right(song, sections, count, i) ? 1u : 0u;
            }
}

static void add_sure(struct song_heard *heard, const struct song *song)
{
    static struct snapshot snapshot;
    const struct timeline *const timeline = engine_timeline(heard->engine);
    add_answers(&whole_sure, song, timeline->sections, timeline->n_sections);
    engine_read(heard->engine, &snapshot);
    struct structure_reading *const live = &snapshot.listen.structure;
    if (live->count == 0)
        return;
    live->sections[live->count - 1].end_s = song_start_s(song, song->sections);
    add_answers(&live_sure, song, live->sections, live->count);
}

static void print_reliability(const struct reliability *reliability, const char *what)
{
    printf("\nreliability of sections, %s\n  confidence  answers  right\n", what);
    for (unsigned b = 0; b < BINS; b++) {
        printf("  %.1f .. %.1f  %7u ", bin_from[b], fmin(1.0, bin_from[b + 1]),
               reliability->answers[b]);
        if (reliability->answers[b] > 0)
            printf("%6.2f\n", (double)reliability->right[b] / reliability->answers[b]);
        else
            puts("     -");
    }
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
    add_sure(heard, song);
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

static void hear_cut_up(struct score *score, struct cut_song *cut, const char *title)
{
    struct song truth = {.bpm = 240.0e3, .sections = cut->pieces}; /* bars of a millisecond */
    for (unsigned i = 0; i < cut->pieces; i++) {
        const double end_s = i + 1 < cut->pieces ? cut->piece[i + 1].start_s : cut->end_s;
        truth.parts[i].kind = (int)cut->piece[i].file + 1;
        truth.parts[i].bars = (int)lrint(1e3 * (end_s - cut->piece[i].start_s));
    }
    struct song_heard heard =
        song_hear(cut->three[0]->rate_hz, cut->end_s, 512, cut_song_sound, cut);
    add(score, &heard, &truth, title);
}

/* Three files after one another in the list: A B A C B, pieces of eight seconds, the second A and B
 * from further on in their files. */
static void cut_up(const struct recording *all, int files)
{
    struct score score = {0};
    for (int i = 0; i + 2 < files; i += 3) {
        struct cut_song cut = {.three = {&all[i], &all[i + 1], &all[i + 2]}};
        cut_song_add(&cut, 0, 0.0, 8.0);
        cut_song_add(&cut, 1, 0.0, 8.0);
        cut_song_add(&cut, 0, 7.0, 8.0);
        cut_song_add(&cut, 2, 0.0, 8.0);
        cut_song_add(&cut, 1, 7.0, 8.0);
        hear_cut_up(&score, &cut, "cut up");
    }
    print_score(&score, "songs cut up in pieces of 8 s");
}

static double length_of(const struct recording *recording)
{
    return (double)recording->frames / recording->rate_hz;
}

/* Any three files, every other song within five neighbours; a form, and 8 to 14 s for each of its
 * letters, which begins anywhere in its file each time. */
static void arrange(const struct recording *all, int files, unsigned songs)
{
    static const char *const forms[] = {"ABAB", "ABACB", "ABCBA", "ABACA", "ABCAB"};
    struct score score = {0};
    for (uint32_t seed = 1; seed <= songs && files >= 10; seed++) {
        uint32_t dice = seed * 7919u + 1u;
        struct cut_song cut = {0};
        double length_s[3];
        const bool near = seed % 2 == 1;
        const int five = 5 * song_pick(&dice, files / 5), first = near ? five : 0;
        for (unsigned i = 0; i < 3; i++) {
            do
                cut.three[i] = &all[first + song_pick(&dice, near ? 5 : files)];
            while ((i > 0 && cut.three[i] == cut.three[0]) ||
                   (i > 1 && cut.three[i] == cut.three[1]));
            length_s[i] = 8.0 + 6.0 * (double)song_random(&dice);
            length_s[i] = fmin(length_s[i], length_of(cut.three[i]) - 1.0);
        }
        for (const char *form = forms[song_pick(&dice, 5)]; *form; form++) {
            const unsigned file = (unsigned)(*form - 'A');
            const double room_s = length_of(cut.three[file]) - length_s[file];
            cut_song_add(&cut, file, room_s * (double)song_random(&dice), length_s[file]);
        }
        hear_cut_up(&score, &cut, "arranged");
    }
    print_score(&score, "songs arranged from recordings");
}

/* Some clips do have sections; most do not. */
static void alone(const struct recording *all, int files)
{
    int one = 0;
    for (int i = 0; i < files; i++) {
        struct cut_song cut = {.three = {&all[i]}};
        cut_song_add(&cut, 0, 0.0, length_of(&all[i]));
        struct song_heard heard =
            song_hear(all[i].rate_hz, cut.end_s, 512, cut_song_sound, &cut);
        one += engine_timeline(heard.engine)->n_sections == 1;
        engine_free(heard.engine);
    }
    if (files > 0)
        printf("%d of %d short recordings are one section\n", one, files);
}

static void recordings(int files, char **paths)
{
    struct recording *all = calloc((size_t)files + 1, sizeof *all);
    bool ok = all != NULL;
    for (int i = 0; ok && i < files; i++)
        ok = recording_add(&all[i], paths[i]) && all[i].rate_hz == all[0].rate_hz;
    if (ok) {
        cut_up(all, files);
        arrange(all, files, 40);
        alone(all, files);
    }
    for (int i = 0; all && i < files; i++)
        free(all[i].samples);
    free(all);
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
    recordings(argc - at, argv + at);
    print_reliability(&whole_sure, "whole songs");
    print_reliability(&live_sure, "live");
    return 0;
}
