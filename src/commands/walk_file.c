/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/walk_file.h"

#include "advise/knowledge_live.h"
#include "advise/knowledge_print.h"
#include "base/i18n.h"
#include "commands/advise_files.h"
#include "commands/measure_file.h"

#include <stdlib.h>

/* The mix is what a file is when it is one track. */
static const struct track_reading *mix_of(const struct snapshot *snapshot)
{
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (snapshot->tracks[i].is_mix)
            return &snapshot->tracks[i];
    return &snapshot->tracks[0];
}

enum status walk_file(FILE *out, const struct knowledge *knowledge,
                      const struct knowledge_entry *tree, const char *file, int width,
                      struct error *error)
{
    struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
    struct measured *measured = calloc(1, sizeof *measured);
    if (!measured)
        return error_set(error, STATUS_NO_MEMORY, _("not enough memory to read this file"));
    struct reader *reader = reader_open_file(file, error);
    if (!reader) {
        free(measured);
        return error->status;
    }
    static struct settings settings; /* the defaults: the corridor is that of the genre heard */
    settings_init(&settings);
    error->status = STATUS_OK;
    struct adviser *adviser = advise_files_open(&settings, error);
    const struct measure_wish wish = {
        .label = file, .listen = true, .adviser = adviser, .genre = GENRES,
    };
    const enum status status = error->status == STATUS_OK
                                   ? measure_file(reader, &wish, measured, error)
                                   : error->status;
    if (measured->engine) {
        const struct metric_view view = {
            .snapshot = &measured->snapshot,
            .track = mix_of(&measured->snapshot),
            .heard_s = measured->duration_s,
        };
        const size_t n = knowledge_live_walk(tree, &view, steps);
        knowledge_print_walk(out, knowledge, steps, n, width);
    }
    measured_free(measured);
    adviser_free(adviser);
    free(measured);
    reader_free(reader);
    return status;
}
