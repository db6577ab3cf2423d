/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/stream.h"

#include "commands/output.h"
#include "report/json.h"
#include "report/line.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { POLL_MS = 50 };
static const double EVERY_S = 1.0;

static volatile sig_atomic_t stop_wanted;

static void want_stop(int signal)
{
    (void)signal;
    stop_wanted = 1;
}

static void watch_signals(void)
{
    struct sigaction stop = {.sa_handler = want_stop};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* When the next output is due, on both clocks. */
struct schedule {
    double next_time_s;
    double last_clock_s;
};

static bool is_due(struct schedule *schedule, const struct snapshot *snapshot)
{
    const double now_s = clock_s();
    const bool heard = snapshot->time_s >= schedule->next_time_s;
    /* A reason while it runs: a pipe that stalls. */
    const bool running =
        snapshot->source.state == CAPTURE_RUNNING && snapshot->source.reason[0] == '\0';
    if (!heard && (running || now_s - schedule->last_clock_s < EVERY_S))
        return false;
    if (heard)
        schedule->next_time_s = (floor(snapshot->time_s / EVERY_S) + 1.0) * EVERY_S;
    schedule->last_clock_s = now_s;
    return true;
}

static void write_snapshot(const struct snapshot *snapshot, enum stream_format format,
                           const struct targets *targets)
{
    if (format == STREAM_LINE) {
        line_write(stdout, snapshot);
        return;
    }
    char *json = json_format_live(snapshot, snapshot->source.rate_hz, targets);
    if (json)
        puts(json);
    free(json);
}

enum status stream_run(struct live *live, enum stream_format format, const struct targets *targets,
                       struct error *error)
{
    struct schedule schedule = {.next_time_s = EVERY_S, .last_clock_s = clock_s()};
    struct line_memory memory = {.clip_told_s = -INFINITY};
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    watch_signals();
    for (;;) {
        const struct snapshot *snapshot = live_latest(live);
        const enum capture_state state = snapshot->source.state;
        const bool over = state == CAPTURE_ENDED || state == CAPTURE_FAILED || stop_wanted;
        if (format == STREAM_LINE)
            line_write_events(stdout, snapshot, &memory);
        if (over || (snapshot->sequence > 0 && is_due(&schedule, snapshot)))
            write_snapshot(snapshot, format, targets);
        const enum status status = output_flush(error);
        if (status != STATUS_OK)
            return status == STATUS_END ? STATUS_OK : status;
        if (state == CAPTURE_FAILED) /* why is in the log, which is on standard error here */
            return error_set(error, STATUS_FAILED, "%s", "");
        if (over)
            return STATUS_OK;
        nanosleep(&pause, NULL);
    }
}
