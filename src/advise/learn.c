/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/learn.h"

#include "advise/learn_tips.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Evidence of one answer.  What is measured says less than what the user says: music changes too. */
static const struct {
    double good, bad;
} evidence[ANSWER_KINDS] = {
    [ANSWER_APPLIED] = {1.0, 0.0},  [ANSWER_MODIFIED] = {0.7, 0.3},
    [ANSWER_IGNORED] = {0.0, 1.0},  [ANSWER_NEVER] = {0.0, 1.0},
    [ANSWER_FOLLOWED] = {0.5, 0.0}, [ANSWER_NOT_FOLLOWED] = {0.0, 0.2},
};

static const double PRIOR_STRENGTH = 4.0; /* answers that the level above is worth */
static const double OTHER_PROJECT = 0.5;
static const double HALF_LIFE_S = 182.0 * 86400.0;

enum { CELLS_MAX = 4 * LEARNED_MAX };

struct learn {
    char project[PROJECT_MAX];
    int64_t now;
    size_t count, room;
    struct learn_cell *cells; /* ordered as struct learned: the rule as a whole comes after its parts */
};

struct learn *learn_new(const char *project, int64_t now)
{
    struct learn *learn = calloc(1, sizeof *learn);
    if (learn) {
        snprintf(learn->project, sizeof learn->project, "%s", project);
        learn->now = now;
    }
    return learn;
}

void learn_free(struct learn *learn)
{
    if (!learn)
        return;
    free(learn->cells);
    free(learn);
}

static int compare(const char *rule, unsigned role, unsigned genre, const char *other_rule,
                   unsigned other_role, unsigned other_genre)
{
    const int order = strcmp(rule, other_rule);
    if (order != 0)
        return order;
    return role != other_role ? (int)role - (int)other_role : (int)genre - (int)other_genre;
}

/* Where it is, or where it belongs. */
static size_t place_of(const struct learn *learn, const char *rule, unsigned role, unsigned genre,
                       bool *there)
{
    size_t low = 0, high = learn->count;
    *there = false;
    while (low < high && !*there) {
        const size_t middle = (low + high) / 2;
        const struct learn_cell *cell = &learn->cells[middle];
        const int order = compare(rule, role, genre, cell->rule, cell->role, cell->genre);
        *there = order == 0;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return high;
}

static struct learn_cell *cell_of(struct learn *learn, const char *rule, unsigned role,
                                  unsigned genre)
{
    bool there;
    const size_t place = place_of(learn, rule, role, genre, &there);
    if (there)
        return &learn->cells[place];
    if (learn->count == CELLS_MAX)
        return NULL;
    if (learn->count == learn->room) {
        const size_t room = learn->room ? 2 * learn->room : 64;
        struct learn_cell *cells = realloc(learn->cells, room * sizeof *cells);
        if (!cells)
            return NULL;
        learn->cells = cells;
        learn->room = room;
    }
    struct learn_cell *cell = &learn->cells[place];
    memmove(cell + 1, cell, (learn->count - place) * sizeof *cell);
    learn->count++;
    *cell = (struct learn_cell){.role = (uint8_t)role, .genre = (uint8_t)genre,
                                .never_time = -1, .again_time = -1};
    snprintf(cell->rule, sizeof cell->rule, "%s", rule);
    return cell;
}

static void count(struct learn_cell *cell, const struct answer *answer, double share)
{
    double good = evidence[answer->kind].good, bad = evidence[answer->kind].bad;
    if (answer->kind == ANSWER_RATED) {
        good = (answer->rating - 1) / (double)(RATING_MAX - 1);
        bad = 1.0 - good;
        cell->rating_sum += answer->rating;
    }
    cell->counts[answer->kind]++;
    cell->good += share * good;
    cell->bad += share * bad;
    if (isfinite(answer->after - answer->before)) {
        cell->change_sum += (double)(answer->after - answer->before);
        cell->n_changes++;
    }
    if (answer->kind == ANSWER_NEVER && answer->time >= cell->never_time) {
        cell->never_time = answer->time;
        cell->never_wins = answer->time >= cell->again_time;
    }
    if (answer->kind == ANSWER_AGAIN && answer->time >= cell->again_time) {
        cell->again_time = answer->time;
        cell->never_wins = cell->never_wins && cell->never_time > answer->time;
    }
}

bool learn_add(struct learn *learn, const struct answer *answer)
{
    const bool same = !*learn->project || strcmp(learn->project, answer->project) == 0;
    const double age_s = learn->now > answer->time ? (double)(learn->now - answer->time) : 0.0;
    const double share = (same ? 1.0 : OTHER_PROJECT) * pow(0.5, age_s / HALF_LIFE_S);
    const unsigned levels[3][2] = {
        {answer->role, answer->genre}, {answer->role, GENRES}, {ROLES, GENRES}};
    for (unsigned i = answer->genre < GENRES ? 0 : 1; i < 3; i++) {
        struct learn_cell *cell = cell_of(learn, answer->rule, levels[i][0], levels[i][1]);
        if (!cell)
            return false;
        count(cell, answer, share);
    }
    return true;
}

size_t learn_cells(const struct learn *learn, const struct learn_cell **cells)
{
    *cells = learn->cells;
    return learn->count;
}

static const struct learn_cell *find_cell(const struct learn *learn, const char *rule,
                                          unsigned role, unsigned genre)
{
    bool there;
    const size_t place = place_of(learn, rule, role, genre, &there);
    return there ? &learn->cells[place] : NULL;
}

static double mean_below(const struct learn_cell *cell, double prior)
{
    return (cell->good + PRIOR_STRENGTH * prior) / (cell->good + cell->bad + PRIOR_STRENGTH);
}

static bool is_muted(const struct learn_cell *cell)
{
    return cell->never_wins;
}

static float clamp(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

/* A muting of the rule as a whole is said with ROLE_NONE; taking it back for one role frees that
 * role. */
bool learn_is_muted(const struct learn *learn, const struct learn_cell *cell)
{
    const struct learn_cell *own = find_cell(learn, cell->rule, cell->role, GENRES);
    const struct learn_cell *all = find_cell(learn, cell->rule, ROLE_NONE, GENRES);
    if (cell->role == ROLES)
        return all && is_muted(all);
    if (own && is_muted(own))
        return true;
    return all && is_muted(all) && (!own || own->again_time < all->never_time);
}

static struct learned_rule conclude(const struct learn *learn, const struct learn_cell *cell)
{
    double useful = (double)LEARN_PRIOR;
    const struct learn_cell *whole = find_cell(learn, cell->rule, ROLES, GENRES);
    const struct learn_cell *role = find_cell(learn, cell->rule, cell->role, GENRES);
    useful = whole ? mean_below(whole, useful) : useful;
    if (cell->role < ROLES && role)
        useful = mean_below(role, useful);
    if (cell->genre < GENRES)
        useful = mean_below(cell, useful);
    const double heard = cell->good + cell->bad;
    struct learned_rule rule = {
        .role = cell->role, .genre = cell->genre, .useful = (float)useful,
        .certainty = (float)(heard / (heard + PRIOR_STRENGTH)),
        .weight = clamp((float)useful / LEARN_PRIOR, LEARN_WEIGHT_MIN, LEARN_WEIGHT_MAX),
        .shift = clamp(2.0f * (LEARN_PRIOR - (float)useful), -LEARN_SHIFT_MAX, LEARN_SHIFT_MAX),
        .muted = learn_is_muted(learn, cell),
    };
    memcpy(rule.rule, cell->rule, sizeof rule.rule);
    return rule;
}

/* Where there are more than fit, single genres go first, then single roles. */
static unsigned rank_of(const struct learn_cell *cell)
{
    return cell->genre < GENRES ? 2 : cell->role < ROLES ? 1 : 0;
}

void learn_conclude(const struct learn *learn, struct learned *learned)
{
    size_t of_rank[3] = {0};
    learned_clear(learned);
    for (size_t i = 0; i < learn->count; i++)
        of_rank[rank_of(&learn->cells[i])]++;
    size_t room = LEARNED_MAX;
    for (unsigned rank = 0; rank < 3; rank++) {
        of_rank[rank] = of_rank[rank] < room ? of_rank[rank] : room;
        room -= of_rank[rank];
    }
    for (size_t i = 0; i < learn->count; i++) {
        const unsigned rank = rank_of(&learn->cells[i]);
        if (of_rank[rank] == 0)
            continue;
        of_rank[rank]--;
        learned->rules[learned->count++] = conclude(learn, &learn->cells[i]);
    }
    learned->n_tips = learn_tips(learn, learned->tips);
}

void learned_clear(struct learned *learned)
{
    learned->count = learned->n_tips = 0;
    memset(learned->tips, 0, sizeof learned->tips);
}

static const struct learned_rule *find(const struct learned *learned, const char *rule,
                                       unsigned role, unsigned genre)
{
    size_t low = 0, high = learned->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct learned_rule *at = &learned->rules[middle];
        const int order = compare(rule, role, genre, at->rule, at->role, at->genre);
        if (order == 0)
            return at;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct learned_rule *learned_find(const struct learned *learned, const char *rule,
                                        enum role role, enum genre genre)
{
    const struct learned_rule *found = NULL;
    if (genre < GENRES)
        found = find(learned, rule, role, genre);
    if (!found)
        found = find(learned, rule, role, GENRES);
    return found ? found : find(learned, rule, ROLES, GENRES);
}

struct learned_rule learned_get(const struct learned *learned, const char *rule, enum role role,
                                enum genre genre)
{
    const struct learned_rule *found = learned_find(learned, rule, role, genre);
    struct learned_rule shipped = {.role = ROLES, .genre = GENRES, .useful = LEARN_PRIOR,
                                   .weight = 1.0f};
    if (found)
        return *found;
    snprintf(shipped.rule, sizeof shipped.rule, "%s", rule);
    return shipped;
}
