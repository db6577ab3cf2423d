/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_kinds.h"

#include "base/i18n.h"

#include <string.h>

static const struct group_title {
    const char *name, *title;
} group_titles[] = {
    {"mixing", N_("mixing")},
    {"mastering", N_("mastering")},
    {"recording", N_("recording")},
    {"signal-flow", N_("signal flow")},
    {"effects", N_("effects")},
    {"metering", N_("metering")},
    {"dynamics", N_("dynamics")},
    {"frequency", N_("frequency")},
    {"eq", N_("equaliser")},
    {"compressor", N_("compressor")},
    {"delay", N_("delay")},
    {"reverb", N_("reverb")},
    {"saturation", N_("saturation")},
};

static const char *const domains[] = {"mixing", "mastering", "recording", "signal-flow", "effects",
                                      "metering", "dynamics", "frequency", NULL};
static const char *const categories[] = {"eq", "compressor", "delay", "reverb", "saturation", NULL};
const char *const knowledge_comparisons[] = {">", ">=", "<", "<=", NULL};

#define RANGE(name, low, high, unit) {name, SCHEMA_RANGE, false, low, high, unit, NULL, NULL}
const struct schema_field knowledge_parameters[] = {
    RANGE("freq_hz", 10, 24000, "Hz"),
    RANGE("hpf_hz", 10, 2000, "Hz"),
    RANGE("lpf_hz", 500, 24000, "Hz"),
    RANGE("q", 0.1, 30, NULL),
    RANGE("gain_db", -30, 30, "dB"),
    RANGE("drive_db", 0, 40, "dB"),
    RANGE("level_dbfs", -120, 0, "dBFS"),
    RANGE("loudness_lufs", -70, 0, "LUFS"),
    RANGE("range_lu", 0, 40, "LU"),
    RANGE("peak_dbtp", -30, 3, "dBTP"),
    RANGE("threshold_db", -80, 0, "dB"),
    RANGE("ratio", 1, 100, ":1"),
    RANGE("attack_ms", 0, 1000, "ms"),
    RANGE("release_ms", 1, 5000, "ms"),
    RANGE("knee_db", 0, 30, "dB"),
    RANGE("reduction_db", 0, 30, "dB"),
    RANGE("decay_s", 0.05, 30, "s"),
    RANGE("predelay_ms", 0, 500, "ms"),
    RANGE("time_ms", 0, 5000, "ms"),
    RANGE("beats", 0.01, 64, NULL),
    RANGE("feedback_percent", 0, 100, "%"),
    RANGE("mix_percent", 0, 100, "%"),
    RANGE("bits", 1, 32, "bit"),
    RANGE("value", -1000, 100000, NULL),
    RANGE("value_db_per_octave", -30, 30, "dB/oct"),
    RANGE("value_db", -200, 200, "dB"),
    RANGE("value_percent", 0, 100, "%"),
    {0},
};

static const struct parameter_label {
    const char *name, *label;
} parameter_labels[] = {
    {"freq_hz", ""},
    {"hpf_hz", N_("high-pass")},
    {"lpf_hz", N_("low-pass")},
    {"q", "Q"},
    {"gain_db", N_("gain")},
    {"drive_db", N_("drive")},
    {"level_dbfs", ""},
    {"loudness_lufs", ""},
    {"range_lu", ""},
    {"peak_dbtp", ""},
    {"threshold_db", N_("threshold")},
    {"ratio", N_("ratio")},
    {"attack_ms", N_("attack")},
    {"release_ms", N_("release")},
    {"knee_db", N_("knee")},
    {"reduction_db", N_("gain reduction")},
    {"decay_s", N_("decay")},
    {"predelay_ms", N_("pre-delay")},
    {"time_ms", N_("time")},
    {"beats", N_("beats")},
    {"feedback_percent", N_("feedback")},
    {"mix_percent", N_("mix")},
};

#define TEXT(name, needed) {name, SCHEMA_TEXT, needed, 0, 0, NULL, NULL, NULL}
#define WORD(name, needed) {name, SCHEMA_WORD, needed, 0, 0, NULL, NULL, NULL}
#define WORDS(name, needed) {name, SCHEMA_WORDS, needed, 0, 0, NULL, NULL, NULL}
#define ID(name, needed) {name, SCHEMA_ID, needed, 0, 0, NULL, NULL, NULL}
#define SOURCE(needed) {"source", SCHEMA_SOURCE, needed, 0, 0, NULL, NULL, NULL}
#define DATE {"date", SCHEMA_DATE, false, 0, 0, NULL, NULL, NULL}
#define CHOICE(name, words) {name, SCHEMA_CHOICE, true, 0, 0, NULL, words, NULL}
#define GROUPS(name, needed, schema) {name, SCHEMA_GROUPS, needed, 0, 0, NULL, NULL, schema}
#define COMMON ID("id", true), TEXT("title", true), TEXT("text", true), WORDS("see", false), \
    SOURCE(false), DATE

static const struct schema_field fact_fields[] = {ID("about", false), TEXT("label", false),
                                                  SOURCE(true), DATE, {0}};
static const struct schema fact = {fact_fields, knowledge_parameters};

static const struct schema_field step_fields[] = {ID("effect", true), TEXT("label", false),
                                                  SOURCE(true), DATE, {0}};
static const struct schema step = {step_fields, knowledge_parameters};

static const struct schema_field node_fields[] = {
    ID("name", true), TEXT("ask", false), TEXT("say", false), WORD("metric", false),
    {"compare", SCHEMA_CHOICE, false, 0, 0, NULL, knowledge_comparisons, NULL},
    {"threshold", SCHEMA_NUMBER, false, -100000, 100000, NULL, NULL, NULL},
    WORD("unit", false), ID("yes", false), ID("no", false), ID("unknown", false),
    ID("advice", false), SOURCE(false), DATE, {0}};
static const struct schema node = {node_fields, NULL};

static const struct schema_field topic_fields[] = {
    COMMON, CHOICE("domain", domains), GROUPS("facts", false, &fact), {0}};
static const struct schema topic = {topic_fields, NULL};

static const struct schema_field plain_fields[] = {COMMON, GROUPS("facts", false, &fact), {0}};
static const struct schema plain = {plain_fields, NULL};

static const struct schema_field role_fields[] = {COMMON, GROUPS("facts", true, &fact), {0}};
static const struct schema role = {role_fields, NULL};

static const struct schema_field metric_fields[] = {
    COMMON, TEXT("reading", true), GROUPS("facts", true, &fact), {0}};
static const struct schema metric = {metric_fields, NULL};

static const struct schema_field effect_fields[] = {
    COMMON, CHOICE("category", categories), TEXT("use", true), TEXT("rarely", false),
    WORDS("plugins", true),
    GROUPS("facts", true, &fact), {0}};
static const struct schema effect = {effect_fields, NULL};

static const struct schema_field chain_fields[] = {
    COMMON, ID("role", true), GROUPS("steps", true, &step), {0}};
static const struct schema chain = {chain_fields, NULL};

static const struct schema_field tree_fields[] = {COMMON, GROUPS("nodes", true, &node), {0}};
static const struct schema tree = {tree_fields, NULL};

static const struct schema_field advice_fields[] = {
    COMMON, TEXT("ear", true), GROUPS("facts", false, &fact), {0}};
static const struct schema advice = {advice_fields, NULL};

const struct knowledge_kind_info knowledge_kinds[KNOWLEDGE_KINDS] = {
    {"topic", "topics", N_("Topics"), "", N_("Numbers"), NULL, "domain", "facts", &topic},
    {"track", "tracks", N_("Kinds of tracks"), "", N_("Numbers"), NULL, NULL, "facts", &plain},
    {"role", "roles", N_("Roles"), "", N_("Where to look"), NULL, NULL, "facts", &role},
    {"metric", "metrics", N_("Metrics"), N_("How to read it"), N_("Usual values"), "reading", NULL,
     "facts", &metric},
    {"effect", "effects", N_("Effects"), N_("When to reach for it"), N_("Starting points"), "use",
     "category", "facts", &effect},
    {"chain", "chains", N_("Chains"), "", N_("In this order"), NULL, "role", "steps", &chain},
    {"tree", "trees", N_("Step by step"), "", "", NULL, NULL, NULL, &tree},
    {"advice", "advice", N_("Advice"), N_("By ear"), N_("Numbers"), "ear", NULL, "facts", &advice},
    {"target", NULL, N_("Delivery targets"), "", N_("Numbers"), NULL, NULL, NULL, NULL},
    {"level", NULL, N_("Levels of roles"), "", N_("Numbers"), NULL, NULL, NULL, NULL},
    {"corridor", NULL, N_("Corridors of spectra"), "", N_("Numbers"), NULL, NULL, NULL, NULL},
};

const char *knowledge_kind_name(enum knowledge_kind kind)
{
    return knowledge_kinds[kind].name;
}

const char *knowledge_kind_title(enum knowledge_kind kind)
{
    return _(knowledge_kinds[kind].title);
}

const char *knowledge_more_title(enum knowledge_kind kind)
{
    return _(knowledge_kinds[kind].more_title);
}

const char *knowledge_facts_title(enum knowledge_kind kind)
{
    return _(knowledge_kinds[kind].facts_title);
}

enum knowledge_kind knowledge_kind_from_name(const char *name)
{
    int kind = 0;
    while (kind < KNOWLEDGE_KINDS && strcmp(knowledge_kinds[kind].name, name) != 0)
        kind++;
    return (enum knowledge_kind)kind;
}

const char *knowledge_group_title(const char *group)
{
    for (size_t i = 0; i < sizeof group_titles / sizeof group_titles[0]; i++)
        if (strcmp(group_titles[i].name, group) == 0)
            return _(group_titles[i].title);
    return group;
}

const char *knowledge_parameter_label(const char *name)
{
    for (size_t i = 0; i < sizeof parameter_labels / sizeof parameter_labels[0]; i++)
        if (strcmp(parameter_labels[i].name, name) == 0)
            return parameter_labels[i].label;
    return "";
}
