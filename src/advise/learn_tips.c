/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/learn_tips.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HABIT = 4 }; /* that often is no accident */

struct tip {
    double weight;
    char text[TIP_MAX];
};

static uint32_t taken_of(const struct learn_cell *cell)
{
    return cell->counts[ANSWER_APPLIED] + cell->counts[ANSWER_MODIFIED] +
           cell->counts[ANSWER_FOLLOWED];
}

/* What comes up again and again is cheaper to mend where it arises. */
static const struct {
    const char *rule, *habit;
} at_the_root[] = {
    {"hot_level", N_("turn the preamp or the synth down before recording")},
    {"low_level", N_("record with more gain: peaks near -10 dBFS leave room enough")},
    {"clipping", N_("leave 6 dB of headroom while recording")},
    {"mud", N_("start such tracks with a high-pass and a small cut near 300 Hz")},
    {"boxy", N_("move the microphone, or start with a small cut near 500 Hz")},
    {"boomy", N_("start such tracks with a cut near 120 Hz, or move the microphone away")},
    {"rumble", N_("put a high-pass on every track that needs no lows, in the template")},
    {"sibilance", N_("keep a de-esser in the template, or turn the microphone a little aside")},
    {"harsh", N_("try a darker microphone or a wide cut near 3 kHz in the template")},
    {"hum", N_("look for the ground loop once: cables, power strips, dimmers")},
    {"noise_floor", N_("record closer and louder: then the noise stays below")},
    {"dc_offset", N_("keep a high-pass at 20 Hz behind the device that makes it")},
    {"low_end_width", N_("keep everything below 120 Hz in mono in the template")},
    {"loudness_over", N_("set the limiter for the target before the last pass")},
    {"true_peak_over", N_("keep the limiter's ceiling at -1 dBTP in the template")},
    {"overcompressed", N_("start with half the ratio: it can always be more")},
    {"masking", N_("part kick and bass, voice and guitars by arrangement first, by EQ second")},
    {"dropouts", N_("a larger buffer, or fewer plug-ins while recording")},
};

static const char *root_of(const char *rule)
{
    for (size_t i = 0; i < sizeof at_the_root / sizeof at_the_root[0]; i++)
        if (strcmp(rule, at_the_root[i].rule) == 0)
            return at_the_root[i].habit;
    return NULL;
}

static bool tip_of(const struct learn *learn, const struct learn_cell *cell, struct tip *tip)
{
    const uint32_t taken = taken_of(cell), ignored = cell->counts[ANSWER_IGNORED];
    const char *root = root_of(cell->rule);
    const char *role = cell->role < ROLES ? role_names[cell->role] : "";
    if (learn_is_muted(learn, cell))
        return false;
    if (taken >= HABIT && taken > 2 * ignored && root) {
        tip->weight = taken;
        if (*role)
            text_format(tip->text, TIP_MAX, _("%s on %s, %u times so far: %s"), cell->rule, role, taken,
                        _(root));
        else
            text_format(tip->text, TIP_MAX, _("%s, %u times so far: %s"), cell->rule, taken, _(root));
        return true;
    }
    if (ignored >= HABIT && ignored > 3 * taken) {
        tip->weight = 0.5 * ignored;
        text_format(tip->text, TIP_MAX,
                    _("%s was ignored %u times: `sideman learn never %s` hides it for good"), cell->rule,
                    ignored, cell->rule);
        return true;
    }
    return false;
}

static void insert(struct tip *tips, uint32_t *count, const struct tip *tip)
{
    uint32_t place = *count < TIPS_MAX ? (*count)++ : TIPS_MAX;
    for (; place > 0 && tips[place - 1].weight < tip->weight; place--)
        if (place < TIPS_MAX)
            tips[place] = tips[place - 1];
    if (place < TIPS_MAX)
        tips[place] = *tip;
}

/* Of a rule the role with most of the answers speaks, else the rule as a whole. */
uint32_t learn_tips(const struct learn *learn, char tips[TIPS_MAX][TIP_MAX])
{
    const struct learn_cell *cells;
    const size_t n_cells = learn_cells(learn, &cells);
    struct tip best[TIPS_MAX], tip, whole;
    const struct learn_cell *speaker = NULL; /* whose tip it is */
    uint32_t count = 0;
    for (size_t i = 0; i < n_cells; i++) {
        const struct learn_cell *cell = &cells[i];
        if (cell->genre < GENRES)
            continue;
        if (speaker && strcmp(speaker->rule, cell->rule) != 0)
            speaker = NULL;
        struct tip candidate = {0};
        if (cell->role < ROLES) {
            if (cell->role != ROLE_NONE && tip_of(learn, cell, &candidate) &&
                (!speaker || candidate.weight > tip.weight)) {
                tip = candidate;
                speaker = cell;
            }
            continue;
        }
        if (tip_of(learn, cell, &whole))
            insert(best, &count, speaker && 2.0 * tip.weight > whole.weight ? &tip : &whole);
    }
    for (uint32_t i = 0; i < count; i++)
        text_format(tips[i], TIP_MAX, "%s", best[i].text);
    return count;
}
