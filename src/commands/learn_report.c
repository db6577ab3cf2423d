/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/learn_report.h"

#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 26, FIGURE_COLUMNS = 10, WIDTH = 80 };

static void heading(FILE *out, const char *title)
{
    format_padded(out, title, NAME_COLUMNS);
}

static void column(FILE *out, const char *title)
{
    const int columns = text_columns(title);
    fprintf(out, "%*s%s", columns < FIGURE_COLUMNS ? FIGURE_COLUMNS - columns : 1, "", title);
}

static void write_heading(FILE *out)
{
    fputc('\n', out);
    heading(out, _("Rule, role, genre"));
    column(out, _("useful"));
    column(out, _("applied"));
    column(out, _("ignored"));
    column(out, _("followed"));
    column(out, _("rating"));
    fputc('\n', out);
}

static void write_name(FILE *out, const struct learn_cell *cell)
{
    char name[80];
    if (cell->role == ROLES) {
        snprintf(name, sizeof name, "%s", cell->rule);
    } else {
        const char *role = cell->role == ROLE_NONE ? _("mix, no role") : role_names[cell->role];
        snprintf(name, sizeof name, "  %s%s%s", role, cell->genre < GENRES ? ", " : "",
                 cell->genre < GENRES ? _(genre_titles[cell->genre]) : "");
    }
    format_padded(out, name, NAME_COLUMNS);
}

static void write_rating(FILE *out, const struct learn_cell *cell)
{
    const uint32_t count = cell->counts[ANSWER_RATED];
    if (count > 0)
        fprintf(out, "%*.1f", FIGURE_COLUMNS, cell->rating_sum / count);
    else
        fprintf(out, "%*s", FIGURE_COLUMNS, "-");
}

/* What it does to advice, in words: only what differs from how it ships. */
static void write_effect(FILE *out, const struct learned_rule *rule)
{
    if (rule->muted)
        fprintf(out, "    %s\n", _("never said: `sideman learn again` takes that back"));
    else if (rule->shift <= -0.1f)
        fprintf(out, "    %s\n", _("said earlier, and further up"));
    else if (rule->shift >= 0.1f)
        fprintf(out, "    %s\n", _("said later, and further down"));
}

static void write_cell(FILE *out, const struct learn_cell *cell, const struct learned *learned)
{
    const struct learned_rule rule =
        learned_get(learned, cell->rule, (enum role)cell->role, (enum genre)cell->genre);
    write_name(out, cell);
    fprintf(out, "%*.0f %%", FIGURE_COLUMNS - 2, 100.0 * (double)rule.useful);
    fprintf(out, "%*u", FIGURE_COLUMNS,
            cell->counts[ANSWER_APPLIED] + cell->counts[ANSWER_MODIFIED]);
    fprintf(out, "%*u", FIGURE_COLUMNS, cell->counts[ANSWER_IGNORED] + cell->counts[ANSWER_NEVER]);
    fprintf(out, "%*u", FIGURE_COLUMNS, cell->counts[ANSWER_FOLLOWED]);
    write_rating(out, cell);
    fputc('\n', out);
    if (cell->genre == GENRES)
        write_effect(out, &rule);
}

/* A rule as a whole comes after its roles in the table of cells, before them on paper. */
static void write_rule(FILE *out, const struct learn_cell *cells, size_t first, size_t last,
                       const struct learned *learned)
{
    write_cell(out, &cells[last], learned);
    for (size_t i = first; i < last; i++)
        if (cells[i].genre == GENRES)
            write_cell(out, &cells[i], learned);
    for (size_t i = first; i < last; i++)
        if (cells[i].genre < GENRES)
            write_cell(out, &cells[i], learned);
}

void learn_report_write(FILE *out, const struct learn *learn, const char *path)
{
    const struct learn_cell *cells;
    const size_t count = learn_cells(learn, &cells);
    struct learned *learned = calloc(1, sizeof *learned);
    if (!learned)
        return;
    learn_conclude(learn, learned);
    fprintf(out, _("Kept in %s\n"), path);
    if (count == 0)
        fprintf(out, "%s\n", _("Nothing was learned yet: answer to advice in the dashboard, or with "
                               "`sideman learn apply RULE`."));
    else
        write_heading(out);
    for (size_t first = 0, i = 0; i < count; i++) {
        if (cells[i].role != ROLES)
            continue;
        write_rule(out, cells, first, i, learned);
        first = i + 1;
    }
    for (uint32_t i = 0; i < learned->n_tips; i++) {
        fputs(i == 0 ? "\n" : "", out);
        fputs("- ", out);
        text_print_wrapped(out, learned->tips[i], 2, "  ", WIDTH);
    }
    free(learned);
}
