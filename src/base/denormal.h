/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* denormal: decaying filters must not fall into numbers so small that the processor crawls.
 * Per thread: call it at the start of every thread that measures, offline too, so that results are the
 * same. */
#ifndef SIDEMAN_DENORMAL_H
#define SIDEMAN_DENORMAL_H

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

static inline void denormal_flush_to_zero(void)
{
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | 0x8040U); /* flush to zero, denormals are zero */
#elif defined(__aarch64__)
    unsigned long fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr | (1UL << 24)));
#endif
}

#endif
