/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_schema.h"

#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void schema_tell(struct schema_report *report, const config_setting_t *node, const char *format,
                 ...)
{
    char text[640];
    const unsigned line = config_setting_source_line(node); /* 0: of the whole */
    const int used = snprintf(text, sizeof text / 2, "%s:%u: ", report->path, line ? line : 1);
    const size_t begin = used > 0 && used < (int)sizeof text / 2 ? (size_t)used : 0;
    va_list args;
    va_start(args, format);
    vsnprintf(text + begin, sizeof text - begin, format, args);
    va_end(args);
    text_make_printable(text);
    report->problems++;
    report->tell(report->context, text);
}

enum status schema_parse(config_t *tree, struct schema_report *report)
{
    struct error error;
    if (conf_tree_parse(tree, report->path, &error))
        return STATUS_OK;
    report->problems++;
    report->tell(report->context, error.text);
    return error.status;
}

void schema_keep(void *context, const char *text)
{
    struct error *const error = context;
    if (error->status == STATUS_OK)
        error_set(error, STATUS_USAGE, "%s", text);
}

void schema_check_names(const config_setting_t *group, const char *const *known,
                        struct schema_report *report)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        struct text_nearest nearest = {.wanted = config_setting_name(node)};
        bool found = false;
        for (const char *const *name = known; *name; name++) {
            found = found || strcmp(*name, nearest.wanted) == 0;
            text_nearest_offer(&nearest, *name);
        }
        const char *best = text_nearest_best(&nearest);
        if (found)
            continue;
        if (best)
            schema_tell(report, node, _("there is no '%.40s'; did you mean '%s'?"), nearest.wanted,
                        best);
        else
            schema_tell(report, node, _("there is no '%.40s'"), nearest.wanted);
    }
}

const struct schema_field *schema_find(const struct schema *schema, const char *name)
{
    const struct schema_field *const tables[] = {schema->fields, schema->more};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct schema_field *field = tables[i]; field && field->name; field++)
            if (strcmp(field->name, name) == 0)
                return field;
    return NULL;
}

bool schema_is_source(const char *text)
{
    if (strncmp(text, "UNSOURCED", 9) == 0)
        return true;
    return text[0] == '[' && text[1] && strchr("SPMB", text[1]) &&
           strncmp(text + 2, "] ", 2) == 0 && text[4];
}

bool schema_read_range(const config_setting_t *node, double *low, double *high)
{
    if (conf_tree_is_number(node)) {
        *low = *high = conf_tree_number(node);
        return true;
    }
    if (!config_setting_is_aggregate(node) || config_setting_is_group(node) ||
        config_setting_length(node) != 2)
        return false;
    const config_setting_t *first = config_setting_get_elem(node, 0);
    const config_setting_t *second = config_setting_get_elem(node, 1);
    if (!conf_tree_is_number(first) || !conf_tree_is_number(second))
        return false;
    *low = conf_tree_number(first);
    *high = conf_tree_number(second);
    return true;
}

static bool is_id(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(text);
}

/* Digits where the pattern has 9. */
bool schema_is_date(const char *text)
{
    static const char pattern[] = "9999-99-99";
    const size_t length = strlen(text);
    if (length != 4 && length != 7 && length != 10)
        return false;
    for (size_t i = 0; i < length; i++)
        if (pattern[i] == '9' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])
            return false;
    return true;
}

static void check_choice(const struct schema_field *field, const config_setting_t *node,
                         struct schema_report *report)
{
    const char *text = config_setting_get_string(node);
    struct text_nearest nearest = {.wanted = text};
    char names[256] = "";
    for (const char *const *choice = field->choices; *choice; choice++) {
        if (strcmp(*choice, text) == 0)
            return;
        text_nearest_offer(&nearest, *choice);
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", *choice);
    }
    const char *best = text_nearest_best(&nearest);
    if (best)
        schema_tell(report, node, _("%s: '%s' is not known; did you mean '%s'?"), field->name, text,
                    best);
    else
        schema_tell(report, node, _("%s: '%s' is not one of %s"), field->name, text, names);
}

/* What could steer a terminal, or break the lines. */
bool schema_has_control(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (*c < ' ' || *c == 0x7F || (*c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0))
            return true;
    return false;
}

static void check_string(const struct schema_field *field, const config_setting_t *node,
                         struct schema_report *report)
{
    const char *text = config_setting_get_string(node);
    if (!text || !*text)
        schema_tell(report, node, _("%s must be text"), field->name);
    else if (schema_has_control(text))
        schema_tell(report, node, _("%s has control characters"), field->name);
    else if (field->type == SCHEMA_ID && !is_id(text))
        schema_tell(report, node, _("%s: '%s' may have small letters, digits, '-' and '_' only"),
                    field->name, text);
    else if (field->type == SCHEMA_DATE && !schema_is_date(text))
        schema_tell(report, node, _("%s: '%s' is no date such as 2026-11"), field->name, text);
    else if (field->type == SCHEMA_SOURCE && !schema_is_source(text))
        schema_tell(report, node,
                    _("%s: '%s' must begin with [S], [P], [M] or [B], or be UNSOURCED"),
                    field->name, text);
    else if (field->type == SCHEMA_CHOICE)
        check_choice(field, node, report);
}

static void check_words(const struct schema_field *field, const config_setting_t *node,
                        struct schema_report *report)
{
    bool good = config_setting_is_array(node) || config_setting_is_list(node);
    for (int i = 0; good && i < config_setting_length(node); i++) {
        const char *word = config_setting_get_string_elem(node, i);
        good = word && *word && !schema_has_control(word);
    }
    if (!good)
        schema_tell(report, node, _("%s must be a list of words: [\"..\", \"..\"]"), field->name);
}

static void check_numbers(const struct schema_field *field, const config_setting_t *node,
                          struct schema_report *report)
{
    const bool number = conf_tree_is_number(node);
    double low = 0, high = 0;
    const char *unit = field->unit ? field->unit : "";
    if (field->type == SCHEMA_NUMBER && !number)
        schema_tell(report, node, _("%s must be a number"), field->name);
    else if (!schema_read_range(node, &low, &high))
        schema_tell(report, node, _("%s must be a number or [lowest, highest]"), field->name);
    else if (low > high)
        schema_tell(report, node, _("%s: the lower of [lowest, highest] comes first"), field->name);
    else if (!(low >= field->min && high <= field->max)) /* nor NaN */
        schema_tell(report, node, *unit ? _("%s must be from %g to %g %s") : _("%s must be from %g to %g"),
                    field->name, field->min, field->max, unit);
}

static void check_groups(const struct schema_field *field, const config_setting_t *node,
                         struct schema_report *report)
{
    if (!config_setting_is_list(node)) {
        schema_tell(report, node, _("%s must be a list of groups: ( { .. }, { .. } )"),
                    field->name);
        return;
    }
    for (int i = 0; i < config_setting_length(node); i++)
        schema_check(field->of, config_setting_get_elem(node, (unsigned)i), report);
}

static void check_field(const struct schema_field *field, const config_setting_t *node,
                        struct schema_report *report)
{
    switch (field->type) {
    case SCHEMA_WORDS:
        check_words(field, node, report);
        break;
    case SCHEMA_FLAG:
        if (config_setting_type(node) != CONFIG_TYPE_BOOL)
            schema_tell(report, node, _("%s must be true or false"), field->name);
        break;
    case SCHEMA_NUMBER:
    case SCHEMA_RANGE:
        check_numbers(field, node, report);
        break;
    case SCHEMA_GROUPS:
        check_groups(field, node, report);
        break;
    default:
        check_string(field, node, report);
        break;
    }
}

/* "attack_s" where there is attack_ms: the unit is what is wrong. */
static const struct schema_field *find_other_unit(const struct schema *schema, const char *name)
{
    const struct schema_field *const tables[] = {schema->fields, schema->more};
    const char *end = strrchr(name, '_');
    const size_t stem = end ? (size_t)(end - name) + 1 : 0;
    for (size_t i = 0; stem > 1 && i < sizeof tables / sizeof tables[0]; i++)
        for (const struct schema_field *field = tables[i]; field && field->name; field++)
            if (field->unit && strncmp(field->name, name, stem) == 0 &&
                !strchr(field->name + stem, '_'))
                return field;
    return NULL;
}

static void tell_unknown(const struct schema *schema, const config_setting_t *node,
                         struct schema_report *report)
{
    const char *name = config_setting_name(node);
    const struct schema_field *const tables[] = {schema->fields, schema->more};
    const struct schema_field *same = find_other_unit(schema, name);
    struct text_nearest nearest = {.wanted = name};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct schema_field *field = tables[i]; field && field->name; field++)
            text_nearest_offer(&nearest, field->name);
    const char *best = text_nearest_best(&nearest);
    if (same)
        schema_tell(report, node, _("'%s' is not known here: write '%s', in %s"), name, same->name,
                    same->unit);
    else if (best)
        schema_tell(report, node, _("'%s' is not known here; did you mean '%s'?"), name, best);
    else
        schema_tell(report, node, _("'%s' is not known here"), name);
}

bool schema_check(const struct schema *schema, const config_setting_t *group,
                  struct schema_report *report)
{
    const unsigned before = report->problems;
    bool has_number = false;
    if (!config_setting_is_group(group)) {
        schema_tell(report, group, _("this must be a group: { .. }"));
        return false;
    }
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        const struct schema_field *field = schema_find(schema, config_setting_name(node));
        if (!field) {
            tell_unknown(schema, node, report);
            continue;
        }
        has_number = has_number || field->type == SCHEMA_NUMBER || field->type == SCHEMA_RANGE;
        check_field(field, node, report);
    }
    for (const struct schema_field *field = schema->fields; field->name; field++)
        if (field->required && !config_setting_get_member(group, field->name))
            schema_tell(report, group, _("%s is missing"), field->name);
    const struct schema_field *source = schema_find(schema, "source");
    const bool told = source && source->required;
    if (has_number && !told && !config_setting_get_member(group, "source"))
        schema_tell(report, group, _("there are numbers here, but no source"));
    return report->problems == before;
}
