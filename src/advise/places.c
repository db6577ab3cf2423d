/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/places.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES = 7 + THIRD_OCTAVES, RECENT_S = PLACES_BLOCKS * PLACES_BLOCK_S };
static const float STEPS = 100.0f; /* a hundredth of a dB, or of a correlation */
static const int16_t UNKNOWN = INT16_MIN;

struct place {
    float time_s;              /* + 1; 0: never heard */
    int16_t figures[FIGURES];
};

struct track_places {
    struct place song[PLACES_S];
    struct place recent[RECENT_S]; /* a ring */
    uint32_t n_recent;
};

struct places {
    struct track_places tracks[TRACKS_MAX];
};

struct places *places_new(void)
{
    return calloc(1, sizeof(struct places));
}

void places_free(struct places *places)
{
    free(places);
}

/* Only what was used: the rest costs no memory. */
void places_forget(struct places *places)
{
    for (unsigned t = 0; t < TRACKS_MAX; t++)
        if (places->tracks[t].n_recent > 0)
            memset(&places->tracks[t], 0, sizeof places->tracks[t]);
}

static int16_t pack(float value)
{
    const float steps = roundf(value * STEPS);
    if (!isfinite(steps))
        return UNKNOWN;
    return steps > 32767.0f ? 32767 : steps < -32767.0f ? -32767 : (int16_t)steps;
}

static float unpack(int16_t steps)
{
    return steps == UNKNOWN ? NAN : (float)steps / STEPS;
}

static void store(struct place *place, double time_s, const struct sound_second *second)
{
    const float figures[7] = {second->loudness_lufs, second->psr_db, second->crest_db,
                              second->correlation, second->low_correlation, second->width,
                              second->balance_db};
    place->time_s = (float)(time_s + 1.0);
    for (int i = 0; i < 7; i++)
        place->figures[i] = pack(figures[i]);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        place->figures[7 + i] = pack(second->third_db[i]);
}

static void recall(const struct place *place, struct sound_second *second)
{
    float *const figures[7] = {&second->loudness_lufs, &second->psr_db, &second->crest_db,
                               &second->correlation, &second->low_correlation, &second->width,
                               &second->balance_db};
    for (int i = 0; i < 7; i++)
        *figures[i] = unpack(place->figures[i]);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        second->third_db[i] = unpack(place->figures[7 + i]);
}

bool places_swap(struct places *places, unsigned track, double position_s, double time_s,
                 const struct sound_second *second, struct sound_second *before,
                 double *before_time_s)
{
    struct track_places *own = &places->tracks[track];
    store(&own->recent[own->n_recent++ % RECENT_S], time_s, second);
    if (!(position_s >= 0.0) || !(position_s < (double)PLACES_S))
        return false;
    struct place *place = &own->song[(size_t)position_s];
    const bool known = place->time_s > 0.0f;
    *before_time_s = (double)place->time_s - 1.0;
    if (known)
        recall(place, before);
    store(place, time_s, second);
    return known;
}

static void read_stretch(const struct track_places *own, uint32_t first, uint32_t seconds,
                         struct sound_profile *profile)
{
    struct sound_meter meter;
    struct sound_second second;
    sound_meter_reset(&meter);
    for (uint32_t i = 0; i < seconds; i++) {
        recall(&own->recent[(first + i) % RECENT_S], &second);
        sound_meter_add_second(&meter, &second, false);
    }
    sound_meter_read(&meter, profile);
}

bool places_last(const struct places *places, unsigned track, unsigned seconds,
                 struct sound_profile *profile)
{
    const struct track_places *own = &places->tracks[track];
    uint32_t heard = own->n_recent < RECENT_S ? own->n_recent : RECENT_S;
    heard = heard < seconds ? heard : seconds;
    if (heard > 0)
        read_stretch(own, own->n_recent - heard, heard, profile);
    return heard > 0;
}

unsigned places_blocks(const struct places *places, unsigned track,
                       struct sound_profile profiles[PLACES_BLOCKS])
{
    const struct track_places *own = &places->tracks[track];
    const uint32_t heard = own->n_recent < RECENT_S ? own->n_recent : RECENT_S;
    const uint32_t blocks = heard / PLACES_BLOCK_S;
    for (uint32_t i = 0; i < blocks; i++)
        read_stretch(own, own->n_recent - (i + 1) * PLACES_BLOCK_S, PLACES_BLOCK_S, &profiles[i]);
    return blocks;
}
