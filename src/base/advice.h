/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice: what the adviser says, as plain data: part of the snapshot, printed by views and reports.
 * No pointers, fixed sizes.  Not part of it or not known: NAN (numbers), "" (text), NO_TRACK.  Text is
 * in the user's language already; ids (rule, metric) are never translated. */
#ifndef SIDEMAN_ADVICE_H
#define SIDEMAN_ADVICE_H

#include "base/readings.h"

enum {
    SUGGESTIONS_MAX = 48, /* that stand at one time, over all tracks */
    EVIDENCE_MAX = 3,
    FINDINGS_MAX = 6,
    RULE_ID_MAX = 32, /* bytes, with the final 0 */
    METRIC_MAX = 40,
    NO_TRACK = 255
};

enum severity { SEVERITY_INFO, SEVERITY_MINOR, SEVERITY_MAJOR, SEVERITY_CRITICAL, SEVERITIES };
/* "info", "minor", "major", "critical". */
extern const char *const severity_names[SEVERITIES];

enum action_type {
    ACTION_NONE,
    ACTION_GAIN,      /* gain_db */
    ACTION_EQ,        /* a bell: hz, gain_db, q */
    ACTION_LOW_SHELF, /* hz, gain_db */
    ACTION_HIGH_SHELF,
    ACTION_HIGH_PASS, /* hz */
    ACTION_LOW_PASS,
    ACTION_NOTCH,     /* hz, q */
    ACTION_COMPRESS,  /* threshold_dbfs, ratio, attack_ms, release_ms */
    ACTION_LIMIT,     /* threshold_dbfs (dBTP) */
    ACTION_DE_ESS,    /* hz, gain_db: how much at most */
    ACTION_GATE,      /* threshold_dbfs */
    ACTION_DUCK,      /* hz, gain_db: one track by another */
    ACTION_DELAY,     /* delay_ms: move a track later by it */
    ACTION_POLARITY,  /* flip */
    ACTION_WIDTH,     /* hz: mono below it; or width 0..1 */
    ACTION_BALANCE,   /* gain_db: of the right channel */
    ACTION_CHECK,     /* a cable, a plug-in, a routing: something to look at by hand */
    ACTION_TYPES
};
/* "none", "gain", "eq", "low_shelf", ... (JSON, rule files). */
extern const char *const action_names[ACTION_TYPES];

struct action {
    enum action_type type;
    float hz, gain_db, q, ratio, threshold_dbfs, attack_ms, release_ms, delay_ms, width;
};

struct evidence {
    char metric[METRIC_MAX]; /* "bands.mud.excess_db", "loudness.true_peak_dbtp", ... */
    char unit[8];            /* "dB", "LUFS", "Hz", "%", "" */
    float value;
    float threshold;
    float low, high;         /* the corridor that is healthy; either may be NAN */
};

enum suggestion_direction { DIRECTION_NONE, DIRECTION_UP, DIRECTION_DOWN };

/* What the user did with a suggestion; what the measurements did. */
enum suggestion_state {
    SUGGESTION_OPEN,
    SUGGESTION_APPLIED, /* the user says so; being followed up */
    SUGGESTION_MOVED,   /* the measurements moved as asked: about to retire */
    SUGGESTION_STATES
};

struct suggestion {
    uint32_t id;               /* the same while it stands, also across sessions: of rule, tracks, band */
    char rule[RULE_ID_MAX];
    enum severity severity;
    enum suggestion_state state;
    float priority;            /* from 1: the larger, the more it matters */
    float confidence;          /* 0..1: how often such a suggestion is right */
    uint8_t track;             /* index in the snapshot's tracks[] */
    uint8_t other_track;       /* of a relation: masker is `track`, masked is `other_track` */
    enum suggestion_direction direction;
    float band_low_hz, band_high_hz;
    float delay_ms;            /* of `other_track` behind `track` */
    struct action action;
    uint8_t n_evidence;
    struct evidence evidence[EVIDENCE_MAX];
    enum suggestion_direction wanted; /* of the first evidence; NONE: from its value to its threshold */
    double since_s;            /* sample time at which it was first said */
    float before, after;       /* of the first evidence: when applied, and now */
    char title[96];
    char detail[200];
    char do_this[120];         /* the action as a sentence: "cut 3 dB at 290 Hz, Q 1.0" */
    char source[120];          /* where the threshold comes from */
    char withdraw_when[120];
};

enum analysis {
    ANALYSIS_GAIN_STAGING,
    ANALYSIS_MIXING,
    ANALYSIS_ROUTING,
    ANALYSIS_SESSION_HEALTH,
    ANALYSIS_MASTERING,
    ANALYSIS_CREATIVE,
    ANALYSES
};
/* "gain_staging", "mixing", "routing", "session_health", "mastering", "creative" (JSON). */
extern const char *const analysis_names[ANALYSES];
extern const char *const analysis_titles[ANALYSES]; /* for people: untranslated */

struct finding {
    char text[120];           /* what is */
    char recommendation[120]; /* what to do; "" when all is well */
    char metric[METRIC_MAX];
    char unit[8];
    float value;
    float low, high;          /* where it is healthy; NAN: no such end */
    float points;             /* what it costs the score, >= 0 */
};

struct analysis_reading {
    float score;              /* 0..100; NAN: too little heard, or does not apply */
    uint8_t n_findings;
    struct finding findings[FINDINGS_MAX]; /* the costliest first */
};

enum work_state { WORK_IDLE, WORK_PLAYING, WORK_RECORDING, WORK_MIXING, WORK_MASTERING, WORK_STATES };
enum work_intent {
    INTENT_EXPLORING, INTENT_MIXING, INTENT_CREATING, INTENT_EDITING, INTENT_LEARNING, WORK_INTENTS
};
extern const char *const work_state_names[WORK_STATES];
extern const char *const work_intent_names[WORK_INTENTS];

/* What a state or an intent is told from. */
enum context_reason {
    REASON_NONE, REASON_SAID, REASON_SILENCE, REASON_INPUT_TAPPED, REASON_INPUT_NEW, REASON_NAME,
    REASON_LONG_RUN, REASON_JUMPS, REASON_GRAPH, REASON_MOVES, REASON_ANSWERS, REASON_COMPARES, REASON_BUSY,
    REASON_ASKS, REASON_SHORT_PLAYS, REASON_TAKE, REASON_GRAPH_PLAYS, REASON_WORK, REASON_LISTENS,
    CONTEXT_REASONS
};
extern const char *const context_reason_texts[CONTEXT_REASONS]; /* for people: untranslated; "" nothing */

struct context_reading {
    enum work_state state;
    enum work_intent intent;
    bool state_by_hand, intent_by_hand; /* the user said so */
    bool state_counts, intent_counts;   /* what is said goes by it; else it is only told */
    enum context_reason state_reason, intent_reason;
    float activity;                     /* 0..1 */
    float actions_per_minute;
    bool ideas;                         /* these four: what follows from it; creative ones are welcome */
    bool reasons;                       /* the reasons are told unasked */
    uint8_t waiting;                    /* suggestions that are held back, */
    uint32_t waiting_ids[SUGGESTIONS_MAX]; /* and which */
    char says[160];                     /* what is said: a clause for people; "" everything */
};

/* Where the long-term spectrum of a track is healthy; level with the track's own spectrum. */
struct corridor_reading {
    bool known;
    char name[24];                        /* genre or role it is for: "electronic", "vocals" */
    float low_db[THIRD_OCTAVES];          /* NAN outside the track's bandwidth */
    float high_db[THIRD_OCTAVES];
};

/* What a stretch of sound is like: of the last seconds, at a mark, or of a whole reference. */
struct sound_profile {
    float span_s;                  /* programme behind it, pauses apart; 0: nothing is known */
    float loudness_lufs;           /* of the stretch */
    float true_peak_dbtp;          /* highest since the reset before it */
    float range_lu;                /* these are NAN where the stretch is too short for them */
    float psr_db;                  /* true peak over short-term loudness, mean */
    float crest_db;
    float correlation, low_correlation, width, balance_db;
    float third_db[THIRD_OCTAVES]; /* power in the band; NAN above Nyquist */
};

/* The music beside the chosen reference: here less there, the reference being as loud as we are. */
struct reference_reading {
    bool known;                         /* one is chosen, and enough was heard to compare */
    bool loading;                       /* some are still being measured */
    bool by_hand;                       /* the user chose it, else it is the closest */
    uint8_t count;                      /* references that could be measured */
    uint8_t chosen;                     /* of them, from 0 */
    char name[TRACK_NAME_MAX];          /* of its file */
    float match_db;                     /* what makes the reference as loud as we are */
    float third_now_db[THIRD_OCTAVES];  /* last seconds */
    float third_long_db[THIRD_OCTAVES]; /* since reset */
    float loudness_lu, true_peak_db, range_lu, plr_db, crest_db; /* differences; since reset */
    float correlation, low_correlation, width;
};

/* How loud a track is for its role.  NAN: not known. */
struct fader_reading {
    float target_lufs;  /* the integrated loudness that its role asks for, once all moves are made */
    float audible;      /* share of it that the others leave audible */
    float off_db;       /* > 0 too loud; from loudness and presence */
    float tolerance_db; /* what is taste */
    float move_db;      /* proposed, all together, in steps of a half; 0: leave it */
    bool wrong;         /* off by more than taste, and not for another track's sake */
    bool sure;          /* the worst of all, and its role has a firm place in a mix */
};

enum track_pattern { PATTERN_UNKNOWN, PATTERN_PERCUSSIVE, PATTERN_RHYTHMIC, PATTERN_TONAL, PATTERNS };
/* "", "percussive", "rhythmic", "tonal" (JSON); for people they go through _(). */
extern const char *const pattern_names[PATTERNS];

enum { QUALITY_REASONS = 4 };

/* A track in a few words. */
struct profile_reading {
    enum role guess;           /* what it seems to be, whatever was said; ROLE_NONE: no idea */
    float guess_confidence;    /* 0..1 */
    enum role role;            /* as which it is judged: as was said, the guess when that is sure, ... */
    enum track_pattern pattern;
    int8_t main_band;          /* of the 7: the loudest; -1 */
    float quality;             /* 0..100: how clean it is; NAN: nothing heard */
    uint8_t n_reasons;
    struct {
        char text[64];
        float points;          /* what it costs */
    } reasons[QUALITY_REASONS]; /* the costliest first */
};

struct advice_reading {
    bool off;                             /* the rules could not be read: nothing is judged */
    double heard_s;                       /* programme above the gate, of the mix */
    uint32_t said;                        /* counts every new suggestion since the start */
    struct corridor_reading corridor;     /* of the mix */
    struct analysis_reading analyses[ANALYSES];
    struct context_reading context;
    struct sound_profile recent;          /* of the mix, the last ten seconds or so of programme */
    struct reference_reading reference;
    char tip[160];                        /* from the user's habits; "" none */
    uint8_t n_suggestions;
    struct suggestion suggestions[SUGGESTIONS_MAX]; /* the most important first */
    struct fader_reading faders[TRACKS_MAX];        /* these two: of tracks[] */
    struct profile_reading profiles[TRACKS_MAX];
};

void sound_profile_clear(struct sound_profile *profile);
void reference_reading_clear(struct reference_reading *reference);
void action_clear(struct action *action);
void fader_reading_clear(struct fader_reading *fader);
void profile_reading_clear(struct profile_reading *profile);
void suggestion_clear(struct suggestion *suggestion);
/* Nothing said, nothing known. */
void advice_reading_clear(struct advice_reading *advice);
/* What is known: of the lists only their entries, of `n_tracks` tracks; the rest of `to` is left as it is. */
void advice_reading_copy(struct advice_reading *to, const struct advice_reading *from, unsigned n_tracks);

#endif
