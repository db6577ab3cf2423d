/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/genre.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "listen/features.h"
#include "listen/genremodel.h"
#include "listen/genrerules.h"
#include "listen/groove.h"
#include "listen/timbre.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECONDS = 30,      /* what the model was trained on */
    SECONDS_LEAST = 8,
    PAUSE_S = 15       /* after so long a pause it is another song */
};

static const float slowest = 1.0f / 15.0f; /* of the smoothing, a second */
static const float lead_now = 0.06f;       /* a new first has to be ahead by this */
static const float sure_from = 0.5f, sure_until = 0.4f;
static const float known_least = 0.5f; /* share of the seconds that sounded like music known */
static const float told_least = 0.15f; /* below, all genres are much alike: that is no answer */

/* Probabilities, and how much of the time there were any. */
struct opinion {
    float p[GENRES];
    float known;
    unsigned judged;
    enum genre first; /* GENRES: none yet */
    bool sure;
};

struct genre_ear {
    struct timbre *timbre;
    struct groove groove;
    bool has_model;
    struct genremodel model;
    enum genre wished;
    unsigned rate_hz;
    struct feature_sums seconds[SECONDS]; /* a circle */
    unsigned second, heard_s;
    uint64_t frames, silent_frames;
    struct opinion now, overall;
};

static void load_model(struct genre_ear *ear)
{
    char path[PATHS_MAX];
    struct error error;
    paths_data_file("models/genre.txt", path);
    ear->has_model = genremodel_load(&ear->model, path, &error) == STATUS_OK;
    if (!ear->has_model)
        log_write(LOG_WARNING, _("the genre is told by rules of thumb only: %s"), error.text);
}

struct genre_ear *genre_new(unsigned rate_hz)
{
    struct genre_ear *ear = calloc(1, sizeof *ear);
    if (!ear)
        return NULL;
    ear->rate_hz = rate_hz;
    ear->wished = ear->now.first = ear->overall.first = GENRES;
    ear->timbre = timbre_new(rate_hz);
    if (!ear->timbre) {
        free(ear);
        return NULL;
    }
    groove_init(&ear->groove, rate_hz);
    load_model(ear);
    return ear;
}

void genre_free(struct genre_ear *ear)
{
    if (!ear)
        return;
    timbre_free(ear->timbre);
    free(ear);
}

static void forget_sound(struct genre_ear *ear)
{
    timbre_reset(ear->timbre);
    groove_restart(&ear->groove);
    memset(ear->seconds, 0, sizeof ear->seconds);
    ear->second = ear->heard_s = 0;
    ear->frames = 0;
}

static void forget(struct opinion *opinion)
{
    *opinion = (struct opinion){.first = GENRES};
}

void genre_reset(struct genre_ear *ear)
{
    forget_sound(ear);
    forget(&ear->overall);
}

void genre_set(struct genre_ear *ear, enum genre genre)
{
    ear->wished = genre;
}

bool genre_needs_tempo(const struct genre_ear *ear)
{
    return !ear->has_model;
}

/* `share` of the opinion becomes the new judgement; `p` NULL: it sounded like nothing known.  Another
 * genre comes first when it is ahead by `lead`. */
static void take_judgement(struct opinion *opinion, const float *p, float share, float lead)
{
    opinion->judged++;
    opinion->known += share * ((p ? 1.0f : 0.0f) - opinion->known);
    if (!p)
        return;
    const bool first = opinion->first == GENRES;
    enum genre best = GENRE_BLUES;
    for (int g = 0; g < GENRES; g++) {
        opinion->p[g] = first ? p[g] : opinion->p[g] + share * (p[g] - opinion->p[g]);
        if (opinion->p[g] > opinion->p[best])
            best = (enum genre)g;
    }
    if (first || opinion->p[best] > opinion->p[opinion->first] + lead)
        opinion->first = best;
    const float top = opinion->p[opinion->first];
    opinion->sure = top >= (opinion->sure ? sure_until : sure_from);
}

static void judge(struct genre_ear *ear, float bpm)
{
    struct feature_sums sums = {.frames = 0};
    float features[FEATURES], p[GENRES];
    for (unsigned i = 0; i < SECONDS; i++)
        features_merge(&sums, &ear->seconds[i]);
    bool known = features_of(&sums, features);
    if (known && ear->has_model)
        known = genremodel_judge(&ear->model, features, p);
    else if (known)
        known = genrerules_judge(features, bpm, p);
    const float now_share = fmaxf(slowest, 2.0f / (float)(ear->now.judged + 2));
    take_judgement(&ear->now, known ? p : NULL, now_share, lead_now);
    /* Until the half minute is full each judgement replaces the one before: it knew less. */
    const unsigned full = ear->heard_s > SECONDS ? ear->heard_s - SECONDS + 1 : 1;
    take_judgement(&ear->overall, known ? p : NULL, 1.0f / (float)full, 0.0f);
}

static void take_silence(struct genre_ear *ear, size_t frames)
{
    const uint64_t enough = (uint64_t)PAUSE_S * ear->rate_hz;
    const bool was_enough = ear->silent_frames >= enough;
    ear->silent_frames += frames;
    if (was_enough || ear->silent_frames < enough)
        return;
    forget_sound(ear);
    forget(&ear->now);
}

void genre_process(struct genre_ear *ear, const float *mono, size_t frames,
                   const struct stft_frame *spectrum, bool audible, float bpm)
{
    struct timbre_frame frame;
    struct groove_frame moves;
    if (!audible) {
        take_silence(ear, frames);
        return;
    }
    ear->silent_frames = 0;
    if (timbre_process(ear->timbre, mono, frames, &frame))
        features_add(&ear->seconds[ear->second], &frame);
    if (groove_process(&ear->groove, spectrum, &moves))
        features_add_groove(&ear->seconds[ear->second], &moves);
    ear->frames += frames;
    if (ear->frames < ear->rate_hz)
        return;
    ear->frames -= ear->rate_hz;
    ear->heard_s++;
    if (ear->heard_s >= SECONDS_LEAST)
        judge(ear, bpm);
    ear->second = (ear->second + 1) % SECONDS;
    memset(&ear->seconds[ear->second], 0, sizeof ear->seconds[ear->second]);
}

static bool is_taken(const struct genre_guesses *guesses, int genre)
{
    for (unsigned i = 0; i < guesses->count; i++)
        if ((int)guesses->guess[i].genre == genre)
            return true;
    return false;
}

static void read_opinion(const struct opinion *opinion, struct genre_guesses *guesses)
{
    *guesses = (struct genre_guesses){.count = 0};
    if (opinion->first == GENRES || opinion->known < known_least ||
        opinion->p[opinion->first] < told_least)
        return;
    guesses->sure = opinion->sure;
    guesses->guess[guesses->count++] =
        (struct genre_guess){opinion->first, opinion->p[opinion->first]};
    while (guesses->count < GENRE_GUESSES) {
        int best = -1;
        for (int g = 0; g < GENRES; g++)
            if (!is_taken(guesses, g) && (best < 0 || opinion->p[g] > opinion->p[best]))
                best = g;
        guesses->guess[guesses->count++] = (struct genre_guess){(enum genre)best, opinion->p[best]};
    }
}

void genre_read(const struct genre_ear *ear, struct genre_reading *reading)
{
    if (ear->wished < GENRES) {
        reading->now = (struct genre_guesses){
            .count = 1, .sure = true, .guess[0] = {.genre = ear->wished, .p = 1.0f}};
        reading->overall = reading->now;
        return;
    }
    read_opinion(&ear->now, &reading->now);
    read_opinion(&ear->overall, &reading->overall);
}
