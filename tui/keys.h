/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* keys: one table of commands: name, key, group, help.  The key handler, the Help view, the hints,
 * the man page and the configuration (`keys = { reset = "r" }`) all come from it.
 * Thread: UI. */
#ifndef SIDEMAN_KEYS_H
#define SIDEMAN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_TABLE(C)                                                                           \
    C(VIEW_1, "view-1", "1", GROUP_VIEWS, N_("Overview"))                                          \
    C(VIEW_2, "view-2", "2", GROUP_VIEWS, N_("Tracks"))                                            \
    C(VIEW_3, "view-3", "3", GROUP_VIEWS, N_("Loudness"))                                          \
    C(VIEW_4, "view-4", "4", GROUP_VIEWS, N_("Spectrum"))                                          \
    C(VIEW_5, "view-5", "5", GROUP_VIEWS, N_("Stereo"))                                            \
    C(VIEW_6, "view-6", "6", GROUP_VIEWS, N_("Rhythm & pitch"))                                    \
    C(VIEW_7, "view-7", "7", GROUP_VIEWS, N_("Advice; again: its next page"))                      \
    C(VIEW_8, "view-8", "8", GROUP_VIEWS, N_("Sources"))                                           \
    C(VIEW_9, "view-9", "9", GROUP_VIEWS, N_("Log"))                                               \
    C(HELP, "help", "?", GROUP_VIEWS, N_("Help; the same key goes back"))                          \
    C(NEXT_VIEW, "next-view", "Tab", GROUP_VIEWS, N_("Next view"))                                 \
    C(PREVIOUS_VIEW, "previous-view", "Shift-Tab", GROUP_VIEWS, N_("Previous view"))               \
    C(PAUSE, "pause", "Space", GROUP_METERS,                                                       \
      N_("Hold integration and maxima; a file or the demo also stops playing"))                    \
    C(RESET, "reset", "r", GROUP_METERS, N_("Start integrated loudness, LRA and maxima anew"))     \
    C(RESET_PEAKS, "reset-peaks", "p", GROUP_METERS, N_("Clear held peaks and clip marks"))        \
    C(BALLISTICS, "ballistics", "b", GROUP_METERS,                                                 \
      N_("Meter: peak, PPM I, PPM IIa, VU, K-12, K-14, K-20"))                                     \
    C(LOUDNESS_SCALE, "loudness-scale", "u", GROUP_METERS,                                         \
      N_("Loudness in LUFS or LU, scale +9 or +18"))                                               \
    C(TARGET, "target", "g", GROUP_METERS, N_("Next delivery target"))                             \
    C(TAP_TEMPO, "tap-tempo", "d", GROUP_METERS, N_("Tap the tempo: it is held to what you tap"))    \
    C(LOCK_TEMPO, "lock-tempo", "L", GROUP_METERS, N_("Hold the tempo, or let it go"))             \
    C(UP, "up", "Up", GROUP_MOVE, N_("Up"))                                                        \
    C(DOWN, "down", "Down", GROUP_MOVE, N_("Down"))                                                \
    C(LEFT, "left", "Left", GROUP_MOVE, N_("Left; in a file: 5 seconds back"))                     \
    C(RIGHT, "right", "Right", GROUP_MOVE, N_("Right; in a file: 5 seconds on"))                   \
    C(PAGE_UP, "page-up", "PageUp", GROUP_MOVE, N_("A page up"))                                   \
    C(PAGE_DOWN, "page-down", "PageDown", GROUP_MOVE, N_("A page down"))                           \
    C(SELECT, "select", "Enter", GROUP_MOVE, N_("Choose: tap this source, look at this track"))    \
    C(COMPARE_TRACK, "compare-track", "v", GROUP_MOVE, N_("In Tracks: compare with this one"))      \
    C(BACK, "back", "Escape", GROUP_MOVE, N_("Back"))                                              \
    C(LOOP, "loop", "l", GROUP_PLAY, N_("Play the file in a loop, or not"))                        \
    C(RESTART, "restart", "Home", GROUP_PLAY, N_("Back to the start of the file"))                 \
    C(NEXT_PAGE, "next-page", ".", GROUP_ADVICE, N_("Next page of Advice"))                        \
    C(PREVIOUS_PAGE, "previous-page", ",", GROUP_ADVICE, N_("Previous page of Advice"))            \
    C(EXPLAIN, "explain", "e", GROUP_ADVICE, N_("Explain the suggestion; again: go back"))         \
    C(APPLIED, "applied", "a", GROUP_ADVICE, N_("The suggestion was applied"))                     \
    C(MODIFIED, "modified", "o", GROUP_ADVICE, N_("It was applied, but otherwise than said"))      \
    C(IGNORE, "ignore", "i", GROUP_ADVICE, N_("Ignore the suggestion"))                            \
    C(NEVER, "never", "n", GROUP_ADVICE, N_("Never say such a thing again"))                       \
    C(RATE, "rate", "s", GROUP_ADVICE, N_("Rate the suggestion, then 1 to 5"))                     \
    C(MARK_A, "mark-a", "A", GROUP_ADVICE, N_("Keep the present state as A"))                      \
    C(MARK_B, "mark-b", "B", GROUP_ADVICE, N_("Keep the present state as B"))                      \
    C(REFERENCE, "reference", "c", GROUP_ADVICE,                                                   \
      N_("Compare with the next reference; after the last with the closest"))                      \
    C(CONTEXT, "context", "w", GROUP_ADVICE, N_("Say what you do; after the last it is found out")) \
    C(INTENT, "intent", "W", GROUP_ADVICE, N_("Say what for; after the last it is found out"))     \
    C(TILT, "tilt", "t", GROUP_SHOW, N_("Spectrum tilt: 0, 3 or 4.5 dB per octave"))               \
    C(AVERAGE, "average", "f", GROUP_SHOW, N_("Spectrum average: fast, slow, long-term"))          \
    C(MAX_HOLD, "max-hold", "m", GROUP_SHOW, N_("Spectrum max-hold on or off"))                    \
    C(THEME, "theme", "T", GROUP_SHOW, N_("Next theme"))                                           \
    C(SAVE, "save", "S", GROUP_PROGRAM, N_("Save these settings"))                                 \
    C(REDRAW, "redraw", "Ctrl-L", GROUP_PROGRAM, N_("Draw the screen anew"))                       \
    C(SUSPEND, "suspend", "Ctrl-Z", GROUP_PROGRAM, N_("Suspend; fg comes back"))                   \
    C(QUIT, "quit", "q", GROUP_PROGRAM, N_("Quit"))

enum command {
    COMMAND_NONE,
#define C(id, name, key, group, help) COMMAND_##id,
    COMMAND_TABLE(C)
#undef C
    COMMANDS
};

enum command_group {
    GROUP_VIEWS,
    GROUP_METERS,
    GROUP_MOVE,
    GROUP_PLAY,
    GROUP_ADVICE,
    GROUP_SHOW,
    GROUP_PROGRAM,
    COMMAND_GROUPS
};

struct command_info {
    const char *name;        /* in the configuration */
    const char *default_key;
    enum command_group group;
    const char *help;        /* untranslated: show _(help) */
};

/* `command` from 1 to COMMANDS - 1. */
const struct command_info *command_info(enum command command);
const char *command_group_title(enum command_group group); /* translated */

/* The command bound to a key (term_key or code point), also its fixed aliases (h F1 ? for help, k j
 * for up and down); COMMAND_NONE when none. */
enum command keys_command(int key);
/* The key's name as shown: "r", "Space", "Ctrl-L". */
const char *keys_name(enum command command);
/* Binds by name; false when the command or key is unknown or the key is taken by another. */
bool keys_bind(const char *command, const char *key);

#endif
