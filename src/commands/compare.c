/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compare: two files, level-matched: mix against reference, take against take. */

#include "commands/commands.h"

#include "base/i18n.h"
#include "commands/measure_file.h"
#include "commands/options.h"
#include "commands/output.h"
#include "report/compare.h"

#include <stdio.h>
#include <stdlib.h>

static enum status measure_side(const char *file, struct measured *measured,
                                struct compare_side *side, struct error *error)
{
    struct reader *reader = reader_open_file(file, error);
    if (!reader)
        return error->status;
    const struct measure_wish wish = {.label = file, .genre = GENRES}; /* sound, not music */
    const enum status status = measure_file(reader, &wish, measured, error);
    reader_free(reader);
    *side = (struct compare_side){
        .file = file, .duration_s = measured->duration_s, .snapshot = &measured->snapshot,
    };
    return status;
}

static enum status write_comparison(const struct options *options, const struct compare_side *a,
                                    const struct compare_side *b, struct error *error)
{
    if (options->output == OUTPUT_JSON)
        return output_take(compare_json_format(a, b), error);
    compare_text_write(stdout, a, b);
    return output_flush(error);
}

int command_compare(int argc, char **argv)
{
    struct options options;
    struct error error = {.status = STATUS_OK};
    const int exit_code = options_read(FOR_COMPARE, argc, argv, &options);
    if (exit_code >= 0)
        return exit_code;
    struct measured *measured = calloc(2, sizeof *measured);
    struct compare_side sides[2];
    enum status status = STATUS_OK;
    if (options.n_files != 2)
        status = error_set(&error, STATUS_USAGE, _("compare: name two files, A and B"));
    else if (!measured)
        status = error_set(&error, STATUS_NO_MEMORY, _("not enough memory for the report"));
    for (unsigned i = 0; i < 2 && status == STATUS_OK; i++)
        status = measure_side(options.files[i], &measured[i], &sides[i], &error);
    if (status == STATUS_OK)
        status = write_comparison(&options, &sides[0], &sides[1], &error);
    if (status != STATUS_OK && status != STATUS_END)
        fprintf(stderr, "sideman: %s\n", error.text);
    for (unsigned i = 0; measured && i < 2; i++)
        measured_free(&measured[i]);
    free(measured);
    return status_exit_code(status);
}
