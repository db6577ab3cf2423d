/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz: what libFuzzer calls.  `make fuzz` builds and runs these with clang. */
#ifndef SIDEMAN_FUZZ_H
#define SIDEMAN_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
