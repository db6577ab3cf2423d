/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/measure_file.h"

#include "base/denormal.h"
#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { HOPS_PER_BLOCK = 32, BAR_COLUMNS = 30 };

struct progress {
    const char *label; /* NULL: silent */
    double duration_s;
    int shown_percent;
};

static void progress_show(struct progress *progress, double done_s)
{
    if (!progress->label || !(progress->duration_s > 0))
        return;
    const int percent = (int)(100.0 * done_s / progress->duration_s);
    if (percent == progress->shown_percent)
        return;
    progress->shown_percent = percent;
    fputc('\r', stderr);
    text_print_name(stderr, progress->label);
    fputs(" [", stderr);
    for (int i = 0; i < BAR_COLUMNS; i++)
        fputc(i * 100 < percent * BAR_COLUMNS ? '#' : '.', stderr);
    fprintf(stderr, "] %3d %%", percent);
    fflush(stderr);
}

static void progress_clear(const struct progress *progress)
{
    if (!progress->label || progress->shown_percent < 0)
        return;
    fputc('\r', stderr);
    format_padded(stderr, "", text_columns(progress->label) + BAR_COLUMNS + 8);
    fputc('\r', stderr);
}

static void pump(struct reader *reader, struct engine *engine, float *block, struct progress *progress,
                 const atomic_bool *stop, struct error *error)
{
    const struct capture_format *format = reader_format(reader);
    const size_t hop = engine_hop_frames(engine);
    const size_t block_frames = hop * HOPS_PER_BLOCK;
    float *rows[TRACKS_MAX * CHANNELS_MAX];
    float *at[TRACKS_MAX * CHANNELS_MAX];
    uint64_t done = 0;
    for (unsigned c = 0; c < format->channels; c++)
        rows[c] = block + c * block_frames;
    for (;;) {
        const size_t frames = reader_read(reader, rows, block_frames, error);
        for (size_t start = 0; start < frames; start += hop) {
            for (unsigned c = 0; c < format->channels; c++)
                at[c] = rows[c] + start;
            engine_process_hop(engine, at, frames - start < hop ? frames - start : hop);
        }
        done += frames;
        progress_show(progress, (double)done / format->rate_hz);
        if (frames < block_frames || (stop && atomic_load(stop)))
            return;
    }
}

enum status measure_file(struct reader *reader, const struct measure_wish *wish,
                         struct measured *measured, struct error *error)
{
    const struct capture_format *format = reader_format(reader);
    struct error read_error = {.status = STATUS_OK};
    denormal_flush_to_zero();
    *measured = (struct measured){.rate_hz = format->rate_hz};
    measured->engine = engine_new(format, wish->listen, wish->listen, error);
    if (!measured->engine)
        return error->status;
    engine_set_genre(measured->engine, wish->genre);
    engine_set_adviser(measured->engine, wish->adviser);
    const size_t hop = engine_hop_frames(measured->engine);
    float *block = malloc(hop * HOPS_PER_BLOCK * format->channels * sizeof *block);
    if (!block) {
        measured_free(measured);
        return error_set(error, STATUS_NO_MEMORY, _("not enough memory to read this file"));
    }
    struct progress progress = {
        .label = wish->label && isatty(STDERR_FILENO) ? wish->label : NULL,
        .duration_s = reader_duration_s(reader),
        .shown_percent = -1,
    };
    pump(reader, measured->engine, block, &progress, wish->stop, &read_error);
    progress_clear(&progress);
    free(block);
    engine_finish(measured->engine);
    snapshot_clear(&measured->snapshot);
    engine_read(measured->engine, &measured->snapshot);
    engine_set_adviser(measured->engine, NULL); /* the engine may outlive it */
    measured->duration_s = measured->snapshot.time_s;
    if (read_error.status != STATUS_OK && read_error.status != STATUS_END) {
        *error = read_error;
        return STATUS_FAILED;
    }
    return STATUS_OK;
}

void measured_free(struct measured *measured)
{
    engine_free(measured->engine);
    measured->engine = NULL;
}
