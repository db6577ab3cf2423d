/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/loudness.h"

#include "base/units.h"
#include "measure/grid.h"
#include "measure/histogram.h"
#include "measure/kweight.h"
#include "measure/truepeak.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOMENTARY_SLOTS = 40,    /* 0.4 s */
    SHORT_TERM_SLOTS = 300,  /* 3 s */
    STEP_SLOTS = 10,         /* 0.1 s: gating blocks, range, PSR */
    HALF_STEP_SLOTS = 5,     /* 0.05 s: short-term */
    TAIL_STEPS = 15,         /* 1.5 s of silence close a file (Tech 3342) */
    STABLE_S = 60,
    PAIRS_MAX = CHANNELS_MAX / 2
};

static const double rms_floor = 1e-17; /* mean squares below, -170 dB, are rounding: silence */

/* Weights of BS.1770-5 by number of channels, WAV order; 0 is the LFE, or no place known.
 * Surrounds at the side weigh 1.41, behind 120 degrees 1.0. */
static const double weights[CHANNELS_MAX + 1][CHANNELS_MAX] = {
    [1] = {1},
    [2] = {1, 1},
    [3] = {1, 1, 1},
    [4] = {1, 1, 1.41, 1.41},
    [5] = {1, 1, 1, 1.41, 1.41},
    [6] = {1, 1, 1, 0, 1.41, 1.41},
    [7] = {1, 1, 1, 0, 1, 1.41, 1.41},
    [8] = {1, 1, 1, 0, 1, 1, 1.41, 1.41},
};

/* What starts anew at a reset. */
struct integration {
    uint64_t slots;  /* whole 10 ms slots integrated */
    uint64_t unbroken; /* slots since the reset or the last pause: windows must fit in */
    struct histogram gating, range;
    double momentary_max, short_term_max; /* energies; < 0 unknown */
    float peak[CHANNELS_MAX]; /* amplitudes; < 0 unknown; cleared with the held peaks */
    float programme_peak;     /* over all channels, for PLR */
    double psr_min_db;
};

struct loudness {
    unsigned rate_hz, channels, pairs;
    bool paused;
    struct grid grid;
    struct kweight filter;
    struct kweight_state state[PAIRS_MAX];
    double slot_energy[CHANNELS_MAX]; /* sums of the current slot */
    float slot_peak;
    struct truepeak *truepeak;
    double energy[SHORT_TERM_SLOTS]; /* weighted mean squares of the last slots */
    float peak[SHORT_TERM_SLOTS];    /* true peaks of the last slots, over all channels */
    uint64_t heard;                  /* slots since the start: the next one goes to heard % 300 */
    double momentary, short_term;    /* energies; < 0 unknown */
    double psr_db;
    struct integration since;
};

static void start_integration(struct loudness *loudness)
{
    struct integration *since = &loudness->since;
    memset(since, 0, sizeof *since);
    since->momentary_max = since->short_term_max = -1;
    since->psr_min_db = NAN;
    since->programme_peak = -1;
    for (unsigned c = 0; c < CHANNELS_MAX; c++)
        since->peak[c] = -1;
}

/* What is in the current slot is dropped, so that the next block starts with the next frame. */
static void restart_slot(struct loudness *loudness)
{
    grid_start(&loudness->grid, loudness->rate_hz);
    memset(loudness->slot_energy, 0, sizeof loudness->slot_energy);
    loudness->slot_peak = 0;
    loudness->since.unbroken = 0;
    truepeak_restart(loudness->truepeak);
}

struct loudness *loudness_new(unsigned rate_hz, unsigned channels)
{
    if (rate_hz < 1000 || channels == 0 || channels > CHANNELS_MAX)
        return NULL;
    struct loudness *loudness = calloc(1, sizeof *loudness);
    if (!loudness)
        return NULL;
    loudness->truepeak = truepeak_new(channels);
    if (!loudness->truepeak) {
        free(loudness);
        return NULL;
    }
    loudness->rate_hz = rate_hz;
    loudness->channels = channels;
    loudness->pairs = (channels + 1) / 2;
    loudness->momentary = loudness->short_term = -1;
    loudness->psr_db = NAN;
    kweight_design(&loudness->filter, rate_hz);
    start_integration(loudness);
    restart_slot(loudness);
    return loudness;
}

void loudness_free(struct loudness *loudness)
{
    if (loudness)
        truepeak_free(loudness->truepeak);
    free(loudness);
}

/* Mean square over the last `slots` slots, of which the newest `missing` are yet to come and
 * silent.  Summed anew each time, oldest first: nothing drifts. */
static double window_energy(const struct loudness *loudness, unsigned slots, unsigned missing)
{
    double sum = 0;
    size_t at = (loudness->heard + SHORT_TERM_SLOTS - (slots - missing)) % SHORT_TERM_SLOTS;
    for (unsigned i = missing; i < slots; i++) {
        sum += loudness->energy[at];
        at = at + 1 < SHORT_TERM_SLOTS ? at + 1 : 0;
    }
    return sum / slots;
}

static double max_double(double a, double b)
{
    return a > b ? a : b;
}

static float max_float(float a, float b)
{
    return a > b ? a : b;
}

static double window_peak_db(const struct loudness *loudness)
{
    float top = 0;
    for (unsigned i = 0; i < SHORT_TERM_SLOTS; i++)
        top = max_float(top, loudness->peak[i]);
    return units_db_from_amplitude(top);
}

/* Peak to short-term ratio; its minimum counts where programme is above both gates. */
static void update_psr(struct loudness *loudness, bool counts)
{
    const double short_term_lufs = histogram_lufs_from_energy(loudness->short_term);
    loudness->psr_db = NAN;
    if (short_term_lufs <= HISTOGRAM_FLOOR_LUFS)
        return;
    loudness->psr_db = window_peak_db(loudness) - short_term_lufs;
    struct integration *since = &loudness->since;
    if (counts && loudness->short_term > histogram_gate(&since->gating, 0.1)
        && !(since->psr_min_db <= loudness->psr_db))
        since->psr_min_db = loudness->psr_db;
}

/* Every 50 ms: a tone of 3 s in any place reads 0.04 LU low at worst. */
static void update_short_term(struct loudness *loudness)
{
    struct integration *since = &loudness->since;
    if (loudness->heard < SHORT_TERM_SLOTS)
        return;
    loudness->short_term = window_energy(loudness, SHORT_TERM_SLOTS, 0);
    if (!loudness->paused && since->unbroken >= SHORT_TERM_SLOTS)
        since->short_term_max = max_double(since->short_term_max, loudness->short_term);
}

/* Every 100 ms. */
static void finish_step(struct loudness *loudness)
{
    struct integration *since = &loudness->since;
    if (!loudness->paused && since->unbroken >= MOMENTARY_SLOTS)
        histogram_add(&since->gating, loudness->momentary);
    if (loudness->heard < SHORT_TERM_SLOTS)
        return;
    const bool counts = !loudness->paused && since->unbroken >= SHORT_TERM_SLOTS;
    update_psr(loudness, counts);
    if (counts)
        histogram_add(&since->range, loudness->short_term);
}

/* Every 10 ms. */
static void finish_slot(struct loudness *loudness, size_t frames)
{
    double energy = 0;
    for (unsigned c = 0; c < loudness->channels; c++)
        energy += weights[loudness->channels][c] * loudness->slot_energy[c];
    energy /= (double)frames;
    const size_t newest = loudness->heard % SHORT_TERM_SLOTS;
    loudness->energy[newest] = energy > rms_floor ? energy : 0;
    loudness->peak[newest] = loudness->slot_peak;
    loudness->heard++;
    memset(loudness->slot_energy, 0, sizeof loudness->slot_energy);
    loudness->slot_peak = 0;
    for (unsigned p = 0; p < loudness->pairs; p++)
        kweight_settle(&loudness->state[p]);

    struct integration *since = &loudness->since;
    since->unbroken++;
    if (!loudness->paused)
        since->slots++;
    if (loudness->heard >= MOMENTARY_SLOTS) {
        loudness->momentary = window_energy(loudness, MOMENTARY_SLOTS, 0);
        if (!loudness->paused && since->unbroken >= MOMENTARY_SLOTS)
            since->momentary_max = max_double(since->momentary_max, loudness->momentary);
    }
    if (since->unbroken % HALF_STEP_SLOTS == 0)
        update_short_term(loudness);
    if (since->unbroken % STEP_SLOTS == 0)
        finish_step(loudness);
}

static void process_piece(struct loudness *loudness, const float *const *channels, size_t first,
                          size_t frames)
{
    for (unsigned p = 0; p < loudness->pairs; p++) {
        const unsigned left = 2 * p;
        const unsigned right = left + 1 < loudness->channels ? left + 1 : left;
        kweight_process(&loudness->filter, &loudness->state[p], channels[left] + first,
                        channels[right] + first, frames, &loudness->slot_energy[left]);
    }
    float peaks[CHANNELS_MAX];
    truepeak_process(loudness->truepeak, channels, first, frames, peaks);
    for (unsigned c = 0; c < loudness->channels; c++) {
        loudness->slot_peak = max_float(loudness->slot_peak, peaks[c]);
        if (!loudness->paused)
            loudness->since.peak[c] = max_float(loudness->since.peak[c], peaks[c]);
    }
    if (!loudness->paused)
        loudness->since.programme_peak =
            max_float(loudness->since.programme_peak, loudness->slot_peak);
}

void loudness_process(struct loudness *loudness, const float *const *channels, size_t frames)
{
    for (size_t first = 0; first < frames;) {
        const size_t length = loudness->grid.length;
        const size_t count = grid_take(&loudness->grid, frames - first);
        process_piece(loudness, channels, first, count);
        if (grid_advance(&loudness->grid, count))
            finish_slot(loudness, length);
        first += count;
    }
}

/* Range with the file's end: windows that slide out into silence. */
static double final_range_lu(const struct loudness *loudness)
{
    struct histogram range = loudness->since.range;
    if (!loudness->paused && loudness->since.unbroken >= SHORT_TERM_SLOTS)
        for (unsigned step = 1; step <= TAIL_STEPS; step++)
            histogram_add(&range, window_energy(loudness, SHORT_TERM_SLOTS, step * STEP_SLOTS));
    return histogram_range_lu(&range);
}

static float db_or_nan(float amplitude)
{
    return amplitude < 0 ? NAN : (float)units_db_from_amplitude(amplitude);
}

static float lufs_or_nan(double energy)
{
    return energy < 0 ? NAN : (float)histogram_lufs_from_energy(energy);
}

float loudness_true_peak_dbtp(const struct loudness *loudness, unsigned channel)
{
    return db_or_nan(loudness->since.peak[channel]);
}

float loudness_momentary_lufs(const struct loudness *loudness)
{
    return lufs_or_nan(loudness->momentary);
}

float loudness_short_term_lufs(const struct loudness *loudness)
{
    return lufs_or_nan(loudness->short_term);
}

void loudness_read(const struct loudness *loudness, struct loudness_reading *reading, bool final)
{
    const struct integration *since = &loudness->since;
    float peak = -1;
    for (unsigned c = 0; c < loudness->channels; c++)
        peak = max_float(peak, since->peak[c]);
    const double integrated = histogram_integrated_lufs(&since->gating);
    memset(reading, 0, sizeof *reading); /* padding too: equal readings are equal bytes */
    reading->momentary_lufs = lufs_or_nan(loudness->momentary);
    reading->short_term_lufs = lufs_or_nan(loudness->short_term);
    reading->integrated_lufs = (float)integrated;
    reading->range_lu =
        (float)(final ? final_range_lu(loudness) : histogram_range_lu(&since->range));
    reading->momentary_max_lufs = lufs_or_nan(since->momentary_max);
    reading->short_term_max_lufs = lufs_or_nan(since->short_term_max);
    reading->true_peak_dbtp = db_or_nan(peak);
    reading->plr_db = db_or_nan(since->programme_peak) - (float)integrated;
    reading->psr_db = (float)loudness->psr_db;
    reading->psr_min_db = (float)since->psr_min_db;
    reading->integrated_s = (double)since->slots / GRID_SLOTS_PER_S;
    reading->range_stable = reading->integrated_s >= STABLE_S;
    reading->paused = loudness->paused;
}

void loudness_reset(struct loudness *loudness)
{
    start_integration(loudness);
    restart_slot(loudness);
}

void loudness_reset_peaks(struct loudness *loudness)
{
    for (unsigned c = 0; c < CHANNELS_MAX; c++)
        loudness->since.peak[c] = -1;
}

void loudness_set_paused(struct loudness *loudness, bool paused)
{
    if (paused == loudness->paused)
        return;
    loudness->paused = paused;
    restart_slot(loudness);
}
