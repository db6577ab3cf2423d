/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatodds.h"

#include <math.h>
#include <stdlib.h>

static const float forget_share = 0.0025f; /* a frame: 5 s */
static const float unheard = -4.0f, loudest = 5.0f;

struct beatodds {
    struct beatnet_stream *stream; /* NULL: by loudness */
    unsigned to_skip;              /* steps that speak of before the start */
    bool started;
    struct beatnet_step before;
    float mean, spread;
};

struct beatodds *beatodds_new(const struct beatnet *net)
{
    struct beatodds *odds = calloc(1, sizeof *odds);
    if (!odds)
        return NULL;
    odds->before = (struct beatnet_step){.beat = unheard, .downbeat = unheard};
    if (net) {
        odds->to_skip = net->lookahead;
        odds->stream = beatnet_stream_new(net);
        if (!odds->stream) {
            free(odds);
            return NULL;
        }
    }
    return odds;
}

void beatodds_free(struct beatodds *odds)
{
    if (!odds)
        return;
    beatnet_stream_free(odds->stream);
    free(odds);
}

static float by_loudness(struct beatodds *odds, const float rises[PULSEBANDS])
{
    float sum = 0.0f;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        sum += rises[b];
    const float off = sum - odds->mean;
    odds->mean += forget_share * off;
    odds->spread += forget_share * (fabsf(off) - odds->spread);
    const float loud = odds->spread > 0.0f ? off / odds->spread : 0.0f;
    return fminf(unheard + 1.5f * fmaxf(loud, 0.0f), unheard + loudest);
}

unsigned beatodds_push(struct beatodds *odds, const float rises[PULSEBANDS],
                       struct beatnet_step log_odds[BEATODDS_FRAMES_MAX])
{
    struct beatnet_step now;
    if (!odds->stream) {
        log_odds[0] = (struct beatnet_step){.beat = by_loudness(odds, rises), .downbeat = unheard};
        return 1;
    }
    if (!beatnet_stream_push(odds->stream, rises, &now))
        return 0;
    if (odds->to_skip > 0) {
        odds->to_skip--;
        return 0;
    }
    struct beatnet_step pair[2];
    now.beat += beatodds_bias;
    beatodds_between(&odds->before, &now, pair);
    odds->before = now;
    if (!odds->started) { /* the frames -1 and 0 */
        odds->started = true;
        log_odds[0] = pair[1];
        return 1;
    }
    log_odds[0] = pair[0];
    log_odds[1] = pair[1];
    return BEATODDS_FRAMES_MAX;
}
