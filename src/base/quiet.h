/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* quiet: keeps what a library prints on standard error off the terminal; it goes to the log.
 * Of the whole process: begin and end on one thread, never nested. */
#ifndef SIDEMAN_QUIET_H
#define SIDEMAN_QUIET_H

struct quiet {
    int saved_fd, captured_fd; /* -1: not redirected */
};

void quiet_begin(struct quiet *quiet);
/* Logs the first lines of what was printed meanwhile. */
void quiet_end(struct quiet *quiet);

#endif
