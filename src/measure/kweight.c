/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/kweight.h"

#include <complex.h>
#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

static const struct kweight at_48k = {
    .shelf = {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
              0.73248077421585},
    .highpass = {1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621},
};

/* The same analogue filter at another rate: undo the bilinear transform of the 48 kHz table, scale
 * the frequency axis so that the corner (from the denominator) stays where it is, and transform
 * again. */
static struct biquad move_to_rate(const struct biquad *table, unsigned rate_hz)
{
    const double numerator[3] = {table->b0 + table->b1 + table->b2, 2 * (table->b0 - table->b2),
                                 table->b0 - table->b1 + table->b2};
    const double denominator[3] = {1 + table->a1 + table->a2, 2 * (1 - table->a2),
                                   1 - table->a1 + table->a2};
    const double corner_48k = sqrt(denominator[0] / denominator[2]);
    const double corner_hz = atan(corner_48k) / pi * 48000.0;
    /* Below 4 kHz the shelf's corner is beyond the band: it then does nothing there. */
    const double angle = fmin(pi * corner_hz / rate_hz, 0.49 * pi);
    const double scale = corner_48k / tan(angle);
    double n[3], d[3];
    double power = 1;
    for (int i = 0; i < 3; i++, power *= scale) {
        n[i] = numerator[i] * power;
        d[i] = denominator[i] * power;
    }
    const double unit = d[0] + d[1] + d[2];
    return (struct biquad){
        .b0 = (n[0] + n[1] + n[2]) / unit,
        .b1 = 2 * (n[0] - n[2]) / unit,
        .b2 = (n[0] - n[1] + n[2]) / unit,
        .a1 = 2 * (d[0] - d[2]) / unit,
        .a2 = (d[0] - d[1] + d[2]) / unit,
    };
}

static double gain(const struct biquad *biquad, double angle)
{
    const double complex z = cexp(-I * angle);
    return cabs((biquad->b0 + z * (biquad->b1 + z * biquad->b2))
                / (1 + z * (biquad->a1 + z * biquad->a2)));
}

double kweight_gain_db(const struct kweight *filter, unsigned rate_hz, double frequency_hz)
{
    const double angle = 2 * pi * frequency_hz / rate_hz;
    return 20 * log10(gain(&filter->shelf, angle) * gain(&filter->highpass, angle));
}

/* From 22.05 kHz up the high-pass keeps the table's numerator 1, -2, 1, as meters everywhere do,
 * so that all agree; at 997 Hz that is within 0.04 dB of the response at 48 kHz.  Below, warping
 * would move a tone by 0.07 to 0.3 dB; there the gain is set at 997 Hz, where the standard is
 * calibrated. */
void kweight_design(struct kweight *filter, unsigned rate_hz)
{
    *filter = at_48k;
    if (rate_hz == 48000)
        return;
    filter->shelf = move_to_rate(&at_48k.shelf, rate_hz);
    filter->highpass = move_to_rate(&at_48k.highpass, rate_hz);
    filter->highpass.b0 = 1;
    filter->highpass.b1 = -2;
    filter->highpass.b2 = 1;
    if (rate_hz >= 22050 || rate_hz < 2 * 997)
        return;
    const double off_db =
        kweight_gain_db(&at_48k, 48000, 997) - kweight_gain_db(filter, rate_hz, 997);
    const double factor = pow(10, off_db / 20);
    filter->shelf.b0 *= factor;
    filter->shelf.b1 *= factor;
    filter->shelf.b2 *= factor;
}

/* Direct form II: one multiplication and one addition between a sample and the next; the form with
 * the shortest chain, which is what this loop's time hangs on. */
void kweight_process(const struct kweight *filter, struct kweight_state *state, const float *first,
                     const float *second, size_t frames, double *energy)
{
    const struct biquad s = filter->shelf, h = filter->highpass;
    kweight_lanes s1 = state->shelf[0], s2 = state->shelf[1];
    kweight_lanes h1 = state->highpass[0], h2 = state->highpass[1];
    kweight_lanes sum = {energy[0], energy[1]};
    for (size_t i = 0; i < frames; i++) {
        const kweight_lanes in = {(double)first[i], (double)second[i]};
        const kweight_lanes s0 = (in - s.a2 * s2) - s.a1 * s1;
        const kweight_lanes shelved = s.b0 * s0 + (s.b1 * s1 + s.b2 * s2);
        const kweight_lanes h0 = (shelved - h.a2 * h2) - h.a1 * h1;
        const kweight_lanes out = (h0 + h2) - (h1 + h1); /* numerator 1, -2, 1 at every rate */
        sum += out * out;
        s2 = s1;
        s1 = s0;
        h2 = h1;
        h1 = h0;
    }
    state->shelf[0] = s1;
    state->shelf[1] = s2;
    state->highpass[0] = h1;
    state->highpass[1] = h2;
    energy[0] = sum[0];
    energy[1] = sum[1];
}

static bool is_faded(double value)
{
    return !(fabs(value) >= 1e-30) || isinf(value);
}

void kweight_settle(struct kweight_state *state)
{
    for (int lane = 0; lane < 2; lane++) {
        kweight_lanes *const all[4] = {&state->shelf[0], &state->shelf[1], &state->highpass[0],
                                       &state->highpass[1]};
        for (int i = 0; i < 4; i++)
            if (is_faded((*all[i])[lane]))
                (*all[i])[lane] = 0;
    }
}
