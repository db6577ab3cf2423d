/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/learn_answer.h"

#include "advise/rules.h"
#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    enum answer_kind kind;
} words[] = {
    {"apply", ANSWER_APPLIED}, {"modify", ANSWER_MODIFIED}, {"ignore", ANSWER_IGNORED},
    {"never", ANSWER_NEVER},   {"again", ANSWER_AGAIN},     {"rate", ANSWER_RATED},
};

enum answer_kind learn_answer_kind(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i].word) == 0)
            return words[i].kind;
    return ANSWER_KINDS;
}

/* Where the rules cannot be read, any name that looks like one is taken. */
static enum status check_rule(const char *rule, struct error *error)
{
    struct text_nearest nearest = {.wanted = rule};
    struct rules *rules = calloc(1, sizeof *rules);
    bool known = !rules || rules_load(rules, error) != STATUS_OK || rules_find(rules, rule);
    for (size_t i = 0; !known && i < rules->count; i++)
        text_nearest_offer(&nearest, rules->rules[i].id);
    char best[RULE_ID_MAX] = "";
    const char *name = text_nearest_best(&nearest);
    if (name)
        snprintf(best, sizeof best, "%s", name);
    free(rules);
    if (known && answer_rule_is_sane(rule))
        return STATUS_OK;
    if (*best)
        return error_set(error, STATUS_USAGE, _("there is no rule '%.40s'; did you mean '%s'?"), rule,
                         best);
    return error_set(error, STATUS_USAGE, _("there is no rule '%.40s'"), rule);
}

enum status learn_answer_parse(const char *text, struct answer *answer, struct error *error)
{
    const char *colon = strchr(text, ':');
    const size_t length = colon ? (size_t)(colon - text) : strlen(text);
    char rule[RULE_ID_MAX + 16];
    snprintf(rule, sizeof rule, "%.*s", (int)(length < sizeof rule ? length : sizeof rule - 1), text);
    const enum status status = check_rule(rule, error);
    if (status != STATUS_OK)
        return status;
    snprintf(answer->rule, sizeof answer->rule, "%.*s", RULE_ID_MAX - 1, rule);
    answer->role = colon ? role_from_name(colon + 1) : ROLE_NONE;
    if (answer->role == ROLES || (colon && answer->role == ROLE_NONE))
        return error_set(error, STATUS_USAGE,
                         _("there is no role '%.40s'; roles are vocals drums kick snare hats bass "
                           "guitar keys synth other"), colon + 1);
    return STATUS_OK;
}

enum status learn_answer_rating(const char *text, struct answer *answer, struct error *error)
{
    if (strlen(text) != 1 || *text < '1' || *text > '0' + RATING_MAX)
        return error_set(error, STATUS_USAGE, _("a rating is 1 (useless) to 5 (just right), not '%.40s'"),
                         text);
    answer->rating = (uint8_t)(*text - '0');
    return STATUS_OK;
}
