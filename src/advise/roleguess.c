/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/roleguess.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Words in names of tracks and ports, which they begin; the first that is found counts. */
static const struct word {
    const char *word;
    enum role role;
} words[] = {
    {"vocal", ROLE_VOCALS}, {"vox", ROLE_VOCALS}, {"voice", ROLE_VOCALS}, {"sing", ROLE_VOCALS},
    {"choir", ROLE_VOCALS}, {"gesang", ROLE_VOCALS}, {"stimme", ROLE_VOCALS}, {"voix", ROLE_VOCALS},
    {"kick", ROLE_KICK},    {"bassdrum", ROLE_KICK}, {"bass drum", ROLE_KICK}, {"grosse caisse", ROLE_KICK},
    {"bombo", ROLE_KICK},   {"snare", ROLE_SNARE}, {"caisse claire", ROLE_SNARE},
    {"hihat", ROLE_HATS},   {"hi-hat", ROLE_HATS}, {"hat", ROLE_HATS},    {"cymbal", ROLE_HATS},
    {"crash", ROLE_HATS},   {"ride", ROLE_HATS},   {"becken", ROLE_HATS},
    {"drum", ROLE_DRUMS},   {"schlagzeug", ROLE_DRUMS}, {"batter", ROLE_DRUMS}, {"bateria", ROLE_DRUMS},
    {"tom", ROLE_DRUMS},    {"clap", ROLE_DRUMS},  {"perc", ROLE_DRUMS},  {"shaker", ROLE_DRUMS},
    {"overhead", ROLE_DRUMS}, {"bass", ROLE_BASS}, {"bajo", ROLE_BASS},   {"guitar", ROLE_GUITAR},
    {"gitarre", ROLE_GUITAR}, {"gtr", ROLE_GUITAR}, {"piano", ROLE_KEYS}, {"keys", ROLE_KEYS},
    {"organ", ROLE_KEYS},   {"rhodes", ROLE_KEYS}, {"klavier", ROLE_KEYS}, {"clavier", ROLE_KEYS},
    {"teclado", ROLE_KEYS}, {"synth", ROLE_SYNTH}, {"pad", ROLE_SYNTH},   {"lead", ROLE_SYNTH},
    {"arp", ROLE_SYNTH},
};

/* Written by who has many microphones, and too short to be looked for within words. */
static const struct word whole_words[] = {
    {"bd", ROLE_KICK},  {"kd", ROLE_KICK},  {"kik", ROLE_KICK}, {"sn", ROLE_SNARE}, {"sd", ROLE_SNARE},
    {"snr", ROLE_SNARE}, {"hh", ROLE_HATS}, {"oh", ROLE_DRUMS}, {"ohl", ROLE_DRUMS}, {"ohr", ROLE_DRUMS},
};
static const float named_confidence = 0.9F;

/* A feature between two edges is worth points (or costs them), less and less outside over `slope`. */
struct clue {
    enum role role;
    enum {
        SUB_SHARE, LOW_SHARE, MID_SHARE, HIGH_SHARE, AIR_SHARE, CENTROID, PSR, CREST, VOICED, MEDIAN,
        FEATURES
    } feature;
    float from, to, slope, points;
};

/* Set by hand, looking at some hundred stems: shares of power, Hz, dB. */
static const struct clue clues[] = {
    {ROLE_DRUMS, AIR_SHARE, 0.25F, 1.0F, 0.15F, 3.0F},  {ROLE_DRUMS, VOICED, 0.0F, 0.75F, 0.2F, 2.5F},
    {ROLE_DRUMS, PSR, 13.5F, 99.0F, 3.0F, 1.5F},        {ROLE_DRUMS, MEDIAN, 20.0F, 65.0F, 15.0F, 0.8F},
    {ROLE_DRUMS, SUB_SHARE, 0.4F, 1.0F, 0.08F, 1.5F},   {ROLE_DRUMS, CREST, 20.0F, 99.0F, 4.0F, 1.0F},
    {ROLE_DRUMS, CENTROID, 2500.0F, 2e4F, 600.0F, 1.2F}, {ROLE_DRUMS, HIGH_SHARE, 0.5F, 1.0F, 0.2F, 1.5F},
    {ROLE_BASS, SUB_SHARE, 0.4F, 1.0F, 0.08F, -1.2F},   {ROLE_BASS, CENTROID, 2300.0F, 2e4F, 600.0F, -1.5F},
    {ROLE_BASS, LOW_SHARE, 0.75F, 1.0F, 0.2F, 2.0F},    {ROLE_BASS, VOICED, 0.9F, 1.0F, 0.15F, 1.5F},
    {ROLE_BASS, MEDIAN, 35.0F, 120.0F, 20.0F, 1.5F},    {ROLE_BASS, PSR, 0.0F, 12.5F, 2.5F, 1.0F},
    {ROLE_VOCALS, LOW_SHARE, 0.0F, 0.2F, 0.15F, 0.8F},  {ROLE_VOCALS, MID_SHARE, 0.75F, 1.0F, 0.2F, 1.2F},
    {ROLE_VOCALS, MEDIAN, 130.0F, 520.0F, 80.0F, 1.2F}, {ROLE_VOCALS, PSR, 0.0F, 9.5F, 2.5F, 1.5F},
    {ROLE_VOCALS, CENTROID, 1400.0F, 2600.0F, 600.0F, 0.8F},
    {ROLE_GUITAR, MEDIAN, 85.0F, 450.0F, 60.0F, 1.2F},  {ROLE_GUITAR, PSR, 10.5F, 17.0F, 2.5F, 1.4F},
    {ROLE_GUITAR, LOW_SHARE, 0.0F, 0.62F, 0.15F, 0.9F}, {ROLE_GUITAR, VOICED, 0.85F, 1.0F, 0.2F, 0.7F},
    {ROLE_KEYS, MEDIAN, 150.0F, 420.0F, 80.0F, 1.0F},   {ROLE_KEYS, CENTROID, 400.0F, 1200.0F, 300.0F, 1.4F},
    {ROLE_KEYS, LOW_SHARE, 0.0F, 0.45F, 0.2F, 0.8F},    {ROLE_KEYS, VOICED, 0.9F, 1.0F, 0.15F, 0.7F},
    {ROLE_SYNTH, CENTROID, 1600.0F, 6500.0F, 800.0F, 0.8F}, {ROLE_SYNTH, PSR, 4.0F, 11.5F, 2.0F, 0.9F},
    {ROLE_SYNTH, VOICED, 0.9F, 1.0F, 0.2F, 0.8F},       {ROLE_SYNTH, HIGH_SHARE, 0.04F, 0.4F, 0.04F, 0.8F},
};

/* Whether `word` begins a word of `name`, or is a `whole` one; letters decide, not their case. */
static bool names(const char *name, const char *word, bool whole)
{
    const size_t length = strlen(word);
    for (size_t i = 0; name[i]; i++) {
        if (i > 0 && isalpha((unsigned char)name[i - 1]))
            continue;
        size_t k = 0;
        while (k < length && tolower((unsigned char)name[i + k]) == word[k])
            k++;
        if (k == length && !(whole && isalpha((unsigned char)name[i + k])))
            return true;
    }
    return false;
}

static float power_share(const float *bands_db, int from, int to)
{
    double sum = 0.0, part = 0.0;
    for (int i = 0; i < BANDS; i++) {
        const double power = isfinite(bands_db[i]) ? pow(10.0, (double)bands_db[i] / 10.0) : 0.0;
        sum += power;
        part += i >= from && i < to ? power : 0.0;
    }
    return sum > 0.0 ? (float)(part / sum) : NAN;
}

static void measure(const struct track_reading *track, float *features)
{
    const float *const bands = track->spectrum.bands_db;
    features[SUB_SHARE] = power_share(bands, 0, 1);
    features[LOW_SHARE] = power_share(bands, 0, 2);
    features[MID_SHARE] = power_share(bands, 2, 4);
    features[HIGH_SHARE] = power_share(bands, 4, BANDS);
    features[AIR_SHARE] = power_share(bands, BANDS - 1, BANDS);
    features[CENTROID] = track->spectrum.centroid_hz;
    features[PSR] = track->loudness.psr_min_db;
    features[VOICED] = track->range.voiced_ratio;
    features[MEDIAN] = track->range.median_hz;
    features[CREST] = track->channel[0].crest_db;
}

static float worth(const struct clue *clue, float value)
{
    const float outside = fmaxf(fmaxf(clue->from - value, value - clue->to), 0.0F);
    return isfinite(value) ? clue->points * fmaxf(1.0F - outside / clue->slope, 0.0F) : 0.0F;
}

/* A piece of the kit alone has nothing of what the others bring: no treble with a kick, nothing else with
 * cymbals.  A snare cannot be told from a kit. */
static enum role piece_of(const float *features)
{
    if (features[LOW_SHARE] > 0.8F && features[HIGH_SHARE] < 0.006F)
        return ROLE_KICK;
    if (features[LOW_SHARE] < 0.05F && features[HIGH_SHARE] > 0.8F && features[AIR_SHARE] > 0.15F)
        return ROLE_HATS;
    return ROLE_DRUMS;
}

static struct role_guess by_sound(const struct track_reading *track)
{
    float features[FEATURES], points[ROLES] = {0}, sum = 0.0F;
    struct role_guess guess = {ROLE_NONE, 0.0F};
    measure(track, features);
    if (!isfinite(features[LOW_SHARE]))
        return guess;
    for (size_t i = 0; i < sizeof clues / sizeof clues[0]; i++)
        points[clues[i].role] += worth(&clues[i], features[clues[i].feature]);
    for (int r = ROLE_VOCALS; r < ROLE_OTHER; r++) {
        sum += expf(points[r]);
        if (guess.role == ROLE_NONE || points[r] > points[guess.role])
            guess.role = (enum role)r;
    }
    guess.confidence = expf(points[guess.role]) / sum;
    if (guess.role == ROLE_DRUMS)
        guess.role = piece_of(features);
    return guess;
}

struct role_guess roleguess_find(const struct track_reading *track)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (names(track->name, words[i].word, false))
            return (struct role_guess){words[i].role, named_confidence};
    for (size_t i = 0; i < sizeof whole_words / sizeof whole_words[0]; i++)
        if (names(track->name, whole_words[i].word, true))
            return (struct role_guess){whole_words[i].role, named_confidence};
    return by_sound(track);
}

enum track_pattern roleguess_pattern(const struct track_reading *track)
{
    const float psr = track->loudness.psr_min_db, voiced = track->range.voiced_ratio;
    if (!isfinite(psr))
        return PATTERN_UNKNOWN;
    if (!isfinite(voiced) || voiced < 0.5F || psr > 15.0F)
        return PATTERN_PERCUSSIVE;
    return psr > 11.0F ? PATTERN_RHYTHMIC : PATTERN_TONAL;
}
