/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* edge: the slot where one texture gives way to another: the split at which both sides are most
 * alike in themselves (each trait spreads around its mean; maximum likelihood).
 * Thread: any; no state. */
#ifndef SIDEMAN_EDGE_H
#define SIDEMAN_EDGE_H

#include "listen/texture.h"

#include <stddef.h>

/* Between slots `first` and `end`, not farther than `reach` from `border`, which is returned when
 * there is too little to tell. */
size_t edge_find(const struct texture_slot *slots, size_t first, size_t border, size_t end,
                 size_t reach);

#endif
