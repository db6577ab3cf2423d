/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/dropouts.h"

#include "base/simd.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 16, RUN_MIN = 31, STEP_MIN = 3, STEP_MAX = 80, WAVEFORM_RATE_HZ = 16, GROUP_MIN = 8 };
static const double step_s = 4e-4;
static const double run_max_s = 0.25;
static const double after_s = 0.02;       /* of programme that must follow */
static const double together_s = 0.01;    /* holes of several channels */
static const double group_gap_s = 0.5, group_max_s = 2.0;
static const double seam_s = 1.0; /* what is heard lags behind what is played */
static const float programme_power = 1e-6F; /* -60 dBFS */
static const float step_share = 0.25F;      /* of the RMS before */
static const float after_share = 0.06F;     /* of the power before: -12 dB */
static const float level_share = 0.3F;      /* of the newest hop in the level before */
static const float clip_value = 0.98F;

void dropouts_init(struct dropouts *dropouts, unsigned rate_hz, unsigned channels)
{
    *dropouts = (struct dropouts){.rate_hz = (double)rate_hz, .channels = channels, .last_s = NAN};
    dropouts->step_samples = (unsigned)fmin(fmax(step_s * (double)rate_hz, STEP_MIN), STEP_MAX);
}

void dropouts_reset(struct dropouts *dropouts)
{
    dropouts->group.count = 0;
    dropouts->count = 0;
    dropouts->last_s = NAN;
}

static bool is_waveform(const struct dropouts *dropouts, const struct dropouts_group *group)
{
    const double length_s = (double)(group->last - group->first) / dropouts->rate_hz;
    return group->count >= GROUP_MIN && (double)group->count > length_s * WAVEFORM_RATE_HZ;
}

static void close_group(struct dropouts *dropouts)
{
    struct dropouts_group *const group = &dropouts->group;
    dropouts->waveform = is_waveform(dropouts, group);
    dropouts->waveform_last = group->last;
    if (!dropouts->waveform) {
        dropouts->count += group->count;
        dropouts->last_s = (double)group->last / dropouts->rate_hz;
    }
    group->count = 0;
}

static void add_hole(struct dropouts *dropouts, unsigned channel, uint64_t start)
{
    struct dropouts_group *const group = &dropouts->group;
    if (start >= dropouts->seam_from && start < dropouts->seam_to)
        return;
    const double gap = group_gap_s * dropouts->rate_hz;
    if (dropouts->waveform && (double)start < (double)dropouts->waveform_last + gap) {
        dropouts->waveform_last = start;
        return;
    }
    dropouts->waveform = false;
    if (group->count == 0) {
        *group = (struct dropouts_group){1, channel, start, start};
        return;
    }
    const double apart_s = fabs((double)start - (double)group->last) / dropouts->rate_hz;
    if (channel != group->channel && apart_s < together_s)
        return;
    group->count++;
    group->channel = channel;
    group->last = start > group->last ? start : group->last;
}

/* Which blocks hold one value only. */
SIMD_CLONES static unsigned find_flat(const float *samples, size_t blocks, unsigned char *flat)
{
    unsigned found = 0;
    for (size_t b = 0; b < blocks; b++) {
        const float *const block = samples + b * BLOCK;
        unsigned different = 0;
        for (size_t i = 0; i < BLOCK; i++)
            different += block[i] != block[0] ? 1u : 0u;
        flat[b] = different == 0;
        found += flat[b];
    }
    return found;
}

static float sample_at(const struct dropouts_channel *channel, const float *row, ptrdiff_t index)
{
    if (index >= 0)
        return row[index];
    return index >= -DROPOUTS_TAIL ? channel->tail[DROPOUTS_TAIL + index] : 0.0F;
}

static void start_run(const struct dropouts *dropouts, struct dropouts_channel *channel,
                      const float *row, ptrdiff_t index)
{
    const uint64_t hop_frame = dropouts->frame;
    const float value = row[index];
    while (index > -DROPOUTS_TAIL && sample_at(channel, row, index - 1) == value)
        index--;
    float step = 0.0F;
    for (ptrdiff_t back = 1; back <= (ptrdiff_t)dropouts->step_samples; back++)
        step = fmaxf(step, fabsf(sample_at(channel, row, index - back) - value));
    channel->running = true;
    channel->value = value;
    channel->start = index >= 0 ? hop_frame + (uint64_t)index : hop_frame - (uint64_t)(-index);
    channel->level_before = channel->level;
    channel->breaks_off = step > step_share * sqrtf(channel->level);
}

/* The programme breaks in again at `row[index]`: was it a hole? */
static void end_run(struct dropouts *dropouts, unsigned c, const float *row, size_t index,
                    size_t frames)
{
    struct dropouts_channel *const channel = &dropouts->channel[c];
    channel->running = false;
    const uint64_t frame = dropouts->frame + index;
    const uint64_t length = frame - channel->start;
    float step = 0.0F;
    for (size_t i = index; i < frames && i < index + dropouts->step_samples; i++)
        step = fmaxf(step, fabsf(row[i] - channel->value));
    const bool breaks_in = step > step_share * sqrtf(channel->level_before);
    const bool hole = channel->value == 0.0F ? channel->breaks_off : breaks_in;
    if (!hole || length < RUN_MIN || (double)length > run_max_s * dropouts->rate_hz ||
        channel->level_before < programme_power || fabsf(channel->value) >= clip_value)
        return;
    if (channel->waiting)
        add_hole(dropouts, c, channel->hole_start);
    channel->waiting = true;
    channel->hole_start = channel->start;
    channel->hole_end = frame;
    channel->power_after = 0.0;
    channel->frames_after = 0;
}

static void await_programme(struct dropouts *dropouts, unsigned c, const struct hop *hop)
{
    struct dropouts_channel *const channel = &dropouts->channel[c];
    if (!channel->waiting)
        return;
    channel->power_after += (double)hop->power[c] * (double)hop->frames;
    channel->frames_after = dropouts->frame + hop->frames - channel->hole_end;
    if ((double)channel->frames_after < after_s * dropouts->rate_hz)
        return;
    channel->waiting = false;
    if (channel->power_after / (double)channel->frames_after >
        (double)(after_share * channel->level_before))
        add_hole(dropouts, c, channel->hole_start);
}

static void follow_runs(struct dropouts *dropouts, unsigned c, const float *row, size_t frames)
{
    enum { BATCH = 64 };
    struct dropouts_channel *const channel = &dropouts->channel[c];
    unsigned char flat[BATCH];
    for (size_t done = 0; done < frames; done += (size_t)BATCH * BLOCK) {
        const size_t left = frames - done;
        const size_t blocks = left / BLOCK < BATCH ? left / BLOCK : BATCH;
        if (find_flat(row + done, blocks, flat) == 0 && !channel->running)
            continue;
        for (size_t i = done; i < frames && i < done + (size_t)BATCH * BLOCK; i += BLOCK) {
            const size_t block = (i - done) / BLOCK;
            const bool is_flat = block < blocks && flat[block];
            if (channel->running && is_flat && row[i] == channel->value)
                continue;
            for (size_t k = i; channel->running && k < i + BLOCK && k < frames; k++)
                if (row[k] != channel->value)
                    end_run(dropouts, c, row, k, frames);
            if (!channel->running && is_flat)
                start_run(dropouts, channel, row, (ptrdiff_t)i);
        }
    }
}

static void keep_tail(struct dropouts_channel *channel, const float *row, size_t frames)
{
    const size_t fresh = frames < DROPOUTS_TAIL ? frames : DROPOUTS_TAIL;
    memmove(channel->tail, channel->tail + fresh, (DROPOUTS_TAIL - fresh) * sizeof *row);
    memcpy(channel->tail + DROPOUTS_TAIL - fresh, row + frames - fresh, fresh * sizeof *row);
}

void dropouts_process(struct dropouts *dropouts, const struct hop *hop)
{
    for (unsigned c = 0; c < dropouts->channels; c++) {
        struct dropouts_channel *const channel = &dropouts->channel[c];
        follow_runs(dropouts, c, hop->rows[c], hop->frames);
        await_programme(dropouts, c, hop);
        if (!channel->running && !channel->waiting)
            channel->level += (hop->power[c] - channel->level) * level_share;
        keep_tail(channel, hop->rows[c], hop->frames);
    }
    dropouts->frame += hop->frames;
    const struct dropouts_group *const group = &dropouts->group;
    const double now = (double)dropouts->frame;
    if (group->count > 0 && (now - (double)group->last > group_gap_s * dropouts->rate_hz ||
                             now - (double)group->first > group_max_s * dropouts->rate_hz))
        close_group(dropouts);
}

void dropouts_note_seam(struct dropouts *dropouts)
{
    const uint64_t near = (uint64_t)(seam_s * dropouts->rate_hz);
    dropouts->seam_from = dropouts->frame > near ? dropouts->frame - near : 0;
    dropouts->seam_to = dropouts->frame + near;
    if (dropouts->group.count > 0 && dropouts->group.first >= dropouts->seam_from)
        dropouts->group.count = 0;
}

unsigned dropouts_count(const struct dropouts *dropouts, double *last_s)
{
    struct dropouts done = *dropouts;
    if (done.group.count > 0)
        close_group(&done);
    *last_s = done.last_s;
    return done.count;
}
