/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/advice.h"

#include "base/i18n.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const char *const severity_names[SEVERITIES] = {"info", "minor", "major", "critical"};

const char *const action_names[ACTION_TYPES] = {
    [ACTION_NONE] = "none",           [ACTION_GAIN] = "gain",
    [ACTION_EQ] = "eq",               [ACTION_LOW_SHELF] = "low_shelf",
    [ACTION_HIGH_SHELF] = "high_shelf", [ACTION_HIGH_PASS] = "high_pass",
    [ACTION_LOW_PASS] = "low_pass",   [ACTION_NOTCH] = "notch",
    [ACTION_COMPRESS] = "compress",   [ACTION_LIMIT] = "limit",
    [ACTION_DE_ESS] = "de_ess",       [ACTION_GATE] = "gate",
    [ACTION_DUCK] = "duck",           [ACTION_DELAY] = "delay",
    [ACTION_POLARITY] = "polarity",   [ACTION_WIDTH] = "width",
    [ACTION_BALANCE] = "balance",     [ACTION_CHECK] = "check",
};

const char *const analysis_names[ANALYSES] = {
    [ANALYSIS_GAIN_STAGING] = "gain_staging", [ANALYSIS_MIXING] = "mixing",
    [ANALYSIS_ROUTING] = "routing",           [ANALYSIS_SESSION_HEALTH] = "session_health",
    [ANALYSIS_MASTERING] = "mastering",       [ANALYSIS_CREATIVE] = "creative",
};

const char *const analysis_titles[ANALYSES] = {
    [ANALYSIS_GAIN_STAGING] = N_("Gain staging"), [ANALYSIS_MIXING] = N_("Mixing"),
    [ANALYSIS_ROUTING] = N_("Routing"),           [ANALYSIS_SESSION_HEALTH] = N_("Session health"),
    [ANALYSIS_MASTERING] = N_("Mastering"),       [ANALYSIS_CREATIVE] = N_("Creative"),
};

const char *const pattern_names[PATTERNS] = {"", N_("percussive"), N_("rhythmic"), N_("tonal")};

const char *const work_state_names[WORK_STATES] = {
    [WORK_IDLE] = N_("idle"),     [WORK_PLAYING] = N_("playing"),     [WORK_RECORDING] = N_("recording"),
    [WORK_MIXING] = N_("mixing"), [WORK_MASTERING] = N_("mastering"),
};

const char *const work_intent_names[WORK_INTENTS] = {
    [INTENT_EXPLORING] = N_("exploring"), [INTENT_MIXING] = N_("mixing"), [INTENT_CREATING] = N_("creating"),
    [INTENT_EDITING] = N_("editing"),     [INTENT_LEARNING] = N_("learning"),
};

const char *const context_reason_texts[CONTEXT_REASONS] = {
    [REASON_NONE] = "",
    [REASON_SAID] = N_("as you said"),
    [REASON_SILENCE] = N_("it is silent"),
    [REASON_INPUT_TAPPED] = N_("an input is listened to while the transport rolls"),
    [REASON_INPUT_NEW] = N_("an input was just plugged in, and the transport rolls"),
    [REASON_NAME] = N_("a track is named as a take"),
    [REASON_LONG_RUN] = N_("one loud, limited mix, played in one go"),
    [REASON_JUMPS] = N_("you go to and fro in the song"),
    [REASON_GRAPH] = N_("you change connections"),
    [REASON_MOVES] = N_("level or spectrum was moved"),
    [REASON_ANSWERS] = N_("you look at advice"),
    [REASON_COMPARES] = N_("you compare"),
    [REASON_BUSY] = N_("you are busy"),
    [REASON_ASKS] = N_("you ask for explanations"),
    [REASON_SHORT_PLAYS] = N_("many short plays"),
    [REASON_TAKE] = N_("a take is recorded"),
    [REASON_GRAPH_PLAYS] = N_("you change connections while it plays"),
    [REASON_WORK] = N_("you work on the mix"),
    [REASON_LISTENS] = N_("you listen through"),
};

void action_clear(struct action *action)
{
    *action = (struct action){.type = ACTION_NONE, .hz = NAN, .gain_db = NAN, .q = NAN, .ratio = NAN,
                              .threshold_dbfs = NAN, .attack_ms = NAN, .release_ms = NAN,
                              .delay_ms = NAN, .width = NAN};
}

void fader_reading_clear(struct fader_reading *fader)
{
    *fader = (struct fader_reading){.target_lufs = NAN, .audible = NAN, .off_db = NAN,
                                    .tolerance_db = NAN, .move_db = NAN};
}

void profile_reading_clear(struct profile_reading *profile)
{
    *profile = (struct profile_reading){.guess_confidence = NAN, .main_band = -1, .quality = NAN};
}

void suggestion_clear(struct suggestion *suggestion)
{
    memset(suggestion, 0, sizeof *suggestion);
    action_clear(&suggestion->action);
    suggestion->track = suggestion->other_track = NO_TRACK;
    suggestion->band_low_hz = suggestion->band_high_hz = suggestion->delay_ms = NAN;
    suggestion->before = suggestion->after = NAN;
    for (int i = 0; i < EVIDENCE_MAX; i++) {
        struct evidence *evidence = &suggestion->evidence[i];
        evidence->value = evidence->threshold = evidence->low = evidence->high = NAN;
    }
}

void sound_profile_clear(struct sound_profile *profile)
{
    *profile = (struct sound_profile){
        .loudness_lufs = NAN, .true_peak_dbtp = NAN, .range_lu = NAN, .psr_db = NAN, .crest_db = NAN,
        .correlation = NAN, .low_correlation = NAN, .width = NAN, .balance_db = NAN,
    };
    for (int i = 0; i < THIRD_OCTAVES; i++)
        profile->third_db[i] = NAN;
}

void reference_reading_clear(struct reference_reading *reference)
{
    *reference = (struct reference_reading){
        .match_db = NAN, .loudness_lu = NAN, .true_peak_db = NAN, .range_lu = NAN, .plr_db = NAN,
        .crest_db = NAN, .correlation = NAN, .low_correlation = NAN, .width = NAN,
    };
    for (int i = 0; i < THIRD_OCTAVES; i++)
        reference->third_now_db[i] = reference->third_long_db[i] = NAN;
}

void advice_reading_clear(struct advice_reading *advice)
{
    memset(advice, 0, sizeof *advice);
    for (int i = 0; i < SUGGESTIONS_MAX; i++)
        suggestion_clear(&advice->suggestions[i]);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        advice->corridor.low_db[i] = advice->corridor.high_db[i] = NAN;
    for (int i = 0; i < TRACKS_MAX; i++) {
        fader_reading_clear(&advice->faders[i]);
        profile_reading_clear(&advice->profiles[i]);
    }
    for (int i = 0; i < ANALYSES; i++)
        advice->analyses[i].score = NAN;
    sound_profile_clear(&advice->recent);
    reference_reading_clear(&advice->reference);
    advice->context.activity = advice->context.actions_per_minute = NAN;
}

void advice_reading_copy(struct advice_reading *to, const struct advice_reading *from, unsigned n_tracks)
{
    memcpy(to, from, offsetof(struct advice_reading, suggestions));
    memcpy(to->suggestions, from->suggestions, from->n_suggestions * sizeof *to->suggestions);
    memcpy(to->faders, from->faders, n_tracks * sizeof *to->faders);
    memcpy(to->profiles, from->profiles, n_tracks * sizeof *to->profiles);
}
