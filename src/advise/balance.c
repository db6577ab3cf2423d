/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/balance.h"

#include "base/units.h"

#include <math.h>
#include <string.h>

static const float db_per_audible = 36.0F; /* 9 dB more or less move a track's share by a quarter */
static const float audible_per_track = 0.03F, audible_shift_max = 0.06F;
static const float usual_tracks = 5.0F;
static const float pair_slack_db = 0.7F, crowd_slack_db = 2.5F; /* for two and more of one role */
static const float second_slack_db = 0.5F; /* beside the worst, others must be off by so much more */
static const float hardly_audible = 0.12F; /* what accompanies may be soft until then */
static const float heard_min_s = 5.0F;
static const float move_max_db = 12.0F, move_step_db = 0.5F;
enum { TRACKS_MIN = 3 };

struct group {
    unsigned tracks;
    double power;
    float off_db; /* loudness against its place, before the others are known */
};

struct scene {
    const struct snapshot *snapshot;
    const struct role_levels *levels;
    const enum role *roles;
    bool counts[TRACKS_MAX];
    unsigned tracks;
    struct group groups[ROLES];
};

static bool counts(const struct snapshot *snapshot, unsigned track)
{
    return track != snapshot->mix && isfinite(snapshot->tracks[track].loudness.integrated_lufs) &&
           isfinite(snapshot->relations.audible[track]) &&
           snapshot->relations.heard_s[track] >= heard_min_s;
}

static void look_around(struct scene *scene)
{
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++) {
        scene->counts[i] = counts(scene->snapshot, i);
        if (!scene->counts[i])
            continue;
        struct group *const group = &scene->groups[scene->roles[i]];
        group->tracks++;
        scene->tracks++;
        group->power +=
            units_power_from_db((double)scene->snapshot->tracks[i].loudness.integrated_lufs);
    }
    for (int r = 0; r < ROLES; r++)
        if (scene->groups[r].tracks > 0)
            scene->groups[r].off_db =
                (float)units_db_from_power(scene->groups[r].power) - scene->levels->roles[r].relative_lu;
}

static float median_of(float *values, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        const float value = values[i];
        unsigned at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
    return count % 2 ? values[count / 2] : 0.5F * (values[count / 2 - 1] + values[count / 2]);
}

/* What a track of its place would have to be off, going by the other roles; by its fellows when there
 * are no others. */
static float others_off_db(const struct scene *scene, enum role role)
{
    float values[ROLES];
    unsigned count = 0;
    for (int r = 0; r < ROLES; r++)
        if (r != (int)role && scene->groups[r].tracks > 0)
            values[count++] = scene->groups[r].off_db;
    return count ? median_of(values, count) : scene->groups[role].off_db;
}

static void judge(const struct scene *scene, unsigned track, struct fader_reading *fader)
{
    const enum role role = scene->roles[track];
    const struct role_level *const place = &scene->levels->roles[role];
    const unsigned fellows = scene->groups[role].tracks;
    const float loudness = scene->snapshot->tracks[track].loudness.integrated_lufs;
    const float target = place->relative_lu + others_off_db(scene, role) -
                         10.0F * log10f((float)fellows);
    const float fewer = audible_per_track * (usual_tracks - (float)scene->tracks);
    const float audible = place->audible + fminf(fmaxf(fewer, -audible_shift_max), audible_shift_max);
    const float heard = scene->snapshot->relations.audible[track];
    fader->target_lufs = target;
    fader->audible = heard;
    fader->off_db = 0.5F * (loudness - target) + 0.5F * db_per_audible * (heard - audible);
    fader->tolerance_db = fader->off_db > 0.0F ? place->loud_db : place->soft_db;
    if (fellows > 1)
        fader->tolerance_db += fellows > 2 ? crowd_slack_db : pair_slack_db;
}

/* What carries a mix has its place; what accompanies, and the pieces of a kit, may stay in the back. */
static bool may_be_soft(const struct scene *scene, unsigned track)
{
    const enum role role = scene->roles[track];
    const bool carries = role == ROLE_VOCALS || role == ROLE_DRUMS || role == ROLE_BASS;
    return !carries || scene->groups[role].tracks > 2;
}

/* Half of the tolerance is left alone: taste. */
static void propose(struct fader_reading *fader)
{
    const float off = fader->off_db;
    const bool fine = fabsf(off) <= 0.5F * fader->tolerance_db;
    const float move = fine ? 0.0F : fminf(fmaxf(-off, -move_max_db), move_max_db);
    fader->move_db = move_step_db * roundf(move / move_step_db);
}

static bool is_off(const struct scene *scene, unsigned track, const struct fader_reading *fader,
                   float slack_db)
{
    const enum role role = scene->roles[track];
    const bool could_be_anything = role == ROLE_NONE || role == ROLE_OTHER;
    if (could_be_anything && scene->groups[role].tracks > 1)
        return false;
    if (!(fabsf(fader->off_db) > fader->tolerance_db + slack_db))
        return false;
    return fader->off_db > 0.0F || !may_be_soft(scene, track) || fader->audible < hardly_audible;
}

/* One track that is off changes what all others seem to be: the worst is called wrong, and whatever is
 * clearly off beside it. */
static void blame(const struct scene *scene, struct fader_reading *faders)
{
    unsigned worst = TRACKS_MAX;
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++)
        if (scene->counts[i] &&
            (worst == TRACKS_MAX || fabsf(faders[i].off_db) - faders[i].tolerance_db >
                                        fabsf(faders[worst].off_db) - faders[worst].tolerance_db))
            worst = i;
    for (unsigned i = 0; i < scene->snapshot->n_tracks; i++) {
        const float slack = i == worst ? 0.0F : second_slack_db;
        faders[i].wrong = scene->counts[i] && is_off(scene, i, &faders[i], slack);
    }
}

void balance_find(const struct snapshot *snapshot, const struct role_levels *levels,
                  const enum role *roles, struct fader_reading *faders)
{
    struct scene scene = {.snapshot = snapshot, .levels = levels, .roles = roles};
    for (unsigned i = 0; i < TRACKS_MAX; i++)
        fader_reading_clear(&faders[i]);
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
