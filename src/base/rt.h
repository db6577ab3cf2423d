/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rt: marks code that runs on the audio thread.
 * A function marked RT_SAFE may copy frames and touch atomics, nothing else: no allocation, lock,
 * system call, log, curses or aubio.  tests/check-rt.sh enforces it.  RT_WAIVED("why") marks the rare
 * helper that an RT_SAFE function may call though it waits: it says why no deadline is at stake. */
#ifndef SIDEMAN_RT_H
#define SIDEMAN_RT_H

#if defined(__clang__)
#define RT_SAFE __attribute__((annotate("rt_safe")))
#define RT_WAIVED(why) __attribute__((annotate("rt_waived: " why)))
#else
#define RT_SAFE
#define RT_WAIVED(why)
#endif

#endif
