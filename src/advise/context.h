/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* context: what the user is doing: idle, playing, recording, mixing or mastering, and to what end; from
 * transport, JACK graph, names, moves of level and spectrum, and keys.  A guess: what the user says wins.
 * Deterministic in sample time.  Thread: one at a time (analysis); allocates nothing. */
#ifndef SIDEMAN_CONTEXT_H
#define SIDEMAN_CONTEXT_H

#include "advise/sound.h"
#include "snapshot.h"

/* What a key that was pressed in the dashboard is for. */
enum context_key { KEY_LOOK, KEY_EXPLAIN, KEY_ANSWER, KEY_COMPARE, CONTEXT_KEYS };

enum { CONTEXT_CLUES = 9 };

/* Plain data; starts with context_init(). */
struct context {
    enum work_state said_state;   /* WORK_STATES: find out */
    enum work_intent said_intent; /* WORK_INTENTS: find out */
    enum work_state state;
    enum work_intent intent;
    enum work_state next_state;   /* what it seems to become, and for how long already */
    enum work_intent next_intent;
    float state_for_s, intent_for_s;
    enum context_reason state_reason, intent_reason;

    double time_s, last_transport_s;
    bool was_rolling;
    float rolling_s;              /* without a break */
    uint32_t graph_changes, sections;
    double inputs_changed_s, moved_s;
    bool inputs_in_use;
    double clues[CONTEXT_CLUES];  /* how often of late: they fade within a minute or so */
    double actions;               /* of the last minute, fading */
    float silent_s;
    float listened_s;             /* programme without a stop or a jump */
    struct sound_meter heard;     /* of the mix: what it has sounded like */
};

void context_init(struct context *context);
/* The user says what he does; WORK_STATES and WORK_INTENTS: find out. */
void context_say(struct context *context, enum work_state state, enum work_intent intent);
/* `count` keys were pressed since the last call. */
void context_note_keys(struct context *context, enum context_key key, unsigned count);
/* One second more. */
void context_update(struct context *context, const struct snapshot *snapshot);
void context_read(const struct context *context, struct context_reading *reading);

/* Names that say that a track is being recorded: "rec", "take 2", "overdub", "armed", ... */
bool context_name_means_recording(const char *name);

#endif
