/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/capture/fixture.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[256];

int fixture_make(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/sideman-test-XXXXXX", base ? base : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

int fixture_remove(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *path = fixture_path(entry->d_name);
        if (unlink(path) != 0)
            rmdir(path);
    }
    if (dir)
        closedir(dir);
    return rmdir(folder);
}

const char *fixture_path(const char *name)
{
    static char paths[4][768];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

const char *fixture_bytes(const char *name, const void *bytes, size_t count)
{
    const char *path = fixture_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *fixture_sound(const char *name, int format, int rate_hz, int channels,
                          const float *samples, size_t frames)
{
    const char *path = fixture_path(name);
    SF_INFO info = {.samplerate = rate_hz, .channels = channels, .format = format};
    SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
    if (!sound)
        fail_msg("%s: %s", name, sf_strerror(NULL));
    enum { BLOCK = 4096 }; /* the Ogg writer of libsndfile overflows its stack on long blocks */
    for (size_t done = 0; done < frames; done += BLOCK) {
        const size_t count = frames - done < BLOCK ? frames - done : BLOCK;
        assert_int_equal(
            sf_writef_float(sound, samples + done * (size_t)channels, (sf_count_t)count), count);
    }
    assert_int_equal(sf_close(sound), 0);
    return path;
}

void fixture_truncate(const char *path, size_t bytes)
{
    assert_int_equal(truncate(path, (off_t)bytes), 0);
}

size_t fixture_size(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (size_t)info.st_size;
}

void fixture_tones(float *samples, int channels, size_t frames, double hz, double rate_hz)
{
    for (size_t i = 0; i < frames; i++) {
        for (int c = 0; c < channels; c++)
            samples[i * (size_t)channels + (size_t)c] =
                (float)(0.5 * sin(6.283185307179586 * hz * (c + 1) * (double)i / rate_hz));
    }
}
