/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* soak [HOURS]: a day of audio (24 hours unless told) through ring and engine, faster than real time.
 * Memory must be flat after the first hour, and no counter may drift: time, clips, bad samples, frames,
 * loudness. */

#include "base/denormal.h"
#include "base/ring.h"
#include "engine.h"
#include "measure/stft.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 48000, BLOCK_FRAMES = 480, BLOCKS = RATE_HZ / BLOCK_FRAMES, SECONDS_AN_HOUR = 3600 };
enum { CLIPS_A_SECOND = 4, MEMORY_SLACK_KB = 512 };

/* One second: beats of noise over a chord, four samples at full scale and one NaN. */
static void fill_second(float *left, float *right)
{
    unsigned seed = 7;
    for (unsigned i = 0; i < RATE_HZ; i++) {
        seed = seed * 1664525U + 1013904223U;
        const double noise = (double)(int)seed / 2147483648.0;
        const double t = (double)i / RATE_HZ;
        const double beat = fmod(t * 2.0, 1.0);
        const double chord = 0.08 * (sin(2 * M_PI * 220 * t) + sin(2 * M_PI * 275 * t) +
                                     sin(2 * M_PI * 330 * t));
        left[i] = (float)(chord + 0.3 * exp(-beat * 18.0) * noise);
        right[i] = (float)(chord + 0.25 * exp(-beat * 12.0) * noise);
    }
    for (unsigned i = 0; i < CLIPS_A_SECOND; i++)
        left[1000 + i] = 1.0F;
    right[30000] = NAN;
}

static long resident_kb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[128];
    long kb = -1;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb;
}

static void play_second(struct ring *ring, struct engine *engine, const float *left,
                        const float *right)
{
    for (unsigned block = 0; block < BLOCKS; block++) {
        const float *from[2] = {left + block * BLOCK_FRAMES, right + block * BLOCK_FRAMES};
        float *rows[2];
        size_t frames;
        ring_write(ring, from, BLOCK_FRAMES);
        while ((frames = ring_peek(ring, rows)) > 0) {
            engine_process_hop(engine, rows, frames);
            ring_advance(ring, frames);
        }
    }
}

static bool check(const char *what, double found, double wanted, double slack)
{
    const bool good = fabs(found - wanted) <= slack;
    printf("%-4s %-34s %18.4f  wanted %18.4f +- %g\n", good ? "ok" : "FAIL", what, found, wanted, slack);
    return good;
}

int main(int argc, char **argv)
{
    const long hours = argc > 1 ? atol(argv[1]) : 24;
    const size_t hop = stft_hop_frames(RATE_HZ);
    const struct capture_format format = {
        .rate_hz = RATE_HZ, .channels = 2, .n_tracks = 1,
        .tracks = {{.name = "mix", .is_mix = true, .channels = 2}},
    };
    static float left[RATE_HZ], right[RATE_HZ];
    static struct snapshot first_hour, last;
    struct error error;
    struct ring *ring = ring_new(2, hop, 2 * RATE_HZ);
    struct engine *engine = engine_new(&format, true, false, &error);
    if (!ring || !engine || hours < 2)
        return 1;
    denormal_flush_to_zero();
    fill_second(left, right);
    long first_hour_kb = 0;
    for (long hour = 0; hour < hours; hour++) {
        for (int second = 0; second < SECONDS_AN_HOUR; second++)
            play_second(ring, engine, left, right);
        if (hour == 0) {
            engine_read(engine, &first_hour);
            first_hour_kb = resident_kb();
        }
    }
    engine_read(engine, &last);

    const struct track_reading *mix = &last.tracks[last.mix];
    const struct track_reading *early = &first_hour.tracks[first_hour.mix];
    const double seconds = (double)hours * SECONDS_AN_HOUR;
    bool good = check("resident memory, kB", (double)resident_kb(), (double)first_hour_kb, MEMORY_SLACK_KB);
    good &= check("sample time, s", last.time_s, seconds, (double)hop / RATE_HZ);
    good &= check("measured, s", last.measured_s, last.time_s, 0.0);
    good &= check("clipped samples", (double)mix->channel[0].clipped_samples, seconds * CLIPS_A_SECOND,
                  CLIPS_A_SECOND);
    good &= check("bad samples", (double)mix->defects.bad_samples, seconds, 1.0);
    good &= check("frames written", (double)ring_written(ring), seconds * RATE_HZ, 0.0);
    good &= check("frames dropped", (double)ring_dropped(ring), 0.0, 0.0);
    good &= check("integrated, LUFS", (double)mix->loudness.integrated_lufs,
                  (double)early->loudness.integrated_lufs, 0.005);
    good &= check("loudness range, LU", (double)mix->loudness.range_lu, (double)early->loudness.range_lu, 0.05);
    good &= check("RMS, dBFS", (double)mix->channel[0].rms_dbfs, (double)early->channel[0].rms_dbfs, 0.001);
    good &= check("correlation", (double)mix->stereo.correlation, (double)early->stereo.correlation, 0.001);
    good &= check("tempo, BPM", (double)last.listen.tempo.bpm, (double)first_hour.listen.tempo.bpm, 1.0);
    good &= check("history, points", last.history_count, HISTORY_POINTS, 0.0);
    engine_free(engine);
    ring_unref(ring);
    return good ? 0 : 1;
}
