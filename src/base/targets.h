/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* targets: what the places that music is delivered to want: loudness, tolerance, true peak.  From
 * data/targets.conf, then the user's own targets.conf beside the configuration, which may add rows
 * and replace them by name.
 * Thread: UI; plain data once loaded.  Units: LUFS, LU, dBTP. */
#ifndef SIDEMAN_TARGETS_H
#define SIDEMAN_TARGETS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum { TARGETS_MAX = 64 };

/* What the place does to music that is quieter than it wants. */
enum target_quieter {
    TARGET_LEAVES,    /* only turns down what is louder */
    TARGET_RAISES,
    TARGET_UNTOUCHED, /* turns nothing, neither up nor down */
    TARGET_REFUSES,   /* sends back what misses the target */
    TARGET_UNCERTAIN, /* sources disagree */
    TARGET_QUIETER
};
/* "left", "raised", "untouched", "refused", "uncertain". */
extern const char *const target_quieter_names[TARGET_QUIETER];

struct target {
    char name[32];   /* "spotify": in options and configuration */
    char title[48];  /* "Spotify": on screen */
    float integrated_lufs;
    float tolerance_lu;         /* either side */
    float true_peak_dbtp;       /* at most */
    float short_term_max_lufs;  /* at most; NAN when there is no such limit */
    bool normalises;            /* the place turns down what is too loud; else it is a norm to meet */
    bool turns_up;              /* the same as quieter == TARGET_RAISES */
    bool by_album;              /* turns albums as a whole, not song by song */
    enum target_quieter quieter;
    char source[192];           /* who says so: "[S] ...", as in knowledge files */
    char date[16];              /* edition of the source, or when it was read */
    unsigned line;              /* in its file; 0: built in */
};

struct targets {
    size_t count;
    struct target rows[TARGETS_MAX];
};

/* Never empty: EBU R 128 stands in when nothing can be read.  What is wrong is told as file:line,
 * and that row left out. */
void targets_load(struct targets *targets, void (*warn)(const char *text));

/* One file alone, added to what `targets` holds. */
void targets_read_file(struct targets *targets, const char *path, void (*warn)(const char *text));

const struct target *targets_find(const struct targets *targets, const char *name); /* NULL: none */
/* STATUS_USAGE with the nearest name when there is no such target. */
enum status targets_check(const struct targets *targets, const char *name, struct error *error);
/* The one after `name`, round and round; the first when `name` is none. */
const struct target *targets_next(const struct targets *targets, const char *name);

#endif
