/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "advice_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct said {
    const char *rule;
    enum severity severity;
    enum suggestion_state state;
    float confidence;
    const char *title, *do_this, *detail, *source, *withdraw_when;
    struct evidence evidence[EVIDENCE_MAX];
};

static const struct said sayings[] = {
    {"mud",
     SEVERITY_MAJOR,
     SUGGESTION_OPEN,
     0.84f,
     "Mud: 200-400 Hz is 5.1 dB over the corridor",
     "cut 3 dB at 290 Hz, Q 1.0",
     "Low mids pile up where keys, guitars and the room of the vocals meet; the mix sounds "
     "covered.",
     "[E] corridor of electronic, data/knowledge/corridors.conf",
     "the excess stays below 2 dB for 10 s",
     {{"bands.mud.excess_db", "dB", 5.1f, 3.0f, -3.0f, 3.0f},
      {"spectrum.tilt_db_per_octave", "", -4.6f, NAN, -5.5f, -3.5f}}},
    {"masking",
     SEVERITY_MAJOR,
     SUGGESTION_APPLIED,
     0.77f,
     "Kick and bass mask each other at 60-95 Hz, 58 % of the time",
     "duck bass 3 dB from the kick, or high-pass bass at 45 Hz",
     "Both carry their weight in the same third of an octave; what hides is heard as a soft kick.",
     "[P] Moore, Glasberg and Baer 1997, partial loudness",
     "they overlap less than 40 % of the time",
     {{"masking.time_percent", "%", 58.0f, 40.0f, NAN, 40.0f}}},
    {"true_peak_over",
     SEVERITY_CRITICAL,
     SUGGESTION_OPEN,
     0.99f,
     "True peak -0.5 dBTP is over the limit of Spotify",
     "lower the limiter's ceiling to -1.0 dBTP",
     "Between the samples the wave rises above what the encoder can carry: it will clip.",
     "[S] Spotify for Artists, 2024-05",
     "the true peak stays below -1 dBTP after a reset",
     {{"loudness.true_peak_dbtp", "dBTP", -0.5f, -1.0f, NAN, -1.0f}}},
    {"low_end_width",
     SEVERITY_MINOR,
     SUGGESTION_OPEN,
     0.66f,
     "Width below 120 Hz: correlation 0.31",
     "mono the lows below 120 Hz",
     "A wide low end loses level in mono and cannot be cut to vinyl.",
     "[E] mastering practice",
     "the correlation below 120 Hz is above 0.6",
     {{"stereo.low_correlation", "", 0.31f, 0.6f, 0.6f, NAN}}},
    {"level_balance",
     SEVERITY_MINOR,
     SUGGESTION_MOVED,
     0.71f,
     "The vocals are 2.4 dB under the band",
     "raise vocals by 2 dB",
     "Measured while both play.",
     "[P] De Man and Reiss 2013",
     "they are within 1 dB of their place",
     {{"balance.vocals_lu", "LU", -0.6f, -1.5f, -1.5f, 1.5f}}},
    {"sibilance",
     SEVERITY_INFO,
     SUGGESTION_OPEN,
     0.52f,
     "Hard S at 6.8 kHz",
     "de-ess by 3 dB at 6.8 kHz",
     "Bursts, not a steady excess.",
     "[E] common de-esser settings",
     "bursts become rarer than one in 10 s",
     {{"sibilance.excess_db", "dB", 3.4f, 3.0f, NAN, 3.0f}}},
};

static const struct said wide_sayings[] = {
    {"mud",
     SEVERITY_MAJOR,
     SUGGESTION_OPEN,
     0.84f,
     "中低域の濁り: 200-400 Hz が範囲を 5.1 dB 超えています",
     "290 Hz を Q 1.0 で 3 dB 下げる",
     "鍵盤とギターと声の響きが重なる帯域です。全体が曇って聞こえます。",
     "[E] エレクトロニックの範囲",
     "超過が 10 秒間 2 dB 未満になれば取り下げます",
     {{"bands.mud.excess_db", "dB", 5.1f, 3.0f, -3.0f, 3.0f}}},
    {"masking",
     SEVERITY_MINOR,
     SUGGESTION_APPLIED,
     0.77f,
     "キックとベースが 60-95 Hz で互いに隠し合っています",
     "ベースを 3 dB ダッキングする",
     "",
     "",
     "",
     {{"masking.time_percent", "%", 58.0f, 40.0f, NAN, 40.0f}}},
};

static void fill_suggestion(struct suggestion *suggestion, const struct said *said, uint32_t id)
{
    suggestion_clear(suggestion);
    suggestion->id = id;
    suggestion->track = id == 5 || id == 6 ? 1 : 0;
    suggestion->other_track = strcmp(said->rule, "masking") == 0 ? 2 : NO_TRACK;
    if (strcmp(said->rule, "level_balance") == 0)
        suggestion->direction = DIRECTION_UP;
    suggestion->severity = said->severity;
    suggestion->state = said->state;
    suggestion->confidence = said->confidence;
    suggestion->priority = 100.0f - (float)id;
    suggestion->since_s = 62.0 + id;
    suggestion->before = said->state == SUGGESTION_OPEN ? NAN : said->evidence[0].value * 1.4f;
    suggestion->after = said->state == SUGGESTION_OPEN ? NAN : said->evidence[0].value;
    for (int i = 0; i < EVIDENCE_MAX && said->evidence[i].metric[0]; i++)
        suggestion->evidence[suggestion->n_evidence++] = said->evidence[i];
    snprintf(suggestion->rule, sizeof suggestion->rule, "%s", said->rule);
    snprintf(suggestion->title, sizeof suggestion->title, "%s", said->title);
    snprintf(suggestion->do_this, sizeof suggestion->do_this, "%s", said->do_this);
    snprintf(suggestion->detail, sizeof suggestion->detail, "%s", said->detail);
    snprintf(suggestion->source, sizeof suggestion->source, "%s", said->source);
    snprintf(suggestion->withdraw_when, sizeof suggestion->withdraw_when, "%s",
             said->withdraw_when);
}

static void fill_analyses(struct advice_reading *advice)
{
    static const float scores[ANALYSES] = {86.0f, 61.0f, NAN, 97.0f, 44.0f, 72.0f};
    static const struct finding findings[] = {
        {"The mix peaks at -0.5 dBTP: there is no headroom for a master.",
         "Lower the master fader by 5 dB before the limiter.", "levels.sample_peak_dbfs", "dBFS",
         -0.5f, NAN, -6.0f, 24.0f},
        {"I is 0.2 LU under Spotify.", "", "loudness.integrated_lufs", "LUFS", -14.2f, NAN, NAN, 0.0f},
    };
    for (int i = 0; i < ANALYSES; i++) {
        struct analysis_reading *analysis = &advice->analyses[i];
        analysis->score = scores[i];
        analysis->n_findings = (uint8_t)(i % 3);
        memcpy(analysis->findings, findings, sizeof findings);
    }
}

#define TARGET(id, shown, lufs, lu, dbtp, loud, quiet)                                             \
    {                                                                                              \
        .name = id, .title = shown, .integrated_lufs = lufs, .tolerance_lu = lu,                   \
        .true_peak_dbtp = dbtp, .short_term_max_lufs = NAN, .normalises = loud,                    \
        .turns_up = (quiet) == TARGET_RAISES, .quieter = quiet, .source = "[S] its own pages",     \
        .date = "2024-05"                                                                          \
    }

const struct targets advice_fixture_targets = {
    .count = 6,
    .rows = {
        TARGET("ebu-r128", "EBU R 128", -23.0f, 0.5f, -1.0f, false, TARGET_REFUSES),
        TARGET("spotify", "Spotify", -14.0f, 1.0f, -1.0f, true, TARGET_RAISES),
        TARGET("youtube", "YouTube", -14.0f, 1.0f, -1.0f, true, TARGET_LEAVES),
        TARGET("apple-music", "Apple Music", -16.0f, 1.0f, -1.0f, true, TARGET_RAISES),
        TARGET("podcast", "Podcast", -10.0f, 1.0f, 0.0f, true, TARGET_UNCERTAIN),
        TARGET("cd", "CD, loud master", -9.0f, 2.0f, 0.0f, false, TARGET_UNTOUCHED),
    },
};

static void fill_relations(struct snapshot *snapshot)
{
    struct relations_reading *relations = &snapshot->relations;
    relations_reading_clear(relations);
    for (int masker = 1; masker < snapshot->n_tracks; masker++) {
        relations->audible[masker] = 0.95f - 0.07f * (float)(masker % 5);
        relations->heard_s[masker] = 60.0f;
        snapshot->advice.faders[masker]
            = (struct fader_reading){.target_lufs = -21.0f - (float)(masker % 3),
                                     .audible = relations->audible[masker],
                                     .off_db = (float)(masker * 5 % 11) - 5.0f,
                                     .tolerance_db = 2.0f,
                                     .move_db = 5.0f - (float)(masker * 5 % 11),
                                     .wrong = masker * 5 % 11 > 8};
        for (int masked = 1; masked < snapshot->n_tracks; masked++)
            if (masker != masked)
                relations->masking[masker][masked] = (struct masking_cell){
                    .percent = (uint8_t)(masker * masked * 13 % 67),
                    .excess_db = (uint8_t)(3 + masked),
                    .weight = (uint8_t)(20 + 7 * masker % 50),
                    .low_hz = (uint16_t)(60 * masked),
                    .high_hz = (uint16_t)(95 * masked),
                };
    }
    if (snapshot->n_tracks > 3) {
        relations->n_alignments = 1;
        relations->alignments[0] = (struct alignment_reading){.track = 2,
                                                              .other = 3,
                                                              .correlation = -0.83f,
                                                              .delay_frames = 110.0f,
                                                              .delay_ms = 2.3f,
                                                              .confidence = 0.9f};
    }
}

static void fill_profiles(struct snapshot *snapshot)
{
    static const enum track_pattern patterns[] = {PATTERN_TONAL, PATTERN_PERCUSSIVE,
                                                  PATTERN_RHYTHMIC, PATTERN_UNKNOWN};
    for (int t = 0; t < snapshot->n_tracks; t++) {
        struct track_reading *track = &snapshot->tracks[t];
        struct profile_reading *profile = &snapshot->advice.profiles[t];
        profile->guess = track->is_mix ? ROLE_NONE : track->role;
        profile->guess_confidence = 0.72f;
        profile->pattern = patterns[t % 4];
        profile->main_band = (int8_t)(t % BANDS);
        profile->quality = 100.0f - 14.0f * (float)(t * 3 % 5);
        if (t * 3 % 5 > 0) {
            profile->n_reasons = 2;
            snprintf(profile->reasons[0].text, sizeof profile->reasons[0].text, "clipped peaks");
            snprintf(profile->reasons[1].text, sizeof profile->reasons[1].text, "no headroom");
            profile->reasons[0].points = 14.0f * (float)(t * 3 % 5) - 4.0f;
            profile->reasons[1].points = 4.0f;
        }
        if (profile->pattern == PATTERN_TONAL || profile->pattern == PATTERN_RHYTHMIC) {
            track->range.low_hz = 82.4f * (float)t;
            track->range.high_hz = 659.3f;
        }
        if (t == 4 || t == 7) /* nobody said what it is */
            track->role = ROLE_NONE;
    }
}

void advice_fixture_fill(struct snapshot *snapshot, bool wide)
{
    struct advice_reading *advice = &snapshot->advice;
    const struct said *said = wide ? wide_sayings : sayings;
    const size_t count
        = wide ? sizeof wide_sayings / sizeof wide_sayings[0] : sizeof sayings / sizeof sayings[0];
    advice_reading_clear(advice);
    advice->heard_s = snapshot->time_s;
    for (size_t i = 0; i < count; i++)
        fill_suggestion(&advice->suggestions[i], &said[i], (uint32_t)i + 1);
    advice->suggestions[0].band_low_hz = 200.0f;
    advice->suggestions[0].band_high_hz = 400.0f;
    advice->suggestions[0].action.type = ACTION_EQ;
    advice->suggestions[0].action.hz = 290.0f;
    advice->n_suggestions = (uint8_t)count;
    advice->said = (uint32_t)count;
    advice->corridor.known = true;
    snprintf(advice->corridor.name, sizeof advice->corridor.name, "electronic");
    for (int b = 0; b < THIRD_OCTAVES; b++) {
        const float centre = -21.0f - 1.1f * (float)b;
        const float tolerance = b >= 10 && b <= 23 ? 3.5f : 6.0f;
        advice->corridor.low_db[b] = centre - tolerance;
        advice->corridor.high_db[b] = centre + tolerance;
    }
    fill_analyses(advice);
    fill_relations(snapshot);
    fill_profiles(snapshot);
    struct reference_reading *reference = &advice->reference;
    *reference = (struct reference_reading){.known = true,
                                            .count = 3,
                                            .chosen = 1,
                                            .match_db = 2.1f,
                                            .loudness_lu = -2.1f,
                                            .true_peak_db = 0.4f,
                                            .range_lu = 1.3f,
                                            .plr_db = 1.9f,
                                            .crest_db = 2.2f,
                                            .correlation = 0.07f,
                                            .low_correlation = 0.01f,
                                            .width = -0.06f};
    snprintf(reference->name, sizeof reference->name, "Night Drive (released).flac");
    for (int b = 0; b < THIRD_OCTAVES; b++)
        reference->third_now_db[b] = reference->third_long_db[b] = (float)(5.0 * sin(b * 0.5));
    advice->recent.span_s = 10.0f;
    advice->recent.loudness_lufs = -13.6f;
    advice->recent.true_peak_dbtp = -0.5f;
    advice->recent.crest_db = 12.4f;
    advice->recent.correlation = 0.6f;
    for (int b = 0; b < THIRD_OCTAVES; b++)
        advice->recent.third_db[b] = snapshot->tracks[0].spectrum.third_long_db[b];
    advice->context.state = WORK_MIXING;
    advice->context.intent = INTENT_MIXING;
    advice->context.activity = 0.6f;
    advice->context.actions_per_minute = 14.0f;
}

void advice_fixture_context(struct snapshot *snapshot, const char *intent)
{
    struct advice_reading *advice = &snapshot->advice;
    struct context_reading *context = &advice->context;
    const bool learns = strcmp(intent, "learning") == 0;
    context->state = WORK_PLAYING;
    context->state_counts = context->intent_counts = true;
    context->intent = learns ? INTENT_LEARNING : INTENT_EXPLORING;
    context->intent_reason = learns ? REASON_ASKS : REASON_NONE;
    context->reasons = learns;
    context->ideas = true;
    snprintf(context->says, sizeof context->says, "%s",
             learns ? "everything is said, with its reason"
                    : "ideas are welcome, small corrections wait");
    if (learns)
        return;
    context->waiting = 2;
    if (strcmp(intent, "waiting") == 0)
        advice->n_suggestions = 0;
}
