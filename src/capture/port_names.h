/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* port_names: which ports a pattern means, and which of them is left and which is right.  Only text:
 * knows nothing of a server.
 * Thread: any; an object belongs to its caller. */
#ifndef SIDEMAN_PORT_NAMES_H
#define SIDEMAN_PORT_NAMES_H

#include "base/status.h"

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

struct port_pattern {
    const char *text; /* the caller's */
    bool compiled;
    regex_t regex;
};

/* An exact port name, an extended regular expression for whole port names, or for whole client names
 * ("ardour" means all its ports).  STATUS_USAGE when it is neither a name nor a valid expression. */
enum status port_pattern_init(struct port_pattern *pattern, const char *text, struct error *error);
void port_pattern_done(struct port_pattern *pattern);
bool port_pattern_is_name(const struct port_pattern *pattern, const char *port_name);
bool port_pattern_matches(const struct port_pattern *pattern, const char *port_name);

/* Length of the client's name: what stands before the first colon. */
size_t port_client_length(const char *port_name);

/* Sorts as a person would: "out 2" before "out 10". */
void port_names_sort(const char **names, size_t n);

/* Gives each of `n` sorted names its channel: by FL, FR, LFE, L, right ... or by odd and even numbers,
 * else by order.  Returns the number of channels: 1 for a single port, 2 for any other set (several
 * pairs share the two channels), more for a surround set. */
unsigned port_names_assign(const char *const *names, size_t n, unsigned *channels);

#endif
