/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* theme: views name roles and glyphs; themes say what they look like.  One table: role -> colour at
 * 8, 16 and 256 colours, attribute, attribute when there is no colour.
 * One of the two files that include curses (with term.c).  Thread: UI. */
#ifndef SIDEMAN_THEME_H
#define SIDEMAN_THEME_H

#include <stdbool.h>

enum theme_role {
    THEME_TEXT,     /* body */
    THEME_DIM,      /* labels, units, rulers: what the eye may skip */
    THEME_STRONG,   /* the numbers that matter */
    THEME_TITLE,    /* panel titles */
    THEME_TAB,      /* an inactive view's name */
    THEME_TAB_ACTIVE,
    THEME_ACCENT,   /* live marks: beat light, cursor, selected row */
    THEME_OK,       /* state words and bars: in the clear */
    THEME_WARN,     /* near a limit */
    THEME_BAD,      /* over a limit */
    THEME_METER_LOW,  /* meter zones, darkest to brightest: below -18 dBFS */
    THEME_METER_MID,  /* -18 to -6 */
    THEME_METER_HIGH, /* above -6 */
    THEME_METER_OVER, /* at or over full scale, or the limit of a target */
    THEME_METER_OFF,  /* the empty part of a meter */
    THEME_HOLD,       /* peak-hold tick */
    THEME_GRAPH_LOW,  /* history, spectrum: the lower, middle and upper third of the height */
    THEME_GRAPH,
    THEME_GRAPH_HIGH,
    THEME_GRAPH_ALT,  /* second curve: max-hold, momentary */
    THEME_TARGET,     /* delivery target marks, the limits of a corridor */
    THEME_GRAPH_TARGET, /* the same, over a full cell of a graph */
    THEME_RULE,       /* lines */
    THEME_KEY,        /* key names in hints */
    THEME_ALARM,      /* LOST, CLIP: must be seen from across the room */
    THEME_ROLES
};

extern const char *const theme_names[]; /* ends with NULL */

/* Glyph sets: full (eighth blocks, braille), reduced (TERM=linux: full and half blocks), ASCII. */
enum theme_glyphs { GLYPHS_FULL, GLYPHS_REDUCED, GLYPHS_ASCII };

struct theme_options {
    const char *name;          /* "default", "high-contrast", "colour-blind", "mono" */
    bool no_color;
    enum theme_glyphs glyphs;
};

/* After curses has started; again at any time, to change. An unknown name gives the default and
 * false. */
bool theme_start(const struct theme_options *options);
enum theme_glyphs theme_glyphs(void);
bool theme_has_color(void);
/* The empty part of a meter is a space with the background that all METER roles share. */
bool theme_has_trough(void);
const char *theme_name(void);
const char *theme_next(void); /* name of the one after the current */

/* The curses attribute (with colour pair) of a role, as an attr_t. */
unsigned long theme_attr(enum theme_role role);

/* Single glyphs, UTF-8 or ASCII as the set wants, all one column wide. */
enum theme_glyph {
    GLYPH_HLINE,
    GLYPH_VLINE,
    GLYPH_TICK_DOWN, /* on a ruler */
    GLYPH_HOLD,      /* peak-hold tick in a bar */
    GLYPH_DOT_ON,    /* beat light */
    GLYPH_DOT_OFF,
    GLYPH_PLAY,
    GLYPH_STOP,
    GLYPH_PAUSE,
    GLYPH_MARK,      /* needle, cursor */
    GLYPH_CENTER,    /* centre of a needle scale */
    GLYPH_BULLET,
    GLYPH_ARROW,     /* selected row */
    GLYPH_TARGET,    /* target on a scale */
    GLYPH_TARGET_LINE, /* target across a graph */
    GLYPH_METER_OFF, /* the empty part of a meter */
    GLYPH_MARK_TOP,  /* max-hold over a column */
    GLYPH_SHADE,     /* between a column and its mark */
    GLYPH_UP,
    GLYPH_DOWN,
    GLYPH_CRITICAL,  /* how grave a suggestion is */
    GLYPH_MAJOR,
    GLYPH_MINOR,
    GLYPH_INFO,
    GLYPH_DONE,      /* what was asked for has happened */
    GLYPH_ELLIPSIS,  /* text goes on */
    GLYPH_THICK,     /* the healthy part of a scale */
    GLYPHS
};
const char *theme_glyph(enum theme_glyph glyph);
/* `eighths` 0..8 of a cell filled: horizontally from the left, or vertically from the bottom.  Sets
 * without eighths round to what they have. */
const char *theme_block_h(int eighths);
const char *theme_block_v(int eighths);
/* A cell shaded 0..4: from nothing to full. */
const char *theme_shade(int level);
/* As theme_block_h() for a meter's zone: without colour the shape itself tells the zones apart. */
const char *theme_block_meter(enum theme_role zone, int eighths);
/* Half cells, for big figures: bit 0 the upper, bit 1 the lower half. */
const char *theme_block_half(unsigned halves);

#endif
