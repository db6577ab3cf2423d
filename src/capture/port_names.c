/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/port_names.h"

#include "base/i18n.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order of a WAV file: where a speaker's channel comes among those that are there. */
static const struct {
    const char *label;
    unsigned place;
} speakers[] = {
    {"FL", 0}, {"L", 0}, {"left", 0}, {"FR", 1}, {"R", 1}, {"right", 1}, {"FC", 2}, {"C", 2},
    {"LFE", 3}, {"RL", 4}, {"BL", 4}, {"RR", 5}, {"BR", 5}, {"SL", 6}, {"SR", 7},
};
enum { PLACES = 8, PLACE_NONE = PLACES };

enum status port_pattern_init(struct port_pattern *pattern, const char *text, struct error *error)
{
    *pattern = (struct port_pattern){.text = text};
    const size_t size = strlen(text) + 8;
    char *anchored = malloc(size);
    if (!anchored)
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    snprintf(anchored, size, "^(%s)$", text);
    const int code = regcomp(&pattern->regex, anchored, REG_EXTENDED | REG_NOSUB);
    free(anchored);
    if (code == 0) {
        pattern->compiled = true;
        return STATUS_OK;
    }
    /* A port's own name need not be an expression: "Speaker (Built-in:out". */
    if (strchr(text, ':'))
        return STATUS_OK;
    char why[128];
    regerror(code, &pattern->regex, why, sizeof why);
    return error_set(error, STATUS_USAGE,
                     _("\"%s\" is neither a port nor a valid regular expression: %s"), text, why);
}

void port_pattern_done(struct port_pattern *pattern)
{
    if (pattern->compiled)
        regfree(&pattern->regex);
    pattern->compiled = false;
}

size_t port_client_length(const char *port_name)
{
    return strcspn(port_name, ":");
}

bool port_pattern_is_name(const struct port_pattern *pattern, const char *port_name)
{
    return strcmp(pattern->text, port_name) == 0;
}

bool port_pattern_matches(const struct port_pattern *pattern, const char *port_name)
{
    if (port_pattern_is_name(pattern, port_name))
        return true;
    const size_t length = port_client_length(port_name);
    if (strlen(pattern->text) == length && strncmp(pattern->text, port_name, length) == 0)
        return true;
    if (!pattern->compiled)
        return false;
    if (regexec(&pattern->regex, port_name, 0, NULL, 0) == 0)
        return true;
    char client[256];
    snprintf(client, sizeof client, "%.*s", (int)length, port_name);
    return regexec(&pattern->regex, client, 0, NULL, 0) == 0;
}

static int compare_names(const void *a, const void *b)
{
    const char *x = *(const char *const *)a;
    const char *y = *(const char *const *)b;
    while (*x && *y) {
        if (isdigit((unsigned char)*x) && isdigit((unsigned char)*y)) {
            char *x_end, *y_end;
            const unsigned long m = strtoul(x, &x_end, 10), n = strtoul(y, &y_end, 10);
            if (m != n)
                return m < n ? -1 : 1;
            x = x_end;
            y = y_end;
        } else if (*x != *y) {
            return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
        } else {
            x++;
            y++;
        }
    }
    return (unsigned char)*x - (unsigned char)*y;
}

void port_names_sort(const char **names, size_t n)
{
    if (n > 1)
        qsort(names, n, sizeof *names, compare_names);
}

/* The last word of the name: "FL" of "sink:playback_FL", "L" of "MAIN L" and of "outL". */
static unsigned place_of(const char *name)
{
    size_t end = strlen(name);
    while (end > 0 && !isalnum((unsigned char)name[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && isalnum((unsigned char)name[start - 1]))
        start--;
    for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++) {
        const size_t length = strlen(speakers[i].label);
        if (end - start == length && strncasecmp(name + start, speakers[i].label, length) == 0)
            return speakers[i].place;
        if (end - start > length && islower((unsigned char)name[end - length - 1]) &&
            strncmp(name + end - length, speakers[i].label, length) == 0 &&
            isupper((unsigned char)speakers[i].label[0]))
            return speakers[i].place;
    }
    return PLACE_NONE;
}

/* The number that ends the name; -1 when none does. */
static long number_of(const char *name)
{
    size_t end = strlen(name);
    while (end > 0 && !isalnum((unsigned char)name[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && isdigit((unsigned char)name[start - 1]))
        start--;
    return start < end ? strtol(name + start, NULL, 10) : -1;
}

/* A set is surround when every port is another speaker and one of them is centre or LFE. */
static unsigned assign_surround(const char *const *names, size_t n, unsigned *channels)
{
    bool taken[PLACES] = {false};
    if (n < 3 || n > PLACES)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned place = place_of(names[i]);
        if (place == PLACE_NONE || taken[place])
            return 0;
        taken[place] = true;
        channels[i] = place;
    }
    if (!taken[2] && !taken[3])
        return 0;
    for (size_t i = 0; i < n; i++) {
        unsigned rank = 0;
        for (unsigned place = 0; place < channels[i]; place++)
            rank += taken[place];
        channels[i] = rank;
    }
    return (unsigned)n;
}

unsigned port_names_assign(const char *const *names, size_t n, unsigned *channels)
{
    const unsigned surround = assign_surround(names, n, channels);
    if (surround > 0)
        return surround;
    long lowest = 1;
    for (size_t i = 0; i < n; i++)
        if (number_of(names[i]) == 0)
            lowest = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned place = place_of(names[i]);
        const long number = number_of(names[i]);
        if (n == 1)
            channels[i] = 0;
        else if (place != PLACE_NONE)
            channels[i] = place % 2;
        else
            channels[i] = (unsigned)(number >= 0 ? number - lowest : (long)i) % 2;
    }
    return n == 1 ? 1 : 2;
}
