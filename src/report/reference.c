/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/reference.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"
#include "report/json_value.h"

#include <math.h>

enum { LABEL_COLUMNS = 26, FIGURE_COLUMNS = 9 };

/* Differences: here less there. */
struct figure {
    const char *key, *title, *unit;
    int places;
    float value;
};
enum { FIGURES = 8 };

static void fill_figures(const struct reference_reading *reference, struct figure figures[FIGURES])
{
    const struct figure all[FIGURES] = {
        {"loudness_lu", N_("Loudness"), "LU", 1, reference->loudness_lu},
        {"true_peak_db", N_("True peak"), "dB", 1, reference->true_peak_db},
        {"range_lu", N_("Loudness range"), "LU", 1, reference->range_lu},
        {"plr_db", N_("PLR"), "dB", 1, reference->plr_db},
        {"crest_db", N_("Crest factor"), "dB", 1, reference->crest_db},
        {"correlation", N_("Correlation"), "", 2, reference->correlation},
        {"low_correlation", N_("Correlation below 120 Hz"), "", 2, reference->low_correlation},
        {"width", N_("Width"), "", 2, reference->width},
    };
    for (int i = 0; i < FIGURES; i++)
        figures[i] = all[i];
}

static json_t *thirds(const float values[THIRD_OCTAVES])
{
    json_t *array = json_array();
    for (int i = 0; i < THIRD_OCTAVES; i++)
        json_array_append_new(array, json_value_number((double)values[i], 2));
    return array;
}

json_t *json_reference(const struct snapshot *snapshot)
{
    const struct reference_reading *reference = &snapshot->advice.reference;
    struct figure figures[FIGURES];
    char utf8[4 * TRACK_NAME_MAX];
    if (reference->count == 0)
        return NULL;
    json_t *object = json_object();
    text_to_utf8(utf8, sizeof utf8, reference->name);
    json_object_set_new(object, "name", json_string(utf8));
    json_object_set_new(object, "by_hand", json_boolean(reference->by_hand));
    json_object_set_new(object, "match_db", json_value_number((double)reference->match_db, 2));
    fill_figures(reference, figures);
    for (int i = 0; i < FIGURES; i++)
        json_object_set_new(object, figures[i].key,
                            json_value_number((double)figures[i].value, figures[i].places + 1));
    json_object_set_new(object, "third_octave_difference_db", thirds(reference->third_long_db));
    return object;
}

json_t *json_context(const struct snapshot *snapshot)
{
    const struct context_reading *context = &snapshot->advice.context;
    if (!isfinite(context->activity))
        return NULL;
    json_t *object = json_object();
    json_object_set_new(object, "state", json_string(work_state_names[context->state]));
    json_object_set_new(object, "intent", json_string(work_intent_names[context->intent]));
    json_object_set_new(object, "state_by_hand", json_boolean(context->state_by_hand));
    json_object_set_new(object, "intent_by_hand", json_boolean(context->intent_by_hand));
    json_object_set_new(object, "state_reason",
                        json_string(_(context_reason_texts[context->state_reason])));
    json_object_set_new(object, "intent_reason",
                        json_string(_(context_reason_texts[context->intent_reason])));
    json_object_set_new(object, "counts",
                        json_boolean(context->state_counts || context->intent_counts));
    json_object_set_new(object, "says", json_string(context->says));
    json_object_set_new(object, "waiting", json_integer(context->waiting));
    json_object_set_new(object, "activity", json_value_number((double)context->activity, 2));
    json_object_set_new(object, "actions_per_minute",
                        json_value_number((double)context->actions_per_minute, 1));
    return object;
}

/* Power in a band is more than what its thirds differ by in the mean, but the mean is what is meant
 * here: how a curve lies above or below another. */
static float mean_of_band(const float third_db[THIRD_OCTAVES], int band)
{
    float sum = 0.0f;
    int count = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i];
        if (hz < band_edges_hz[band] || hz >= band_edges_hz[band + 1] || isnan(third_db[i]))
            continue;
        sum += third_db[i];
        count++;
    }
    return count > 0 ? sum / (float)count : NAN;
}

static void write_row(FILE *out, const char *title, float value, int places, const char *unit)
{
    char text[32];
    fputs("  ", out);
    format_padded(out, title, LABEL_COLUMNS);
    format_signed(text, sizeof text, (double)value, places);
    fprintf(out, "%*s%s%s", FIGURE_COLUMNS, text, *unit ? " " : "", unit);
}

void text_reference_write(FILE *out, const struct snapshot *snapshot)
{
    const struct reference_reading *reference = &snapshot->advice.reference;
    struct figure figures[FIGURES];
    if (!reference->known)
        return;
    fprintf(out, "\n%s  ", _("BESIDE THE REFERENCE"));
    text_print_name(out, reference->name);
    fputc('\n', out);
    fill_figures(reference, figures);
    for (int i = 0; i < FIGURES; i++) {
        write_row(out, _(figures[i].title), figures[i].value, figures[i].places, figures[i].unit);
        fputc('\n', out);
    }
    fprintf(out, "  %s\n", _("Level-matched:"));
    for (int i = 0; i < BANDS; i++) {
        write_row(out, _(band_titles[i]), mean_of_band(reference->third_long_db, i), 1, "dB");
        fprintf(out, "  %.0f-%.0f Hz\n", (double)band_edges_hz[i], (double)band_edges_hz[i + 1]);
    }
}
