/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ports: what could be tapped: aligned for people, tab-separated (backend, name, detail, "default")
 * for programs. */
#include "base/i18n.h"
#include "base/log.h"
#include "base/text.h"
#include "capture/capture.h"
#include "commands/commands.h"
#include "commands/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES_MAX = 2048, NAME_COLUMNS_MAX = 48 };

static const struct {
    const char *backend;
    const char *title;
} sections[] = {
    {"jack", N_("JACK ports: --jack=REGEX or --track NAME=REGEX")},
    {"portaudio", N_("Input devices: --portaudio=NAME")},
};

enum { SECTIONS = sizeof sections / sizeof sections[0] };

static int name_columns(const struct port_entry *entries, size_t count, const char *backend)
{
    int widest = 0;
    for (size_t i = 0; i < count; i++) {
        const int columns = text_columns(entries[i].name);
        if (strcmp(entries[i].backend, backend) == 0 && columns > widest &&
            columns <= NAME_COLUMNS_MAX)
            widest = columns;
    }
    return widest;
}

static void print_section(const struct port_entry *entries, size_t count, size_t section)
{
    const char *backend = sections[section].backend;
    const int widest = name_columns(entries, count, backend);
    bool titled = false;
    for (size_t i = 0; i < count; i++) {
        const struct port_entry *entry = &entries[i];
        if (strcmp(entry->backend, backend) != 0)
            continue;
        if (!titled)
            printf("%s\n", _(sections[section].title));
        titled = true;
        const int gap = widest - text_columns(entry->name);
        printf("  %s %s%*s  %s\n", entry->feeds_outputs ? "*" : " ", entry->name, gap > 0 ?
               gap : 0, "",
               entry->detail);
    }
}

static void print_for_people(const struct port_entry *entries, size_t count)
{
    bool any_default = false;
    for (size_t i = 0; i < count; i++)
        any_default = any_default || entries[i].feeds_outputs;
    for (size_t section = 0; section < SECTIONS; section++)
        print_section(entries, count, section);
    if (any_default)
        printf("\n%s\n", _("* is what --jack or --portaudio taps without a name."));
}

static void print_for_programs(const struct port_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s\t%s\t%s\t%s\n", entries[i].backend, entries[i].name, entries[i].detail,
               entries[i].feeds_outputs ? "default" : "");
}

int command_ports(int argc, char **argv)
{
    static struct options options;
    const int status = options_read(FOR_PORTS, argc, argv, &options);
    if (status >= 0)
        return status;
    struct port_entry *entries = calloc(ENTRIES_MAX, sizeof *entries);
    if (!entries)
        return 1;
    log_set_echo(false); /* libraries tell of every device that is not there */
    const size_t count = capture_list_ports(NULL, entries, ENTRIES_MAX);
    for (size_t i = 0; i < count; i++) {
        text_make_printable(entries[i].name);
        text_make_printable(entries[i].detail);
    }
    if (count == 0)
        fprintf(stderr, "%s\n", _("Nothing to tap: no JACK server is running and there is no "
                                  "input device.\n"
                                  "Start your DAW with JACK or PipeWire, or try sideman --demo."));
    else if (isatty(STDOUT_FILENO))
        print_for_people(entries, count);
    else
        print_for_programs(entries, count);
    free(entries);
    return 0;
}
