/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shipped knowledge is whole and sourced; files of the user's own add and replace; whatever is
 * wrong is told with its line; questions find their answers; trees are walked with numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "advise/knowledge.h"
#include "advise/knowledge_check.h"
#include "advise/knowledge_live.h"
#include "advise/knowledge_print.h"
#include "advise/knowledge_schema.h"
#include "advise/knowledge_search.h"
#include "advise/knowledge_walk.h"
#include "advise/role_levels.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/folder.h"

static char shipped[1024];
static char told[65536];

static void note(void *context, const char *text)
{
    (void)context;
    const size_t used = strlen(told);
    snprintf(told + used, sizeof told - used, "%s\n", text);
}

static const struct knowledge_teller teller = {note, NULL};

static struct knowledge *load(void)
{
    told[0] = '\0';
    struct knowledge *knowledge = knowledge_load(&teller);
    assert_non_null(knowledge);
    return knowledge;
}

static const char *own_path(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_bytes(const char *name, const char *text, size_t size)
{
    FILE *file = fopen(own_path(name), "w");
    assert_non_null(file);
    fwrite(text, 1, size, file);
    fclose(file);
}

static void write_file(const char *name, const char *text)
{
    write_bytes(name, text, strlen(text));
}

static size_t count_kind(const struct knowledge *knowledge, enum knowledge_kind kind,
                         const char *group)
{
    size_t n = 0;
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        n += entry->kind == kind && (!group || strcmp(entry->group, group) == 0);
    }
    return n;
}

static void want_all(const struct knowledge *knowledge, enum knowledge_kind kind, const char *ids)
{
    char text[1024];
    snprintf(text, sizeof text, "%s", ids);
    for (char *id = strtok(text, " "); id; id = strtok(NULL, " "))
        if (!knowledge_find(knowledge, kind, id))
            fail_msg("there is no %s/%s", knowledge_kind_name(kind), id);
}

static void the_shipped_knowledge_is_whole(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    assert_string_equal(told, "");
    want_all(knowledge, KNOWLEDGE_TRACK, "audio instrument midi aux vca master");
    want_all(knowledge, KNOWLEDGE_ROLE,
             "vocals drums kick snare hats bass guitar keys synth other master");
    want_all(knowledge, KNOWLEDGE_METRIC,
             "peak rms crest-factor loudness dynamic-range clipping frequency-balance correlation");
    want_all(knowledge, KNOWLEDGE_CHAIN, "vocals drums kick snare hats bass guitar keys synth other master");
    want_all(knowledge, KNOWLEDGE_TREE, "gain-staging frequency-balance");
    want_all(knowledge, KNOWLEDGE_TARGET,
             "spotify apple-music youtube tidal amazon deezer podcast podcast-mono ebu-r128 ebu-r128-s1 "
             "ebu-r128-s2 atsc-a85 aes-td1008 cinema cd");
    want_all(knowledge, KNOWLEDGE_ADVICE,
             "clipping hot_level low_level true_peak_over loudness_over loudness_under "
             "overcompressed too_dynamic mud boxy boomy thin harsh dull bright sibilance resonance "
             "rumble hum dc_offset noise_floor dropouts polarity low_end_width imbalance "
             "dead_channel mono masking level_balance track_polarity track_delay");
    static const struct {
        const char *category;
        size_t count;
    } categories[] = {{"eq", 4}, {"compressor", 5}, {"delay", 4}, {"reverb", 5}, {"saturation", 6}};
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++)
        assert_int_equal(count_kind(knowledge, KNOWLEDGE_EFFECT, categories[i].category),
                         categories[i].count);
    static const char *const domains[] = {"mixing",  "mastering", "recording", "signal-flow",
                                          "effects", "metering",  "dynamics",  "frequency"};
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
        assert_true(count_kind(knowledge, KNOWLEDGE_TOPIC, domains[i]) > 0);
    knowledge_free(knowledge);
}

static void every_number_has_a_source(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        assert_true(*entry->title && *entry->text);
        for (size_t j = 0; j < entry->n_facts; j++) {
            const struct knowledge_fact *fact = &entry->facts[j];
            if (!schema_is_source(fact->source) || strncmp(fact->source, "[", 1) != 0)
                fail_msg("%s: '%s' is no source", entry->id, fact->source);
            for (size_t k = 0; k < fact->n_values; k++)
                assert_true(fact->values[k].low <= fact->values[k].high);
        }
        for (size_t j = 0; j < entry->n_nodes; j++)
            assert_true(!*entry->nodes[j].ask || schema_is_source(entry->nodes[j].source));
        for (size_t j = 0; entry->kind == KNOWLEDGE_EFFECT && j < 2; j++)
            assert_non_null(entry->plugins[j]);
    }
    told[0] = '\0';
    const struct knowledge_checked checked = knowledge_check_all(&teller);
    assert_string_equal(told, "");
    assert_int_equal(checked.problems, 0);
    assert_true(checked.files >= 9);
    knowledge_free(knowledge);
}

static bool is_about(const struct knowledge_entry *effect, const char *role)
{
    for (size_t i = 0; i < effect->n_facts; i++)
        if (strcmp(effect->facts[i].about, role) == 0)
            return true;
    return false;
}

/* Where it is hardly used, it says so instead. */
static void every_effect_has_settings_for_roles(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *effect = knowledge_at(knowledge, i);
        if (effect->kind != KNOWLEDGE_EFFECT)
            continue;
        assert_true(effect->n_facts > 0);
        for (int role = ROLE_VOCALS; role < ROLES; role++)
            if (!is_about(effect, role_names[role]) && !*effect->rarely)
                fail_msg("%s: nothing for %s", effect->id, role_names[role]);
    }
    knowledge_free(knowledge);
}

static void what_the_user_writes_adds_and_replaces(void **state)
{
    (void)state;
    write_file("sideman/knowledge/own.conf",
               "advice = ({ id = \"mud\"; title = \"Matsch\"; text = \"Mine.\"; ear = \"Listen.\"; },\n"
               "{ id = \"groove\"; title = \"Groove\"; text = \"It drags.\"; ear = \"Nudge it.\";\n"
               "  facts = ({ time_ms = [5, 15]; source = \"[B] me\"; date = \"2026-11\"; }); });");
    struct knowledge *knowledge = load();
    assert_string_equal(told, "");
    const struct knowledge_entry *mud = knowledge_find(knowledge, KNOWLEDGE_ADVICE, "mud");
    assert_string_equal(mud->title, "Matsch");
    const struct knowledge_entry *groove = knowledge_find(knowledge, KNOWLEDGE_ADVICE, "groove");
    assert_int_equal(groove->n_facts, 1);
    assert_string_equal(groove->facts[0].values[0].name, "time_ms");
    assert_string_equal(groove->facts[0].values[0].unit, "ms");
    assert_float_equal(groove->facts[0].values[0].high, 15, 0);
    assert_int_equal(groove->line, 2);
    assert_non_null(strstr(groove->path, "own.conf"));
    for (size_t i = 1; i < knowledge_count(knowledge); i++)
        assert_true(knowledge_at(knowledge, i - 1)->kind <= knowledge_at(knowledge, i)->kind);
    knowledge_free(knowledge);
    unlink(own_path("sideman/knowledge/own.conf"));
}

/* `text` as a file of its own: what is told contains `problem`. */
static void expect(const char *text, const char *problem)
{
    write_file("x.conf", text);
    told[0] = '\0';
    const struct knowledge_checked checked = knowledge_check_file(own_path("x.conf"), &teller);
    if (!strstr(told, problem))
        fail_msg("'%s'\nnot '%s', but '%s'", text, problem, told);
    assert_int_equal(checked.problems > 0, *problem != '\0');
}

#define HEAD "effects = ({ id = \"x\"; title = \"X\"; text = \"x\"; use = \"x\"; plugins = [\"x\"];\n"
#define TAIL " });"

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    static const char good[] = " category = \"eq\"; facts = ({ q = 1; source = \"[B] x\"; });";
    char text[512];
    snprintf(text, sizeof text, HEAD "%s" TAIL, good);
    expect(text, "");
    expect(HEAD "category = \"eqs\"; facts = ();" TAIL, "x.conf:2: category: 'eqs' is not");
    expect(HEAD "category = \"eq\";" TAIL, "x.conf:1: facts is missing");
    expect(HEAD "category = \"eq\"; source = \"[B] \\x1b[2J\"; facts = ();" TAIL,
           "source has control characters");
    expect(HEAD "category = 3; facts = ();" TAIL, ":2: category must be text");
    expect(HEAD "category = \"eq\"; facts = ({ q = 1; });" TAIL, ":2: source is missing");
    expect(HEAD "category = \"eq\"; facts = ({ q = 1; source = \"me\"; });" TAIL,
           "'me' must begin with [S], [P], [M] or [B]");
    expect(HEAD "category = \"eq\";\nfacts = ({ q = 99; source = \"[B] x\"; });" TAIL,
           "x.conf:3: q must be from 0.1 to 30");
    expect(HEAD "category = \"eq\"; facts = ({ q = [3, 1]; source = \"[B] x\"; });" TAIL,
           "q: the lower of [lowest, highest] comes first");
    expect(HEAD "category = \"eq\"; facts = ({ q = \"a\"; source = \"[B] x\"; });" TAIL,
           "q must be a number or [lowest, highest]");
    expect(HEAD "category = \"eq\"; facts = ({ attack_s = 1; source = \"[B] x\"; });" TAIL,
           "'attack_s' is not known here: write 'attack_ms', in ms");
    expect(HEAD "category = \"eq\"; facts = ({ rato = 2; source = \"[B] x\"; });" TAIL,
           "'rato' is not known here; did you mean 'ratio'?");
    expect(HEAD "category = \"eq\"; facts = ({ q = 1; source = \"[B] x\"; date = \"May\"; });" TAIL,
           "date: 'May' is no date");
    expect(HEAD "category = \"eq\"; facts = 3;" TAIL, "facts must be a list of groups");
    expect(HEAD "category = \"eq\"; facts = (); see = [\"advice/none\"];" TAIL,
           "see: there is no 'advice/none'");
    expect(HEAD "category = \"eq\"; facts = (); see = 3;" TAIL, "see must be a list of words");
    expect(HEAD "category = \"eq\"; facts = ({ about = \"tuba\"; source = \"[B] x\"; });" TAIL,
           "role: there is no 'tuba'");
    expect("efects = ();", "'efects' is not known here; did you mean 'effects'?");
    expect("effects = 3;", "effects must be a list of groups");
    expect("effects = (3);", "this must be a group");
    expect("effects = (", "syntax error");
    expect("advice = ({ id = \"A b\"; title = \"\"; text = \"x\"; ear = \"x\"; });",
           "id: 'A b' may have small letters");
    expect("advice = ({ id = \"a\"; title = \"x\"; text = \"x\"; ear = \"x\"; },\n"
           "{ id = \"a\"; title = \"x\"; text = \"x\"; ear = \"x\"; });",
           "x.conf:2: 'a' is in line 1 already");
}

#define TREE(nodes) "trees = ({ id = \"t\"; title = \"T\"; text = \"t\"; nodes = (" nodes "); });"
#define ASK(name, yes, no) "{ name = \"" name "\"; ask = \"?\"; metric = \"levels.peak_dbfs\"; compare = \">\"; " \
    "threshold = 1; unit = \"dBFS\"; source = \"[B] x\"; yes = \"" yes "\"; no = \"" no "\"; }"
#define SAY(name) "{ name = \"" name "\"; say = \"" name "\"; }"

static void trees_that_lead_nowhere_are_told(void **state)
{
    (void)state;
    expect(TREE(ASK("a", "b", "c") "," SAY("b") "," SAY("c")), "");
    expect(TREE(ASK("a", "b", "d") "," SAY("b")), "no: there is no node 'd'");
    expect(TREE(ASK("a", "b", "c") "," ASK("b", "c", "a") "," SAY("c")), "round and round");
    expect(TREE("{ name = \"a\"; }"), "one of these: ask, say, advice");
    expect(TREE("{ name = \"a\"; ask = \"?\"; }"), "metric is missing");
    expect(TREE("{ name = \"a\"; advice = \"nothing\"; }"), "advice: there is no 'nothing'");
    expect(TREE("{ name = \"a\"; ask = \"?\"; metric = \"levels.loud\"; compare = \">\"; threshold = 1; "
                "unit = \"dB\"; source = \"[B] x\"; yes = \"b\"; no = \"b\"; }," SAY("b")),
           "metric: there is no 'levels.loud'");
    expect(TREE("{ name = \"a\"; ask = \"?\"; metric = \"loudness.plr_db\"; compare = \">\"; "
                "threshold = 1; unit = \"LU\"; source = \"[B] x\"; yes = \"b\"; no = \"b\"; },"
                SAY("b")),
           "loudness.plr_db is in 'dB', not in 'LU'");
    expect(TREE(""), "a tree has 1 to 64 nodes");
}

static void roles_have_their_levels(void **state)
{
    (void)state;
    static struct role_levels levels;
    struct error error = {.status = STATUS_OK};
    assert_int_equal(role_levels_load(&levels, &error), STATUS_OK);
    const float usual = levels.roles[ROLE_BASS].relative_lu;
    assert_true(levels.roles[ROLE_VOCALS].relative_lu > usual);
    write_file("sideman/levels.conf", "levels = ({ role = \"vocals\"; relative_lu = -2.5; presence_db = -6;\n"
                                      "loud_db = 4; soft_db = 4; source = \"[B] me\"; });");
    assert_int_equal(role_levels_load(&levels, &error), STATUS_OK);
    assert_float_equal(levels.roles[ROLE_VOCALS].relative_lu, -2.5, 0);
    assert_float_equal(levels.roles[ROLE_BASS].relative_lu, usual, 0);
    write_file("sideman/levels.conf", "levels = ({ role = \"vocals\"; relative_lu = 3.0; presence_db = -6;\n"
                                      "loud_db = 4; soft_db = 4; source = \"me\"; });");
    assert_int_equal(role_levels_load(&levels, &error), STATUS_OK);
    assert_true(levels.roles[ROLE_VOCALS].relative_lu < -2.6F); /* as shipped */
    assert_int_equal(knowledge_check_file(own_path("sideman/levels.conf"), &teller).problems, 2);
    assert_non_null(strstr(told, "levels.conf:1: relative_lu must be from -40 to 0 LU"));
    unlink(own_path("sideman/levels.conf"));
    setenv("SIDEMAN_DATA_DIR", "/nowhere", 1);
    assert_int_equal(role_levels_load(&levels, &error), STATUS_NOT_FOUND);
    setenv("SIDEMAN_DATA_DIR", shipped, 1);
}

/* Every genre and role that is judged can be read, and one's own over it; what is broken is left out. */
static void levels_and_corridors_are_entries(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    for (int genre = 0; genre < GENRES; genre++)
        if (genre != GENRE_AMBIENT && !knowledge_find(knowledge, KNOWLEDGE_CORRIDOR, genre_names[genre]))
            fail_msg("no corridor of %s", genre_names[genre]);
    for (int role = 1; role < ROLES; role++)
        if (!knowledge_find(knowledge, KNOWLEDGE_ROLE, role_names[role]) ||
            (role_family((enum role)role) == (enum role)role &&
             (!knowledge_find(knowledge, KNOWLEDGE_CORRIDOR, role_names[role]) ||
              !knowledge_find(knowledge, KNOWLEDGE_LEVEL, role_names[role]))))
            fail_msg("nothing on %s", role_names[role]);
    const struct knowledge_entry *entry = knowledge_find(knowledge, KNOWLEDGE_CORRIDOR, "rock");
    assert_int_equal(entry->n_facts, BANDS);
    for (size_t i = 0; i < entry->n_facts; i++) {
        assert_int_equal(entry->facts[i].n_values, 1);
        assert_true(entry->facts[i].values[0].low < entry->facts[i].values[0].high);
        assert_int_equal(entry->facts[i].source[0], '[');
    }
    knowledge_free(knowledge);
    write_file("sideman/levels.conf", "levels = ({ role = \"vocals\"; relative_lu = -2.5; presence_db = -6;\n"
                                      "loud_db = 4; soft_db = 3; source = \"[B] me\"; },\n"
                                      "{ role = \"bass\"; relative_lu = \"loud\"; }, 3);");
    write_file("sideman/corridors.conf", "genres = ({ name = \"rock\"; centre_db = [1.0]; }, { });");
    knowledge = load();
    entry = knowledge_find(knowledge, KNOWLEDGE_LEVEL, "vocals");
    assert_string_equal(entry->facts[0].source, "[B] me");
    assert_float_equal(entry->facts[0].values[1].low, -3, 1e-9);
    assert_float_equal(entry->facts[0].values[1].high, 4, 1e-9);
    assert_int_equal(knowledge_find(knowledge, KNOWLEDGE_CORRIDOR, "rock")->n_facts, BANDS);
    knowledge_free(knowledge);
    unlink(own_path("sideman/levels.conf"));
    unlink(own_path("sideman/corridors.conf"));
}

static void files_of_other_kinds_are_known(void **state)
{
    (void)state;
    assert_null(knowledge_checker_find("/a/b/own.conf"));
    assert_non_null(knowledge_checker_find("/a/b/rules-own.conf"));
    write_file("targets.conf", "targets = ({ name = \"x\"; title = \"X\"; integrated_lufs = -8; "
                               "tolerance_lu = 1;\ntrue_peak_dbtp = 0; source = \"me\"; "
                               "date = \"2026\"; quieter = \"lft\"; });");
    told[0] = '\0';
    assert_int_equal(knowledge_check_file(own_path("targets.conf"), &teller).problems, 2);
    assert_non_null(strstr(told, "quieter must be one of left, raised, "));
    write_file("targets.conf", "targets = (\n{ name = \"x\"; title = \"X\"; integrated_lufs = -8; "
                               "tolerance_lu = 1; true_peak_dbtp = 0; source = \"me\"; "
                               "date = \"2026\"; });");
    told[0] = '\0';
    assert_int_equal(knowledge_check_file(own_path("targets.conf"), &teller).problems, 1);
    assert_non_null(strstr(told, "targets.conf:2: source: 'me' must begin with [S]"));
    told[0] = '\0';
    assert_int_equal(knowledge_check_file("/nowhere/x.conf", &teller).problems, 1);
    assert_non_null(strstr(told, "cannot read /nowhere/x.conf"));
}

#define RULE(id, more) "{ id = \"" id "\"; applies_to = \"mix\"; metric = \"channels\"; above = 1;\n" \
    "title = \"t\"; detail = \"d\"; do_this = \"o\"; withdraw_when = \"w\"; source = \"[B] s\";" \
    "severity = { minor = 0.0; }; " more "}"
#define TARGET(name, lufs, date) "{ name = \"" name "\"; title = \"X\"; integrated_lufs = " lufs \
    "; tolerance_lu = 1; true_peak_dbtp = 0; source = \"[B] me\"; date = \"" date "\"; }"

/* One fault each, of those that a reader alone does not see. */
static void faults_of_other_kinds_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *file, *text, *says;
    } cases[] = {
        {"rules.conf", "rules = (" RULE("x", "") ");", NULL},
        {"rules.conf", "rules = (" RULE("x", "confidence = 97;") ");",
         "rules.conf:2: rule 'x': confidence: must be a number from 0 to 1"},
        {"rules.conf", "rules = (" RULE("X!", "") ");", "may have small letters"},
        {"rules.conf", "rules = (" RULE("x", "yields_to = [\"clipping\", \"y\"];") ",\n" RULE("y", "")
         ");", NULL},
        {"rules.conf", "rules = (" RULE("x", "yields_to = [\"cliping\"];") ");",
         "rules.conf:2: yields_to: there is no 'cliping'"},
        {"rules.conf", "rules = (" RULE("x", "") ",\n" RULE("x", "") ");",
         "rules.conf:3: 'x' is here twice"},
        {"corridors.conf", "alone = 0.1;", "corridors.conf:1: there are numbers here, but no source"},
        {"corridors.conf", "alone = 0.1; source = \"[P] me\";", NULL},
        {"corridors.conf", "alone = 0.1; source = \"me\";", "must begin with [S]"},
        {"levels.conf", "levels = ({ role = \"keys\"; relative_lu = -9; presence_db = -6; loud_db = 2;\n"
         "soft_db = 2; });", "levels.conf:1: source is missing"},
        {"targets.conf", "targets = (" TARGET("x", "-8", "2026-11") ");", NULL},
        {"targets.conf", "targets = (" TARGET("x", "-8", "today") ");", "date: 'today' is no date"},
        {"targets.conf", "targets = (" TARGET("x", "8", "2026") ");",
         "integrated_lufs must be from -70 to 0"},
        {"targets.conf", "targets = (" TARGET("x", "-8", "2026") ",\n" TARGET("x", "-9", "2026") ");",
         "targets.conf:2: 'x' is here twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(cases[i].file, cases[i].text);
        told[0] = '\0';
        const unsigned problems = knowledge_check_file(own_path(cases[i].file), &teller).problems;
        if (problems != (cases[i].says ? 1 : 0) || (cases[i].says && !strstr(told, cases[i].says)))
            fail_msg("case %zu: %u problems: %s", i, problems, told);
    }
}

static void without_files_there_is_a_word_and_no_crash(void **state)
{
    (void)state;
    struct knowledge_hit hits[4];
    setenv("SIDEMAN_DATA_DIR", "/nowhere", 1);
    struct knowledge *knowledge = load();
    assert_non_null(strstr(told, "the files of the knowledge are missing"));
    assert_null(knowledge_find(knowledge, KNOWLEDGE_ADVICE, "mud"));
    assert_int_equal(knowledge_search(knowledge, "qqq", hits, 4), 0);
    knowledge_free(knowledge);
    setenv("SIDEMAN_DATA_DIR", shipped, 1);
}

/* Every file, cut anywhere and with bytes turned round: told or taken. */
static void broken_files_are_told(void **state)
{
    (void)state;
    static const char *const names[] = {"advice", "chains", "effects", "metrics",
                                        "roles",  "topics", "tracks",  "trees"};
    static char text[256 * 1024];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[1200];
        snprintf(path, sizeof path, "%s/knowledge/%s.conf", shipped, names[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        const size_t size = fread(text, 1, sizeof text, file);
        fclose(file);
        struct knowledge *knowledge = load();
        for (size_t at = 0; at < size; at += 97) {
            write_bytes("x.conf", text, at);
            told[0] = '\0';
            knowledge_add_file(knowledge, own_path("x.conf"), &teller);
            const char kept = text[at];
            text[at] = (char)("{}()[]\";=0"[at % 10]);
            write_bytes("x.conf", text, size);
            knowledge_add_file(knowledge, own_path("x.conf"), &teller);
            text[at] = kept;
        }
        knowledge_free(knowledge);
    }
}

static void questions_find_their_answers(void **state)
{
    (void)state;
    static const struct {
        const char *question, *answer;
    } rows[] = {
        {"why does my vocal sound muffled", "advice/dull"},
        {"my mix sounds muddy", "advice/mud"},
        {"how loud should I master for Spotify", "target/spotify"},
        {"the s sounds are too sharp in the singing", "advice/sibilance"},
        {"there is a buzz in my guitar recording", "advice/hum"},
        {"my mix disappears in mono on my phone", "advice/polarity"},
        {"why is my master squashed and lifeless", "advice/overcompressed"},
        {"how much headroom should I leave for mastering", "topic/for-mastering"},
        {"what attack and release for punchy drums", "topic/attack-and-release"},
        {"delay time for 120 bpm", "topic/tempo-times"},
        {"which reverb for snare", "effect/plate"},
        {"clicks and gaps while recording", "advice/dropouts"},
        {"cymbals hurt my ears", "advice/harsh"},
        {"bass can't be heard on small speakers", "effect/tube"},
        {"what is true peak", "metric/true-peak"},
        {"what level should I record at", "topic/recording-level"},
        {"voice too quiet in the mix", "advice/level_balance"},
        {"free limiter plugin", "effect/limiter"},
        {"footsteps and wind noise low down", "advice/rumble"},
        {"hiss in the pauses", "advice/noise_floor"},
        {"kick and bass fight each other", "advice/masking"},
        {"does youtube turn quiet music up", "target/youtube"},
        {"where to put the high-pass filter", "topic/high-pass"},
        {"multband compresor", "effect/multiband"},
        {"snare rings", "advice/resonance"},
        {"guitar and vocal are clashing", "advice/masking"},
        {"my vocals are too loud", "advice/level_balance"},
        {"my bass is uneven", "effect/multiband"},
        {"popping p sounds", "advice/rumble"},
        {"one side is louder", "advice/imbalance"},
        {"drums sound like a cardboard box", "advice/boxy"},
        {"corridor of rock", "corridor/rock"},
        {"podcast loudness mono", "target/podcast-mono"},
        {"my vocals sound muddy", "advice/mud"},
        {"the guitar is too harsh", "advice/harsh"},
        {"my drums have no punch", "advice/overcompressed"},
        {"why does the bass vanish on a phone", "advice/polarity"},
        {"which compressor for vocals", "effect/opto"},
    };
    struct knowledge *knowledge = load();
    unsigned first = 0;
    const unsigned all = sizeof rows / sizeof rows[0];
    for (unsigned i = 0; i < all; i++) {
        struct knowledge_hit hits[3];
        const size_t n = knowledge_search(knowledge, rows[i].question, hits, 3);
        size_t place = 3;
        char names[256] = "";
        for (size_t j = 0; j < n; j++) {
            char name[64];
            snprintf(name, sizeof name, "%s/%s", knowledge_kind_name(hits[j].entry->kind),
                     hits[j].entry->id);
            const size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, " %s", name);
            place = strcmp(name, rows[i].answer) == 0 && place == 3 ? j : place;
        }
        if (place == 3)
            fail_msg("'%s' finds%s, not %s", rows[i].question, names, rows[i].answer);
        if (place > 0)
            print_message("'%s' finds%s, %s not first\n", rows[i].question, names, rows[i].answer);
        first += place == 0;
    }
    assert_true(first + 3 >= all);
    knowledge_free(knowledge);
}

static double fixed(void *context, const char *metric)
{
    const char *const *row = context;
    for (; row[0]; row += 2)
        if (strcmp(row[0], metric) == 0)
            return atof(row[1]);
    return (double)NAN;
}

/* The name of the node that a walk with these numbers ends in. */
static const char *walk(const struct knowledge *knowledge, const char *tree,
                        const char *const *numbers)
{
    static struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
    const struct knowledge_lookup lookup = {fixed, (void *)(uintptr_t)numbers};
    const size_t n = knowledge_walk(knowledge_find(knowledge, KNOWLEDGE_TREE, tree), &lookup, steps);
    assert_true(n > 0);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    knowledge_print_walk(out, knowledge, steps, n, 80);
    fclose(out);
    assert_non_null(strstr(text, "=> "));
    free(text);
    return steps[n - 1].node->name;
}

static void trees_are_walked(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
#define WALK(tree, ...) walk(knowledge, tree, (const char *const[]){__VA_ARGS__, NULL})
    assert_string_equal(WALK("gain-staging", "levels.clip_runs", "4"), "mend-clip");
    assert_string_equal(WALK("gain-staging", "levels.clip_runs", "0",
                             "loudness.true_peak_dbtp", "-0.2"), "mend-peak");
    assert_string_equal(WALK("gain-staging", "levels.clip_runs", "0",
                             "levels.peak_dbfs", "-2", "loudness.plr_db", "6"),
                        "mend-squash");
    assert_string_equal(WALK("gain-staging", "levels.clip_runs", "0",
                             "levels.peak_dbfs", "-40", "levels.noise_floor_dbfs", "-50"),
                        "mend-noise");
    assert_string_equal(WALK("gain-staging", "levels.clip_runs", "0",
                             "levels.peak_dbfs", "-8", "levels.dc_percent", "0.0"), "good");
    assert_string_equal(WALK("gain-staging", "none", "0"), "clipped"); /* not known: stops there */
    assert_string_equal(WALK("frequency-balance", "spectrum.bands_db.low_mid", "-10",
                             "spectrum.bands_db.mid", "-18"), "mend-mud");
    assert_string_equal(WALK("frequency-balance", "corridor.low_mid", "0.5", "corridor.high_mid",
                             "1.8"), "mend-harsh");
    assert_string_equal(WALK("frequency-balance", "spectrum.bands_db.low_mid", "-18",
                             "spectrum.bands_db.mid", "-18", "spectrum.bands_db.high_mid", "-23",
                             "spectrum.bands_db.bass", "-12", "spectrum.bands_db.air", "-50"),
                        "mend-dull");
    assert_string_equal(WALK("frequency-balance", "spectrum.bands_db.low_mid", "-18",
                             "spectrum.bands_db.mid", "-18", "spectrum.bands_db.high_mid", "-23",
                             "spectrum.bands_db.bass", "-12", "spectrum.bands_db.air", "-27"),
                        "good");
    knowledge_free(knowledge);
}

/* A mix that lies in the middle of its corridor, but for one band. */
static const char *walk_live(const struct knowledge *knowledge, int band, float off_db, bool known)
{
    static struct snapshot snapshot;
    static struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
    snapshot_clear(&snapshot);
    struct track_reading *track = &snapshot.tracks[0];
    struct corridor_reading *corridor = &snapshot.advice.corridor;
    snapshot.n_tracks = 1;
    track_reading_clear(track);
    track->is_mix = true;
    corridor->known = known;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i];
        const bool off = hz >= band_edges_hz[band] && hz < band_edges_hz[band + 1];
        corridor->low_db[i] = -34;
        corridor->high_db[i] = -26;
        track->spectrum.third_long_db[i] = -30 + (off ? off_db : 0);
    }
    const struct metric_view view = {.snapshot = &snapshot, .track = track, .heard_s = 60};
    const size_t n = knowledge_live_walk(
        knowledge_find(knowledge, KNOWLEDGE_TREE, "frequency-balance"), &view, steps);
    assert_true(n > 0);
    return steps[n - 1].node->name;
}

static void trees_are_walked_live(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    assert_string_equal(walk_live(knowledge, 2, 8, true), "mend-mud");
    assert_string_equal(walk_live(knowledge, 2, 3, true), "good");
    assert_string_equal(walk_live(knowledge, 4, 8, true), "mend-harsh");
    assert_string_equal(walk_live(knowledge, 1, -8, true), "mend-thin");
    assert_string_equal(walk_live(knowledge, 6, -9, true), "mend-dull");
    assert_string_equal(walk_live(knowledge, 6, 8, true), "mend-bright");
    assert_string_equal(walk_live(knowledge, 2, 6, false), "mud-usual"); /* nothing is known */
    assert_string_equal(knowledge_live_unit("loudness.plr_db"), "dB");
    assert_string_equal(knowledge_live_unit("spectrum.bands_db.mid - spectrum.bands_db.air"), "dB");
    assert_string_equal(knowledge_live_unit("corridor.mid"), "");
    assert_null(knowledge_live_unit("corridor.none"));
    assert_null(knowledge_live_unit("spectrum.bands_db.mid - nothing"));
    knowledge_free(knowledge);
}

static void what_is_printed_fits(void **state)
{
    (void)state;
    struct knowledge *knowledge = load();
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        knowledge_print_entry(out, knowledge, knowledge_at(knowledge, i), 60);
        fclose(out);
        for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
            if (text_columns(line) > 60)
                fail_msg("wider than 60 columns: %s", line);
        free(text);
    }
    knowledge_free(knowledge);
}

static int make_folder(void **state)
{
    (void)state;
    const char *source = getenv("srcdir");
    snprintf(shipped, sizeof shipped, "%s/data", source ? source : ".");
    setenv("SIDEMAN_DATA_DIR", shipped, 1);
    if (folder_make(state))
        return -1;
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_DATA_HOME", folder, 1);
    char path[128];
    snprintf(path, sizeof path, "%s/sideman", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/sideman/knowledge", folder);
    return mkdir(path, 0700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_knowledge_is_whole),
        cmocka_unit_test(every_number_has_a_source),
        cmocka_unit_test(every_effect_has_settings_for_roles),
        cmocka_unit_test(what_the_user_writes_adds_and_replaces),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(trees_that_lead_nowhere_are_told),
        cmocka_unit_test(roles_have_their_levels),
        cmocka_unit_test(levels_and_corridors_are_entries),
        cmocka_unit_test(files_of_other_kinds_are_known),
        cmocka_unit_test(faults_of_other_kinds_are_told),
        cmocka_unit_test(without_files_there_is_a_word_and_no_crash),
        cmocka_unit_test(broken_files_are_told),
        cmocka_unit_test(questions_find_their_answers),
        cmocka_unit_test(trees_are_walked),
        cmocka_unit_test(trees_are_walked_live),
        cmocka_unit_test(what_is_printed_fits),
    };
    return cmocka_run_group_tests(tests, make_folder, folder_remove);
}
