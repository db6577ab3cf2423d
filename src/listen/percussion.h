/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* percussion: takes spectra apart into what lasts (harmonic: the median over 0.7 s) and what is wide
 * (percussive: the median over 330 Hz), after Fitzgerald (DAFx 2010), with soft masks, up to 2.7 kHz.
 * Near to the powers of librosa's HPSS at a fraction of its cost.
 * Thread: analysis.  Plain data, all zero is the empty state. */
#ifndef SIDEMAN_PERCUSSION_H
#define SIDEMAN_PERCUSSION_H

#include <stdbool.h>
#include <stddef.h>

enum { PERCUSSION_BINS = 256, PERCUSSION_SPAN = 15 };

struct percussion {
    float rows[PERCUSSION_SPAN][PERCUSSION_BINS]; /* a circle of the last spectra */
    unsigned newest, filled;
};

struct percussion_powers {
    float harmonic, percussive;
};

/* The next spectrum: PERCUSSION_BINS amplitudes, 10.8 Hz apart.  `span` spectra (odd, at most
 * PERCUSSION_SPAN) make 0.7 s.  The powers are those of the spectrum in their middle; zero as long as
 * there are not enough. */
struct percussion_powers percussion_add(struct percussion *percussion, const float *amplitude,
                                        unsigned span);
/* What comes next does not follow from what came. */
void percussion_restart(struct percussion *percussion);

#endif
