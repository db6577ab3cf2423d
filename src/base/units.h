/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* units: decibels and friends.  A value that is not known is NAN everywhere in the program; silence
 * is -INFINITY dB.  Thread: any. */
#ifndef SIDEMAN_UNITS_H
#define SIDEMAN_UNITS_H

#include <math.h>

/* 20 log10 of an amplitude; 0 gives -INFINITY. */
static inline double units_db_from_amplitude(double amplitude)
{
    return amplitude > 0.0 ? 20.0 * log10(amplitude) : (double)-INFINITY;
}

/* 10 log10 of a power; 0 gives -INFINITY. */
static inline double units_db_from_power(double power)
{
    return power > 0.0 ? 10.0 * log10(power) : (double)-INFINITY;
}

static inline double units_amplitude_from_db(double db)
{
    return pow(10.0, db / 20.0);
}

static inline double units_power_from_db(double db)
{
    return pow(10.0, db / 10.0);
}

#endif
