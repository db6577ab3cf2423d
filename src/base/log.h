/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* log: what happened, for the Log view and for --log FILE: the last 200 lines in memory.
 * Thread: any but the audio thread, except where noted.  Never prints to the terminal while echo is
 * off, which is how the dashboard runs. */
#ifndef SIDEMAN_LOG_H
#define SIDEMAN_LOG_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

enum {
    LOG_LINES = 200,
    LOG_LINE_MAX = 320 /* bytes, with time and level; longer messages are cut */
};

/* One line; control characters become spaces.  The same message again is counted, not repeated. */
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* UI thread.  The n-th latest line, 0 the newest, as "12:03:44 text"; NULL when there is none.
 * Valid until the next call with the same n. */
const char *log_line(size_t n);
size_t log_count(void); /* lines written so far, also those forgotten */
/* Warnings and errors so far, repetitions apart; `text` gets the latest. */
size_t log_warnings(char *text, size_t size);

/* Also appends every line to a file.  A file that cannot be opened is an error; one that stops
 * taking lines (full disk) is told once as a warning, and the program goes on without. */
enum status log_open_file(const char *path, struct error *error);
void log_close_file(void);

/* Whether warnings and errors are printed on standard error too; on at the start. */
void log_set_echo(bool echo);

#endif
