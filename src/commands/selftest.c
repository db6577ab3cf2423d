/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* selftest: the standards' test signals through this very build, as a table. */

#include "commands/commands.h"

#include "base/i18n.h"
#include "base/text.h"
#include "commands/engine_target.h"
#include "commands/options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATES = 3, BLOCK_FRAMES = 4096, WHAT_COLUMNS = 24, EXPECTED_COLUMNS = 17 };

static const unsigned rates_hz[RATES] = {44100, 48000, 96000};

struct tally {
    unsigned rows, failed;
};

static void print_padded(const char *text, int columns)
{
    const int spaces = columns - text_columns(text);
    printf("%s%*s", text, spaces > 0 ? spaces : 0, "");
}

static void print_heading(void)
{
    print_padded(_("Signal"), 3 + WHAT_COLUMNS + 1 + 6);
    print_padded(_("Expected"), EXPECTED_COLUMNS);
    for (int i = 0; i < RATES; i++)
        printf("%4g kHz", rates_hz[i] / 1000.0);
    putchar('\n');
}

/* "     -23 +-0.1", "      -6 +0.2-0.4", "-38..-19 +-0.1" */
static void print_expected(const struct conformance_case *row)
{
    char text[96], tolerance[32], value[32];
    if (fabs(row->under - row->over) < 1e-9)
        snprintf(tolerance, sizeof tolerance, "+-%g", row->over);
    else
        snprintf(tolerance, sizeof tolerance, "+%g-%g", row->over, row->under);
    if (row->step_db > 0)
        snprintf(value, sizeof value, "%g..%g", row->expected, row->expected + 19 * row->step_db);
    else
        snprintf(value, sizeof value, "%g", row->expected);
    snprintf(text, sizeof text, "%8s %s", value, tolerance);
    print_padded(text, EXPECTED_COLUMNS);
}

static void print_row(const struct conformance_case *row, int quantity,
                      const struct conformance_result *results, struct tally *tally)
{
    const enum conformance_quantity what = row->quantities[quantity];
    bool passed = true;
    printf("%2u ", row->number);
    print_padded(_(row->what), WHAT_COLUMNS + 1);
    print_padded(conformance_names[what], 6);
    print_expected(row);
    for (int i = 0; i < RATES; i++) {
        const double measured = results[i].measured[quantity];
        passed = passed && results[i].passed[quantity];
        if (row->step_db > 0) /* of twenty: the worst deviation */
            printf("%+8.2f", measured - row->expected);
        else
            printf("%8.2f", measured);
    }
    printf(" %s\n", passed ? _("pass") : _("FAIL"));
    fflush(stdout);
    tally->rows++;
    tally->failed += !passed;
}

static void print_standard(const struct conformance_case *row)
{
    if (strcmp(row->standard, "3341") == 0)
        printf(_("EBU Tech 3341: M, S, I in LUFS; TP in dBTP; of 20 rising tones the largest "
                 "error\n"));
    else
        printf(_("EBU Tech 3342: LRA in LU\n"));
}

static bool run_case(const struct conformance_case *row, const struct conformance_target *target,
                     struct tally *tally)
{
    struct conformance_result results[RATES];
    for (int i = 0; i < RATES; i++)
        if (!conformance_run(row, rates_hz[i], BLOCK_FRAMES, target, &results[i]))
            return false;
    for (int i = 0; i < CONFORMANCE_PER_CASE && row->quantities[i]; i++)
        print_row(row, i, results, tally);
    return true;
}

static int run_all(struct engine_target *storage)
{
    const struct conformance_target target = engine_target(storage);
    const char *standard = "";
    struct tally tally = {0, 0};
    print_heading();
    for (const struct conformance_case *row = conformance_cases; row->standard; row++) {
        if (strcmp(row->standard, standard) != 0)
            print_standard(row);
        standard = row->standard;
        if (!run_case(row, &target, &tally)) {
            fprintf(stderr, _("sideman: not enough memory for the self-test\n"));
            return 1;
        }
    }
    putchar('\n');
    if (tally.failed > 0)
        printf(_("%u of %u measurements are outside the standard's tolerance\n"), tally.failed,
               tally.rows);
    else
        printf(_("All %u measurements are within the standard's tolerance\n"), tally.rows);
    return tally.failed > 0;
}

int command_selftest(int argc, char **argv)
{
    static struct options options;
    const int status = options_read(FOR_SELFTEST, argc, argv, &options);
    if (status >= 0)
        return status;
    if (options.n_files > 0) {
        fprintf(stderr, _("sideman: selftest makes its own signals: leave out %s\n"),
                options.files[0]);
        return 2;
    }
    struct engine_target *storage = calloc(1, sizeof *storage);
    if (!storage) {
        fprintf(stderr, _("sideman: not enough memory for the self-test\n"));
        return 1;
    }
    const int result = run_all(storage);
    free(storage);
    return result;
}
