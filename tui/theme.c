/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* theme: tables of colours and glyphs.  Background -1 is the terminal's own; palette entries are
 * never redefined. */
#include "config.h"

#include "tui/theme.h"

#include <curses.h>
#include <string.h>

/* One role in one theme: foreground and background at 256, 16 and 8 colours, attributes with and
 * without colour. */
struct style {
    short fg256, bg256;
    short fg16, bg16;
    short fg8, bg8;
    attr_t attr;
    attr_t mono;
};

/* The terminal's own; the empty part of a meter; bright black. */
enum { D = -1, TROUGH = 235, GRAY = 8 };

enum scheme { SCHEME_DEFAULT, SCHEME_CONTRAST, SCHEME_COLOUR_BLIND, SCHEME_MONO, SCHEMES };

const char *const theme_names[] = {"default", "high-contrast", "colour-blind", "mono", NULL};

static const struct style styles_default[THEME_ROLES] = {
    [THEME_TEXT] = {D, D, D, D, D, D, 0, 0},
    [THEME_DIM] = {245, D, GRAY, D, D, D, 0, A_DIM},
    [THEME_STRONG] = {D, D, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_TITLE] = {110, D, 14, D, 6, D, A_BOLD, A_BOLD},
    [THEME_TAB] = {245, D, GRAY, D, D, D, 0, 0},
    [THEME_TAB_ACTIVE] = {235, 110, 0, 6, 0, 6, 0, A_REVERSE},
    [THEME_ACCENT] = {215, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_OK] = {114, D, 10, D, 2, D, A_BOLD, 0},
    [THEME_WARN] = {221, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_BAD] = {203, D, 9, D, 1, D, A_BOLD, A_REVERSE},
    [THEME_METER_LOW] = {71, TROUGH, 2, D, 2, D, 0, 0},
    [THEME_METER_MID] = {149, TROUGH, 10, D, 3, D, 0, 0},
    [THEME_METER_HIGH] = {215, TROUGH, 11, D, 3, D, 0, A_BOLD},
    [THEME_METER_OVER] = {203, TROUGH, 9, D, 1, D, 0, A_BOLD},
    [THEME_METER_OFF] = {239, TROUGH, GRAY, D, D, D, 0, A_DIM},
    [THEME_HOLD] = {255, TROUGH, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_GRAPH_LOW] = {24, D, 4, D, 4, D, 0, 0},
    [THEME_GRAPH] = {67, D, 6, D, 6, D, 0, 0},
    [THEME_GRAPH_HIGH] = {110, D, 14, D, 6, D, 0, A_BOLD},
    [THEME_GRAPH_ALT] = {110, D, 14, D, 7, D, 0, A_BOLD},
    [THEME_TARGET] = {179, D, 3, D, 3, D, 0, A_BOLD},
    [THEME_GRAPH_TARGET] = {229, 67, 0, 6, 0, 6, 0, A_REVERSE},
    [THEME_RULE] = {238, D, GRAY, D, D, D, 0, A_DIM},
    [THEME_KEY] = {110, D, 14, D, 6, D, 0, A_BOLD},
    [THEME_ALARM] = {231, 160, 15, 1, 7, 1, A_BOLD, A_REVERSE | A_BOLD},
};

static const struct style styles_contrast[THEME_ROLES] = {
    [THEME_TEXT] = {D, D, D, D, D, D, 0, 0},
    [THEME_DIM] = {D, D, D, D, D, D, 0, 0},
    [THEME_STRONG] = {D, D, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_TITLE] = {51, D, 14, D, 6, D, A_BOLD, A_BOLD},
    [THEME_TAB] = {D, D, D, D, D, D, 0, 0},
    [THEME_TAB_ACTIVE] = {16, 15, 0, 15, 0, 7, 0, A_REVERSE},
    [THEME_ACCENT] = {226, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_OK] = {46, D, 10, D, 2, D, A_BOLD, 0},
    [THEME_WARN] = {226, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_BAD] = {196, D, 9, D, 1, D, A_BOLD, A_REVERSE},
    [THEME_METER_LOW] = {46, D, 10, D, 2, D, 0, 0},
    [THEME_METER_MID] = {226, D, 11, D, 3, D, 0, 0},
    [THEME_METER_HIGH] = {208, D, 13, D, 5, D, 0, A_BOLD},
    [THEME_METER_OVER] = {196, D, 9, D, 1, D, A_BOLD, A_BOLD},
    [THEME_METER_OFF] = {D, D, D, D, D, D, 0, 0},
    [THEME_HOLD] = {D, D, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_GRAPH_LOW] = {51, D, 14, D, 6, D, 0, 0},
    [THEME_GRAPH] = {51, D, 14, D, 6, D, 0, 0},
    [THEME_GRAPH_HIGH] = {51, D, 14, D, 6, D, 0, 0},
    [THEME_GRAPH_ALT] = {226, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_TARGET] = {226, D, 11, D, 3, D, A_BOLD, A_BOLD},
    [THEME_GRAPH_TARGET] = {16, 51, 0, 14, 0, 6, 0, A_REVERSE},
    [THEME_RULE] = {D, D, D, D, D, D, 0, 0},
    [THEME_KEY] = {51, D, 14, D, 6, D, A_BOLD, A_BOLD},
    [THEME_ALARM] = {15, 196, 15, 9, 7, 1, A_BOLD, A_REVERSE | A_BOLD},
};

/* Blue to orange: told apart with every kind of colour blindness; brightness rises with the
 * level. */
static const struct style styles_colour_blind[THEME_ROLES] = {
    [THEME_TEXT] = {D, D, D, D, D, D, 0, 0},
    [THEME_DIM] = {245, D, GRAY, D, D, D, 0, A_DIM},
    [THEME_STRONG] = {D, D, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_TITLE] = {152, D, 15, D, 7, D, A_BOLD, A_BOLD},
    [THEME_TAB] = {245, D, GRAY, D, D, D, 0, 0},
    [THEME_TAB_ACTIVE] = {235, 152, 0, 7, 0, 7, 0, A_REVERSE},
    [THEME_ACCENT] = {229, D, 15, D, 7, D, A_BOLD, A_BOLD},
    [THEME_OK] = {75, D, 12, D, 4, D, A_BOLD, 0},
    [THEME_WARN] = {229, D, 15, D, 7, D, A_BOLD, A_BOLD},
    [THEME_BAD] = {208, D, 11, D, 3, D, A_BOLD, A_REVERSE},
    [THEME_METER_LOW] = {26, TROUGH, 4, D, 4, D, 0, 0},
    [THEME_METER_MID] = {75, TROUGH, 12, D, 6, D, 0, 0},
    [THEME_METER_HIGH] = {222, TROUGH, 11, D, 3, D, 0, A_BOLD},
    [THEME_METER_OVER] = {208, TROUGH, 9, D, 1, D, A_BOLD, A_BOLD},
    [THEME_METER_OFF] = {239, TROUGH, GRAY, D, D, D, 0, A_DIM},
    [THEME_HOLD] = {255, TROUGH, D, D, D, D, A_BOLD, A_BOLD},
    [THEME_GRAPH_LOW] = {24, D, 4, D, 4, D, 0, 0},
    [THEME_GRAPH] = {67, D, 6, D, 6, D, 0, 0},
    [THEME_GRAPH_HIGH] = {110, D, 14, D, 6, D, 0, A_BOLD},
    [THEME_GRAPH_ALT] = {117, D, 14, D, 7, D, 0, A_BOLD},
    [THEME_TARGET] = {214, D, 11, D, 3, D, 0, A_BOLD},
    [THEME_GRAPH_TARGET] = {229, 67, 0, 6, 0, 6, 0, A_REVERSE},
    [THEME_RULE] = {238, D, GRAY, D, D, D, 0, A_DIM},
    [THEME_KEY] = {152, D, 15, D, 7, D, 0, A_BOLD},
    [THEME_ALARM] = {16, 208, 0, 11, 0, 3, A_BOLD, A_REVERSE | A_BOLD},
};

static const struct style *const styles_of[SCHEMES] = {
    styles_default, styles_contrast, styles_colour_blind, styles_default,
};

static const char *const glyph_table[][GLYPHS] = {
    [GLYPHS_FULL] = {"─", "│", "┬", "▎", "●", "○", "▶", "■", "‖", "◆",
                   "┼", "·", "▸", "┊", "╌", "·", "▔", "░", "▲", "▼",
                   "■", "▲", "△", "·", "✓", "…", "━"},
    [GLYPHS_REDUCED] = {"─", "│", "┬", "│", "■", "·", "►", "■", "=", "█",
                      "┼", "·", "►", "│", "-", "·", "─", "░", "▲", "▼",
                      "■", "▲", "•", "·", "√", "~", "═"},
    [GLYPHS_ASCII] = {"-", "|", "'", "|", "*", ".", ">", "#", "=", "O",
                    "+", "*", ">", ":", "-", ".", "-", ":", "^", "v",
                    "#", "!", "-", ".", "=", "~", "="},
};

static const char *const blocks_h[][9] = {
    [GLYPHS_FULL] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
    [GLYPHS_REDUCED] = {" ", " ", " ", "▌", "▌", "▌", "█", "█", "█"},
    [GLYPHS_ASCII] = {" ", " ", " ", " ", "#", "#", "#", "#", "#"},
};

static const char *const blocks_v[][9] = {
    [GLYPHS_FULL] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
    [GLYPHS_REDUCED] = {" ", " ", "▄", "▄", "▄", "▄", "█", "█", "█"},
    [GLYPHS_ASCII] = {" ", ".", ".", ":", ":", ":", "#", "#", "#"},
};

/* Without colour the zones differ in height (or letter): low, mid, high, over. */
static const char *const zone_shapes[][4] = {
    [GLYPHS_FULL] = {"▃", "▅", "▇", "█"},
    [GLYPHS_REDUCED] = {"░", "▒", "▓", "█"},
    [GLYPHS_ASCII] = {"-", "=", "#", "@"},
};

static const char *const shades[][5] = {
    [GLYPHS_FULL] = {" ", "░", "▒", "▓", "█"},
    [GLYPHS_REDUCED] = {" ", "░", "▒", "▓", "█"},
    [GLYPHS_ASCII] = {" ", ".", ":", "#", "@"},
};

static const char *const halves[][4] = {
    [GLYPHS_FULL] = {" ", "▀", "▄", "█"},
    [GLYPHS_REDUCED] = {" ", "▀", "▄", "█"},
    [GLYPHS_ASCII] = {" ", "'", ".", "#"},
};

static struct {
    enum scheme scheme;
    enum theme_glyphs glyphs;
    bool color;
    bool trough; /* the empty part of a meter has a background of its own */
    unsigned long attrs[THEME_ROLES];
} theme;

static void define_role(int role)
{
    const struct style *style = &styles_of[theme.scheme][role];
    if (!theme.color) {
        theme.attrs[role] = style->mono;
        return;
    }
    const short pair = (short)(role + 1);
    if (COLORS >= 256)
        init_pair(pair, style->fg256, style->bg256);
    else if (COLORS >= 16)
        init_pair(pair, style->fg16, style->bg16);
    else
        init_pair(pair, style->fg8, style->bg8);
    theme.attrs[role] = style->attr | (unsigned long)COLOR_PAIR(pair);
    if (COLORS < 16 && style->fg16 == GRAY && style->fg8 == D)
        theme.attrs[role] |= A_DIM;
}

bool theme_start(const struct theme_options *options)
{
    bool known = true;
    theme.scheme = SCHEME_DEFAULT;
    if (options->name) {
        int i = 0;
        while (theme_names[i] && strcmp(theme_names[i], options->name) != 0)
            i++;
        known = theme_names[i] != NULL;
        theme.scheme = known ? (enum scheme)i : SCHEME_DEFAULT;
    }
    theme.glyphs = options->glyphs;
    theme.color = !options->no_color && theme.scheme != SCHEME_MONO && has_colors()
        && start_color() == OK && use_default_colors() == OK && COLORS >= 8
        && COLOR_PAIRS > THEME_ROLES;
    theme.trough = theme.color && COLORS >= 256
        && styles_of[theme.scheme][THEME_METER_OFF].bg256 != D;
    for (int role = 0; role < THEME_ROLES; role++)
        define_role(role);
    return known;
}

enum theme_glyphs theme_glyphs(void)
{
    return theme.glyphs;
}

bool theme_has_color(void)
{
    return theme.color;
}

bool theme_has_trough(void)
{
    return theme.trough;
}

const char *theme_name(void)
{
    return theme_names[theme.scheme];
}

const char *theme_next(void)
{
    return theme_names[(theme.scheme + 1) % SCHEMES];
}

unsigned long theme_attr(enum theme_role role)
{
    return theme.attrs[role];
}

const char *theme_glyph(enum theme_glyph glyph)
{
    return glyph_table[theme.glyphs][glyph];
}

static int clamp_eighths(int eighths)
{
    return eighths < 0 ? 0 : eighths > 8 ? 8 : eighths;
}

const char *theme_block_h(int eighths)
{
    return blocks_h[theme.glyphs][clamp_eighths(eighths)];
}

const char *theme_block_v(int eighths)
{
    return blocks_v[theme.glyphs][clamp_eighths(eighths)];
}

const char *theme_shade(int level)
{
    return shades[theme.glyphs][level < 0 ? 0 : level > 4 ? 4 : level];
}

const char *theme_block_meter(enum theme_role zone, int eighths)
{
    if (zone < THEME_METER_LOW || zone > THEME_METER_OVER || theme.color)
        return theme_block_h(eighths);
    return eighths >= 4 ? zone_shapes[theme.glyphs][zone - THEME_METER_LOW] : " ";
}

const char *theme_block_half(unsigned bits)
{
    return halves[theme.glyphs][bits & 3u];
}
