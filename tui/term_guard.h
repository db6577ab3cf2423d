/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* term_guard: what must hold whatever happens while the screen is up: signals become events, a
 * crash restores the terminal before it kills, and stderr of libraries is kept off the screen.
 * Thread: UI; the handlers run on any thread and are async-signal-safe.  Includes no curses. */
#ifndef SIDEMAN_TERM_GUARD_H
#define SIDEMAN_TERM_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum guard_signal {
    GUARD_RESIZE = 1 << 0,   /* SIGWINCH */
    GUARD_SUSPEND = 1 << 1,  /* SIGTSTP */
    GUARD_CONTINUE = 1 << 2, /* SIGCONT that we did not wait for */
    GUARD_QUIT = 1 << 3      /* SIGTERM, SIGHUP, SIGINT, SIGQUIT */
};

/* Before curses starts: remembers the modes of the terminal `in_fd` and catches signals.  A crash
 * writes to `out_fd`. */
bool guard_start(int in_fd, int out_fd);
/* The bytes that leave full screen, colours and cursor as they were; copied. */
void guard_set_restore(const char *bytes, size_t length);
/* Puts signals, modes and stderr back.  Safe to call twice. */
void guard_stop(void);

/* Becomes readable when a signal came; guard_take() empties it. */
int guard_fd(void);
unsigned guard_take(void); /* set of enum guard_signal */

/* Stops this process group as the shell expects; returns when it goes on. */
void guard_suspend(void);

/* The next whole line written to stderr since guard_start(). */
bool guard_read_stderr(char *line, size_t size);

#endif
