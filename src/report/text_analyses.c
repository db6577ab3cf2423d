/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/text_analyses.h"

#include "advise/delivery.h"
#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>

enum { COLUMNS = 80, TITLE = 22, INDENT = 9, FINDINGS_SHOWN = 3 };

static void write_findings(FILE *out, const struct analysis_reading *analysis)
{
    unsigned shown = 0;
    for (unsigned i = 0; i < analysis->n_findings && shown < FINDINGS_SHOWN; i++) {
        const struct finding *const finding = &analysis->findings[i];
        if (finding->recommendation[0] == '\0')
            continue;
        shown++;
        fprintf(out, "    %s", finding->points > 0.0F ? "- " : "  ");
        text_print_wrapped(out, finding->text, INDENT - 3, "      ", COLUMNS);
        fputs("      > ", out);
        text_print_wrapped(out, finding->recommendation, INDENT - 1, "        ", COLUMNS);
    }
}

void text_analyses_write(FILE *out, const struct advice_reading *advice)
{
    bool any = false;
    for (int i = 0; i < ANALYSES; i++) {
        const struct analysis_reading *const analysis = &advice->analyses[i];
        if (!isfinite(analysis->score))
            continue;
        if (!any)
            fprintf(out, "\n%s\n", _("SCORES"));
        any = true;
        fputs("  ", out);
        format_padded(out, _(analysis_titles[i]), TITLE);
        fprintf(out, "%11.0f\n", (double)analysis->score);
        write_findings(out, analysis);
    }
}

/* No "-0.0". */
static double tenth(float value)
{
    return round(10.0 * (double)value) / 10.0 + 0.0;
}

void text_delivery_write(FILE *out, const struct loudness_reading *loudness,
                         const struct targets *targets)
{
    struct delivery_row rows[TARGETS_MAX];
    const size_t n = delivery_table(loudness, targets, rows);
    if (n == 0)
        return;
    fprintf(out, "\n%s\n", _("DELIVERY              off by  true peak   plays at"));
    for (size_t i = 0; i < n; i++) {
        const struct delivery_row *const row = &rows[i];
        fputs("  ", out);
        format_padded(out, row->target->title, TITLE + 2);
        fprintf(out, "%+6.1f LU  %+5.1f dB  %6.1f LUFS  %s\n", tenth(row->off_lu),
                tenth(row->peak_over_db), tenth(row->plays_at_lufs),
                _(delivery_verdict_titles[row->verdict]));
    }
}
