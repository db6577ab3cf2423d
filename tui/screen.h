/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen: the dashboard: header, tabs, the current view, the bottom line; the event loop and its
 * frame clock.  Small terminals drop parts in a fixed order, down to a one-line meter; never an
 * exit. Thread: UI. */
#ifndef SIDEMAN_SCREEN_H
#define SIDEMAN_SCREEN_H

#include "snapshot.h"
#include "tui/term.h"
#include "tui/view.h"

struct screen_options {
    struct term_options term;
    int fps;               /* frames a second at most */
    const char *view;      /* name of the first view; NULL: overview */
    struct view_state state;
};

/* Runs until the user quits (STATUS_OK) or the terminal cannot be used.  `latest` is called once a
 * frame. */
enum status screen_run(const struct screen_options *options, const struct view_host *host,
                       const struct snapshot *(*latest)(void *program), struct error *error);

#endif
