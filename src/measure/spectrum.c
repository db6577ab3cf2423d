/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/spectrum.h"

#include "base/simd.h"
#include "base/units.h"
#include "measure/lowband.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double fast_s = 0.125;
static const double slow_s = 1.0;
static const double bins_a_band = 3.5; /* what a sine needs to stay in its band */
static const double low_correlation_hz = 120.0;
static const double centre_max = 0.95; /* of the Nyquist frequency */
static const double rolloff_share = 0.85;
static const float zero = 1e-20F; /* -200 dB: what is left of silence in an average */
enum { TILT_FIRST = 5, TILT_LAST = 28, TILT_BANDS_MIN = 6, OVERLAP = 4, LANES = 8, CHUNK = 64 };

struct smoothing {
    float fast, slow; /* how much of the new value goes in */
};

struct spectrum {
    unsigned channels, pairs;
    struct band thirds[THIRD_OCTAVES];
    struct band bands[BANDS];
    unsigned first_high; /* third octaves from here on come from the STFT */
    struct smoothing high, low;
    float newest[THIRD_OCTAVES];
    float fast[THIRD_OCTAVES], slow[THIRD_OCTAVES], max[THIRD_OCTAVES];
    struct powers powers[SPECTRUM_PAIRS_MAX], low_powers[SPECTRUM_PAIRS_MAX];
    size_t bins, low_bins;
    double bin_hz;
    float *now, *low_now; /* mean of the channels' power in the newest frame */
    float to_band;        /* factor: sum of bins to power in the band */
    bool last_negative[CHANNELS_MAX];
    double crossings, crossing_frames;
    unsigned low_hops, low_active; /* since the lowband's last frame */
};

static double third_centre_hz(int index)
{
    return 1000.0 * pow(10.0, 0.1 * (index - 17));
}

static struct smoothing smoothing_of(double step_s)
{
    return (struct smoothing){.fast = (float)(1.0 - exp(-step_s / fast_s)),
                              .slow = (float)(1.0 - exp(-step_s / slow_s))};
}

static void lay_out_bands(struct spectrum *spectrum, struct band_grid *grid)
{
    const double half = pow(10.0, 0.05);
    spectrum->first_high = 0;
    while (spectrum->first_high < THIRD_OCTAVES - 1 &&
           third_centre_hz((int)spectrum->first_high) * (half - 1.0 / half) <
               bins_a_band * grid->high_bin_hz)
        spectrum->first_high++;
    grid->crossover_hz = third_centre_hz((int)spectrum->first_high) / half;

    /* The 7 bands change over at an edge of theirs, so that no tone within a band loses by it. */
    struct band_grid wide = *grid;
    for (int i = 0; i <= BANDS && wide.crossover_hz <= grid->crossover_hz; i++)
        wide.crossover_hz = fmax((double)band_edges_hz[i], grid->crossover_hz);

    const double low_needed_hz = fmax(wide.crossover_hz, low_correlation_hz);
    const size_t low_needed = (size_t)(low_needed_hz / grid->low_bin_hz) + 4;
    if (grid->low_bins > low_needed)
        grid->low_bins = wide.low_bins = low_needed;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const double centre = third_centre_hz(i);
        spectrum->thirds[i] = band_of(grid, centre / half, centre * half);
        spectrum->thirds[i].exists = centre < centre_max * grid->nyquist_hz;
    }
    for (int i = 0; i < BANDS; i++)
        spectrum->bands[i] =
            band_of(&wide, (double)band_edges_hz[i], (double)band_edges_hz[i + 1]);
}

static bool allocate(struct spectrum *spectrum, const struct band_grid *grid)
{
    spectrum->bins = grid->high_bins;
    spectrum->low_bins = grid->low_bins;
    spectrum->bin_hz = grid->high_bin_hz;
    spectrum->now = calloc(grid->high_bins, sizeof(float));
    spectrum->low_now = calloc(grid->low_bins, sizeof(float));
    bool ok = spectrum->now && spectrum->low_now;
    for (unsigned p = 0; p < spectrum->pairs; p++) {
        const bool stereo = 2 * p + 1 < spectrum->channels;
        struct powers *const high = &spectrum->powers[p], *const low = &spectrum->low_powers[p];
        ok = powers_init(high, grid->high_bins, grid->high_bin_hz, OVERLAP, stereo) && ok;
        ok = powers_init(low, grid->low_bins, grid->low_bin_hz, LOWBAND_OVERLAP, stereo) && ok;
    }
    return ok;
}

struct spectrum *spectrum_new(unsigned rate_hz, unsigned channels, double low_rate_hz,
                              size_t low_window)
{
    struct spectrum *const spectrum = calloc(1, sizeof *spectrum);
    if (!spectrum)
        return NULL;
    spectrum->channels = channels;
    spectrum->pairs = (channels + 1) / 2;
    const size_t window = stft_window_frames(rate_hz);
    struct band_grid grid = {
        .nyquist_hz = (double)rate_hz / 2.0,
        .high_bin_hz = (double)rate_hz / (double)window,
        .high_bins = window / 2 + 1,
        .low_bin_hz = low_rate_hz / (double)low_window,
        .low_bins = low_window / 2 + 1,
    };
    lay_out_bands(spectrum, &grid);
    spectrum->high = smoothing_of((double)stft_hop_frames(rate_hz) / (double)rate_hz);
    spectrum->low = smoothing_of((double)(low_window / LOWBAND_OVERLAP) / low_rate_hz);
    spectrum->to_band = (float)(1.0 / 1.5);
    if (!allocate(spectrum, &grid)) {
        spectrum_free(spectrum);
        return NULL;
    }
    return spectrum;
}

void spectrum_free(struct spectrum *spectrum)
{
    if (!spectrum)
        return;
    for (unsigned p = 0; p < SPECTRUM_PAIRS_MAX; p++) {
        powers_release(&spectrum->powers[p]);
        powers_release(&spectrum->low_powers[p]);
    }
    free(spectrum->now);
    free(spectrum->low_now);
    free(spectrum);
}

void spectrum_reset(struct spectrum *spectrum)
{
    for (unsigned p = 0; p < spectrum->pairs; p++) {
        powers_reset(&spectrum->powers[p]);
        powers_reset(&spectrum->low_powers[p]);
    }
    spectrum->crossings = spectrum->crossing_frames = 0.0;
    spectrum_reset_max(spectrum);
}

void spectrum_reset_max(struct spectrum *spectrum)
{
    memcpy(spectrum->max, spectrum->fast, sizeof spectrum->max);
}

SIMD_CLONES static void mix_two(float *restrict to, const float *restrict left,
                                const float *restrict right, float scale, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        to[k] = (left[k] + right[k]) * scale;
}

SIMD_CLONES static void mix_more(float *restrict to, const float *restrict power, float scale,
                                 size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        to[k] += power[k] * scale;
}

static void mix(const struct spectrum *spectrum, const struct stft_frame *const *frames, float *to,
                size_t bins)
{
    const float scale = 1.0F / (float)spectrum->channels;
    if (spectrum->channels == 1)
        memcpy(to, frames[0]->left_power, bins * sizeof *to);
    else
        mix_two(to, frames[0]->left_power, frames[0]->right_power, scale, bins);
    for (unsigned c = 2; c < spectrum->channels; c++)
        mix_more(to, c % 2 ? frames[c / 2]->right_power : frames[c / 2]->left_power, scale, bins);
}

static void smooth(struct spectrum *spectrum, unsigned band, float sum, struct smoothing by,
                   bool paused)
{
    const float power = sum * spectrum->to_band;
    float *const fast = &spectrum->fast[band];
    float *const slow = &spectrum->slow[band];
    spectrum->newest[band] = power;
    *fast += (power - *fast) * by.fast;
    *slow += (power - *slow) * by.slow;
    *fast = *fast > zero ? *fast : 0.0F;
    *slow = *slow > zero ? *slow : 0.0F;
    if (!paused && *fast > spectrum->max[band])
        spectrum->max[band] = *fast;
}

static void process_low(struct spectrum *spectrum, const struct stft_frame *const *frames,
                        float share, bool paused)
{
    mix(spectrum, frames, spectrum->low_now, spectrum->low_bins);
    for (unsigned b = 0; b < spectrum->first_high; b++)
        smooth(spectrum, b, band_sum(&spectrum->thirds[b].low, spectrum->low_now), spectrum->low,
               paused);
    for (unsigned p = 0; p < spectrum->pairs; p++)
        powers_add(&spectrum->low_powers[p], frames[p], share);
}

static void process_high(struct spectrum *spectrum, const struct stft_frame *const *frames,
                         float share, bool paused)
{
    mix(spectrum, frames, spectrum->now, spectrum->bins);
    for (unsigned b = spectrum->first_high; b < THIRD_OCTAVES && spectrum->thirds[b].exists; b++)
        smooth(spectrum, b, band_sum(&spectrum->thirds[b].high, spectrum->now), spectrum->high,
               paused);
    for (unsigned p = 0; p < spectrum->pairs; p++)
        powers_add(&spectrum->powers[p], frames[p], share);
}

SIMD_CLONES static uint32_t count_crossings(const float *samples, size_t frames)
{
    uint32_t count = 0;
    for (size_t i = 1; i < frames; i++)
        count += (samples[i] < 0.0F) != (samples[i - 1] < 0.0F) ? 1u : 0u;
    return count;
}

static void cross_zero(struct spectrum *spectrum, const struct hop *hop, bool counts)
{
    for (unsigned c = 0; c < spectrum->channels; c++) {
        const float *const row = hop->rows[c];
        if (counts) {
            spectrum->crossings += count_crossings(row, hop->frames);
            spectrum->crossings += (row[0] < 0.0F) != spectrum->last_negative[c] ? 1.0 : 0.0;
            spectrum->crossing_frames += (double)hop->frames;
        }
        spectrum->last_negative[c] = row[hop->frames - 1] < 0.0F;
    }
}

void spectrum_process(struct spectrum *spectrum, const struct hop *hop,
                      const struct stft_frame *const *frames,
                      const struct stft_frame *const *low_frames, bool paused)
{
    const bool counts = hop->active && !paused;
    if (hop->frames > 0)
        cross_zero(spectrum, hop, counts);
    process_high(spectrum, frames, counts ? 1.0F : 0.0F, paused);
    spectrum->low_hops++;
    spectrum->low_active += counts ? 1 : 0;
    if (low_frames) {
        const float share = (float)spectrum->low_active / (float)spectrum->low_hops;
        process_low(spectrum, low_frames, share, paused);
        spectrum->low_hops = spectrum->low_active = 0;
    }
}

static double long_power(const struct powers *powers, unsigned pairs, const struct band_span *span)
{
    double sum = 0.0;
    for (unsigned p = 0; p < pairs; p++) {
        sum += band_sum_long(span, powers[p].left);
        if (powers[p].right)
            sum += band_sum_long(span, powers[p].right);
    }
    return powers->weight > 0.0 ? sum / powers->weight : 0.0;
}

static float long_db(const struct spectrum *spectrum, const struct band *band)
{
    const bool known = spectrum->powers[0].weight > 0.0;
    if (!band->exists || !known)
        return NAN;
    const double power = long_power(spectrum->low_powers, spectrum->pairs, &band->low) +
                         long_power(spectrum->powers, spectrum->pairs, &band->high);
    return (float)units_db_from_power(power / (double)spectrum->channels *
                                      (double)spectrum->to_band);
}

static void read_thirds(const struct spectrum *spectrum, struct spectrum_reading *reading)
{
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const bool exists = spectrum->thirds[i].exists;
        reading->third_fast_db[i] =
            exists ? (float)units_db_from_power((double)spectrum->fast[i]) : NAN;
        reading->third_slow_db[i] =
            exists ? (float)units_db_from_power((double)spectrum->slow[i]) : NAN;
        reading->third_max_db[i] =
            exists ? (float)units_db_from_power((double)spectrum->max[i]) : NAN;
        reading->third_long_db[i] = long_db(spectrum, &spectrum->thirds[i]);
    }
}

static float tilt(const float *third_db)
{
    double n = 0.0, sum_x = 0.0, sum_y = 0.0, sum_xx = 0.0, sum_xy = 0.0;
    for (int i = TILT_FIRST; i <= TILT_LAST; i++) {
        if (!isfinite(third_db[i]))
            continue;
        const double octaves = 0.1 * i / log10(2.0);
        const double level = (double)third_db[i];
        n += 1.0;
        sum_x += octaves;
        sum_y += level;
        sum_xx += octaves * octaves;
        sum_xy += octaves * level;
    }
    if (n < TILT_BANDS_MIN)
        return NAN;
    return (float)((n * sum_xy - sum_x * sum_y) / (n * sum_xx - sum_x * sum_x));
}

/* Long-term power of the bins from `first` on, summed over the channels. */
static void bin_powers(const struct spectrum *spectrum, size_t first, size_t count, double *sums)
{
    memset(sums, 0, count * sizeof *sums);
    for (unsigned p = 0; p < spectrum->pairs; p++) {
        const struct powers *const powers = &spectrum->powers[p];
        for (size_t i = 0; i < count; i++)
            sums[i] += powers->left[first + i];
        for (size_t i = 0; powers->right && i < count; i++)
            sums[i] += powers->right[first + i];
    }
}

struct shape {
    double power, amplitude, moment, moment2; /* by bin */
};

SIMD_CLONES static void add_shape(struct shape *shape, const double *sums, size_t first,
                                  size_t count)
{
    double power[LANES] = {0}, amplitude[LANES] = {0}, moment[LANES] = {0}, moment2[LANES] = {0};
    for (size_t i = 0; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            const double size = sqrt(sums[i + lane]);
            const double bin = (double)(int)(first + i + lane);
            power[lane] += sums[i + lane];
            amplitude[lane] += size;
            moment[lane] += size * bin;
            moment2[lane] += size * bin * bin;
        }
    for (size_t lane = 0; lane < LANES; lane++) {
        shape->power += power[lane];
        shape->amplitude += amplitude[lane];
        shape->moment += moment[lane];
        shape->moment2 += moment2[lane];
    }
}

/* Bins 1..N/2 are a multiple of CHUNK: windows are powers of two of at least 256. */
static struct shape shape_of(const struct spectrum *spectrum)
{
    struct shape shape = {0};
    double sums[CHUNK];
    for (size_t k = 1; k + CHUNK <= spectrum->bins; k += CHUNK) {
        bin_powers(spectrum, k, CHUNK, sums);
        add_shape(&shape, sums, k, CHUNK);
    }
    return shape;
}

static float rolloff_hz(const struct spectrum *spectrum, double limit)
{
    double below = 0.0, sums[CHUNK];
    for (size_t k = 1; k + CHUNK <= spectrum->bins; k += CHUNK) {
        bin_powers(spectrum, k, CHUNK, sums);
        for (size_t i = 0; i < CHUNK; i++) {
            below += sums[i];
            if (below >= limit)
                return (float)((double)(k + i) * spectrum->bin_hz);
        }
    }
    return (float)((double)(spectrum->bins - 1) * spectrum->bin_hz);
}

static void read_shape(const struct spectrum *spectrum, struct spectrum_reading *reading)
{
    const struct shape shape = shape_of(spectrum);
    reading->centroid_hz = reading->bandwidth_hz = reading->rolloff_hz = NAN;
    if (!(shape.amplitude > 0.0))
        return;
    const double centroid = shape.moment / shape.amplitude;
    const double variance = fmax(shape.moment2 / shape.amplitude - centroid * centroid, 0.0);
    reading->centroid_hz = (float)(centroid * spectrum->bin_hz);
    reading->bandwidth_hz = (float)(sqrt(variance) * spectrum->bin_hz);
    reading->rolloff_hz = rolloff_hz(spectrum, rolloff_share * shape.power);
}

SIMD_CLONES static float centroid_now_hz(const struct spectrum *spectrum)
{
    float amplitude[LANES] = {0}, moment[LANES] = {0};
    for (size_t k = 1; k + LANES <= spectrum->bins; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            const float size = sqrtf(spectrum->now[k + lane]);
            amplitude[lane] += size;
            moment[lane] += size * (float)(int)(k + lane);
        }
    double amplitudes = 0.0, moments = 0.0;
    for (size_t lane = 0; lane < LANES; lane++) {
        amplitudes += (double)amplitude[lane];
        moments += (double)moment[lane];
    }
    return amplitudes > 1e-4 ? (float)(moments / amplitudes * spectrum->bin_hz) : NAN;
}

void spectrum_read(const struct spectrum *spectrum, struct spectrum_reading *reading)
{
    read_thirds(spectrum, reading);
    for (int i = 0; i < BANDS; i++)
        reading->bands_db[i] = long_db(spectrum, &spectrum->bands[i]);
    read_shape(spectrum, reading);
    reading->tilt_db_per_octave = tilt(reading->third_long_db);
    reading->zero_crossing_rate =
        spectrum->crossing_frames > 0.0
            ? (float)(spectrum->crossings / spectrum->crossing_frames)
            : NAN;
    reading->centroid_now_hz = centroid_now_hz(spectrum);
}

const struct powers *spectrum_powers(const struct spectrum *spectrum)
{
    return &spectrum->powers[0];
}

const struct powers *spectrum_low_powers(const struct spectrum *spectrum)
{
    return &spectrum->low_powers[0];
}

const struct band *spectrum_bands(const struct spectrum *spectrum)
{
    return spectrum->bands;
}

const float *spectrum_newest_powers(const struct spectrum *spectrum)
{
    return spectrum->newest;
}

const float *spectrum_fast_powers(const struct spectrum *spectrum)
{
    return spectrum->fast;
}
