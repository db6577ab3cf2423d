/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge: what sideman knows, to read, to search and to check. */
#include "advise/knowledge.h"

#include "advise/knowledge_check.h"
#include "advise/knowledge_print.h"
#include "advise/knowledge_search.h"
#include "advise/metric_titles.h"
#include "advise/metrics.h"
#include "base/i18n.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "commands/output.h"
#include "commands/walk_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { METRIC_COLUMNS = 28, HITS = 8, WIDTH_LEAST = 40, WIDTH_MOST = 100, WIDTH_USUAL = 80 };

static int width_of_output(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
        return WIDTH_USUAL;
    return size.ws_col < WIDTH_LEAST  ? WIDTH_LEAST
           : size.ws_col > WIDTH_MOST ? WIDTH_MOST
                                      : size.ws_col;
}

static void tell(void *context, const char *text)
{
    (void)context;
    fprintf(stderr, "%s\n", text);
}

static const struct knowledge_teller teller = {tell, NULL};

static int finish(int status)
{
    struct error error;
    if (output_flush(&error) != STATUS_FAILED)
        return status;
    fprintf(stderr, "sideman knowledge: %s\n", error.text);
    return 1;
}

static int count_columns(const struct knowledge_entry *entry)
{
    return (int)(strlen(knowledge_kind_name(entry->kind)) + strlen(entry->id)) + 1;
}

static void print_row(const struct knowledge_entry *entry, int column)
{
    printf("  %s/%s%*s%s\n", knowledge_kind_name(entry->kind), entry->id,
           column - count_columns(entry), "", _(entry->title));
}

/* The headings above a row: of its kind, and of its domain or category. */
static void print_headings(const struct knowledge_entry *entry, const struct knowledge_entry *last)
{
    const bool fresh = !last || last->kind != entry->kind;
    const bool grouped = entry->kind == KNOWLEDGE_TOPIC || entry->kind == KNOWLEDGE_EFFECT;
    if (fresh)
        printf("%s%s\n", last ? "\n" : "", knowledge_kind_title(entry->kind));
    if (grouped && (fresh || strcmp(last->group, entry->group) != 0))
        printf(" %s\n", knowledge_group_title(entry->group));
}

/* All, or those of one kind. */
static int list(const struct knowledge *knowledge, char **arguments, size_t n)
{
    int column = 0;
    const struct knowledge_entry *last = NULL;
    enum knowledge_kind kind = KNOWLEDGE_KINDS;
    if (n > 0 && (kind = knowledge_kind_from_name(arguments[0])) == KNOWLEDGE_KINDS) {
        fprintf(stderr, _("sideman knowledge: there is no kind '%s'; there are:"), arguments[0]);
        for (int i = 0; i < KNOWLEDGE_KINDS; i++)
            fprintf(stderr, " %s", knowledge_kind_name((enum knowledge_kind)i));
        fputc('\n', stderr);
        return 2;
    }
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const int columns = count_columns(knowledge_at(knowledge, i));
        column = columns > column ? columns : column;
    }
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        if (kind != KNOWLEDGE_KINDS && entry->kind != kind)
            continue;
        print_headings(entry, last);
        last = entry;
        print_row(entry, column + 2);
    }
    return finish(0);
}

static bool is_meant(const struct knowledge_entry *entry, const char *name)
{
    const char *slash = strchr(name, '/');
    const char *kind = knowledge_kind_name(entry->kind);
    if (!slash)
        return strcmp(entry->id, name) == 0;
    return strncmp(kind, name, (size_t)(slash - name)) == 0 && !kind[slash - name] &&
           strcmp(entry->id, slash + 1) == 0;
}

static int show(const struct knowledge *knowledge, char **arguments, size_t n)
{
    const int width = width_of_output();
    struct text_nearest nearest = {.wanted = n == 1 ? arguments[0] : ""};
    bool found = false;
    if (n != 1) {
        fprintf(stderr, _("sideman knowledge show wants one ID; sideman knowledge list has "
                          "them\n"));
        return 2;
    }
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        text_nearest_offer(&nearest, entry->id);
        if (!is_meant(entry, arguments[0]))
            continue;
        if (found)
            putchar('\n');
        knowledge_print_entry(stdout, knowledge, entry, width);
        found = true;
    }
    if (found)
        return finish(0);
    const char *best = text_nearest_best(&nearest);
    if (best)
        fprintf(stderr, _("sideman knowledge: there is no '%s'; did you mean '%s'?\n"),
                arguments[0], best);
    else
        fprintf(stderr, _("sideman knowledge: there is no '%s'; try sideman knowledge search %s\n"),
                arguments[0], arguments[0]);
    return 2;
}

/* The first sentence is enough to choose by. */
static void print_hit(const struct knowledge_entry *entry, int width)
{
    const char *text = _(entry->text);
    const char *end = strstr(text, ". ");
    const char *full_stop = strstr(text, "\xE3\x80\x82"); /* of Japanese */
    char *line = full_stop ? strndup(text, (size_t)(full_stop - text) + 3)
                 : end     ? strndup(text, (size_t)(end - text) + 1)
                           : strdup(text);
    printf("%s  (%s/%s)\n    ", _(entry->title), knowledge_kind_name(entry->kind), entry->id);
    text_print_wrapped(stdout, line ? line : "", 4, "    ", width);
    free(line);
}

static int search(const struct knowledge *knowledge, char **arguments, size_t n)
{
    struct knowledge_hit hits[HITS];
    char question[1024] = "";
    for (size_t i = 0; i < n; i++) {
        const size_t used = strlen(question);
        snprintf(question + used, sizeof question - used, "%s%s", used ? " " : "", arguments[i]);
    }
    if (n == 0) {
        fprintf(stderr, _("sideman knowledge search wants words, or a question\n"));
        return 2;
    }
    const size_t found = knowledge_search(knowledge, question, hits, HITS);
    for (size_t i = 0; i < found; i++)
        print_hit(hits[i].entry, width_of_output());
    if (found == 0)
        fprintf(stderr, _("sideman knowledge: nothing is said about '%s'\n"), question);
    return finish(found == 0);
}

static int walk(const struct knowledge *knowledge, char **arguments, size_t n)
{
    struct error error;
    const struct knowledge_entry *tree =
        n > 0 ? knowledge_find(knowledge, KNOWLEDGE_TREE, arguments[0]) : NULL;
    if (n == 2 && tree) {
        const enum status status =
            walk_file(stdout, knowledge, tree, arguments[1], width_of_output(), &error);
        if (status != STATUS_OK)
            fprintf(stderr, "sideman knowledge: %s\n", error.text);
        return finish(status_exit_code(status));
    }
    fprintf(stderr, _("sideman knowledge walk wants a tree and a file; there are these trees:"));
    for (size_t i = 0; i < knowledge_count(knowledge); i++)
        if (knowledge_at(knowledge, i)->kind == KNOWLEDGE_TREE)
            fprintf(stderr, " %s", knowledge_at(knowledge, i)->id);
    fputc('\n', stderr);
    return 2;
}

static int check(char **arguments, size_t n)
{
    struct knowledge_checked checked = {0, 0};
    if (n == 0)
        checked = knowledge_check_all(&teller);
    for (size_t i = 0; i < n; i++) {
        const struct knowledge_checked one = knowledge_check_file(arguments[i], &teller);
        checked.files += one.files;
        checked.problems += one.problems;
    }
    if (checked.problems == 0)
        printf(_("Nothing wrong; files checked: %zu\n"), checked.files);
    else
        printf(_("Problems: %u; files checked: %zu\n"), checked.problems, checked.files);
    return finish(checked.problems > 0);
}

/* Those of the sound; what a rule finds itself (value, action.hz, pair....) is explained in rules.conf. */
static int metrics(const struct knowledge *knowledge, char **arguments, size_t n)
{
    (void)knowledge;
    (void)arguments;
    if (n > 0) {
        fprintf(stderr, _("sideman knowledge metrics takes nothing more\n"));
        return 2;
    }
    for (size_t i = 0; metrics_name(i); i++) {
        const char *title = metric_title(metrics_name(i));
        if (title)
            printf("  %-*s  %-5s  %s\n", METRIC_COLUMNS, metrics_name(i), metrics_unit(i), _(title));
        else
            printf("  %-*s  %s\n", METRIC_COLUMNS, metrics_name(i), metrics_unit(i));
    }
    return finish(0);
}

static const struct knowledge_action {
    const char *name;
    int (*run)(const struct knowledge *knowledge, char **arguments, size_t n);
} actions[] = {
    {"list", list},
    {"show", show},
    {"search", search},
    {"walk", walk},
    {"metrics", metrics},
};

static int unknown_action(const char *name)
{
    struct text_nearest nearest = {.wanted = name};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        text_nearest_offer(&nearest, actions[i].name);
    text_nearest_offer(&nearest, "check");
    const char *best = text_nearest_best(&nearest);
    if (best)
        fprintf(stderr, _("sideman knowledge: there is no '%s'; did you mean '%s'?\n"), name, best);
    else
        fprintf(stderr, _("sideman knowledge: '%s' is none of list, show, search, walk, metrics, check\n"),
                name);
    return 2;
}

/* "-14 lufs" is asked for, no option is called so. */
static void free_numbers(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (argv[i][0] == '-' && argv[i][1] >= '0' && argv[i][1] <= '9')
            argv[i]++;
}

int command_knowledge(int argc, char **argv)
{
    static struct options options;
    free_numbers(argc, argv);
    const int status = options_read(FOR_KNOWLEDGE, argc, argv, &options);
    if (status >= 0)
        return status;
    const char *name = options.n_files > 0 ? options.files[0] : "list";
    char **arguments = options.n_files > 0 ? options.files + 1 : options.files;
    const size_t n = options.n_files > 0 ? options.n_files - 1 : 0;
    if (strcmp(name, "check") == 0)
        return check(arguments, n);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        struct knowledge *knowledge = knowledge_load(&teller);
        if (!knowledge) {
            fprintf(stderr, _("sideman knowledge: not enough memory\n"));
            return 1;
        }
        const int result = actions[i].run(knowledge, arguments, n);
        knowledge_free(knowledge);
        return result;
    }
    return unknown_action(name);
}
