/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float pi = 3.14159265f;

float effects_noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (float)(*seed >> 8) * (2.0f / 16777216.0f) - 1.0f;
}

void biquad_set(struct biquad *filter, enum biquad_kind kind, float hz, float q, float gain_db)
{
    const float w = 2.0f * pi * hz / (float)DEMO_RATE_HZ;
    const float alpha = sinf(w) / (2.0f * q);
    const float c = cosf(w);
    const float a = powf(10.0f, gain_db / 40.0f);
    float b0 = (1.0f - c) / 2.0f, b1 = 1.0f - c, b2 = b0;
    float a0 = 1.0f + alpha, a2 = 1.0f - alpha;
    if (kind == BIQUAD_HIGH) {
        b0 = (1.0f + c) / 2.0f;
        b1 = -(1.0f + c);
        b2 = b0;
    } else if (kind == BIQUAD_BAND) {
        b0 = alpha;
        b1 = 0.0f;
        b2 = -alpha;
    } else if (kind == BIQUAD_BELL) {
        b0 = 1.0f + alpha * a;
        b1 = -2.0f * c;
        b2 = 1.0f - alpha * a;
        a0 = 1.0f + alpha / a;
        a2 = 1.0f - alpha / a;
    }
    filter->b0 = b0 / a0;
    filter->b1 = b1 / a0;
    filter->b2 = b2 / a0;
    filter->a1 = -2.0f * c / a0;
    filter->a2 = a2 / a0;
}

float biquad_run(struct biquad *filter, float x)
{
    const float y = filter->b0 * x + filter->z1;
    filter->z1 = filter->b1 * x - filter->a1 * y + filter->z2;
    filter->z2 = filter->b2 * x - filter->a2 * y;
    return y;
}

void effects_filter(struct bus *bus, enum biquad_kind kind, float hz, float q, float gain_db)
{
    float *const sides[2] = {bus->left, bus->right};
    for (int side = 0; side < 2; side++) {
        struct biquad filter = {0};
        biquad_set(&filter, kind, hz, q, gain_db);
        for (int round = 0; round < 2; round++) {
            for (size_t i = 0; i < bus->frames; i++) {
                const float y = biquad_run(&filter, sides[side][i]);
                if (round == 1)
                    sides[side][i] = y;
            }
        }
    }
}

void effects_saturate(struct bus *bus, float drive)
{
    for (size_t i = 0; i < bus->frames; i++) {
        bus->left[i] = tanhf(bus->left[i] * drive) / drive;
        bus->right[i] = tanhf(bus->right[i] * drive) / drive;
    }
}

void effects_gain(struct bus *bus, float gain_db)
{
    const float gain = powf(10.0f, gain_db / 20.0f);
    for (size_t i = 0; i < bus->frames; i++) {
        bus->left[i] *= gain;
        bus->right[i] *= gain;
    }
}

enum { LINES = 8, LINE_MAX = 4096 };

/* Eight delays that feed one another through a Hadamard matrix. */
struct room {
    float line[LINES][LINE_MAX];
    float damp[LINES], feed[LINES];
    size_t at;
    struct biquad high;
};

static void mix_lines(float *v)
{
    for (int span = 1; span < LINES; span *= 2) {
        for (int i = 0; i < LINES; i++) {
            if (i & span)
                continue;
            const float a = v[i], b = v[i + span];
            v[i] = a + b;
            v[i + span] = a - b;
        }
    }
    for (int i = 0; i < LINES; i++)
        v[i] *= 0.35355339f;
}

static void room_run(struct room *room, float in, float *left, float *right)
{
    static const size_t lengths[LINES] = {1117, 1361, 1559, 1801, 2083, 2371, 2693, 3049};
    const float x = biquad_run(&room->high, in);
    float v[LINES];
    for (int i = 0; i < LINES; i++) {
        const float y = room->line[i][(room->at + LINE_MAX - lengths[i]) % LINE_MAX];
        room->damp[i] += 0.45f * (y - room->damp[i]);
        v[i] = room->damp[i] * room->feed[i];
    }
    *left = v[0] - v[2] + v[4] - v[6];
    *right = v[1] - v[3] + v[5] - v[7];
    mix_lines(v);
    for (int i = 0; i < LINES; i++)
        room->line[i][room->at] = v[i] + (i & 1 ? -x : x);
    room->at = (room->at + 1) % LINE_MAX;
}

void effects_reverb(struct bus *bus, float seconds, float wet)
{
    static struct room room;
    memset(&room, 0, sizeof room);
    for (int i = 0; i < LINES; i++) {
        const float length_s = (1100.0f + 270.0f * (float)i) / (float)DEMO_RATE_HZ;
        room.feed[i] = powf(10.0f, -3.0f * length_s / seconds);
    }
    biquad_set(&room.high, BIQUAD_HIGH, 220.0f, 0.7f, 0.0f);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < bus->frames; i++) {
            float left, right;
            room_run(&room, 0.5f * (bus->left[i] + bus->right[i]), &left, &right);
            if (round == 1) {
                bus->left[i] += wet * left;
                bus->right[i] += wet * right;
            }
        }
    }
}

void effects_echo(struct bus *bus, size_t delay_frames, float feedback, float wet)
{
    float *memory = calloc(2 * delay_frames, sizeof *memory);
    if (!memory)
        abort();
    float *const left = memory, *const right = memory + delay_frames;
    size_t at = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < bus->frames; i++) {
            const float l = left[at], r = right[at];
            left[at] = 0.5f * (bus->left[i] + bus->right[i]) + feedback * r;
            right[at] = l * feedback;
            if (round == 1) {
                bus->left[i] += wet * l;
                bus->right[i] += wet * r;
            }
            at = (at + 1) % delay_frames;
        }
    }
    free(memory);
}

void effects_multiply(struct bus *bus, const float *gain)
{
    for (size_t i = 0; i < bus->frames; i++) {
        bus->left[i] *= gain[i];
        bus->right[i] *= gain[i];
    }
}

void effects_mono_lows(struct bus *bus)
{
    struct biquad filters[2] = {0};
    for (int f = 0; f < 2; f++)
        biquad_set(&filters[f], BIQUAD_HIGH, 140.0f, 0.7f, 0.0f);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < bus->frames; i++) {
            const float mid = 0.5f * (bus->left[i] + bus->right[i]);
            float side = 0.5f * (bus->left[i] - bus->right[i]);
            for (int f = 0; f < 2; f++)
                side = biquad_run(&filters[f], side);
            if (round == 1) {
                bus->left[i] = mid + side;
                bus->right[i] = mid - side;
            }
        }
    }
}

void effects_limit(const struct bus *mix, float ceiling, float *gain)
{
    const size_t ahead = 96, frames = mix->frames;
    for (size_t i = 0; i < frames; i++) {
        const float peak = fmaxf(fabsf(mix->left[i]), fabsf(mix->right[i]));
        gain[i] = peak > ceiling ? ceiling / peak : 1.0f;
    }
    /* Backwards: go down in time; forwards: come back slowly.  Twice round the circle each. */
    const float down = 1.0f / (float)ahead;
    const float up = 1.0f / (0.12f * (float)DEMO_RATE_HZ);
    for (size_t n = 2 * frames; n-- > 0;) {
        const size_t i = n % frames, next = (n + 1) % frames;
        gain[i] = fminf(gain[i], gain[next] + down * (1.0f - gain[next] + 0.02f));
    }
    for (size_t n = 1; n < 2 * frames; n++) {
        const size_t i = n % frames, last = (n - 1) % frames;
        gain[i] = fminf(gain[i], gain[last] + up * (1.0f - gain[last] + 0.02f));
    }
}
