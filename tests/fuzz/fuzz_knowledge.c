/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a knowledge file and as a file of rules: told or taken; what was taken can be printed,
 * searched and walked. */
#include "tests/fuzz/fuzz.h"

#include "advise/knowledge.h"
#include "advise/knowledge_check.h"
#include "advise/knowledge_print.h"
#include "advise/knowledge_search.h"
#include "advise/knowledge_walk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/sideman-fuzz-XXXXXX";
static char entries_folder[64], entries_path[80], rules_path[80];
enum { TABLES = 4 };
static const char *const tables[TABLES] = {"levels", "corridors", "targets", "contexts"};
static char table_paths[TABLES][96];
static FILE *nowhere;

static void remove_folder(void)
{
    unlink(entries_path);
    for (int i = 0; i < TABLES; i++)
        unlink(table_paths[i]);
    unlink(rules_path);
    rmdir(entries_folder);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    nowhere = fopen("/dev/null", "w");
    if (!mkdtemp(folder) || !nowhere)
        abort();
    atexit(remove_folder);
    snprintf(entries_folder, sizeof entries_folder, "%s/knowledge", folder);
    snprintf(entries_path, sizeof entries_path, "%s/x.conf", entries_folder);
    for (int i = 0; i < TABLES; i++)
        snprintf(table_paths[i], sizeof table_paths[i], "%s/%s.conf", entries_folder, tables[i]);
    snprintf(rules_path, sizeof rules_path, "%s/rules.conf", folder);
    if (mkdir(entries_folder, 0700) != 0)
        abort();
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    setenv("XDG_DATA_HOME", "/nonexistent", 1);
    return 0;
}

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
        abort();
}

static void count(void *context, const char *text)
{
    *(unsigned *)context += *text != '\0';
}

/* Of the letters of the metric's name: often known, often not. */
static double make_number(void *context, const char *metric)
{
    (void)context;
    return *metric % 3 ? (double)(*metric % 7) - 3 : (double)NAN;
}

static void use(const struct knowledge *knowledge)
{
    const struct knowledge_lookup lookup = {make_number, NULL};
    struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
    struct knowledge_hit hits[4];
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        if (!knowledge_find(knowledge, entry->kind, entry->id))
            abort();
        knowledge_print_entry(nowhere, knowledge, entry, 60);
        const size_t n = knowledge_walk(entry, &lookup, steps);
        knowledge_print_walk(nowhere, knowledge, steps, n, 60);
        if (i < 8 && knowledge_search(knowledge, entry->text, hits, 4) > 4)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned told = 0;
    const struct knowledge_teller teller = {count, &told};
    write_file(entries_path, data, size);
    for (int i = 0; i < TABLES; i++)
        write_file(table_paths[i], data, size);
    struct knowledge *knowledge = knowledge_load(&teller);
    if (!knowledge)
        abort();
    use(knowledge);
    knowledge_free(knowledge);
    told = 0;
    if (knowledge_check_file(entries_path, &teller).problems != told)
        abort();
    for (int i = 0; i < TABLES; i++) {
        told = 0;
        if (knowledge_check_file(table_paths[i], &teller).problems != told)
            abort();
    }
    write_file(rules_path, data, size);
    told = 0;
    if (knowledge_check_file(rules_path, &teller).problems != told)
        abort();
    return 0;
}
