/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* keys: the table of commands, and what is bound to which key. */
#include "config.h"

#include "tui/keys.h"

#include "base/i18n.h"
#include "tui/grid.h"
#include "tui/term.h"

#include <stdio.h>
#include <string.h>

enum { KEY_NAME_MAX = 24 };

static const struct command_info infos[COMMANDS] = {
#define C(id, command_name, key, command_group, text)                                              \
    [COMMAND_##                                                                                    \
        id] = {.name = command_name, .default_key = key, .group = command_group, .help = text},
    COMMAND_TABLE(C)
#undef C
};

static const char *const group_titles[COMMAND_GROUPS] = {
    [GROUP_VIEWS] = N_("Views"),   [GROUP_METERS] = N_("Meters"), [GROUP_MOVE] = N_("Move"),
    [GROUP_PLAY] = N_("Playback"), [GROUP_ADVICE] = N_("Advice"), [GROUP_SHOW] = N_("Show"),
    [GROUP_PROGRAM] = N_("Program"),
};

static const struct {
    const char *name;
    int key;
} special_keys[] = {
    {"Up", TERM_KEY_UP},         {"Down", TERM_KEY_DOWN},
    {"Left", TERM_KEY_LEFT},     {"Right", TERM_KEY_RIGHT},
    {"PageUp", TERM_KEY_PAGE_UP}, {"PageDown", TERM_KEY_PAGE_DOWN},
    {"Home", TERM_KEY_HOME},     {"End", TERM_KEY_END},
    {"Enter", TERM_KEY_ENTER},   {"Escape", TERM_KEY_ESCAPE},
    {"Tab", TERM_KEY_TAB},       {"Shift-Tab", TERM_KEY_BACK_TAB},
    {"F1", TERM_KEY_F1},         {"Backspace", TERM_KEY_BACKSPACE},
    {"Space", ' '},
};

/* Fixed second keys; a key that the user binds to something else wins. */
static const struct {
    int key;
    enum command command;
} aliases[] = {
    {'h', COMMAND_HELP},
    {TERM_KEY_F1, COMMAND_HELP},
    {'k', COMMAND_UP},
    {'j', COMMAND_DOWN},
    {'>', COMMAND_NEXT_PAGE},
    {'<', COMMAND_PREVIOUS_PAGE},
    {TERM_KEY_BACKSPACE, COMMAND_BACK},
};

static struct {
    bool started;
    int key[COMMANDS];
    char name[COMMANDS][KEY_NAME_MAX];
} bindings;

/* The key of a name, or -1. */
static int key_from_name(const char *name)
{
    for (size_t i = 0; i < sizeof special_keys / sizeof special_keys[0]; i++)
        if (strcmp(special_keys[i].name, name) == 0)
            return special_keys[i].key;
    if (strncmp(name, "Ctrl-", 5) == 0 && name[5] >= 'A' && name[5] <= 'Z' && !name[6])
        return name[5] - 'A' + 1;
    const char *rest = name;
    const uint32_t code = grid_decode(&rest);
    return code > ' ' && code != 0xFFFD && !*rest && grid_code_columns(code) > 0 ? (int)code : -1;
}

static void bind_key(enum command command, int key, const char *name)
{
    bindings.key[command] = key;
    snprintf(bindings.name[command], KEY_NAME_MAX, "%s", name);
}

static void start_bindings(void)
{
    if (bindings.started)
        return;
    bindings.started = true;
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++)
        bind_key((enum command)i, key_from_name(infos[i].default_key), infos[i].default_key);
}

const struct command_info *command_info(enum command command)
{
    return &infos[command];
}

const char *command_group_title(enum command_group group)
{
    return _(group_titles[group]);
}

enum command keys_command(int key)
{
    start_bindings();
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++)
        if (bindings.key[i] == key)
            return (enum command)i;
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
        if (aliases[i].key == key)
            return aliases[i].command;
    return COMMAND_NONE;
}

const char *keys_name(enum command command)
{
    start_bindings();
    return bindings.name[command];
}

bool keys_bind(const char *command, const char *key)
{
    start_bindings();
    const int code = key_from_name(key);
    if (code < 0 || strlen(key) >= KEY_NAME_MAX)
        return false;
    int found = COMMAND_NONE;
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        if (strcmp(infos[i].name, command) == 0)
            found = i;
        else if (bindings.key[i] == code)
            return false;
    }
    if (found == COMMAND_NONE)
        return false;
    bind_key((enum command)found, code, key);
    return true;
}
