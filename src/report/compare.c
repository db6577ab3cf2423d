/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/compare.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"
#include "report/json_value.h"

#include <jansson.h>
#include <math.h>

enum { LABEL_COLUMNS = 28, NUMBER_COLUMNS = 11, NUMBER_SIZE = 32, DIGITS = 12 };

/* Every number that is compared: where it comes from and what it is called on paper and in JSON. */
typedef double compare_value(const struct track_reading *track);

#define VALUE(name, expression)                                                                     \
    static double name(const struct track_reading *track)                                           \
    {                                                                                               \
        return (double)(expression);                                                                \
    }
VALUE(integrated, track->loudness.integrated_lufs)
VALUE(short_term_max, track->loudness.short_term_max_lufs)
VALUE(true_peak, track->loudness.true_peak_dbtp)
VALUE(range, track->loudness.range_lu)
VALUE(plr, track->loudness.plr_db)
VALUE(psr_min, track->loudness.psr_min_db)
VALUE(correlation, track->stereo.correlation)
VALUE(low_correlation, track->stereo.low_correlation)
VALUE(width, track->stereo.width)
VALUE(balance, track->stereo.balance_db)
VALUE(mono_loss, track->stereo.mono_loss_db)
VALUE(centroid, track->spectrum.centroid_hz)
VALUE(tilt, track->spectrum.tilt_db_per_octave)

static double crest(const struct track_reading *track)
{
    double sum = 0.0;
    for (unsigned c = 0; c < track->channels; c++)
        sum += (double)track->channel[c].crest_db;
    return sum / track->channels;
}

struct compare_row {
    const char *section; /* starts here; NULL: as before */
    const char *title;
    const char *key;
    compare_value *get;
    int places;
    const char *unit;
};

static const struct compare_row rows[] = {
    {N_("LOUDNESS"), N_("Integrated"), "integrated_lufs", integrated, 1, "LUFS"},
    {NULL, N_("Short-term, highest"), "short_term_max_lufs", short_term_max, 1, "LUFS"},
    {NULL, N_("True peak"), "true_peak_dbtp", true_peak, 1, "dBTP"},
    {N_("DYNAMICS"), N_("Loudness range"), "range_lu", range, 1, "LU"},
    {NULL, N_("PLR"), "plr_db", plr, 1, "dB"},
    {NULL, N_("PSR, lowest"), "psr_min_db", psr_min, 1, "dB"},
    {NULL, N_("Crest factor"), "crest_db", crest, 1, "dB"},
    {N_("STEREO"), N_("Correlation"), "correlation", correlation, 2, ""},
    {NULL, N_("Correlation below 120 Hz"), "low_correlation", low_correlation, 2, ""},
    {NULL, N_("Width"), "width", width, 2, ""},
    {NULL, N_("Balance"), "balance_db", balance, 1, "dB"},
    {NULL, N_("Lost in mono"), "mono_loss_db", mono_loss, 1, "dB"},
    {N_("TONE"), N_("Centroid"), "centroid_hz", centroid, 0, "Hz"},
    {NULL, N_("Tilt"), "tilt_db_per_octave", tilt, 1, N_("dB per octave")},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct track_reading *mix_of(const struct compare_side *side)
{
    return &side->snapshot->tracks[side->snapshot->mix];
}

static double rms_db(const struct track_reading *track)
{
    double power = 0.0;
    for (unsigned c = 0; c < track->channels; c++)
        power += pow(10.0, (double)track->channel[c].rms_dbfs / 10.0);
    return 10.0 * log10(power / track->channels);
}

double compare_match_db(const struct compare_side *a, const struct compare_side *b)
{
    const struct track_reading *track_a = mix_of(a), *track_b = mix_of(b);
    double match_db = integrated(track_a) - integrated(track_b);
    if (!isfinite(match_db))
        match_db = rms_db(track_a) - rms_db(track_b);
    return isfinite(match_db) ? match_db : (double)NAN;
}

static double finite_or_unknown(double value)
{
    return isfinite(value) ? value : (double)NAN;
}

static void write_numbers(FILE *out, double a, double b, double difference, int places)
{
    char text[3][NUMBER_SIZE];
    format_number(text[0], NUMBER_SIZE, a, places);
    format_number(text[1], NUMBER_SIZE, b, places);
    format_signed(text[2], NUMBER_SIZE, finite_or_unknown(difference), places);
    for (unsigned i = 0; i < 3; i++)
        fprintf(out, "%*s", NUMBER_COLUMNS, text[i]);
}

static void write_section(FILE *out, const char *title)
{
    fputc('\n', out);
    format_padded(out, title, LABEL_COLUMNS + 2);
    fprintf(out, "%*s%*s%*s\n", NUMBER_COLUMNS, "A", NUMBER_COLUMNS, "B", NUMBER_COLUMNS, "B - A");
}

static void write_side(FILE *out, const char *letter, const struct compare_side *side)
{
    char duration[NUMBER_SIZE];
    format_time(duration, sizeof duration, side->duration_s);
    fprintf(out, "%s  ", letter);
    text_print_name(out, side->file);
    fprintf(out, "  (%s)\n", duration);
}

void compare_text_write(FILE *out, const struct compare_side *a, const struct compare_side *b)
{
    const struct track_reading *track_a = mix_of(a), *track_b = mix_of(b);
    const double match_db = compare_match_db(a, b);
    char text[NUMBER_SIZE];
    write_side(out, "A", a);
    write_side(out, "B", b);
    format_signed(text, sizeof text, match_db, 1);
    if (isfinite(match_db))
        fprintf(out, _("B with %s dB is as loud as A; the bands below are compared like that.\n"),
                text);
    else
        fprintf(out, _("One of them is silent: levels cannot be matched.\n"));
    for (unsigned i = 0; i < ROWS; i++) {
        if (rows[i].section)
            write_section(out, _(rows[i].section));
        const double in_a = rows[i].get(track_a), in_b = rows[i].get(track_b);
        fputs("  ", out);
        format_padded(out, _(rows[i].title), LABEL_COLUMNS);
        write_numbers(out, in_a, in_b, in_b - in_a, rows[i].places);
        fprintf(out, "%s%s\n", *rows[i].unit ? " " : "", *rows[i].unit ? _(rows[i].unit) : "");
    }
    write_section(out, _("BANDS, LEVEL-MATCHED"));
    for (unsigned i = 0; i < BANDS; i++) {
        const double in_a = (double)track_a->spectrum.bands_db[i];
        const double in_b = (double)track_b->spectrum.bands_db[i] + match_db;
        fputs("  ", out);
        format_padded(out, _(band_titles[i]), LABEL_COLUMNS);
        write_numbers(out, in_a, in_b, in_b - in_a, 1);
        fprintf(out, " dB  %.0f-%.0f Hz\n", (double)band_edges_hz[i],
                (double)band_edges_hz[i + 1]);
    }
}

static json_t *pair(double a, double b)
{
    json_t *object = json_object();
    json_object_set_new(object, "a", json_value_number(a, 3));
    json_object_set_new(object, "b", json_value_number(b, 3));
    json_object_set_new(object, "difference", json_value_number(b - a, 3));
    return object;
}

char *compare_json_format(const struct compare_side *a, const struct compare_side *b)
{
    const struct track_reading *track_a = mix_of(a), *track_b = mix_of(b);
    const double match_db = compare_match_db(a, b);
    json_t *object = json_object();
    json_object_set_new(object, "a", json_value_text(a->file));
    json_object_set_new(object, "b", json_value_text(b->file));
    json_object_set_new(object, "match_db", json_value_number(match_db, 3));
    for (unsigned i = 0; i < ROWS; i++)
        json_object_set_new(object, rows[i].key, pair(rows[i].get(track_a), rows[i].get(track_b)));
    json_t *bands = json_object();
    for (unsigned i = 0; i < BANDS; i++)
        json_object_set_new(bands, band_names[i],
                            pair((double)track_a->spectrum.bands_db[i],
                                 (double)track_b->spectrum.bands_db[i] + match_db));
    json_object_set_new(object, "bands_db_matched", bands);
    json_t *thirds = json_array();
    for (unsigned i = 0; i < THIRD_OCTAVES; i++) {
        const double in_a = (double)track_a->spectrum.third_long_db[i];
        const double in_b = (double)track_b->spectrum.third_long_db[i] + match_db;
        json_array_append_new(thirds, json_value_number(in_b - in_a, 3));
    }
    json_object_set_new(object, "third_octave_difference_db", thirds);
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    json_decref(object);
    return text;
}
