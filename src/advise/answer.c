/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/answer.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static const int64_t LATEST = 253402300799; /* the end of the year 9999 */

const char *const answer_names[ANSWER_KINDS] = {
    [ANSWER_APPLIED] = "applied",   [ANSWER_MODIFIED] = "modified",
    [ANSWER_IGNORED] = "ignored",   [ANSWER_NEVER] = "never",
    [ANSWER_AGAIN] = "again",       [ANSWER_RATED] = "rated",
    [ANSWER_FOLLOWED] = "followed", [ANSWER_NOT_FOLLOWED] = "not_followed",
};

enum answer_kind answer_from_name(const char *name)
{
    int i = 0;
    while (i < ANSWER_KINDS && strcmp(name, answer_names[i]) != 0)
        i++;
    return (enum answer_kind)i;
}

enum role answer_role_from_name(const char *name)
{
    return *name ? role_from_name(name) : ROLE_NONE;
}

void answer_clear(struct answer *answer)
{
    memset(answer, 0, sizeof *answer);
    answer->genre = GENRES;
    answer->before = answer->after = NAN;
}

bool answer_rule_is_sane(const char *rule)
{
    const size_t length = strlen(rule);
    return length > 0 && length < RULE_ID_MAX &&
           strspn(rule, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static bool text_is_sane(const char *text, size_t size)
{
    char utf8[4 * TRACK_NAME_MAX];
    if (!memchr(text, '\0', size))
        return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    text_to_utf8(utf8, sizeof utf8, text);
    return strcmp(utf8, text) == 0;
}

static bool uid_is_sane(const char *uid)
{
    return strnlen(uid, ANSWER_UID_MAX) == ANSWER_UID_MAX - 1 &&
           strspn(uid, "0123456789abcdef") == ANSWER_UID_MAX - 1;
}

bool answer_is_sane(const struct answer *answer)
{
    const bool rated = answer->kind == ANSWER_RATED;
    return (unsigned)answer->kind < ANSWER_KINDS && (unsigned)answer->role < ROLES &&
           (unsigned)answer->genre <= GENRES && answer->time >= 0 && answer->time <= LATEST &&
           memchr(answer->rule, '\0', RULE_ID_MAX) && answer_rule_is_sane(answer->rule) &&
           text_is_sane(answer->project, PROJECT_MAX) &&
           text_is_sane(answer->track, TRACK_NAME_MAX) &&
           (rated ? answer->rating >= 1 && answer->rating <= RATING_MAX : answer->rating == 0) &&
           !isinf(answer->before) && !isinf(answer->after) &&
           (!*answer->uid || uid_is_sane(answer->uid));
}

/* Where the system has no randomness yet, clock and process make do. */
void answer_make_uid(struct answer *answer)
{
    static _Atomic uint32_t counter;
    uint64_t parts[2];
    if (getrandom(parts, sizeof parts, GRND_NONBLOCK) != (ssize_t)sizeof parts) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        parts[0] = (uint64_t)now.tv_sec << 32 | (uint64_t)now.tv_nsec;
        parts[1] = (uint64_t)getpid() << 32 | ++counter;
    }
    snprintf(answer->uid, sizeof answer->uid, "%016llx%016llx", (unsigned long long)parts[0],
             (unsigned long long)parts[1]);
}
