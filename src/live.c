/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "live.h"

#include "advise/coach_mail.h"
#include "base/denormal.h"
#include "base/i18n.h"
#include "base/log.h"
#include "engine.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    POLL_MS = 40,        /* while frames come: four hops at a time, while the caches are warm */
    POLL_IDLE_MS = 40,   /* while the source is away */
    HOPS_PER_TURN = 64,  /* catch up, but let the screen see something */
    TRACKS_A_HOP = 4,    /* many tracks cost much to read: publish a hop later for every so many, */
    HOPS_LATE = 3,       /* but never later than a frame of the screen */
    JUMP_S = 2           /* nobody plays on so fast between two publications */
};

struct live {
    struct capture *capture;
    struct snapshot_channel *channel;
    pthread_t thread;
    atomic_bool quit;
    atomic_uint resets;
    atomic_uint peak_resets;
    atomic_bool paused;
    atomic_int ballistics;
    atomic_int genre;
    pthread_mutex_t wish_lock; /* neither thread is in a hurry here */
    struct advice_wish wish;
    struct adviser *adviser; /* NULL: no advice */
    atomic_uint wishes;
    struct coach_mail *mail;
    _Atomic float locked_bpm; /* NAN: none */
    float rolling_bpm;        /* the DAW's, while it rolls; NAN */

    /* The analysis thread's own. */
    struct coach *coach;
    struct engine *engine;
    struct capture_stream stream;
    bool finished;
    bool changed;
    bool answered; /* since the advice was worked out last, or before */
    unsigned resets_done, peak_resets_done, wishes_done;
    unsigned hops_unpublished;
    double position_s; /* of the player, as published last; NAN: it has none */
};

static bool same_format(const struct capture_format *a, const struct capture_format *b)
{
    if (a->rate_hz != b->rate_hz || a->n_tracks != b->n_tracks || a->channels != b->channels)
        return false;
    for (unsigned i = 0; i < a->n_tracks; i++)
        if (strcmp(a->tracks[i].name, b->tracks[i].name) != 0 ||
            a->tracks[i].channels != b->tracks[i].channels ||
            a->tracks[i].is_mix != b->tracks[i].is_mix)
            return false;
    return true;
}

/* A source that comes back in the same shape goes on being measured: hours of integration must not be
 * lost to a server's hiccup.  Another shape starts afresh. */
static void take_new_stream(struct live *live)
{
    struct capture_stream next = {.generation = live->stream.generation};
    if (!capture_acquire(live->capture, &next))
        return;
    const struct capture_format before = live->stream.format;
    ring_unref(live->stream.ring);
    live->stream = next;
    live->finished = false;
    live->changed = true;
    if (live->engine && same_format(&before, &live->stream.format))
        return;
    if (live->engine)
        log_write(LOG_WARNING, _("the source changed: measuring starts afresh"));
    engine_free(live->engine);
    struct error error;
    live->engine = engine_new(&live->stream.format, true, false, &error);
    if (!live->engine) {
        log_write(LOG_ERROR, "%s", error.text);
        return;
    }
    engine_set_ballistics(live->engine, (enum ballistics)atomic_load(&live->ballistics));
    engine_set_paused(live->engine, atomic_load(&live->paused));
    live->resets_done = atomic_load(&live->resets);
    live->peak_resets_done = atomic_load(&live->peak_resets);
    coach_reset(live->coach);
    if (live->adviser)
        adviser_reset(live->adviser);
    engine_set_adviser(live->engine, live->adviser);
}

static void obey_wish(struct live *live)
{
    const unsigned wishes = atomic_load(&live->wishes);
    if (wishes == live->wishes_done)
        return;
    live->wishes_done = wishes;
    pthread_mutex_lock(&live->wish_lock);
    if (live->adviser)
        adviser_set_wish(live->adviser, &live->wish);
    pthread_mutex_unlock(&live->wish_lock);
}

/* What the user holds; else the DAW's own, while it rolls. */
static float known_bpm(const struct live *live)
{
    const float held_bpm = atomic_load(&live->locked_bpm);
    return held_bpm > 0.0f ? held_bpm : live->rolling_bpm;
}

static void obey(struct live *live)
{
    struct engine *engine = live->engine;
    const unsigned resets = atomic_load(&live->resets);
    if (resets != live->resets_done)
        engine_reset(engine);
    const unsigned peak_resets = atomic_load(&live->peak_resets);
    if (peak_resets != live->peak_resets_done)
        engine_reset_peaks(engine);
    live->changed = live->changed || resets != live->resets_done ||
                    peak_resets != live->peak_resets_done;
    live->resets_done = resets;
    live->peak_resets_done = peak_resets;
    engine_set_paused(engine, atomic_load(&live->paused));
    engine_set_ballistics(engine, (enum ballistics)atomic_load(&live->ballistics));
    engine_set_genre(engine, (enum genre)atomic_load(&live->genre));
    obey_wish(live);
    engine_lock_tempo(engine, known_bpm(live));
}

static unsigned process(struct live *live)
{
    float *rows[TRACKS_MAX * CHANNELS_MAX];
    unsigned hops = 0;
    struct ring *ring = live->stream.ring;
    if (!ring || !live->engine)
        return 0;
    for (; hops < HOPS_PER_TURN; hops++) {
        const size_t frames = ring_peek(ring, rows);
        if (frames == 0)
            break;
        engine_process_hop(live->engine, rows, frames);
        ring_advance(ring, frames);
    }
    if (!live->finished && ring_is_drained(ring)) {
        engine_finish(live->engine);
        live->finished = true;
        live->changed = true;
    }
    return hops;
}

/* Back to the start in a loop, or a seek. */
static bool has_jumped(struct live *live, const struct source_reading *source)
{
    const double before_s = live->position_s;
    live->position_s = source->can_seek ? source->position_s : (double)NAN;
    return live->position_s < before_s || live->position_s > before_s + JUMP_S;
}

static void publish(struct live *live)
{
    struct snapshot *snapshot = snapshot_begin(live->channel);
    bool connected[TRACKS_MAX];
    capture_read(live->capture, &snapshot->source, connected);
    if (live->engine) {
        if (has_jumped(live, &snapshot->source))
            engine_note_seam(live->engine);
        engine_set_source(live->engine, &snapshot->source, connected);
        engine_read(live->engine, snapshot);
    }
    coach_note_source(live->coach, &snapshot->source, connected);
    if (live->answered)
        coach_touch(live->coach, &snapshot->advice);
    snapshot->paused = atomic_load(&live->paused);
    snapshot->ballistics = (enum ballistics)atomic_load(&live->ballistics);
    live->rolling_bpm = snapshot->source.transport == TRANSPORT_ROLLING
        ? snapshot->source.transport_bpm : NAN;
    /* The material is at its end only when it has also been heard. */
    if (snapshot->source.state == CAPTURE_ENDED && !live->finished && live->stream.ring)
        snapshot->source.state = CAPTURE_RUNNING;
    snapshot_publish(live->channel);
    live->hops_unpublished = 0;
    live->changed = false;
}

static unsigned hops_wanted(unsigned n_tracks)
{
    const unsigned hops = 1 + n_tracks / TRACKS_A_HOP;
    return hops < HOPS_LATE ? hops : HOPS_LATE;
}

static void sleep_ms(long ms)
{
    const struct timespec time = {.tv_nsec = ms * 1000000L};
    nanosleep(&time, NULL);
}

static void *run(void *data)
{
    struct live *live = data;
    denormal_flush_to_zero();
    unsigned idle_turns = 0;
    while (!atomic_load(&live->quit)) {
        take_new_stream(live);
        if (coach_mail_deliver(live->mail, live->coach))
            live->answered = live->changed = true;
        if (live->engine)
            obey(live);
        const unsigned hops = process(live);
        live->hops_unpublished += hops;
        idle_turns = hops ? 0 : idle_turns + 1;
        const bool due = live->hops_unpublished >= hops_wanted(live->stream.format.n_tracks);
        /* Without frames the state still changes: lost, retrying, paused. */
        if (due || live->changed || idle_turns % 4 == 3)
            publish(live);
        if (hops < HOPS_PER_TURN)
            sleep_ms(idle_turns > 20 ? POLL_IDLE_MS : POLL_MS);
    }
    return NULL;
}

struct live *live_new(struct capture *capture, struct adviser *adviser, enum ballistics ballistics,
                      struct error *error)
{
    struct live *live = calloc(1, sizeof *live);
    if (live) {
        live->capture = capture;
        live->adviser = adviser;
        atomic_init(&live->ballistics, (int)ballistics);
        atomic_init(&live->genre, GENRES);
        live->wish.genre = GENRES;
        pthread_mutex_init(&live->wish_lock, NULL);
        atomic_init(&live->locked_bpm, NAN);
        live->position_s = NAN;
        live->rolling_bpm = NAN;
        live->channel = snapshot_channel_new();
        live->mail = coach_mail_new();
        live->coach = coach_new(true);
    }
    if (live && live->coach && adviser)
        coach_attach(live->coach, adviser);
    if (!live || !live->channel || !live->mail || !live->coach ||
        pthread_create(&live->thread, NULL, run, live) != 0) {
        error_set(error, STATUS_NO_MEMORY, _("not enough memory to start measuring"));
        if (live) {
            snapshot_channel_free(live->channel);
            coach_mail_free(live->mail);
            coach_free(live->coach);
        }
        free(live);
        capture_free(capture);
        adviser_free(adviser);
        return NULL;
    }
    return live;
}

void live_free(struct live *live)
{
    if (!live)
        return;
    atomic_store(&live->quit, true);
    pthread_join(live->thread, NULL);
    capture_free(live->capture);
    ring_unref(live->stream.ring);
    engine_free(live->engine);
    adviser_free(live->adviser);
    coach_free(live->coach);
    coach_mail_free(live->mail);
    pthread_mutex_destroy(&live->wish_lock);
    snapshot_channel_free(live->channel);
    free(live);
}

const struct snapshot *live_latest(struct live *live)
{
    return snapshot_latest(live->channel);
}

struct capture *live_capture(struct live *live)
{
    return live->capture;
}

void live_reset(struct live *live)
{
    atomic_fetch_add(&live->resets, 1);
}

void live_reset_peaks(struct live *live)
{
    atomic_fetch_add(&live->peak_resets, 1);
}

void live_set_paused(struct live *live, bool paused)
{
    atomic_store(&live->paused, paused);
}

void live_set_wish(struct live *live, const struct advice_wish *wish)
{
    pthread_mutex_lock(&live->wish_lock);
    live->wish = *wish;
    pthread_mutex_unlock(&live->wish_lock);
    atomic_fetch_add(&live->wishes, 1);
}

void live_set_ballistics(struct live *live, enum ballistics ballistics)
{
    atomic_store(&live->ballistics, (int)ballistics);
}

void live_set_tempo(struct live *live, float bpm)
{
    atomic_store(&live->locked_bpm, bpm);
}

void live_set_genre(struct live *live, enum genre genre)
{
    atomic_store(&live->genre, (int)genre);
}

bool live_answer(struct live *live, uint32_t id, enum answer_kind kind, unsigned rating)
{
    return coach_mail_answer(live->mail, id, kind, rating);
}

void live_set_learner(struct live *live, struct learner *learner)
{
    coach_mail_set_learner(live->mail, learner);
}

void live_set_context(struct live *live, enum work_state state, enum work_intent intent)
{
    coach_mail_say_context(live->mail, state, intent);
}

void live_note_key(struct live *live, enum context_key key)
{
    coach_mail_note_key(live->mail, key);
}

void live_set_references(struct live *live, const struct references *references)
{
    coach_mail_set_references(live->mail, references);
}

void live_choose_reference(struct live *live, int index)
{
    coach_mail_choose_reference(live->mail, index);
}
