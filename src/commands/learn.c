/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn: what was learned from the answers to advice: to read, to carry, to take back; and answers from
 * the command line, which a dashboard that runs beside takes over within seconds. */
#include "commands/commands.h"

#include "advise/journal.h"
#include "advise/learn.h"
#include "base/i18n.h"
#include "base/text.h"
#include "commands/learn_answer.h"
#include "commands/learn_report.h"
#include "commands/learn_share.h"
#include "commands/options.h"
#include "commands/output.h"
#include "commands/project.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct work {
    const struct options *options;
    struct journal *journal;
    char project[PROJECT_MAX];
    char **words; /* behind the action */
    size_t n_words;
    struct error *error;
};

static const char *project_or_all(const struct work *work)
{
    return *work->project ? work->project : NULL;
}

static void add_to_learn(void *data, const struct answer *answer)
{
    learn_add(data, answer);
}

static enum status too_many(const struct work *work)
{
    return error_set(work->error, STATUS_USAGE, _("'%.60s' is one argument too many"),
                     work->words[0]);
}

static enum status do_report(struct work *work)
{
    if (work->n_words > 0)
        return too_many(work);
    if (work->options->output == OUTPUT_JSON)
        return learn_export(stdout, work->journal, project_or_all(work), work->error);
    struct learn *learn = learn_new(work->project, (int64_t)time(NULL));
    if (!learn)
        return error_set(work->error, STATUS_NO_MEMORY, _("not enough memory for the report"));
    const enum status status = journal_each(work->journal, add_to_learn, learn, work->error);
    if (status == STATUS_OK)
        learn_report_write(stdout, learn, journal_path(work->journal));
    learn_free(learn);
    return status;
}

static enum status cannot(const struct work *work, const char *file)
{
    return error_set(work->error, STATUS_FAILED, "%.100s: %s", file, strerror(errno));
}

static enum status do_export(struct work *work)
{
    if (work->n_words == 0)
        return learn_export(stdout, work->journal, project_or_all(work), work->error);
    FILE *out = fopen(work->words[0], "w");
    if (!out)
        return cannot(work, work->words[0]);
    enum status status = learn_export(out, work->journal, project_or_all(work), work->error);
    const bool bad = ferror(out);
    if ((fclose(out) != 0 || bad) && status == STATUS_OK)
        status = cannot(work, work->words[0]);
    return status;
}

static enum status do_import(struct work *work)
{
    if (work->n_words != 1)
        return error_set(work->error, STATUS_USAGE, _("learn import wants one file, or - for standard "
                                                      "input"));
    const bool from_stdin = strcmp(work->words[0], "-") == 0;
    FILE *in = from_stdin ? stdin : fopen(work->words[0], "rb");
    struct answer *answers = NULL;
    size_t count = 0, fresh = 0;
    if (!in)
        return cannot(work, work->words[0]);
    enum status status = learn_import_read(in, work->words[0], &answers, &count, work->error);
    if (!from_stdin)
        fclose(in);
    if (status != STATUS_OK)
        return status;
    status = journal_add(work->journal, answers, count, &fresh, work->error);
    free(answers);
    if (status == STATUS_OK)
        printf(_("answers taken over: %zu; here already: %zu\n"), fresh, count - fresh);
    return status;
}

static enum status do_forget(struct work *work)
{
    size_t gone = 0, all = 0;
    enum status status = STATUS_OK;
    if (work->n_words == 0 && !*work->project)
        return error_set(work->error, STATUS_USAGE,
                         _("learn forget wants rules, \"everything\" or --project NAME"));
    const bool everything =
        work->n_words == 0 || (work->n_words == 1 && strcmp(work->words[0], "everything") == 0);
    if (everything)
        status = journal_forget(work->journal, NULL, project_or_all(work), &all, work->error);
    for (size_t i = 0; !everything && i < work->n_words && status == STATUS_OK; i++) {
        status = journal_forget(work->journal, work->words[i], project_or_all(work), &gone,
                                work->error);
        all += gone;
    }
    if (status == STATUS_OK)
        printf(_("answers forgotten: %zu\n"), all);
    return status;
}

static enum status do_answer(struct work *work, enum answer_kind kind)
{
    struct answer answer;
    size_t n_rules = work->n_words;
    enum status status = STATUS_OK;
    answer_clear(&answer);
    answer.kind = kind;
    if (kind == ANSWER_RATED) {
        if (n_rules != 2)
            return error_set(work->error, STATUS_USAGE, _("learn rate wants a rule and 1 to 5"));
        status = learn_answer_rating(work->words[--n_rules], &answer, work->error);
    }
    if (n_rules == 0)
        return error_set(work->error, STATUS_USAGE, _("name a rule, as mud or mud:vocals"));
    for (size_t i = 0; i < n_rules && status == STATUS_OK; i++) {
        answer.uid[0] = '\0';
        answer.time = (int64_t)time(NULL);
        answer.genre = settings_genre(&work->options->config.settings);
        memcpy(answer.project, work->project, sizeof answer.project);
        status = learn_answer_parse(work->words[i], &answer, work->error);
        if (status == STATUS_OK)
            status = journal_add(work->journal, &answer, 1, NULL, work->error);
    }
    return status;
}

static const struct {
    const char *word;
    enum status (*run)(struct work *work);
} actions[] = {
    {"report", do_report}, {"export", do_export}, {"import", do_import}, {"forget", do_forget},
};
enum { ACTIONS = sizeof actions / sizeof actions[0] };

static enum status unknown_action(const char *word, struct error *error)
{
    static const char *const others[] = {"apply", "modify", "ignore", "never", "again", "rate"};
    struct text_nearest nearest = {.wanted = word};
    for (size_t i = 0; i < ACTIONS; i++)
        text_nearest_offer(&nearest, actions[i].word);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        text_nearest_offer(&nearest, others[i]);
    const char *best = text_nearest_best(&nearest);
    if (best)
        return error_set(error, STATUS_USAGE, _("there is no action '%.40s'; did you mean '%s'?"), word,
                         best);
    return error_set(error, STATUS_USAGE,
                     _("there is no action '%.40s'; actions are report export import forget apply "
                       "modify ignore never again rate"), word);
}

static enum status run(struct work *work, const char *word)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(word, actions[i].word) == 0)
            return actions[i].run(work);
    return do_answer(work, learn_answer_kind(word));
}

static bool is_action(const char *word)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(word, actions[i].word) == 0)
            return true;
    return learn_answer_kind(word) != ANSWER_KINDS;
}

int command_learn(int argc, char **argv)
{
    struct options options;
    struct error error = {.status = STATUS_OK};
    const int exit_code = options_read(FOR_LEARN, argc, argv, &options);
    if (exit_code >= 0)
        return exit_code;
    const char *word = options.n_files > 0 ? options.files[0] : "report";
    struct work work = {.options = &options, .error = &error};
    enum status status = is_action(word) ? STATUS_OK : unknown_action(word, &error);
    if (options.n_files > 0) {
        work.words = options.files + 1;
        work.n_words = options.n_files - 1;
    }
    project_name(&options.config.settings, NULL, work.project);
    if (status == STATUS_OK && !(work.journal = journal_open(NULL, &error)))
        status = error.status;
    if (status == STATUS_OK)
        status = run(&work, word);
    journal_close(work.journal);
    if (status == STATUS_OK)
        status = output_flush(&error);
    if (status != STATUS_OK && status != STATUS_END)
        fprintf(stderr, "sideman learn: %s\n", error.text);
    return status_exit_code(status);
}
