/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/character.h"

#include "base/units.h"
#include "measure/flattop.h"
#include "measure/resonance.h"
#include "measure/spread.h"
#include "measure/swing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double block_s = 0.1, update_s = 1.0;
static const float floor_share = 0.1F;
static const float edge_share = 0.03F;
static const float steady_db = 0.5F; /* from the edge up to the floor: noise fluctuates by less, */
static const float alone_db = 1.7F;  /* and by no more up to the top when nothing else is there */
static const float top_share = 0.95F, room_db = 6.0F; /* else the programme must rise out of it */
enum {
    HOPS_A_FRAME = 4,                       /* windows that do not overlap are enough */
    VOICE_FIRST = 10, VOICE_LAST = 23,      /* third octaves: 200 Hz to 4 kHz */
    LOWS_LAST = 13, HIGHS_FIRST = 20,       /* up to 400 Hz, from 2 kHz on */
    ESS_FIRST = 24, ESS_LAST = 27,          /* 5 to 10 kHz */
    RUMBLE_LAST = 1,                        /* 20 and 25 Hz */
    HISS_FIRST = 20,                        /* from 2 kHz on */
    HISS_BANDS = 3
};

struct character {
    unsigned channels, hops_a_block, hops_an_update;
    unsigned block_hops, update_hops, frame_hops;
    double block_power, block_frames;
    float block_highs[THIRD_OCTAVES]; /* sums: what is smoothed would hang over short rests */
    struct flattop flattops[CHANNELS_MAX];
    struct spread thirds[THIRD_OCTAVES];
    struct spread level, ess, voice;
    struct swing swing;
    struct resonance resonance;
    struct character_reading reading;
};

struct character *character_new(unsigned rate_hz, unsigned channels)
{
    struct character *const character = calloc(1, sizeof *character);
    if (!character)
        return NULL;
    const double hop_s = (double)stft_hop_frames(rate_hz) / (double)rate_hz;
    character->channels = channels;
    character->hops_a_block = (unsigned)fmax(round(block_s / hop_s), 1.0);
    character->hops_an_update = (unsigned)fmax(round(update_s / hop_s), 1.0);
    if (!resonance_init(&character->resonance, rate_hz)) {
        character_free(character);
        return NULL;
    }
    character_reset(character);
    return character;
}

void character_free(struct character *character)
{
    if (!character)
        return;
    resonance_release(&character->resonance);
    free(character);
}

static void start_block(struct character *character)
{
    memset(character->block_highs, 0, sizeof character->block_highs);
    character->block_power = character->block_frames = 0.0;
    character->block_hops = 0;
}

void character_reset(struct character *character)
{
    memset(character->flattops, 0, sizeof character->flattops);
    memset(character->thirds, 0, sizeof character->thirds);
    memset(&character->level, 0, sizeof character->level);
    memset(&character->ess, 0, sizeof character->ess);
    memset(&character->voice, 0, sizeof character->voice);
    swing_reset(&character->swing);
    resonance_reset(&character->resonance);
    start_block(character);
    character_read_none(&character->reading);
}

static float sum_of(const float *thirds, int first, int last)
{
    float sum = 0.0F;
    for (int i = first; i <= last; i++)
        sum += thirds[i];
    return sum;
}

static void end_block(struct character *character, const float *thirds)
{
    const float hops = (float)character->block_hops;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float power = i < HISS_FIRST ? thirds[i] : character->block_highs[i] / hops;
        if (power > 0.0F)
            spread_add(&character->thirds[i], power);
    }
    spread_add(&character->level, (float)(character->block_power / character->block_frames));
    spread_add(&character->voice, sum_of(thirds, VOICE_FIRST, VOICE_LAST));
    spread_add(&character->ess, sum_of(thirds, ESS_FIRST, ESS_LAST));
    swing_add(&character->swing, (float)(character->block_power / character->block_frames),
              sum_of(thirds, VOICE_FIRST, LOWS_LAST), sum_of(thirds, HIGHS_FIRST, VOICE_LAST));
    start_block(character);
}

void character_process(struct character *character, const struct hop *hop,
                       const struct stft_frame *frame, const float *newest, const float *thirds,
                       bool paused)
{
    if (paused || hop->frames == 0)
        return;
    for (unsigned c = 0; c < character->channels; c++)
        flattop_process(&character->flattops[c], hop->rows[c], hop->frames);
    if (hop->active) {
        character->block_power += (double)hop->mean_power * (double)hop->frames;
        character->block_frames += (double)hop->frames;
        for (int i = HISS_FIRST; i < THIRD_OCTAVES; i++)
            character->block_highs[i] += newest[i];
        if (++character->block_hops == character->hops_a_block)
            end_block(character, thirds);
        if (++character->frame_hops >= HOPS_A_FRAME) {
            resonance_add(&character->resonance, frame);
            character->frame_hops = 0;
        }
    }
    if (++character->update_hops == character->hops_an_update)
        character_update(character);
}

enum steady { MOVES, IS_ALONE, IS_HEARD_THROUGH };

static enum steady steadiness(const struct spread *spread, float low)
{
    const float edge = spread_percentile(spread, edge_share);
    const float top = spread_percentile(spread, top_share);
    if (!(edge > (float)SPREAD_LOWEST_DB + 1.0F) || !(low - edge < steady_db))
        return MOVES;
    return top - low > room_db ? IS_HEARD_THROUGH : top - edge < alone_db ? IS_ALONE : MOVES;
}

/* The power of steady bands: where programme rises out of them they are noise, and above all that
 * is played; else some beside each other must be, for a held note is one.  NAN: there are none. */
static float steady_power(const struct character *character)
{
    float found = NAN, sum = 0.0F;
    int run = 0;
    bool certain = false;
    for (int i = HISS_FIRST; i < THIRD_OCTAVES; i++) {
        const float low = spread_percentile(&character->thirds[i], floor_share);
        const enum steady steady = steadiness(&character->thirds[i], low);
        run = steady == MOVES ? 0 : run + 1;
        const bool is_last = i + 1 == THIRD_OCTAVES || character->thirds[i + 1].total == 0;
        certain = run > 0 && (certain || steady == IS_HEARD_THROUGH || is_last || run >= HISS_BANDS);
        sum = run > 0 ? sum + (float)units_power_from_db((double)low) : 0.0F;
        if (certain && !(sum <= found))
            found = sum;
    }
    return found;
}

static void read_floor(struct character *character)
{
    struct character_reading *const reading = &character->reading;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        reading->floor_db[i] = spread_percentile(&character->thirds[i], floor_share);
    const float hiss = steady_power(character);
    reading->hiss_dbfs = isfinite(hiss) ? (float)units_db_from_power((double)hiss * 0.5) : NAN;
    float rumble = 0.0F;
    for (int i = 0; i <= RUMBLE_LAST; i++)
        rumble += isfinite(reading->floor_db[i])
                      ? (float)units_power_from_db((double)reading->floor_db[i]) : 0.0F;
    reading->rumble_dbfs = (float)units_db_from_power((double)rumble * 0.5);
}

static void read_flattops(struct character *character)
{
    struct character_reading *const reading = &character->reading;
    reading->flat_runs = reading->flat_longest = 0;
    for (unsigned c = 0; c < character->channels; c++) {
        const struct flattop *const flattop = &character->flattops[c];
        reading->flat_runs += flattop->runs;
        if (flattop->longest > reading->flat_longest)
            reading->flat_longest = flattop->longest;
    }
}

void character_update(struct character *character)
{
    struct character_reading *const reading = &character->reading;
    const struct resonance_peak peak = resonance_find(&character->resonance);
    character->update_hops = 0;
    read_floor(character);
    read_flattops(character);
    reading->resonance_hz = peak.hz;
    reading->resonance_db = peak.db;
    reading->resonance_q = peak.q;
    reading->level_high_dbfs = spread_percentile(&character->level, 0.95F);
    reading->level_middle_dbfs = spread_percentile(&character->level, 0.5F);
    reading->level_low_dbfs = spread_percentile(&character->level, floor_share);
    const struct swing_reading swing = swing_read(&character->swing);
    reading->moves_db = swing.moves_db;
    reading->unison = swing.unison;
    reading->sibilance_db = spread_percentile(&character->ess, 0.95F) -
                            spread_percentile(&character->voice, 0.9F);
}

void character_read(const struct character *character, struct character_reading *reading)
{
    *reading = character->reading;
}

void character_read_none(struct character_reading *reading)
{
    *reading = (struct character_reading){
        .hiss_dbfs = NAN, .rumble_dbfs = NAN, .resonance_hz = NAN, .resonance_db = NAN,
        .resonance_q = NAN, .level_high_dbfs = NAN, .level_middle_dbfs = NAN,
        .level_low_dbfs = NAN, .sibilance_db = NAN, .moves_db = NAN, .unison = NAN,
    };
    for (int i = 0; i < THIRD_OCTAVES; i++)
        reading->floor_db[i] = NAN;
}
