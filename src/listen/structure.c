/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/structure.h"

#include "base/units.h"
#include "listen/novelty.h"
#include "listen/segment.h"
#include "listen/slotlog.h"
#include "listen/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double silence_s = 2.0;
static const double block_s = 0.4;
static const double energy_step_s = 1.0; /* or longer */
static const float silent_level = -6.8f; /* -68 dBFS */
static const double sure_s = 16.0;      /* a section's letter may still change for so long */
static const double same_within = 30.0; /* squares of the usual deviation */
static const double music_after_s = 5.0; /* it must last so long to be believed, */
static const double music_before_s = 10.0; /* and had been there as long before it was known */
static const double music_share = 0.2, told_share = 0.6, all_music = 0.8;
static const float least_sure = 0.5f; /* where no section is so sure none is told */

struct recent {
    struct texture_slot slot;
    uint32_t onsets;
};

struct cluster {
    float mean[TEXTURE_DIMS];
    double slots;
};

/* How far a section of the reading can be believed. */
struct proof {
    double clarity; /* of the border that begins it; INFINITY after silence */
    double apart;   /* how clearly it is of its letter, 0 not at all .. 1 */
    double music;   /* share of its time */
};

struct structure {
    struct texture *texture;
    struct novelty *novelty;
    struct slotlog *log; /* NULL live */
    double slot_s;
    uint64_t slots;
    uint32_t onsets, heard_hops, hops;
    unsigned silent_slots, silence_slots, sure_slots;
    bool sounding;
    struct recent recent[NOVELTY_SLOTS];
    struct tally tally; /* of the section that goes on */
    struct cluster clusters[SEGMENT_LABELS];
    int n_clusters;
    struct structure_reading reading; /* the last one goes on */
    struct proof proofs[SECTIONS_RECENT]; /* of each */
    unsigned music_slots; /* in a row */
    float music_hop;
    double last_music; /* the share of the latest section that was not silent */
};

struct structure *structure_new(unsigned rate_hz)
{
    struct structure *structure = calloc(1, sizeof *structure);
    if (!structure)
        return NULL;
    structure->texture = texture_new(rate_hz);
    if (structure->texture) {
        structure->slot_s = texture_slot_s(structure->texture);
        structure->novelty = novelty_new(structure->slot_s);
    }
    if (!structure->texture || !structure->novelty) {
        structure_free(structure);
        return NULL;
    }
    structure->silence_slots = (unsigned)(silence_s / structure->slot_s) + 1;
    structure->sure_slots = (unsigned)(sure_s / structure->slot_s);
    if (structure->sure_slots > NOVELTY_SLOTS)
        structure->sure_slots = NOVELTY_SLOTS;
    return structure;
}

bool structure_keep(struct structure *structure)
{
    if (!structure->log)
        structure->log = slotlog_new(structure->slot_s);
    return structure->log != NULL;
}

void structure_free(struct structure *structure)
{
    if (!structure)
        return;
    texture_free(structure->texture);
    novelty_free(structure->novelty);
    slotlog_free(structure->log);
    free(structure);
}

static struct section_reading *current(struct structure *structure)
{
    struct structure_reading *reading = &structure->reading;
    return reading->count ? &reading->sections[reading->count - 1] : NULL;
}

static double share_of_music(const struct tally *tally)
{
    return tally->slots > 0 ? tally->music / tally->slots : 0.0;
}

/* What goes on is taken for music as long as that cannot be known, if it was before. */
static double music_of(const struct structure *structure, unsigned at)
{
    if (at + 1 < structure->reading.count)
        return structure->proofs[at].music;
    const bool young = (double)structure->tally.slots * structure->slot_s < music_before_s;
    const double share = share_of_music(&structure->tally);
    return young && at > 0 ? fmax(share, structure->proofs[at - 1].music) : share;
}

/* How likely section `at` is right.  By logistic regression on songs that were made up or cut up;
 * while it goes on nobody knows how it will end. */
static float judge(const struct structure *structure, unsigned at)
{
    const struct section_reading *const section = &structure->reading.sections[at];
    const bool last = at + 1 == structure->reading.count;
    const double now_s = (double)structure->slots * structure->slot_s;
    const double length_s = (last ? now_s : section->end_s) - section->start_s;
    const double after = last ? INFINITY : structure->proofs[at + 1].clarity;
    const double clarity = fmin(5.0, fmin(structure->proofs[at].clarity, after));
    const double odds = 0.6 + 1.09 * log(clarity) + 0.99 * structure->proofs[at].apart -
                        0.55 * log(fmax(length_s, 1.0)) - (last ? 0.53 : 0.0);
    return (float)(fmin(1.0, music_of(structure, at) / all_music) / (1.0 + exp(-odds)));
}

static void describe(const struct structure *structure, struct section_reading *section)
{
    const struct tally *tally = &structure->tally;
    const double length_s = tally->slots * structure->slot_s;
    section->loudness_lufs = tally_loudness_lufs(tally);
    section->density_hz = length_s > 0.0 ? (float)(tally->onsets / length_s) : NAN;
    section->width = tally_width(tally);
}

static void mean_of(const struct tally *tally, float *mean)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        mean[d] = tally->slots ? (float)(tally->dims[d] / tally->slots) : 0.0f;
}

/* The letter of what is like this, but for that of the section before, from which it differs; a new
 * one when nothing is, the last one when they run out. */
static int label_of(const struct structure *structure, const float *mean, int before,
                    double *apart)
{
    int nearest = structure->n_clusters < SEGMENT_LABELS ? structure->n_clusters
                                                         : SEGMENT_LABELS - 1;
    double distance = same_within;
    *apart = 1.0;
    for (int c = 0; c < structure->n_clusters; c++) {
        const double far = novelty_distance(structure->novelty, structure->clusters[c].mean, mean);
        if (c == before)
            continue;
        *apart = fmin(*apart, fabs(log(far / same_within)));
        if (far < distance) {
            distance = far;
            nearest = c;
        }
    }
    return nearest;
}

/* The section's letter stands: what it sounded like is remembered under it. */
static void learn_label(struct structure *structure, int label)
{
    const struct tally *tally = &structure->tally;
    if (label < 0 || tally->slots == 0)
        return;
    if (label == structure->n_clusters)
        structure->clusters[structure->n_clusters++] = (struct cluster){0};
    struct cluster *cluster = &structure->clusters[label];
    float mean[TEXTURE_DIMS];
    mean_of(tally, mean);
    const double slots = cluster->slots + tally->slots;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        cluster->mean[d] = (float)(((double)cluster->mean[d] * cluster->slots +
                                    (double)mean[d] * tally->slots) / slots);
    cluster->slots = slots;
}

static void guess_label(struct structure *structure)
{
    struct section_reading *section = current(structure);
    if (section->label < 0 || structure->tally.slots > structure->sure_slots)
        return;
    float mean[TEXTURE_DIMS];
    const unsigned count = structure->reading.count;
    const int before = count > 1 ? structure->reading.sections[count - 2].label : -1;
    mean_of(&structure->tally, mean);
    section->label =
        (int8_t)label_of(structure, mean, before, &structure->proofs[count - 1].apart);
}

/* The section that goes on ended `ago` slots before now, and another began. */
static void begin(struct structure *structure, unsigned ago, int label, double clarity)
{
    struct structure_reading *reading = &structure->reading;
    struct tally tally = {0};
    for (uint64_t s = structure->slots - ago; s < structure->slots; s++) {
        struct recent *recent = &structure->recent[s % NOVELTY_SLOTS];
        if (structure->tally.slots > 0)
            tally_take_out(&structure->tally, &recent->slot, recent->onsets);
        if ((double)(s + ago - structure->slots) * structure->slot_s < block_s)
            recent->slot.loudness = 0.0f; /* it looks back into the section before */
        tally_add(&tally, &recent->slot, recent->onsets);
    }
    const double start_s = (double)(structure->slots - ago) * structure->slot_s;
    struct section_reading *last = current(structure);
    if (last) {
        describe(structure, last);
        last->end_s = start_s;
        structure->proofs[reading->count - 1].music = share_of_music(&structure->tally);
        if (last->label >= 0)
            structure->last_music = share_of_music(&structure->tally);
        learn_label(structure, last->label);
    }
    if (reading->count == SECTIONS_RECENT) {
        memmove(reading->sections, reading->sections + 1,
                (SECTIONS_RECENT - 1) * sizeof *reading->sections);
        memmove(structure->proofs, structure->proofs + 1,
                (SECTIONS_RECENT - 1) * sizeof *structure->proofs);
        reading->count--;
    }
    structure->tally = tally;
    structure->proofs[reading->count] = (struct proof){.clarity = clarity, .apart = 1.0};
    reading->sections[reading->count++] = (struct section_reading){
        .start_s = start_s, .end_s = NAN, .label = (int8_t)label};
    reading->begun++;
    guess_label(structure);
}

/* Music is known some seconds after it began: what went before counts as well. */
static void look_back(struct structure *structure)
{
    const struct section_reading *const section = current(structure);
    const double start_s = section ? section->start_s : 0.0;
    const unsigned before = (unsigned)((music_after_s + music_before_s) / structure->slot_s);
    for (unsigned ago = 2; ago <= before && ago < NOVELTY_SLOTS && ago <= structure->slots; ago++) {
        const uint64_t at = structure->slots - ago;
        struct recent *const recent = &structure->recent[at % NOVELTY_SLOTS];
        if ((double)at * structure->slot_s < start_s)
            break;
        if (recent->slot.music >= structure->music_hop)
            continue;
        structure->tally.music += (double)(structure->music_hop - recent->slot.music);
        recent->slot.music = structure->music_hop;
    }
}

static void take_in(struct structure *structure, const struct texture_slot *slot, bool heard)
{
    const unsigned needed = (unsigned)(music_after_s / structure->slot_s);
    struct recent *const recent = &structure->recent[structure->slots % NOVELTY_SLOTS];
    structure->music_slots = structure->music_hop > 0.0f && heard ? structure->music_slots + 1 : 0;
    *recent = (struct recent){.slot = *slot, .onsets = structure->onsets};
    recent->slot.music = structure->music_slots >= needed ? structure->music_hop : 0.0f;
    structure->slots++;
    tally_add(&structure->tally, &recent->slot, structure->onsets);
    structure->onsets = 0;
    if (structure->log)
        slotlog_add(structure->log, &recent->slot);
    if (structure->music_slots == needed)
        look_back(structure);
}

/* True when a section began `*ago` slots ago that is worth telling. */
static bool take_slot(struct structure *structure, const struct texture_slot *slot, bool heard,
                      unsigned *ago)
{
    take_in(structure, slot, heard);
    const bool first = structure->reading.count == 0;
    structure->silent_slots = heard ? 0 : structure->silent_slots + 1;
    bool told = false;
    if (heard && !structure->sounding) {
        structure->sounding = true;
        novelty_restart(structure->novelty);
        *ago = 1;
        told = !first && structure->last_music >= told_share;
        begin(structure, 1, 0, INFINITY);
    } else if (!heard && (first || (structure->sounding &&
                                    structure->silent_slots == structure->silence_slots))) {
        structure->sounding = false;
        begin(structure, structure->silent_slots, -1, INFINITY);
    }
    if (novelty_process(structure->novelty, slot, ago) && structure->sounding) {
        told = share_of_music(&structure->tally) >= told_share;
        begin(structure, *ago, 0, novelty_clarity(structure->novelty));
    }
    guess_label(structure);
    return told;
}

bool structure_process(struct structure *structure, const struct structure_hop *hop,
                       double *start_s)
{
    structure->onsets += hop->onsets;
    structure->heard_hops += hop->heard;
    structure->hops++;
    structure->music_hop = hop->music;
    const struct texture_slot *slot =
        texture_process(structure->texture, hop->spectrum, hop->loudness_lufs);
    if (!slot)
        return false;
    const bool sounds = 2 * structure->heard_hops >= structure->hops &&
                        slot->dims[TEXTURE_LEVEL] > silent_level;
    structure->heard_hops = structure->hops = 0;
    unsigned ago = 0;
    const bool told = take_slot(structure, slot, sounds, &ago);
    if (told)
        *start_s = (double)(structure->slots - ago) * structure->slot_s;
    return told;
}

void structure_read(const struct structure *structure, struct structure_reading *reading)
{
    bool any = false;
    *reading = structure->reading;
    if (reading->count)
        describe(structure, &reading->sections[reading->count - 1]);
    for (unsigned i = 0; i < reading->count; i++) {
        struct section_reading *const section = &reading->sections[i];
        const bool music = section->label >= 0 && music_of(structure, i) >= music_share;
        section->label = music ? section->label : -1;
        section->confidence = music ? judge(structure, i) : NAN;
        any = any || (music && section->confidence >= least_sure);
    }
    if (!any)
        *reading = (struct structure_reading){.count = 0};
}

size_t structure_find(const struct structure *structure, const struct arrangement_times *times,
                      struct section_reading **sections)
{
    *sections = NULL;
    if (!structure->log)
        return 0;
    return arrangement_find(slotlog_slots(structure->log), slotlog_count(structure->log),
                            slotlog_slot_s(structure->log), times, sections);
}

size_t structure_energy(const struct structure *structure, float *lufs, size_t max, double *step_s)
{
    const size_t slots = structure->log ? slotlog_count(structure->log) : 0;
    if (slots == 0 || max == 0)
        return 0;
    const size_t least = (size_t)fmax(1.0, round(energy_step_s / slotlog_slot_s(structure->log)));
    const size_t fitting = (slots + max - 1) / max;
    const size_t each = fitting > least ? fitting : least;
    size_t steps = 0;
    *step_s = (double)each * slotlog_slot_s(structure->log);
    for (size_t first = 0; first < slots; first += each, steps++) {
        const size_t end = first + each < slots ? first + each : slots;
        double sum = 0.0;
        for (size_t s = first; s < end; s++)
            sum += (double)slotlog_slots(structure->log)[s].loudness;
        lufs[steps] = (float)units_db_from_power(sum / (double)(end - first));
    }
    return steps;
}
