/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "voices.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const float rate_hz = (float)DEMO_RATE_HZ;
static const float tau = 6.28318531f;

float voices_hz(int midi)
{
    return 440.0f * powf(2.0f, (float)(midi - 69) / 12.0f);
}

static void add(struct bus *bus, size_t at, float left, float right)
{
    bus->left[at % bus->frames] += left;
    bus->right[at % bus->frames] += right;
}

static void add_panned(struct bus *bus, size_t at, float sample, float pan)
{
    const float angle = (pan + 1.0f) * tau / 8.0f;
    add(bus, at, sample * cosf(angle) * 1.41421356f, sample * sinf(angle) * 1.41421356f);
}

static float decay(float t_s, float half_life_s)
{
    return exp2f(-t_s / half_life_s);
}

/* A saw-tooth whose step is rounded so that it does not alias; phase 0..1, step per sample. */
static float saw(float phase, float step)
{
    float y = 2.0f * phase - 1.0f;
    if (phase < step) {
        const float t = phase / step;
        y -= t + t - t * t - 1.0f;
    } else if (phase > 1.0f - step) {
        const float t = (phase - 1.0f) / step;
        y -= t * t + t + t + 1.0f;
    }
    return y;
}

static float turn(float *phase, float step)
{
    *phase += step;
    if (*phase >= 1.0f)
        *phase -= 1.0f;
    return *phase;
}

void voice_kick(struct bus *bus, size_t at, float velocity)
{
    float phase = 0.0f;
    uint32_t seed = 7;
    for (size_t i = 0; i < (size_t)(0.45f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        turn(&phase, (49.0f + 130.0f * decay(t, 0.018f) + 400.0f * decay(t, 0.003f)) / rate_hz);
        const float body = sinf(tau * phase) * decay(t, 0.075f);
        const float click = effects_noise(&seed) * decay(t, 0.0015f) * 0.35f;
        const float fade = fminf(1.0f, (0.45f - t) / 0.05f);
        const float y = tanhf(1.8f * (body + click)) * 0.66f * velocity * fade;
        add(bus, at + i, y, y);
    }
}

void voice_snare(struct bus *bus, size_t at, float velocity)
{
    struct biquad band = {0}, high = {0};
    uint32_t seed = (uint32_t)at + 3;
    biquad_set(&band, BIQUAD_BAND, 2600.0f, 0.5f, 0.0f);
    biquad_set(&high, BIQUAD_HIGH, 350.0f, 0.7f, 0.0f);
    for (size_t i = 0; i < (size_t)(0.35f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        const float wires = effects_noise(&seed);
        const float drum = sinf(tau * (188.0f + 60.0f * decay(t, 0.01f)) * t) * decay(t, 0.035f) +
                           0.5f * sinf(tau * 331.0f * t) * decay(t, 0.02f);
        const float rattle = (biquad_run(&band, wires) * 1.3f + 0.35f * biquad_run(&high, wires)) *
                             (0.7f * decay(t, 0.045f) + 0.3f * decay(t, 0.012f));
        const float y = tanhf(1.3f * (0.75f * drum + rattle)) * 0.62f * velocity;
        add_panned(bus, at + i, y, 0.05f);
    }
}

void voice_clap(struct bus *bus, size_t at, float velocity)
{
    struct biquad band[2] = {0};
    uint32_t seed = (uint32_t)at + 11;
    for (int s = 0; s < 2; s++)
        biquad_set(&band[s], BIQUAD_BAND, 1500.0f + 250.0f * (float)s, 0.9f, 0.0f);
    for (size_t i = 0; i < (size_t)(0.3f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        float envelope = 0.6f * decay(fmaxf(0.0f, t - 0.03f), 0.05f) * (t > 0.03f ? 1.0f : 0.0f);
        for (int hand = 0; hand < 3; hand++) {
            const float since = t - 0.011f * (float)hand;
            envelope += since >= 0.0f ? decay(since, 0.003f) : 0.0f;
        }
        const float gain = 0.55f * velocity * envelope;
        add(bus, at + i, gain * biquad_run(&band[0], effects_noise(&seed)),
            gain * biquad_run(&band[1], effects_noise(&seed)));
    }
}

/* Six square waves at odd ratios and a little noise: metal. */
static float metal(float t, uint32_t *seed)
{
    static const float partials_hz[6] = {2490.0f, 3170.0f, 4253.0f, 5401.0f, 6130.0f, 7883.0f};
    float y = 0.0f;
    for (int p = 0; p < 6; p++)
        y += sinf(tau * partials_hz[p] * t) > 0.0f ? 0.05f : -0.05f;
    return y + 0.75f * effects_noise(seed);
}

void voice_hat(struct bus *bus, size_t at, float velocity, float decay_s)
{
    struct biquad high = {0};
    uint32_t seed = (uint32_t)at + 1;
    biquad_set(&high, BIQUAD_HIGH, 7200.0f, 0.8f, 0.0f);
    const float length_s = decay_s * 9.0f;
    for (size_t i = 0; i < (size_t)(length_s * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        const float fade = fminf(1.0f, (length_s - t) / 0.005f);
        const float y = biquad_run(&high, metal(t, &seed)) * decay(t, decay_s) * fade;
        add_panned(bus, at + i, 0.36f * velocity * y, 0.35f);
    }
}

void voice_shaker(struct bus *bus, size_t at, float velocity)
{
    struct biquad band = {0};
    uint32_t seed = (uint32_t)at + 5;
    biquad_set(&band, BIQUAD_BAND, 6200.0f, 1.2f, 0.0f);
    for (size_t i = 0; i < (size_t)(0.11f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        const float envelope = t < 0.02f ? t / 0.02f : decay(t - 0.02f, 0.014f);
        add_panned(bus, at + i,
                   0.5f * velocity * envelope * biquad_run(&band, effects_noise(&seed)), -0.3f);
    }
}

void voice_tom(struct bus *bus, size_t at, float velocity, float hz, float pan)
{
    float phase = 0.0f;
    uint32_t seed = (uint32_t)at;
    for (size_t i = 0; i < (size_t)(0.6f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        turn(&phase, hz * (1.0f + 0.5f * decay(t, 0.03f)) / rate_hz);
        const float skin = effects_noise(&seed) * decay(t, 0.006f) * 0.3f;
        const float fade = fminf(1.0f, (0.6f - t) / 0.1f);
        const float y = (sinf(tau * phase) * decay(t, 0.09f) + skin) * fade;
        add_panned(bus, at + i, 0.6f * velocity * y, pan);
    }
}

void voice_crash(struct bus *bus, size_t at, float velocity)
{
    struct biquad high[2] = {0};
    uint32_t seed = 99;
    const float length_s = 2.6f;
    for (int s = 0; s < 2; s++)
        biquad_set(&high[s], BIQUAD_HIGH, 3800.0f + 500.0f * (float)s, 0.7f, 0.0f);
    for (size_t i = 0; i < (size_t)(length_s * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        const float fade = fminf(1.0f, (length_s - t) / 0.4f);
        const float gain = 0.32f * velocity * decay(t, 0.35f) * fade;
        add(bus, at + i, gain * biquad_run(&high[0], metal(t, &seed)),
            gain * biquad_run(&high[1], metal(t * 1.013f, &seed)));
    }
}

/* Rises over `attack_s`, holds, and is gone `release_s` after the end. */
static float gate(float t, float length_s, float attack_s, float release_s)
{
    const float in = t < attack_s ? t / attack_s : 1.0f;
    const float out = t > length_s ? 1.0f - (t - length_s) / release_s : 1.0f;
    return in * fmaxf(0.0f, out);
}

void voice_bass(struct bus *bus, const struct tone *tone)
{
    struct biquad low[2] = {0};
    const float hz = voices_hz(tone->midi);
    const float length_s = (float)tone->length / rate_hz;
    float phase = 0.25f, sub = 0.0f;
    for (size_t i = 0; i < tone->length + (size_t)(0.04f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        if (i % 16 == 0) {
            const float cutoff_hz = 170.0f + 1100.0f * tone->velocity * decay(t, 0.09f);
            for (int f = 0; f < 2; f++)
                biquad_set(&low[f], BIQUAD_LOW, cutoff_hz, f ? 1.1f : 0.6f, 0.0f);
        }
        const float step = hz / rate_hz;
        const float string =
            biquad_run(&low[1], biquad_run(&low[0], saw(turn(&phase, step), step)));
        const float body = sinf(tau * turn(&sub, step));
        const float envelope = gate(t, length_s, 0.004f, 0.04f) * (0.55f + 0.45f * decay(t, 0.25f));
        const float y = tanhf(1.4f * (0.75f * string + 0.6f * body)) * 0.5f;
        add(bus, tone->at + i, y * envelope * tone->velocity, y * envelope * tone->velocity);
    }
}

/* An electric piano: frequency modulation whose depth falls, and a tine that dies at once. */
void voice_keys(struct bus *bus, const struct tone *tone)
{
    const float hz = voices_hz(tone->midi);
    const float length_s = (float)tone->length / rate_hz;
    float carrier = 0.0f, modulator = 0.0f, tine = 0.0f;
    for (size_t i = 0; i < tone->length + (size_t)(0.18f * rate_hz); i++) {
        const float t = (float)i / rate_hz;
        const float depth = tone->velocity * (1.6f * decay(t, 0.35f) + 0.35f);
        turn(&carrier, hz / rate_hz);
        turn(&modulator, hz * 1.0007f / rate_hz);
        turn(&tine, fminf(hz * 14.0f, 11000.0f) / rate_hz);
        const float ring = 0.12f * tone->velocity * decay(t, 0.03f) * sinf(tau * tine);
        const float y = sinf(tau * carrier + depth * sinf(tau * modulator) + ring);
        const float envelope = gate(t, length_s, 0.003f, 0.18f) * decay(t, 0.9f);
        const float sway = 0.45f * sinf(tau * 4.2f * (float)(tone->at + i) / rate_hz);
        add_panned(bus, tone->at + i, 0.16f * tone->velocity * envelope * y, tone->pan + sway);
    }
}

/* A plucked string after Karplus and Strong; `ring` 0 damped .. 1 open. */
void voice_pluck(struct bus *bus, const struct tone *tone, float ring)
{
    enum { STRING_MAX = 2048 };
    float string[STRING_MAX];
    const float period = rate_hz / voices_hz(tone->midi) - 0.5f;
    const size_t whole = (size_t)period;
    const float part = period - (float)whole;
    const float tune = (1.0f - part) / (1.0f + part);
    uint32_t seed = (uint32_t)(tone->at * 31 + (size_t)tone->midi) + (tone->pan > 0 ? 77u : 0u);
    float last = 0.0f, before = 0.0f, shaped = 0.0f, soft = 0.0f;
    for (size_t i = 0; i < whole; i++) {
        soft += (0.35f + 0.5f * tone->velocity) * (effects_noise(&seed) - soft);
        string[i] = soft;
    }
    const float loss = 0.985f + 0.0135f * ring;
    const float length_s = (float)tone->length / rate_hz;
    const size_t frames = tone->length + (size_t)(0.05f * rate_hz);
    for (size_t i = 0, at = 0; i < frames; i++, at = (at + 1) % whole) {
        const float y = string[at];
        const float averaged = 0.5f * (y + last) * loss;
        last = y;
        shaped = tune * (averaged - shaped) + before;
        before = averaged;
        string[at] = shaped;
        const float envelope = gate((float)i / rate_hz, length_s, 0.001f, 0.05f);
        add_panned(bus, tone->at + i, 0.42f * tone->velocity * envelope * y, tone->pan);
    }
}

/* Ten saw-teeth a note, out of tune with one another, five a side. */
void voice_pad(struct bus *bus, const struct tone *tone)
{
    enum { SIDES = 2, SAWS = 5 };
    static const float cents[SAWS] = {-13.0f, -6.0f, 0.5f, 7.0f, 14.0f};
    float phase[SIDES][SAWS], step[SIDES][SAWS];
    uint32_t seed = (uint32_t)(tone->at + (size_t)tone->midi);
    for (int s = 0; s < SIDES; s++) {
        for (int v = 0; v < SAWS; v++) {
            const float detune = (s ? cents[v] : -cents[v] + 1.3f) / 1200.0f;
            phase[s][v] = 0.5f + 0.5f * effects_noise(&seed);
            step[s][v] = voices_hz(tone->midi) * exp2f(detune) / rate_hz;
        }
    }
    const float length_s = (float)tone->length / rate_hz;
    for (size_t i = 0; i < tone->length + (size_t)(0.5f * rate_hz); i++) {
        const float gain =
            0.022f * tone->velocity * gate((float)i / rate_hz, length_s, 0.35f, 0.5f);
        float y[SIDES] = {0};
        for (int s = 0; s < SIDES; s++) {
            for (int v = 0; v < SAWS; v++)
                y[s] += saw(turn(&phase[s][v], step[s][v]), step[s][v]);
        }
        add(bus, tone->at + i, gain * y[0], gain * y[1]);
    }
}

enum { FORMANTS = 5 };

struct vowel {
    char name;
    float hz[FORMANTS];
    float gain[FORMANTS];
};

static const struct vowel vowels[] = {
    {'a', {780, 1200, 2750, 3600, 4600}, {1.0f, 0.70f, 0.30f, 0.18f, 0.08f}},
    {'e', {430, 1850, 2600, 3500, 4700}, {1.0f, 0.42f, 0.32f, 0.16f, 0.08f}},
    {'i', {330, 2150, 2900, 3700, 4800}, {1.0f, 0.36f, 0.34f, 0.18f, 0.08f}},
    {'o', {480, 850, 2700, 3500, 4600}, {1.0f, 0.55f, 0.20f, 0.12f, 0.06f}},
    {'u', {360, 750, 2500, 3400, 4500}, {1.0f, 0.40f, 0.14f, 0.09f, 0.05f}},
};

static const struct vowel *find_vowel(char name)
{
    for (size_t v = 0; v < sizeof vowels / sizeof *vowels; v++) {
        if (vowels[v].name == name)
            return &vowels[v];
    }
    return vowels;
}

/* The singer: pitch, breath and mouth glide from note to note. */
struct singer {
    float pitch, level, held_s, phase, tilt;
    struct vowel mouth;
    struct biquad formant[FORMANTS], hiss, low_cut;
    uint32_t seed;
};

static void shape_mouth(struct singer *singer, const struct vowel *vowel)
{
    for (int f = 0; f < FORMANTS; f++) {
        singer->mouth.hz[f] += 0.012f * (vowel->hz[f] - singer->mouth.hz[f]);
        singer->mouth.gain[f] += 0.012f * (vowel->gain[f] - singer->mouth.gain[f]);
        biquad_set(&singer->formant[f], BIQUAD_BAND, singer->mouth.hz[f],
                   4.0f + 2.5f * (float)f, 0.0f);
    }
}

static float sing_sample(struct singer *singer, const struct sung *note, bool sounding, float t)
{
    const float target = (float)note->midi;
    singer->pitch += (target - singer->pitch) * (singer->level < 0.01f ? 0.05f : 0.0006f);
    singer->level += ((sounding ? note->velocity : 0.0f) - singer->level) *
                     (sounding ? 0.0011f : 0.0005f);
    const float vibrato = fminf(1.0f, fmaxf(0.0f, t - 0.22f) / 0.5f) * 0.22f *
                          sinf(tau * 5.4f * t);
    const float hz = 440.0f * exp2f((singer->pitch + vibrato - 69.0f) / 12.0f);
    const float step = hz / rate_hz;
    const float breath = effects_noise(&singer->seed);
    const float pulse = saw(turn(&singer->phase, step), step);
    singer->tilt += 0.32f * (pulse - singer->tilt);
    const float source = singer->tilt + 0.03f * breath;
    float y = 0.0f;
    for (int f = 0; f < FORMANTS; f++)
        y += singer->mouth.gain[f] * biquad_run(&singer->formant[f], source);
    const float consonant = t < 0.07f ? sinf(tau * 0.5f * t / 0.07f) * note->velocity : 0.0f;
    const float hiss = biquad_run(&singer->hiss, breath) * (0.05f * consonant + 0.006f);
    return biquad_run(&singer->low_cut, y * 1.6f + 0.12f * singer->tilt) * singer->level +
           (sounding ? hiss : 0.0f);
}

void voice_sing(struct bus *bus, const struct sung *notes, size_t count, float pan, uint32_t seed)
{
    struct singer singer = {.pitch = 69.0f, .mouth = vowels[0], .seed = seed};
    biquad_set(&singer.hiss, BIQUAD_BAND, 6800.0f, 1.0f, 0.0f);
    biquad_set(&singer.low_cut, BIQUAD_HIGH, 140.0f, 0.7f, 0.0f);
    for (int round = 0; round < 2; round++) {
        size_t n = 0;
        for (size_t i = 0; i < bus->frames; i++) {
            while (n + 1 < count && i >= notes[n + 1].at)
                n++;
            const struct sung *note = &notes[n];
            const bool sounding = i >= note->at && i < note->at + note->length;
            const float t = i >= note->at ? (float)(i - note->at) / rate_hz : 1.0f;
            if (i % 32 == 0)
                shape_mouth(&singer, find_vowel(note->vowel));
            const float y = sing_sample(&singer, note, sounding, t);
            if (round == 1)
                add_panned(bus, i, y, pan);
        }
    }
}
