/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/meter.h"

#include "measure/character.h"
#include "measure/defects.h"
#include "measure/hop.h"
#include "measure/levels.h"
#include "measure/loudness.h"
#include "measure/lowband.h"
#include "measure/spectrum.h"
#include "measure/stereo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_MIN_HZ = 1000, RATE_MAX_HZ = 768000, PAIRS_MAX = SPECTRUM_PAIRS_MAX };

struct meter {
    unsigned channels, pairs;
    size_t hop_frames;
    bool paused;
    struct levels *levels;
    struct loudness *loudness;
    struct stft *stft[PAIRS_MAX];
    struct lowband *lowband[PAIRS_MAX];
    struct spectrum *spectrum;
    struct character *character;
    struct defects *defects;
    struct stereo *stereo; /* NULL when the track is not stereo */
    const struct stft_frame *low_spectrum; /* of the latest hop, or NULL */
};

static bool make_spectra(struct meter *meter, unsigned rate_hz)
{
    for (unsigned p = 0; p < meter->pairs; p++) {
        const unsigned channels = 2 * p + 1 < meter->channels ? 2 : 1;
        meter->stft[p] = stft_new(rate_hz, channels);
        meter->lowband[p] = lowband_new(rate_hz, channels);
        if (!meter->stft[p] || !meter->lowband[p])
            return false;
    }
    const double low_rate_hz = lowband_rate_hz(meter->lowband[0]);
    const size_t low_window = lowband_window_frames(meter->lowband[0]);
    meter->spectrum = spectrum_new(rate_hz, meter->channels, low_rate_hz, low_window);
    meter->defects = defects_new(rate_hz, meter->channels, low_rate_hz / (double)low_window,
                                 (double)(low_window / LOWBAND_OVERLAP) / low_rate_hz);
    if (meter->channels == 2)
        meter->stereo = stereo_new(rate_hz);
    meter->character = character_new(rate_hz, meter->channels);
    return meter->spectrum && meter->character && meter->defects && (meter->channels != 2 || meter->stereo);
}

struct meter *meter_new(unsigned rate_hz, unsigned channels)
{
    if (channels < 1 || channels > CHANNELS_MAX || rate_hz < RATE_MIN_HZ || rate_hz > RATE_MAX_HZ)
        return NULL;
    struct meter *const meter = calloc(1, sizeof *meter);
    if (!meter)
        return NULL;
    meter->channels = channels;
    meter->pairs = (channels + 1) / 2;
    meter->hop_frames = stft_hop_frames(rate_hz);
    meter->levels = levels_new(rate_hz, channels);
    meter->loudness = loudness_new(rate_hz, channels);
    if (!meter->levels || !meter->loudness || !make_spectra(meter, rate_hz)) {
        meter_free(meter);
        return NULL;
    }
    return meter;
}

void meter_free(struct meter *meter)
{
    if (!meter)
        return;
    for (unsigned p = 0; p < meter->pairs; p++) {
        stft_free(meter->stft[p]);
        lowband_free(meter->lowband[p]);
    }
    spectrum_free(meter->spectrum);
    stereo_free(meter->stereo);
    character_free(meter->character);
    defects_free(meter->defects);
    levels_free(meter->levels);
    loudness_free(meter->loudness);
    free(meter);
}

const struct stft_frame *meter_process(struct meter *meter, float *const *channels, size_t frames)
{
    struct hop hop;
    if (frames > meter->hop_frames)
        frames = meter->hop_frames;
    hop_take(&hop, channels, meter->channels, frames);
    levels_process(meter->levels, (const float *const *)channels, frames);
    loudness_process(meter->loudness, (const float *const *)channels, frames);
    const struct stft_frame *spectra[PAIRS_MAX], *low_spectra[PAIRS_MAX];
    for (unsigned p = 0; p < meter->pairs; p++) {
        const float *const pair[2] = {channels[2 * p],
                                      2 * p + 1 < meter->channels ? channels[2 * p + 1] : NULL};
        spectra[p] = stft_process(meter->stft[p], pair, frames);
        low_spectra[p] = lowband_process(meter->lowband[p], pair, frames);
    }
    spectrum_process(meter->spectrum, &hop, spectra, low_spectra[0] ? low_spectra : NULL,
                     meter->paused);
    character_process(meter->character, &hop, spectra[0], spectrum_newest_powers(meter->spectrum),
                      spectrum_fast_powers(meter->spectrum), meter->paused);
    defects_process(meter->defects, &hop, low_spectra[0]);
    if (meter->stereo)
        stereo_process(meter->stereo, &hop, low_spectra[0], meter->paused);
    meter->low_spectrum = low_spectra[0];
    return spectra[0];
}

const struct stft_frame *meter_low_spectrum(const struct meter *meter)
{
    return meter->low_spectrum;
}

struct meter_low_grid meter_low_grid(const struct meter *meter)
{
    const double rate_hz = lowband_rate_hz(meter->lowband[0]);
    const size_t window = lowband_window_frames(meter->lowband[0]);
    return (struct meter_low_grid){
        .bin_hz = rate_hz / (double)window,
        .bins = window / 2 + 1,
        .step_s = (double)(window / LOWBAND_OVERLAP) / rate_hz,
    };
}

void meter_read(struct meter *meter, struct track_reading *reading, bool final)
{
    reading->channels = (uint8_t)meter->channels;
    levels_read(meter->levels, reading->channel);
    for (unsigned c = 0; c < meter->channels; c++) {
        reading->channel[c].true_peak_dbtp = loudness_true_peak_dbtp(meter->loudness, c);
        reading->channel[c].dead = defects_channel_is_dead(meter->defects, c);
    }
    loudness_read(meter->loudness, &reading->loudness, final);
    spectrum_read(meter->spectrum, &reading->spectrum);
    if (meter->stereo)
        stereo_read(meter->stereo, meter->spectrum, meter->stft[0], &reading->stereo);
    else
        stereo_read_none(&reading->stereo);
    defects_read(meter->defects, &reading->defects);
    if (final)
        character_update(meter->character);
    character_read(meter->character, &reading->character);
}

float meter_momentary_lufs(const struct meter *meter)
{
    return loudness_momentary_lufs(meter->loudness);
}

float meter_short_term_lufs(const struct meter *meter)
{
    return loudness_short_term_lufs(meter->loudness);
}

void meter_reset(struct meter *meter)
{
    levels_reset(meter->levels);
    loudness_reset(meter->loudness);
    spectrum_reset(meter->spectrum);
    if (meter->stereo)
        stereo_reset(meter->stereo);
    character_reset(meter->character);
    defects_reset(meter->defects);
}

void meter_note_seam(struct meter *meter)
{
    defects_note_seam(meter->defects);
}

void meter_reset_peaks(struct meter *meter)
{
    levels_reset_peaks(meter->levels);
    loudness_reset_peaks(meter->loudness);
    spectrum_reset_max(meter->spectrum);
}

void meter_set_paused(struct meter *meter, bool paused)
{
    meter->paused = paused;
    levels_set_paused(meter->levels, paused);
    loudness_set_paused(meter->loudness, paused);
}

void meter_set_ballistics(struct meter *meter, enum ballistics ballistics)
{
    levels_set_ballistics(meter->levels, ballistics);
}
