/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/marks.h"

#include "advise/sound.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* What can be heard: about a JND of level in broadband music, of a wide band, and of the image
 * (Toole, Sound Reproduction, ch. 4: 1 dB for wide, low-Q changes). */
static const float HEARD_DB = 1.0f;
static const float HEARD_WIDTH = 0.04f;
static const float HEARD_PUNCH_DB = 1.5f;
static const float HEARD_SCORE = 3.0f;

static const struct {
    const char *title, *unit;
    int places;
    size_t offset;
} rows[MARK_ROWS] = {
    {N_("Loudness"), "LUFS", 1, offsetof(struct sound_profile, loudness_lufs)},
    {N_("True peak"), "dBTP", 1, offsetof(struct sound_profile, true_peak_dbtp)},
    {N_("PSR"), "dB", 1, offsetof(struct sound_profile, psr_db)},
    {N_("Crest factor"), "dB", 1, offsetof(struct sound_profile, crest_db)},
    {N_("Correlation"), "", 2, offsetof(struct sound_profile, correlation)},
    {N_("Correlation below 120 Hz"), "", 2, offsetof(struct sound_profile, low_correlation)},
    {N_("Width"), "", 2, offsetof(struct sound_profile, width)},
    {N_("Balance"), "dB", 1, offsetof(struct sound_profile, balance_db)},
    {N_("Loudness range"), "LU", 1, offsetof(struct sound_profile, range_lu)},
};

static float field(const struct sound_profile *sound, size_t offset)
{
    float value;
    memcpy(&value, (const char *)sound + offset, sizeof value);
    return value;
}

static void note_rule(struct mark *mark, const struct snapshot *snapshot,
                      const struct suggestion *suggestion)
{
    if (mark->n_rules == MARK_RULES || suggestion->state == SUGGESTION_MOVED)
        return;
    const char *track =
        suggestion->track < snapshot->n_tracks ? snapshot->tracks[suggestion->track].name : "";
    const char *named = snapshot_track_of(snapshot, suggestion);
    memcpy(mark->rules[mark->n_rules].rule, suggestion->rule, RULE_ID_MAX);
    text_format(mark->rules[mark->n_rules].title, sizeof mark->rules[0].title, "%.24s%s%s", named,
                *named ? ": " : "", suggestion->title);
    snprintf(mark->rules[mark->n_rules++].track, TRACK_NAME_MAX, "%s", track);
}

bool mark_take(struct mark *mark, const struct snapshot *snapshot)
{
    const struct advice_reading *advice = &snapshot->advice;
    if (!(advice->recent.span_s > 0.0f))
        return false;
    *mark = (struct mark){.taken = true, .time_s = snapshot->time_s, .sound = advice->recent};
    for (unsigned i = 0; i < advice->n_suggestions; i++)
        note_rule(mark, snapshot, &advice->suggestions[i]);
    for (int i = 0; i < ANALYSES; i++)
        mark->scores[i] = advice->analyses[i].score;
    return true;
}

struct sentence {
    float weight; /* how far beyond what can be heard */
    char text[MARK_WORD_MAX];
};

struct sentences {
    unsigned count;
    struct sentence list[MARK_WORDS];
};

__attribute__((format(printf, 3, 4)))
static void say(struct sentences *sentences, float weight, const char *format, ...)
{
    unsigned place = sentences->count < MARK_WORDS ? sentences->count++ : MARK_WORDS;
    for (; place > 0 && sentences->list[place - 1].weight < weight; place--)
        if (place < MARK_WORDS)
            sentences->list[place] = sentences->list[place - 1];
    if (place == MARK_WORDS)
        return;
    va_list arguments;
    va_start(arguments, format);
    sentences->list[place].weight = weight;
    vsnprintf(sentences->list[place].text, MARK_WORD_MAX, format, arguments);
    va_end(arguments);
    text_mend_end(sentences->list[place].text);
}

/* Matched by loudness, a cut in one band lifts all others a little: what is off from the others is told,
 * and they in one sentence. */
static float middle_of(const float bands_db[BANDS])
{
    float sorted[BANDS];
    int count = 0;
    for (int i = 0; i < BANDS; i++) {
        int place = count;
        if (!isfinite(bands_db[i]))
            continue;
        for (; place > 0 && sorted[place - 1] > bands_db[i]; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = bands_db[i];
        count++;
    }
    return count > 0 ? sorted[count / 2] : NAN;
}

static void say_bands(struct sentences *sentences, const float bands_db[BANDS])
{
    const float middle_db = middle_of(bands_db);
    bool any = false;
    for (int i = 0; i < BANDS; i++) {
        const float difference = bands_db[i], apart_db = fabsf(difference - middle_db);
        if (!(apart_db >= HEARD_DB) || !(fabsf(difference) >= 0.5f * HEARD_DB))
            continue;
        any = true;
        say(sentences, apart_db / HEARD_DB,
            difference > 0 ? _("%s (%.0f-%.0f Hz): B has %.1f dB more")
                           : _("%s (%.0f-%.0f Hz): B has %.1f dB less"),
            _(band_titles[i]), (double)band_edges_hz[i], (double)band_edges_hz[i + 1],
            (double)fabsf(difference));
    }
    if (any && fabsf(middle_db) >= HEARD_DB)
        say(sentences, 1.0f, middle_db > 0 ? _("The other bands: B has about %.1f dB more")
                                           : _("The other bands: B has about %.1f dB less"),
            (double)fabsf(middle_db));
}

static void say_figures(struct sentences *sentences, const struct sound_profile *a,
                        const struct sound_profile *b)
{
    const float louder = b->loudness_lufs - a->loudness_lufs;
    const float punch = b->psr_db - a->psr_db;
    const float width = b->width - a->width;
    const float lows = b->low_correlation - a->low_correlation;
    if (fabsf(louder) >= 0.5f)
        say(sentences, fabsf(louder) / 0.5f,
            louder > 0 ? _("B is %.1f LU louder; the bands are compared without that")
                       : _("B is %.1f LU quieter; the bands are compared without that"),
            (double)fabsf(louder));
    if (fabsf(punch) >= HEARD_PUNCH_DB)
        say(sentences, fabsf(punch) / HEARD_PUNCH_DB,
            punch > 0 ? _("B is less compressed: PSR %.1f dB higher")
                      : _("B is more compressed: PSR %.1f dB lower"), (double)fabsf(punch));
    if (fabsf(width) >= HEARD_WIDTH)
        say(sentences, fabsf(width) / HEARD_WIDTH,
            width > 0 ? _("B is wider: %.2f more side") : _("B is narrower: %.2f less side"),
            (double)fabsf(width));
    if (fabsf(lows) >= 0.2f)
        say(sentences, fabsf(lows) / 0.2f,
            lows > 0 ? _("The lows of B are nearer to mono") : _("The lows of B are wider"));
}

static bool has_rule(const struct mark *mark, const struct mark *other, unsigned index)
{
    for (unsigned i = 0; i < mark->n_rules; i++)
        if (strcmp(mark->rules[i].rule, other->rules[index].rule) == 0 &&
            strcmp(mark->rules[i].track, other->rules[index].track) == 0)
            return true;
    return false;
}

static void say_rules(struct sentences *sentences, const struct mark *a, const struct mark *b)
{
    for (unsigned i = 0; i < a->n_rules; i++)
        if (!has_rule(b, a, i))
            say(sentences, 2.5f, _("B is rid of: %s"), a->rules[i].title);
    for (unsigned i = 0; i < b->n_rules; i++)
        if (!has_rule(a, b, i))
            say(sentences, 2.5f, _("New in B: %s"), b->rules[i].title);
    for (int i = 0; i < ANALYSES; i++) {
        const float change = b->scores[i] - a->scores[i];
        if (fabsf(change) >= HEARD_SCORE)
            say(sentences, fabsf(change) / HEARD_SCORE, _("%s: %.0f in A, %.0f in B"),
                _(analysis_titles[i]), (double)a->scores[i], (double)b->scores[i]);
    }
}

void marks_compare(const struct mark *a, const struct mark *b, struct mark_comparison *comparison)
{
    struct sentences sentences = {0};
    comparison->match_db = sound_match_db(&a->sound, &b->sound);
    sound_difference(&b->sound, &a->sound, comparison->third_db);
    for (int i = 0; i < BANDS; i++)
        comparison->bands_db[i] = sound_band_difference(&b->sound, &a->sound, band_edges_hz[i],
                                                        band_edges_hz[i + 1]);
    for (unsigned i = 0; i < MARK_ROWS; i++) {
        struct mark_row *row = &comparison->rows[i];
        *row = (struct mark_row){.title = rows[i].title, .unit = rows[i].unit,
                                 .places = rows[i].places, .a = field(&a->sound, rows[i].offset),
                                 .b = field(&b->sound, rows[i].offset)};
        row->difference = isfinite(row->b - row->a) ? row->b - row->a : NAN;
    }
    say_bands(&sentences, comparison->bands_db);
    say_figures(&sentences, &a->sound, &b->sound);
    say_rules(&sentences, a, b);
    if (sentences.count == 0)
        say(&sentences, 0.0f, _("No difference that could be heard"));
    comparison->n_words = sentences.count;
    for (unsigned i = 0; i < sentences.count; i++)
        memcpy(comparison->words[i], sentences.list[i].text, MARK_WORD_MAX);
}
