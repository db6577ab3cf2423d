/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* status: how functions say that something went wrong: a code for the program, a sentence for the
 * user (what, where, how to mend it; already translated).  Only src/main.c and src/commands print.
 * Thread: any; a struct error belongs to its caller. */
#ifndef SIDEMAN_STATUS_H
#define SIDEMAN_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_FAILED,    /* a problem with the work: exit status 1 */
    STATUS_USAGE,     /* the user asked for what cannot be: exit status 2 */
    STATUS_NO_MEMORY,
    STATUS_NOT_FOUND, /* file, port, device, server */
    STATUS_LOST,      /* was there, went away; trying again may help */
    STATUS_END        /* end of the material, not a fault */
};

struct error {
    enum status status;
    char text[384];
};

/* Fills `error` (may be NULL) and returns `status`, so that a caller can `return error_set(...)`. */
enum status error_set(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The exit status of the process for `status`: 0, 1 or 2. */
int status_exit_code(enum status status);

#endif
