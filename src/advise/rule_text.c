/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/rule_text.h"

#include "advise/metrics.h"
#include "base/format.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_MAX = 64 };

static const char *const name_places[] = {"track", "other", "corridor", "target"};
enum { NAME_PLACES = sizeof name_places / sizeof name_places[0] };

/* A placeholder taken apart: "{metric:form}". */
struct place {
    char name[PLACE_MAX];
    char form[8];
};

/* After the closing bracket; NULL when there is none or it is too long. */
static const char *read_place(const char *open, struct place *place)
{
    const char *close = strchr(open, '}');
    const size_t length = close ? (size_t)(close - open - 1) : PLACE_MAX;
    if (length >= PLACE_MAX)
        return NULL;
    memcpy(place->name, open + 1, length);
    place->name[length] = '\0';
    char *colon = strchr(place->name, ':');
    snprintf(place->form, sizeof place->form, "%s", colon ? colon + 1 : "");
    if (colon)
        *colon = '\0';
    return close + 1;
}

static int find_name(const char *name)
{
    for (int i = 0; i < NAME_PLACES; i++)
        if (strcmp(name_places[i], name) == 0)
            return i;
    return -1;
}

static bool is_form(const char *form)
{
    const char *digit = form[0] == '+' ? form + 1 : form;
    return form[0] == '\0' || strcmp(form, "hz") == 0 ||
           (digit[0] >= '0' && digit[0] <= '3' && digit[1] == '\0');
}

bool rule_text_check(const char *text, char *why, size_t size)
{
    struct place place;
    for (const char *open = strchr(text, '{'); open; open = strchr(open, '{')) {
        const char *after = read_place(open, &place);
        if (!after) {
            snprintf(why, size, _("'%.20s' has no end"), open);
            return false;
        }
        open = after;
        if (find_name(place.name) >= 0)
            continue;
        if (metrics_find(place.name) == METRICS_NONE) {
            struct text_nearest nearest = {.wanted = place.name};
            for (size_t i = 0; metrics_name(i); i++)
                text_nearest_offer(&nearest, metrics_name(i));
            for (int i = 0; i < NAME_PLACES; i++)
                text_nearest_offer(&nearest, name_places[i]);
            const char *best = text_nearest_best(&nearest);
            if (best)
                snprintf(why, size, _("there is no '%s'; did you mean '%s'?"), place.name, best);
            else
                snprintf(why, size, _("there is no '%s'"), place.name);
            return false;
        }
        if (!is_form(place.form)) {
            snprintf(why, size, _("'%s' is no way to write a number: 0 to 3, +0 to +3 or hz"), place.form);
            return false;
        }
    }
    return true;
}

static void write_hz(char *to, size_t size, float hz)
{
    char number[32];
    const bool kilo = hz >= 1000.0F;
    format_number(number, sizeof number, (double)(kilo ? hz / 1000.0F : hz), kilo ? 1 : 0);
    snprintf(to, size, kilo ? "%s kHz" : "%s Hz", number);
}

static void write_value(char *to, size_t size, float value, const char *form)
{
    if (strcmp(form, "hz") == 0)
        write_hz(to, size, value);
    else if (form[0] == '+')
        format_signed(to, size, (double)value, form[1] - '0');
    else
        format_number(to, size, (double)value, form[0] ? form[0] - '0' : 1);
}

void rule_text_write(char *to, size_t size, const char *text, const float *values,
                     const struct rule_names *names)
{
    const char *const known[NAME_PLACES] = {names->track, names->other, names->corridor, names->target};
    const char *from = _(text);
    size_t used = 0;
    while (*from && used + 1 < size) {
        struct place place;
        const char *after = *from == '{' ? read_place(from, &place) : NULL;
        if (!after) {
            to[used++] = *from++;
            continue;
        }
        char value[96] = "-";
        const int name = find_name(place.name);
        const size_t metric = metrics_find(place.name);
        if (name >= 0)
            text_format(value, sizeof value, "%s", known[name] ? known[name] : "");
        else if (metric != METRICS_NONE && is_form(place.form))
            write_value(value, sizeof value, values[metric], place.form);
        used += (size_t)snprintf(to + used, size - used, "%s", value);
        from = after;
    }
    used = used < size ? used : size - 1;
    to[used] = '\0';
    text_mend_end(to);
}
