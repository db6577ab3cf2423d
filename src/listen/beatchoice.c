/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatchoice.h"

#include "listen/beatlevel.h"
#include "listen/beatpath.h"

#include <math.h>
#include <stdlib.h>

enum { F = BEATLEVEL_FACTORS, TRIED_FRAMES = 8192 /* of the middle of the piece */ };

static const double least_bpm = 50.0, most_bpm = 215.0; /* that a path can follow */
static const double tried_octaves = 0.1;
static const double worth_trying = -4.0; /* log likelihood below the likeliest */
/* Found on clips that the models had not seen. */
static const double level_weight = 0.77, path_weight = 0.46;
static const double least_odds = -9.0, most_odds = 9.0;

static void add_look(const struct beatlevel *level, double bpm, float now, double *log_p,
                     double *repeats)
{
    *log_p += (double)now;
    if (isfinite(now))
        *repeats += (double)beatlevel_repeats(level, bpm);
}

/* What the level model says: asked every half window that is audible, and averaged. */
static bool ask_level(const struct beatchoice_piece *piece, double bpm, double log_p[F],
                      double repeats[F], struct beatchoice *choice)
{
    struct beatlevel *const level = beatlevel_new();
    size_t heard = 0; /* audible frames since the last look */
    unsigned looks = 0;
    for (unsigned f = 0; f < F; f++)
        log_p[f] = repeats[f] = 0.0;
    for (size_t i = 0; level && i < piece->frames; i++) {
        float now[F];
        beatlevel_push(level, piece->rises[i]);
        heard += piece->audible[i];
        const bool due = i >= BEATLEVEL_FRAMES && i % (BEATLEVEL_FRAMES / 2) == 0 &&
                         heard > BEATLEVEL_FRAMES / 4;
        const bool last = i + 1 == piece->frames && (looks == 0 || heard > BEATLEVEL_FRAMES / 4);
        if (!(due || last) || !beatlevel_judge(level, bpm, now))
            continue;
        looks++;
        heard = 0;
        const struct beatlevel_texture texture = beatlevel_texture(level);
        choice->peaked += (double)texture.peaked;
        choice->together += (double)texture.together;
        for (unsigned f = 0; f < F; f++)
            add_look(level, bpm * (double)beatlevel_factors[f], now[f], &log_p[f], &repeats[f]);
    }
    beatlevel_free(level);
    for (unsigned f = 0; f < F && looks > 0; f++) {
        log_p[f] /= looks;
        repeats[f] /= looks;
    }
    choice->peaked /= looks;
    choice->together /= looks;
    return looks > 0;
}

/* How much likelier the beats at this tempo are than none, a second. */
static double try_path(const struct beatchoice_piece *piece, double bpm)
{
    struct beatpath *const path = beatpath_new(true);
    const size_t count = piece->frames < TRIED_FRAMES ? piece->frames : TRIED_FRAMES;
    const size_t first = (piece->frames - count) / 2;
    size_t beats = 0;
    double sum = 0.0;
    if (!path)
        return 0.0;
    beatpath_prefer(path, bpm, tried_octaves);
    for (size_t i = 0; i < count; i++)
        beatpath_push(path, piece->beat_odds[first + i]);
    size_t *const at = beatpath_trace(path, &beats);
    for (size_t i = 0; at && i < beats; i++)
        sum += fmin(fmax((double)piece->beat_odds[first + at[i]], least_odds), most_odds);
    free(at);
    beatpath_free(path);
    return sum * pulsebands_rate_hz / (double)count;
}

struct beatchoice beatchoice_find(const struct beatchoice_piece *piece, double bpm)
{
    double score[F], repeats[F], gain[F] = {0.0}, most = -INFINITY, all = 0.0;
    unsigned best = beatlevel_same;
    struct beatchoice choice = {.bpm = 0.0};
    if (!(bpm > 0.0) || !ask_level(piece, bpm, score, repeats, &choice))
        return choice;
    for (unsigned f = 0; f < F; f++)
        most = fmax(most, score[f]);
    for (unsigned f = 0; f < F; f++) {
        const double here = bpm * (double)beatlevel_factors[f];
        const bool follows = here >= least_bpm && here <= most_bpm;
        const bool likely = follows && score[f] > most + worth_trying;
        gain[f] = likely ? try_path(piece, here) : 0.0;
        score[f] = likely ? level_weight * score[f] + path_weight * gain[f] : (double)-INFINITY;
        if (score[f] > score[best] || !isfinite(score[best]))
            best = f;
    }
    for (unsigned f = 0; f < F; f++)
        all += exp(score[f] - score[best]);
    if (!isfinite(score[best]))
        return choice;
    choice.bpm = bpm * (double)beatlevel_factors[best];
    choice.sure = 1.0 / all;
    choice.repeats = repeats[best];
    choice.gain = gain[best];
    return choice;
}
