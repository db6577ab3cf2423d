/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fixture: a folder of its own for the files of one test program, and ways to fill it.
 * Functions stop the test when they fail. */
#ifndef SIDEMAN_TESTS_FIXTURE_H
#define SIDEMAN_TESTS_FIXTURE_H

#include <stddef.h>

/* cmocka group set-up and tear-down. */
int fixture_make(void **state);
int fixture_remove(void **state);

/* The path of `name` in the folder; valid until the fourth next call. */
const char *fixture_path(const char *name);
const char *fixture_bytes(const char *name, const void *bytes, size_t count);
/* Interleaved floats through libsndfile; `format` as in sndfile.h. */
const char *fixture_sound(const char *name, int format, int rate_hz, int channels,
                          const float *samples, size_t frames);
void fixture_truncate(const char *path, size_t bytes);
size_t fixture_size(const char *path);

/* Sine of `hz` in channel 0, 2 `hz` in channel 1 ..., amplitude 0.5. */
void fixture_tones(float *samples, int channels, size_t frames, double hz, double rate_hz);

#endif
