/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/adviser.h"

#include "advise/analyses.h"
#include "advise/balance.h"
#include "advise/conflicts.h"
#include "advise/profile.h"
#include "advise/relate.h"
#include "advise/shape.h"
#include "advise/tell.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIR_SLOTS = 128, STANDING_MAX = 160 };
static const float reference_tolerance_db = 2.5F; /* as mastering tools allow: 3 dB either side */
static const float shown_genre = 0.3F; /* less likely, it does not name the corridor */
static const float programme_lufs = -70.0F;
static const float sure_role = 0.6F, likely_role = 0.45F;
static const char any_music[] = N_("music"); /* of a genre that is not sure */

/* A relation that was offered, and what was found of it. */
struct pair_slot {
    bool used;
    uint32_t id;
    const struct rule *rule;
    struct offer offer; /* the latest */
    struct verdict verdict;
};

struct adviser {
    struct rules rules;
    struct corridors corridors;
    struct role_levels levels;
    struct policies policies;
    struct shape_bank *bank;
    struct corridor mix_corridor;
    struct corridor reference; /* not known: none */
    char reference_name[24];
    struct targets targets;
    struct advice_wish wish;
    const struct target *target;
    struct adviser_hooks hooks;

    struct verdict verdicts[RULES_MAX][TRACKS_MAX];
    bool said[RULES_MAX][TRACKS_MAX];
    struct pair_slot pairs[PAIR_SLOTS];
    double heard_s[TRACKS_MAX];
    double last_s;
    float genres[GENRES];
    enum role roles[TRACKS_MAX];

    float values[METRICS_MAX];      /* of the track that is looked at */
    struct offers offers;
    struct standing standing[STANDING_MAX];
    unsigned n_standing;
    struct suggestion found[STANDING_MAX];
    struct advice_reading advice;
};

static void ignore_warning(const char *text)
{
    (void)text; /* whoever reads the targets for the report tells it */
}

struct adviser *adviser_new(const struct advice_wish *wish, struct error *error)
{
    struct adviser *const adviser = calloc(1, sizeof *adviser);
    if (!adviser) {
        error_set(error, STATUS_NO_MEMORY, _("not enough memory for the adviser"));
        return NULL;
    }
    if (rules_load(&adviser->rules, error) != STATUS_OK ||
        corridors_load(&adviser->corridors, error) != STATUS_OK ||
        role_levels_load(&adviser->levels, error) != STATUS_OK ||
        policies_load(&adviser->policies, error) != STATUS_OK) {
        free(adviser);
        return NULL;
    }
    adviser->bank =
        shape_bank_new(adviser->corridors.correlation_octaves, adviser->corridors.alone);
    if (!adviser->bank) {
        free(adviser);
        error_set(error, STATUS_NO_MEMORY, _("not enough memory for the adviser"));
        return NULL;
    }
    targets_load(&adviser->targets, ignore_warning);
    adviser_set_wish(adviser, wish);
    adviser_reset(adviser);
    return adviser;
}

void adviser_free(struct adviser *adviser)
{
    if (!adviser)
        return;
    shape_bank_free(adviser->bank);
    free(adviser);
}

void adviser_set_wish(struct adviser *adviser, const struct advice_wish *wish)
{
    adviser->wish = *wish;
    adviser->wish.target[sizeof adviser->wish.target - 1] = '\0';
    adviser->target = targets_find(&adviser->targets, adviser->wish.target);
}

const struct policies *adviser_policies(const struct adviser *adviser)
{
    return &adviser->policies;
}

void adviser_set_hooks(struct adviser *adviser, const struct adviser_hooks *hooks)
{
    adviser->hooks = *hooks;
}

void adviser_reset(struct adviser *adviser)
{
    const uint32_t said = adviser->advice.said;
    memset(adviser->verdicts, 0, sizeof adviser->verdicts);
    memset(adviser->said, 0, sizeof adviser->said);
    memset(adviser->pairs, 0, sizeof adviser->pairs);
    memset(adviser->heard_s, 0, sizeof adviser->heard_s);
    memset(adviser->roles, 0, sizeof adviser->roles);
    adviser->last_s = NAN;
    advice_reading_clear(&adviser->advice);
    adviser->advice.said = said;
}

static void find_genres(struct adviser *adviser, const struct snapshot *snapshot)
{
    const struct genre_guesses *const guesses = &snapshot->listen.genre.overall;
    memset(adviser->genres, 0, sizeof adviser->genres);
    if (adviser->wish.genre < GENRES) {
        adviser->genres[adviser->wish.genre] = 1.0F;
        return;
    }
    for (unsigned i = 0; i < guesses->count; i++)
        if (guesses->guess[i].genre < GENRES)
            adviser->genres[guesses->guess[i].genre] = guesses->guess[i].p;
}

/* What was said, or else what it surely seems to be; a guess stays until it is no longer likely.
 * Beside others, a track of which nobody knows what it plays is judged as one that plays something
 * else: it is no mix. */
static void find_roles(struct adviser *adviser, const struct snapshot *snapshot)
{
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        struct profile_reading *const profile = &adviser->advice.profiles[i];
        const enum role before = adviser->roles[i];
        profile_find(&snapshot->tracks[i], profile);
        const float enough =
            before != ROLE_NONE && profile->guess == before ? likely_role : sure_role;
        adviser->roles[i] = snapshot->tracks[i].role;
        if (adviser->roles[i] == ROLE_NONE && profile->guess_confidence >= enough)
            adviser->roles[i] = profile->guess;
        profile->role = adviser->roles[i];
        if (profile->role == ROLE_NONE && snapshot->n_tracks > 1)
            profile->role = ROLE_OTHER;
    }
}

static enum genre likeliest(const struct adviser *adviser)
{
    enum genre best = GENRES;
    for (int g = 0; g < GENRES; g++)
        if (adviser->genres[g] > 0.0F &&
            (best == GENRES || adviser->genres[g] > adviser->genres[best]))
            best = (enum genre)g;
    return best;
}

/* The mix is judged as one, a track in its role; so is a track that stands alone. */
static unsigned scope_of(const struct adviser *adviser, const struct snapshot *snapshot,
                         unsigned index)
{
    const struct track_reading *const track = &snapshot->tracks[index];
    const bool plain = track->role == ROLE_NONE && strcmp(track->name, "mix") == 0;
    const bool is_mix = index == snapshot->mix && (snapshot->n_tracks > 1 || plain);
    return is_mix ? SCOPE_MIX : 1u << adviser->advice.profiles[index].role;
}

static struct advice_bias bias_of(struct adviser *adviser, const struct rule *rule, enum role role)
{
    struct advice_bias bias = {.weight = 1.0F};
    if (adviser->hooks.lean)
        adviser->hooks.lean(adviser->hooks.context, rule->id, role, likeliest(adviser), &bias);
    return bias;
}

static const struct suggestion *find_said(const struct advice_reading *advice, uint32_t id)
{
    for (unsigned i = 0; i < advice->n_suggestions; i++)
        if (advice->suggestions[i].id == id)
            return &advice->suggestions[i];
    return NULL;
}

/* What is well by now, or not measured just now, is told as it last was until it goes. */
static void keep_words(const struct adviser *adviser, const struct verdict *verdict,
                       struct suggestion *suggestion)
{
    const struct suggestion *const said = find_said(&adviser->advice, suggestion->id);
    if (!(verdict->well_s > 0.0F) || !said || said->state == SUGGESTION_MOVED)
        return;
    suggestion->action = said->action;
    suggestion->n_evidence = said->n_evidence;
    memcpy(suggestion->evidence, said->evidence, sizeof suggestion->evidence);
    memcpy(suggestion->title, said->title, sizeof suggestion->title);
    memcpy(suggestion->detail, said->detail, sizeof suggestion->detail);
    memcpy(suggestion->do_this, said->do_this, sizeof suggestion->do_this);
}

static bool is_of_mix(const struct tell_case *tale)
{
    return tale->track == tale->snapshot->mix;
}

static void tell(struct adviser *adviser, const struct standing *standing,
                 const struct tell_case *tale)
{
    if (adviser->n_standing == STANDING_MAX)
        return;
    const unsigned index = adviser->n_standing++;
    adviser->standing[index] = *standing;
    adviser->standing[index].strength = expr_eval(&standing->rule->strength, adviser->values);
    adviser->standing[index].index = index;
    tell_write(&adviser->found[index], tale, adviser->values);
    if (adviser->reference.known && is_of_mix(tale) &&
        strncmp(metrics_name(standing->rule->metric), "shape.", 6) == 0)
        text_format(adviser->found[index].source, sizeof adviser->found[index].source,
                    _("your reference %s"), adviser->reference_name);
    keep_words(adviser, tale->verdict, &adviser->found[index]);
}

/* By whose corridor a role is judged. */
static enum role corridor_role(const struct adviser *adviser, enum role role)
{
    return adviser->corridors.roles[role].known ? role : role_family(role);
}

/* `role`: of the track; ROLE_NONE for the mix. */
static struct rule_names names_of(const struct adviser *adviser, enum role role)
{
    const char *const name = adviser->advice.corridor.name;
    const enum genre genre = genre_from_name(name);
    return (struct rule_names){
        .corridor = role != ROLE_NONE           ? role_names[corridor_role(adviser, role)]
                    : adviser->reference.known ? name
                    : genre < GENRES           ? _(genre_titles[genre])
                                               : _(any_music),
        .target = adviser->target ? adviser->target->title : "",
    };
}

void adviser_set_reference(struct adviser *adviser, const float *third_db, const char *name)
{
    adviser->reference = (struct corridor){.known = third_db != NULL};
    text_format(adviser->reference_name, sizeof adviser->reference_name, "%s", third_db ? name : "");
    const float level_db = third_db ? corridor_level_db(third_db) : NAN;
    adviser->reference.known = isfinite(level_db);
    for (int i = 0; i < THIRD_OCTAVES && adviser->reference.known; i++) {
        const bool known = isfinite(third_db[i]);
        adviser->reference.centre_db[i] = known ? third_db[i] - level_db : 0.0F;
        adviser->reference.tolerance_db[i] = known ? reference_tolerance_db : NAN;
    }
}

/* What the spectrum of a track is held against. */
static const struct corridor *corridor_of(const struct adviser *adviser, unsigned scope,
                                          enum role role)
{
    if (adviser->reference.known && scope == SCOPE_MIX)
        return &adviser->reference;
    return scope == SCOPE_MIX || role == ROLE_NONE ? &adviser->mix_corridor
                                                   : &adviser->corridors.roles[corridor_role(adviser, role)];
}

/* The mix's corridor as views draw it: at the level of its own spectrum. */
static void show_corridor(struct adviser *adviser, const struct snapshot *snapshot,
                          const struct shapes *shapes)
{
    struct corridor_reading *const reading = &adviser->advice.corridor;
    const float *const third_db = snapshot->tracks[snapshot->mix].spectrum.third_long_db;
    const float level_db = corridor_level_db(third_db);
    const struct corridor *const corridor =
        adviser->reference.known ? &adviser->reference : &adviser->mix_corridor;
    const enum genre genre = likeliest(adviser);
    const bool sure = genre < GENRES && adviser->genres[genre] >= shown_genre;
    reading->known = corridor->known && isfinite(shapes->top_hz);
    text_format(reading->name, sizeof reading->name, "%s",
                adviser->reference.known ? adviser->reference_name
                : sure                   ? genre_names[genre]
                                         : any_music);
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const bool within = reading->known && third_octave_nominal_hz[i] <= shapes->top_hz;
        const float middle_db = level_db + corridor->centre_db[i];
        reading->low_db[i] = within ? middle_db - corridor->tolerance_db[i] : NAN;
        reading->high_db[i] = within ? middle_db + corridor->tolerance_db[i] : NAN;
    }
}

static void look_at_track(struct adviser *adviser, const struct snapshot *snapshot, unsigned index,
                          float step_s)
{
    const struct track_reading *const track = &snapshot->tracks[index];
    const unsigned scope = scope_of(adviser, snapshot, index);
    const enum role role =
        scope == SCOPE_MIX ? ROLE_NONE : adviser->advice.profiles[index].role;
    struct shapes shapes;
    shape_judge(adviser->bank, track->spectrum.third_long_db, corridor_of(adviser, scope, role),
                scope == SCOPE_MIX, &shapes);
    if (index == snapshot->mix)
        show_corridor(adviser, snapshot, &shapes);
    const struct metric_view view = {snapshot, track, role, adviser->target,
                                     adviser->wish.target_stated, &shapes, adviser->heard_s[index],
                                     &adviser->advice.context};
    metrics_fill(&view, adviser->values);
    for (size_t r = 0; r < adviser->rules.count; r++) {
        const struct rule *const rule = &adviser->rules.rules[r];
        struct verdict *const verdict = &adviser->verdicts[r][index];
        if (!(rule->scope & scope) || (rule->scope & SCOPE_PAIR)) {
            *verdict = (struct verdict){0};
            continue;
        }
        const struct judge_case what = {rule, role, adviser->genres, snapshot->time_s, step_s,
                                        bias_of(adviser, rule, role)};
        judge_look(verdict, &what, adviser->values);
        if (!verdict->stands)
            continue;
        const struct standing standing = {.rule = rule, .track = (uint8_t)index,
                                          .said = adviser->said[r][index]};
        const struct tell_case tale = {rule, verdict, snapshot, (uint8_t)index, NULL,
                                       names_of(adviser, role), what.bias.weight};
        tell(adviser, &standing, &tale);
    }
}

static struct pair_slot *find_slot(struct adviser *adviser, uint32_t id)
{
    struct pair_slot *free_slot = NULL;
    for (int i = 0; i < PAIR_SLOTS; i++) {
        struct pair_slot *const slot = &adviser->pairs[i];
        if (slot->used && slot->id == id)
            return slot;
        if (!slot->used && !free_slot)
            free_slot = slot;
    }
    return free_slot;
}

static void take_offers(struct adviser *adviser, const struct snapshot *snapshot)
{
    adviser->offers.count = 0;
    relate_offer(snapshot, adviser->roles, adviser->advice.faders, &adviser->offers);
    if (adviser->hooks.relate)
        adviser->hooks.relate(adviser->hooks.context, snapshot, &adviser->offers);
    for (int i = 0; i < PAIR_SLOTS; i++)
        adviser->pairs[i].verdict.seen = false;
    for (unsigned i = 0; i < adviser->offers.count; i++) {
        const struct offer *const offer = &adviser->offers.offers[i];
        const struct rule *const rule = rules_find(&adviser->rules, offer->rule);
        if (!rule || !(rule->scope & SCOPE_PAIR) || offer->track >= snapshot->n_tracks)
            continue;
        const char *other = offer->other_track < snapshot->n_tracks
                                ? snapshot->tracks[offer->other_track].name : "";
        const uint32_t id =
            tell_id(rule->id, snapshot->tracks[offer->track].name, other, offer->key);
        struct pair_slot *const slot = find_slot(adviser, id);
        if (!slot)
            continue;
        slot->used = slot->verdict.seen = true;
        slot->id = id;
        slot->rule = rule;
        slot->offer = *offer;
    }
}

static void look_at_pair(struct adviser *adviser, const struct snapshot *snapshot,
                         struct pair_slot *slot, float step_s)
{
    const uint8_t index = slot->offer.track;
    const struct track_reading *const track = &snapshot->tracks[index];
    const enum role role = adviser->advice.profiles[index].role;
    const struct metric_view view = {snapshot, track, role, adviser->target,
                                     adviser->wish.target_stated, NULL, adviser->heard_s[index],
                                     &adviser->advice.context};
    metrics_fill(&view, adviser->values);
    for (int m = METRIC_PAIR_EXCESS; m < METRICS_SET && slot->verdict.seen; m++)
        adviser->values[m] = slot->offer.values[m];
    const struct judge_case what = {slot->rule, role, adviser->genres, snapshot->time_s, step_s,
                                    bias_of(adviser, slot->rule, role)};
    judge_look(&slot->verdict, &what, adviser->values);
    for (int m = METRIC_PAIR_EXCESS; m < METRICS_SET; m++)
        adviser->values[m] = slot->offer.values[m];
    adviser->values[slot->rule->metric] = adviser->values[METRIC_VALUE];
    if (!slot->verdict.stands) {
        slot->used = slot->verdict.seen;
        return;
    }
    const struct standing standing = {
        .rule = slot->rule, .track = index,
        .said = adviser->said[slot->rule - adviser->rules.rules][index],
    };
    const struct tell_case tale = {slot->rule, &slot->verdict, snapshot, index, &slot->offer,
                                   names_of(adviser, role), what.bias.weight};
    tell(adviser, &standing, &tale);
}

/* What is told of what stands. */
static void gather(struct adviser *adviser)
{
    unsigned count = 0, fresh = 0;
    conflicts_resolve(adviser->standing, adviser->n_standing);
    memset(adviser->said, 0, sizeof adviser->said);
    for (unsigned i = 0; i < adviser->n_standing; i++) {
        const struct standing *const standing = &adviser->standing[i];
        if (standing->silent)
            continue;
        adviser->said[standing->rule - adviser->rules.rules][standing->track] = true;
        fresh += find_said(&adviser->advice, adviser->found[i].id) ? 0 : 1;
        adviser->found[count++] = adviser->found[i];
    }
    conflicts_order(adviser->found, count);
    count = count < SUGGESTIONS_MAX ? count : SUGGESTIONS_MAX;
    memcpy(adviser->advice.suggestions, adviser->found, count * sizeof adviser->found[0]);
    for (unsigned i = count; i < adviser->advice.n_suggestions; i++)
        suggestion_clear(&adviser->advice.suggestions[i]);
    adviser->advice.n_suggestions = (uint8_t)count;
    adviser->advice.said += fresh;
}

static void note_heard(struct adviser *adviser, const struct snapshot *snapshot, double step_s)
{
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (snapshot->tracks[i].loudness.momentary_lufs > programme_lufs)
            adviser->heard_s[i] += step_s;
    adviser->advice.heard_s = adviser->heard_s[snapshot->mix];
}

static void analyse(struct adviser *adviser, const struct snapshot *snapshot)
{
    const struct analysis_input input = {snapshot, &adviser->advice, adviser->target};
    analyses_read(&input, adviser->advice.analyses);
}

void adviser_update(struct adviser *adviser, const struct snapshot *snapshot)
{
    const double last_s = isfinite(adviser->last_s)
                              ? adviser->last_s
                              : snapshot->time_s - fmin(snapshot->measured_s, 1.0);
    const double step_s = snapshot->time_s - last_s;
    if (snapshot->n_tracks == 0 || !(step_s >= 0.0))
        return;
    if (!(step_s > 0.0)) { /* a file that ends on the second: its tempo is known only now */
        analyse(adviser, snapshot);
        return;
    }
    adviser->last_s = snapshot->time_s;
    adviser->n_standing = 0;
    note_heard(adviser, snapshot, step_s);
    find_genres(adviser, snapshot);
    corridor_blend(&adviser->corridors, adviser->genres, &adviser->mix_corridor);
    find_roles(adviser, snapshot);
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        look_at_track(adviser, snapshot, i, (float)step_s);
    balance_find(snapshot, &adviser->levels, adviser->roles, adviser->advice.faders);
    take_offers(adviser, snapshot);
    for (int i = 0; i < PAIR_SLOTS; i++)
        if (adviser->pairs[i].used)
            look_at_pair(adviser, snapshot, &adviser->pairs[i], (float)step_s);
    gather(adviser);
    analyse(adviser, snapshot);
    if (adviser->hooks.edit)
        adviser->hooks.edit(adviser->hooks.context, snapshot, &adviser->advice);
}

void adviser_read(const struct adviser *adviser, unsigned n_tracks, struct advice_reading *advice)
{
    advice_reading_copy(advice, &adviser->advice, n_tracks);
}
