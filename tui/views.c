/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* views: the only list of views, in the order of their tabs. */
#include "config.h"

#include "tui/screen_parts.h"

const struct view_ops *const screen_views[] = {
    &view_overview,
    &view_tracks,
    &view_loudness,
    &view_spectrum,
    &view_stereo,
    &view_rhythm,
    &view_advice,
    &view_sources,
    &view_log,
    &view_help,
    NULL,
};
