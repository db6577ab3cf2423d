/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json_relations.h"

#include "base/text.h"

#include <math.h>

static json_t *number(float value, int places)
{
    if (!isfinite(value))
        return json_null();
    const double scale = pow(10.0, places);
    const double rounded = round((double)value * scale) / scale;
    return json_real(rounded == 0.0 ? 0.0 : rounded);
}

static json_t *name_of(const struct snapshot *snapshot, unsigned track)
{
    char utf8[4 * TRACK_NAME_MAX];
    text_to_utf8(utf8, sizeof utf8, snapshot->tracks[track].name);
    return json_string(utf8);
}

static json_t *pair_of(const struct snapshot *snapshot, unsigned a, unsigned b)
{
    json_t *object = json_object(), *tracks = json_array();
    json_array_append_new(tracks, name_of(snapshot, a));
    json_array_append_new(tracks, name_of(snapshot, b));
    json_object_set_new(object, "tracks", tracks);
    return object;
}

static json_t *masking_of(const struct snapshot *snapshot)
{
    json_t *array = json_array();
    for (unsigned m = 0; m < snapshot->n_tracks; m++)
        for (unsigned t = 0; t < snapshot->n_tracks; t++) {
            const struct masking_cell *cell = &snapshot->relations.masking[m][t];
            if (cell->percent == 0)
                continue;
            json_t *object = pair_of(snapshot, m, t), *band = json_array();
            json_array_append_new(band, json_integer(cell->low_hz));
            json_array_append_new(band, json_integer(cell->high_hz));
            json_object_set_new(object, "band_hz", band);
            json_object_set_new(object, "hidden_percent", json_integer(cell->percent));
            json_object_set_new(object, "hidden_elsewhere_percent",
                                json_integer(cell->rest_percent));
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
        json_object_set_new(object, "correlation", number(alignment->correlation, 3));
        json_object_set_new(object, "delay_frames", number(alignment->delay_frames, 2));
        json_object_set_new(object, "delay_ms", number(alignment->delay_ms, 3));
        json_object_set_new(object, "confidence", number(alignment->confidence, 3));
        json_array_append_new(array, object);
    }
    return array;
}

json_t *json_relations(const struct snapshot *snapshot)
{
    if (snapshot->n_tracks < 3) /* two and the mix */
        return json_null();
    json_t *object = json_object(), *audible = json_object();
    json_object_set_new(object, "masking", masking_of(snapshot));
    json_object_set_new(object, "alignments", alignments_of(snapshot));
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        char utf8[4 * TRACK_NAME_MAX];
        text_to_utf8(utf8, sizeof utf8, snapshot->tracks[i].name);
        if (i != snapshot->mix)
            json_object_set_new(audible, utf8, number(snapshot->relations.audible[i], 3));
    }
    json_object_set_new(object, "audible", audible);
    return object;
}
