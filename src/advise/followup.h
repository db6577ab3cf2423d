/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* followup: what becomes of a suggestion after it was said.  What moves as asked is told with before and
 * after (SUGGESTION_MOVED) and then retired, also while averages since the last reset still remember the
 * fault.  Compared is, level-matched, the same place of the song before and after.  Where no place is heard
 * twice, what the user says that he applied must move clearly more than the music does by itself.
 * Deterministic in sample time.  Thread: one at a time (analysis); allocates nothing. */
#ifndef SIDEMAN_FOLLOWUP_H
#define SIDEMAN_FOLLOWUP_H

#include "advise/answer.h"
#include "advise/places.h"
#include "advise/sound.h"
#include "snapshot.h"

enum { FOLLOWED_MAX = 64, OUTCOMES_MAX = 8 };

enum followed_state {
    FOLLOWED_STANDS,
    FOLLOWED_APPLIED,
    FOLLOWED_MOVED,  /* being told */
    FOLLOWED_RETIRED, /* not told again while it goes on standing */
    FOLLOWED_HIDDEN  /* ignored: until it gets worse */
};

/* One suggestion, by its id. */
struct followed {
    uint32_t id; /* 0: free */
    enum followed_state state;
    bool stands;                /* the adviser says it now */
    bool judged;                /* its outcome was told to the journal */
    double state_s;             /* sample time of the last change of state */
    double last_s;              /* of the last second in which it stood */
    float stood_s;              /* of programme, since it was said */
    float moved_for_s;
    float value_before;         /* of the first evidence, when applied or first said */
    uint64_t clips, dropouts;   /* then */
    float peak_dbtp;            /* highest since then */
    struct sound_profile before;
    struct sound_meter after;
    struct sound_meter same_before, same_after; /* the same places of the song, then and now */
    float unrest;               /* how far it moves by itself from one stretch to the next; NAN */
    struct suggestion latest;   /* as the adviser said it last */
    struct suggestion told;     /* with which it is said to have moved */
};

/* What the measurements say became of a suggestion: for the journal. */
struct outcome {
    enum answer_kind kind; /* ANSWER_FOLLOWED, ANSWER_NOT_FOLLOWED */
    struct suggestion suggestion;
    float before, after;
};

/* What a track is like now, and was at this place before. */
struct heard {
    bool plays, again;
    double before_time_s;
    struct sound_second now, before;
};

/* Plain data; starts as zeros, but for `places`. */
struct followup {
    struct places *places; /* not ours; NULL: the same place is never known */
    bool played_live;      /* else a recording: nobody mends it while it plays, unless he says so */
    struct heard heard[TRACKS_MAX];
    struct followed list[FOLLOWED_MAX];
    struct sound_meter recent[TRACKS_MAX];
    double time_s, measured_s;
    unsigned n_outcomes; /* of the last update */
    struct outcome outcomes[OUTCOMES_MAX];
};

/* The user's answer to a suggestion that stands; false when none of that id does.  `answered` (may be
 * NULL) gets the suggestion as it was. */
bool followup_answer(struct followup *followup, uint32_t id, enum answer_kind kind,
                     struct suggestion *answered);

/* Between the seconds: what was answered since the last update shows at once.  `advice` as it was left
 * by that. */
void followup_touch(const struct followup *followup, struct advice_reading *advice);

/* One second more: `advice` comes from the rules and leaves with states, before and after; without what
 * was ignored or retired; and with what has just moved, first. */
void followup_update(struct followup *followup, const struct snapshot *snapshot,
                     struct advice_reading *advice);

#endif
