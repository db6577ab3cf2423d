/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/texture.h"

#include "base/simd.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 8, NOTE_BINS_MAX = 512 };

static const double lowest_hz = 31.25;
static const double slot_about_s = 0.09;
static const double note_low_hz = 180.0, note_high_hz = 2600.0;
static const float floor_power = 1e-8f; /* -80 dB */
static const float octaves_a_db = 0.33219281f;
static const float least_share = 3e-4f; /* 35 dB below the whole a band is as good as empty */
static const float note_floor = 1e-9f;  /* a peak below -90 dBFS is no note */

struct texture {
    unsigned hops_a_slot, hops;
    double slot_s;
    float gain; /* corrects the window's noise bandwidth */
    bool stereo;
    size_t edges[TEXTURE_BANDS + 1];
    size_t note_first, note_last;
    float class_of[NOTE_BINS_MAX]; /* 0..12, of the bin's centre */
    float class_a_bin[NOTE_BINS_MAX];
    float bands[TEXTURE_BANDS], classes[TEXTURE_CLASSES + 1];
    float left, right, product;
    unsigned frames;
    struct texture_slot slot;
};

static void lay_bins(struct texture *texture, unsigned rate_hz)
{
    const size_t bins = stft_window_frames(rate_hz) / 2 + 1;
    const double bin_hz = (double)rate_hz / (double)stft_window_frames(rate_hz);
    for (unsigned b = 0; b <= TEXTURE_BANDS; b++) {
        const double bin = lowest_hz * exp2(0.5 * (b - 0.5)) / bin_hz + 0.5;
        texture->edges[b] = bin < (double)bins ? (size_t)bin : bins;
    }
    texture->note_first = (size_t)fmax(note_low_hz / bin_hz, 2.0);
    texture->note_last = (size_t)fmin(note_high_hz / bin_hz, (double)bins - 2.0);
    if (texture->note_last > texture->note_first + NOTE_BINS_MAX - 1)
        texture->note_last = texture->note_first + NOTE_BINS_MAX - 1;
    for (size_t k = texture->note_first; k <= texture->note_last; k++) {
        const double note = 69.0 + 12.0 * log2((double)k * bin_hz / 440.0);
        texture->class_of[k - texture->note_first] = (float)fmod(note, 12.0);
        texture->class_a_bin[k - texture->note_first] = (float)(12.0 / log(2.0) / (double)k);
    }
}

struct texture *texture_new(unsigned rate_hz)
{
    struct texture *texture = calloc(1, sizeof *texture);
    if (!texture)
        return NULL;
    const double hop_s = (double)stft_hop_frames(rate_hz) / rate_hz;
    texture->hops_a_slot = 2 * (unsigned)fmax(1.0, round(0.5 * slot_about_s / hop_s));
    texture->slot_s = texture->hops_a_slot * hop_s;
    lay_bins(texture, rate_hz);
    return texture;
}

void texture_free(struct texture *texture)
{
    free(texture);
}

double texture_slot_s(const struct texture *texture)
{
    return texture->slot_s;
}

static float fold(const float *lanes)
{
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

SIMD_CLONES static void add_bands(struct texture *texture, const float *left, const float *right)
{
    for (unsigned b = 0; b < TEXTURE_BANDS; b++) {
        const size_t end = texture->edges[b + 1];
        size_t k = texture->edges[b];
        float lanes[LANES] = {0};
        for (; k + LANES <= end; k += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                lanes[lane] += left[k + lane] + right[k + lane];
        for (; k < end; k++)
            lanes[k % LANES] += left[k] + right[k];
        texture->bands[b] += fold(lanes);
    }
}

/* The power of the sides, and what they share. */
SIMD_CLONES static void add_sides(struct texture *texture, const struct stft_frame *frame)
{
    float left[LANES] = {0}, right[LANES] = {0}, product[LANES] = {0};
    for (size_t k = 0; k + LANES <= frame->bins; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            const size_t i = k + lane;
            left[lane] += frame->left_power[i];
            right[lane] += frame->right_power[i];
            product[lane] += frame->left_re[i] * frame->right_re[i] +
                             frame->left_im[i] * frame->right_im[i];
        }
    texture->left += fold(left);
    texture->right += fold(right);
    texture->product += fold(product);
}

/* The amplitude of each peak goes to the two notes next to it. */
static void add_notes(struct texture *texture, const float *left, const float *right)
{
    float power[NOTE_BINS_MAX + 2];
    const size_t first = texture->note_first - 1, count = texture->note_last - first;
    for (size_t k = 0; k < count + 1; k++)
        power[k] = left[first + k] + right[first + k];
    for (size_t k = 1; k < count; k++) {
        if (!(power[k] > power[k - 1] && power[k] >= power[k + 1] && power[k] > note_floor))
            continue;
        const float off =
            (power[k + 1] - power[k - 1]) / (power[k - 1] + power[k] + power[k + 1]);
        float class = texture->class_of[k - 1] + off * texture->class_a_bin[k - 1];
        class += class < 0.0f ? 12.0f : class >= 12.0f ? -12.0f : 0.0f;
        const unsigned low = class > 0.0f && class < 12.0f ? (unsigned)class : 0u;
        const float share = class - (float)low;
        const float amplitude = sqrtf(power[k]);
        texture->classes[low] += amplitude * (1.0f - share);
        texture->classes[low + 1] += amplitude * share;
    }
}

static void add_frame(struct texture *texture, const struct stft_frame *frame)
{
    const bool stereo = frame->right_power != NULL;
    const float *const left = frame->left_power;
    const float *const right = stereo ? frame->right_power : left;
    add_bands(texture, left, right);
    if (texture->frames++ % 2 == 0) {
        add_notes(texture, left, right);
        if (stereo)
            add_sides(texture, frame);
    }
    texture->gain = exp2f(frame->power_to_band_db * octaves_a_db);
    texture->stereo = stereo;
}

static float level(float power)
{
    return log10f(power + floor_power);
}

static void fill_notes(struct texture *texture, float *notes)
{
    float square = 0.0f;
    texture->classes[0] += texture->classes[TEXTURE_CLASSES];
    for (unsigned c = 0; c < TEXTURE_CLASSES; c++)
        square += texture->classes[c] * texture->classes[c];
    const float gain = square > 0.0f ? 1.0f / sqrtf(square) : 0.0f;
    for (unsigned c = 0; c < TEXTURE_CLASSES; c++)
        notes[c] = texture->classes[c] * gain;
}

static void end_slot(struct texture *texture, float loudness_lufs)
{
    struct texture_slot *slot = &texture->slot;
    const float gain = 0.5f * texture->gain / (float)texture->frames;
    float power = 0.0f;
    for (unsigned b = 0; b < TEXTURE_BANDS; b++)
        power += texture->bands[b];
    for (unsigned b = 0; b < TEXTURE_BANDS; b++)
        slot->dims[b] = level((texture->bands[b] + least_share * power) * gain);
    slot->dims[TEXTURE_LEVEL] = level(power * gain);
    fill_notes(texture, slot->dims + TEXTURE_BANDS);
    slot->left = texture->stereo ? texture->left : power;
    slot->right = texture->stereo ? texture->right : power;
    slot->product = texture->stereo ? texture->product : power;
    slot->loudness = loudness_lufs > -120.0f ? exp2f(loudness_lufs * octaves_a_db) : 0.0f;
    memset(texture->bands, 0, sizeof texture->bands);
    memset(texture->classes, 0, sizeof texture->classes);
    texture->left = texture->right = texture->product = 0.0f;
    texture->frames = texture->hops = 0;
}

const struct texture_slot *texture_process(struct texture *texture,
                                           const struct stft_frame *spectrum,
                                           float loudness_lufs)
{
    if (texture->hops++ % 2 == 1)
        add_frame(texture, spectrum);
    if (texture->hops < texture->hops_a_slot)
        return NULL;
    end_slot(texture, loudness_lufs);
    return &texture->slot;
}
