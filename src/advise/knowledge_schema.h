/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_schema: what a group in a knowledge file may hold, as a const table, and the check of a
 * libconfig group against it.  What is wrong is told as "file:line: ...", all of it, not the first.
 * Thread: any; nothing is kept. */
#ifndef SIDEMAN_KNOWLEDGE_SCHEMA_H
#define SIDEMAN_KNOWLEDGE_SCHEMA_H

#include "base/conf_tree.h"

#include <stdbool.h>
#include <stddef.h>

enum schema_type {
    SCHEMA_ID,     /* small letters, digits, "-" and "_" */
    SCHEMA_TEXT,   /* for people; translated */
    SCHEMA_WORD,   /* a name that is not translated */
    SCHEMA_WORDS,  /* a list of such */
    SCHEMA_CHOICE, /* one of `choices` */
    SCHEMA_SOURCE, /* "[S] ..." standard or vendor, [P] paper, [M] manual, [B] blog; "UNSOURCED" */
    SCHEMA_DATE,   /* "2026", "2026-11" or "2026-11-20" */
    SCHEMA_FLAG,
    SCHEMA_NUMBER, /* min to max */
    SCHEMA_RANGE,  /* a number, or [low, high] */
    SCHEMA_GROUPS  /* a list of groups, each as `of` says */
};

struct schema_field {
    const char *name; /* of a number: its unit is behind the last "_", "attack_ms" */
    enum schema_type type;
    bool required;
    double min, max;
    const char *unit;           /* "ms"; NULL: none */
    const char *const *choices; /* NULL at the end */
    const struct schema *of;
};

/* A group that has a number (of its own, not in a list below) must have a `source` too. */
struct schema {
    const struct schema_field *fields; /* a NULL name ends these and the next */
    const struct schema_field *more;   /* NULL: none */
};

/* Who is told, and how often that happened. */
struct schema_report {
    const char *path;
    void (*tell)(void *context, const char *text); /* translated, one line */
    void *context;
    unsigned problems;
};

/* One problem at `node`. */
void schema_tell(struct schema_report *report, const config_setting_t *node, const char *format,
                 ...)
    __attribute__((format(printf, 3, 4)));

/* Parses the file of the report; why it could not be is told, and returned. */
enum status schema_parse(config_t *tree, struct schema_report *report);

/* A teller that keeps the first in a struct error whose status is STATUS_OK. */
void schema_keep(void *error, const char *text);

/* Names in `group` that stand not in `known` (NULL at the end) are told. */
void schema_check_names(const config_setting_t *group, const char *const *known,
                        struct schema_report *report);

/* False when something was told. */
bool schema_check(const struct schema *schema, const config_setting_t *group,
                  struct schema_report *report);

/* NULL when the schema has no such field. */
const struct schema_field *schema_find(const struct schema *schema, const char *name);

/* Whether `text` holds characters that do not print. */
bool schema_has_control(const char *text);

/* Whether `text` is a source as SCHEMA_SOURCE wants it. */
bool schema_is_source(const char *text);

/* Whether `text` is a date as SCHEMA_DATE wants it. */
bool schema_is_date(const char *text);

/* The two ends of what SCHEMA_RANGE allows; false when it is something else. */
bool schema_read_range(const config_setting_t *node, double *low, double *high);

#endif
