/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/stereo.h"

#include "base/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double now_s = 0.3;
static const double block_s = 0.1;
static const double low_from_hz = 20.0, low_to_hz = 120.0;
static const double limit_db = 60.0;
static const double quiet = 1e-9;          /* mean square, -90 dBFS: nothing to compare */
static const double silent_share = 1e-10;  /* of the other channel's power */
enum { WINDOW_BLOCKS = 30 }; /* 3 s */

struct moments {
    double left, right, product;
};

struct stereo {
    struct moments total; /* of the programme since the reset */
    struct moments now;
    double now_share; /* how much of the newest hop goes into `now` */
    struct moments low_now;
    struct moments block, blocks[WINDOW_BLOCKS];
    unsigned hops_a_block, block_hops;
    unsigned newest, filled;
    float minimum;
    bool started;
};

struct stereo *stereo_new(unsigned rate_hz)
{
    struct stereo *const stereo = calloc(1, sizeof *stereo);
    if (!stereo)
        return NULL;
    const double hop_s = (double)stft_hop_frames(rate_hz) / (double)rate_hz;
    stereo->now_share = 1.0 - exp(-hop_s / now_s);
    stereo->hops_a_block = (unsigned)fmax(round(block_s / hop_s), 1.0);
    stereo->minimum = NAN;
    return stereo;
}

void stereo_free(struct stereo *stereo)
{
    free(stereo);
}

void stereo_reset(struct stereo *stereo)
{
    stereo->total = (struct moments){0};
    stereo->block = (struct moments){0};
    stereo->block_hops = stereo->newest = stereo->filled = 0;
    stereo->minimum = NAN;
}

static void add(struct moments *to, const struct moments *more)
{
    to->left += more->left;
    to->right += more->right;
    to->product += more->product;
}

static double correlation(const struct moments *m)
{
    const double loud = fmax(m->left, m->right), soft = fmin(m->left, m->right);
    if (!(loud > 0.0) || soft <= silent_share * loud)
        return NAN;
    return fmax(-1.0, fmin(1.0, m->product / sqrt(m->left * m->right)));
}

static double clamp_db(double db)
{
    return fmax(-limit_db, fmin(limit_db, db));
}

static double balance_db(const struct moments *m)
{
    if (!(m->left + m->right > 0.0))
        return NAN;
    return clamp_db(units_db_from_power(m->right) - units_db_from_power(m->left));
}

static double width(const struct moments *m)
{
    const double both = m->left + m->right;
    if (!(both > 0.0))
        return NAN;
    return fmax(0.0, fmin(1.0, (both - 2.0 * m->product) / (2.0 * both)));
}

static double mono_loss_db(const struct moments *m)
{
    const double both = m->left + m->right;
    if (!(both > 0.0))
        return NAN;
    const double folded = fmax(both + 2.0 * m->product, 0.0);
    return fmax(0.0, clamp_db(-units_db_from_power(folded / (2.0 * both))));
}

static void end_block(struct stereo *stereo)
{
    stereo->blocks[stereo->newest] = stereo->block;
    stereo->newest = (stereo->newest + 1) % WINDOW_BLOCKS;
    stereo->filled += stereo->filled < WINDOW_BLOCKS ? 1 : 0;
    stereo->block = (struct moments){0};
    stereo->block_hops = 0;
    if (stereo->filled < WINDOW_BLOCKS)
        return;
    struct moments window = {0};
    for (unsigned i = 0; i < WINDOW_BLOCKS; i++)
        add(&window, &stereo->blocks[i]);
    const double value = correlation(&window);
    if (!isnan(value) && !(value >= (double)stereo->minimum))
        stereo->minimum = (float)value;
}

static void process_low(struct stereo *stereo, const struct stft_frame *frame)
{
    struct moments low = {0};
    const size_t first = (size_t)(low_from_hz / (double)frame->bin_hz + 0.5);
    const size_t last = (size_t)(low_to_hz / (double)frame->bin_hz + 0.5);
    for (size_t k = first; k <= last && k < frame->bins; k++) {
        low.left += (double)frame->left_power[k];
        low.right += (double)frame->right_power[k];
        low.product += (double)(frame->left_re[k] * frame->right_re[k] +
                                frame->left_im[k] * frame->right_im[k]);
    }
    stereo->low_now = low;
}

void stereo_process(struct stereo *stereo, const struct hop *hop,
                    const struct stft_frame *low_frame, bool paused)
{
    if (low_frame)
        process_low(stereo, low_frame);
    if (hop->frames == 0)
        return;
    stereo->started = true;
    const double frames = (double)hop->frames;
    const struct moments m = {
        .left = (double)hop->power[0],
        .right = (double)hop->power[1],
        .product = (double)hop_product(hop->rows[0], hop->rows[1], hop->frames) / frames,
    };
    struct moments *const now = &stereo->now;
    now->left += (m.left - now->left) * stereo->now_share;
    now->right += (m.right - now->right) * stereo->now_share;
    now->product += (m.product - now->product) * stereo->now_share;
    if (paused)
        return;
    const struct moments whole = {m.left * frames, m.right * frames, m.product * frames};
    if (hop->active) {
        add(&stereo->total, &whole);
        add(&stereo->block, &whole);
    }
    if (++stereo->block_hops == stereo->hops_a_block)
        end_block(stereo);
}

/* Moments of a band from bins remembered since the reset. */
static void add_bins(struct moments *to, const struct powers *powers, const struct band_span *span)
{
    if (!(powers->weight > 0.0))
        return;
    const struct moments m = {
        .left = band_sum_long(span, powers->left) / powers->weight,
        .right = band_sum_long(span, powers->right) / powers->weight,
        .product = band_sum_long(span, powers->product) / powers->weight,
    };
    add(to, &m);
}

static float low_correlation(const struct spectrum *spectrum)
{
    const struct powers *const low = spectrum_low_powers(spectrum);
    const struct band_grid grid = {.nyquist_hz = INFINITY, .crossover_hz = INFINITY,
                                   .low_bin_hz = (double)low->bin_hz, .high_bin_hz = 1.0,
                                   .low_bins = low->bins};
    const struct band band = band_of(&grid, low_from_hz, low_to_hz);
    struct moments m = {0};
    add_bins(&m, low, &band.low);
    return m.left + m.right > quiet ? (float)correlation(&m) : NAN;
}

static int8_t scope_value(float value)
{
    const float scaled = value * 127.0F;
    return (int8_t)lrintf(fmaxf(-127.0F, fminf(127.0F, scaled)));
}

/* Of each group of frames the one furthest from the middle: peaks are what the eye looks for. */
static void add_points(struct stereo_reading *reading, const float *left, const float *right,
                       size_t frames, size_t group)
{
    for (size_t start = 0; start + group <= frames && reading->scope_count < SCOPE_POINTS;
         start += group) {
        size_t best = start;
        float most = -1.0F;
        for (size_t i = start; i < start + group; i++) {
            const float size = left[i] * left[i] + right[i] * right[i];
            best = size > most ? i : best;
            most = size > most ? size : most;
        }
        reading->scope_x[reading->scope_count] = scope_value((right[best] - left[best]) * 0.5F);
        reading->scope_y[reading->scope_count] = scope_value((right[best] + left[best]) * 0.5F);
        reading->scope_count++;
    }
}

static void read_scope(const struct stft *stft, struct stereo_reading *reading)
{
    const struct stft_history left = stft_history(stft, 0), right = stft_history(stft, 1);
    const size_t group = (left.older_frames + left.newer_frames) / SCOPE_POINTS;
    add_points(reading, left.older, right.older, left.older_frames, group);
    add_points(reading, left.newer, right.newer, left.newer_frames, group);
}

void stereo_read_none(struct stereo_reading *reading)
{
    *reading = (struct stereo_reading){
        .correlation = NAN, .correlation_now = NAN, .correlation_min = NAN,
        .low_correlation = NAN, .low_correlation_now = NAN, .balance_db = NAN,
        .balance_now_db = NAN, .width = NAN, .width_now = NAN, .mono_loss_db = NAN,
    };
    for (int i = 0; i < BANDS; i++)
        reading->mono_loss_band_db[i] = NAN;
}

void stereo_read(const struct stereo *stereo, const struct spectrum *spectrum,
                 const struct stft *stft, struct stereo_reading *reading)
{
    stereo_read_none(reading);
    if (!stereo->started)
        return;
    reading->correlation = (float)correlation(&stereo->total);
    reading->balance_db = (float)balance_db(&stereo->total);
    reading->width = (float)width(&stereo->total);
    reading->mono_loss_db = (float)mono_loss_db(&stereo->total);
    reading->correlation_min = stereo->minimum;
    if (stereo->now.left + stereo->now.right > quiet) {
        reading->correlation_now = (float)correlation(&stereo->now);
        reading->balance_now_db = (float)balance_db(&stereo->now);
        reading->width_now = (float)width(&stereo->now);
    }
    reading->low_correlation = low_correlation(spectrum);
    if (stereo->low_now.left + stereo->low_now.right > quiet)
        reading->low_correlation_now = (float)correlation(&stereo->low_now);
    for (int i = 0; i < BANDS; i++) {
        const struct band *const band = &spectrum_bands(spectrum)[i];
        struct moments m = {0};
        add_bins(&m, spectrum_low_powers(spectrum), &band->low);
        add_bins(&m, spectrum_powers(spectrum), &band->high);
        if (m.left + m.right > quiet)
            reading->mono_loss_band_db[i] = (float)mono_loss_db(&m);
    }
    read_scope(stft, reading);
}
