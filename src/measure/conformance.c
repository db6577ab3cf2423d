/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/conformance.h"

#include "base/i18n.h"

#include <math.h>
#include <stdlib.h>

const char *const conformance_names[CONFORMANCE_QUANTITIES] = {
    "", "M", "S", "I", "max M", "max S", "TP", "LRA",
};

#define M_S_I {CONFORMANCE_MOMENTARY, CONFORMANCE_SHORT_TERM, CONFORMANCE_INTEGRATED}
#define I_ONLY {CONFORMANCE_INTEGRATED}
#define LOUDNESS(level) .expected = (level), .under = 0.1, .over = 0.1
#define PEAK(level) \
    .quantities = {CONFORMANCE_TRUE_PEAK}, .expected = (level), .under = 0.4, .over = 0.2
#define RANGE(range) \
    .quantities = {CONFORMANCE_RANGE}, .expected = (range), .under = 1, .over = 1

const struct conformance_case conformance_cases[] = {
    {"3341", 1, N_("tone at -23 dBFS"), SIGNAL_3341_1, M_S_I, LOUDNESS(-23)},
    {"3341", 2, N_("tone at -33 dBFS"), SIGNAL_3341_2, M_S_I, LOUDNESS(-33)},
    {"3341", 3, N_("relative gate"), SIGNAL_3341_3, I_ONLY, LOUDNESS(-23)},
    {"3341", 4, N_("both gates"), SIGNAL_3341_4, I_ONLY, LOUDNESS(-23)},
    {"3341", 5, N_("three levels"), SIGNAL_3341_5, I_ONLY, LOUDNESS(-23)},
    {"3341", 6, N_("surround weights"), SIGNAL_3341_6, I_ONLY, LOUDNESS(-23)},
    {"3341", 9, N_("steady short-term"), SIGNAL_3341_9, {CONFORMANCE_SHORT_TERM}, LOUDNESS(-23),
     .from_s = 3.1, .every_s = 0.1},
    {"3341", 10, N_("3 s tones in 20 files"), SIGNAL_3341_10, {CONFORMANCE_SHORT_TERM_MAX},
     LOUDNESS(-23)},
    {"3341", 11, N_("3 s tones, live"), SIGNAL_3341_11, {CONFORMANCE_SHORT_TERM_MAX}, LOUDNESS(-38),
     .from_s = 6, .every_s = 6, .step_db = 1},
    {"3341", 12, N_("steady momentary"), SIGNAL_3341_12, {CONFORMANCE_MOMENTARY}, LOUDNESS(-23),
     .from_s = 1, .every_s = 0.02},
    {"3341", 13, N_("0.4 s tones in 20 files"), SIGNAL_3341_13, {CONFORMANCE_MOMENTARY_MAX},
     LOUDNESS(-23)},
    {"3341", 14, N_("0.4 s tones, live"), SIGNAL_3341_14, {CONFORMANCE_MOMENTARY_MAX},
     LOUDNESS(-38), .from_s = 0.8, .every_s = 0.8, .step_db = 1},
    {"3341", 15, N_("fs/4, 0 degrees"), SIGNAL_3341_15, PEAK(-6)},
    {"3341", 16, N_("fs/4, 45 degrees"), SIGNAL_3341_16, PEAK(-6)},
    {"3341", 17, N_("fs/6, 60 degrees"), SIGNAL_3341_17, PEAK(-6)},
    {"3341", 18, N_("fs/8, 67.5 degrees"), SIGNAL_3341_18, PEAK(-6)},
    {"3341", 19, N_("fs/4 above full scale"), SIGNAL_3341_19, PEAK(3)},
    {"3341", 20, N_("one period at full scale"), SIGNAL_3341_20, PEAK(0)},
    {"3341", 21, N_("1/4 sample later"), SIGNAL_3341_21, PEAK(0)},
    {"3341", 22, N_("2/4 sample later"), SIGNAL_3341_22, PEAK(0)},
    {"3341", 23, N_("3/4 sample later"), SIGNAL_3341_23, PEAK(0)},
    {"3342", 1, N_("-20 and -30 dBFS"), SIGNAL_3342_1, RANGE(10)},
    {"3342", 2, N_("-20 and -15 dBFS"), SIGNAL_3342_2, RANGE(5)},
    {"3342", 3, N_("-40 and -20 dBFS"), SIGNAL_3342_3, RANGE(20)},
    {"3342", 4, N_("-50 -35 -20 -35 -50 dBFS"), SIGNAL_3342_4, RANGE(15)},
    {.standard = NULL},
};

static double pick(const struct loudness_reading *reading, enum conformance_quantity quantity)
{
    switch (quantity) {
    case CONFORMANCE_MOMENTARY:
        return (double)reading->momentary_lufs;
    case CONFORMANCE_SHORT_TERM:
        return (double)reading->short_term_lufs;
    case CONFORMANCE_INTEGRATED:
        return (double)reading->integrated_lufs;
    case CONFORMANCE_MOMENTARY_MAX:
        return (double)reading->momentary_max_lufs;
    case CONFORMANCE_SHORT_TERM_MAX:
        return (double)reading->short_term_max_lufs;
    case CONFORMANCE_TRUE_PEAK:
        return (double)reading->true_peak_dbtp;
    case CONFORMANCE_RANGE:
        return (double)reading->range_lu;
    default:
        return (double)NAN;
    }
}

static void judge(const struct conformance_case *row, double steps_db,
                  const struct loudness_reading *reading, struct conformance_result *result)
{
    for (int i = 0; i < CONFORMANCE_PER_CASE && row->quantities[i]; i++) {
        const double measured = pick(reading, row->quantities[i]) - steps_db;
        if (!(measured >= row->expected - row->under && measured <= row->expected + row->over))
            result->passed[i] = false;
        const double farthest = fabs(result->measured[i] - row->expected);
        if (isnan(measured) || fabs(measured - row->expected) > farthest)
            result->measured[i] = measured;
    }
}

/* One file through one fresh meter. */
struct run {
    const struct conformance_case *row;
    const struct conformance_target *target;
    struct conformance_result *result;
    struct signal *signal;
    unsigned rate_hz;
    size_t block_frames;
    float *rows[CHANNELS_MAX];
    uint64_t fed;
    unsigned checks; /* so far */
};

static uint64_t next_check(const struct run *run)
{
    const struct conformance_case *row = run->row;
    if (row->every_s <= 0)
        return UINT64_MAX;
    return (uint64_t)llround((row->from_s + run->checks * row->every_s) * run->rate_hz);
}

static void read_and_judge(struct run *run)
{
    struct loudness_reading reading;
    run->target->read(run->target->context, &reading);
    judge(run->row, run->row->step_db * run->checks, &reading, run->result);
    run->checks++;
}

static void feed_signal(struct run *run)
{
    for (;;) {
        const uint64_t check = next_check(run);
        const uint64_t room = check - run->fed;
        const size_t wanted = room < run->block_frames ? (size_t)room : run->block_frames;
        const size_t frames = signal_read(run->signal, run->rows, wanted);
        if (frames == 0)
            break;
        run->target->feed(run->target->context, (const float *const *)run->rows, frames);
        run->fed += frames;
        if (run->fed == check)
            read_and_judge(run);
    }
    run->target->finish(run->target->context);
    if (run->row->every_s <= 0)
        read_and_judge(run);
}

static bool run_part(struct run *run, unsigned part)
{
    run->signal = signal_new(run->row->signal, part, run->rate_hz);
    if (!run->signal)
        return false;
    const unsigned channels = signal_channels(run->signal);
    float *block = malloc(channels * run->block_frames * sizeof *block);
    run->fed = 0;
    run->checks = 0;
    const bool started = block && run->target->start(run->target->context, run->rate_hz, channels);
    if (started) {
        for (unsigned c = 0; c < channels; c++)
            run->rows[c] = block + c * run->block_frames;
        feed_signal(run);
        run->target->stop(run->target->context);
    }
    free(block);
    signal_free(run->signal);
    return started && run->checks > 0;
}

bool conformance_run(const struct conformance_case *row, unsigned rate_hz, size_t block_frames,
                     const struct conformance_target *target, struct conformance_result *result)
{
    struct run run = {
        .row = row,
        .target = target,
        .result = result,
        .rate_hz = rate_hz,
        .block_frames = block_frames,
    };
    *result = (struct conformance_result){{true, true, true},
                                          {row->expected, row->expected, row->expected}};
    for (unsigned part = 0; part < signal_parts(row->signal); part++)
        if (!run_part(&run, part))
            return false;
    return true;
}
