/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* options: the command line of every subcommand, from one table (and the table of settings).
 * Thread: main, before any other. */
#ifndef SIDEMAN_OPTIONS_H
#define SIDEMAN_OPTIONS_H

#include "base/config.h"
#include "capture/capture.h"

enum options_user {
    FOR_LIVE = 1,
    FOR_ANALYZE = 2,
    FOR_COMPARE = 4,
    FOR_PORTS = 8,
    FOR_SELFTEST = 16,
    FOR_KNOWLEDGE = 32,
    FOR_LEARN = 64
};

enum { REFERENCE_FILES_MAX = 8 };

enum options_output { OUTPUT_AUTO, OUTPUT_LINE, OUTPUT_JSON };
enum options_action { ACTION_RUN, ACTION_HELP, ACTION_VERSION, ACTION_PRINT_CONFIG };

struct options {
    enum options_action action;
    enum options_output output;
    struct config config;           /* options_parse() fills the override layer only */
    struct capture_request request; /* live; and the tracks of analyze */
    const char *config_path;        /* --config; NULL: the user's own */
    const char *references[REFERENCE_FILES_MAX]; /* files, in argv */
    size_t n_references;
    char **files;                   /* what is left: in argv */
    size_t n_files;
};

/* Reads everything: arguments, configuration, environment; opens the log.  Returns -1 to go on,
 * else the exit status: what had to be printed (help, version, an error) is printed. */
int options_read(enum options_user user, int argc, char **argv, struct options *options);

/* The arguments alone; settings go into the override layer of options->config.settings, which the
 * caller has initialised.  `options` must be zeroed but for that.  Reorders argv. */
enum status options_parse(enum options_user user, int argc, char **argv, struct options *options,
                          struct error *error);

/* Tracks from "NAME[:ROLE]=SOURCE", from "SOURCE" (the mix), and from a file (named after it). */
enum status options_add_track(struct capture_request *request, const char *text,
                              struct error *error);
enum status options_add_mix(struct capture_request *request, const char *source,
                            struct error *error);
enum status options_add_file(struct capture_request *request, const char *path,
                             struct error *error);

#endif
