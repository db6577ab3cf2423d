/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/pitch.h"

#include "base/simd.h"
#include "listen/comb.h"
#include "listen/pitchstats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RECENT = 5, HARMONICS = 4 };

static const float lowest_hz = 28.0f;
static const float highest_hz = 4500.0f;
static const float voiced_confidence = 0.70f;
static const float by_phase_above_hz = 110.0f; /* lower, harmonics share bins */
static const float same_note = 0.035f;
static const float dying_below = 0.7f;
static const float died_below = 1.0f / 16.0f;
static const float struck_ratio = 4.0f;
static const unsigned lost_for_good = 3;
static const float low_notes_below_hz = 130.0f;
static const double window_s = 0.085;         /* three periods of 40 Hz and more */
static const double step_s = 0.040;

struct pitch {
    unsigned rate_hz;
    size_t hop_frames;
    size_t small_hop;     /* samples of the decimated stream a hop */
    unsigned hops_a_step; /* one estimate every so many hops */
    unsigned hops;        /* collected since the last estimate */
    float *long_past;     /* the latest 2 * window samples, then those of the step that comes */
    float *past;          /* the latest `window` of them */
    size_t window;
    struct comb *comb, *long_comb;
    double small_rate_hz;
    size_t low_bins;              /* bins up to highest_hz */
    float *before_re, *before_im; /* the previous hop's mono spectrum, low_bins of it */
    float recent_hz[RECENT];      /* the latest confident estimates */
    unsigned recent_count, recent_at;
    float held_hz, held_strength; /* the note that sounds or sounded last (0 none); its strongest */
    float held_power;             /* its loudest */
    unsigned lost;                /* steps without a note since */
    float step_power;             /* of the latest step */
    float now_hz, now_confidence;
    struct pitchstats stats;
};

static size_t power_of_two_above(double x)
{
    size_t n = 256;
    while ((double)n < x)
        n *= 2;
    return n;
}

static bool build(struct pitch *pitch)
{
    const unsigned rate_hz = pitch->rate_hz;
    const double small_rate = pitch->small_rate_hz;
    pitch->hops_a_step = (unsigned)fmax(2.0, round(step_s * rate_hz / (double)pitch->hop_frames));
    const size_t step = pitch->small_hop * pitch->hops_a_step;
    const size_t window = power_of_two_above(window_s * small_rate);
    pitch->window = window;
    pitch->long_past = calloc(2 * window + step, sizeof(float));
    pitch->comb = comb_new(small_rate, window);
    pitch->long_comb = comb_new(small_rate, 2 * window);
    const double bin_hz = (double)rate_hz / (double)stft_window_frames(rate_hz);
    pitch->low_bins = (size_t)fmin(highest_hz / bin_hz + 2.0,
                                   (double)(stft_window_frames(rate_hz) / 2 + 1));
    pitch->before_re = calloc(pitch->low_bins, sizeof(float));
    pitch->before_im = calloc(pitch->low_bins, sizeof(float));
    if (!pitch->long_past || !pitch->comb || !pitch->long_comb || !pitch->before_re ||
        !pitch->before_im)
        return false;
    pitch->past = pitch->long_past + window;
    return true;
}

struct pitch *pitch_new(unsigned rate_hz, double small_rate_hz, size_t small_hop)
{
    struct pitch *pitch = calloc(1, sizeof *pitch);
    if (!pitch)
        return NULL;
    pitch->rate_hz = rate_hz;
    pitch->small_rate_hz = small_rate_hz;
    pitch->small_hop = small_hop;
    pitch->hop_frames = stft_hop_frames(rate_hz);
    pitch->now_hz = NAN;
    if (!build(pitch)) {
        pitch_free(pitch);
        return NULL;
    }
    return pitch;
}

void pitch_free(struct pitch *pitch)
{
    if (!pitch)
        return;
    free(pitch->long_past);
    comb_free(pitch->comb);
    comb_free(pitch->long_comb);
    free(pitch->before_re);
    free(pitch->before_im);
    free(pitch);
}

void pitch_reset(struct pitch *pitch)
{
    memset(&pitch->stats, 0, sizeof pitch->stats);
}

static float mono_re(const struct stft_frame *s, size_t k)
{
    return s->right_re ? 0.5f * (s->left_re[k] + s->right_re[k]) : s->left_re[k];
}

static float mono_im(const struct stft_frame *s, size_t k)
{
    return s->right_im ? 0.5f * (s->left_im[k] + s->right_im[k]) : s->left_im[k];
}

/* The frequency that bin k's phase turned by since the previous hop. */
static double turning_hz(const struct pitch *pitch, const struct stft_frame *s, size_t k)
{
    const double pi = acos(-1.0);
    const double now = atan2(mono_im(s, k), mono_re(s, k));
    const double before = atan2(pitch->before_im[k], pitch->before_re[k]);
    const double hop = (double)pitch->hop_frames;
    const double expected = 2.0 * pi * (double)k * hop * s->bin_hz / pitch->rate_hz;
    const double excess = remainder(now - before - expected, 2.0 * pi);
    return (double)k * s->bin_hz + excess * pitch->rate_hz / (2.0 * pi * hop);
}

static int compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float recent_median(const struct pitch *pitch)
{
    float sorted[RECENT];
    memcpy(sorted, pitch->recent_hz, sizeof sorted);
    qsort(sorted, pitch->recent_count, sizeof sorted[0], compare_floats);
    return sorted[pitch->recent_count / 2];
}

/* A single estimate an octave off its neighbours is taken for the slip that it mostly is. */
static float keep_octave(struct pitch *pitch, float hz)
{
    pitch->recent_hz[pitch->recent_at] = hz;
    pitch->recent_at = (pitch->recent_at + 1) % RECENT;
    if (pitch->recent_count < RECENT)
        pitch->recent_count++;
    if (pitch->recent_count < 3)
        return hz;
    const float median = recent_median(pitch);
    static const float factors[] = {2.0f, 0.5f, 3.0f, 1.0f / 3.0f};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++)
        if (fabsf(hz * factors[i] / median - 1.0f) < 0.035f)
            return hz * factors[i];
    return hz;
}

/* Correlation of the latest window with itself `lag` samples earlier, -1..1. */
SIMD_CLONES static float correlation_of(const float *a, const float *b, size_t count)
{
    enum { LANES = 8 };
    float ab[LANES] = {0}, aa[LANES] = {0}, bb[LANES] = {0};
    for (size_t i = 0; i + LANES <= count; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            ab[j] += a[i + j] * b[i + j];
            aa[j] += a[i + j] * a[i + j];
            bb[j] += b[i + j] * b[i + j];
        }
    for (size_t j = 1; j < LANES; j++) {
        ab[0] += ab[j];
        aa[0] += aa[j];
        bb[0] += bb[j];
    }
    return ab[0] / sqrtf(aa[0] * bb[0] + 1e-20f);
}

static float correlation(const struct pitch *pitch, size_t lag)
{
    return correlation_of(pitch->past, pitch->past + lag, pitch->window - lag);
}

/* Low notes: few periods fit the window, and harmonics share bins.  Climbs to the lag of the
 * highest correlation nearby. */
static float sharpen_by_lag(const struct pitch *pitch, float hz)
{
    size_t lag = (size_t)lrint(pitch->small_rate_hz / hz);
    const size_t most = pitch->window / 2;
    size_t stride = lag / 32 + 1;
    if (lag < 2 * stride || lag + stride > most)
        return hz;
    float here = correlation(pitch, lag);
    for (;;) {
        const float left = correlation(pitch, lag - stride);
        const float right = correlation(pitch, lag + stride);
        if (right > here && right >= left && lag + 2 * stride <= most) {
            here = right;
            lag += stride;
        } else if (left > here && lag > 2 * stride) {
            here = left;
            lag -= stride;
        } else if (stride > 1) {
            stride = stride / 2;
        } else {
            const float bend = left - 2.0f * here + right;
            const float shift = bend < 0.0f ? 0.5f * (left - right) / bend : 0.0f;
            const float sharp = (float)pitch->small_rate_hz / ((float)lag + shift);
            return fabsf(sharp / hz - 1.0f) < 0.15f ? sharp : hz;
        }
    }
}

/* The strongest of the first harmonics, measured by its phase, tells the fundamental. */
static float sharpen_by_phase(const struct pitch *pitch, const struct stft_frame *s, float hz)
{
    float best = 0.0f;
    unsigned harmonic = 0;
    size_t bin = 0;
    for (unsigned h = 1; h <= HARMONICS; h++) {
        const size_t k = (size_t)(hz * (float)h / s->bin_hz + 0.5f);
        for (size_t i = k - 1; i <= k + 1 && i < pitch->low_bins; i++) {
            const float re = mono_re(s, i), im = mono_im(s, i);
            const float power = re * re + im * im;
            if (power > best) {
                best = power;
                harmonic = h;
                bin = i;
            }
        }
    }
    if (harmonic == 0)
        return hz;
    const float sharp = (float)(turning_hz(pitch, s, bin) / harmonic);
    return fabsf(sharp / hz - 1.0f) < 0.04f ? sharp : hz;
}

static float sharpen(const struct pitch *pitch, const struct stft_frame *s, float hz)
{
    return hz < by_phase_above_hz ? sharpen_by_lag(pitch, hz) : sharpen_by_phase(pitch, s, hz);
}

/* How well the sound repeats after one period, 0..1, between whole samples too. */
static float periodicity(const struct pitch *pitch, float hz)
{
    const size_t lag = (size_t)lrint(pitch->small_rate_hz / hz);
    if (lag < 2 || lag >= pitch->window * 3 / 4)
        return 0.0f;
    const float left = correlation(pitch, lag - 1);
    const float middle = correlation(pitch, lag);
    const float right = correlation(pitch, lag + 1);
    const float bend = left - 2.0f * middle + right;
    float top = middle;
    if (bend < 0.0f && middle >= left && middle >= right)
        top -= (left - right) * (left - right) / (8.0f * bend);
    return fminf(fmaxf(top, 0.0f), 1.0f);
}

/* Low notes need a longer look. */
static const struct comb *look(struct pitch *pitch, float *hz)
{
    const float hint_hz = pitch->held_hz;
    comb_take(pitch->comb, pitch->past);
    *hz = comb_best(pitch->comb, hint_hz, lowest_hz, highest_hz);
    if (*hz >= low_notes_below_hz)
        return pitch->comb;
    comb_take(pitch->long_comb, pitch->long_past);
    *hz = comb_best(pitch->long_comb, hint_hz, lowest_hz, highest_hz);
    return pitch->long_comb;
}

/* When a plucked note dies away, its fundamental may go first: a multiple of the held note that is
 * much less clear or much softer than the note was is still that note. */
static float follow_note(struct pitch *pitch, float hz, float strength)
{
    for (unsigned factor = 1; factor <= 4 && pitch->held_hz > 0.0f; factor++) {
        const float folded = hz / (float)factor;
        if (fabsf(folded / pitch->held_hz - 1.0f) > same_note ||
            (factor > 1 && strength > dying_below * pitch->held_strength &&
             pitch->step_power > died_below * pitch->held_power))
            continue;
        pitch->held_strength = fmaxf(pitch->held_strength, strength);
        pitch->held_power = fmaxf(pitch->held_power, pitch->step_power);
        return factor > 1 ? pitch->held_hz : hz;
    }
    pitch->held_strength = strength;
    pitch->held_power = pitch->step_power;
    return hz;
}

static void lose_note(struct pitch *pitch, bool audible, float confidence)
{
    pitch->now_hz = NAN;
    pitch->now_confidence = audible ? confidence : 0.0f;
    pitch->recent_count = pitch->recent_at = 0;
    if (!audible || ++pitch->lost > lost_for_good)
        pitch->held_hz = 0.0f;
    pitchstats_add(&pitch->stats, NAN, audible);
}

/* What gets louder at once was struck anew and may be any note. */
static bool is_struck(struct pitch *pitch)
{
    const size_t step = pitch->small_hop * pitch->hops_a_step;
    const float *const latest = pitch->past + pitch->window - step;
    float power = 0.0f;
    for (size_t i = 0; i < step; i++)
        power += latest[i] * latest[i];
    const bool struck = power > struck_ratio * pitch->step_power;
    pitch->step_power = power;
    return struck;
}

static void estimate(struct pitch *pitch, const struct stft_frame *spectrum, bool audible)
{
    float hz = 0.0f, confidence = 0.0f, strength = 0.0f;
    if (is_struck(pitch))
        pitch->held_strength = pitch->held_power = 0.0f;
    if (audible) {
        const struct comb *const comb = look(pitch, &hz);
        strength = comb_strength(comb, hz);
        confidence = hz > 0.0f ? periodicity(pitch, hz) : 0.0f;
    }
    if (confidence < voiced_confidence) {
        lose_note(pitch, audible, confidence);
        return;
    }
    const float followed = follow_note(pitch, hz, strength);
    pitch->now_hz = followed != hz ? followed : keep_octave(pitch, sharpen(pitch, spectrum, hz));
    pitch->held_hz = pitch->now_hz;
    pitch->lost = 0;
    pitch->now_confidence = confidence;
    pitchstats_add(&pitch->stats, pitch->now_hz, audible);
}

bool pitch_process(struct pitch *pitch, const float *small, const struct stft_frame *spectrum,
                   bool audible)
{
    memcpy(pitch->past + pitch->window + pitch->hops * pitch->small_hop, small,
           pitch->small_hop * sizeof(float));
    if (++pitch->hops == pitch->hops_a_step) {
        pitch->hops = 0;
        memmove(pitch->long_past, pitch->long_past + pitch->hops_a_step * pitch->small_hop,
                2 * pitch->window * sizeof(float));
        estimate(pitch, spectrum, audible);
        return true;
    }
    if (pitch->hops + 1 == pitch->hops_a_step) {
        for (size_t k = 0; k < pitch->low_bins; k++) {
            pitch->before_re[k] = mono_re(spectrum, k);
            pitch->before_im[k] = mono_im(spectrum, k);
        }
    }
    return false;
}

struct pitch_step pitch_latest(const struct pitch *pitch)
{
    const bool is_long = pitch->now_hz < low_notes_below_hz;
    const double window = (double)pitch->window * (is_long ? 2.0 : 1.0);
    return (struct pitch_step){.hz = pitch->now_hz, .power = pitch->step_power,
                               .ago_s = 0.5 * window / pitch->small_rate_hz};
}

double pitch_step_s(const struct pitch *pitch)
{
    return (double)(pitch->hops_a_step * pitch->hop_frames) / pitch->rate_hz;
}

void pitch_read(const struct pitch *pitch, struct pitch_reading *reading)
{
    reading->now_hz = pitch->now_hz;
    reading->now_confidence = pitch->now_confidence;
    reading->now_cents = NAN;
    reading->now_midi = -1;
    if (isfinite(pitch->now_hz)) {
        const float note = 69.0f + 12.0f * log2f(pitch->now_hz / 440.0f);
        reading->now_midi = (int8_t)lrintf(note);
        reading->now_cents = 100.0f * (note - rintf(note));
    }
    pitchstats_read(&pitch->stats, reading);
}
