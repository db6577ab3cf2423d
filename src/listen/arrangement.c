/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/arrangement.h"

#include "base/units.h"
#include "listen/segment.h"

#include <math.h>
#include <stdlib.h>

static const double block_s = 0.4; /* what the momentary loudness looks back on */
static const double lowest_lufs = -70.0;
static const double gate_factor = 0.1; /* -10 LU */
static const double longest_beat_s = 1.2;
static const double key_known_s = 10.0; /* after it began */
static const float key_alone = 0.45f; /* no beat: only very clear sections are sure */
static const double least_music = 0.2, all_music = 0.8, least_sure = 0.5;
/* A build-up rises this much from its first quarter to its last, and steadily. */
static const double rise_db = 3.0, rise_steadiness = 0.6, rise_shortest_s = 6.0;

static double mean_above(const struct texture_slot *slots, size_t count, double gate)
{
    double sum = 0.0;
    size_t blocks = 0;
    for (size_t i = 0; i < count; i++)
        if ((double)slots[i].loudness > gate) {
            sum += (double)slots[i].loudness;
            blocks++;
        }
    return blocks ? sum / (double)blocks : 0.0;
}

float arrangement_loudness_lufs(const struct texture_slot *slots, size_t count)
{
    const double absolute = units_power_from_db(lowest_lufs);
    const double ungated = mean_above(slots, count, absolute);
    const double gated = mean_above(slots, count, fmax(absolute, gate_factor * ungated));
    return gated > 0.0 ? (float)units_db_from_power(gated) : NAN;
}

/* The first of `times_s` that is not before `at_s`. */
static size_t find(const double *times_s, size_t count, double at_s)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (times_s[middle] < at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The nearest of `times_s` that is no farther than `reach` of what lies between its neighbours. */
static double snap(double at_s, const double *times_s, size_t count, double reach, double most_s)
{
    const size_t next = find(times_s, count, at_s);
    if (next == 0 || next == count)
        return NAN;
    const double before = times_s[next - 1], after = times_s[next];
    const double nearest = at_s - before < after - at_s ? before : after;
    return fabs(nearest - at_s) <= fmin(reach * (after - before), most_s) ? nearest : NAN;
}

/* Sections begin with a bar, or with a beat at least, as far as these can be counted on. */
static double snap_to_bar(double at_s, const struct song_beats *beats, enum evenness evenness)
{
    const bool exact = evenness == BEATS_EXACT;
    if (evenness == BEATS_UNEVEN)
        return at_s;
    double at = snap(at_s, beats->downbeats_s, beats->n_downbeats, exact ? 0.3 : 0.15,
                     longest_beat_s);
    if (isnan(at))
        at = snap(at_s, beats->beats_s, beats->n_beats, 0.5, exact ? 0.5 * longest_beat_s : 0.15);
    return isnan(at) ? at_s : at;
}

static float width_of(const struct texture_slot *slots, size_t count)
{
    double both = 0.0, product = 0.0;
    for (size_t i = 0; i < count; i++) {
        both += (double)slots[i].left + (double)slots[i].right;
        product += (double)slots[i].product;
    }
    if (!(both > 0.0))
        return NAN;
    return (float)fmax(0.0, fmin(1.0, (both - 2.0 * product) / (2.0 * both)));
}

static bool builds_up(const struct texture_slot *slots, size_t count, double slot_s)
{
    double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
    if ((double)count * slot_s < rise_shortest_s)
        return false;
    for (size_t i = 0; i < count; i++) {
        const double time = (double)i / (double)count;
        const double level_db = 10.0 * (double)slots[i].dims[TEXTURE_LEVEL];
        x += time;
        y += level_db;
        xx += time * time;
        yy += level_db * level_db;
        xy += time * level_db;
    }
    const double n = (double)count;
    const double across = xx - x * x / n, along = yy - y * y / n, shared = xy - x * y / n;
    if (!(across > 0.0 && along > 0.0))
        return false;
    return 0.75 * shared / across > rise_db && shared / sqrt(across * along) > rise_steadiness;
}

/* How much of the slots is music: there are beats, or, for less, a key was known soon. */
static double music_of(const struct texture_slot *slots, size_t first, size_t end, size_t count,
                       double slot_s, const struct song_beats *beats)
{
    double sum = 0.0;
    const size_t soon = (size_t)(key_known_s / slot_s);
    for (size_t i = first; i < end; i++) {
        const double at_s = (double)i * slot_s;
        const size_t next = find(beats->beats_s, beats->n_beats, at_s);
        const bool beaten =
            (next < beats->n_beats && beats->beats_s[next] - at_s < longest_beat_s) ||
            (next > 0 && at_s - beats->beats_s[next - 1] < longest_beat_s);
        const float key = fmaxf(slots[i].music, slots[i + soon < count ? i + soon : i].music);
        sum += beaten ? 1.0 : (double)(key_alone * key);
    }
    return end > first ? sum / (double)(end - first) : 0.0;
}

static size_t clamp_slot(double at, size_t count)
{
    return at < 0.0 ? 0 : at > (double)count ? count : (size_t)at;
}

static void describe(struct section_reading *section, const struct texture_slot *slots,
                     size_t count, double slot_s, const struct arrangement_times *times)
{
    const size_t first = clamp_slot(section->start_s / slot_s + 0.5, count);
    const size_t end = clamp_slot(section->end_s / slot_s + 0.5, count);
    const size_t whole = clamp_slot((section->start_s + block_s) / slot_s, count);
    const double length_s = section->end_s - section->start_s;
    const size_t from = find(times->onsets_s, times->n_onsets, section->start_s - 0.05);
    const size_t to = find(times->onsets_s, times->n_onsets, section->end_s - 0.05);
    const size_t loud_from = whole < end ? whole : first;
    section->loudness_lufs =
        end > loud_from ? arrangement_loudness_lufs(slots + loud_from, end - loud_from) : NAN;
    section->density_hz = length_s > 0.0 ? (float)((double)(to - from) / length_s) : NAN;
    section->width = width_of(slots + first, end > first ? end - first : 0);
    section->builds_up = section->label >= 0 && end > first &&
                         builds_up(slots + first, end - first, slot_s);
}

/* Less sure where less is music.  False when none of it is, or nothing is sure. */
static bool believe(struct section_reading *sections, size_t n, const struct texture_slot *slots,
                    size_t count, double slot_s, const struct arrangement_times *times)
{
    bool sure = n == 1;
    double music = 0.0;
    for (size_t i = 0; i < n; i++) {
        const size_t first = clamp_slot(sections[i].start_s / slot_s + 0.5, count);
        const size_t end = clamp_slot(sections[i].end_s / slot_s + 0.5, count);
        const double share =
            end > first ? music_of(slots, first, end, count, slot_s, &times->beats) : 0.0;
        music += share * (double)(end - first) / (double)count;
        sections[i].confidence *= (float)fmin(1.0, share / all_music);
        sure = sure || (double)sections[i].confidence >= least_sure;
    }
    return sure && music >= least_music;
}

size_t arrangement_find(const struct texture_slot *slots, size_t count, double slot_s,
                        const struct arrangement_times *times, struct section_reading **sections)
{
    struct segment *segments;
    const size_t found = segment_find(slots, count, slot_s, &times->beats, &segments);
    const enum evenness evenness = units_evenness(&times->beats, times->end_s);
    *sections = found ? calloc(found, sizeof **sections) : NULL;
    if (!*sections) {
        free(segments);
        return 0;
    }
    size_t kept = 0;
    for (size_t i = 0; i < found; i++) {
        const double at_s = (double)segments[i].first * slot_s;
        const double start_s = i == 0 ? 0.0 : snap_to_bar(at_s, &times->beats, evenness);
        if (kept > 0 && start_s <= (*sections)[kept - 1].start_s)
            continue;
        if (kept > 0)
            (*sections)[kept - 1].end_s = start_s;
        (*sections)[kept++] = (struct section_reading){
            .start_s = start_s, .end_s = times->end_s, .label = (int8_t)segments[i].label,
            .confidence = segments[i].confidence};
    }
    for (size_t i = 0; i < kept; i++)
        describe(&(*sections)[i], slots, count, slot_s, times);
    free(segments);
    if (believe(*sections, kept, slots, count, slot_s, times))
        return kept;
    free(*sections);
    *sections = NULL;
    return 0;
}
