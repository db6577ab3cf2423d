/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/line.h"

#include "base/i18n.h"
#include "base/format.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 32 };
static const double SILENCE_TOLD_AFTER_S = 5.0;
static const double CLIPS_TOLD_EVERY_S = 1.0;
static const float KEY_TOLD_FROM = 0.5f; /* confidence */
static const double SAME_BPM = 0.5;      /* music and DAW agree within this */

static void number(FILE *out, const char *label, double value, int places, const char *unit)
{
    char text[NUMBER_SIZE];
    format_number(text, sizeof text, value, places);
    fprintf(out, "  %s %s%s%s", label, text, *unit ? " " : "", unit);
}

static void stamp(FILE *out, const struct snapshot *snapshot)
{
    char time[NUMBER_SIZE];
    format_time(time, sizeof time, snapshot->time_s);
    fputs(time, out);
}

static const char *const state_texts[] = {
    [CAPTURE_STARTING] = N_("looking for sound"), [CAPTURE_RUNNING] = N_("listening"),
    [CAPTURE_PAUSED] = N_("paused"),              [CAPTURE_LOST] = N_("source lost"),
    [CAPTURE_ENDED] = N_("end"),                  [CAPTURE_FAILED] = N_("source failed"),
};

static void write_state(FILE *out, const struct source_reading *source)
{
    fprintf(out, "%s: %s", source->kind, _(state_texts[source->state]));
    if (source->state == CAPTURE_RUNNING) {
        fputs(" (", out);
        text_print_name(out, source->name);
        fprintf(out, ", %u Hz)", source->rate_hz);
    }
    if (*source->reason)
        fprintf(out, ": %s", source->reason);
    fputc('\n', out);
}

static uint64_t clipped_samples(const struct track_reading *track)
{
    uint64_t sum = 0;
    for (unsigned c = 0; c < track->channels; c++)
        sum += track->channel[c].clipped_samples;
    return sum;
}

static void write_mix_events(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    const uint64_t clipped = clipped_samples(mix);
    if (clipped < memory->clipped_samples) /* a reset */
        memory->clipped_samples = 0;
    if (clipped > memory->clipped_samples &&
        fabs(snapshot->time_s - memory->clip_told_s) >= CLIPS_TOLD_EVERY_S) {
        stamp(out, snapshot);
        fprintf(out, _("  CLIP: %llu samples at full scale\n"),
                (unsigned long long)(clipped - memory->clipped_samples));
        memory->clipped_samples = clipped;
        memory->clip_told_s = snapshot->time_s;
    }

    const bool silent = mix->defects.silence_s >= SILENCE_TOLD_AFTER_S;
    if (silent != memory->silent) {
        stamp(out, snapshot);
        fprintf(out, "  %s\n", silent ? _("silence") : _("sound again"));
    }
    memory->silent = silent;

    for (unsigned c = 0; c < mix->channels; c++) {
        if (mix->channel[c].dead && !memory->dead[c]) {
            stamp(out, snapshot);
            fprintf(out, _("  channel %u is dead while the others play\n"), c + 1);
        }
        memory->dead[c] = mix->channel[c].dead;
    }
}

/* The first section is no news. */
static void write_section(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct structure_reading *const structure = &snapshot->listen.structure;
    if (structure->begun > memory->sections && memory->sections > 0 && structure->count > 0) {
        const struct section_reading *const section = &structure->sections[structure->count - 1];
        char start[NUMBER_SIZE];
        format_time(start, sizeof start, section->start_s);
        if (section->label >= 0) {
            stamp(out, snapshot);
            fprintf(out, _("  new section %c since %s\n"), format_section_letter(section), start);
        }
    }
    memory->sections = structure->begun;
}

static void write_key(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct key_estimate *const now = &snapshot->listen.key.now;
    const bool known = memory->any_key && memory->key.tonic == now->key.tonic &&
                       memory->key.minor == now->key.minor;
    if (known || now->key.tonic < 0 || !(now->confidence >= KEY_TOLD_FROM))
        return;
    char key[NUMBER_SIZE], other[NUMBER_SIZE];
    format_key(key, sizeof key, now->key);
    format_key(other, sizeof other, now->runner_up);
    stamp(out, snapshot);
    fprintf(out, _("  key: %s %.0f %%, else %s %.0f %%\n"), key, (double)now->confidence * 100.0,
            other, (double)now->runner_up_confidence * 100.0);
    memory->key = now->key;
    memory->any_key = true;
}

static void write_genre(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct genre_guesses *const guesses = &snapshot->listen.genre.now;
    if (!guesses->sure || guesses->count == 0 ||
        (memory->any_genre && memory->genre == guesses->guess[0].genre))
        return;
    stamp(out, snapshot);
    fprintf(out, "  %s:", _("genre"));
    for (unsigned i = 0; i < guesses->count; i++)
        fprintf(out, "%s %s %.0f %%", i > 0 ? "," : "", _(genre_titles[guesses->guess[i].genre]),
                (double)guesses->guess[i].p * 100.0);
    fputc('\n', out);
    memory->genre = guesses->guess[0].genre;
    memory->any_genre = true;
}

static bool was_said(const struct line_memory *memory, uint32_t id)
{
    const unsigned count = memory->n_said < LINE_SAID ? memory->n_said : LINE_SAID;
    for (unsigned i = 0; i < count; i++)
        if (memory->said[i] == id)
            return true;
    return false;
}

/* For who learns: why, how it sounds, and where the threshold comes from. */
static void write_reasons(FILE *out, const struct suggestion *suggestion)
{
    if (suggestion->detail[0])
        fprintf(out, _("        why: %s\n"), suggestion->detail);
    if (suggestion->withdraw_when[0])
        fprintf(out, _("        goes when %s\n"), suggestion->withdraw_when);
    if (suggestion->source[0])
        fprintf(out, _("        source: %s\n"), suggestion->source);
}

static void write_advice(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct advice_reading *const advice = &snapshot->advice;
    for (unsigned i = 0; i < advice->n_suggestions; i++) {
        const struct suggestion *const suggestion = &advice->suggestions[i];
        const bool moved = suggestion->state == SUGGESTION_MOVED;
        const uint32_t id = moved ? ~suggestion->id : suggestion->id; /* each is said once */
        if (was_said(memory, id))
            continue;
        memory->said[memory->n_said++ % LINE_SAID] = id;
        stamp(out, snapshot);
        fprintf(out, "  %s: ", moved ? _("MENDED") : _("ADVICE"));
        const char *const track = snapshot_track_of(snapshot, suggestion);
        if (*track) {
            text_print_name(out, track);
            fputs(": ", out);
        }
        fputs(suggestion->title, out);
        if (moved) {
            fprintf(out, ": %s\n", suggestion->detail);
            continue;
        }
        fprintf(out, suggestion->do_this[0] ? ": %s\n" : "%s\n", suggestion->do_this);
        if (advice->context.reasons)
            write_reasons(out, suggestion);
    }
}

/* What is said changes: which, why, and how to overrule it. */
static void write_context(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct context_reading *const context = &snapshot->advice.context;
    const bool by_hand = context->state_by_hand || context->intent_by_hand;
    const enum context_reason reason = context->intent_reason > REASON_SAID
                                           ? context->intent_reason : context->state_reason;
    /* What is only supposed is told when it keeps something back. */
    const bool matters = by_hand || reason > REASON_SILENCE || context->waiting > 0;
    if (strcmp(memory->says, context->says) == 0 || (!matters && memory->says[0] == '\0'))
        return;
    memcpy(memory->says, context->says, sizeof memory->says);
    stamp(out, snapshot);
    fprintf(out, "  %s: ", _("CONTEXT"));
    fprintf(out, _("%s, intent: %s"), _(work_state_names[context->state]),
            _(work_intent_names[context->intent]));
    if (reason != REASON_NONE)
        fprintf(out, " (%s)", _(context_reason_texts[reason]));
    fprintf(out, ": %s", context->says[0] ? context->says : _("everything is said"));
    if (!by_hand && !memory->any_context)
        fputs(_("; --context and --intent overrule it"), out);
    memory->any_context = true;
    fputc('\n', out);
}

void line_write_events(FILE *out, const struct snapshot *snapshot, struct line_memory *memory)
{
    const struct source_reading *source = &snapshot->source;
    if (*source->kind && (!memory->any_state || source->state != memory->state)) {
        write_state(out, source);
        memory->state = source->state;
        memory->any_state = true;
    }
    if (source->xruns > memory->xruns) {
        stamp(out, snapshot);
        fprintf(out, _("  xruns: %llu\n"), (unsigned long long)source->xruns);
    }
    memory->xruns = source->xruns;
    if (snapshot->n_tracks > 0)
        write_mix_events(out, snapshot, memory);
    write_section(out, snapshot, memory);
    write_key(out, snapshot, memory);
    write_genre(out, snapshot, memory);
    write_context(out, snapshot, memory);
    write_advice(out, snapshot, memory);
}

/* While the DAW rolls its tempo counts, and how far the music is off it. */
static void write_tempo(FILE *out, const struct snapshot *snapshot)
{
    const struct source_reading *const source = &snapshot->source;
    const struct tempo_reading *const tempo = &snapshot->listen.tempo;
    const bool daw = source->transport == TRANSPORT_ROLLING && source->transport_bpm > 0.0f;
    const double bpm = daw ? (double)source->transport_bpm : (double)tempo->bpm;
    const double ahead_bpm = daw ? (double)tempo->bpm - bpm : 0.0;
    if (isfinite(bpm))
        fprintf(out, "  %.1f BPM", bpm);
    else if (isfinite(tempo->bpm_open))
        fprintf(out, _("  about %.0f BPM?"), (double)tempo->bpm_open);
    if (fabs(ahead_bpm) > SAME_BPM) {
        fputs(" (", out);
        fprintf(out, ahead_bpm > 0.0 ? _("%.1f BPM ahead") : _("%.1f BPM behind"),
                fabs(ahead_bpm));
        fputc(')', out);
    }
    if (isfinite(tempo->bpm) && tempo->beats_in_bar > 0)
        fprintf(out, "  %s", format_meter(tempo));
}

void line_write(FILE *out, const struct snapshot *snapshot)
{
    if (snapshot->n_tracks == 0)
        return;
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    const struct loudness_reading *loudness = &mix->loudness;
    stamp(out, snapshot);
    number(out, "M", (double)loudness->momentary_lufs, 1, "");
    number(out, "S", (double)loudness->short_term_lufs, 1, "");
    number(out, "I", (double)loudness->integrated_lufs, 1, "LUFS");
    number(out, "LRA", (double)loudness->range_lu, 1, "LU");
    number(out, "TP", (double)loudness->true_peak_dbtp, 1, "dBTP");
    fprintf(out, "  %s", _("peak"));
    for (unsigned c = 0; c < mix->channels; c++) {
        char text[NUMBER_SIZE];
        format_number(text, sizeof text, (double)mix->channel[c].meter_hold_dbfs, 1);
        fprintf(out, " %s", text);
    }
    if (mix->channels > 1) {
        char text[NUMBER_SIZE];
        format_signed(text, sizeof text, (double)mix->stereo.correlation_now, 2);
        fprintf(out, "  %s %s", _("corr"), text);
    }
    write_tempo(out, snapshot);
    fputs(snapshot->paused ? _("  (paused)") : "", out);
    fputc('\n', out);
}
