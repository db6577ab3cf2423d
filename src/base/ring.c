/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CACHE_LINE = 64 };

struct ring {
    float *samples;
    size_t capacity_frames;
    size_t hop_frames;
    unsigned channels;
    atomic_uint references;
    /* Each counter on a line of its own: the two threads must not fight for one. */
    _Alignas(CACHE_LINE) _Atomic uint64_t written;
    _Alignas(CACHE_LINE) _Atomic uint64_t read;
    _Alignas(CACHE_LINE) _Atomic uint64_t dropped;
    atomic_bool finished;
    atomic_bool has_reader;
};

struct ring *ring_new(unsigned channels, size_t hop_frames, size_t min_frames)
{
    if (channels == 0 || hop_frames == 0 || min_frames == 0)
        return NULL;
    const size_t hops = (min_frames + hop_frames - 1) / hop_frames + 1;
    if (hops > SIZE_MAX / hop_frames / channels / sizeof(float))
        return NULL;
    const size_t bytes = hops * hop_frames * channels * sizeof(float);

    struct ring *ring = aligned_alloc(CACHE_LINE, sizeof *ring);
    if (!ring)
        return NULL;
    memset(ring, 0, sizeof *ring);
    ring->samples = malloc(bytes);
    if (!ring->samples) {
        free(ring);
        return NULL;
    }
    memset(ring->samples, 0, bytes);
    ring->capacity_frames = hops * hop_frames;
    ring->hop_frames = hop_frames;
    ring->channels = channels;
    atomic_init(&ring->references, 1);
    return ring;
}

struct ring *ring_ref(struct ring *ring)
{
    atomic_fetch_add(&ring->references, 1);
    return ring;
}

void ring_unref(struct ring *ring)
{
    if (!ring || atomic_fetch_sub(&ring->references, 1) != 1)
        return;
    free(ring->samples);
    free(ring);
}

size_t ring_hop_frames(const struct ring *ring)
{
    return ring->hop_frames;
}

unsigned ring_channels(const struct ring *ring)
{
    return ring->channels;
}

RT_SAFE size_t ring_writable(const struct ring *ring)
{
    const uint64_t read = atomic_load_explicit(&ring->read, memory_order_acquire);
    const uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    return ring->capacity_frames - (size_t)(written - read);
}

static RT_SAFE void copy_or_clear(float *to, const float *from, size_t frames)
{
    if (from)
        memcpy(to, from, frames * sizeof *to);
    else
        memset(to, 0, frames * sizeof *to);
}

RT_SAFE bool ring_write(struct ring *ring, const float *const *planar, size_t frames)
{
    if (ring_writable(ring) < frames) {
        atomic_fetch_add_explicit(&ring->dropped, frames, memory_order_relaxed);
        return false;
    }
    const uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    const size_t start = (size_t)(written % ring->capacity_frames);
    const size_t room = ring->capacity_frames - start;
    const size_t first = frames < room ? frames : room;
    for (unsigned c = 0; c < ring->channels; c++) {
        float *row = ring->samples + c * ring->capacity_frames;
        copy_or_clear(row + start, planar[c], first);
        copy_or_clear(row, planar[c] ? planar[c] + first : NULL, frames - first);
    }
    atomic_store_explicit(&ring->written, written + frames, memory_order_release);
    return true;
}

RT_SAFE bool ring_has_reader(const struct ring *ring)
{
    return atomic_load_explicit(&ring->has_reader, memory_order_relaxed);
}

RT_SAFE void ring_finish(struct ring *ring)
{
    atomic_store_explicit(&ring->finished, true, memory_order_release);
}

RT_SAFE void ring_resume(struct ring *ring)
{
    atomic_store_explicit(&ring->finished, false, memory_order_release);
}

size_t ring_readable(const struct ring *ring)
{
    const uint64_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
    return (size_t)(written - atomic_load_explicit(&ring->read, memory_order_relaxed));
}

size_t ring_peek(struct ring *ring, float **rows)
{
    if (!ring_has_reader(ring))
        atomic_store_explicit(&ring->has_reader, true, memory_order_relaxed);
    /* The flag first: frames written before it was set are then seen for certain. */
    const bool finished = atomic_load_explicit(&ring->finished, memory_order_acquire);
    size_t frames = ring_readable(ring);
    const uint64_t read = atomic_load_explicit(&ring->read, memory_order_relaxed);
    /* Up to the next multiple of the hop: only after a resume is that less than a hop. */
    const size_t wanted = ring->hop_frames - (size_t)(read % ring->hop_frames);
    if (frames >= wanted)
        frames = wanted;
    else if (!finished)
        return 0;
    const size_t start = (size_t)(read % ring->capacity_frames);
    for (unsigned c = 0; c < ring->channels; c++)
        rows[c] = ring->samples + c * ring->capacity_frames + start;
    return frames;
}

void ring_advance(struct ring *ring, size_t frames)
{
    const uint64_t read = atomic_load_explicit(&ring->read, memory_order_relaxed);
    atomic_store_explicit(&ring->read, read + frames, memory_order_release);
}

bool ring_is_drained(const struct ring *ring)
{
    return atomic_load_explicit(&ring->finished, memory_order_acquire) &&
           ring_readable(ring) == 0;
}

uint64_t ring_dropped(const struct ring *ring)
{
    return atomic_load_explicit(&ring->dropped, memory_order_relaxed);
}

uint64_t ring_written(const struct ring *ring)
{
    return atomic_load_explicit(&ring->written, memory_order_relaxed);
}
