/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* option_table: every long option: those that are no settings from their own table, the others made
 * from the table of settings.  Parser, --help, man page and tests read it.
 * Thread: any. */
#ifndef SIDEMAN_OPTION_TABLE_H
#define SIDEMAN_OPTION_TABLE_H

#include "base/settings.h"

enum option_kind {
    OPTION_JACK,
    OPTION_PORTAUDIO,
    OPTION_FILE,
    OPTION_STDIN,
    OPTION_DEMO,
    OPTION_TRACK,
    OPTION_MIX,
    OPTION_REFERENCE,
    OPTION_LINE,
    OPTION_JSON,
    OPTION_CONFIG,
    OPTION_PRINT_CONFIG,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_OF_SETTING /* this and the setting's number */
};

enum { OPTIONS_MAX = OPTION_OF_SETTING + SETTINGS };

struct option_row {
    const char *name;
    const char *argument; /* NULL: takes none */
    bool optional;        /* the argument */
    const char *help;     /* untranslated */
    enum setting_group group;
    unsigned users;       /* enum options_user, or'ed */
    int kind;
};

/* The n-th option in the order of --help; false after the last. */
bool option_row_at(size_t n, struct option_row *row);

/* Prints --help of the subcommand with this name, at most 80 columns wide. */
void option_print_help(unsigned user, const char *name);

#endif
