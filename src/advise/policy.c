/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/policy.h"

#include "advise/knowledge_schema.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

#include <string.h>
#include <unistd.h>

static const char *const states[WORK_STATES + 1] = {
    [WORK_IDLE] = "idle",     [WORK_PLAYING] = "playing",     [WORK_RECORDING] = "recording",
    [WORK_MIXING] = "mixing", [WORK_MASTERING] = "mastering",
};
static const char *const intents[WORK_INTENTS + 1] = {
    [INTENT_EXPLORING] = "exploring", [INTENT_MIXING] = "mixing",     [INTENT_CREATING] = "creating",
    [INTENT_EDITING] = "editing",     [INTENT_LEARNING] = "learning",
};

static const struct schema_field fields[] = {
    {"state", SCHEMA_CHOICE, false, 0, 0, NULL, states, NULL},
    {"intent", SCHEMA_CHOICE, false, 0, 0, NULL, intents, NULL},
    {"says", SCHEMA_WORDS, false, 0, 0, NULL, NULL, NULL},
    {"first", SCHEMA_WORDS, false, 0, 0, NULL, NULL, NULL},
    {"hints_wait", SCHEMA_WORDS, false, 0, 0, NULL, NULL, NULL},
    {"ideas", SCHEMA_FLAG, false, 0, 0, NULL, NULL, NULL},
    {"reasons", SCHEMA_FLAG, false, 0, 0, NULL, NULL, NULL},
    {"text", SCHEMA_TEXT, true, 0, 0, NULL, NULL, NULL},
    {"source", SCHEMA_SOURCE, true, 0, 0, NULL, NULL, NULL},
    {"date", SCHEMA_DATE, false, 0, 0, NULL, NULL, NULL},
    {0},
};
static const struct schema row_schema = {fields, NULL};

static const struct schema_field file_fields[] = {
    {"contexts", SCHEMA_GROUPS, true, 0, 0, NULL, NULL, &row_schema},
    {0},
};
static const struct schema file_schema = {file_fields, NULL};

static void take_rules(struct policy_rules *rules, const config_setting_t *row, const char *name,
                       struct schema_report *report)
{
    const config_setting_t *list = config_setting_get_member(row, name);
    const int n = list ? config_setting_length(list) : 0;
    if (n > POLICY_RULES)
        schema_tell(report, list, _("%s: more than %d rules"), name, (int)POLICY_RULES);
    for (int i = 0; i < n && i < POLICY_RULES; i++)
        text_format(rules->ids[rules->n++], RULE_ID_MAX, "%s",
                    config_setting_get_string_elem(list, i));
}

static int index_of(const char *const *names, const config_setting_t *row, const char *member)
{
    const char *name = "";
    int i = 0;
    config_setting_lookup_string(row, member, &name);
    while (names[i] && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static void take_row(struct policies *policies, const config_setting_t *row,
                     struct schema_report *report)
{
    const int state = index_of(states, row, "state"), intent = index_of(intents, row, "intent");
    if ((state < WORK_STATES) == (intent < WORK_INTENTS)) {
        schema_tell(report, row, _("state or intent, one of them, must be given"));
        return;
    }
    struct policy *policy =
        state < WORK_STATES ? &policies->states[state] : &policies->intents[intent];
    int ideas = 0, reasons = 0;
    const char *text = "";
    config_setting_lookup_bool(row, "ideas", &ideas);
    config_setting_lookup_bool(row, "reasons", &reasons);
    config_setting_lookup_string(row, "text", &text);
    if (strlen(text) >= sizeof policy->text)
        schema_tell(report, row, _("text: more than %zu bytes"), sizeof policy->text - 1);
    *policy = (struct policy){.ideas = ideas != 0, .reasons = reasons != 0};
    text_format(policy->text, sizeof policy->text, "%s", text);
    take_rules(&policy->says, row, "says", report);
    take_rules(&policy->first, row, "first", report);
    take_rules(&policy->hints_wait, row, "hints_wait", report);
}

unsigned policies_read(struct policies *policies, const char *path,
                       void (*tell)(void *context, const char *text), void *context)
{
    struct schema_report report = {path, tell, context, 0};
    config_t tree;
    config_init(&tree);
    if (schema_parse(&tree, &report) == STATUS_OK &&
        schema_check(&file_schema, config_root_setting(&tree), &report)) {
        const config_setting_t *list = config_lookup(&tree, "contexts");
        for (int i = 0; i < config_setting_length(list); i++)
            take_row(policies, config_setting_get_elem(list, (unsigned)i), &report);
    }
    config_destroy(&tree);
    return report.problems;
}

enum status policies_load(struct policies *policies, struct error *error)
{
    struct error first = {.status = STATUS_OK};
    char path[PATHS_MAX];
    memset(policies, 0, sizeof *policies);
    if (!paths_data_file("knowledge/contexts.conf", path))
        return error_set(error, STATUS_NOT_FOUND, _("cannot read %s"), path);
    policies_read(policies, path, schema_keep, &first);
    if (first.status != STATUS_OK) {
        if (error)
            *error = first;
        return first.status;
    }
    if (!paths_config_file("contexts.conf", path) || access(path, F_OK) != 0)
        return STATUS_OK;
    const struct policies shipped = *policies;
    policies_read(policies, path, schema_keep, &first);
    if (first.status != STATUS_OK) {
        log_write(LOG_WARNING, _("%s; your own contexts are left out"), first.text);
        *policies = shipped;
    }
    return STATUS_OK;
}

static bool is_among(const struct policy_rules *rules, const char *rule)
{
    for (unsigned i = 0; i < rules->n; i++)
        if (strcmp(rules->ids[i], rule) == 0)
            return true;
    return false;
}

static bool has_to_wait(const struct policy *policy, const struct suggestion *suggestion)
{
    if (suggestion->state != SUGGESTION_OPEN)
        return false;
    if (policy->says.n > 0 && !is_among(&policy->says, suggestion->rule))
        return true;
    return suggestion->severity <= SEVERITY_MINOR &&
           is_among(&policy->hints_wait, suggestion->rule);
}

static void hold_back(const struct policy *policy, struct advice_reading *advice)
{
    uint8_t kept = 0;
    for (unsigned i = 0; i < advice->n_suggestions; i++) {
        if (has_to_wait(policy, &advice->suggestions[i])) {
            if (advice->context.waiting < SUGGESTIONS_MAX)
                advice->context.waiting_ids[advice->context.waiting++] = advice->suggestions[i].id;
            continue;
        }
        if (kept != i)
            advice->suggestions[kept] = advice->suggestions[i];
        kept++;
    }
    advice->n_suggestions = kept;
}

/* What has moved is told before all else, then what is critical. */
static int rank_of(const struct policy *policy, const struct suggestion *suggestion)
{
    if (suggestion->state == SUGGESTION_MOVED)
        return 0;
    if (suggestion->severity == SEVERITY_CRITICAL)
        return 1;
    return is_among(&policy->first, suggestion->rule) ? 2 : 3;
}

/* Insertion: equals keep their order, and nearly all are in place already. */
static void put_in_order(const struct policy *policy, struct advice_reading *advice)
{
    for (unsigned i = 1; i < advice->n_suggestions && policy->first.n > 0; i++) {
        const int rank = rank_of(policy, &advice->suggestions[i]);
        unsigned place = i;
        while (place > 0 && rank_of(policy, &advice->suggestions[place - 1]) > rank)
            place--;
        if (place == i)
            continue;
        const struct suggestion moved = advice->suggestions[i];
        memmove(&advice->suggestions[place + 1], &advice->suggestions[place],
                (i - place) * sizeof moved);
        advice->suggestions[place] = moved;
    }
}

/* Where only some rules are said, there is nothing to add. */
static void describe(struct context_reading *context, const struct policy *state,
                     const struct policy *intent)
{
    const bool both = state && state->text[0] && intent && intent->text[0];
    const char *first = state && state->text[0] ? _(state->text)
                        : intent && intent->text[0] ? _(intent->text)
                                                    : "";
    if (both && state->says.n == 0)
        text_format(context->says, sizeof context->says, "%s; %s", first, _(intent->text));
    else
        text_format(context->says, sizeof context->says, "%s", first);
}

void policies_edit(const struct policies *policies, struct advice_reading *advice)
{
    struct context_reading *context = &advice->context;
    const struct policy *const state =
        context->state_counts ? &policies->states[context->state] : NULL;
    const struct policy *const intent =
        context->intent_counts ? &policies->intents[context->intent] : NULL;
    const bool alone = state && state->says.n > 0;
    context->ideas = !alone && ((state && state->ideas) || (intent && intent->ideas));
    context->reasons = (state && state->reasons) || (intent && intent->reasons);
    describe(context, state, intent);
    const struct policy *const order[] = {alone ? NULL : intent, state};
    for (int i = 0; i < 2; i++) {
        if (!order[i])
            continue;
        hold_back(order[i], advice);
        put_in_order(order[i], advice);
    }
}
