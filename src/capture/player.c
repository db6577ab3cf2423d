/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* player: the backend behind file, standard input and demo.  Its thread reads a hop at a time and
 * puts it into the ring when a sound card would have; it never drops, it waits. */

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/thread.h"
#include "capture/backend.h"
#include "capture/reader.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double ring_s = 2.0;
static const double lead_s = 0.032; /* hops are written in bunches: waking up costs more than a hop */
static const double late_s = 0.25;  /* later than this: the clock starts anew instead of a rush */
static const double stall_s = 1.0;  /* a pipe that is silent for so long is called stalled */
static const double full_wait_s = 0.005;
/* The clocks of a sound card at the far end of a pipe and of this machine differ; without this the
 * delay would grow until the pipe is full. */
static const double stream_speed = 1.001;

enum {
    PIPE_PATIENCE_MS = 50,
    OPEN_PATIENCE_MS = 200,
    OPEN_LAST_PATIENCE_MS = 10000 /* when there will be no second try */
};

struct backend {
    pthread_t thread;
    pthread_mutex_t lock; /* guards the fields down to `reader` */
    pthread_cond_t wake;
    bool quit, paused, loop, ended;
    double seek_s; /* asked for; NAN when none is */
    uint64_t position_frames;
    double heard_s; /* clock time at which frames last came */
    char reason[sizeof((struct source_reading *)0)->reason];

    struct reader *reader; /* the player's thread alone, from here on */
    struct ring *ring;
    size_t hop_frames;
    float *samples;
    float **rows;
    double speed;
    double due_s; /* clock time of the next hop; 0 after a pause */

    const char *kind; /* constant, from here on */
    char name[sizeof((struct source_reading *)0)->name];
    unsigned rate_hz;
    unsigned n_tracks;
    bool can_seek;
    double duration_s;
};

static void wait_until(struct backend *player, double until_s)
{
    pthread_mutex_lock(&player->lock);
    while (!player->quit && isnan(player->seek_s) &&
           clock_wait_until(&player->wake, &player->lock, until_s))
        ;
    pthread_mutex_unlock(&player->lock);
}

static bool is_interrupted(struct backend *player)
{
    pthread_mutex_lock(&player->lock);
    const bool interrupted = player->quit || !isnan(player->seek_s);
    pthread_mutex_unlock(&player->lock);
    return interrupted;
}

/* Waits for the time of these frames, then for room. */
static void deliver(struct backend *player, size_t frames)
{
    const double now_s = clock_now_s();
    if (player->due_s < now_s - late_s)
        player->due_s = now_s;
    if (player->due_s > now_s + lead_s)
        wait_until(player, player->due_s);
    while (ring_writable(player->ring) < frames && !is_interrupted(player)) {
        wait_until(player, clock_now_s() + full_wait_s);
        player->due_s = clock_now_s();
    }
    if (ring_writable(player->ring) < frames)
        return;
    ring_write(player->ring, (const float *const *)player->rows, frames);
    player->due_s += (double)frames / (player->rate_hz * player->speed);
}

/* One hop, over the seam when it loops; *position moves along. */
static size_t read_hop(struct backend *player, bool loop, uint64_t *position, struct error *error)
{
    const unsigned channels = reader_format(player->reader)->channels;
    float *places[TRACKS_MAX * CHANNELS_MAX];
    size_t done = 0;
    bool again = true;
    while (again) {
        for (unsigned c = 0; c < channels; c++)
            places[c] = player->rows[c] + done;
        const size_t got = reader_read(player->reader, places, player->hop_frames - done, error);
        done += got;
        *position += got;
        again = loop && done < player->hop_frames && *position > 0 &&
                reader_at_end(player->reader) && reader_seek(player->reader, 0);
        if (again)
            *position = 0;
    }
    return done;
}

static void note_damage(struct backend *player, const struct error *error)
{
    if (error->status == STATUS_OK)
        return;
    log_write(LOG_WARNING, "%s", error->text);
    pthread_mutex_lock(&player->lock);
    snprintf(player->reason, sizeof player->reason, "%.*s", (int)sizeof player->reason - 1,
             error->text);
    pthread_mutex_unlock(&player->lock);
}

static void play_hop(struct backend *player, bool loop, uint64_t position)
{
    struct error error = {0};
    const size_t frames = read_hop(player, loop, &position, &error);
    note_damage(player, &error);
    if (frames > 0)
        deliver(player, frames);
    const bool ended = frames == 0 && reader_at_end(player->reader);
    if (ended)
        ring_finish(player->ring);
    pthread_mutex_lock(&player->lock);
    player->ended = ended;
    player->position_frames = position;
    if (frames > 0)
        player->heard_s = clock_now_s();
    pthread_mutex_unlock(&player->lock);
}

/* With the lock held; lets go of it while the file is sought in. */
static void obey_seek(struct backend *player)
{
    const double last_s = isnan(player->duration_s) ? INFINITY : player->duration_s;
    const double target_s = fmin(fmax(player->seek_s, 0.0), last_s);
    const uint64_t target = (uint64_t)llround(fmin(target_s * player->rate_hz, 9e15));
    player->seek_s = NAN;
    pthread_mutex_unlock(&player->lock);
    const bool done = reader_seek(player->reader, target);
    pthread_mutex_lock(&player->lock);
    if (!done)
        return;
    player->position_frames = target;
    if (player->ended)
        ring_resume(player->ring);
    player->ended = false;
}

static void *play(void *argument)
{
    struct backend *player = argument;
    pthread_mutex_lock(&player->lock);
    while (!player->quit) {
        if (!isnan(player->seek_s)) {
            obey_seek(player);
        } else if (player->paused || player->ended) {
            pthread_cond_wait(&player->wake, &player->lock);
            player->due_s = 0.0;
        } else {
            const bool loop = player->loop && player->can_seek;
            const uint64_t position = player->position_frames;
            pthread_mutex_unlock(&player->lock);
            play_hop(player, loop, position);
            pthread_mutex_lock(&player->lock);
        }
    }
    pthread_mutex_unlock(&player->lock);
    return NULL;
}

static void destroy(struct backend *player)
{
    reader_free(player->reader);
    ring_unref(player->ring);
    free(player->samples);
    free(player->rows);
    pthread_cond_destroy(&player->wake);
    pthread_mutex_destroy(&player->lock);
    free(player);
}

static void player_close(struct backend *player)
{
    pthread_mutex_lock(&player->lock);
    player->quit = true;
    pthread_cond_signal(&player->wake);
    pthread_mutex_unlock(&player->lock);
    pthread_join(player->thread, NULL);
    destroy(player);
}

static enum status player_check(const struct capture_request *request, struct error *error)
{
    if (request->backend != CAPTURE_STDIN)
        return STATUS_OK;
    return reader_check_stream(STDIN_FILENO, request->source, error);
}

/* A header may be long in coming; nobody shall hang here meanwhile. */
static struct reader *open_stdin(const struct capture_request *request, struct error *error)
{
    struct pollfd poller = {.fd = STDIN_FILENO, .events = POLLIN};
    const int patience_ms = request->reconnect ? OPEN_PATIENCE_MS : OPEN_LAST_PATIENCE_MS;
    if (request->source[0] == '\0' && !isatty(STDIN_FILENO) && poll(&poller, 1, patience_ms) == 0) {
        error_set(error, STATUS_LOST, _("nothing comes on standard input yet"));
        return NULL;
    }
    return reader_open_stream(STDIN_FILENO, request->source, error);
}

static struct reader *open_files(const struct capture_request *request, struct error *error)
{
    struct reader *reader = reader_open_tracks(request, error);
    if (!reader || request->n_tracks < 2 || reader_can_seek(reader))
        return reader;
    reader_free(reader);
    error_set(error, STATUS_USAGE, _("pipes cannot be played as tracks side by side; use files"));
    return NULL;
}

static struct reader *open_reader(const struct capture_request *request, struct error *error)
{
    switch (request->backend) {
    case CAPTURE_STDIN:
        return open_stdin(request, error);
    case CAPTURE_DEMO:
        return reader_open_demo(error);
    default:
        return open_files(request, error);
    }
}

static void name_source(struct backend *player, const struct capture_request *request)
{
    const char *first = request->n_tracks > 0 ? request->tracks[0].source : request->source;
    if (request->backend == CAPTURE_STDIN) {
        player->kind = "stdin";
        snprintf(player->name, sizeof player->name, "%.127s",
                 request->source[0] ? request->source : _("standard input"));
    } else if (request->backend == CAPTURE_DEMO) {
        player->kind = "demo";
        snprintf(player->name, sizeof player->name, "%s", _("the built-in song"));
    } else {
        player->kind = "file";
        snprintf(player->name, sizeof player->name, "%.127s", paths_base_name(first));
    }
}

static bool allocate(struct backend *player)
{
    const unsigned channels = reader_format(player->reader)->channels;
    player->hop_frames = backend_hop_frames(player->rate_hz);
    player->ring = ring_new(channels, player->hop_frames, (size_t)(ring_s * player->rate_hz));
    player->samples = malloc(sizeof(float) * channels * player->hop_frames);
    player->rows = malloc(sizeof(float *) * channels);
    if (!player->ring || !player->samples || !player->rows)
        return false;
    for (unsigned c = 0; c < channels; c++)
        player->rows[c] = player->samples + c * player->hop_frames;
    return true;
}

static enum status player_open(const struct capture_request *request, struct backend **backend,
                               struct capture_format *format, struct ring **ring,
                               struct error *error)
{
    struct error reason = {0};
    struct reader *reader = open_reader(request, &reason);
    if (!reader) {
        if (error)
            *error = reason;
        return reason.status;
    }
    struct backend *player = calloc(1, sizeof *player);
    if (!player) {
        reader_free(reader);
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    }
    pthread_mutex_init(&player->lock, NULL);
    clock_init_condition(&player->wake);
    player->reader = reader;
    *format = *reader_format(reader);
    player->rate_hz = format->rate_hz;
    player->n_tracks = format->n_tracks;
    player->can_seek = reader_can_seek(reader);
    player->duration_s = reader_duration_s(reader);
    player->speed = player->can_seek ? 1.0 : stream_speed;
    player->loop = request->loop || request->backend == CAPTURE_DEMO;
    player->seek_s = NAN;
    player->heard_s = clock_now_s();
    name_source(player, request);
    if (!player->can_seek)
        reader_set_patience(reader, PIPE_PATIENCE_MS);
    if (!allocate(player) || !thread_start(&player->thread, play, player)) {
        destroy(player);
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    }
    *ring = ring_ref(player->ring);
    *backend = player;
    return STATUS_OK;
}

static enum status player_poll(struct backend *player, struct error *error)
{
    (void)error;
    pthread_mutex_lock(&player->lock);
    const bool ended = player->ended;
    pthread_mutex_unlock(&player->lock);
    return ended ? STATUS_END : STATUS_OK;
}

static void player_read(struct backend *player, struct source_reading *source, bool *connected)
{
    pthread_mutex_lock(&player->lock);
    const double silent_s = clock_now_s() - player->heard_s;
    const bool stalled =
        !player->can_seek && !player->ended && !player->paused && silent_s > stall_s;
    if (player->paused && !player->ended)
        source->state = CAPTURE_PAUSED;
    source->loop = player->loop && player->can_seek;
    source->position_s = (double)player->position_frames / player->rate_hz;
    if (stalled)
        snprintf(source->reason, sizeof source->reason, _("nothing has come for %.0f s"), silent_s);
    else
        snprintf(source->reason, sizeof source->reason, "%s", player->reason);
    pthread_mutex_unlock(&player->lock);
    snprintf(source->kind, sizeof source->kind, "%s", player->kind);
    snprintf(source->name, sizeof source->name, "%s", player->name);
    source->rate_hz = player->rate_hz;
    source->can_seek = player->can_seek;
    source->duration_s = player->duration_s;
    for (unsigned t = 0; connected && t < player->n_tracks; t++)
        connected[t] = !stalled;
}

static bool player_set_paused(struct backend *player, bool paused)
{
    pthread_mutex_lock(&player->lock);
    player->paused = paused;
    player->heard_s = clock_now_s();
    pthread_cond_signal(&player->wake);
    pthread_mutex_unlock(&player->lock);
    return true;
}

static bool player_seek(struct backend *player, double position_s)
{
    if (!player->can_seek || isnan(position_s))
        return false;
    pthread_mutex_lock(&player->lock);
    player->seek_s = position_s;
    pthread_cond_signal(&player->wake);
    pthread_mutex_unlock(&player->lock);
    return true;
}

static bool player_set_loop(struct backend *player, bool loop)
{
    if (!player->can_seek)
        return false;
    pthread_mutex_lock(&player->lock);
    player->loop = loop;
    pthread_mutex_unlock(&player->lock);
    return true;
}

const struct backend_ops backend_player = {
    .name = "player",
    .check = player_check,
    .open = player_open,
    .close = player_close,
    .poll = player_poll,
    .read = player_read,
    .set_paused = player_set_paused,
    .seek = player_seek,
    .set_loop = player_set_loop,
};
