/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* term: the terminal as an unreliable device.  Starts and stops curses, turns signals into events,
 * keeps stderr of libraries off the screen, skips frames that the line cannot carry, and restores
 * the terminal whatever happens.  One of the two files that include curses (with theme.c). Thread:
 * UI. */
#ifndef SIDEMAN_TERM_H
#define SIDEMAN_TERM_H

#include "base/status.h"
#include "tui/theme.h"

#include <stdbool.h>
#include <stddef.h>

struct term_options {
    struct theme_options theme;
    bool ascii;
    bool mouse;
};

enum term_event_kind {
    TERM_TICK,    /* nothing happened until the deadline */
    TERM_KEY,
    TERM_RESIZE,  /* also after fg: draw everything */
    TERM_QUIT     /* SIGTERM, SIGHUP, SIGINT, or the terminal went away */
};

/* Keys as code points; specials from 0x110000 up. */
enum term_key {
    TERM_KEY_UP = 0x110000,
    TERM_KEY_DOWN,
    TERM_KEY_LEFT,
    TERM_KEY_RIGHT,
    TERM_KEY_PAGE_UP,
    TERM_KEY_PAGE_DOWN,
    TERM_KEY_HOME,
    TERM_KEY_END,
    TERM_KEY_ENTER,
    TERM_KEY_ESCAPE,
    TERM_KEY_TAB,
    TERM_KEY_BACK_TAB,
    TERM_KEY_F1,
    TERM_KEY_MOUSE,
    TERM_KEY_BACKSPACE
};

struct term_event {
    enum term_event_kind kind;
    int key;
    int mouse_y, mouse_x; /* TERM_KEY_MOUSE: left click */
    int wheel;            /* -1 up, 1 down */
};

/* True when this terminal can show a dashboard: a tty, TERM known and not dumb. */
bool term_is_capable(void);

enum status term_start(const struct term_options *options, struct error *error);
void term_stop(void); /* safe to call twice */

/* The next line that a library wrote to stderr since term_start(); false when there is none. */
bool term_read_stderr(char *line, size_t size);
/* Stops as Ctrl-Z does; returns after fg. */
void term_suspend(void);

void term_size(int *rows, int *columns);
/* Waits until `deadline_s` (CLOCK_MONOTONIC) at most. */
struct term_event term_wait(double deadline_s);
double term_now_s(void);

/* Drawing: begin gives a blank frame, end shows it.  Only cells that changed are sent; a frame that
 * the line cannot take is skipped (false) and made good later. */
void term_begin(void);
bool term_end(void);
void term_redraw_all(void); /* Ctrl-L, a new theme */
/* Takes these cells from the frame before, which must have been shown (term_end() true) at this size. */
void term_keep(int row, int column, int rows, int columns);
/* Writes UTF-8 at a cell, clipped to `max_columns`; returns the columns used. */
int term_put(int row, int column, int max_columns, enum theme_role role, const char *text);

#endif
