/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/delivery.h"

#include "base/i18n.h"

#include <math.h>

const char *const delivery_verdict_names[DELIVERY_VERDICTS] = {
    [DELIVERY_FITS] = "fits",
    [DELIVERY_TURNED_DOWN] = "turned_down",
    [DELIVERY_TURNED_UP] = "turned_up",
    [DELIVERY_TOO_QUIET] = "too_quiet",
    [DELIVERY_TOO_LOUD] = "too_loud",
    [DELIVERY_PEAKS] = "peaks",
    [DELIVERY_SHORT_TERM] = "short_term",
};

const char *const delivery_verdict_titles[DELIVERY_VERDICTS] = {
    [DELIVERY_FITS] = N_("fits"),
    [DELIVERY_TURNED_DOWN] = N_("is turned down"),
    [DELIVERY_TURNED_UP] = N_("is turned up"),
    [DELIVERY_TOO_QUIET] = N_("too quiet"),
    [DELIVERY_TOO_LOUD] = N_("too loud"),
    [DELIVERY_PEAKS] = N_("true peak too high"),
    [DELIVERY_SHORT_TERM] = N_("short term too loud"),
};

/* A place that turns up keeps the peaks of what it raises below its limit. */
static float plays_at_lufs(const struct loudness_reading *loudness, const struct target *target)
{
    const float gain_db = target->integrated_lufs - loudness->integrated_lufs;
    if (!target->normalises || (gain_db > 0.0F && !target->turns_up))
        return loudness->integrated_lufs;
    const float room_db = fmaxf(target->true_peak_dbtp - loudness->true_peak_dbtp, 0.0F);
    return loudness->integrated_lufs + (gain_db > 0.0F ? fminf(gain_db, room_db) : gain_db);
}

static enum delivery_verdict judge(const struct delivery_row *row,
                                   const struct loudness_reading *loudness)
{
    const struct target *target = row->target;
    const bool missed = !target->normalises && row->off_lu > target->tolerance_lu;
    if (missed && row->peak_over_db <= row->off_lu) /* turned down as it must be, the peaks are well */
        return DELIVERY_TOO_LOUD;
    if (row->peak_over_db > 0.0F)
        return DELIVERY_PEAKS;
    if (isfinite(target->short_term_max_lufs) &&
        loudness->short_term_max_lufs > target->short_term_max_lufs)
        return DELIVERY_SHORT_TERM;
    if (row->off_lu > target->tolerance_lu)
        return missed ? DELIVERY_TOO_LOUD : DELIVERY_TURNED_DOWN;
    if (row->off_lu < -target->tolerance_lu)
        return target->turns_up ? DELIVERY_TURNED_UP : DELIVERY_TOO_QUIET;
    return DELIVERY_FITS;
}

size_t delivery_table(const struct loudness_reading *loudness, const struct targets *targets,
                      struct delivery_row *rows)
{
    if (!isfinite(loudness->integrated_lufs))
        return 0;
    for (size_t i = 0; i < targets->count; i++) {
        struct delivery_row *row = &rows[i];
        row->target = &targets->rows[i];
        row->off_lu = loudness->integrated_lufs - row->target->integrated_lufs;
        row->peak_over_db = loudness->true_peak_dbtp - row->target->true_peak_dbtp;
        row->plays_at_lufs = plays_at_lufs(loudness, row->target);
        row->verdict = judge(row, loudness);
    }
    return targets->count;
}
