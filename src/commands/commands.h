/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* commands: the table of subcommands.  One file each; main() looks its name up and calls it with
 * argv[0] = the name.  Only commands print to standard output, and their return is the exit status.
 * Thread: main. */
#ifndef SIDEMAN_COMMANDS_H
#define SIDEMAN_COMMANDS_H

struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage; /* untranslated: what follows the name */
    const char *help;  /* untranslated: one line */
};

/* The first is run when no name is given; ends with a NULL name. */
extern const struct subcommand commands[];
/* NULL when there is none. */
const struct subcommand *command_find(const char *name);

int command_live(int argc, char **argv);
int command_analyze(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_learn(int argc, char **argv);
int command_ports(int argc, char **argv);
int command_knowledge(int argc, char **argv);
int command_selftest(int argc, char **argv);

#endif
