/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* simd: SIMD_CLONES before a function with hot loops has it compiled twice, for AVX2 and for the
 * oldest machine; the loader picks.  Both give the same bits: nothing is contracted or reordered
 * (see libdsp_a_CFLAGS), so write sums with their own lanes where they must be fast. */
#ifndef SIDEMAN_SIMD_H
#define SIDEMAN_SIMD_H

#include <config.h> /* not base/config.h */

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(SANITIZED)
#define SIMD_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SIMD_CLONES
#endif

#endif
