/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reader_file: an input that is a file, decoded by libsndfile. */

#include "base/i18n.h"
#include "base/quiet.h"
#include "capture/header.h"
#include "capture/input.h"
#include "capture/pcm.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUFFER_BYTES = 64 * 1024,
    FORMAT_MPEG = 0x230000 /* SF_FORMAT_MPEG, which came with libsndfile 1.1 */
};

struct file {
    struct input input;
    SNDFILE *sound;
    bool is_s16; /* read as it is and converted here: half the memory traffic */
    bool is_mpeg;
    uint64_t position;
    uint64_t declared_frames; /* what the header promises */
    bool endless; /* an Ogg stream without its last page */
    bool complained;
    char path[512];
    _Alignas(64) unsigned char buffer[BUFFER_BYTES];
};

static void complain_of_damage(struct file *file, struct error *error)
{
    const bool short_of_frames = file->position < file->declared_frames;
    const double rate_hz = file->input.rate_hz;
    if (file->complained || (!short_of_frames && !file->endless))
        return;
    file->complained = true;
    if (!short_of_frames) {
        error_set(error, STATUS_FAILED,
                  _("%s: cut short: its end is missing after %.2f s; export it again"), file->path,
                  (double)file->position / rate_hz);
        return;
    }
    error_set(error, STATUS_FAILED,
              _("%s: damaged or cut short: %.2f s of %.2f s could be read; export it again"),
              file->path, (double)file->position / rate_hz,
              (double)file->declared_frames / rate_hz);
}

static size_t decode(struct input *input, float *const *planar, size_t frames, struct error *error)
{
    struct file *file = (struct file *)input;
    const unsigned channels = input->channels;
    const size_t sample_bytes = file->is_s16 ? sizeof(int16_t) : sizeof(float);
    const size_t room = BUFFER_BYTES / sample_bytes / channels;
    size_t done = 0;
    while (done < frames && !input->ended) {
        const size_t wanted = frames - done < room ? frames - done : room;
        sf_count_t got;
        if (file->is_s16) {
            int16_t *samples = (int16_t *)(void *)file->buffer;
            got = sf_readf_short(file->sound, samples, (sf_count_t)wanted);
            if (got > 0)
                pcm_split_s16(samples, channels, planar, done, (size_t)got);
        } else {
            float *samples = (float *)(void *)file->buffer;
            got = sf_readf_float(file->sound, samples, (sf_count_t)wanted);
            if (got > 0)
                pcm_split_float(samples, channels, planar, done, (size_t)got);
        }
        done += got > 0 ? (size_t)got : 0;
        file->position += got > 0 ? (size_t)got : 0;
        input->ended = got < (sf_count_t)wanted;
    }
    if (input->ended)
        complain_of_damage(file, error);
    return done;
}

/* The MP3 decoder tells standard error about every damaged frame. */
static size_t file_read(struct input *input, float *const *planar, size_t frames,
                        struct error *error)
{
    const bool is_noisy = ((struct file *)input)->is_mpeg;
    if (is_noisy)
        quiet_begin();
    const size_t done = decode(input, planar, frames, error);
    if (is_noisy)
        quiet_end();
    return done;
}

static bool file_seek(struct input *input, uint64_t frame)
{
    struct file *file = (struct file *)input;
    if (input->length_frames != INPUT_LENGTH_UNKNOWN && frame > input->length_frames)
        frame = input->length_frames;
    if (sf_seek(file->sound, (sf_count_t)frame, SEEK_SET) < 0)
        return false;
    file->position = frame;
    input->ended = false;
    return true;
}

static void file_close(struct input *input)
{
    struct file *file = (struct file *)input;
    sf_close(file->sound);
    free(file);
}

static const struct input_ops file_ops = {file_read, file_seek, file_close};

/* Not blocking: the wait for a writer is poll()'s, which can be given up. */
static struct input *open_fifo(const char *path, struct error *error)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        error_set(error, STATUS_FAILED, "%s: %s", path, strerror(errno));
        return NULL;
    }
    return input_open_stream(fd, true, path, "", error);
}

/* Everything that can be said without decoding. */
static enum status check_file(const char *path, const struct stat *info, struct error *error)
{
    if (S_ISDIR(info->st_mode))
        return error_set(error, STATUS_FAILED, _("%s is a folder; give an audio file in it"), path);
    if (!S_ISREG(info->st_mode))
        return error_set(error, STATUS_FAILED,
                         _("%s is not a file; to hear a device use --portaudio"), path);
    if (info->st_size == 0)
        return error_set(error, STATUS_FAILED, _("%s is empty (0 bytes); export it again"), path);
    if (access(path, R_OK) != 0)
        return error_set(error, STATUS_FAILED, _("%s: %s; check its permissions"), path,
                         strerror(errno));
    return STATUS_OK;
}

static enum status open_sound(struct file *file, const char *path, struct error *error)
{
    SF_INFO info = {0};
    quiet_begin(); /* the MP3 decoder speaks */
    file->sound = sf_open(path, SFM_READ, &info);
    quiet_end();
    if (!file->sound)
        return error_set(error, STATUS_FAILED,
                         _("%s: not audio that sideman can read (%s); "
                           "use WAV, FLAC, Ogg, Opus, MP3 or AIFF"),
                         path, sf_strerror(NULL));
    const enum status status = pcm_check_shape(path, info.samplerate, info.channels, error);
    if (status != STATUS_OK)
        return status;
    if (info.frames <= 0)
        return error_set(error, STATUS_FAILED, _("%s: no audio in it (0 frames); export it again"),
                         path);
    const bool known = info.frames < SF_COUNT_MAX;
    file->is_s16 = (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16;
    file->is_mpeg = (info.format & SF_FORMAT_TYPEMASK) == FORMAT_MPEG;
    file->input.rate_hz = (unsigned)info.samplerate;
    file->input.channels = (unsigned)info.channels;
    file->input.can_seek = info.seekable != 0;
    file->input.length_frames = known ? (uint64_t)info.frames : INPUT_LENGTH_UNKNOWN;
    file->declared_frames = known ? (uint64_t)info.frames : 0;
    const uint64_t promised = header_declared_frames(path);
    if (promised > file->declared_frames)
        file->declared_frames = promised;
    file->endless = header_is_endless(path);
    return STATUS_OK;
}

struct input *input_open_file(const char *path, struct error *error)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        error_set(error, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED,
                  _("%s: %s; check the path"), path, strerror(errno));
        return NULL;
    }
    if (S_ISFIFO(info.st_mode))
        return open_fifo(path, error);
    if (check_file(path, &info, error) != STATUS_OK)
        return NULL;
    struct file *file = aligned_alloc(64, (sizeof *file + 63) / 64 * 64);
    if (!file) {
        error_set(error, STATUS_NO_MEMORY, _("%s: out of memory"), path);
        return NULL;
    }
    memset(file, 0, offsetof(struct file, buffer));
    file->input.ops = &file_ops;
    file->input.patience_ms = -1;
    strncpy(file->path, path, sizeof file->path - 1);
    if (open_sound(file, path, error) != STATUS_OK) {
        if (file->sound)
            sf_close(file->sound);
        free(file);
        return NULL;
    }
    return &file->input;
}
