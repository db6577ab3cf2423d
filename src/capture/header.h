/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* header: the headers of WAV (RIFF, RF64) and AU, read strictly forward as from a pipe, where sizes
 * of 0 or all ones mean "until it ends".  What is longer than 256 MiB is no header.  Thread: any. */
#ifndef SIDEMAN_HEADER_H
#define SIDEMAN_HEADER_H

#include "capture/pcm.h"

struct header {
    struct pcm_spec spec;
    uint64_t data_bytes; /* UINT64_MAX: until the end */
};

/* Gets exactly `count` bytes into `bytes` (NULL: skips them); false at the end of the input. */
typedef bool header_source(void *context, unsigned char *bytes, size_t count);

/* Leaves the source at the first sample. */
enum status header_read(header_source *source, void *context, const char *name,
                        struct header *header, struct error *error);

/* The frames that the header of a WAV, AU or AIFF file promises; 0 when it does not say. */
uint64_t header_declared_frames(const char *path);
/* An Ogg file whose last page does not say that it is the last. */
bool header_is_endless(const char *path);

#endif
