/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/followup.h"

#include "advise/followup_measure.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float ENOUGH = 0.5f;          /* of the change that was asked for */
static const float LEAST_UNASKED = 0.6f;   /* the same, when the user did not say that he did it */
static const float CLEARLY = 2.5f;         /* times the unrest of the music */
static const float SAME_S = 6.0f;          /* of the same place, to compare */
static const float OTHER_S = 20.0f;        /* of another, to compare at all; faults did not come for so long */
enum { BEFORE_S = 30, LATEST_S = 20 };
static const float LASTS_S = 3.0f, LASTS_UNASKED_S = 6.0f;
static const double TOLD_S = 15.0;
static const double RETIRED_S = 180.0;     /* then it may be said again, if it still stands */
static const double APPLIED_S = 180.0;     /* it did not move: open again */
static const float STOOD_S = 300.0f;       /* unheeded for so long: not followed */
static const double GONE_S = 3.0;
static const float PROVED_S = 10.0f;       /* what stood shorter was no habit of the music */

static const struct followed *find(const struct followup *followup, uint32_t id)
{
    for (int i = 0; id != 0 && i < FOLLOWED_MAX; i++)
        if (followup->list[i].id == id)
            return &followup->list[i];
    return NULL;
}

static struct followed *find_to_change(struct followup *followup, uint32_t id)
{
    const struct followed *followed = find(followup, id);
    return followed ? &followup->list[followed - followup->list] : NULL;
}

/* A free place, or that of the one that has not stood for longest. */
static struct followed *make_room(struct followup *followup)
{
    struct followed *oldest = NULL;
    for (int i = 0; i < FOLLOWED_MAX; i++) {
        struct followed *followed = &followup->list[i];
        if (followed->id == 0)
            return followed;
        if (!followed->stands && followed->state != FOLLOWED_MOVED &&
            (!oldest || followed->last_s < oldest->last_s))
            oldest = followed;
    }
    return oldest;
}

static void set_state(struct followed *followed, enum followed_state state, double time_s)
{
    followed->state = state;
    followed->state_s = time_s;
    followed->moved_for_s = 0.0f;
    sound_meter_reset(&followed->same_before);
    sound_meter_reset(&followed->same_after);
}

static uint8_t track_of(const struct followed *followed, const struct snapshot *snapshot)
{
    const uint8_t track = followed->latest.track;
    return track < snapshot->n_tracks ? track : snapshot->mix;
}

/* From here on it is measured. */
static void take_before(struct followup *followup, struct followed *followed, uint8_t track)
{
    const float peak_dbtp = followup->recent[track].true_peak_dbtp;
    if (!followup->places || !places_last(followup->places, track, BEFORE_S, &followed->before))
        sound_meter_read(&followup->recent[track], &followed->before);
    followed->before.true_peak_dbtp = peak_dbtp;
    sound_meter_reset(&followed->after);
    followed->value_before = followed->latest.evidence[0].value;
    followed->peak_dbtp = -INFINITY;
}

static void note_counts(struct followed *followed, const struct track_reading *track)
{
    followed->clips = 0;
    for (unsigned c = 0; c < track->channels; c++)
        followed->clips += track->channel[c].clipped_samples;
    followed->dropouts = track->defects.dropouts;
}

bool followup_answer(struct followup *followup, uint32_t id, enum answer_kind kind,
                     struct suggestion *answered)
{
    struct followed *followed = find_to_change(followup, id);
    if (!followed || (!followed->stands && followed->state != FOLLOWED_MOVED))
        return false;
    if (answered)
        *answered = followed->latest;
    if (kind == ANSWER_IGNORED || kind == ANSWER_NEVER) {
        set_state(followed, FOLLOWED_HIDDEN, followup->time_s);
        followed->judged = true;
    }
    if (kind == ANSWER_APPLIED || kind == ANSWER_MODIFIED) {
        set_state(followed, FOLLOWED_APPLIED, followup->time_s);
        followed->clips = UINT64_MAX; /* to be taken with the next second, like the unrest */
        const uint8_t track = followed->latest.track;
        take_before(followup, followed, track < TRACKS_MAX ? track : 0);
    }
    return true;
}

static void note_outcome(struct followup *followup, struct followed *followed, enum answer_kind kind,
                         float after)
{
    if (followed->judged || followup->n_outcomes == OUTCOMES_MAX)
        return;
    followed->judged = true;
    followup->outcomes[followup->n_outcomes++] = (struct outcome){
        .kind = kind, .suggestion = followed->latest, .before = followed->value_before,
        .after = after,
    };
}

static void tell_moved(struct followup *followup, struct followed *followed,
                       const struct progress *progress)
{
    struct suggestion *told = &followed->told;
    const struct evidence *evidence = &followed->latest.evidence[0];
    *told = followed->latest;
    told->state = SUGGESTION_MOVED;
    told->severity = SEVERITY_INFO;
    told->before = followed->value_before;
    told->after = progress->after;
    told->do_this[0] = '\0';
    if (isfinite(told->before) && isfinite(told->after))
        text_format(told->detail, sizeof told->detail,
                    progress->level_matched
                        ? _("moved as asked: %.1f %s before, %.1f %s now, level-matched")
                        : _("moved as asked: %.1f %s before, %.1f %s now"),
                    (double)told->before, evidence->unit, (double)told->after, evidence->unit);
    else
        text_format(told->detail, sizeof told->detail, "%s", _("moved as asked"));
    note_outcome(followup, followed, ANSWER_FOLLOWED, told->after);
    set_state(followed, FOLLOWED_MOVED, followup->time_s);
}

/* Of what was applied: the last seconds since.  Who says so before he does it, or while he still turns the
 * knob, is not judged by that for ever. */
static bool read_latest(const struct followup *followup, const struct followed *followed,
                        const struct snapshot *snapshot, struct sound_profile *after)
{
    const double span_s = followed->after.span_s;
    const unsigned seconds = span_s < (double)LATEST_S ? (unsigned)span_s : LATEST_S;
    return followed->state == FOLLOWED_APPLIED && followup->places && seconds > 0 &&
           places_last(followup->places, track_of(followed, snapshot), seconds, after);
}

/* Before and after: of the same place where there is enough of it, else what was before and what is
 * now. */
static bool measure(const struct followup *followup, const struct followed *followed,
                    const struct snapshot *snapshot, struct progress *progress)
{
    struct sound_profile before, after;
    const bool same = followed->same_after.span_s >= (double)SAME_S;
    if (same) {
        sound_meter_read(&followed->same_before, &before);
        sound_meter_read(&followed->same_after, &after);
    } else if (!read_latest(followup, followed, snapshot, &after)) {
        sound_meter_read(followed->state == FOLLOWED_APPLIED
                             ? &followed->after
                             : &followup->recent[track_of(followed, snapshot)], &after);
    }
    if (!same)
        before = followed->before;
    *progress = followup_measure(followed, snapshot, &before, &after);
    return same;
}

/* Whether it has come far enough, and not by the music's own doing. */
static bool has_moved(const struct followed *followed, const struct progress *progress, bool same)
{
    const bool applied = followed->state == FOLLOWED_APPLIED;
    const float heard_s = (float)followed->after.span_s;
    if (!(progress->asked > 0.0f) ||
        !(progress->made >= (applied ? ENOUGH : LEAST_UNASKED) * progress->asked))
        return false;
    switch (progress->kind) {
    case PROGRESS_SOUND:
        return same || (applied && heard_s >= OTHER_S && progress->made >= CLEARLY * followed->unrest);
    case PROGRESS_MOMENT: /* that none came for a while says something only once it was mended */
        return applied && heard_s >= OTHER_S;
    case PROGRESS_METRIC:
        return heard_s >= SAME_S;
    case PROGRESS_NONE:
        break;
    }
    return false;
}

static void follow_standing(struct followup *followup, struct followed *followed,
                            const struct snapshot *snapshot, float step_s)
{
    const bool applied = followed->state == FOLLOWED_APPLIED;
    struct progress progress;
    if (!applied && !followup->played_live)
        return;
    const bool same = measure(followup, followed, snapshot, &progress);
    if (applied && isfinite(progress.after))
        followed->told.after = progress.after;
    followed->moved_for_s =
        has_moved(followed, &progress, same) ? followed->moved_for_s + step_s : 0.0f;
    if (followed->moved_for_s >= (applied ? LASTS_S : LASTS_UNASKED_S))
        tell_moved(followup, followed, &progress);
    else if (followed->stood_s >= STOOD_S && !applied)
        note_outcome(followup, followed, ANSWER_NOT_FOLLOWED, followed->latest.evidence[0].value);
}

/* The adviser took it back: it may be well, or only pushed aside by another. */
static void follow_gone(struct followup *followup, struct followed *followed,
                        const struct snapshot *snapshot)
{
    struct progress progress;
    const bool same = measure(followup, followed, snapshot, &progress);
    const bool applied = followed->state == FOLLOWED_APPLIED;
    followed->unrest = followup_unrest(followed, snapshot, followup->places);
    const bool sure = progress.kind != PROGRESS_SOUND || same ||
                      progress.made >= CLEARLY * followed->unrest;
    const bool well = sure && followup->played_live && progress.made > 0.0f &&
                      progress.made >= 0.5f * progress.asked;
    if (applied ? !(progress.made < 0.0f) : well && followed->stood_s >= PROVED_S)
        tell_moved(followup, followed, &progress);
    else
        set_state(followed, FOLLOWED_STANDS, followup->time_s);
}

/* What is heard at a place that was heard before it was applied (or, while it only stands, at all). */
static void note_same_place(struct followed *followed, const struct heard *heard)
{
    const bool applied = followed->state == FOLLOWED_APPLIED;
    if (!heard->plays || !heard->again ||
        (applied && heard->before_time_s > followed->state_s))
        return;
    sound_meter_add_second(&followed->same_before, &heard->before, !applied);
    sound_meter_add_second(&followed->same_after, &heard->now, !applied);
}

static void note_second(struct followup *followup, struct followed *followed,
                        const struct snapshot *snapshot, float step_s)
{
    const struct track_reading *track = &snapshot->tracks[track_of(followed, snapshot)];
    const float peak_dbtp = track->loudness.psr_db + track->loudness.short_term_lufs;
    if (followed->clips == UINT64_MAX) {
        note_counts(followed, track);
        followed->unrest = followup_unrest(followed, snapshot, followup->places);
    }
    /* The first three seconds still hold what was before. */
    if (peak_dbtp > followed->peak_dbtp && followup->time_s - followed->state_s > 3.5)
        followed->peak_dbtp = peak_dbtp;
    const struct heard *heard = &followup->heard[track_of(followed, snapshot)];
    note_same_place(followed, heard);
    if (!heard->plays)
        return;
    sound_meter_add_second(&followed->after, &heard->now, false);
    followed->stood_s += step_s;
}

static void follow(struct followup *followup, struct followed *followed,
                   const struct snapshot *snapshot, float step_s)
{
    const double in_state_s = followup->time_s - followed->state_s;
    const bool gone = followup->time_s - followed->last_s > GONE_S;
    note_second(followup, followed, snapshot, step_s);
    switch (followed->state) {
    case FOLLOWED_STANDS:
    case FOLLOWED_APPLIED:
        if (gone && followed->stands)
            follow_gone(followup, followed, snapshot);
        else if (followed->stands)
            follow_standing(followup, followed, snapshot, step_s);
        if (followed->state == FOLLOWED_APPLIED && in_state_s > APPLIED_S)
            set_state(followed, FOLLOWED_STANDS, followup->time_s);
        break;
    case FOLLOWED_MOVED:
        if (in_state_s > TOLD_S)
            set_state(followed, FOLLOWED_RETIRED, followup->time_s);
        break;
    case FOLLOWED_RETIRED:
        if (gone || in_state_s > RETIRED_S)
            set_state(followed, FOLLOWED_STANDS, followup->time_s);
        break;
    case FOLLOWED_HIDDEN:
        break; /* also while it comes and goes: only when it gets worse is it said again */
    }
    if (gone)
        followed->stands = false;
}

static void begin(struct followup *followup, struct followed *followed,
                  const struct suggestion *suggestion, const struct snapshot *snapshot)
{
    *followed = (struct followed){.id = suggestion->id, .latest = *suggestion,
                                  .state_s = followup->time_s, .stands = true};
    const uint8_t track = track_of(followed, snapshot);
    take_before(followup, followed, track);
    note_counts(followed, &snapshot->tracks[track]);
}

static struct followed *take(struct followup *followup, const struct suggestion *suggestion,
                             const struct snapshot *snapshot)
{
    struct followed *followed = find_to_change(followup, suggestion->id);
    if (!followed) {
        followed = make_room(followup);
        if (!followed || suggestion->id == 0)
            return NULL;
        begin(followup, followed, suggestion, snapshot);
    }
    if (followed->state == FOLLOWED_HIDDEN && suggestion->severity > followed->latest.severity) {
        begin(followup, followed, suggestion, snapshot);
        return followed;
    }
    if (!followed->stands && followed->state == FOLLOWED_STANDS) /* it is back */
        begin(followup, followed, suggestion, snapshot);
    if (followed->state != FOLLOWED_HIDDEN) /* else what was ignored stays the measure */
        followed->latest = *suggestion;
    followed->stands = true;
    followed->last_s = followup->time_s;
    return followed;
}

/* False: it is not said. */
static bool mark(const struct followed *followed, struct suggestion *suggestion)
{
    if (followed->state == FOLLOWED_APPLIED) {
        suggestion->state = SUGGESTION_APPLIED;
        suggestion->before = followed->value_before;
        suggestion->after =
            followed->after.span_s >= (double)SAME_S ? followed->told.after : NAN;
    }
    return followed->state <= FOLLOWED_APPLIED;
}

void followup_touch(const struct followup *followup, struct advice_reading *advice)
{
    uint8_t kept = 0;
    for (unsigned i = 0; i < advice->n_suggestions; i++) {
        struct suggestion *suggestion = &advice->suggestions[i];
        const struct followed *followed = find(followup, suggestion->id);
        if (followed && suggestion->state != SUGGESTION_MOVED && !mark(followed, suggestion))
            continue;
        if (kept != i)
            advice->suggestions[kept] = *suggestion;
        kept++;
    }
    advice->n_suggestions = kept;
}

static void put_moved_first(const struct followup *followup, struct advice_reading *advice)
{
    for (int i = 0; i < FOLLOWED_MAX; i++) {
        const struct followed *followed = &followup->list[i];
        if (followed->id == 0 || followed->state != FOLLOWED_MOVED)
            continue;
        if (advice->n_suggestions == SUGGESTIONS_MAX)
            advice->n_suggestions--;
        memmove(&advice->suggestions[1], &advice->suggestions[0],
                advice->n_suggestions * sizeof advice->suggestions[0]);
        advice->suggestions[0] = followed->told;
        advice->n_suggestions++;
    }
}

/* A reset, or another source: what was measured before compares with nothing. */
static void forget(struct followup *followup)
{
    for (int i = 0; i < FOLLOWED_MAX; i++) {
        struct followed *followed = &followup->list[i];
        if (followed->state != FOLLOWED_HIDDEN)
            followed->id = 0;
    }
    for (int i = 0; i < TRACKS_MAX; i++)
        sound_meter_reset(&followup->recent[i]);
    if (followup->places)
        places_forget(followup->places);
}

/* Where the song is; NAN: not known, or it stands. */
static double position_of(const struct source_reading *source)
{
    if (source->transport != TRANSPORT_NONE)
        return source->transport == TRANSPORT_ROLLING ? source->transport_s : (double)NAN;
    return source->can_seek ? source->position_s : (double)NAN;
}

static void hear(struct followup *followup, const struct snapshot *snapshot, unsigned track)
{
    struct heard *heard = &followup->heard[track];
    heard->plays = sound_second_of(&snapshot->tracks[track], &heard->now);
    heard->again = false;
    if (!heard->plays)
        return;
    sound_meter_add(&followup->recent[track], &snapshot->tracks[track]);
    if (followup->places)
        heard->again = places_swap(followup->places, track, position_of(&snapshot->source),
                                   snapshot->time_s, &heard->now, &heard->before,
                                   &heard->before_time_s);
}

void followup_update(struct followup *followup, const struct snapshot *snapshot,
                     struct advice_reading *advice)
{
    if (snapshot->time_s < followup->time_s || snapshot->measured_s < followup->measured_s)
        forget(followup);
    const float step_s = (float)fmin(2.0, fmax(0.0, snapshot->time_s - followup->time_s));
    followup->time_s = snapshot->time_s;
    followup->measured_s = snapshot->measured_s;
    followup->n_outcomes = 0;
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        hear(followup, snapshot, i);
    for (unsigned i = 0; i < advice->n_suggestions; i++)
        take(followup, &advice->suggestions[i], snapshot);
    for (int i = 0; i < FOLLOWED_MAX; i++)
        if (followup->list[i].id != 0)
            follow(followup, &followup->list[i], snapshot, step_s);
    followup_touch(followup, advice);
    put_moved_first(followup, advice);
}
