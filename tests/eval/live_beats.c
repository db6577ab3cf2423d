/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live_beats FILE: the beats as the dashboard shows them while the file plays, when a tempo was shown
 * first, and how often it jumped to another octave, as JSON; `analyze` finds them with the whole file
 * in hand. */

#include "capture/reader.h"
#include "engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void print_new_beats(const struct snapshot *snapshot, uint32_t *seen, const char **comma)
{
    for (; *seen < snapshot->event_sequence; ++*seen) {
        const struct event *event = &snapshot->events[*seen % EVENTS_RECENT];
        if (event->kind != EVENT_BEAT)
            continue;
        printf("%s%.4f", *comma, event->time_s);
        *comma = ", ";
    }
}

struct course {
    double first_s; /* a tempo was shown; NAN never */
    double bpm;     /* the latest shown; NAN */
    double confidence;
    unsigned jumps;
};

static void follow(struct course *course, const struct snapshot *snapshot)
{
    const double bpm = (double)snapshot->listen.tempo.bpm;
    if (isnan(bpm))
        return;
    if (isnan(course->first_s))
        course->first_s = snapshot->time_s;
    course->jumps += fabs(log2(bpm / course->bpm)) > 0.3; /* false for NAN */
    course->bpm = bpm;
    course->confidence = (double)snapshot->listen.tempo.confidence;
}

int main(int argc, char **argv)
{
    static struct snapshot snapshot;
    struct error error = {0};
    struct reader *reader = argc == 2 ? reader_open_file(argv[1], &error) : NULL;
    if (!reader) {
        fprintf(stderr, "usage: live_beats FILE  %s\n", error.text);
        return 2;
    }
    const struct capture_format *format = reader_format(reader);
    struct engine *engine = engine_new(format, true, false, &error);
    const size_t hop = engine ? engine_hop_frames(engine) : 0;
    float *block = calloc(format->channels * hop + 1, sizeof *block);
    float *rows[CHANNELS_MAX];
    const char *comma = "";
    uint32_t seen = 0;
    if (!engine || !block)
        return 1;
    for (unsigned c = 0; c < format->channels; c++)
        rows[c] = block + c * hop;
    struct course course = {.first_s = NAN, .bpm = NAN};
    printf("{\"beats_s\": [");
    for (size_t frames; (frames = reader_read(reader, rows, hop, &error)) > 0;) {
        engine_process_hop(engine, rows, frames);
        engine_read(engine, &snapshot);
        print_new_beats(&snapshot, &seen, &comma);
        follow(&course, &snapshot);
    }
    printf("], \"octave_jumps\": %u", course.jumps);
    if (isnan(course.first_s))
        printf(", \"first_bpm_s\": null, \"bpm\": null, \"confidence\": null}\n");
    else
        printf(", \"first_bpm_s\": %.2f, \"bpm\": %.2f, \"confidence\": %.3f}\n", course.first_s,
               course.bpm, course.confidence);
    free(block);
    engine_free(engine);
    reader_free(reader);
    return 0;
}
