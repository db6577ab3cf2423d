/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_targets.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

static const char *const quieter_texts[TARGET_QUIETER] = {
    N_("Louder music is turned down here; quieter music stays as quiet as it is."),
    N_("Louder music is turned down here, quieter music is turned up as far as its peaks allow."),
    N_("Nothing is turned up or down here."),
    N_("Whatever misses this is sent back."),
    N_("Louder music is turned down here; whether quieter music is turned up is not certain."),
};

static const char by_album[] =
    N_("Albums are turned as a whole, so that quiet songs stay quiet.");

void knowledge_targets_mute(const char *text)
{
    (void)text;
}

bool knowledge_targets_entry(const struct target *target, struct knowledge_entry *entry)
{
    const double loudness = (double)target->integrated_lufs, around = (double)target->tolerance_lu;
    const double peak = (double)target->true_peak_dbtp, most = (double)target->short_term_max_lufs;
    struct knowledge_fact *fact = calloc(1, sizeof *fact);
    if (!fact)
        return false;
    *fact = (struct knowledge_fact){
        .about = "",
        .label = "",
        .effect = "",
        .values = {{"integrated_lufs", N_("integrated"), "LUFS", loudness - around,
                    loudness + around},
                   {"true_peak_dbtp", N_("true peak at most"), "dBTP", peak, peak},
                   {"short_term_max_lufs", N_("short-term at most"), "LUFS", most, most}},
        .n_values = isnan(most) ? 2 : 3,
        .source = target->source,
        .date = target->date,
    };
    *entry = (struct knowledge_entry){
        .kind = KNOWLEDGE_TARGET,
        .id = target->name,
        .title = target->title,
        .text = quieter_texts[target->quieter],
        .more = target->by_album ? by_album : "",
        .rarely = "",
        .group = "",
        .facts = fact,
        .n_facts = 1,
        .source = "",
        .date = "",
        .path = "targets.conf",
    };
    return true;
}
