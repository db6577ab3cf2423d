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
static const double memory_s = 30.0;
static const float worth_share = 0.3F; /* a band belongs to the hidden ones from here on */
static const float heard_min_s = 1.0F;

struct voice {
    bool active;
    float level_db[ERB_ROW];
    float mask_db[ERB_ROW];     /* what it hides lies below */
    float weight[ERB_ROW];      /* of its bands in this step, together 1 */
    float excitation[ERB_ROW];  /* power */
    float present[ERB_ROW];     /* remembered weights */
    float audible;              /* remembered: of `heard` */
    float heard;                /* remembered steps */
    float hits[TRACKS_MAX][ERB_ROW];   /* remembered weights, by masker */
    float excess[TRACKS_MAX][ERB_ROW]; /* weight times dB */
};

struct masking {
    unsigned tracks;
    float step_s, keep;
    float total[ERB_ROW]; /* excitation of all */
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

static void take_levels(struct voice *voice, const float *power)
{
    float sum = 0.0F, loudest = 0.0F, weights = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        sum += power[b];
        loudest = fmaxf(loudest, power[b]);
        voice->level_db[b] = db_of(power[b]);
    }
    voice->active = sum > active_power;
    if (!voice->active)
        return;
    spread(power, voice->excitation);
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        voice->mask_db[b] = db_of(voice->excitation[b]) - margin_db;
        const float loud = power[b] > loudest * relevant_share ? sqrtf(sqrtf(power[b])) : 0.0F;
        voice->weight[b] = loud;
        weights += loud;
    }
    for (unsigned b = 0; b < ERB_BANDS; b++)
        voice->weight[b] /= weights;
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

static void remember(struct masking *masking, struct voice *voice)
{
    fade(voice->present, masking->keep);
    float audible = 0.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        voice->present[b] += voice->weight[b];
        const float rest = masking->total[b] - voice->excitation[b];
        if (voice->level_db[b] > db_of(rest) - margin_db)
            audible += voice->weight[b];
    }
    voice->audible = voice->audible * masking->keep + audible;
    voice->heard = voice->heard * masking->keep + 1.0F;
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
    for (unsigned t = 0; t < masking->tracks; t++) {
        struct voice *const voice = &masking->voices[t];
        if (!voice->active)
            continue;
        remember(masking, voice);
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

/* The run of bands in which most is hidden beyond what is no matter (Kadane's largest sum). */
static struct masking_cell find_cell(const struct voice *voice, unsigned masker)
{
    float best = 0.0F, sum = 0.0F;
    unsigned first = 0, from = 0, to = 0;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        sum += voice->hits[masker][b] - worth_share * voice->present[b];
        if (sum <= 0.0F) {
            sum = 0.0F;
            first = b + 1;
        } else if (sum > best) {
            best = sum;
            from = first;
            to = b + 1;
        }
    }
    struct masking_cell cell = {0};
    float hits = 0.0F, excess = 0.0F, present = 0.0F;
    for (unsigned b = from; b < to; b++) {
        hits += voice->hits[masker][b];
        excess += voice->excess[masker][b];
        present += voice->present[b];
    }
    if (!(present > 0.0F) || !(hits > 0.0F))
        return cell;
    cell.percent = (uint8_t)lrintf(100.0F * fminf(hits / present, 1.0F));
    cell.excess_db = (uint8_t)lrintf(excess / hits);
    cell.weight = (uint8_t)lrintf(100.0F * fminf(present / voice->heard, 1.0F));
    cell.low_hz = (uint16_t)lrint(erb_edge_hz(from));
    cell.high_hz = (uint16_t)lrint(erb_edge_hz(to));
    return cell;
}

void masking_read(const struct masking *masking, const uint8_t *index,
                  struct relations_reading *reading)
{
    for (unsigned t = 0; t < masking->tracks; t++) {
        const struct voice *const voice = &masking->voices[t];
        const float heard_s = voice->heard * masking->step_s;
        const bool known = heard_s >= heard_min_s;
        reading->heard_s[index[t]] = heard_s;
        reading->audible[index[t]] = known ? voice->audible / voice->heard : NAN;
        for (unsigned m = 0; m < masking->tracks; m++)
            reading->masking[index[m]][index[t]] =
                known && m != t ? find_cell(voice, m) : (struct masking_cell){0};
    }
}
