/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/i18n.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/option_table.h"
#include "commands/options.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 80, HELP_COLUMN = 26 };

static void print_entry(const char *entry, const char *help)
{
    static const char prefix[] = "                          ";
    _Static_assert(sizeof prefix == HELP_COLUMN + 1, "as wide as the column");
    const int columns = text_columns(entry);
    printf("%s%*s", entry, columns < HELP_COLUMN - 1 ? HELP_COLUMN - columns : 0, "");
    if (columns >= HELP_COLUMN - 1)
        printf("\n%s", prefix);
    text_print_wrapped(stdout, help, HELP_COLUMN, prefix, WIDTH);
}

static void print_usage(const char *name, const char *usage)
{
    printf("  sideman %s%s%s\n", name, *name && *usage ? " " : "", usage);
}

static void print_commands(void)
{
    puts(_("Usage:"));
    for (const struct subcommand *command = commands; command->name; command++)
        print_usage(command == commands ? "" : command->name, _(command->usage));
    printf("\n%s\n", _("Commands:"));
    for (const struct subcommand *command = commands; command->name; command++) {
        char entry[64];
        snprintf(entry, sizeof entry, "  %s", command->name);
        print_entry(entry, _(command->help));
    }
}

/* What is allowed is part of the help: nobody should have to look it up. */
static void print_option(const struct option_row *row)
{
    char entry[128], help[512], values[256];
    const char *argument = row->argument ? _(row->argument) : "";
    snprintf(entry, sizeof entry, "  --%s%s%s%s", row->name,
             row->optional ? "[=" : row->argument ? " " : "", argument, row->optional ? "]" : "");
    snprintf(help, sizeof help, "%s", _(row->help));
    const enum setting setting = (enum setting)(row->kind - OPTION_OF_SETTING);
    if (row->kind >= OPTION_OF_SETTING && setting_info(setting)->type == SETTING_CHOICE) {
        setting_describe_values(setting, values, sizeof values);
        snprintf(help, sizeof help, "%s: %s", _(row->help), values);
    }
    print_entry(entry, help);
}

void option_print_help(unsigned user, const char *name)
{
    const struct subcommand *command = command_find(name);
    if (user == FOR_LIVE || !command) {
        print_commands();
    } else {
        puts(_("Usage:"));
        print_usage(command->name, _(command->usage));
        printf("\n");
        text_print_wrapped(stdout, _(command->help), 0, "", WIDTH);
    }
    int group = -1;
    struct option_row row;
    for (size_t n = 0; option_row_at(n, &row); n++) {
        if (!(row.users & user))
            continue;
        if (group != (int)row.group)
            printf("\n%s:\n", setting_group_title(row.group));
        group = (int)row.group;
        print_option(&row);
    }
}
