/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/levels.h"

#include "base/simd.h"
#include "base/units.h"
#include "measure/ballistics.h"
#include "measure/grid.h"
#include "measure/peak.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LANES = 16,        /* fixed partial sums: the order of additions never depends on the machine */
    RMS_SLOTS = 30,    /* 300 ms */
    RECENT_SLOTS = 300, /* 3 s */
    CLIP_RUN = 3       /* frames at full scale in a row that count as clipping */
};

static const float full_scale = 32767.0F / 32768.0F;

struct sums {
    float square[LANES], plain[LANES];
};

struct channel {
    struct sums slot;   /* of the current slot */
    float slot_peak;
    float recent_peak[RECENT_SLOTS];
    float recent_square[RECENT_SLOTS]; /* mean squares */
    struct needle needle;
    float peak;        /* since reset, and cleared with the held peaks */
    float crest_peak;  /* since reset */
    double square, plain;
    uint64_t clipped_samples, clip_runs;
    uint32_t longest_clip, run; /* frames */
    int run_sign;
    uint64_t clip_slot;  /* when it last clipped, 0 never: heard + 1 */
};

struct levels {
    unsigned rate_hz, channels;
    bool paused;
    struct grid grid;
    struct ballistics_law law;
    uint64_t heard;     /* whole slots since the start: the next one goes to heard % 300 */
    uint64_t frames;    /* in the sums since reset */
    bool any;           /* a frame came since the reset */
    struct channel channel[];
};

static void start_channel(struct channel *channel)
{
    channel->peak = channel->crest_peak = 0;
    channel->square = channel->plain = 0;
    channel->clipped_samples = channel->clip_runs = 0;
    channel->longest_clip = channel->run = 0;
    channel->clip_slot = 0;
}

static void restart_slot(struct levels *levels)
{
    grid_start(&levels->grid, levels->rate_hz);
    for (unsigned c = 0; c < levels->channels; c++) {
        memset(&levels->channel[c].slot, 0, sizeof levels->channel[c].slot);
        levels->channel[c].slot_peak = 0;
        levels->channel[c].run = 0;
    }
}

struct levels *levels_new(unsigned rate_hz, unsigned channels)
{
    if (rate_hz < 1000 || channels == 0 || channels > CHANNELS_MAX)
        return NULL;
    struct levels *levels = calloc(1, sizeof *levels + channels * sizeof levels->channel[0]);
    if (!levels)
        return NULL;
    levels->rate_hz = rate_hz;
    levels->channels = channels;
    ballistics_design(&levels->law, BALLISTICS_PEAK, rate_hz);
    restart_slot(levels);
    return levels;
}

void levels_free(struct levels *levels)
{
    free(levels);
}

/* Sample `position` of a slot always goes to lane position % LANES: block sizes do not matter. */
SIMD_CLONES static void add_sums(struct sums *restrict sums, const float *restrict samples,
                                 size_t position, size_t frames)
{
    size_t i = 0;
    for (; i < frames && (position + i) % LANES != 0; i++) {
        const size_t lane = (position + i) % LANES;
        sums->square[lane] += samples[i] * samples[i];
        sums->plain[lane] += samples[i];
    }
    for (; i + LANES <= frames; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            sums->square[lane] += samples[i + lane] * samples[i + lane];
            sums->plain[lane] += samples[i + lane];
        }
    for (size_t lane = 0; i < frames; i++, lane++) {
        sums->square[lane] += samples[i] * samples[i];
        sums->plain[lane] += samples[i];
    }
}

static void count_clips(struct channel *channel, const float *samples, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        const int sign = samples[i] >= full_scale ? 1 : samples[i] <= -full_scale ? -1 : 0;
        if (sign == 0 || sign != channel->run_sign)
            channel->run = 0;
        channel->run_sign = sign;
        if (sign == 0)
            continue;
        channel->clipped_samples++;
        channel->run++;
        if (channel->run == CLIP_RUN)
            channel->clip_runs++;
        if (channel->run > channel->longest_clip)
            channel->longest_clip = channel->run;
    }
}

static double total(const float *lanes)
{
    double sum = 0;
    for (int i = 0; i < LANES; i++)
        sum += (double)lanes[i];
    return sum;
}

static void process_channel(struct levels *levels, struct channel *channel, const float *samples,
                            size_t frames)
{
    add_sums(&channel->slot, samples, levels->grid.position, frames);
    const float peak = peak_find(samples, frames);
    ballistics_process(&levels->law, &channel->needle, samples, frames, peak);
    if (peak > channel->slot_peak)
        channel->slot_peak = peak;
    if (levels->paused)
        return;
    if (peak > channel->peak)
        channel->peak = peak;
    if (peak > channel->crest_peak)
        channel->crest_peak = peak;
    if (peak >= full_scale) {
        channel->clip_slot = levels->heard + 1;
        count_clips(channel, samples, frames);
    } else {
        channel->run = 0;
    }
}

static void finish_slot(struct levels *levels, size_t length)
{
    const size_t newest = levels->heard % RECENT_SLOTS;
    for (unsigned c = 0; c < levels->channels; c++) {
        struct channel *channel = &levels->channel[c];
        const double square = total(channel->slot.square);
        channel->recent_peak[newest] = channel->slot_peak;
        channel->recent_square[newest] = (float)(square / (double)length);
        ballistics_finish_slot(&levels->law, &channel->needle);
        if (!levels->paused) {
            channel->square += square;
            channel->plain += total(channel->slot.plain);
        }
        memset(&channel->slot, 0, sizeof channel->slot);
        channel->slot_peak = 0;
    }
    if (!levels->paused)
        levels->frames += length;
    levels->heard++;
}

void levels_process(struct levels *levels, const float *const *channels, size_t frames)
{
    for (size_t first = 0; first < frames;) {
        const size_t length = levels->grid.length;
        const size_t count = grid_take(&levels->grid, frames - first);
        for (unsigned c = 0; c < levels->channels; c++)
            process_channel(levels, &levels->channel[c], channels[c] + first, count);
        levels->any = levels->any || !levels->paused;
        if (grid_advance(&levels->grid, count))
            finish_slot(levels, length);
        first += count;
    }
}

/* Peak and mean square of the last `slots` slots, or as many as there were. */
static void read_recent(const struct levels *levels, const struct channel *channel, uint64_t slots,
                        double *peak_db, double *rms_db)
{
    const uint64_t count = levels->heard < slots ? levels->heard : slots;
    double square = 0;
    float peak = channel->slot_peak;
    for (uint64_t i = 1; i <= count; i++) {
        const size_t slot = (levels->heard - i) % RECENT_SLOTS;
        square += (double)channel->recent_square[slot];
        peak = channel->recent_peak[slot] > peak ? channel->recent_peak[slot] : peak;
    }
    *peak_db = count ? units_db_from_amplitude(peak) : (double)NAN;
    *rms_db = count ? units_db_from_power(square / (double)count) : (double)NAN;
}

/* NAN in silence, where there is no ratio. */
static float crest_db(double peak_db, double rms_db)
{
    return isinf(rms_db) ? NAN : (float)(peak_db - rms_db);
}

static void read_channel(const struct levels *levels, const struct channel *channel,
                         struct channel_reading *reading)
{
    /* What is in the slot that is not full yet counts, so that the end of a file does. */
    const bool partial = !levels->paused;
    const double frames = (double)(levels->frames + (partial ? levels->grid.position : 0));
    const double square = channel->square + (partial ? total(channel->slot.square) : 0);
    const double plain = channel->plain + (partial ? total(channel->slot.plain) : 0);
    double peak_db, rms_db;

    reading->meter_dbfs = (float)units_db_from_amplitude(channel->needle.value);
    reading->meter_hold_dbfs = (float)units_db_from_amplitude(channel->needle.hold);
    reading->sample_peak_dbfs = levels->any ? (float)units_db_from_amplitude(channel->peak) : NAN;
    read_recent(levels, channel, RMS_SLOTS, &peak_db, &rms_db);
    reading->rms_short_dbfs = (float)rms_db;
    read_recent(levels, channel, RECENT_SLOTS, &peak_db, &rms_db);
    reading->crest_short_db = crest_db(peak_db, rms_db);
    reading->rms_dbfs = frames > 0 ? (float)units_db_from_power(square / frames) : NAN;
    reading->crest_db =
        crest_db(units_db_from_amplitude(channel->crest_peak), (double)reading->rms_dbfs);
    reading->dc_offset = frames > 0 ? (float)(plain / frames) : NAN;
    reading->clipped_samples = channel->clipped_samples;
    reading->clip_runs = channel->clip_runs;
    reading->longest_clip_frames = channel->longest_clip;
    reading->clipped_recently = channel->clip_slot > 0
                                && levels->heard - (channel->clip_slot - 1) < RECENT_SLOTS;
}

void levels_read(const struct levels *levels, struct channel_reading *readings)
{
    for (unsigned c = 0; c < levels->channels; c++)
        read_channel(levels, &levels->channel[c], &readings[c]);
}

void levels_reset(struct levels *levels)
{
    for (unsigned c = 0; c < levels->channels; c++)
        start_channel(&levels->channel[c]);
    levels->frames = 0;
    levels->any = false;
    restart_slot(levels);
}

void levels_reset_peaks(struct levels *levels)
{
    for (unsigned c = 0; c < levels->channels; c++) {
        struct channel *channel = &levels->channel[c];
        channel->peak = 0;
        channel->clip_slot = 0;
        channel->needle.hold = channel->needle.value;
        channel->needle.hold_slots = 0;
    }
}

void levels_set_paused(struct levels *levels, bool paused)
{
    if (paused == levels->paused)
        return;
    levels->paused = paused;
    restart_slot(levels);
}

void levels_set_ballistics(struct levels *levels, enum ballistics ballistics)
{
    if (ballistics >= BALLISTICS_COUNT)
        return;
    ballistics_design(&levels->law, ballistics, levels->rate_hz);
    for (unsigned c = 0; c < levels->channels; c++)
        memset(&levels->channel[c].needle, 0, sizeof levels->channel[c].needle);
}
