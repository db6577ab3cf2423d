/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* quiet: keeps what a library prints on standard error off the terminal; it goes to the log.
 * Of the whole process, and counted: the last end restores.  Thread: any but the audio thread. */
#ifndef SIDEMAN_QUIET_H
#define SIDEMAN_QUIET_H

void quiet_begin(void);
/* Logs the first lines of what was printed meanwhile. */
void quiet_end(void);

#endif
