/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reader_stream: an input that is a pipe, FIFO or standard input: raw PCM or a WAV or AU header,
 * read forward only, of unknown length. */

#include "base/i18n.h"
#include "capture/header.h"
#include "capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BUFFER_BYTES = 64 * 1024,
    BLOCK_SAMPLES = 4096,
    HEADER_PATIENCE_MS = 10000 /* between two bytes of a header */
};

struct stream {
    struct input input;
    int fd;
    bool owned;
    bool opened; /* something has come */
    enum pcm_format format;
    uint64_t data_left; /* bytes */
    size_t start, end;  /* what is in the buffer */
    char name[512];
    float samples[BLOCK_SAMPLES];
    unsigned char buffer[BUFFER_BYTES];
};

/* A FIFO without a writer polls as silent until one comes, then, when it leaves, as hung up. */
static bool wait_for_bytes(const struct stream *stream, int timeout_ms)
{
    struct pollfd poller = {.fd = stream->fd, .events = POLLIN};
    int ready;
    do
        ready = poll(&poller, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

enum fill { FILL_SOME, FILL_LATE, FILL_END };

/* Appends what has come to the buffer, waiting for at least one byte.  An end with an `error` is a
 * fault. */
static enum fill fill_buffer(struct stream *stream, int timeout_ms, struct error *error)
{
    if (stream->start > 0) {
        memmove(stream->buffer, stream->buffer + stream->start, stream->end - stream->start);
        stream->end -= stream->start;
        stream->start = 0;
    }
    for (;;) {
        if (!wait_for_bytes(stream, timeout_ms))
            return FILL_LATE;
        const ssize_t got =
            read(stream->fd, stream->buffer + stream->end, BUFFER_BYTES - stream->end);
        if (got > 0) {
            stream->end += (size_t)got;
            stream->opened = true;
            return FILL_SOME;
        }
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got < 0)
            error_set(error, STATUS_FAILED, _("%s: %s; what came before is measured"), stream->name,
                      strerror(errno));
        return FILL_END;
    }
}

/* Moves whole frames from the buffer to `planar`; returns how many. */
static size_t take_frames(struct stream *stream, float *const *planar, size_t start, size_t frames)
{
    const unsigned channels = stream->input.channels;
    const size_t frame_bytes = pcm_sample_bytes(stream->format) * channels;
    size_t bytes = stream->end - stream->start;
    if (bytes > stream->data_left)
        bytes = (size_t)stream->data_left;
    size_t count = bytes / frame_bytes;
    count = count < frames ? count : frames;
    count = count < BLOCK_SAMPLES / channels ? count : BLOCK_SAMPLES / channels;
    pcm_to_float(stream->format, stream->buffer + stream->start, stream->samples, count * channels);
    pcm_split_float(stream->samples, channels, planar, start, count);
    stream->start += count * frame_bytes;
    if (stream->data_left != UINT64_MAX)
        stream->data_left -= count * frame_bytes;
    return count;
}

static size_t stream_read(struct input *input, float *const *planar, size_t frames,
                          struct error *error)
{
    struct stream *stream = (struct stream *)input;
    const size_t frame_bytes = pcm_sample_bytes(stream->format) * input->channels;
    size_t done = 0;
    while (done < frames && !input->ended) {
        const size_t taken = take_frames(stream, planar, done, frames - done);
        done += taken;
        if (taken > 0)
            continue;
        const enum fill fill = stream->data_left < frame_bytes
                                   ? FILL_END
                                   : fill_buffer(stream, input->patience_ms, error);
        if (fill == FILL_LATE)
            break;
        input->ended = fill == FILL_END;
    }
    return done;
}

static bool stream_seek(struct input *input, uint64_t frame)
{
    (void)input;
    (void)frame;
    return false;
}

static void stream_close(struct input *input)
{
    struct stream *stream = (struct stream *)input;
    if (stream->owned)
        close(stream->fd);
    free(stream);
}

static const struct input_ops stream_ops = {stream_read, stream_seek, stream_close};

static bool take_header_bytes(void *context, unsigned char *bytes, size_t count)
{
    struct stream *stream = context;
    while (count > 0) {
        const size_t there = stream->end - stream->start;
        const size_t taken = there < count ? there : count;
        if (bytes) {
            memcpy(bytes, stream->buffer + stream->start, taken);
            bytes += taken;
        }
        stream->start += taken;
        count -= taken;
        if (count > 0 &&
            fill_buffer(stream, stream->opened ? HEADER_PATIENCE_MS : -1, NULL) != FILL_SOME)
            return false;
    }
    return true;
}

static enum status learn_format(struct stream *stream, const char *format, struct error *error)
{
    struct header header = {.data_bytes = UINT64_MAX};
    const enum status status =
        *format ? pcm_parse_spec(format, &header.spec, error)
                : header_read(take_header_bytes, stream, stream->name, &header, error);
    if (status != STATUS_OK)
        return status;
    stream->input.rate_hz = header.spec.rate_hz;
    stream->input.channels = header.spec.channels;
    stream->format = header.spec.format;
    stream->data_left = header.data_bytes;
    return STATUS_OK;
}

enum status input_check_stream(int fd, const char *name, const char *format, struct error *error)
{
    struct pcm_spec spec;
    const int mode = fcntl(fd, F_GETFL);
    if (mode < 0 || (mode & O_ACCMODE) == O_WRONLY)
        return error_set(error, STATUS_USAGE,
                         _("%s is closed; pipe audio into it, "
                           "for example: ffmpeg -i FILE -f wav - | sideman --stdin wav"),
                         name);
    if (isatty(fd))
        return error_set(error, STATUS_USAGE,
                         _("%s is a terminal; pipe audio into it, "
                           "for example: ffmpeg -i FILE -f wav - | sideman --stdin wav"),
                         name);
    return *format ? pcm_parse_spec(format, &spec, error) : STATUS_OK;
}

struct input *input_open_stream(int fd, bool owned, const char *name, const char *format,
                                struct error *error)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        error_set(error, STATUS_NO_MEMORY, _("%s: out of memory"), name);
        if (owned)
            close(fd);
        return NULL;
    }
    stream->input.ops = &stream_ops;
    stream->input.length_frames = INPUT_LENGTH_UNKNOWN;
    stream->input.patience_ms = -1;
    stream->fd = fd;
    stream->owned = owned;
    strncpy(stream->name, name, sizeof stream->name - 1);
    if (input_check_stream(fd, name, format, error) == STATUS_OK &&
        learn_format(stream, format, error) == STATUS_OK)
        return &stream->input;
    stream_close(&stream->input);
    return NULL;
}
