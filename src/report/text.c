/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/text.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/tempocurve.h"
#include "base/text.h"
#include "report/sections.h"
#include "report/text_advice.h"
#include "report/text_analyses.h"
#include "report/text_balance.h"

#include <math.h>
#include <string.h>

enum { LABEL_COLUMNS = 24, NUMBER_COLUMNS = 9, NARROW_COLUMNS = 6, NUMBER_SIZE = 32 };

static void heading(FILE *out, const char *title)
{
    fprintf(out, "\n%s\n", title);
}

static void label(FILE *out, const char *name)
{
    fputs("  ", out);
    format_padded(out, name, LABEL_COLUMNS);
}

static void value_in(FILE *out, double number, int places, int columns)
{
    char text[NUMBER_SIZE];
    format_number(text, sizeof text, number, places);
    fprintf(out, "%*s", columns, text);
}

static void value(FILE *out, double number, int places)
{
    value_in(out, number, places, NUMBER_COLUMNS);
}

static void row(FILE *out, const char *name, double number, int places, const char *unit)
{
    label(out, name);
    value(out, number, places);
    fprintf(out, "%s%s\n", *unit ? " " : "", unit);
}

static const char *channel_name(unsigned index, unsigned channels)
{
    static const char *const names[CHANNELS_MAX] = {"L", "R", "C", "LFE", "Ls", "Rs", "Lb", "Rb"};
    return channels == 1 ? N_("mono") : names[index];
}

typedef double channel_value(const struct channel_reading *channel);

static double sample_peak(const struct channel_reading *channel)
{
    return (double)channel->sample_peak_dbfs;
}
static double rms(const struct channel_reading *channel)
{
    return (double)channel->rms_dbfs;
}
static double crest(const struct channel_reading *channel)
{
    return (double)channel->crest_db;
}
static double true_peak(const struct channel_reading *channel)
{
    return (double)channel->true_peak_dbtp;
}
static double clipped(const struct channel_reading *channel)
{
    return (double)channel->clipped_samples;
}
static double longest_clip(const struct channel_reading *channel)
{
    return (double)channel->longest_clip_frames;
}
static double dc(const struct channel_reading *channel)
{
    return (double)channel->dc_offset * 100.0;
}

static const struct {
    const char *name;
    channel_value *get;
    int places;
    const char *unit;
} channel_rows[] = {
    {N_("Sample peak"), sample_peak, 1, "dBFS"}, {N_("True peak"), true_peak, 1, "dBTP"},
    {N_("RMS"), rms, 1, "dBFS"},                 {N_("Crest factor"), crest, 1, "dB"},
    {N_("Clipped samples"), clipped, 0, ""},     {N_("Longest clip"), longest_clip, 0, N_("samples")},
    {N_("DC offset"), dc, 3, "%"},
};

static void write_channel_names(FILE *out, unsigned channels, int columns)
{
    for (unsigned c = 0; c < channels; c++)
        format_right(out, _(channel_name(c, channels)), columns);
    fputc('\n', out);
}

static void write_levels(FILE *out, const struct track_reading *track)
{
    /* Eight channels must fit 80 columns too. */
    const int columns = track->channels > 5 ? NARROW_COLUMNS : NUMBER_COLUMNS;
    fputc('\n', out);
    format_padded(out, _("LEVELS"), LABEL_COLUMNS + 2);
    write_channel_names(out, track->channels, columns);
    for (size_t i = 0; i < sizeof channel_rows / sizeof channel_rows[0]; i++) {
        label(out, _(channel_rows[i].name));
        for (unsigned c = 0; c < track->channels; c++)
            value_in(out, channel_rows[i].get(&track->channel[c]), channel_rows[i].places, columns);
        fprintf(out, "%s%s\n", *channel_rows[i].unit ? " " : "",
                *channel_rows[i].unit ? _(channel_rows[i].unit) : "");
    }
}

static void write_target(FILE *out, const struct loudness_reading *loudness,
                         const struct target *target)
{
    if (!target)
        return;
    char text[NUMBER_SIZE];
    char name[96];
    snprintf(name, sizeof name, _("Against %s"), target->title);
    label(out, name);
    format_signed(text, sizeof text,
                       (double)(loudness->integrated_lufs - target->integrated_lufs), 1);
    fprintf(out, "%*s LU", NUMBER_COLUMNS, text);
    if (isfinite(target->true_peak_dbtp)) {
        format_signed(text, sizeof text,
                           (double)(loudness->true_peak_dbtp - target->true_peak_dbtp), 1);
        fprintf(out, _(", true peak %s dB against the limit"), text);
    }
    fputc('\n', out);
}

static void write_loudness(FILE *out, const struct loudness_reading *loudness,
                           const struct target *target)
{
    heading(out, _("LOUDNESS"));
    row(out, _("Integrated"), (double)loudness->integrated_lufs, 1, "LUFS");
    label(out, _("Loudness range"));
    value(out, (double)loudness->range_lu, 1);
    fprintf(out, " LU%s\n",
            loudness->range_stable ? "" : _("  (not stable: less than 60 s were heard)"));
    row(out, _("Momentary, highest"), (double)loudness->momentary_max_lufs, 1, "LUFS");
    row(out, _("Short-term, highest"), (double)loudness->short_term_max_lufs, 1, "LUFS");
    row(out, _("True peak"), (double)loudness->true_peak_dbtp, 1, "dBTP");
    row(out, _("PLR"), (double)loudness->plr_db, 1, "dB");
    row(out, _("PSR, lowest"), (double)loudness->psr_min_db, 1, "dB");
    write_target(out, loudness, target);
}

static void write_spectrum(FILE *out, const struct track_reading *track)
{
    const struct spectrum_reading *spectrum = &track->spectrum;
    heading(out, _("SPECTRUM"));
    for (unsigned i = 0; i < BANDS; i++) {
        char range[48];
        snprintf(range, sizeof range, "dB  %.0f-%.0f Hz", (double)band_edges_hz[i],
                 (double)band_edges_hz[i + 1]);
        row(out, _(band_titles[i]), (double)spectrum->bands_db[i], 1, range);
    }
    row(out, _("Centroid"), (double)spectrum->centroid_hz, 0, "Hz");
    row(out, _("Bandwidth"), (double)spectrum->bandwidth_hz, 0, "Hz");
    row(out, _("Roll-off (85 %)"), (double)spectrum->rolloff_hz, 0, "Hz");
    row(out, _("Tilt"), (double)spectrum->tilt_db_per_octave, 1, _("dB per octave"));
}

static void write_stereo(FILE *out, const struct track_reading *track)
{
    const struct stereo_reading *stereo = &track->stereo;
    if (track->channels < 2)
        return;
    heading(out, _("STEREO"));
    row(out, _("Correlation"), (double)stereo->correlation, 2, "");
    row(out, _("Correlation, lowest"), (double)stereo->correlation_min, 2, "");
    row(out, _("Below 120 Hz"), (double)stereo->low_correlation, 2, "");
    row(out, _("Width"), (double)stereo->width * 100.0, 0, "%");
    label(out, _("Balance"));
    value(out, fabs((double)stereo->balance_db), 1);
    const double balance_db = (double)stereo->balance_db;
    fprintf(out, " dB%s\n", balance_db > 0.05    ? _(" to the right")
                            : balance_db < -0.05 ? _(" to the left")
                                                 : "");
    row(out, _("Lost in mono"), (double)stereo->mono_loss_db, 1, "dB");
}

static void write_key(FILE *out, const struct key_reading *reading)
{
    char key[32], other[32];
    format_key(key, sizeof key, reading->overall.key);
    format_key(other, sizeof other, reading->overall.runner_up);
    label(out, _("Key"));
    format_right(out, key, NUMBER_COLUMNS);
    if (reading->overall.key.tonic >= 0)
        fprintf(out, _("  (confidence %.2f, else %s %.2f)"), (double)reading->overall.confidence,
                other, (double)reading->overall.runner_up_confidence);
    fputc('\n', out);
    for (unsigned i = 0; i < reading->n_changes && reading->n_changes > 1; i++) {
        char from[NUMBER_SIZE];
        format_time(from, sizeof from, reading->changes[i].start_s);
        format_key(key, sizeof key, reading->changes[i].key);
        label(out, "");
        const int wide = NUMBER_COLUMNS + (int)strlen(key) - text_columns(key);
        fprintf(out, _("%*s from %s\n"), wide, key, from);
    }
}

static void write_genre(FILE *out, const struct genre_guesses *guesses)
{
    label(out, _("Genre"));
    if (guesses->count == 0) {
        fprintf(out, "%*s\n", NUMBER_COLUMNS, "-");
        return;
    }
    if (!guesses->sure)
        format_right(out, _("unsure:"), NUMBER_COLUMNS);
    for (unsigned i = 0; i < guesses->count; i++)
        fprintf(out, "%s%s %.0f %%", i > 0 ? ", " : guesses->sure ? "" : " ",
                _(genre_titles[guesses->guess[i].genre]), (double)guesses->guess[i].p * 100.0);
    fputc('\n', out);
}

/* "4/4", and "straight" or "1.5:1". */
static void write_meter(FILE *out, const struct tempo_reading *tempo)
{
    label(out, _("Time signature"));
    fprintf(out, "%*s", NUMBER_COLUMNS, format_meter(tempo));
    if (tempo->beats_in_bar > 0)
        fprintf(out, _("  (confidence %.2f)"), (double)tempo->meter_confidence);
    else if (!isnan(tempo->meter_confidence))
        fprintf(out, "  %s", _("not sure"));
    fputc('\n', out);
    label(out, _("Swing"));
    char swing[32] = "-";
    if (!isnan(tempo->swing))
        snprintf(swing, sizeof swing, format_is_swung(tempo) ? "%.1f:1" : _("straight"),
                 (double)tempo->swing);
    format_right(out, swing, NUMBER_COLUMNS);
    if (!isnan(tempo->swing))
        fprintf(out, _("  (confidence %.2f)"), (double)tempo->swing_confidence);
    else if (!isnan(tempo->swing_confidence))
        fprintf(out, "  %s", _("not sure"));
    fputc('\n', out);
}

/* How the tempo goes on, and between what when it does not stay. */
static void write_course(FILE *out, const struct tempo_reading *tempo,
                         const struct timeline *timeline)
{
    static const char *const words[TEMPO_COURSES] = {"-", N_("steady"), N_("drifting"), N_("free")};
    double low = NAN, high = NAN;
    for (size_t i = 0; i < tempocurve_points(timeline->n_beats); i++) {
        const double bpm = (double)tempocurve_bpm(timeline->beats_s, i);
        low = fmin(low, bpm);
        high = fmax(high, bpm);
    }
    label(out, _("Tempo curve"));
    format_right(out, _(words[tempo->course_overall]), NUMBER_COLUMNS);
    if (tempo->course_overall > TEMPO_STEADY && !isnan(low))
        fprintf(out, _("  %.1f to %.1f BPM"), low, high);
    fputc('\n', out);
}

static void write_music(FILE *out, const struct listen_reading *listen,
                        const struct timeline *timeline)
{
    const struct tempo_reading *tempo = &listen->tempo;
    const struct pitch_reading *pitch = &listen->pitch;
    heading(out, _("MUSIC"));
    label(out, _("Tempo"));
    value(out, (double)tempo->bpm_overall, 1);
    if (isfinite(tempo->bpm_overall))
        fprintf(out, _(" BPM  (confidence %.2f, steadiness %.2f)\n"),
                (double)tempo->confidence_overall, (double)tempo->steadiness_overall);
    else
        fprintf(out, " BPM  %s\n", _("(not steady)"));
    if (timeline && isfinite(tempo->bpm_overall)) {
        write_course(out, tempo, timeline);
        write_meter(out, tempo);
    }
    row(out, _("Onsets"), (double)listen->onset.count, 0, "");
    write_key(out, &listen->key);
    write_genre(out, &listen->genre.overall);
    label(out, _("Pitch heard"));
    char low[8], high[8];
    format_note(low, sizeof low, format_note_of_hz((double)pitch->low_hz));
    format_note(high, sizeof high, format_note_of_hz((double)pitch->high_hz));
    if (isfinite(pitch->low_hz))
        fprintf(out, _("%*s to %s, %.0f %% of the time\n"), NUMBER_COLUMNS, low, high,
                (double)pitch->voiced_ratio * 100.0);
    else
        fprintf(out, "%*s\n", NUMBER_COLUMNS, "-");
    row(out, _("Tuning"), (double)pitch->tuning_cents, 0, _("cents from A = 440 Hz"));
}

static void write_defects(FILE *out, const struct track_reading *track)
{
    const struct defects_reading *defects = &track->defects;
    heading(out, _("DEFECTS"));
    row(out, _("Noise floor in pauses"), (double)defects->noise_floor_dbfs, 1, "dBFS");
    label(out, _("Hum"));
    if (isfinite(defects->hum_hz))
        fprintf(out, "%*.1f dBFS  (%.0f Hz)\n", NUMBER_COLUMNS, (double)defects->hum_dbfs,
                (double)defects->hum_hz);
    else {
        format_right(out, _("none"), NUMBER_COLUMNS);
        fputc('\n', out);
    }
    row(out, _("Dropouts"), (double)defects->dropouts, 0, "");
    if (defects->bad_samples > 0)
        row(out, _("Not a number or infinite"), (double)defects->bad_samples, 0, _("samples"));
    for (unsigned c = 0; c < track->channels; c++)
        if (track->channel[c].dead) {
            label(out, _("Dead channel"));
            format_right(out, _(channel_name(c, track->channels)), NUMBER_COLUMNS);
            fputc('\n', out);
        }
}

static void write_tracks(FILE *out, const struct snapshot *snapshot)
{
    if (snapshot->n_tracks < 2)
        return;
    fputc('\n', out);
    format_padded(out, _("TRACKS"), LABEL_COLUMNS + 2);
    const char *const heads[] = {"LUFS", "dBTP", "LU", "PLR", _("corr"), _("low Hz")};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        format_right(out, heads[i], NUMBER_COLUMNS);
    fputc('\n', out);
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        const struct track_reading *track = &snapshot->tracks[i];
        char name[sizeof track->name];
        memcpy(name, track->name, sizeof name);
        text_make_printable(name);
        label(out, i == snapshot->mix ? _("mix") : name);
        value(out, (double)track->loudness.integrated_lufs, 1);
        value(out, (double)track->loudness.true_peak_dbtp, 1);
        value(out, (double)track->loudness.range_lu, 1);
        value(out, (double)track->loudness.plr_db, 1);
        value(out, (double)track->stereo.correlation, 2);
        value(out, (double)track->range.low_hz, 0);
        fputc('\n', out);
    }
}

void report_text_write(FILE *out, const struct snapshot *snapshot, const struct report_frame *frame)
{
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    char duration[NUMBER_SIZE];
    format_time(duration, sizeof duration, frame->duration_s);
    text_print_name(out, frame->title);
    fputc('\n', out);
    fprintf(out, ngettext("  %s, %u Hz, %u channel\n", "  %s, %u Hz, %u channels\n", mix->channels),
            duration, frame->rate_hz, mix->channels);
    write_tracks(out, snapshot);
    text_balance_write(out, snapshot);
    write_loudness(out, &mix->loudness, frame->target);
    write_levels(out, mix);
    write_spectrum(out, mix);
    write_stereo(out, mix);
    write_music(out, &snapshot->listen, frame->timeline);
    if (frame->timeline)
        sections_write(out, frame->timeline);
    write_defects(out, mix);
    text_advice_write(out, snapshot);
    text_analyses_write(out, &snapshot->advice);
    if (frame->targets)
        text_delivery_write(out, &mix->loudness, frame->targets);
}
