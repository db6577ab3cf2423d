/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* port_scan: looks for what could be tapped without holding the screen up: asking PortAudio for its
 * devices can take a second.
 * Thread: UI; the scan itself has its own. */
#ifndef SIDEMAN_PORT_SCAN_H
#define SIDEMAN_PORT_SCAN_H

#include "capture/capture.h"

struct port_scan;

/* `capture` outlives the scan.  NULL when memory is short. */
struct port_scan *port_scan_new(struct capture *capture);
/* Waits for a scan under way. */
void port_scan_free(struct port_scan *scan);

/* Starts a scan, waits a moment for its result, and returns the latest there is: *entries is valid
 * until the next call. */
size_t port_scan_list(struct port_scan *scan, const struct port_entry **entries);

#endif
