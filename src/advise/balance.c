/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/balance.h"

#include "base/units.h"

#include <math.h>
#include <string.h>

static const float heard_min_s = 2.0F, any_heard_min_s = 5.0F; /* strokes are short */
static const float move_max_db = 12.0F, move_step_db = 0.5F;
static const float kick_share = 0.5F, hats_share = 0.5F; /* of its power: below 250 Hz, above 2 kHz */
enum { TRACKS_MIN = 3, FELLOWS_MAX = 3, ROUNDS = 8, KICK_TO = 2, HATS_FROM = 4 /* bands */ };
/* How many tolerances the worst, the second, ... may be off; and all others. */
static const float worst_to_last[] = {1.0F, 1.2F, 1.4F, 1.6F, 1.8F}, last = 2.0F;
enum { WORST = sizeof worst_to_last / sizeof worst_to_last[0] };
static const float settled = 0.75F; /* of the tolerance: what is left once faders are moved anyway */
/* How far tracks are off, as a rule. */
static const float spread_usual_db = 2.5F, spread_min_db = 2.0F, spread_max_db = 6.0F;

/* How a track is seen, how much that counts, and how far a decibel of its fader moves it there.  Fitted to
 * faders moved in clean mixes (tests/eval/levels.py). */
enum { LOUDNESS, PRESENCE, VIEWS };
static const float counts_for[VIEWS] = {0.72F, 0.28F};
static const float moves_by[VIEWS] = {1.0F, 0.88F};

struct scene {
    const struct snapshot *snapshot;
    const struct role_levels *levels;
    const enum role *roles;
    unsigned tracks, of_family[ROLES];
    uint8_t track[TRACKS_MAX];           /* those that count; the rest here is in their order */
    const struct role_level *place[TRACKS_MAX];
    float weight[TRACKS_MAX];
    float above_db[VIEWS][TRACKS_MAX];   /* against its place, before the others are known */
    uint8_t sorted[VIEWS][TRACKS_MAX];   /* from the lowest */
    float all_weight;
    float off_db[TRACKS_MAX], tolerance_db[TRACKS_MAX];
    unsigned worst;
};

static bool counts(const struct snapshot *snapshot, unsigned track)
{
    return track != snapshot->mix && isfinite(snapshot->tracks[track].loudness.integrated_lufs) &&
           isfinite(snapshot->relations.presence_db[track]) &&
           snapshot->relations.heard_s[track] >= heard_min_s;
}

static float power_share(const float *bands_db, int from, int to)
{
    float sum = 0.0F, part = 0.0F;
    for (int i = 0; i < BANDS; i++) {
        const float power = isfinite(bands_db[i]) ? powf(10.0F, bands_db[i] / 10.0F) : 0.0F;
        sum += power;
        part += i >= from && i < to ? power : 0.0F;
    }
    return sum > 0.0F ? part / sum : 0.0F;
}

/* Whose level it goes by: pieces of a kit that nobody names are told by their sound. */
static enum role place_of(const struct scene *scene, unsigned track)
{
    enum role role = scene->roles[track];
    const float *const bands_db = scene->snapshot->tracks[track].spectrum.bands_db;
    if (role == ROLE_DRUMS && scene->of_family[role] > 1) {
        if (power_share(bands_db, 0, KICK_TO) > kick_share)
            role = ROLE_KICK;
        else
            role = power_share(bands_db, HATS_FROM, BANDS) > hats_share ? ROLE_HATS : ROLE_SNARE;
    }
    return scene->levels->known[role] ? role : role_family(role);
}

static void look_around(struct scene *scene)
{
    const struct snapshot *const snapshot = scene->snapshot;
    float longest_s = 0.0F;
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        if (!counts(snapshot, i))
            continue;
        scene->of_family[role_family(scene->roles[i])]++;
        scene->track[scene->tracks++] = (uint8_t)i;
        longest_s = fmaxf(longest_s, snapshot->relations.heard_s[i]);
    }
    if (longest_s < any_heard_min_s)
        scene->tracks = 0;
    const bool sung = scene->of_family[ROLE_VOCALS] > 0;
    for (unsigned k = 0; k < scene->tracks; k++) {
        const unsigned i = scene->track[k];
        const struct role_level *const place = &scene->levels->roles[place_of(scene, i)];
        scene->place[k] = place;
        scene->weight[k] = 1.0F / (place->loud_db + place->soft_db);
        scene->all_weight += scene->weight[k];
        scene->above_db[LOUDNESS][k] =
            snapshot->tracks[i].loudness.integrated_lufs - (sung ? place->relative_lu : place->unsung_lu);
        scene->above_db[PRESENCE][k] =
            snapshot->relations.presence_db[i] - (sung ? place->presence_db : place->unsung_db);
        for (int view = 0; view < VIEWS; view++)
            scene->sorted[view][k] = (uint8_t)k;
    }
}

static void sort(struct scene *scene)
{
    for (int view = 0; view < VIEWS; view++) {
        const float *const above = scene->above_db[view];
        uint8_t *const sorted = scene->sorted[view];
        for (unsigned k = 1; k < scene->tracks; k++) {
            const uint8_t one = sorted[k];
            unsigned at = k;
            for (; at > 0 && above[sorted[at - 1]] > above[one]; at--)
                sorted[at] = sorted[at - 1];
            sorted[at] = one;
        }
    }
}

/* How far above their places the others are: their weighted median, between the two in whose midst half of
 * the weight is reached.  What has a firm place says most. */
static float others_above_db(const struct scene *scene, int view, unsigned but)
{
    const float *const above = scene->above_db[view];
    const float half = 0.5F * (scene->all_weight - scene->weight[but]);
    float below = 0.0F, last_at = 0.0F, last_db = NAN;
    for (unsigned n = 0; n < scene->tracks; n++) {
        const unsigned k = scene->sorted[view][n];
        if (k == but)
            continue;
        const float at = below + 0.5F * scene->weight[k];
        if (at >= half)
            return isnan(last_db) ? above[k]
                                  : last_db + (above[k] - last_db) * (half - last_at) / (at - last_at);
        below += scene->weight[k];
        last_at = at;
        last_db = above[k];
    }
    return last_db;
}

static void find_offs(struct scene *scene)
{
    sort(scene);
    for (unsigned k = 0; k < scene->tracks; k++) {
        scene->off_db[k] = 0.0F;
        for (int view = 0; view < VIEWS; view++)
            scene->off_db[k] +=
                counts_for[view] * (scene->above_db[view][k] - others_above_db(scene, view, k));
    }
}

/* How far the others are off: the middle of them. */
static float spread_of_others_db(const struct scene *scene, const float *sorted, unsigned k)
{
    const float own = fabsf(scene->off_db[k]);
    const unsigned rest = scene->tracks - 1;
    unsigned skip = 0;
    while (sorted[skip] < own)
        skip++;
    const unsigned low = (rest - 1) / 2, high = rest / 2;
    return 0.5F * (sorted[low + (low >= skip)] + sorted[high + (high >= skip)]);
}

/* Some songs keep to what is usual more than others: more is taste where tracks are all over the place. */
static void find_tolerances(struct scene *scene)
{
    float sorted[TRACKS_MAX];
    for (unsigned k = 0; k < scene->tracks; k++) {
        const float off = fabsf(scene->off_db[k]);
        unsigned at = k;
        for (; at > 0 && sorted[at - 1] > off; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = off;
    }
    for (unsigned k = 0; k < scene->tracks; k++) {
        const struct role_level *const place = scene->place[k];
        const float spread =
            fminf(fmaxf(spread_of_others_db(scene, sorted, k), spread_min_db), spread_max_db);
        scene->tolerance_db[k] = (scene->off_db[k] > 0.0F ? place->loud_db : place->soft_db) *
                                 sqrtf(sqrtf(spread / spread_usual_db));
    }
}

/* One track that is off changes what all others seem to be: the worst is called wrong when it is beyond its
 * tolerance, the others when they are clearly so. */
static void find_worst(struct scene *scene)
{
    float beyond[WORST];
    unsigned worst[WORST] = {0}, count = 0;
    find_offs(scene);
    find_tolerances(scene);
    for (unsigned k = 0; k < scene->tracks; k++) {
        const float off = fabsf(scene->off_db[k]) / scene->tolerance_db[k];
        if (count == WORST && off <= beyond[count - 1])
            continue;
        unsigned at = count < WORST ? count++ : WORST - 1;
        for (; at > 0 && beyond[at - 1] < off; at--) {
            beyond[at] = beyond[at - 1];
            worst[at] = worst[at - 1];
        }
        beyond[at] = off;
        worst[at] = k;
    }
    scene->worst = worst[0];
    for (unsigned n = 0; n < count; n++)
        scene->tolerance_db[worst[n]] *= worst_to_last[n] / last;
    for (unsigned k = 0; k < scene->tracks; k++)
        scene->tolerance_db[k] *= last;
}

static bool is_wrong(const struct scene *scene, unsigned k, float share)
{
    return fabsf(scene->off_db[k]) > share * scene->tolerance_db[k];
}

/* Who leads a mix, and a kit or bass that is one track, has its place; the rest is more a matter of
 * taste. */
static bool has_firm_place(const struct scene *scene, unsigned track, float off_db)
{
    const enum role role = role_family(scene->roles[track]);
    if (role == ROLE_NONE || role == ROLE_OTHER)
        return false;
    const bool carries = role == ROLE_VOCALS || role == ROLE_DRUMS || role == ROLE_BASS;
    return off_db > 0.0F || (carries && scene->of_family[role] < FELLOWS_MAX);
}

float balance_move_db(float off_db)
{
    const float move = fminf(fmaxf(-off_db, -move_max_db), move_max_db);
    return move_step_db * roundf(move / move_step_db);
}

static void tell(const struct scene *scene, struct fader_reading *faders)
{
    for (unsigned k = 0; k < scene->tracks; k++) {
        const unsigned track = scene->track[k];
        struct fader_reading *const fader = &faders[track];
        fader->audible = scene->snapshot->relations.audible[track];
        fader->off_db = scene->off_db[k];
        fader->tolerance_db = scene->tolerance_db[k];
        fader->wrong = is_wrong(scene, k, 1.0F);
        fader->sure = fader->wrong && k == scene->worst && has_firm_place(scene, track, fader->off_db);
        fader->move_db = 0.0F;
    }
}

/* By how much its fader is off: by loudness, which moves with the fader and with no other, where presence does
 * not contradict it. */
static float excess_db(const struct scene *scene, unsigned k)
{
    const float louder_db = scene->above_db[LOUDNESS][k] - others_above_db(scene, LOUDNESS, k);
    return louder_db * scene->off_db[k] > 0.0F ? louder_db : scene->off_db[k];
}

/* The faders that are wrong go to their places, then what is still off, until all that is left is taste. */
static void find_moves(struct scene *scene, struct fader_reading *faders)
{
    bool moves[TRACKS_MAX] = {false}, any = true;
    for (int round = 0; round < ROUNDS && any; round++) {
        float step_db[TRACKS_MAX] = {0};
        any = false;
        for (unsigned k = 0; k < scene->tracks; k++) {
            struct fader_reading *const fader = &faders[scene->track[k]];
            moves[k] = moves[k] || is_wrong(scene, k, round == 0 ? 1.0F : settled);
            if (!moves[k])
                continue;
            const float to_db = balance_move_db(excess_db(scene, k) - fader->move_db);
            step_db[k] = to_db - fader->move_db;
            fader->move_db = to_db;
            any = any || step_db[k] < 0.0F || step_db[k] > 0.0F;
        }
        for (unsigned k = 0; k < scene->tracks; k++)
            for (int view = 0; view < VIEWS; view++)
                scene->above_db[view][k] += moves_by[view] * step_db[k];
        find_worst(scene);
    }
    for (unsigned k = 0; k < scene->tracks; k++) {
        const unsigned i = scene->track[k];
        faders[i].target_lufs = scene->snapshot->tracks[i].loudness.integrated_lufs +
                                faders[i].move_db - (moves[k] ? excess_db(scene, k) : scene->off_db[k]);
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
    find_worst(&scene);
    tell(&scene, faders);
    find_moves(&scene, faders);
}
