/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json_analyses.h"

#include "advise/delivery.h"
#include "report/json_value.h"

#include <math.h>

static json_t *finding_of(const struct finding *finding)
{
    json_t *object = json_object();
    json_object_set_new(object, "metric", json_value_text(finding->metric));
    json_object_set_new(object, "value", json_value_number((double)finding->value, 2));
    json_object_set_new(object, "unit", json_string(finding->unit));
    if (isfinite(finding->low) || isfinite(finding->high))
        json_object_set_new(object, "healthy",
                            json_pack("[o, o]", json_value_number((double)finding->low, 2),
                                      json_value_number((double)finding->high, 2)));
    json_object_set_new(object, "points", json_value_number((double)finding->points, 1));
    json_object_set_new(object, "text", json_value_text(finding->text));
    json_object_set_new(object, "recommendation", json_value_text(finding->recommendation));
    return object;
}

json_t *json_analyses(const struct advice_reading *advice)
{
    json_t *object = json_object();
    for (int i = 0; i < ANALYSES; i++) {
        const struct analysis_reading *const analysis = &advice->analyses[i];
        json_t *one = json_object(), *findings = json_array();
        for (unsigned f = 0; f < analysis->n_findings; f++)
            json_array_append_new(findings, finding_of(&analysis->findings[f]));
        json_object_set_new(one, "score", json_value_number((double)analysis->score, 1));
        json_object_set_new(one, "findings", findings);
        json_object_set_new(object, analysis_names[i], one);
    }
    return object;
}

json_t *json_delivery(const struct loudness_reading *loudness, const struct targets *targets)
{
    struct delivery_row rows[TARGETS_MAX];
    json_t *array = json_array();
    const size_t n = delivery_table(loudness, targets, rows);
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        json_object_set_new(object, "target", json_value_text(rows[i].target->name));
        json_object_set_new(object, "verdict",
                            json_string(delivery_verdict_names[rows[i].verdict]));
        json_object_set_new(object, "off_lu", json_value_number((double)rows[i].off_lu, 1));
        json_object_set_new(object, "true_peak_over_db",
                            json_value_number((double)rows[i].peak_over_db, 1));
        json_object_set_new(object, "plays_at_lufs",
                            json_value_number((double)rows[i].plays_at_lufs, 1));
        json_array_append_new(array, object);
    }
    return array;
}
