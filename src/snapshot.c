/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "snapshot.h"

#include "base/i18n.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Of the three buffers one is the writer's, one the reader's, one in the middle; who is done swaps his
 * own with the middle.  The middle's index travels with a flag that says it is newer than the
 * reader's. */
enum { MIDDLE_INDEX = 3, MIDDLE_FRESH = 4 };

struct snapshot_channel {
    struct snapshot *buffers[3];
    unsigned writer;
    unsigned reader;
    uint64_t sequence;
    atomic_uint middle;
};

struct snapshot_channel *snapshot_channel_new(void)
{
    struct snapshot_channel *channel = calloc(1, sizeof *channel);
    if (!channel)
        return NULL;
    for (unsigned i = 0; i < 3; i++) {
        channel->buffers[i] = malloc(sizeof *channel->buffers[i]);
        if (!channel->buffers[i]) {
            snapshot_channel_free(channel);
            return NULL;
        }
        snapshot_clear(channel->buffers[i]);
    }
    channel->writer = 0;
    channel->reader = 1;
    atomic_init(&channel->middle, 2);
    return channel;
}

void snapshot_channel_free(struct snapshot_channel *channel)
{
    if (!channel)
        return;
    for (unsigned i = 0; i < 3; i++)
        free(channel->buffers[i]);
    free(channel);
}

struct snapshot *snapshot_begin(struct snapshot_channel *channel)
{
    return channel->buffers[channel->writer];
}

void snapshot_publish(struct snapshot_channel *channel)
{
    channel->buffers[channel->writer]->sequence = ++channel->sequence;
    const unsigned old = atomic_exchange_explicit(
        &channel->middle, channel->writer | MIDDLE_FRESH, memory_order_acq_rel);
    channel->writer = old & MIDDLE_INDEX;
}

const struct snapshot *snapshot_latest(struct snapshot_channel *channel)
{
    if (atomic_load_explicit(&channel->middle, memory_order_relaxed) & MIDDLE_FRESH) {
        const unsigned old = atomic_exchange_explicit(&channel->middle, channel->reader,
                                                      memory_order_acq_rel);
        channel->reader = old & MIDDLE_INDEX;
    }
    return channel->buffers[channel->reader];
}

static void fill_unknown(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = NAN;
}

static void channel_reading_clear(struct channel_reading *channel)
{
    *channel = (struct channel_reading){
        .meter_dbfs = NAN, .meter_hold_dbfs = NAN, .sample_peak_dbfs = NAN,
        .rms_short_dbfs = NAN, .rms_dbfs = NAN, .crest_db = NAN, .crest_short_db = NAN,
        .true_peak_dbtp = NAN, .dc_offset = NAN,
    };
}

static void spectrum_reading_clear(struct spectrum_reading *spectrum)
{
    memset(spectrum, 0, sizeof *spectrum);
    fill_unknown(spectrum->bands_db, BANDS);
    fill_unknown(spectrum->third_fast_db, THIRD_OCTAVES);
    fill_unknown(spectrum->third_slow_db, THIRD_OCTAVES);
    fill_unknown(spectrum->third_long_db, THIRD_OCTAVES);
    fill_unknown(spectrum->third_max_db, THIRD_OCTAVES);
    spectrum->centroid_hz = spectrum->bandwidth_hz = spectrum->rolloff_hz = NAN;
    spectrum->zero_crossing_rate = spectrum->tilt_db_per_octave = NAN;
    spectrum->centroid_now_hz = NAN;
}

static void stereo_reading_clear(struct stereo_reading *stereo)
{
    memset(stereo, 0, sizeof *stereo);
    stereo->correlation = stereo->correlation_now = stereo->correlation_min = NAN;
    stereo->low_correlation = stereo->low_correlation_now = NAN;
    stereo->balance_db = stereo->balance_now_db = NAN;
    stereo->width = stereo->width_now = stereo->mono_loss_db = NAN;
    fill_unknown(stereo->mono_loss_band_db, BANDS);
}

void track_reading_clear(struct track_reading *track)
{
    memset(track, 0, sizeof *track);
    for (unsigned i = 0; i < CHANNELS_MAX; i++)
        channel_reading_clear(&track->channel[i]);
    track->loudness = (struct loudness_reading){
        .momentary_lufs = NAN, .short_term_lufs = NAN, .integrated_lufs = NAN, .range_lu = NAN,
        .momentary_max_lufs = NAN, .short_term_max_lufs = NAN, .true_peak_dbtp = NAN,
        .plr_db = NAN, .psr_db = NAN, .psr_min_db = NAN,
    };
    spectrum_reading_clear(&track->spectrum);
    stereo_reading_clear(&track->stereo);
    track->defects = (struct defects_reading){
        .noise_floor_dbfs = NAN, .hum_hz = NAN, .hum_dbfs = NAN, .dropout_last_s = NAN,
    };
    range_reading_clear(&track->range);
    track->character = (struct character_reading){
        .hiss_dbfs = NAN, .rumble_dbfs = NAN, .resonance_hz = NAN, .resonance_db = NAN,
        .resonance_q = NAN, .level_high_dbfs = NAN, .level_middle_dbfs = NAN,
        .level_low_dbfs = NAN, .sibilance_db = NAN, .moves_db = NAN, .unison = NAN,
    };
    fill_unknown(track->character.floor_db, THIRD_OCTAVES);
}

void source_reading_clear(struct source_reading *source)
{
    memset(source, 0, sizeof *source);
    source->retry_in_s = source->dsp_load_percent = NAN;
    source->position_s = source->duration_s = source->transport_s = NAN;
    source->transport_bpm = source->beats_per_bar = NAN;
}

void listen_reading_clear(struct listen_reading *listen)
{
    memset(listen, 0, sizeof *listen);
    listen->onset = (struct onset_reading){.last_s = NAN};
    listen->tempo.bpm = listen->tempo.bpm_raw = listen->tempo.bpm_overall = NAN;
    listen->tempo.bpm_open = NAN;
    listen->tempo.swing = listen->tempo.locked_bpm = NAN;
    listen->tempo.meter_confidence = listen->tempo.swing_confidence = NAN;
    listen->tempo.beat_last_s = listen->tempo.beat_next_s = NAN;
    listen->pitch = (struct pitch_reading){
        .now_hz = NAN, .now_cents = NAN, .now_midi = -1, .median_hz = NAN,
        .low_hz = NAN, .high_hz = NAN, .voiced_ratio = NAN, .tuning_cents = NAN,
    };
    key_reading_clear(&listen->key);
}

void snapshot_clear(struct snapshot *snapshot)
{
    memset(snapshot, 0, sizeof *snapshot);
    snapshot->version = SNAPSHOT_VERSION;
    source_reading_clear(&snapshot->source);
    listen_reading_clear(&snapshot->listen);
    advice_reading_clear(&snapshot->advice);
    relations_reading_clear(&snapshot->relations);
    for (unsigned i = 0; i < TRACKS_MAX; i++)
        track_reading_clear(&snapshot->tracks[i]);
}

const char *snapshot_track_of(const struct snapshot *snapshot, const struct suggestion *suggestion)
{
    if (suggestion->other_track != NO_TRACK || suggestion->direction != DIRECTION_NONE
        || snapshot->n_tracks < 2 || suggestion->track >= snapshot->n_tracks)
        return "";
    return suggestion->track == snapshot->mix ? _("mix") : snapshot->tracks[suggestion->track].name;
}
