/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compose: plays the score and writes the demo's stems, one Ogg Vorbis file each, and with a second
 * folder also their sum as mix.wav.  Same program, same samples; only Ogg's serial numbers differ.
 * Usage: compose FOLDER [MIX-FOLDER] */

#include "effects.h"
#include "score.h"
#include "voices.h"

#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double step_frames = DEMO_RATE_HZ * 60.0 / SCORE_BPM / 4.0;
static const float ceiling = 0.80f; /* sample peak of the mix: room for what the coder adds */

static size_t frame_of(double step)
{
    return (size_t)(step * step_frames + 0.5);
}

/* Sixteenths off the beat come late, and nobody is exact. */
static size_t played_at(int bar, int step, uint32_t *seed)
{
    const double swing = step % 2 ? 0.10 : 0.0;
    const double human = 0.018 * (double)effects_noise(seed);
    const double at = bar * SCORE_STEPS + step + swing + human;
    return frame_of(at < 0.0 ? 0.0 : at);
}

static float strength(char mark)
{
    return mark >= '1' && mark <= '9' ? (float)(mark - '0') / 9.0f : 0.0f;
}

static void play_fill(struct bus *bus, int bar)
{
    static const struct {
        int step;
        float hz, pan;
    } hits[] = {{10, 196, -0.5f}, {11, 196, -0.5f}, {12, 147, 0.0f}, {13, 147, 0.0f}, {14, 98, 0.5f}};
    for (size_t h = 0; h < sizeof hits / sizeof *hits; h++)
        voice_tom(bus, frame_of(bar * SCORE_STEPS + hits[h].step), 0.8f + 0.04f * (float)h,
                  hits[h].hz, hits[h].pan);
}

static void play_drums(struct bus *bus)
{
    uint32_t seed = 1;
    for (int bar = 0; bar < SCORE_BARS; bar++) {
        const struct drum_bar *drums = score_drums(bar);
        const enum score_part part = score_part(bar);
        for (int step = 0; step < SCORE_STEPS; step++) {
            const size_t at = played_at(bar, step, &seed);
            const float loose = 1.0f + 0.08f * effects_noise(&seed);
            if (drums->kick[step] != '.')
                voice_kick(bus, at, strength(drums->kick[step]));
            if (drums->snare[step] != '.')
                voice_snare(bus, at, strength(drums->snare[step]) * loose);
            if (drums->snare[step] == '9' && part == PART_CHORUS)
                voice_clap(bus, at, 0.8f);
            if (drums->hat[step] != '.')
                voice_hat(bus, at, strength(drums->hat[step]) * loose, 0.014f);
            if (drums->open_hat[step] != '.')
                voice_hat(bus, at, strength(drums->open_hat[step]), 0.07f);
            if (part == PART_BREAK || part == PART_CHORUS)
                voice_shaker(bus, at, (step % 4 == 2 ? 0.8f : 0.45f) * loose);
        }
        if (bar == 11 || bar == 23)
            play_fill(bus, bar);
        if (bar == 0 || bar == 4 || bar == 16 || bar == 20)
            voice_crash(bus, frame_of(bar * SCORE_STEPS), bar == 0 ? 0.5f : 0.9f);
    }
    effects_filter(bus, BIQUAD_BELL, 320.0f, 0.9f, -3.0f);
    effects_filter(bus, BIQUAD_BELL, 4200.0f, 0.7f, 3.0f);
    effects_saturate(bus, 1.5f);
    effects_reverb(bus, 0.7f, 0.08f);
}

/* Held steps after `step`, itself included. */
static int held(const char *line, int step)
{
    int steps = 1;
    while (step + steps < SCORE_STEPS && line[step + steps] == '-')
        steps++;
    return steps;
}

static void play_bass(struct bus *bus)
{
    uint32_t seed = 2;
    for (int bar = 0; bar < SCORE_BARS; bar++) {
        const char *line = score_bass(bar);
        for (int step = 0; step < SCORE_STEPS; step++) {
            if (line[step] == ' ' || line[step] == '-')
                continue;
            const int root = score_chord(bar, step)->root;
            const int up = line[step] == 'o' ? 12 : line[step] == 'f' ? 7 : 0;
            const struct tone tone = {
                .at = played_at(bar, step, &seed),
                .length = frame_of(held(line, step) - 0.25),
                .midi = (root < 33 ? root + 12 : root) + up,
                .velocity = 0.85f + 0.1f * effects_noise(&seed),
            };
            voice_bass(bus, &tone);
        }
    }
    effects_filter(bus, BIQUAD_HIGH, 34.0f, 0.7f, 0.0f);
    effects_saturate(bus, 1.3f);
}

static void play_keys(struct bus *bus)
{
    uint32_t seed = 3;
    for (int bar = 0; bar < SCORE_BARS; bar++) {
        const char *line = score_keys(bar);
        for (int step = 0; step < SCORE_STEPS; step++) {
            if (line[step] == ' ')
                continue;
            int steps = 1;
            while (line[step] == 'X' && step + steps < SCORE_STEPS && line[step + steps] == ' ')
                steps++;
            const struct chord *chord = score_chord(bar, step);
            for (int v = 0; v < SCORE_VOICES; v++) {
                const struct tone tone = {
                    .at = played_at(bar, step, &seed) + (size_t)v * 150,
                    .length = frame_of(steps - 0.3),
                    .midi = chord->notes[v],
                    .velocity = (line[step] == 'X' ? 0.8f : 0.6f) + 0.08f * effects_noise(&seed),
                    .pan = -0.35f + 0.2f * (float)v,
                };
                voice_keys(bus, &tone);
            }
        }
    }
    effects_filter(bus, BIQUAD_HIGH, 130.0f, 0.7f, 0.0f);
    effects_filter(bus, BIQUAD_BELL, 2800.0f, 0.7f, 5.0f);
    effects_reverb(bus, 1.1f, 0.10f);
}

static void play_guitar(struct bus *bus)
{
    uint32_t seed = 4;
    for (int bar = 0; bar < SCORE_BARS; bar++) {
        const char *line = score_guitar(bar);
        for (int step = 0; step < SCORE_STEPS; step++) {
            if (line[step] == ' ')
                continue;
            const bool damped = line[step] == 'x';
            const int *notes = score_chord(bar, step)->notes;
            const int voice = damped ? 1 : line[step] - '0';
            for (int take = 0; take < 2; take++) { /* played twice, one a side */
                const struct tone tone = {
                    .at = played_at(bar, step, &seed),
                    .length = frame_of(damped ? 0.4 : 2.6),
                    .midi = notes[voice] + 12,
                    .velocity = (damped ? 0.5f : 0.8f) + 0.12f * effects_noise(&seed),
                    .pan = take ? 0.8f : -0.8f,
                };
                voice_pluck(bus, &tone, damped ? 0.0f : 0.85f);
            }
        }
    }
    effects_filter(bus, BIQUAD_HIGH, 170.0f, 0.7f, 0.0f);
    effects_filter(bus, BIQUAD_BELL, 3800.0f, 0.7f, 6.0f);
    effects_echo(bus, frame_of(3.0), 0.35f, 0.16f);
    effects_reverb(bus, 1.4f, 0.09f);
}

static void sing(struct bus *bus, bool harmony)
{
    static struct sung notes[128];
    size_t count = 0;
    for (size_t n = 0; n < score_melody_count; n++) {
        const struct melody_note *note = &score_melody[n];
        const int bar = note->at / SCORE_STEPS;
        if (harmony && score_part(bar) != PART_CHORUS)
            continue;
        int midi = note->midi;
        if (harmony) { /* the next note of the chord below */
            const int *chord = score_chord(bar, note->at % SCORE_STEPS)->notes;
            int best = midi - 12;
            for (int v = 0; v < SCORE_VOICES; v++) {
                for (int below = chord[v]; below <= midi - 3; below += 12)
                    best = below > best ? below : best;
            }
            midi = best;
        }
        notes[count++] = (struct sung){
            .at = frame_of(note->at) + (harmony ? 500 : 0),
            .length = frame_of(note->length - 0.2),
            .midi = midi,
            .velocity = score_part(bar) == PART_BREAK ? 0.8f : harmony ? 0.5f : 1.0f,
            .vowel = note->vowel,
        };
    }
    voice_sing(bus, notes, count, harmony ? -0.45f : 0.0f, harmony ? 6 : 5);
}

static void play_vocals(struct bus *bus)
{
    sing(bus, false);
    sing(bus, true);
    effects_filter(bus, BIQUAD_HIGH, 150.0f, 0.7f, 0.0f);
    effects_filter(bus, BIQUAD_BELL, 3600.0f, 0.6f, 7.0f);
    effects_saturate(bus, 1.2f);
    effects_echo(bus, frame_of(4.0), 0.30f, 0.12f);
    effects_reverb(bus, 1.8f, 0.12f);
}

/* Room for the kick: down at each stroke, back within a beat. */
static void duck_under_kick(struct bus *bus, float depth)
{
    float *gain = malloc(bus->frames * sizeof *gain);
    if (!gain)
        abort();
    for (size_t i = 0; i < bus->frames; i++)
        gain[i] = 1.0f;
    for (int bar = 0; bar < SCORE_BARS; bar++) {
        for (int step = 0; step < SCORE_STEPS; step++) {
            const float hit = strength(score_drums(bar)->kick[step]);
            const size_t at = frame_of(bar * SCORE_STEPS + step);
            for (size_t i = 0; hit > 0.0f && i < 14000; i++) {
                const float t = (float)i / (float)DEMO_RATE_HZ;
                const float shape = t < 0.004f ? t / 0.004f : exp2f(-(t - 0.004f) / 0.06f);
                float *here = &gain[(at + i) % bus->frames];
                *here = fminf(*here, 1.0f - depth * hit * shape);
            }
        }
    }
    effects_multiply(bus, gain);
    free(gain);
}

/* The brightness opens through the intro and the break. */
static void sweep(struct bus *bus)
{
    static const float hz[5] = {700, 2400, 1500, 5500, 1300}; /* at the start of each part, and on */
    struct biquad sides[2] = {0};
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < bus->frames; i++) {
            if (i % 64 == 0) {
                const float bar = (float)i / (float)(step_frames * SCORE_STEPS);
                const float octaves = bar < 4    ? log2f(hz[0]) + bar / 4 * log2f(hz[1] / hz[0])
                                      : bar < 12 ? log2f(hz[1])
                                      : bar < 16 ? log2f(hz[2]) +
                                                       (bar - 12) / 4 * log2f(hz[3] / hz[2])
                                                 : log2f(hz[3]) + (bar - 16) / 8 *
                                                                      log2f(hz[0] / hz[3]) * 0.5f;
                for (int s = 0; s < 2; s++)
                    biquad_set(&sides[s], BIQUAD_LOW, exp2f(octaves), 0.8f, 0.0f);
            }
            const float left = biquad_run(&sides[0], bus->left[i]);
            const float right = biquad_run(&sides[1], bus->right[i]);
            if (round == 1) {
                bus->left[i] = left;
                bus->right[i] = right;
            }
        }
    }
}

static void play_pad(struct bus *bus)
{
    for (int half = 0; half < 2 * SCORE_BARS; half++) {
        const int bar = half / 2, step = half % 2 * 8;
        const struct chord *chord = score_chord(bar, step);
        if (step == 8 && chord == score_chord(bar, 0))
            continue;
        const bool whole = step == 0 && score_chord(bar, 8) == chord;
        const float level = score_part(bar) == PART_VERSE ? 0.65f : 1.0f;
        for (int v = 0; v < SCORE_VOICES; v++) {
            const struct tone tone = {.at = frame_of(bar * SCORE_STEPS + step),
                                      .length = frame_of(whole ? 15.5 : 7.5),
                                      .midi = chord->notes[v] + (v == 0 ? 12 : 0),
                                      .velocity = level};
            voice_pad(bus, &tone);
        }
    }
    effects_filter(bus, BIQUAD_HIGH, 190.0f, 0.7f, 0.0f);
    sweep(bus);
    duck_under_kick(bus, 0.55f);
    effects_reverb(bus, 2.4f, 0.16f);
}

struct stem {
    const char *name;
    void (*play)(struct bus *bus);
    float gain_db;
    int channels;
    double quality; /* Vorbis, 0..1 */
};

static const struct stem stems[] = {
    {"vocals", play_vocals, -15.2f, 2, 0.25}, {"drums", play_drums, -4.8f, 2, 0.35},
    {"bass", play_bass, -4.2f, 1, 0.15},     {"guitar", play_guitar, -7.5f, 2, 0.20},
    {"keys", play_keys, -5.8f, 2, 0.15},     {"pad", play_pad, -0.8f, 2, 0.15},
};
enum { STEMS = sizeof stems / sizeof *stems };

static struct bus bus_new(size_t frames)
{
    struct bus bus = {calloc(frames, sizeof(float)), calloc(frames, sizeof(float)), frames};
    if (!bus.left || !bus.right)
        abort();
    return bus;
}

static void write_bus(const char *folder, const char *name, int format, double quality,
                      const struct bus *bus, int channels)
{
    enum { BLOCK = 1024 };
    char path[1024];
    float block[2 * BLOCK];
    SF_INFO info = {.samplerate = DEMO_RATE_HZ, .channels = channels, .format = format};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    if (!file) {
        fprintf(stderr, "compose: %s: %s\n", path, sf_strerror(NULL));
        exit(1);
    }
    sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    for (size_t done = 0; done < bus->frames; done += BLOCK) {
        const size_t count = bus->frames - done < BLOCK ? bus->frames - done : BLOCK;
        for (size_t i = 0; i < count; i++) {
            const float left = bus->left[done + i], right = bus->right[done + i];
            block[i * (size_t)channels] = channels == 1 ? 0.5f * (left + right) : left;
            block[i * (size_t)channels + (size_t)channels - 1] =
                channels == 1 ? 0.5f * (left + right) : right;
        }
        sf_writef_float(file, block, (sf_count_t)count);
    }
    sf_close(file);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: compose FOLDER [MIX-FOLDER]\n", stderr);
        return 2;
    }
    const size_t frames = frame_of(SCORE_BARS * SCORE_STEPS);
    struct bus buses[STEMS], mix = bus_new(frames);
    float *gain = malloc(frames * sizeof *gain);
    if (!gain)
        abort();
    for (int s = 0; s < STEMS; s++) {
        buses[s] = bus_new(frames);
        stems[s].play(&buses[s]);
        effects_mono_lows(&buses[s]);
        effects_gain(&buses[s], stems[s].gain_db);
        for (size_t i = 0; i < frames; i++) {
            mix.left[i] += buses[s].left[i];
            mix.right[i] += buses[s].right[i];
        }
    }
    effects_limit(&mix, ceiling, gain);
    for (int s = 0; s < STEMS; s++) {
        char name[64];
        effects_multiply(&buses[s], gain);
        snprintf(name, sizeof name, "%s.ogg", stems[s].name);
        write_bus(argv[1], name, SF_FORMAT_OGG | SF_FORMAT_VORBIS, stems[s].quality, &buses[s],
                  stems[s].channels);
    }
    effects_multiply(&mix, gain);
    if (argc > 2)
        write_bus(argv[2], "mix.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0.0, &mix, 2);
    return 0;
}
