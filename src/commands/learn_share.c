/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/learn_share.h"

#include "base/i18n.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DIGITS = 9, BYTES_MAX = 64 << 20, ANSWERS_MAX = 500000, DAY_S = 86400 };

struct export {
    FILE *out;
    const char *project;
    bool any, failed;
};

static json_t *number(float value)
{
    return isfinite(value) ? json_real((double)value) : json_null();
}

static json_t *object_of(const struct answer *answer)
{
    return json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o}", "uid", answer->uid,
                     "time", (json_int_t)answer->time, "kind", answer_names[answer->kind], "project",
                     answer->project, "rule", answer->rule, "role", role_names[answer->role],
                     "genre", answer->genre < GENRES ? genre_names[answer->genre] : "", "track",
                     answer->track, "rating", (int)answer->rating, "before",
                     number(answer->before), "after", number(answer->after));
}

static void export_one(void *data, const struct answer *answer)
{
    struct export *export = data;
    if (export->project && strcmp(export->project, answer->project) != 0)
        return;
    json_t *object = object_of(answer);
    fprintf(export->out, "%s\n    ", export->any ? "," : "");
    export->any = true;
    if (!object || json_dumpf(object, export->out, JSON_REAL_PRECISION(DIGITS)) != 0)
        export->failed = true;
    json_decref(object);
}

enum status learn_export(FILE *out, struct journal *journal, const char *project,
                         struct error *error)
{
    struct export export = {.out = out, .project = project};
    fprintf(out, "{\n  \"sideman_learning\": %d,\n  \"answers\": [", LEARN_SHARE_VERSION);
    const enum status status = journal_each(journal, export_one, &export, error);
    fprintf(out, "%s]\n}\n", export.any ? "\n  " : "");
    if (status == STATUS_OK && export.failed)
        return error_set(error, STATUS_FAILED, _("not all of it could be written"));
    return status;
}

static bool take_text(const json_t *object, const char *key, char *text, size_t size)
{
    const json_t *value = json_object_get(object, key);
    const char *from = json_string_value(value);
    if (!from || strlen(from) != json_string_length(value) || strlen(from) >= size)
        return false;
    memcpy(text, from, strlen(from) + 1);
    return true;
}

static bool take_number(const json_t *object, const char *key, float *number_out)
{
    const json_t *value = json_object_get(object, key);
    *number_out = json_is_number(value) ? (float)json_number_value(value) : NAN;
    return !value || json_is_null(value) || json_is_number(value);
}

/* The name of the field that is wrong; NULL: all is well. */
static const char *read_answer(const json_t *object, struct answer *answer)
{
    char kind[16], role[16], genre[16];
    answer_clear(answer);
    if (!take_text(object, "uid", answer->uid, sizeof answer->uid) || !*answer->uid)
        return "uid";
    if (!take_text(object, "kind", kind, sizeof kind) ||
        (answer->kind = answer_from_name(kind)) == ANSWER_KINDS)
        return "kind";
    if (!take_text(object, "project", answer->project, sizeof answer->project))
        return "project";
    if (!take_text(object, "rule", answer->rule, sizeof answer->rule) ||
        !answer_rule_is_sane(answer->rule))
        return "rule";
    if (!take_text(object, "role", role, sizeof role) ||
        (answer->role = answer_role_from_name(role)) == ROLES)
        return "role";
    if (!take_text(object, "genre", genre, sizeof genre) ||
        ((answer->genre = genre_from_name(genre)) == GENRES && *genre))
        return "genre";
    if (!take_text(object, "track", answer->track, sizeof answer->track))
        return "track";
    const json_t *when = json_object_get(object, "time"), *rating = json_object_get(object, "rating");
    if (!json_is_integer(when) || json_integer_value(when) > (json_int_t)time(NULL) + DAY_S)
        return "time";
    if (!json_is_integer(rating) || json_integer_value(rating) < 0 ||
        json_integer_value(rating) > RATING_MAX)
        return "rating";
    answer->time = json_integer_value(when);
    answer->rating = (uint8_t)json_integer_value(rating);
    if (!take_number(object, "before", &answer->before) || isinf(answer->before))
        return "before";
    if (!take_number(object, "after", &answer->after) || isinf(answer->after))
        return "after";
    return answer_is_sane(answer) ? NULL : "uid, time, rating, project, track";
}

static enum status read_all(const json_t *list, const char *name, struct answer *answers,
                            struct error *error)
{
    size_t i;
    const json_t *object;
    json_array_foreach(list, i, object) {
        const char *wrong = read_answer(object, &answers[i]);
        if (wrong)
            return error_set(error, STATUS_FAILED,
                             _("%.100s: answer %zu has no good \"%s\"; nothing was taken over"), name,
                             i + 1, wrong);
    }
    return STATUS_OK;
}

/* Whole, but never more than is sensible. */
static char *read_text(FILE *in, size_t *size)
{
    size_t room = 1 << 16, used = 0;
    char *text = malloc(room);
    while (text) {
        used += fread(text + used, 1, room - used, in);
        if (used < room)
            break;
        char *more = room < BYTES_MAX ? realloc(text, 2 * room) : NULL;
        if (!more)
            free(text);
        text = more;
        room *= 2;
    }
    *size = used;
    return text;
}

static enum status check_head(const json_t *root, const char *name, struct error *error)
{
    const json_t *version = json_object_get(root, "sideman_learning");
    const json_t *list = json_object_get(root, "answers");
    if (!json_is_integer(version) || !json_is_array(list))
        return error_set(error, STATUS_FAILED,
                         _("%.100s is no export of `sideman learn export`"), name);
    if (json_integer_value(version) != LEARN_SHARE_VERSION)
        return error_set(error, STATUS_FAILED,
                         _("%.100s is from another version of sideman: nothing was taken over"), name);
    if (json_array_size(list) > ANSWERS_MAX)
        return error_set(error, STATUS_FAILED, _("%.100s has more than %d answers"), name, ANSWERS_MAX);
    return STATUS_OK;
}

enum status learn_import_read(FILE *in, const char *name, struct answer **answers, size_t *count,
                              struct error *error)
{
    json_error_t problem;
    size_t size;
    char *text = read_text(in, &size);
    if (!text)
        return error_set(error, STATUS_FAILED, _("%.100s is too large"), name);
    json_t *root = ferror(in) ? NULL : json_loadb(text, size, JSON_REJECT_DUPLICATES, &problem);
    free(text);
    if (ferror(in))
        return error_set(error, STATUS_FAILED, _("%.100s: cannot be read"), name);
    if (!root)
        return error_set(error, STATUS_FAILED, "%.100s:%d: %s", name, problem.line, problem.text);
    enum status status = check_head(root, name, error);
    if (status == STATUS_OK) {
        const json_t *list = json_object_get(root, "answers");
        *count = json_array_size(list);
        *answers = calloc(*count + 1, sizeof **answers);
        status = *answers ? read_all(list, name, *answers, error)
                          : error_set(error, STATUS_NO_MEMORY, _("not enough memory to import it"));
        if (status != STATUS_OK)
            free(*answers);
    }
    json_decref(root);
    return status;
}
