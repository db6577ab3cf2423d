/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/metrics.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

typedef float metric_get(const struct metric_view *view);

enum { NOT_MEASURED = -1 };
static const float loudest_lufs = -8.5F;
static const float usual_unison = 0.5F;

struct metric {
    const char *name, *unit;
    metric_get *get; /* NULL: a float of the track, at `offset` */
    long offset;
    int shape; /* from 1: a float of that fit, at `offset` */
};

#define SET(name, unit) {name, unit, NULL, NOT_MEASURED, 0}
#define FIELD(name, unit, member) \
    {name, unit, NULL, (long)offsetof(struct track_reading, member), 0}
#define CALL(name, unit, function) {name, unit, function, NOT_MEASURED, 0}
#define FIT(name, unit, shape, member) \
    {name, unit, NULL, (long)offsetof(struct shape_fit, member), (shape) + 1}
#define SHAPE(name, shape) \
    FIT("shape." name "_db", "dB", shape, db), FIT("shape." name "_sd", "dB", shape, sd_db), \
    FIT("shape." name "_hz", "Hz", shape, hz), FIT("shape." name "_q", "", shape, q)

typedef float channel_get(const struct channel_reading *channel);

static float most(const struct metric_view *view, channel_get *get)
{
    float found = NAN;
    for (unsigned c = 0; c < view->track->channels; c++)
        found = fmaxf(found, get(&view->track->channel[c]));
    return found;
}

static float get_peak(const struct channel_reading *channel)
{
    return channel->sample_peak_dbfs;
}
static float get_rms(const struct channel_reading *channel)
{
    return channel->rms_dbfs;
}
static float get_crest(const struct channel_reading *channel)
{
    return channel->crest_db;
}
static float get_longest_clip(const struct channel_reading *channel)
{
    return (float)channel->longest_clip_frames;
}
static float get_dc(const struct channel_reading *channel)
{
    return fabsf(channel->dc_offset) * 100.0F;
}

static float peak_dbfs(const struct metric_view *view)
{
    return most(view, get_peak);
}
static float rms_dbfs(const struct metric_view *view)
{
    return most(view, get_rms);
}
static float crest_db(const struct metric_view *view)
{
    return most(view, get_crest);
}
static float longest_clip(const struct metric_view *view)
{
    return most(view, get_longest_clip);
}
static float dc_percent(const struct metric_view *view)
{
    return most(view, get_dc);
}

static float clip_runs(const struct metric_view *view)
{
    double runs = 0.0;
    for (unsigned c = 0; c < view->track->channels; c++)
        runs += (double)view->track->channel[c].clip_runs;
    return (float)runs;
}

static float clips_per_minute(const struct metric_view *view)
{
    return view->heard_s > 0.0 ? clip_runs(view) * 60.0F / (float)fmax(view->heard_s, 10.0) : NAN;
}

static float dead_channels(const struct metric_view *view)
{
    unsigned dead = 0;
    for (unsigned c = 0; c < view->track->channels; c++)
        dead += view->track->channel[c].dead ? 1 : 0;
    return (float)dead;
}

static float channels(const struct metric_view *view)
{
    return (float)view->track->channels;
}

static float imbalance_db(const struct metric_view *view)
{
    return fabsf(view->track->stereo.balance_db);
}

static float dropouts(const struct metric_view *view)
{
    return (float)view->track->defects.dropouts;
}

static float silence_s(const struct metric_view *view)
{
    return (float)view->track->defects.silence_s;
}

static float bad_samples(const struct metric_view *view)
{
    return (float)view->track->defects.bad_samples;
}

static float over_target_lu(const struct metric_view *view)
{
    return view->target ? view->track->loudness.integrated_lufs - view->target->integrated_lufs
                        : NAN;
}

static float target_lufs(const struct metric_view *view)
{
    return view->target ? view->target->integrated_lufs : NAN;
}

static float target_tolerance_lu(const struct metric_view *view)
{
    return view->target ? view->target->tolerance_lu : NAN;
}

static float target_true_peak_dbtp(const struct metric_view *view)
{
    return view->target ? view->target->true_peak_dbtp : NAN;
}

static float over_true_peak_db(const struct metric_view *view)
{
    return view->track->loudness.true_peak_dbtp - target_true_peak_dbtp(view);
}

static float top_hz(const struct metric_view *view)
{
    return view->shapes ? view->shapes->top_hz : NAN;
}

static float target_stated(const struct metric_view *view)
{
    return view->target && view->target_stated ? 1.0F : 0.0F;
}

/* At full scale or at any other height. */
static float cut_tops_per_minute(const struct metric_view *view)
{
    const float runs = fmaxf((float)view->track->character.flat_runs, clip_runs(view));
    return runs * 60.0F / (float)fmax(view->heard_s, 10.0);
}

static float cut_longest(const struct metric_view *view)
{
    return fmaxf((float)view->track->character.flat_longest, longest_clip(view));
}

/* What is left of peaks: over all, and where it is loudest. */
static float density_db(const struct metric_view *view)
{
    return 0.5F * (crest_db(view) + view->track->loudness.psr_min_db);
}

/* A track has rests, which are no softer music: there the loud half counts twice. */
static float spread_db(const struct metric_view *view)
{
    if (view->role != ROLE_NONE)
        return 2.0F * (view->track->character.level_high_dbfs -
                       view->track->character.level_middle_dbfs);
    return view->track->character.level_high_dbfs - view->track->character.level_low_dbfs;
}

/* What moves lows and highs together is no instrument that comes and goes.  Fitted to clean mixes
 * and the same ones expanded: a discriminant of the moves' logarithm and the correlation. */
static float swing_db(const struct metric_view *view)
{
    const struct character_reading *const character = &view->track->character;
    if (view->role != ROLE_NONE)
        return spread_db(view);
    return character->moves_db *
           (isfinite(character->unison) ? expf(0.86F * (character->unison - usual_unison)) : 1.0F);
}

/* Over the target, or over what every service turns down when none was asked for. */
static float loud_over_lu(const struct metric_view *view)
{
    return target_stated(view) > 0.0F ? over_target_lu(view)
                                      : view->track->loudness.integrated_lufs - loudest_lufs;
}

/* A minute's worth when little was heard, else all there were. */
static float dropouts_lately(const struct metric_view *view)
{
    return dropouts(view) * 60.0F / (float)fmin(fmax(view->heard_s, 10.0), 60.0);
}

/* In the pauses, or what shines through the programme. */
static float noise_dbfs(const struct metric_view *view)
{
    return fmaxf(view->track->defects.noise_floor_dbfs, view->track->character.hiss_dbfs);
}

static float noise_rel_db(const struct metric_view *view)
{
    return noise_dbfs(view) - rms_dbfs(view);
}

static float rumble_rel_db(const struct metric_view *view)
{
    return view->track->character.rumble_dbfs - rms_dbfs(view);
}

static float tempo_bpm(const struct metric_view *view)
{
    return view->snapshot->listen.tempo.bpm;
}

static float onset_rate_hz(const struct metric_view *view)
{
    return view->snapshot->listen.onset.rate_hz;
}

static float beats_ms(const struct metric_view *view, float beats)
{
    return beats * 60000.0F / tempo_bpm(view);
}

static float quarter_ms(const struct metric_view *view)
{
    return beats_ms(view, 1.0F);
}

static float dotted_eighth_ms(const struct metric_view *view)
{
    return beats_ms(view, 0.75F);
}

static float eighth_ms(const struct metric_view *view)
{
    return beats_ms(view, 0.5F);
}

float metrics_contrast_lu(const struct snapshot *snapshot)
{
    const struct structure_reading *structure = &snapshot->listen.structure;
    float low = INFINITY, high = -INFINITY;
    unsigned n = 0;
    for (unsigned i = 0; i < structure->count; i++) {
        const float lufs = structure->sections[i].loudness_lufs;
        if (structure->sections[i].label < 0 || !isfinite(lufs))
            continue;
        low = fminf(low, lufs);
        high = fmaxf(high, lufs);
        n++;
    }
    return n >= 3 ? high - low : NAN;
}

static float contrast_lu(const struct metric_view *view)
{
    return metrics_contrast_lu(view->snapshot);
}

static float is_state(const struct metric_view *view, enum work_state state)
{
    const struct context_reading *context = view->context;
    return context && context->state_counts && context->state == state ? 1.0F : 0.0F;
}

static float recording(const struct metric_view *view)
{
    return is_state(view, WORK_RECORDING);
}

static float mixing(const struct metric_view *view)
{
    return is_state(view, WORK_MIXING);
}

static float mastering(const struct metric_view *view)
{
    return is_state(view, WORK_MASTERING);
}

static float ideas(const struct metric_view *view)
{
    return view->context && view->context->ideas ? 1.0F : 0.0F;
}

static float measured_s(const struct metric_view *view)
{
    return (float)view->snapshot->measured_s;
}

static const struct metric table[] = {
    [METRIC_VALUE] = SET("value", ""),
    [METRIC_THRESHOLD] = SET("threshold", ""),
    [METRIC_OVER] = SET("over", ""),
    [METRIC_HEARD] = SET("heard_s", "s"),
    [METRIC_ACTION_HZ] = SET("action.hz", "Hz"),
    [METRIC_ACTION_GAIN] = SET("action.gain_db", "dB"),
    [METRIC_ACTION_Q] = SET("action.q", ""),
    [METRIC_ACTION_RATIO] = SET("action.ratio", ""),
    [METRIC_ACTION_THRESHOLD] = SET("action.threshold_dbfs", "dBFS"),
    [METRIC_ACTION_ATTACK] = SET("action.attack_ms", "ms"),
    [METRIC_ACTION_RELEASE] = SET("action.release_ms", "ms"),
    [METRIC_ACTION_DELAY] = SET("action.delay_ms", "ms"),
    [METRIC_ACTION_WIDTH] = SET("action.width", ""),
    [METRIC_ACTION_CUT] = SET("action.cut_db", "dB"),
    [METRIC_PAIR_EXCESS] = SET("pair.excess_db", "dB"),
    [METRIC_PAIR_SHARE] = SET("pair.share", "%"),
    [METRIC_PAIR_PUSH] = SET("pair.push_db", "dB"),
    [METRIC_PAIR_LOW] = SET("pair.low_hz", "Hz"),
    [METRIC_PAIR_HIGH] = SET("pair.high_hz", "Hz"),
    [METRIC_PAIR_OFF] = SET("pair.off_db", "dB"),
    [METRIC_PAIR_OFF_SURE] = SET("pair.off_sure_db", "dB"),
    [METRIC_PAIR_GAIN] = SET("pair.gain_db", "dB"),
    [METRIC_PAIR_CORRELATION] = SET("pair.correlation", ""),
    [METRIC_PAIR_DELAY] = SET("pair.delay_ms", "ms"),
    [METRIC_PAIR_SAMPLES] = SET("pair.delay_samples", ""),
    [METRIC_PAIR_CONFIDENCE] = SET("pair.confidence", ""),
    [METRIC_PAIR_LIMIT] = SET("pair.limit", ""),

    CALL("measured_s", "s", measured_s),
    CALL("channels", "", channels),
    CALL("levels.peak_dbfs", "dBFS", peak_dbfs),
    CALL("levels.rms_dbfs", "dBFS", rms_dbfs),
    CALL("levels.crest_db", "dB", crest_db),
    CALL("levels.clip_runs", "", clip_runs),
    CALL("levels.clips_per_minute", "", clips_per_minute),
    CALL("levels.longest_clip", "", longest_clip),
    CALL("levels.dc_percent", "%", dc_percent),
    FIELD("levels.noise_floor_dbfs", "dBFS", defects.noise_floor_dbfs),
    FIELD("loudness.integrated_lufs", "LUFS", loudness.integrated_lufs),
    FIELD("loudness.short_term_max_lufs", "LUFS", loudness.short_term_max_lufs),
    FIELD("loudness.momentary_max_lufs", "LUFS", loudness.momentary_max_lufs),
    FIELD("loudness.range_lu", "LU", loudness.range_lu),
    FIELD("loudness.true_peak_dbtp", "dBTP", loudness.true_peak_dbtp),
    FIELD("loudness.plr_db", "dB", loudness.plr_db),
    FIELD("loudness.psr_min_db", "dB", loudness.psr_min_db),
    CALL("target.integrated_lufs", "LUFS", target_lufs),
    CALL("target.tolerance_lu", "LU", target_tolerance_lu),
    CALL("target.true_peak_dbtp", "dBTP", target_true_peak_dbtp),
    CALL("target.over_lu", "LU", over_target_lu),
    CALL("target.over_true_peak_db", "dB", over_true_peak_db),
    FIELD("stereo.correlation", "", stereo.correlation),
    FIELD("stereo.correlation_min", "", stereo.correlation_min),
    FIELD("stereo.low_correlation", "", stereo.low_correlation),
    FIELD("stereo.balance_db", "dB", stereo.balance_db),
    CALL("stereo.imbalance_db", "dB", imbalance_db),
    FIELD("stereo.width", "", stereo.width),
    FIELD("stereo.mono_loss_db", "dB", stereo.mono_loss_db),
    FIELD("stereo.mono_loss_mid_db", "dB", stereo.mono_loss_band_db[3]),
    FIELD("spectrum.centroid_hz", "Hz", spectrum.centroid_hz),
    FIELD("spectrum.tilt_db_per_octave", "dB", spectrum.tilt_db_per_octave),
    FIELD("defects.hum_hz", "Hz", defects.hum_hz),
    FIELD("defects.hum_dbfs", "dBFS", defects.hum_dbfs),
    CALL("defects.dropouts", "", dropouts),
    CALL("defects.dead_channels", "", dead_channels),
    CALL("defects.silence_s", "s", silence_s),
    CALL("defects.bad_samples", "", bad_samples),
    SHAPE("boomy", SHAPE_BOOMY),
    SHAPE("mud", SHAPE_MUD),
    SHAPE("boxy", SHAPE_BOXY),
    SHAPE("thin", SHAPE_THIN),
    SHAPE("harsh", SHAPE_HARSH),
    SHAPE("bright", SHAPE_BRIGHT),
    SHAPE("dull", SHAPE_DULL),
    CALL("shape.top_hz", "Hz", top_hz),
    CALL("target.stated", "", target_stated),
    CALL("levels.cut_tops_per_minute", "", cut_tops_per_minute),
    CALL("levels.cut_longest", "", cut_longest),
    CALL("levels.density_db", "dB", density_db),
    CALL("levels.spread_db", "dB", spread_db),
    CALL("levels.swing_db", "dB", swing_db),
    CALL("loudness.over_lu", "LU", loud_over_lu),
    CALL("defects.dropouts_lately", "", dropouts_lately),
    CALL("character.noise_dbfs", "dBFS", noise_dbfs),
    CALL("character.noise_rel_db", "dB", noise_rel_db),
    CALL("character.rumble_rel_db", "dB", rumble_rel_db),
    FIELD("levels.high_dbfs", "dBFS", character.level_high_dbfs),
    FIELD("levels.middle_dbfs", "dBFS", character.level_middle_dbfs),
    FIELD("levels.low_dbfs", "dBFS", character.level_low_dbfs),
    FIELD("character.hiss_dbfs", "dBFS", character.hiss_dbfs),
    FIELD("character.rumble_dbfs", "dBFS", character.rumble_dbfs),
    FIELD("character.resonance_hz", "Hz", character.resonance_hz),
    FIELD("character.resonance_db", "dB", character.resonance_db),
    FIELD("character.resonance_q", "", character.resonance_q),
    FIELD("character.moves_db", "dB", character.moves_db),
    FIELD("character.unison", "", character.unison),
    FIELD("character.sibilance_db", "dB", character.sibilance_db),
    CALL("tempo.bpm", "BPM", tempo_bpm),
    CALL("tempo.quarter_ms", "ms", quarter_ms),
    CALL("tempo.dotted_eighth_ms", "ms", dotted_eighth_ms),
    CALL("tempo.eighth_ms", "ms", eighth_ms),
    CALL("structure.contrast_lu", "LU", contrast_lu),
    CALL("context.recording", "", recording),
    CALL("context.mixing", "", mixing),
    CALL("context.mastering", "", mastering),
    CALL("context.ideas", "", ideas),
    CALL("onsets.rate_hz", "Hz", onset_rate_hz),
    FIELD("pitch.low_hz", "Hz", range.low_hz),
};

enum { METRICS = sizeof table / sizeof table[0] };
_Static_assert((int)METRICS <= (int)METRICS_MAX, "more metrics than there is room for");

const char *metrics_name(size_t index)
{
    return index < METRICS ? table[index].name : NULL;
}

const char *metrics_unit(size_t index)
{
    return index < METRICS ? table[index].unit : "";
}

size_t metrics_find(const char *name)
{
    for (size_t i = 0; i < METRICS; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return METRICS_NONE;
}

void metrics_fill(const struct metric_view *view, float *values)
{
    for (size_t i = 0; i < METRICS; i++) {
        const struct metric *const metric = &table[i];
        values[i] = NAN;
        if (metric->get)
            values[i] = metric->get(view);
        else if (metric->shape > 0 && view->shapes)
            memcpy(&values[i], (const char *)&view->shapes->fit[metric->shape - 1] + metric->offset,
                   sizeof values[i]);
        else if (metric->shape == 0 && metric->offset != NOT_MEASURED)
            memcpy(&values[i], (const char *)view->track + metric->offset, sizeof values[i]);
    }
    values[METRIC_HEARD] = (float)view->heard_s;
}
