/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* measure_file: runs a reader through the engine, as fast as it goes: what analyze and compare share.
 * Thread: the command's. */
#ifndef SIDEMAN_MEASURE_FILE_H
#define SIDEMAN_MEASURE_FILE_H

#include "capture/reader.h"
#include "engine.h"

#include <stdatomic.h>

struct measured {
    struct snapshot snapshot;
    struct engine *engine; /* keeps the timeline; freed by measured_free() */
    double duration_s;
    uint32_t rate_hz;
};

/* What is asked for beside measuring. */
struct measure_wish {
    const char *label; /* names the work in a progress bar on a terminal (standard error); NULL: no bar */
    bool listen;       /* hear the music too */
    struct adviser *adviser; /* asked for advice; NULL: none */
    const atomic_bool *stop; /* breaks off once it is true; NULL: never */
    enum genre genre;  /* what the user says it is; GENRES when he does not */
};

/* Reads to the end.  A file that breaks off is measured as far as it goes, and `error` says so
 * (STATUS_FAILED); one that cannot be measured at all leaves `engine` NULL. */
enum status measure_file(struct reader *reader, const struct measure_wish *wish,
                         struct measured *measured, struct error *error);
void measured_free(struct measured *measured);

#endif
