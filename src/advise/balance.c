/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/balance.h"

#include "base/units.h"

#include <math.h>
#include <string.h>

static const float db_per_audible = 36.0F; /* 9 dB more or less move a track's share by a quarter */
static const float audible_per_track = 0.03F, audible_shift_max = 0.06F;
static const float usual_tracks = 5.0F;
static const float loudness_counts = 0.7F, audible_counts = 0.3F;
static const float fellow_slack = 0.05F; /* of the tolerance, for each other one of the role */
/* How much of the tolerance the worst, the second, ... must be beyond to be called wrong. */
static const float worst_to_last[] = {1.0F, 1.2F, 1.4F, 1.6F, 1.8F};
static const float heard_min_s = 2.0F, any_heard_min_s = 5.0F; /* strokes are short */
static const float move_max_db = 12.0F, move_step_db = 0.5F;
enum { TRACKS_MIN = 3, FELLOWS_MAX = 3 };
enum { WRONG_MAX = sizeof worst_to_last / sizeof worst_to_last[0] };

struct scene {
    const struct snapshot *snapshot;
    const struct role_levels *levels;
    enum role roles[TRACKS_MAX]; /* whose places they take */
    bool counts[TRACKS_MAX];
    unsigned tracks;
    unsigned of_role[ROLES];
    float above_db[TRACKS_MAX]; /* loudness against its place, before the others are known */
};

static bool counts(const struct snapshot *snapshot, unsigned track)
{
    return track != snapshot->mix && isfinite(snapshot->tracks[track].loudness.integrated_lufs) &&
           isfinite(snapshot->relations.audible[track]) &&
           snapshot->relations.heard_s[track] >= heard_min_s;
}

/* What plays the same role shares its place. */
static float place_lu(const struct scene *scene, enum role role)
{
    return scene->levels->roles[role].relative_lu - 10.0F * log10f((float)scene->of_role[role]);
}

static void find_places(struct scene *scene, const enum role *roles)
{
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++)
        scene->roles[i] = scene->levels->known[roles[i]] ? roles[i] : role_family(roles[i]);
}

static void look_around(struct scene *scene)
{
    const struct snapshot *const snapshot = scene->snapshot;
    float longest_s = 0.0F;
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        scene->counts[i] = counts(snapshot, i);
        if (!scene->counts[i])
            continue;
        scene->of_role[scene->roles[i]]++;
        scene->tracks++;
        longest_s = fmaxf(longest_s, snapshot->relations.heard_s[i]);
    }
    if (longest_s < any_heard_min_s)
        scene->tracks = 0;
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (scene->counts[i])
            scene->above_db[i] = snapshot->tracks[i].loudness.integrated_lufs -
                                 place_lu(scene, scene->roles[i]);
}

struct opinion {
    float db, weight;
};

/* Between the two in whose midst half of the weight is reached. */
static float weighted_median(const struct opinion *sorted, unsigned count, float half)
{
    float below = 0.0F, last_at = 0.0F;
    for (unsigned i = 0; i < count; i++) {
        const float at = below + 0.5F * sorted[i].weight;
        if (at >= half && i > 0)
            return sorted[i - 1].db +
                   (sorted[i].db - sorted[i - 1].db) * (half - last_at) / (at - last_at);
        if (at >= half)
            return sorted[i].db;
        below += sorted[i].weight;
        last_at = at;
    }
    return sorted[count - 1].db;
}

/* How far above their places the other tracks are: what has a firm place and no fellows says most. */
static float others_above_db(const struct scene *scene, unsigned track)
{
    struct opinion sorted[TRACKS_MAX];
    unsigned count = 0;
    float half = 0.0F;
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++) {
        if (i == track || !scene->counts[i])
            continue;
        const enum role role = scene->roles[i];
        const struct role_level *const place = &scene->levels->roles[role];
        const float taste_db = place->loud_db + place->soft_db;
        const float weight = 1.0F / (taste_db * sqrtf((float)scene->of_role[role]));
        unsigned at = count++;
        for (; at > 0 && sorted[at - 1].db > scene->above_db[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = (struct opinion){scene->above_db[i], weight};
        half += 0.5F * weight;
    }
    return weighted_median(sorted, count, half);
}

static void judge(const struct scene *scene, unsigned track, struct fader_reading *fader)
{
    const enum role role = scene->roles[track];
    const struct role_level *const place = &scene->levels->roles[role];
    const unsigned fellows = scene->of_role[role] - 1;
    const float others = others_above_db(scene, track);
    const float fewer = audible_per_track * (usual_tracks - (float)scene->tracks);
    const float audible = place->audible + fminf(fmaxf(fewer, -audible_shift_max), audible_shift_max);
    fader->audible = scene->snapshot->relations.audible[track];
    fader->target_lufs = place_lu(scene, role) + others;
    fader->off_db = loudness_counts * (scene->above_db[track] - others) +
                    audible_counts * db_per_audible * (fader->audible - audible);
    const unsigned some = fellows < FELLOWS_MAX ? fellows : FELLOWS_MAX;
    fader->tolerance_db = (fader->off_db > 0.0F ? place->loud_db : place->soft_db) *
                          (1.0F + fellow_slack * (float)some);
}

float balance_move_db(float off_db)
{
    const float move = fminf(fmaxf(-off_db, -move_max_db), move_max_db);
    return move_step_db * roundf(move / move_step_db);
}

/* Taste is left alone. */
static void propose(struct fader_reading *fader)
{
    const bool fine = fabsf(fader->off_db) <= fader->tolerance_db;
    fader->move_db = fine ? 0.0F : balance_move_db(fader->off_db);
}

/* Who leads a mix, and a kit or bass that is one track, has its place; the rest is more a matter of
 * taste. */
static bool has_firm_place(const struct scene *scene, unsigned track, float off_db)
{
    const enum role role = scene->roles[track];
    if (role == ROLE_NONE || role == ROLE_OTHER)
        return false;
    const bool carries = role == ROLE_VOCALS || role_family(role) == ROLE_DRUMS || role == ROLE_BASS;
    return off_db > 0.0F || (carries && scene->of_role[role] < FELLOWS_MAX);
}

static float tolerances_off(const struct fader_reading *fader)
{
    return fabsf(fader->off_db) / fader->tolerance_db;
}

/* One track that is off changes what all others seem to be: the worst is called wrong, and what is
 * clearly off beside it. */
static void blame(const struct scene *scene, struct fader_reading *faders)
{
    unsigned worst[WRONG_MAX], count = 0;
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++) {
        if (!scene->counts[i])
            continue;
        const float off = tolerances_off(&faders[i]);
        unsigned at = count < WRONG_MAX ? count++ : WRONG_MAX;
        for (; at > 0 && tolerances_off(&faders[worst[at - 1]]) < off; at--)
            if (at < WRONG_MAX)
                worst[at] = worst[at - 1];
        if (at < WRONG_MAX)
            worst[at] = i;
    }
    for (unsigned k = 0; k < count; k++) {
        struct fader_reading *const fader = &faders[worst[k]];
        fader->wrong = tolerances_off(fader) > worst_to_last[k];
        fader->sure = k == 0 && has_firm_place(scene, worst[k], fader->off_db);
    }
}

void balance_find(const struct snapshot *snapshot, const struct role_levels *levels,
                  const enum role *roles, struct fader_reading *faders)
{
    struct scene scene = {.snapshot = snapshot, .levels = levels};
    for (unsigned i = 0; i < TRACKS_MAX; i++)
        fader_reading_clear(&faders[i]);
    find_places(&scene, roles);
    look_around(&scene);
    if (scene.tracks < TRACKS_MIN)
        return;
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (scene.counts[i]) {
            judge(&scene, i, &faders[i]);
            propose(&faders[i]);
        }
    blame(&scene, faders);
}
