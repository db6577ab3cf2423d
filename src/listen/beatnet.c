/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatnet.h"

#include "base/simd.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { C = BEATNET_CHANNELS };
static const float leak = 0.1f;

struct row {
    float v[C];
};

static inline float rectify(float x)
{
    return x > 0.0f ? x : leak * x;
}

enum { LANES = 8 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));

/* The sums stay in registers, and those of even and odd inputs do not wait for each other. */
static inline __attribute__((always_inline)) void add_product(float *restrict sum,
                                                              const float *restrict in,
                                                              const float (*restrict weights)[C],
                                                              unsigned inputs)
{
    _Static_assert(C == 2 * LANES, "two vectors a row");
    lanes low = *(const lanes *)sum, high = *(const lanes *)(sum + LANES);
    lanes odd_low = {0.0f}, odd_high = {0.0f};
    for (unsigned i = 0; i + 2 <= inputs; i += 2) {
        low += in[i] * *(const lanes *)weights[i];
        high += in[i] * *(const lanes *)(weights[i] + LANES);
        odd_low += in[i + 1] * *(const lanes *)weights[i + 1];
        odd_high += in[i + 1] * *(const lanes *)(weights[i + 1] + LANES);
    }
    if (inputs % 2) {
        low += in[inputs - 1] * *(const lanes *)weights[inputs - 1];
        high += in[inputs - 1] * *(const lanes *)(weights[inputs - 1] + LANES);
    }
    *(lanes *)sum = low + odd_low;
    *(lanes *)(sum + LANES) = high + odd_high;
}

SIMD_CLONES static struct row look(const struct beatnet *net,
                                   const float *const rises[BEATNET_FRONT])
{
    struct row row;
    memcpy(row.v, net->front_bias, sizeof row.v);
    for (unsigned k = 0; k < BEATNET_FRONT; k++)
        if (rises[k])
            add_product(row.v, rises[k], net->front[k], PULSEBANDS);
    for (unsigned c = 0; c < C; c++)
        row.v[c] = rectify(row.v[c]);
    return row;
}

/* One step of one layer: `in` has the rows around, NULL beyond the ends; `own` is passed through. */
SIMD_CLONES static void pass(const struct beatnet_layer *layer, unsigned taps,
                             const struct row *const *in, const struct row *own,
                             struct row *restrict out)
{
    float wide[C], sum[C];
    memcpy(wide, layer->wide_bias, sizeof wide);
    for (unsigned k = 0; k < taps; k++)
        if (in[k])
            add_product(wide, in[k]->v, layer->wide[k], C);
    for (unsigned c = 0; c < C; c++) {
        wide[c] = rectify(wide[c]);
        sum[c] = own->v[c] + layer->mix_bias[c];
    }
    add_product(sum, wide, layer->mix, C);
    memcpy(out->v, sum, sizeof sum);
}

static struct beatnet_step answer(const struct beatnet *net, const struct row *row)
{
    float sum[2] = {net->out_bias[0], net->out_bias[1]};
    for (unsigned c = 0; c < C; c++)
        for (unsigned o = 0; o < 2; o++)
            sum[o] += rectify(row->v[c]) * net->out[c][o];
    return (struct beatnet_step){.beat = sum[0], .downbeat = sum[1]};
}

static void run_layer(const struct beatnet *net, unsigned index, const struct row *in,
                      struct row *out, size_t steps)
{
    const ptrdiff_t apart = (ptrdiff_t)1 << index;
    const ptrdiff_t first = net->causal ? 1 - (ptrdiff_t)net->taps : -((ptrdiff_t)net->taps / 2);
    for (size_t t = 0; t < steps; t++) {
        const struct row *around[BEATNET_TAPS_MAX];
        for (unsigned k = 0; k < net->taps; k++) {
            const ptrdiff_t at = (ptrdiff_t)t + (first + (ptrdiff_t)k) * apart;
            around[k] = at >= 0 && at < (ptrdiff_t)steps ? &in[at] : NULL;
        }
        pass(&net->layer[index], net->taps, around, &in[t], &out[t]);
    }
}

bool beatnet_run(const struct beatnet *net, const float (*rises)[PULSEBANDS], size_t frames,
                 struct beatnet_step *steps)
{
    const size_t count = frames / 2;
    struct row *const memory = calloc(2 * count + 1, sizeof *memory);
    if (!memory)
        return false;
    struct row *in = memory, *out = memory + count;
    for (size_t t = 0; t < count; t++) {
        const float *around[BEATNET_FRONT];
        for (size_t k = 0; k < BEATNET_FRONT; k++) {
            const size_t at = 2 * t + k; /* one more than the frame */
            around[k] = at >= 1 && at <= frames ? rises[at - 1] : NULL;
        }
        in[t] = look(net, around);
    }
    for (unsigned i = 0; i < net->layers; i++) {
        run_layer(net, i, in, out, count);
        struct row *const swap = in;
        in = out;
        out = swap;
    }
    for (size_t t = 0; t < count; t++)
        steps[t] = answer(net, &in[t]);
    free(memory);
    return true;
}

struct beatnet_stream {
    const struct beatnet *net;
    uint64_t frames, steps;
    float rises[BEATNET_FRONT][PULSEBANDS]; /* a ring */
    struct row *past[BEATNET_LAYERS_MAX];   /* rings of what came into each layer */
    size_t length[BEATNET_LAYERS_MAX];
};

struct beatnet_stream *beatnet_stream_new(const struct beatnet *net)
{
    struct beatnet_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return NULL;
    stream->net = net;
    for (unsigned i = 0; i < net->layers; i++) {
        stream->length[i] = ((size_t)(net->taps - 1) << i) + 1;
        stream->past[i] = calloc(stream->length[i], sizeof *stream->past[i]);
        if (!stream->past[i]) {
            beatnet_stream_free(stream);
            return NULL;
        }
    }
    return stream;
}

void beatnet_stream_free(struct beatnet_stream *stream)
{
    if (!stream)
        return;
    for (unsigned i = 0; i < BEATNET_LAYERS_MAX; i++)
        free(stream->past[i]);
    free(stream);
}

static struct row pass_layers(struct beatnet_stream *stream, struct row row)
{
    const struct beatnet *net = stream->net;
    const uint64_t now = stream->steps;
    for (unsigned i = 0; i < net->layers; i++) {
        const struct row *around[BEATNET_TAPS_MAX];
        struct row *const past = stream->past[i];
        past[now % stream->length[i]] = row;
        for (unsigned k = 0; k < net->taps; k++) {
            const uint64_t ago = (uint64_t)(net->taps - 1 - k) << i;
            around[k] = ago <= now ? &past[(now - ago) % stream->length[i]] : NULL;
        }
        const struct row own = row;
        pass(&net->layer[i], net->taps, around, &own, &row);
    }
    return row;
}

bool beatnet_stream_push(struct beatnet_stream *stream, const float rises[PULSEBANDS],
                         struct beatnet_step *step)
{
    const uint64_t frame = stream->frames++;
    memcpy(stream->rises[frame % BEATNET_FRONT], rises, sizeof stream->rises[0]);
    if (frame == 0 || frame % 2 == 1)
        return false;
    const float *around[BEATNET_FRONT];
    for (uint64_t k = 0; k < BEATNET_FRONT; k++) {
        const uint64_t ago = BEATNET_FRONT - 1 - k;
        around[k] = frame >= ago ? stream->rises[(frame - ago) % BEATNET_FRONT] : NULL;
    }
    const struct row row = pass_layers(stream, look(stream->net, around));
    stream->steps++;
    *step = answer(stream->net, &row);
    return true;
}
