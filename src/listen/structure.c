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

struct recent {
    struct texture_slot slot;
    uint32_t onsets;
};

struct cluster {
    float mean[TEXTURE_DIMS];
    double slots;
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
static int label_of(const struct structure *structure, const float *mean, int before)
{
    int nearest = structure->n_clusters < SEGMENT_LABELS ? structure->n_clusters
                                                         : SEGMENT_LABELS - 1;
    double distance = same_within;
    for (int c = 0; c < structure->n_clusters; c++) {
        const double far = novelty_distance(structure->novelty, structure->clusters[c].mean, mean);
        if (far < distance && c != before) {
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
    section->label = (int8_t)label_of(structure, mean, before);
}

/* The section that goes on ended `ago` slots before now, and another began. */
static void begin(struct structure *structure, unsigned ago, int label)
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
        learn_label(structure, last->label);
    }
    if (reading->count == SECTIONS_RECENT) {
        memmove(reading->sections, reading->sections + 1,
                (SECTIONS_RECENT - 1) * sizeof *reading->sections);
        reading->count--;
    }
    structure->tally = tally;
    reading->sections[reading->count++] = (struct section_reading){
        .start_s = start_s, .end_s = NAN, .label = (int8_t)label};
    reading->begun++;
    guess_label(structure);
}

/* True when a section began `*ago` slots ago that is worth telling. */
static bool take_slot(struct structure *structure, const struct texture_slot *slot, bool heard,
                      unsigned *ago)
{
    structure->recent[structure->slots % NOVELTY_SLOTS] =
        (struct recent){.slot = *slot, .onsets = structure->onsets};
    structure->slots++;
    tally_add(&structure->tally, slot, structure->onsets);
    structure->onsets = 0;
    if (structure->log)
        slotlog_add(structure->log, slot);
    const bool first = structure->reading.count == 0;
    structure->silent_slots = heard ? 0 : structure->silent_slots + 1;
    bool told = false;
    if (heard && !structure->sounding) {
        structure->sounding = true;
        novelty_restart(structure->novelty);
        *ago = 1;
        begin(structure, 1, 0);
        told = !first;
    } else if (!heard && (first || (structure->sounding &&
                                    structure->silent_slots == structure->silence_slots))) {
        structure->sounding = false;
        begin(structure, structure->silent_slots, -1);
    }
    if (novelty_process(structure->novelty, slot, ago) && structure->sounding) {
        begin(structure, *ago, 0);
        told = true;
    }
    guess_label(structure);
    return told;
}

bool structure_process(struct structure *structure, const struct stft_frame *spectrum,
                       float loudness_lufs, unsigned onsets, bool heard, double *start_s)
{
    structure->onsets += onsets;
    structure->heard_hops += heard;
    structure->hops++;
    const struct texture_slot *slot =
        texture_process(structure->texture, spectrum, loudness_lufs);
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
    *reading = structure->reading;
    if (reading->count)
        describe(structure, &reading->sections[reading->count - 1]);
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
