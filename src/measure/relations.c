/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/relations.h"

#include "measure/align.h"
#include "measure/erb.h"
#include "measure/likeness.h"
#include "measure/masking.h"

#include <stdlib.h>
#include <string.h>

enum {
    HOPS_A_STEP = 8,   /* 85 ms at 48 kHz */
    HOPS_A_SPECTRUM = 4, /* as long as its window */
    STEPS_A_READING = 12
};

struct relations {
    unsigned tracks, hop, steps;
    uint8_t index[TRACKS_MAX];
    struct erb erb;
    struct masking *masking;
    struct likeness *likeness;
    struct align *align;
    float powers[TRACKS_MAX * ERB_ROW]; /* of this step */
    struct relations_reading reading;
};

struct relations *relations_new(unsigned rate_hz, unsigned tracks, const uint8_t *index)
{
    struct relations *const relations = calloc(1, sizeof *relations);
    if (!relations)
        return NULL;
    const double step_s = HOPS_A_STEP * (double)stft_hop_frames(rate_hz) / (double)rate_hz;
    relations->tracks = tracks;
    memcpy(relations->index, index, tracks * sizeof *index);
    erb_init(&relations->erb, rate_hz);
    relations->masking = masking_new(tracks, step_s);
    relations->likeness = likeness_new(tracks, step_s);
    relations->align = align_new(rate_hz, tracks);
    if (!relations->masking || !relations->likeness || !relations->align) {
        relations_free(relations);
        return NULL;
    }
    relations_reading_clear(&relations->reading);
    return relations;
}

void relations_free(struct relations *relations)
{
    if (!relations)
        return;
    masking_free(relations->masking);
    likeness_free(relations->likeness);
    align_free(relations->align);
    free(relations);
}

void relations_reset(struct relations *relations)
{
    masking_reset(relations->masking);
    likeness_reset(relations->likeness);
    align_reset(relations->align);
    relations_reading_clear(&relations->reading);
}

void relations_take(struct relations *relations, unsigned track, const struct stft_frame *spectrum,
                    float *const *rows, unsigned channels, size_t frames)
{
    align_take(relations->align, track, rows[0], channels > 1 ? rows[1] : NULL, frames);
    if (relations->hop % HOPS_A_SPECTRUM == HOPS_A_SPECTRUM - 1)
        erb_add(&relations->erb, spectrum, relations->powers + track * ERB_ROW);
}

static void step(struct relations *relations)
{
    const float scale = (float)HOPS_A_SPECTRUM / (float)HOPS_A_STEP;
    for (unsigned i = 0; i < relations->tracks * ERB_ROW; i++)
        relations->powers[i] *= scale;
    masking_step(relations->masking, relations->powers);
    for (unsigned t = 0; t < relations->tracks; t++)
        likeness_take(relations->likeness, t, masking_levels_db(relations->masking, t),
                      masking_is_active(relations->masking, t));
    likeness_step(relations->likeness);
    align_step(relations->align, relations->likeness);
    memset(relations->powers, 0, sizeof relations->powers);
    if (++relations->steps % STEPS_A_READING == 0)
        relations_finish(relations);
}

void relations_step(struct relations *relations)
{
    if (++relations->hop < HOPS_A_STEP)
        return;
    relations->hop = 0;
    step(relations);
}

void relations_finish(struct relations *relations)
{
    masking_read(relations->masking, relations->index, &relations->reading);
    align_read(relations->align, relations->index, &relations->reading);
}

const struct relations_reading *relations_read(const struct relations *relations)
{
    return &relations->reading;
}
