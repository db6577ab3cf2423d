/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/text_advice.h"

#include "base/i18n.h"
#include "base/text.h"
#include "report/reference.h"

enum { COLUMNS = 80, HANDFUL = 7 };

static const char *const severity_titles[SEVERITIES] = {
    N_("hint"), N_("minor"), N_("major"), N_("critical"),
};

/* Of several tracks, which; a relation names its own. */
static void write_track(char *to, size_t size, const struct snapshot *snapshot,
                        const struct suggestion *suggestion)
{
    const char *const name = snapshot_track_of(snapshot, suggestion);
    snprintf(to, size, *name ? "%s: " : "%s", name);
    text_make_printable(to);
}

static void write_one(FILE *out, unsigned number, const struct snapshot *snapshot,
                      const struct suggestion *suggestion)
{
    char track[80];
    char line[400];
    const int column = fprintf(out, "  %u. ", number);
    write_track(track, sizeof track, snapshot, suggestion);
    snprintf(line, sizeof line, "%s%s  [%s, %.2f]", track, suggestion->title,
             _(severity_titles[suggestion->severity]), (double)suggestion->confidence);
    text_print_wrapped(out, line, column, "     ", COLUMNS);
    fputs("     ", out);
    text_print_wrapped(out, suggestion->detail, 5, "     ", COLUMNS);
    if (suggestion->do_this[0] == '\0')
        return;
    fputs("     > ", out);
    text_print_wrapped(out, suggestion->do_this, 7, "       ", COLUMNS);
}

void text_advice_write(FILE *out, const struct snapshot *snapshot)
{
    const struct advice_reading *const advice = &snapshot->advice;
    text_reference_write(out, snapshot);
    if (advice->n_suggestions == 0)
        return;
    fprintf(out, "\n%s\n", _("ADVICE"));
    const unsigned shown = advice->n_suggestions < HANDFUL ? advice->n_suggestions : HANDFUL;
    for (unsigned i = 0; i < shown; i++)
        write_one(out, i + 1, snapshot, &advice->suggestions[i]);
    if (advice->n_suggestions > shown)
        fprintf(out, _("  and %u more that matter less (--json has them all)\n"),
                advice->n_suggestions - shown);
}
