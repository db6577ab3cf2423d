/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/groove.h"

#include "base/simd.h"

#include <math.h>
#include <string.h>

enum { HOPS_A_STEP = 2, LANES = 8 };

static const double edges_hz[GROOVE_LEVELS + 1] = {20,   100,  200,  400,  800,
                                                   1600, 3200, 6400, 11025};
static const double rate_edges_hz[GROOVE_RATES + 1] = {0.4, 1.0, 2.0, 3.0, 4.5, 6.5, 9.0, 14.0, 22.0};
/* Two equal poles together are narrower than one: the root of sqrt(2) - 1. */
static const double narrowing = 0.6436;
static const double usual_s = 1.0, usual_power_s = 8.0, settling_s = 2.0;
static const float floor_share = 1e-5f, least_power = 1e-12f;

void groove_init(struct groove *groove, unsigned rate_hz)
{
    memset(groove, 0, sizeof *groove);
    const double pi = acos(-1.0), bin_hz = (double)rate_hz / (double)stft_window_frames(rate_hz);
    const double step_s = HOPS_A_STEP * (double)stft_hop_frames(rate_hz) / rate_hz;
    const size_t bins = stft_window_frames(rate_hz) / 2 + 1;
    for (int i = 0; i <= GROOVE_LEVELS; i++) {
        const size_t bin = (size_t)ceil(edges_hz[i] / bin_hz);
        groove->edge[i] = bin < bins ? bin : bins;
    }
    for (int r = 0; r < GROOVE_RATES; r++) {
        const double low = rate_edges_hz[r], high = rate_edges_hz[r + 1];
        const double radius = exp(-pi * (high - low) / narrowing * step_s);
        const double angle = pi * (low + high) * step_s;
        groove->turn_re[r] = (float)(radius * cos(angle));
        groove->turn_im[r] = (float)(radius * sin(angle));
        groove->gain[r] = (float)(1.0 - radius);
    }
    groove->forget = (float)(1.0 - exp(-step_s / usual_s));
    groove->forget_power = (float)(1.0 - exp(-step_s / usual_power_s));
    groove->settling_steps = (unsigned)(settling_s / step_s);
}

void groove_restart(struct groove *groove)
{
    groove->hops = groove->steps = 0;
    memset(groove->re, 0, sizeof groove->re);
    memset(groove->im, 0, sizeof groove->im);
}

SIMD_CLONES static float power_of(const float *power, size_t from, size_t to)
{
    float lanes[LANES] = {0.0f}, sum = 0.0f;
    for (; from + LANES <= to; from += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += power[from + k];
    for (; from < to; from++)
        sum += power[from];
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum;
}

static void take_powers(const struct groove *groove, const struct stft_frame *spectrum,
                        float *powers)
{
    const float *const right = spectrum->right_power ? spectrum->right_power : spectrum->left_power;
    for (int i = 0; i < GROOVE_LEVELS; i++)
        powers[i] = 0.5f * (power_of(spectrum->left_power, groove->edge[i], groove->edge[i + 1]) +
                            power_of(right, groove->edge[i], groove->edge[i + 1]));
}

/* The levels, and the sum of their rises; all without what is usual. */
static void take_movement(struct groove *groove, float *powers, float *moves)
{
    const bool first = groove->steps == 0;
    float sum = least_power;
    for (int i = 0; i < GROOVE_LEVELS; i++) {
        powers[i] = isfinite(powers[i]) ? powers[i] : 0.0f;
        sum += powers[i];
    }
    const float share = fmaxf(groove->forget_power, 1.0f / (float)(groove->steps + 1));
    groove->usual_power = first ? sum : groove->usual_power + share * (sum - groove->usual_power);
    moves[GROOVE_LEVELS] = 0.0f;
    for (int i = 0; i < GROOVE_LEVELS; i++) {
        moves[i] = logf(powers[i] / groove->usual_power + floor_share);
        moves[GROOVE_LEVELS] += first ? 0.0f : fmaxf(0.0f, moves[i] - groove->last[i]);
        groove->last[i] = moves[i];
    }
    for (int i = 0; i < GROOVE_BANDS; i++) {
        float *const usual = &groove->usual[i];
        *usual = first ? moves[i] : *usual + groove->forget * (moves[i] - *usual);
        moves[i] -= *usual;
    }
}

/* One complex pole a rate, side by side. */
SIMD_CLONES static void turn(const struct groove *groove, float *restrict re, float *restrict im,
                             const float *in_re, const float *in_im)
{
    for (int r = 0; r < GROOVE_RATES; r++) {
        const float a = re[r], b = im[r];
        re[r] = groove->turn_re[r] * a - groove->turn_im[r] * b + groove->gain[r] * in_re[r];
        im[r] = groove->turn_re[r] * b + groove->turn_im[r] * a + groove->gain[r] * in_im[r];
    }
}

static void resonate(struct groove *groove, int band, float move, float *power)
{
    static const float none[GROOVE_RATES];
    float in[GROOVE_RATES];
    for (int r = 0; r < GROOVE_RATES; r++)
        in[r] = move;
    float(*const re)[GROOVE_RATES] = groove->re[band], (*const im)[GROOVE_RATES] = groove->im[band];
    turn(groove, re[0], im[0], in, none);
    turn(groove, re[1], im[1], re[0], im[0]);
    for (int r = 0; r < GROOVE_RATES; r++)
        power[r] = re[1][r] * re[1][r] + im[1][r] * im[1][r];
}

bool groove_process(struct groove *groove, const struct stft_frame *spectrum,
                    struct groove_frame *frame)
{
    if (groove->hops++ % HOPS_A_STEP != 0)
        return false;
    float powers[GROOVE_LEVELS], moves[GROOVE_BANDS];
    take_powers(groove, spectrum, powers);
    take_movement(groove, powers, moves);
    for (int band = 0; band < GROOVE_BANDS; band++)
        resonate(groove, band, moves[band], frame->power[band]);
    groove->steps += groove->steps < groove->settling_steps;
    return groove->steps >= groove->settling_steps;
}
