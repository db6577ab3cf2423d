/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* latency TRIALS COMMAND...: how long it takes from an impulse in a JACK cycle to changed cells in the
 * bytes that COMMAND (the dashboard) writes to its terminal, an 80x24 pseudo-terminal.
 * Prints minimum, median, 95th percentile and maximum in ms.  The impulse is timed at the start of the
 * cycle that carries it, so that the server's period counts. */

#include <errno.h>
#include <jack/jack.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRIALS_MAX = 200, QUIET_MS = 400, GIVE_UP_MS = 2000, SETTLE_MS = 4000, TIRED_MS = 15000 };
static const float IMPULSE = 0.02F; /* -34 dBFS: seen on the meter, fallen again soon */

struct player {
    jack_client_t *client;
    jack_port_t *ports[2];
    atomic_bool wanted;
    _Atomic double sent_s;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int process(jack_nframes_t frames, void *data)
{
    struct player *player = data;
    const bool send = atomic_exchange(&player->wanted, false);
    if (send)
        atomic_store(&player->sent_s, now_s());
    for (unsigned i = 0; i < 2; i++) {
        float *samples = jack_port_get_buffer(player->ports[i], frames);
        memset(samples, 0, frames * sizeof *samples);
        if (send)
            samples[0] = IMPULSE;
    }
    return 0;
}

static bool start_player(struct player *player)
{
    player->client = jack_client_open("latency", JackNoStartServer, NULL);
    if (!player->client)
        return false;
    player->ports[0] = jack_port_register(player->client, "out_1", JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsOutput, 0);
    player->ports[1] = jack_port_register(player->client, "out_2", JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsOutput, 0);
    jack_set_process_callback(player->client, process, player);
    return jack_activate(player->client) == 0 &&
           jack_connect(player->client, "latency:out_1", "system:playback_1") == 0 &&
           jack_connect(player->client, "latency:out_2", "system:playback_2") == 0;
}

/* Reads until something on the screen changes (true) or `timeout_ms` pass without. */
static bool wait_for_change(int terminal, int timeout_ms)
{
    unsigned char bytes[65536];
    struct pollfd ready = {.fd = terminal, .events = POLLIN};
    if (poll(&ready, 1, timeout_ms) <= 0)
        return false;
    if (read(terminal, bytes, sizeof bytes) <= 0) {
        fprintf(stderr, "latency: the dashboard ended\n");
        exit(1);
    }
    return true;
}

static void wait_until_quiet(int terminal)
{
    const double until_s = now_s() + TIRED_MS / 1000.0;
    while (wait_for_change(terminal, QUIET_MS)) {
        if (now_s() > until_s) {
            fprintf(stderr, "latency: the screen never comes to rest\n");
            exit(1);
        }
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int measure(struct player *player, int terminal, int trials)
{
    double took_ms[TRIALS_MAX];
    int seen = 0, missed = 0;
    wait_for_change(terminal, SETTLE_MS);
    for (int i = 0; i < trials; i++) {
        wait_until_quiet(terminal);
        /* Not in step with the frame clock. */
        wait_for_change(terminal, 7 * i % 40 + 1);
        atomic_store(&player->wanted, true);
        if (wait_for_change(terminal, GIVE_UP_MS))
            took_ms[seen++] = (now_s() - atomic_load(&player->sent_s)) * 1000.0;
        else
            missed++;
    }
    if (seen == 0) {
        fprintf(stderr, "latency: no impulse was ever seen on the terminal\n");
        return 1;
    }
    qsort(took_ms, (size_t)seen, sizeof *took_ms, ascending);
    printf("min %.1f  median %.1f  p95 %.1f  max %.1f ms  (%d impulses, %d unseen)\n", took_ms[0],
           took_ms[seen / 2], took_ms[seen * 95 / 100], took_ms[seen - 1], seen, missed);
    return 0;
}

int main(int argc, char **argv)
{
    const int trials = argc > 1 ? atoi(argv[1]) : 0;
    if (argc < 3 || trials < 1 || trials > TRIALS_MAX) {
        fprintf(stderr, "usage: latency TRIALS COMMAND...\n");
        return 2;
    }
    static struct player player;
    if (!start_player(&player)) {
        fprintf(stderr, "latency: no JACK server with system:playback_1 and _2\n");
        return 1;
    }
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    int terminal;
    const pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child == 0) {
        setenv("TERM", "xterm-256color", 1);
        execvp(argv[2], argv + 2);
        fprintf(stderr, "latency: cannot run %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    const int status = child > 0 ? measure(&player, terminal, trials) : 1;
    if (child > 0) {
        kill(child, SIGTERM);
        waitpid(child, NULL, 0);
    }
    jack_client_close(player.client);
    return status;
}
