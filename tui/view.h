/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view: what a screen must supply.  draw() reads a const snapshot and draws into its area; it keeps
 * no state but what is in struct view_state.  A command that a view does not handle is returned.
 * Thread: UI. */
#ifndef SIDEMAN_VIEW_H
#define SIDEMAN_VIEW_H

#include "advise/answer.h"
#include "advise/context.h"
#include "advise/marks.h"
#include "base/status.h"
#include "base/targets.h"
#include "snapshot.h"
#include "tui/keys.h"
#include "tui/widget.h"

/* Delivery target shown on the loudness scales; NAN limits when none is chosen. */
struct view_target {
    char title[48];
    float integrated_lufs;
    float true_peak_dbtp;
    float tolerance_lu;
};

struct advice_history;

enum { VIEW_SLOTS = 20 };

/* What the user chose on screen; saved to the configuration on demand. */
struct view_state {
    int selected_track;    /* index in the snapshot; -1: the mix */
    int compared_track;    /* one more than its index; 0: none */
    int cursor[VIEW_SLOTS]; /* per list: selected row */
    int scroll[VIEW_SLOTS];
    int page[VIEW_SLOTS];  /* rows of the list at its last drawing */
    enum {
        LOUDNESS_LUFS_9,
        LOUDNESS_LUFS_18,
        LOUDNESS_LU_9,
        LOUDNESS_LU_18,
        LOUDNESS_SCALES
    } loudness_scale;
    enum { SPECTRUM_FAST, SPECTRUM_SLOW, SPECTRUM_LONG, SPECTRUM_AVERAGES } average;
    bool max_hold;
    int tilt;              /* 0, 1, 2: 0, 3, 4.5 dB per octave */
    uint32_t suggestion_id; /* the selected one */
    bool suggestion_chosen; /* by the user: it stays; else the first is selected */
    int advice_page;
    bool explaining;       /* the selected suggestion */
    bool rating;           /* the next key is its rating */
    struct mark marks[2];  /* A, B */
    struct advice_history *history;
    struct view_target target;
    char message[160];     /* bottom line, for a few seconds */
    double message_until_s;
};

/* What the dashboard may ask of the program.  Supplied by src/commands/dashboard.c. */
struct view_host {
    void *program;
    const struct targets *targets; /* every delivery target; NULL: none */
    void (*reset)(void *program);
    void (*reset_peaks)(void *program);
    void (*set_paused)(void *program, bool paused);
    void (*set_ballistics)(void *program, enum ballistics ballistics);
    void (*set_tempo)(void *program, float bpm); /* NAN: find out.  May be NULL */
    bool (*play)(void *program, bool playing);      /* false: this source cannot pause */
    bool (*seek)(void *program, double position_s);
    bool (*set_loop)(void *program, bool loop);
    /* Ports that could be tapped: returns how many are in *entries (kept by the program until the
     * next call). */
    size_t (*list_ports)(void *program, const struct port_entry **entries);
    enum status (*tap)(void *program, const struct port_entry *entry, struct error *error);
    /* Next delivery target after the current; fills *target. */
    void (*next_target)(void *program, struct view_target *target);
    void (*choose_target)(void *program, const struct target *chosen, struct view_target *target);
    /* What the user does with the suggestion of this id; false: not now. */
    bool (*answer)(void *program, uint32_t id, enum answer_kind kind, unsigned rating);
    /* What the knowledge base says about a rule, in lines of `columns`; kept until the next call. NULL:
     * nothing. */
    const char *(*explain)(void *program, const char *rule, int columns);
    /* What a rule is called; kept for ever. */
    const char *(*title_of)(void *program, const char *rule);
    /* Answers of earlier sessions, the newest first; returns how many. */
    size_t (*past_answers)(void *program, struct answer *past, size_t room);
    /* The decision trees, walked with the numbers of a track; as above. */
    const char *(*walk)(void *program, const struct snapshot *snapshot,
                        const struct track_reading *track, int columns);
    void (*choose_reference)(void *program, int index); /* REFERENCE_AUTO: the closest */
    void (*set_context)(void *program, enum work_state state, enum work_intent intent);
    /* What a key was for: a sign of what the user does. */
    void (*note_key)(void *program, enum context_key key);
    enum status (*save)(void *program, const struct view_state *state, const char *theme,
                        enum ballistics ballistics, struct error *error);
    /* The line-th latest log line, 0 the newest; NULL when there is none. */
    const char *(*log_line)(void *program, size_t line);
    /* A line that a library wrote to stderr while the screen was up: for the log.  May be NULL. */
    void (*log_stderr)(void *program, const char *line);
    /* How many warnings the log has had; `text` gets the latest.  May be NULL. */
    size_t (*warnings)(void *program, char *text, size_t size);
};

/* What may look different from the frame before; a key, a new size or a lost frame: everything. */
enum view_news { NEWS_STEADY = 1, NEWS_SLOW = 2, NEWS_ALL = 7 };

/* Three ages of the same snapshot, so that each thing changes as often as the eye wants and no
 * oftener: needles and bars every frame, spectra and dots 6 times a second, figures 3 times. */
struct view_context {
    const struct snapshot *snapshot; /* latest: bars, needles, lights */
    const struct snapshot *steady;   /* up to 160 ms old: spectra, goniometer */
    const struct snapshot *slow;     /* up to 330 ms old: everything in figures or words; meter_dbfs
                                        there is     the highest of the last 330 ms */
    struct view_state *state;
    const struct view_host *host;
    double now_s; /* monotonic, for blinking and messages */
    bool lit;     /* the light on the beat */
    unsigned news; /* enum view_news; meters are always new */
};

/* What is drawn from the steady or the slow snapshot alone needs no drawing in most frames: false
 * when it does, else the area keeps what it shows. */
static inline bool view_keep(const struct view_context *context, unsigned news,
                             struct area area)
{
    if (context->news & news)
        return false;
    widget_keep(area);
    return true;
}

struct view_ops {
    const char *name;   /* "loudness": in the configuration */
    const char *title;  /* N_(): tab */
    enum command key;   /* the command that opens it: COMMAND_VIEW_1 ..., COMMAND_HELP */
    bool calm;          /* draws from the slow snapshot alone */
    bool beats;         /* shows the light on the beat */
    void (*draw)(const struct view_context *context, struct area area);
    /* Returns COMMAND_NONE when handled, else the command.  NULL: handles nothing. */
    enum command (*command)(const struct view_context *context, enum command command);
};

extern const struct view_ops view_overview, view_tracks, view_loudness, view_spectrum, view_stereo,
    view_rhythm, view_advice, view_sources, view_log, view_help;

/* The track that views show, in one of the context's snapshots: the selected one or the mix.  NULL
 * before there is one. */
const struct track_reading *view_track(const struct view_context *context,
                                       const struct snapshot *snapshot);
/* Shows a line at the bottom for some seconds. */
void view_message(const struct view_context *context, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
