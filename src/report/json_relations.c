/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json_relations.h"

#include "report/json_value.h"

enum { CELLS_MAX = 24 };

static void put(json_t *object, const char *key, double value, int places)
{
    json_object_set_new(object, key, json_value_number(value, places));
}

static json_t *name_of(const struct snapshot *snapshot, unsigned track)
{
    return json_value_text(snapshot->tracks[track].name);
}

static json_t *pair_of(const struct snapshot *snapshot, unsigned a, unsigned b)
{
    json_t *object = json_object(), *tracks = json_array();
    json_array_append_new(tracks, name_of(snapshot, a));
    json_array_append_new(tracks, name_of(snapshot, b));
    json_object_set_new(object, "tracks", tracks);
    return object;
}

struct hiding {
    unsigned masker, masked;
    uint8_t percent;
};

/* The worst cells, the worst first: everything hides everything a little. */
static unsigned find_worst(const struct snapshot *snapshot, struct hiding *worst)
{
    unsigned count = 0;
    for (unsigned m = 0; m < snapshot->n_tracks; m++)
        for (unsigned t = 0; t < snapshot->n_tracks; t++) {
            const uint8_t percent = snapshot->relations.masking[m][t].percent;
            if (percent == 0 || (count == CELLS_MAX && percent <= worst[count - 1].percent))
                continue;
            unsigned at = count < CELLS_MAX ? count++ : CELLS_MAX - 1;
            for (; at > 0 && worst[at - 1].percent < percent; at--)
                worst[at] = worst[at - 1];
            worst[at] = (struct hiding){m, t, percent};
        }
    return count;
}

static json_t *masking_of(const struct snapshot *snapshot)
{
    struct hiding worst[CELLS_MAX];
    const unsigned count = find_worst(snapshot, worst);
    json_t *array = json_array();
    for (unsigned i = 0; i < count; i++) {
        const unsigned m = worst[i].masker, t = worst[i].masked;
        const struct masking_cell *cell = &snapshot->relations.masking[m][t];
        json_t *object = pair_of(snapshot, m, t), *band = json_array();
        json_array_append_new(band, json_integer(cell->low_hz));
        json_array_append_new(band, json_integer(cell->high_hz));
        json_object_set_new(object, "band_hz", band);
        json_object_set_new(object, "push_db", json_integer(cell->push_db));
        json_object_set_new(object, "hidden_percent", json_integer(cell->percent));
        json_object_set_new(object, "hidden_elsewhere_percent", json_integer(cell->rest_percent));
        json_object_set_new(object, "excess_db", json_integer(cell->excess_db));
        json_object_set_new(object, "sound_percent", json_integer(cell->weight));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *alignments_of(const struct snapshot *snapshot)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < snapshot->relations.n_alignments; i++) {
        const struct alignment_reading *alignment = &snapshot->relations.alignments[i];
        json_t *object = pair_of(snapshot, alignment->track, alignment->other);
        put(object, "correlation", (double)alignment->correlation, 3);
        put(object, "delay_frames", (double)alignment->delay_frames, 2);
        json_object_set_new(object, "delay_ms", json_value_number((double)alignment->delay_ms, 3));
        put(object, "confidence", (double)alignment->confidence, 3);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *balance_of(const struct snapshot *snapshot)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        if (i == snapshot->mix)
            continue;
        const struct fader_reading *fader = &snapshot->advice.faders[i];
        json_t *object = json_object();
        json_object_set_new(object, "track", name_of(snapshot, i));
        put(object, "target_lufs", (double)fader->target_lufs, 2);
        put(object, "audible", (double)snapshot->relations.audible[i], 3);
        put(object, "presence_db", (double)snapshot->relations.presence_db[i], 2);
        put(object, "off_db", (double)fader->off_db, 2);
        put(object, "tolerance_db", (double)fader->tolerance_db, 2);
        put(object, "move_db", (double)fader->move_db, 1);
        json_array_append_new(array, object);
    }
    return array;
}

json_t *json_profile(const struct profile_reading *profile)
{
    json_t *object = json_object();
    json_object_set_new(object, "role_guess",
                        profile->guess == ROLE_NONE ? json_null()
                                                    : json_string(role_names[profile->guess]));
    put(object, "role_confidence", (double)profile->guess_confidence, 2);
    json_object_set_new(object, "pattern",
                        profile->pattern == PATTERN_UNKNOWN
                            ? json_null()
                            : json_string(pattern_names[profile->pattern]));
    json_object_set_new(object, "main_band",
                        profile->main_band < 0 ? json_null()
                                               : json_string(band_names[profile->main_band]));
    return object;
}

json_t *json_quality(const struct profile_reading *profile)
{
    json_t *object = json_object(), *reasons = json_array();
    put(object, "score", (double)profile->quality, 1);
    for (unsigned i = 0; i < profile->n_reasons; i++) {
        json_t *reason = json_object();
        json_object_set_new(reason, "text", json_value_text(profile->reasons[i].text));
        put(reason, "points", (double)profile->reasons[i].points, 1);
        json_array_append_new(reasons, reason);
    }
    json_object_set_new(object, "reasons", reasons);
    return object;
}

json_t *json_relations(const struct snapshot *snapshot)
{
    if (snapshot->n_tracks < 3) /* two and the mix */
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "masking", masking_of(snapshot));
    json_object_set_new(object, "alignments", alignments_of(snapshot));
    json_object_set_new(object, "balance", balance_of(snapshot));
    return object;
}
