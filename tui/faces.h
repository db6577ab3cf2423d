/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* faces: what is painted on a level meter for each ballistics: its scale, where its zones begin, and
 * how a reading is shown.  Line-up level is -18 dBFS (EBU R 68): PPM IIa shows 4 there and VU 0; DIN
 * shows 0 at -9 dBFS; K-20 shows 0 at -20 dBFS, K-14 and K-12 alike (Katz).
 * Thread: UI. */
#ifndef SIDEMAN_FACES_H
#define SIDEMAN_FACES_H

#include "base/readings.h"
#include "tui/widget.h"

const struct scale *face_scale(enum ballistics ballistics);
/* "dBFS", "dB", or "" where the name says it all. */
const char *face_unit(enum ballistics ballistics);
/* A reading in dBFS as the face counts it. */
double face_value(enum ballistics ballistics, double dbfs);

#endif
