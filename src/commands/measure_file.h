/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* measure_file: runs a reader through the engine, as fast as it goes: what analyze and compare share.
 * Thread: the command's. */
#ifndef SIDEMAN_MEASURE_FILE_H
#define SIDEMAN_MEASURE_FILE_H

#include "capture/reader.h"
#include "engine.h"

struct measured {
    struct snapshot snapshot;
    struct engine *engine; /* keeps the timeline; freed by measured_free() */
    double duration_s;
    uint32_t rate_hz;
};

/* Reads to the end.  `label` names the work in a progress bar on a terminal (standard error); NULL: no
 * bar.  `genre`: what the user says it is, GENRES when he does not.  A file that breaks off is measured as far as it goes, and `error` says so (STATUS_FAILED);
 * one that cannot be measured at all leaves `engine` NULL. */
enum status measure_file(struct reader *reader, const char *label, enum genre genre,
                         struct measured *measured, struct error *error);
void measured_free(struct measured *measured);

#endif
