/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/reference_files.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/thread.h"
#include "commands/measure_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { NICE = 10 };
_Static_assert((int)REFERENCE_FILES_MAX == (int)REFERENCES_MAX, "every file has its place");

static enum status read_one(const char *file, const struct measure_wish *wish,
                            struct reference *reference, struct error *error)
{
    struct reader *reader = reader_open_file(file, error);
    if (!reader)
        return error->status;
    struct measured *measured = calloc(1, sizeof *measured);
    enum status status = measured ? measure_file(reader, wish, measured, error)
                                  : error_set(error, STATUS_NO_MEMORY,
                                              _("not enough memory to measure %.100s"), file);
    reader_free(reader);
    if (status == STATUS_OK && !reference_of(reference, file, &measured->snapshot))
        status = error_set(error, STATUS_FAILED, _("%.100s is silent: no reference"), file);
    if (measured)
        measured_free(measured);
    free(measured);
    return status;
}

enum status reference_files_check(const struct options *options, struct error *error)
{
    for (size_t i = 0; i < options->n_references; i++)
        if (access(options->references[i], R_OK) != 0)
            return error_set(error, STATUS_NOT_FOUND, "--reference %.200s: %s",
                             options->references[i], strerror(errno));
    return STATUS_OK;
}

enum status reference_files_read(const struct options *options, struct references *references,
                                 struct error *error)
{
    *references = (struct references){.by_hand = REFERENCE_AUTO};
    for (size_t i = 0; i < options->n_references; i++) {
        const struct measure_wish wish = {.label = options->references[i], .listen = true,
                                          .genre = GENRES};
        const enum status status = read_one(options->references[i], &wish,
                                            &references->list[references->count], error);
        if (status != STATUS_OK)
            return status;
        references->count++;
    }
    return STATUS_OK;
}

struct reference_loader {
    struct live *live;
    size_t count;
    const char *files[REFERENCE_FILES_MAX];
    atomic_bool stop;
    pthread_t thread;
    struct references references;
};

/* Behind everything else: live analysis must not wait for it. */
static void *load(void *data)
{
    struct reference_loader *loader = data;
    struct references *references = &loader->references;
    setpriority(PRIO_PROCESS, 0, NICE);
    for (size_t i = 0; i < loader->count && !atomic_load(&loader->stop); i++) {
        const struct measure_wish wish = {.listen = true, .genre = GENRES, .stop = &loader->stop};
        struct error error = {.status = STATUS_OK};
        const enum status status =
            read_one(loader->files[i], &wish, &references->list[references->count], &error);
        if (atomic_load(&loader->stop))
            break;
        if (status == STATUS_OK)
            references->count++;
        else
            log_write(LOG_WARNING, _("reference: %s"), error.text);
        references->loading = i + 1 < loader->count;
        live_set_references(loader->live, references);
    }
    return NULL;
}

struct reference_loader *reference_loader_new(const struct options *options, struct live *live)
{
    if (options->n_references == 0)
        return NULL;
    struct reference_loader *loader = calloc(1, sizeof *loader);
    if (!loader)
        return NULL;
    loader->live = live;
    loader->count = options->n_references;
    loader->references.by_hand = REFERENCE_AUTO;
    loader->references.loading = true;
    for (size_t i = 0; i < loader->count; i++)
        loader->files[i] = options->references[i];
    live_set_references(live, &loader->references);
    if (thread_start(&loader->thread, load, loader))
        return loader;
    log_write(LOG_WARNING, _("reference: not enough memory to measure it"));
    free(loader);
    return NULL;
}

void reference_loader_free(struct reference_loader *loader)
{
    if (!loader)
        return;
    atomic_store(&loader->stop, true);
    pthread_join(loader->thread, NULL);
    free(loader);
}
