/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* analyze: files faster than real time, as a text report or JSON. */

#include "commands/commands.h"

#include "base/i18n.h"
#include "base/targets.h"
#include "commands/advise_files.h"
#include "commands/measure_file.h"
#include "commands/options.h"
#include "commands/output.h"
#include "commands/reference_files.h"
#include "report/json.h"
#include "report/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void complain(const struct error *error)
{
    fprintf(stderr, "sideman: %s\n", error->text);
}

static void warn(const char *text)
{
    fprintf(stderr, "sideman: %s\n", text);
}

static enum status write_report(const struct options *options, const struct measured *measured,
                                const char *title, const char *file, struct error *error)
{
    static struct targets targets;
    targets_load(&targets, warn);
    if (options->output == OUTPUT_JSON) {
        const struct json_frame frame = {
            .file = file,
            .duration_s = measured->duration_s,
            .timeline = engine_timeline(measured->engine),
            .targets = &targets,
        };
        return output_take(json_format_report(&measured->snapshot, measured->rate_hz, &frame), error);
    }
    const struct report_frame frame = {
        .title = title,
        .duration_s = measured->duration_s,
        .rate_hz = measured->rate_hz,
        .targets = &targets,
        .target = targets_find(&targets, settings_text(&options->config.settings, SETTING_TARGET)),
        .timeline = engine_timeline(measured->engine),
    };
    report_text_write(stdout, &measured->snapshot, &frame);
    return output_flush(error);
}

/* Measured once, for all files. */
static struct references measured_references;

/* Takes the reader over. */
static enum status report_reader(const struct options *options, struct reader *reader,
                                 const char *title, const char *file, struct error *error)
{
    struct measured *measured = calloc(1, sizeof *measured);
    if (!measured) {
        reader_free(reader);
        return error_set(error, STATUS_NO_MEMORY, _("not enough memory for the report"));
    }
    const enum genre genre = settings_genre(&options->config.settings);
    struct advisers advisers;
    enum status reading =
        advisers_open(&advisers, &options->config.settings, &measured_references, error);
    if (reading == STATUS_OK) {
        const struct measure_wish wish = {
            .label = title, .listen = true, .adviser = advisers.adviser, .genre = genre,
        };
        reading = measure_file(reader, &wish, measured, error);
    }
    advisers_close(&advisers);
    enum status writing = STATUS_OK;
    struct error write_error;
    if (measured->engine)
        writing = write_report(options, measured, title, file, &write_error);
    measured_free(measured);
    free(measured);
    reader_free(reader);
    if (writing != STATUS_OK && writing != STATUS_END)
        *error = write_error;
    return writing != STATUS_OK && writing != STATUS_END ? writing : reading;
}

static enum status report_tracks(const struct options *options, struct error *error)
{
    const unsigned tracks = options->request.n_tracks;
    struct reader *reader = reader_open_tracks(&options->request, error);
    if (!reader)
        return error->status;
    char title[64];
    snprintf(title, sizeof title, ngettext("%u track", "%u tracks", tracks), tracks);
    const char *file = tracks == 1 ? options->request.tracks[0].source : NULL;
    return report_reader(options, reader, title, file, error);
}

static enum status report_stdin(const struct options *options, struct error *error)
{
    const char *format =
        options->request.backend == CAPTURE_STDIN ? options->request.source : "";
    struct reader *reader = reader_open_stream(STDIN_FILENO, format, error);
    return reader ? report_reader(options, reader, _("standard input"), "-", error) : error->status;
}

static enum status report_file(const struct options *options, const char *file, struct error *error)
{
    if (strcmp(file, "-") == 0)
        return report_stdin(options, error);
    struct reader *reader = reader_open_file(file, error);
    return reader ? report_reader(options, reader, file, file, error) : error->status;
}

int command_analyze(int argc, char **argv)
{
    struct options options;
    struct error error = {.status = STATUS_OK};
    const int exit_code = options_read(FOR_ANALYZE, argc, argv, &options);
    if (exit_code >= 0)
        return exit_code;
    if (options.n_files == 0 && options.request.n_tracks == 0 &&
        options.request.backend != CAPTURE_STDIN) {
        error_set(&error, STATUS_USAGE, _("analyze: name a file, or '-' for standard input"));
        complain(&error);
        return status_exit_code(error.status);
    }
    if (reference_files_read(&options, &measured_references, &error) != STATUS_OK) {
        complain(&error);
        return status_exit_code(error.status);
    }
    enum status worst = STATUS_OK;
    if (options.request.n_tracks > 0)
        worst = report_tracks(&options, &error);
    else if (options.n_files == 0)
        worst = report_stdin(&options, &error);
    if (worst != STATUS_OK)
        complain(&error);
    for (size_t i = 0; i < options.n_files; i++) {
        if (i > 0 && options.output != OUTPUT_JSON)
            putchar('\n');
        const enum status status = report_file(&options, options.files[i], &error);
        if (status == STATUS_OK)
            continue;
        complain(&error);
        worst = status == STATUS_USAGE && worst == STATUS_OK ? STATUS_USAGE : STATUS_FAILED;
    }
    return status_exit_code(worst);
}
