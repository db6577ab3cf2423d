/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make_music FILE VARIANT: 20 s of made-up music, the same on every machine, for the golden files.
 * Variant a: drums at 120 BPM, bass and a chord, wide.  Variant b: the same 4 dB down, duller, narrower,
 * with a hum and some clipping at the end. */

#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { RATE_HZ = 48000, SECONDS = 20 };

struct voice {
    uint32_t seed;
    double dull;
};

static double noise(struct voice *voice)
{
    voice->seed = voice->seed * 1664525U + 1013904223U;
    return (double)(int32_t)voice->seed / 2147483648.0;
}

static void frame_at(double t, int b, struct voice *left, struct voice *right, float *out)
{
    const double beat = fmod(t * 2.0, 1.0) / 2.0;
    const double off_beat = fmod(t * 2.0 + 0.5, 1.0) / 2.0;
    const double kick = 0.6 * exp(-beat * 14.0) * sin(2 * M_PI * (50.0 + 60.0 * exp(-beat * 60.0)) * beat);
    const double hat = 0.15 * exp(-off_beat * 60.0);
    const double bass = 0.15 * sin(2 * M_PI * 55.0 * t) * (0.6 + 0.4 * sin(2 * M_PI * 0.25 * t));
    const double chord = 0.05 * (sin(2 * M_PI * 220.0 * t) + sin(2 * M_PI * 277.18 * t) +
                                 sin(2 * M_PI * 329.63 * t));
    const double wide = (b ? 0.02 : 0.08) * sin(2 * M_PI * 440.0 * t);
    const double gain = b ? 0.63 : 1.0;
    double l = kick + bass + chord + wide + hat * noise(left);
    double r = kick + bass + chord - wide + hat * noise(right);
    if (b) {
        left->dull += 0.3 * (l - left->dull);
        right->dull += 0.3 * (r - right->dull);
        l = left->dull + 0.004 * sin(2 * M_PI * 50.0 * t) + 0.002 * sin(2 * M_PI * 100.0 * t);
        r = right->dull + 0.004 * sin(2 * M_PI * 50.0 * t) + 0.002 * sin(2 * M_PI * 100.0 * t);
    }
    const double drive = b && t > 18.0 ? 3.0 : 1.0;
    out[0] = (float)fmax(-1.0, fmin(1.0, gain * drive * l));
    out[1] = (float)fmax(-1.0, fmin(1.0, gain * drive * r));
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    SF_INFO info = {.samplerate = RATE_HZ, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_24};
    SNDFILE *file = sf_open(argv[1], SFM_WRITE, &info);
    struct voice left = {.seed = 1}, right = {.seed = 2};
    const int b = strcmp(argv[2], "b") == 0;
    static float second[2 * RATE_HZ];
    for (int s = 0; file && s < SECONDS; s++) {
        for (int i = 0; i < RATE_HZ; i++)
            frame_at(s + (double)i / RATE_HZ, b, &left, &right, second + 2 * i);
        sf_writef_float(file, second, RATE_HZ);
    }
    return !file || sf_close(file) != 0;
}
