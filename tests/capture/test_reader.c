/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/reader.h"
#include "tests/capture/fixture.h"

#include <math.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { RATE_HZ = 48000, FRAMES = 24000 };

static float tones[FRAMES * 8];
static float rows[10][FRAMES * 2];
static float *planar[10];

/* Reads all of it in blocks of `block`; returns the frames. */
static size_t read_all(struct reader *reader, size_t block, struct error *error)
{
    const unsigned channels = reader_format(reader)->channels;
    size_t done = 0;
    for (;;) {
        for (unsigned c = 0; c < channels; c++)
            planar[c] = rows[c] + done;
        const size_t room = FRAMES * 2 - done;
        const size_t got = reader_read(reader, planar, block < room ? block : room, error);
        if (got == 0)
            return done;
        done += got;
    }
}

static struct reader *must_open(const char *path)
{
    struct error error = {0};
    struct reader *reader = reader_open_file(path, &error);
    if (!reader)
        fail_msg("%s", error.text);
    return reader;
}

static void float_wav_is_bit_exact_in_any_blocks(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 7, 1024, 100000};
    for (int channels = 1; channels <= 8; channels++) {
        fixture_tones(tones, channels, FRAMES, 440, RATE_HZ);
        tones[5] = NAN;
        tones[6] = 1e-42f;
        tones[7] = 3.5f;
        const char *path = fixture_sound("exact.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE_HZ,
                                         channels, tones, FRAMES);
        struct reader *reader = must_open(path);
        assert_int_equal(reader_format(reader)->rate_hz, RATE_HZ);
        assert_int_equal(reader_format(reader)->channels, channels);
        assert_int_equal(reader_format(reader)->n_tracks, 1);
        assert_true(reader_format(reader)->tracks[0].is_mix);
        assert_float_equal(reader_duration_s(reader), 0.5, 0);
        assert_true(reader_can_seek(reader));
        for (size_t b = 0; b < 4; b++) {
            struct error error = {0};
            assert_true(reader_seek(reader, 0));
            assert_false(reader_at_end(reader));
            assert_int_equal(read_all(reader, blocks[b], &error), FRAMES);
            assert_int_equal(error.status, STATUS_OK);
            assert_true(reader_at_end(reader));
            for (size_t i = 0; i < FRAMES; i++) {
                for (int c = 0; c < channels; c++)
                    assert_memory_equal(&rows[c][i], &tones[i * (size_t)channels + (size_t)c], 4);
            }
        }
        reader_free(reader);
    }
}

struct kind {
    const char *name;
    int format;
    int rate_hz;
    float tolerance;
    size_t skip; /* lossy coders need a start; of a cut file, what must be left (pages are long) */
};

static void every_format_is_read(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {"u8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8000, 0.01f, 0},
        {"s16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 4e-5f, 0},
        {"s24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 192000, 2e-7f, 0},
        {"s32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 96000, 1e-7f, 0},
        {"f64.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 48000, 0, 0},
        {"s24.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 48000, 2e-7f, 0},
        {"s16.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 48000, 4e-5f, 0},
        {"s16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 48000, 4e-5f, 0},
        {"f32.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 48000, 0, 0},
        {"s24.au", SF_FORMAT_AU | SF_FORMAT_PCM_24, 48000, 2e-7f, 0},
        {"s16.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 48000, 4e-5f, 0},
        {"s16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 4e-5f, 0},
        {"s24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 2e-7f, 0},
        {"vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 0.1f, 4000},
        {"opus.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 0.1f, 4000},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct kind *kind = &kinds[k];
        fixture_tones(tones, 2, FRAMES, 440, kind->rate_hz);
        struct reader *reader =
            must_open(fixture_sound(kind->name, kind->format, kind->rate_hz, 2, tones, FRAMES));
        struct error error = {0};
        assert_int_equal(reader_format(reader)->rate_hz, kind->rate_hz);
        assert_int_equal(read_all(reader, 1000, &error), FRAMES);
        assert_int_equal(error.status, STATUS_OK);
        for (size_t i = kind->skip; i < FRAMES - kind->skip; i++) {
            for (size_t c = 0; c < 2; c++) {
                if (!(fabsf(rows[c][i] - tones[2 * i + c]) <= kind->tolerance))
                    fail_msg("%s: frame %zu is %g, not %g", kind->name, i, (double)rows[c][i],
                             (double)tones[2 * i + c]);
            }
        }
        reader_free(reader);
    }
}

/* Encoder delay and padding are the coder's; what is wanted is that it sounds at the right level. */
static void mp3_is_read(void **state)
{
    (void)state;
    enum { MPEG_LAYER_III = 0x230000 | 0x0082 }; /* names that came with libsndfile 1.1 */
    SF_INFO info = {.samplerate = 44100, .channels = 2, .format = MPEG_LAYER_III};
    if (!sf_format_check(&info))
        skip();
    fixture_tones(tones, 2, FRAMES, 440, 44100);
    struct reader *reader =
        must_open(fixture_sound("a.mp3", MPEG_LAYER_III, 44100, 2, tones, FRAMES));
    struct error error = {0};
    const size_t frames = read_all(reader, 1000, &error);
    assert_true(frames >= FRAMES && frames < FRAMES + 3000);
    assert_int_equal(error.status, STATUS_OK);
    double power = 0;
    for (size_t i = 6000; i < 18000; i++)
        power += (double)rows[0][i] * (double)rows[0][i];
    assert_float_equal(power / 12000, 0.125, 0.002);
    reader_free(reader);
}

static void seeking_lands_on_the_frame(void **state)
{
    (void)state;
    fixture_tones(tones, 2, FRAMES, 440, RATE_HZ);
    struct reader *reader = must_open(
        fixture_sound("seek.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE_HZ, 2, tones, FRAMES));
    float one[2];
    float *places[2] = {&one[0], &one[1]};
    static const uint64_t targets[] = {23999, 0, 12345, 7};
    for (size_t i = 0; i < 4; i++) {
        assert_true(reader_seek(reader, targets[i]));
        assert_int_equal(reader_read(reader, places, 1, NULL), 1);
        assert_memory_equal(one, &tones[2 * targets[i]], sizeof one);
    }
    assert_true(reader_seek(reader, UINT64_MAX / 4));
    assert_int_equal(reader_read(reader, places, 1, NULL), 0);
    reader_free(reader);
}

static struct capture_request *two_tracks(const char *first, const char *second)
{
    static struct capture_request request;
    memset(&request, 0, sizeof request);
    request.backend = CAPTURE_FILE;
    request.n_tracks = 2;
    strcpy(request.tracks[0].name, "vocals");
    request.tracks[0].role = ROLE_VOCALS;
    strcpy(request.tracks[1].name, "bass");
    snprintf(request.tracks[0].source, sizeof request.tracks[0].source, "%s", first);
    snprintf(request.tracks[1].source, sizeof request.tracks[1].source, "%s", second);
    return &request;
}

static void tracks_are_read_in_step(void **state)
{
    (void)state;
    fixture_tones(tones, 2, FRAMES, 440, RATE_HZ);
    const char *longer =
        fixture_sound("long.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE_HZ, 2, tones, FRAMES);
    const char *shorter =
        fixture_sound("short.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE_HZ, 1, tones, 1000);
    struct error error = {0};
    struct reader *reader = reader_open_tracks(two_tracks(shorter, longer), &error);
    assert_non_null(reader);
    const struct capture_format *format = reader_format(reader);
    assert_int_equal(format->n_tracks, 2);
    assert_int_equal(format->channels, 3);
    assert_string_equal(format->tracks[0].name, "vocals");
    assert_int_equal(format->tracks[0].role, ROLE_VOCALS);
    assert_int_equal(format->tracks[1].first_channel, 1);
    assert_false(format->tracks[1].is_mix);
    memset(rows, 0xff, sizeof rows);
    assert_int_equal(read_all(reader, 700, &error), FRAMES);
    assert_int_equal(error.status, STATUS_OK);
    for (size_t i = 0; i < FRAMES; i++) {
        assert_true(rows[0][i] == (i < 1000 ? tones[i] : 0));
        assert_true(rows[1][i] == tones[2 * i]);
        assert_true(rows[2][i] == tones[2 * i + 1]);
    }
    reader_free(reader);
}

static void tracks_of_two_rates_are_refused(void **state)
{
    (void)state;
    const char *one =
        fixture_sound("r48.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, tones, 100);
    const char *other =
        fixture_sound("r44.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, tones, 100);
    struct error error = {0};
    assert_null(reader_open_tracks(two_tracks(one, other), &error));
    assert_non_null(strstr(error.text, "44100 Hz"));
    assert_non_null(strstr(error.text, "r44.wav"));
    assert_null(reader_open_tracks(two_tracks(one, "/nowhere/x.wav"), &error));
    assert_null(reader_open_tracks(two_tracks(one, other), NULL));
}

static void refuse(const char *path, const char *what)
{
    struct error error = {0};
    struct reader *reader = reader_open_file(path, &error);
    if (reader || error.status == STATUS_OK || !strstr(error.text, path) ||
        !strstr(error.text, what))
        fail_msg("%s: '%s' does not say '%s'", path, error.text, what);
    assert_null(reader_open_file(path, NULL));
}

static void bad_files_are_told_apart(void **state)
{
    (void)state;
    refuse(fixture_path("missing.wav"), "No such file");
    assert_int_equal(mkdir(fixture_path("folder"), 0700), 0);
    refuse(fixture_path("folder"), "folder");
    refuse(fixture_bytes("empty.wav", "", 0), "empty");
    refuse(fixture_bytes("text.wav", "It was a dark and stormy night.\n", 32), "not audio");
    refuse(fixture_bytes("head.wav", "RIFF\x24\x00\x00\x00WAVE", 12), "not audio");
    refuse("/dev/null", "not a file");
    refuse(fixture_sound("zero.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, tones, 0),
           "0 frames");
    refuse(fixture_sound("nine.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 9, tones, 100),
           "9 channels");
    refuse(fixture_sound("slow.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 999, 1, tones, 100),
           "999 Hz");
    refuse(fixture_sound("fast.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2000000, 1, tones, 100),
           "2000000 Hz");
    if (geteuid() != 0) {
        const char *path = fixture_bytes("secret.wav", "RIFF", 4);
        assert_int_equal(chmod(path, 0), 0);
        refuse(path, "ermission");
    }
}

/* What is there is read; the error says that it is not all. */
static void cut_files_end_early_and_say_so(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {"cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 0, FRAMES / 4},
        {"cut24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 48000, 0, FRAMES / 4},
        {"cut.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 48000, 0, FRAMES / 4},
        {"cut.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 0, FRAMES / 4},
        {"cut.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 48000, 0, FRAMES / 4},
        {"cut.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, 0, 0},
    };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (size_t i = 0; i < FRAMES * 2; i++)
            tones[i] = (float)rand() / (float)RAND_MAX - 0.5f;
        const char *path =
            fixture_sound(kinds[k].name, kinds[k].format, RATE_HZ, 2, tones, FRAMES);
        fixture_truncate(path, fixture_size(path) / 2 + 1);
        struct error error = {0};
        struct reader *reader = must_open(path);
        const size_t frames = read_all(reader, 1000, &error);
        if (frames < kinds[k].skip || frames > FRAMES * 3 / 5)
            fail_msg("%s: %zu frames", path, frames);
        assert_int_equal(error.status, STATUS_FAILED);
        assert_non_null(strstr(error.text, kinds[k].name));
        reader_free(reader);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(float_wav_is_bit_exact_in_any_blocks),
        cmocka_unit_test(every_format_is_read),
        cmocka_unit_test(mp3_is_read),
        cmocka_unit_test(seeking_lands_on_the_frame),
        cmocka_unit_test(tracks_are_read_in_step),
        cmocka_unit_test(tracks_of_two_rates_are_refused),
        cmocka_unit_test(bad_files_are_told_apart),
        cmocka_unit_test(cut_files_end_early_and_say_so),
    };
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
