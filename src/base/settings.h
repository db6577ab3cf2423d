/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings: one table of everything that can be set.  The options, --help, the configuration file,
 * its man page and the shipped default configuration all come from it.
 * A value has layers: command line and environment overrule what was saved, that overrules the
 * default.  Only the saved layer is ever written back.
 * Thread: UI; plain data, copy as you like. */
#ifndef SIDEMAN_SETTINGS_H
#define SIDEMAN_SETTINGS_H

#include "base/readings.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum setting {
    SETTING_NAME,
    SETTING_RECONNECT,
    SETTING_LOOP,
    SETTING_TARGET,
    SETTING_GENRE, /* a choice: 0 find out, else 1 + enum genre */
    SETTING_CONTEXT, /* a choice: 0 find out, else 1 + enum work_state */
    SETTING_INTENT,  /* a choice: 0 find out, else 1 + enum work_intent */
    SETTING_PROJECT,
    SETTING_LEARN,
    SETTING_BALLISTICS,
    SETTING_LOUDNESS_SCALE,
    SETTING_AVERAGE,
    SETTING_MAX_HOLD,
    SETTING_TILT,
    SETTING_VIEW,
    SETTING_FPS,
    SETTING_THEME,
    SETTING_COLOR,
    SETTING_ASCII,
    SETTING_MOUSE,
    SETTING_LOG,
    SETTINGS
};

enum setting_type { SETTING_BOOL, SETTING_INT, SETTING_FLOAT, SETTING_CHOICE, SETTING_STRING };
enum setting_group {
    SETTING_GROUP_SOURCE,
    SETTING_GROUP_METERS,
    SETTING_GROUP_ADVICE,
    SETTING_GROUP_SCREEN,
    SETTING_GROUP_PROGRAM,
    SETTING_GROUPS
};
enum setting_layer { SETTING_SAVED, SETTING_OVERRIDE };

enum { SETTING_TEXT_MAX = 256 };

struct setting_info {
    const char *name;           /* in the configuration */
    const char *option;         /* long option without dashes; NULL: configuration only */
    const char *argument;       /* what --help calls its argument; NULL: none (bool) */
    const char *help;           /* untranslated; of the setting */
    const char *option_help;    /* of an option that turns it off; NULL: the same */
    const char *const *choices; /* SETTING_CHOICE, NULL at the end */
    const char *text;           /* default of SETTING_STRING */
    double number;              /* default; of a choice its index, of a bool 0 or 1 */
    double min, max;            /* SETTING_INT, SETTING_FLOAT */
    enum setting_type type;
    enum setting_group group;
};

struct setting_value {
    double number;
    char text[SETTING_TEXT_MAX];
};

struct settings {
    struct setting_value fallback[SETTINGS]; /* the defaults here: table and environment */
    struct setting_value layers[SETTING_OVERRIDE + 1][SETTINGS];
    bool has[SETTING_OVERRIDE + 1][SETTINGS];
};

const struct setting_info *setting_info(enum setting setting);
const char *setting_group_title(enum setting_group group); /* translated */
/* SETTINGS when there is none. */
enum setting setting_from_name(const char *name);
const char *setting_nearest_name(const char *name); /* NULL when none is near */
/* "a whole number from 1 to 60", "one of peak, ppm1, ...": translated, for messages and man
 * pages. */
void setting_describe_values(enum setting setting, char *text, size_t size);

void settings_init(struct settings *settings);
/* NO_COLOR (not empty) overrules `color`; over SSH the default frame rate is lower. */
void settings_apply_environment(struct settings *settings);

bool settings_bool(const struct settings *settings, enum setting setting);
int settings_int(const struct settings *settings, enum setting setting);
double settings_float(const struct settings *settings, enum setting setting);
int settings_choice(const struct settings *settings, enum setting setting); /* index in choices */
/* SETTING_STRING, and the name of a SETTING_CHOICE.  Valid until the setting changes. */
/* The genre that the user states; GENRES: it is to be found out. */
enum genre settings_genre(const struct settings *settings);
const char *settings_text(const struct settings *settings, enum setting setting);
/* Whether the user set it, in any layer. */
bool settings_is_set(const struct settings *settings, enum setting setting);

/* The same for all types, from what the user typed; "true", "yes", "on", "1" and their opposites
 * for bools.  An error says what is wrong and what would be right; the setting then stays as it
 * was. */
enum status settings_parse(struct settings *settings, enum setting_layer layer,
                           enum setting setting,
                           const char *text, struct error *error);
/* Numbers, bools (0, 1) and choices (index).  False when out of range. */
bool settings_set_number(struct settings *settings, enum setting_layer layer, enum setting setting,
                         double number);

/* The user changed it in the program: becomes the saved value, unless it already was the value. */
void settings_change_number(struct settings *settings, enum setting setting, double number);
void settings_change_text(struct settings *settings, enum setting setting, const char *text);

#endif
