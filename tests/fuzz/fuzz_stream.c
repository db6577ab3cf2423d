/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes on standard input: the first line is the format (empty: a WAV or AU header follows). */
#define _GNU_SOURCE
#include "tests/fuzz/fuzz.h"

#include "base/log.h"
#include "capture/reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FRAMES = 509, READS_MAX = 2000 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    log_set_echo(false);
    return 0;
}

static void read_all(struct reader *reader)
{
    static float rows[CHANNELS_MAX * TRACKS_MAX][FRAMES];
    float *planar[CHANNELS_MAX * TRACKS_MAX];
    struct error error;
    const unsigned channels = reader_format(reader)->channels;
    if (channels == 0 || channels > CHANNELS_MAX)
        abort();
    for (unsigned i = 0; i < channels; i++)
        planar[i] = rows[i];
    for (int i = 0; i < READS_MAX; i++)
        if (reader_read(reader, planar, FRAMES, &error) < FRAMES)
            return;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char format[64] = "";
    const uint8_t *line = memchr(data, '\n', size < sizeof format ? size : sizeof format);
    if (!line)
        return 0;
    memcpy(format, data, (size_t)(line - data));
    const size_t left = size - (size_t)(line - data) - 1;
    const int fd = memfd_create("stream", 0);
    if (fd < 0 || write(fd, line + 1, left) != (ssize_t)left || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    struct error error = {.text = ""};
    struct reader *reader = reader_open_stream(fd, format, &error);
    if (reader)
        read_all(reader);
    else if (!*error.text)
        abort();
    reader_free(reader);
    close(fd);
    return 0;
}
