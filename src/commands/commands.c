/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/commands.h"

#include "base/i18n.h"

#include <stddef.h>
#include <string.h>

const struct subcommand commands[] = {
    {"live", command_live, N_("[OPTIONS]"), N_("The dashboard; needs no name")},
    {"analyze", command_analyze, N_("[OPTIONS] FILE..."), N_("Measure files faster than real time")},
    {"compare", command_compare, N_("[OPTIONS] A B"), N_("Two files side by side, level-matched")},
    {"ports", command_ports, "", N_("What could be tapped: JACK ports and input devices")},
    {"knowledge", command_knowledge, N_("[list|show ID|search WORDS|walk TREE FILE|check [FILE]]"),
     N_("What sideman knows about mixing, with sources: list it, show an entry, search by a "
        "question, walk a decision tree with the numbers of a file, check your own files; metrics: "
        "what rules of your own can ask about")},
    {"learn", command_learn, N_("ACTION [RULE...]"),
     N_("What was learned from your answers to advice: report, export, import, forget; apply, modify, "
        "ignore, never, again, rate")},
    {"selftest", command_selftest, "", N_("Measure the test signals of EBU Tech 3341 and 3342")},
    {NULL, NULL, NULL, NULL},
};

const struct subcommand *command_find(const char *name)
{
    for (const struct subcommand *command = commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}
