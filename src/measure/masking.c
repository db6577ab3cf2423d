/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/masking.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float up_per_erb = 0.1F;     /* 10 dB */
static const float down_per_erb = 0.006F; /* 22 dB: 27 dB per Bark */
static const float margin_db = 4.0F;
static const float excess_max_db = 24.0F;
static const float silence_db = -100.0F;
static const float active_power = 1e-7F;
static const float relevant_share = 1e-3F; /* of a track's loudest band */
static const float quiet_power = 1e-8F;    /* what no ear notices */
static const double memory_s = 30.0;
static const float played_share = 0.00316F; /* 25 dB below the usual */
static const float rise = 0.25F, fall = 0.993F; /* a step, of what is usual: about its upper tenth */
static const float heard_min_s = 1.0F;
/* A place is so many bands wide, lies between these, and holds much of what the fullest does, or most of
 * the power. */
enum { PLACE_BANDS = 6, PLACE_GUARD = 2, PLACE_FIRST = 1, PLACE_LAST = 30 };
static const float place_share = 0.55F, place_power_db = -1.5F;
/* What makes a track be in another's way, found by logistic regression over 90 songs with and without. */
static const float home_counts = 3.9F, home_min_db = -12.0F;
static const float third_counts = 0.54F;
static const float over_min_db = -15.0F, over_max_db = 12.0F;

struct voice {
    bool active;
    float level_db[ERB_ROW];
    float mask_db[ERB_ROW];     /* what it hides lies below */
    float usual;                /* power of its loudest band, as a rule */
    float share[ERB_ROW];       /* of its loudness in this step, together 1 */
    float weight[ERB_ROW];      /* its loudness against the usual one, where it plays */
    float excitation[ERB_ROW];  /* power */
    float present[ERB_ROW];     /* remembered weights */
    float power[ERB_ROW];       /* remembered power */
    float audible;              /* remembered: of `heard` */
    float part, whole;          /* remembered loudness: what it adds to the mix while it plays; the mix's */
    float heard;                /* remembered steps */
    float hits[TRACKS_MAX][ERB_ROW];   /* remembered weights, by masker */
    float excess[TRACKS_MAX][ERB_ROW]; /* weight times dB */
};

struct masking {
    unsigned tracks;
    float step_s, keep;
    float total[ERB_ROW]; /* excitation of all */
    float loudness[ERB_ROW]; /* of all: its root */
    float plain[ERB_ROW]; /* what takes the ear out of a band's power */
    struct voice *voices;
};

struct masking *masking_new(unsigned tracks, double step_s)
{
    struct masking *const masking = calloc(1, sizeof *masking);
    if (!masking)
        return NULL;
    masking->tracks = tracks;
    masking->step_s = (float)step_s;
    masking->keep = (float)exp(-step_s / memory_s);
    masking->voices = calloc(tracks, sizeof *masking->voices);
    if (!masking->voices) {
        masking_free(masking);
        return NULL;
    }
    for (unsigned b = 0; b < ERB_BANDS; b++)
        masking->plain[b] = (float)(1.0 / erb_ear_gain(b));
    masking_reset(masking);
    return masking;
}

void masking_free(struct masking *masking)
{
    if (!masking)
        return;
    free(masking->voices);
    free(masking);
}

void masking_reset(struct masking *masking)
{
    memset(masking->voices, 0, masking->tracks * sizeof *masking->voices);
}

/* What reaches the neighbours of each band, upwards and downwards. */
static void spread(const float *power, float *excitation)
{
    float up = 0.0F, down = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++)
        excitation[b] = up = up * up_per_erb + power[b];
    for (unsigned b = ERB_BANDS; b-- > 0;) {
        excitation[b] += down;
        down = (down + power[b]) * down_per_erb;
    }
}

static float db_of(float power)
{
    return power > 1e-10F ? 10.0F * log10f(power) : silence_db;
}

static void weigh(struct voice *voice, const float *power, float loudest)
{
    float sum = 0.0F;
    voice->usual = loudest > voice->usual ? voice->usual + rise * (loudest - voice->usual)
                                          : voice->usual * fall;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        voice->share[b] = power[b] > loudest * relevant_share ? sqrtf(sqrtf(power[b])) : 0.0F;
        sum += voice->share[b];
        const bool plays = power[b] > voice->usual * played_share;
        voice->weight[b] = plays ? sqrtf(sqrtf(power[b] / voice->usual)) : 0.0F;
    }
    for (unsigned b = 0; b < ERB_BANDS; b++)
        voice->share[b] /= sum;
}

static void take_levels(struct voice *voice, const float *power)
{
    float sum = 0.0F, loudest = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        sum += power[b];
        loudest = fmaxf(loudest, power[b]);
        voice->level_db[b] = db_of(power[b]);
    }
    voice->active = sum > active_power;
    if (!voice->active)
        return;
    spread(power, voice->excitation);
    for (unsigned b = 0; b < ERB_BANDS; b++)
        voice->mask_db[b] = db_of(voice->excitation[b]) - margin_db;
    weigh(voice, power, loudest);
}

SIMD_CLONES static void hide(float *restrict hits, float *restrict excess,
                             const float *restrict mask_db, const float *restrict level_db,
                             const float *restrict weight, float keep)
{
    for (unsigned b = 0; b < ERB_ROW; b++) {
        const float over = mask_db[b] - level_db[b];
        const float hit = over > 0.0F ? weight[b] : 0.0F;
        hits[b] = hits[b] * keep + hit;
        excess[b] = excess[b] * keep + hit * (over < excess_max_db ? over : excess_max_db);
    }
}

SIMD_CLONES static void fade(float *values, float keep)
{
    for (unsigned i = 0; i < ERB_ROW; i++)
        values[i] *= keep;
}

/* Loudness grows with the fourth root of power.  What a track adds to it is what the mix would lack without
 * it: partial loudness (Moore, Glasberg and Baer, JAES 45, 1997). */
static float root_of(float power)
{
    return sqrtf(sqrtf(power));
}

static void add_presence(const struct masking *masking, struct voice *voice)
{
    float part = 0.0F, whole = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        const float rest = fmaxf(masking->total[b] - voice->excitation[b], 0.0F);
        whole += masking->loudness[b];
        part += masking->loudness[b] - root_of(rest + quiet_power);
    }
    voice->part = voice->part * masking->keep + fmaxf(part, 0.0F);
    voice->whole = voice->whole * masking->keep + whole;
}

static void remember(struct masking *masking, struct voice *voice, const float *power)
{
    fade(voice->present, masking->keep);
    fade(voice->power, masking->keep);
    float audible = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        voice->present[b] += voice->weight[b];
        voice->power[b] += power[b];
        const float rest = masking->total[b] - voice->excitation[b];
        if (voice->level_db[b] > db_of(rest) - margin_db)
            audible += voice->share[b];
    }
    voice->audible = voice->audible * masking->keep + audible;
    voice->heard = voice->heard * masking->keep + 1.0F;
    add_presence(masking, voice);
}

void masking_step(struct masking *masking, const float *powers)
{
    memset(masking->total, 0, sizeof masking->total);
    for (unsigned t = 0; t < masking->tracks; t++) {
        struct voice *const voice = &masking->voices[t];
        take_levels(voice, powers + t * ERB_ROW);
        for (unsigned b = 0; voice->active && b < ERB_BANDS; b++)
            masking->total[b] += voice->excitation[b];
    }
    for (unsigned b = 0; b < ERB_BANDS; b++)
        masking->loudness[b] = root_of(masking->total[b] + quiet_power);
    for (unsigned t = 0; t < masking->tracks; t++) {
        struct voice *const voice = &masking->voices[t];
        if (!voice->active)
            continue;
        remember(masking, voice, powers + t * ERB_ROW);
        for (unsigned m = 0; m < masking->tracks; m++) {
            const struct voice *const masker = &masking->voices[m];
            if (m != t && masker->active) {
                hide(voice->hits[m], voice->excess[m], masker->mask_db, voice->level_db,
                     voice->weight, masking->keep);
            } else {
                fade(voice->hits[m], masking->keep);
                fade(voice->excess[m], masking->keep);
            }
        }
    }
}

bool masking_is_active(const struct masking *masking, unsigned track)
{
    return masking->voices[track].active;
}

const float *masking_levels_db(const struct masking *masking, unsigned track)
{
    return masking->voices[track].level_db;
}

/* Sums up to each band: any run of bands is then one difference. */
struct sums {
    float to[ERB_BANDS + 1];
};

static struct sums sums_of(const float *values)
{
    struct sums sums;
    sums.to[0] = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++)
        sums.to[b + 1] = sums.to[b] + values[b];
    return sums;
}

static float within(const struct sums *sums, unsigned from, unsigned to)
{
    return sums->to[to] - sums->to[from];
}

static float elsewhere(const struct sums *sums, unsigned from, unsigned to)
{
    const unsigned before = from > PLACE_GUARD ? from - PLACE_GUARD : 0;
    return within(sums, 0, before) + within(sums, to + PLACE_GUARD, ERB_BANDS);
}

/* What one track is to another, as sums over the bands. */
struct meeting {
    struct sums present, power; /* of the hidden track */
    float home_db[ERB_BANDS];   /* its power in a place against that of its loudest; NAN: not at home */
    struct sums masker, third;  /* power of the masker, and of all others than the two */
    struct sums hits;
    float masker_heard, heard;
};

static void find_home(struct meeting *meeting, const struct sums *plain)
{
    float fullest = 0.0F, loudest = 0.0F;
    for (unsigned b = PLACE_FIRST; b + PLACE_BANDS <= PLACE_LAST; b++) {
        fullest = fmaxf(fullest, within(&meeting->present, b, b + PLACE_BANDS));
        loudest = fmaxf(loudest, within(plain, b, b + PLACE_BANDS));
    }
    for (unsigned b = PLACE_FIRST; b + PLACE_BANDS <= PLACE_LAST; b++) {
        const float here = within(&meeting->present, b, b + PLACE_BANDS);
        const float home_db = db_of(within(plain, b, b + PLACE_BANDS)) - db_of(loudest);
        const bool at_home = here >= place_share * fullest || home_db >= place_power_db;
        meeting->home_db[b] = at_home ? fmaxf(home_db, home_min_db) : NAN;
    }
}

static float over_db(float power, float other)
{
    return fminf(fmaxf(db_of(power) - db_of(other), over_min_db), over_max_db);
}

/* NAN: the hidden track is not at home there, or not hidden at all. */
static float push_db(const struct meeting *meeting, unsigned from)
{
    const unsigned to = from + PLACE_BANDS;
    const float home_db = meeting->home_db[from];
    if (!(within(&meeting->hits, from, to) > 0.0F) || !isfinite(home_db))
        return NAN;
    const float masker = within(&meeting->masker, from, to);
    const float level_db = over_db(masker / meeting->masker_heard,
                                   within(&meeting->power, from, to) / meeting->heard);
    const float third_db = over_db(masker, within(&meeting->third, from, to));
    return level_db + third_counts * third_db + home_counts * home_db;
}

/* Where the hidden track is at home and the masker is most in its way; ERB_BANDS when nowhere. */
static unsigned find_place(const struct meeting *meeting, float *most_db)
{
    unsigned place = ERB_BANDS;
    for (unsigned b = PLACE_FIRST; b + PLACE_BANDS <= PLACE_LAST; b++) {
        const float push = push_db(meeting, b);
        if (isfinite(push) && (place == ERB_BANDS || push > *most_db)) {
            *most_db = push;
            place = b;
        }
    }
    return place;
}

static uint8_t percent(float part, float all)
{
    return all > 0.0F ? (uint8_t)lrintf(100.0F * fminf(fmaxf(part / all, 0.0F), 1.0F)) : 0;
}

static struct masking_cell find_cell(const struct voice *voice, unsigned masker,
                                     const struct meeting *meeting)
{
    struct masking_cell cell = {0};
    const struct sums *const present = &meeting->present;
    float push = 0.0F;
    const unsigned from = find_place(meeting, &push), to = from + PLACE_BANDS;
    if (from >= ERB_BANDS)
        return cell;
    const struct sums excess = sums_of(voice->excess[masker]);
    const float hidden = within(&meeting->hits, from, to);
    cell.push_db = (int8_t)lrintf(push);
    cell.percent = percent(hidden, within(present, from, to));
    cell.rest_percent = percent(elsewhere(&meeting->hits, from, to), elsewhere(present, from, to));
    cell.excess_db = (uint8_t)lrintf(fminf(within(&excess, from, to) / hidden, excess_max_db));
    cell.weight = percent(within(present, from, to), within(present, 0, ERB_BANDS));
    cell.low_hz = (uint16_t)lrint(erb_edge_hz(from));
    cell.high_hz = (uint16_t)lrint(erb_edge_hz(to));
    return cell;
}

static struct sums power_of_all(const struct masking *masking)
{
    float all[ERB_ROW] = {0};
    for (unsigned t = 0; t < masking->tracks; t++)
        for (unsigned b = 0; b < ERB_BANDS; b++)
            all[b] += masking->voices[t].power[b];
    return sums_of(all);
}

static void meet_hidden(const struct masking *masking, unsigned hidden, struct meeting *meeting)
{
    const struct voice *const voice = &masking->voices[hidden];
    float plain[ERB_ROW] = {0};
    for (unsigned b = 0; b < ERB_BANDS; b++)
        plain[b] = voice->power[b] * masking->plain[b];
    meeting->present = sums_of(voice->present);
    meeting->power = sums_of(voice->power);
    meeting->heard = fmaxf(voice->heard, 1.0F);
    const struct sums plain_sums = sums_of(plain);
    find_home(meeting, &plain_sums);
}

static void meet_masker(const struct masking *masking, unsigned hidden, unsigned masker,
                        const struct sums *all, struct meeting *meeting)
{
    const struct voice *const voice = &masking->voices[masker];
    meeting->hits = sums_of(masking->voices[hidden].hits[masker]);
    meeting->masker = sums_of(voice->power);
    meeting->masker_heard = fmaxf(voice->heard, 1.0F);
    for (unsigned b = 0; b <= ERB_BANDS; b++)
        meeting->third.to[b] = all->to[b] - meeting->power.to[b] - meeting->masker.to[b];
}

void masking_read(const struct masking *masking, const uint8_t *index,
                  struct relations_reading *reading)
{
    const struct sums all = power_of_all(masking);
    for (unsigned t = 0; t < masking->tracks; t++) {
        const struct voice *const voice = &masking->voices[t];
        struct meeting meeting;
        const float heard_s = voice->heard * masking->step_s;
        const bool known = heard_s >= heard_min_s;
        reading->heard_s[index[t]] = heard_s;
        reading->audible[index[t]] = known ? voice->audible / voice->heard : NAN;
        reading->presence_db[index[t]] =
            known ? 20.0F * log10f(fmaxf(voice->part, 1e-6F * voice->whole) / voice->whole) : NAN;
        meet_hidden(masking, t, &meeting);
        for (unsigned m = 0; m < masking->tracks; m++) {
            struct masking_cell *const cell = &reading->masking[index[m]][index[t]];
            *cell = (struct masking_cell){0};
            if (!known || m == t)
                continue;
            meet_masker(masking, t, m, &all, &meeting);
            *cell = find_cell(voice, m, &meeting);
        }
    }
}
