/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/settings.h"

#include "base/i18n.h"
#include "base/text.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const ballistics[] = {"peak", "ppm1", "ppm2a", "vu", "k12", "k14", "k20", NULL};
static const char *const genres[] = {"auto",   "blues", "classical", "country", "disco",
                                     "electronic", "hiphop", "jazz", "metal", "pop",
                                     "reggae", "rock", "ambient", NULL};
static const char *const contexts[] = {"auto", "idle", "playing", "recording", "mixing", "mastering",
                                       NULL};
static const char *const intents[] = {"auto", "exploring", "mixing", "creating", "editing",
                                      "learning", NULL};
static const char *const scales[] = {"lufs-9", "lufs-18", "lu-9", "lu-18", NULL};
static const char *const averages[] = {"fast", "slow", "long", NULL};
static const char *const tilts[] = {"0", "3", "4.5", NULL};
static const char *const views[] = {"overview", "tracks",  "loudness", "spectrum", "stereo",
                                    "rhythm",   "advice",  "sources",  "log",      "help",
                                    NULL};
static const char *const themes[] = {"default", "high-contrast", "colour-blind", "mono", NULL};

enum { FPS_DEFAULT = 25, FPS_SSH = 10 };

static const struct setting_info table[SETTINGS] = {
    [SETTING_NAME] = {.name = "name", .option = "name", .argument = N_("NAME"),
        .type = SETTING_STRING, .group = SETTING_GROUP_SOURCE, .text = "sideman",
        .help = N_("name of this JACK client")},
    [SETTING_RECONNECT] = {.name = "reconnect", .option = "no-reconnect",
        .type = SETTING_BOOL, .group = SETTING_GROUP_SOURCE, .number = 1,
        .help = N_("wait for a server or device that went away, and go on when it is back"),
        .option_help = N_("stop when the server or device goes away, instead of waiting for it")},
    [SETTING_LOOP] = {.name = "loop", .option = "loop",
        .type = SETTING_BOOL, .group = SETTING_GROUP_SOURCE,
        .help = N_("play files again from the start when they end")},
    [SETTING_TARGET] = {.name = "target", .option = "target", .argument = N_("NAME"),
        .type = SETTING_STRING, .group = SETTING_GROUP_METERS, .text = "ebu-r128",
        .help = N_("delivery target to compare the loudness with: spotify, ebu-r128, ...")},
    [SETTING_GENRE] = {.name = "genre", .option = "genre", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_METERS, .choices = genres,
        .help = N_("the genre of the music; auto: told from the sound")},
    [SETTING_CONTEXT] = {.name = "context", .option = "context", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_ADVICE, .choices = contexts,
        .help = N_("what you do; auto: guessed; while recording only what ruins a take is said, while "
                   "mastering delivery comes first")},
    [SETTING_INTENT] = {.name = "intent", .option = "intent", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_ADVICE, .choices = intents,
        .help = N_("to what end you do it; auto: guessed; exploring: ideas, and small corrections wait; creating: only "
                   "what is broken, and ideas; editing: clicks, noise and hum first; mixing: balance, masking and "
                   "spectrum before delivery; learning: everything, with its reason")},
    [SETTING_PROJECT] = {.name = "project", .option = "project", .argument = N_("NAME"),
        .type = SETTING_STRING, .group = SETTING_GROUP_ADVICE, .text = "",
        .help = N_("the project that answers to advice belong to; by default the JACK client that is "
                   "tapped, or the folder of the file")},
    [SETTING_LEARN] = {.name = "learn", .option = "no-learn",
        .type = SETTING_BOOL, .group = SETTING_GROUP_ADVICE, .number = 1,
        .help = N_("keep what you do with advice, and advise by it"),
        .option_help = N_("neither keep what you do with advice nor advise by it")},
    [SETTING_BALLISTICS] = {.name = "ballistics", .option = "ballistics", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_METERS, .choices = ballistics,
        .help = N_("how the level meters move")},
    [SETTING_LOUDNESS_SCALE] = {.name = "loudness-scale",
        .type = SETTING_CHOICE, .group = SETTING_GROUP_METERS, .choices = scales,
        .help = N_("loudness in LUFS or in LU beside the target, on the EBU +9 or +18 scale")},
    [SETTING_AVERAGE] = {.name = "average",
        .type = SETTING_CHOICE, .group = SETTING_GROUP_METERS, .choices = averages,
        .help = N_("spectrum: averaged over 125 ms, over 1 s or since the last reset")},
    [SETTING_MAX_HOLD] = {.name = "max-hold",
        .type = SETTING_BOOL, .group = SETTING_GROUP_METERS,
        .help = N_("spectrum: show the highest level of each band too")},
    [SETTING_TILT] = {.name = "tilt",
        .type = SETTING_CHOICE, .group = SETTING_GROUP_METERS, .choices = tilts, .number = 1,
        .help = N_("spectrum: display tilt in dB per octave")},
    [SETTING_VIEW] = {.name = "view", .option = "view", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_SCREEN, .choices = views,
        .help = N_("the view to start with")},
    [SETTING_FPS] = {.name = "fps", .option = "fps", .argument = N_("N"),
        .type = SETTING_INT, .group = SETTING_GROUP_SCREEN,
        .number = FPS_DEFAULT, .min = 1, .max = 60,
        .help = N_("frames a second at most; 10 over SSH unless set")},
    [SETTING_THEME] = {.name = "theme", .option = "theme", .argument = N_("NAME"),
        .type = SETTING_CHOICE, .group = SETTING_GROUP_SCREEN, .choices = themes,
        .help = N_("colours of the dashboard")},
    [SETTING_COLOR] = {.name = "color", .option = "no-color",
        .type = SETTING_BOOL, .group = SETTING_GROUP_SCREEN, .number = 1,
        .help = N_("use colours; NO_COLOR in the environment overrules it"),
        .option_help = N_("do without colours; so does NO_COLOR in the environment")},
    [SETTING_ASCII] = {.name = "ascii", .option = "ascii",
        .type = SETTING_BOOL, .group = SETTING_GROUP_SCREEN,
        .help = N_("draw with plain ASCII characters only")},
    [SETTING_MOUSE] = {.name = "mouse", .option = "mouse",
        .type = SETTING_BOOL, .group = SETTING_GROUP_SCREEN,
        .help = N_("let the mouse choose views and rows")},
    [SETTING_LOG] = {.name = "log", .option = "log", .argument = N_("FILE"),
        .type = SETTING_STRING, .group = SETTING_GROUP_PROGRAM, .text = "",
        .help = N_("append what happens to a file")},
};

const struct setting_info *setting_info(enum setting setting)
{
    return &table[setting];
}

const char *setting_group_title(enum setting_group group)
{
    static const char *const titles[SETTING_GROUPS] = {
        [SETTING_GROUP_SOURCE] = N_("What to listen to"),
        [SETTING_GROUP_METERS] = N_("How to measure"),
        [SETTING_GROUP_ADVICE] = N_("What to advise"),
        [SETTING_GROUP_SCREEN] = N_("How to show it"),
        [SETTING_GROUP_PROGRAM] = N_("The program itself"),
    };
    return _(titles[group]);
}

enum setting setting_from_name(const char *name)
{
    int i = 0;
    while (i < SETTINGS && strcmp(name, table[i].name) != 0)
        i++;
    return (enum setting)i;
}

const char *setting_nearest_name(const char *name)
{
    struct text_nearest nearest = {.wanted = name};
    for (int i = 0; i < SETTINGS; i++)
        text_nearest_offer(&nearest, table[i].name);
    return text_nearest_best(&nearest);
}

void setting_describe_values(enum setting setting, char *text, size_t size)
{
    const struct setting_info *info = &table[setting];
    switch (info->type) {
    case SETTING_BOOL:
        snprintf(text, size, _("true or false"));
        break;
    case SETTING_INT:
        snprintf(text, size, _("a whole number from %.0f to %.0f"), info->min, info->max);
        break;
    case SETTING_FLOAT:
        snprintf(text, size, _("a number from %g to %g"), info->min, info->max);
        break;
    case SETTING_STRING:
        snprintf(text, size, _("text"));
        break;
    case SETTING_CHOICE:
        snprintf(text, size, _("one of"));
        for (const char *const *choice = info->choices; *choice; choice++) {
            const size_t used = strlen(text);
            snprintf(text + used, size - used, "%s %s", choice == info->choices ? "" : ",",
                     *choice);
        }
        break;
    }
}

void settings_init(struct settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (int i = 0; i < SETTINGS; i++) {
        settings->fallback[i].number = table[i].number;
        if (table[i].text)
            snprintf(settings->fallback[i].text, SETTING_TEXT_MAX, "%s", table[i].text);
    }
}

void settings_apply_environment(struct settings *settings)
{
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color)
        settings_set_number(settings, SETTING_OVERRIDE, SETTING_COLOR, 0);
    const char *ssh = getenv("SSH_CONNECTION");
    if (ssh && *ssh)
        settings->fallback[SETTING_FPS].number = FPS_SSH;
}

static const struct setting_value *value_of(const struct settings *settings, enum setting setting)
{
    for (int layer = SETTING_OVERRIDE; layer >= SETTING_SAVED; layer--)
        if (settings->has[layer][setting])
            return &settings->layers[layer][setting];
    return &settings->fallback[setting];
}

bool settings_bool(const struct settings *settings, enum setting setting)
{
    assert(table[setting].type == SETTING_BOOL);
    return value_of(settings, setting)->number != 0;
}

int settings_int(const struct settings *settings, enum setting setting)
{
    assert(table[setting].type == SETTING_INT);
    return (int)value_of(settings, setting)->number;
}

double settings_float(const struct settings *settings, enum setting setting)
{
    assert(table[setting].type == SETTING_FLOAT);
    return value_of(settings, setting)->number;
}

int settings_choice(const struct settings *settings, enum setting setting)
{
    assert(table[setting].type == SETTING_CHOICE);
    return (int)value_of(settings, setting)->number;
}

enum genre settings_genre(const struct settings *settings)
{
    return genre_from_name(settings_text(settings, SETTING_GENRE));
}

const char *settings_text(const struct settings *settings, enum setting setting)
{
    if (table[setting].type == SETTING_CHOICE)
        return table[setting].choices[settings_choice(settings, setting)];
    assert(table[setting].type == SETTING_STRING);
    return value_of(settings, setting)->text;
}

bool settings_is_set(const struct settings *settings, enum setting setting)
{
    return settings->has[SETTING_SAVED][setting] || settings->has[SETTING_OVERRIDE][setting];
}

static int count_choices(const struct setting_info *info)
{
    int count = 0;
    while (info->choices[count])
        count++;
    return count;
}

bool settings_set_number(struct settings *settings, enum setting_layer layer, enum setting setting,
                         double number)
{
    const struct setting_info *info = &table[setting];
    double min = info->min, max = info->max;
    if (info->type == SETTING_BOOL || info->type == SETTING_CHOICE) {
        min = 0;
        max = info->type == SETTING_BOOL ? 1 : count_choices(info) - 1;
    }
    if (info->type == SETTING_STRING || !(number >= min && number <= max) ||
        (info->type != SETTING_FLOAT && number != floor(number)))
        return false;
    settings->layers[layer][setting].number = number;
    settings->has[layer][setting] = true;
    return true;
}

static bool set_text(struct settings *settings, enum setting_layer layer, enum setting setting,
                     const char *text)
{
    if (strlen(text) >= SETTING_TEXT_MAX)
        return false;
    snprintf(settings->layers[layer][setting].text, SETTING_TEXT_MAX, "%s", text);
    settings->has[layer][setting] = true;
    return true;
}

static int parse_bool(const char *text)
{
    static const char *const words[][2] = {
        {"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (int value = 0; value < 2; value++)
            if (strcasecmp(text, words[i][value]) == 0)
                return value;
    return -1;
}

static double parse_number(const char *text)
{
    char *end;
    const double number = strtod(text, &end);
    return end == text || *end ? (double)NAN : number;
}

static int parse_choice(const struct setting_info *info, const char *text)
{
    for (int i = 0; info->choices[i]; i++)
        if (strcmp(text, info->choices[i]) == 0)
            return i;
    return -1;
}

static enum status refuse(enum setting setting, const char *text, struct error *error)
{
    const struct setting_info *info = &table[setting];
    if (info->type == SETTING_STRING)
        return error_set(error, STATUS_USAGE, _("%s: this text is too long"), info->name);
    char values[256];
    setting_describe_values(setting, values, sizeof values);
    struct text_nearest nearest = {.wanted = text};
    for (int i = 0; info->type == SETTING_CHOICE && info->choices[i]; i++)
        text_nearest_offer(&nearest, info->choices[i]);
    const char *best = text_nearest_best(&nearest);
    if (best)
        return error_set(error, STATUS_USAGE, _("%s: '%s' is not %s; did you mean '%s'?"),
                         info->name, text,
                         values, best);
    return error_set(error, STATUS_USAGE, _("%s: '%s' is not %s"), info->name, text, values);
}

enum status settings_parse(struct settings *settings, enum setting_layer layer,
                           enum setting setting,
                           const char *text, struct error *error)
{
    const struct setting_info *info = &table[setting];
    bool good = false;
    switch (info->type) {
    case SETTING_BOOL:
        good = settings_set_number(settings, layer, setting, parse_bool(text));
        break;
    case SETTING_INT:
    case SETTING_FLOAT:
        good = settings_set_number(settings, layer, setting, parse_number(text));
        break;
    case SETTING_CHOICE:
        good = settings_set_number(settings, layer, setting, parse_choice(info, text));
        break;
    case SETTING_STRING:
        good = set_text(settings, layer, setting, text);
        break;
    }
    return good ? STATUS_OK : refuse(setting, text, error);
}

void settings_change_number(struct settings *settings, enum setting setting, double number)
{
    if (value_of(settings, setting)->number == number)
        return;
    if (settings_set_number(settings, SETTING_SAVED, setting, number))
        settings->has[SETTING_OVERRIDE][setting] = false;
}

void settings_change_text(struct settings *settings, enum setting setting, const char *text)
{
    const struct setting_info *info = &table[setting];
    if (info->type == SETTING_CHOICE) {
        settings_change_number(settings, setting, parse_choice(info, text));
        return;
    }
    if (strcmp(value_of(settings, setting)->text, text) == 0)
        return;
    if (set_text(settings, SETTING_SAVED, setting, text))
        settings->has[SETTING_OVERRIDE][setting] = false;
}
