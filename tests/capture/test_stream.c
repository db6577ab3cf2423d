/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/reader.h"
#include "tests/capture/fixture.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { FRAMES = 20000 };

static float tones[FRAMES * 2];
static float rows[2][FRAMES * 2];
static unsigned char file_bytes[FRAMES * 2 * 8 + 1000];

/* Somebody at the other end of a pipe, who writes in odd pieces. */
struct writer {
    int fd;
    const unsigned char *bytes;
    size_t count, piece;
    pthread_t thread;
};

static void *write_pieces(void *argument)
{
    struct writer *writer = argument;
    for (size_t done = 0; done < writer->count;) {
        const size_t left = writer->count - done;
        const ssize_t wrote =
            write(writer->fd, writer->bytes + done, left < writer->piece ? left : writer->piece);
        if (wrote <= 0)
            break;
        done += (size_t)wrote;
    }
    close(writer->fd);
    return NULL;
}

/* Returns the end to read from. */
static int start_writer(struct writer *writer, const void *bytes, size_t count, size_t piece)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    *writer = (struct writer){.fd = fds[1], .bytes = bytes, .count = count, .piece = piece};
    assert_int_equal(pthread_create(&writer->thread, NULL, write_pieces, writer), 0);
    return fds[0];
}

static size_t read_all(struct reader *reader, size_t block)
{
    size_t done = 0;
    struct error error = {0};
    for (;;) {
        float *planar[2] = {rows[0] + done, rows[1] + done};
        const size_t room = FRAMES * 2 - done;
        const size_t got = reader_read(reader, planar, block < room ? block : room, &error);
        assert_int_equal(error.status, STATUS_OK);
        if (got == 0)
            return done;
        done += got;
    }
}

/* Sends `count` bytes and returns the frames that came, -1 when the stream was refused. */
static long pass(const void *bytes, size_t count, size_t piece, const char *format,
                 struct error *error)
{
    struct writer writer;
    const int fd = start_writer(&writer, bytes, count, piece);
    struct reader *reader = reader_open_stream(fd, format, error);
    long frames = -1;
    if (reader) {
        assert_true(isnan(reader_duration_s(reader)));
        assert_false(reader_can_seek(reader));
        assert_false(reader_seek(reader, 0));
        frames = (long)read_all(reader, 333);
        assert_true(reader_at_end(reader));
    }
    reader_free(reader);
    close(fd);
    pthread_join(writer.thread, NULL);
    return frames;
}

static size_t slurp(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t count = fread(file_bytes, 1, sizeof file_bytes, file);
    fclose(file);
    return count;
}

static void expect_tones(float tolerance)
{
    for (size_t i = 0; i < FRAMES; i++) {
        for (size_t c = 0; c < 2; c++) {
            if (!(fabsf(rows[c][i] - tones[2 * i + c]) <= tolerance))
                fail_msg("frame %zu is %g", i, (double)rows[c][i]);
        }
    }
}

static void raw_samples_arrive_whole(void **state)
{
    (void)state;
    fixture_tones(tones, 2, FRAMES, 440, 48000);
    static const size_t pieces[] = {1, 13, 4096, sizeof tones};
    for (size_t p = 0; p < 4; p++) {
        struct error error = {0};
        const size_t count = p == 0 ? 4000 : sizeof tones; /* byte by byte is slow */
        memset(rows, 0, sizeof rows);
        assert_int_equal(pass(tones, count, pieces[p], "48000:2:f32le", &error), count / 8);
        assert_int_equal(error.status, STATUS_OK);
        assert_memory_equal(&rows[1][499], &tones[999], sizeof(float));
        if (p > 0)
            expect_tones(0);
    }
}

static void half_a_frame_at_the_end_is_left_out(void **state)
{
    (void)state;
    assert_int_equal(pass(tones, 8 * 100 + 7, 64, "48000:2:f32le", NULL), 100);
    assert_int_equal(pass(tones, 3, 64, "48000:2:f32le", NULL), 0);
    assert_int_equal(pass(tones, 0, 64, "48000:2:f32le", NULL), 0);
}

static void headers_are_understood(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format;
        float tolerance;
    } kinds[] = {
        {"u8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 0.01f},
        {"s16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 4e-5f},
        {"s24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 2e-7f},
        {"s32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-7f},
        {"f32.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0},
        {"f64.wav", SF_FORMAT_WAVEX | SF_FORMAT_DOUBLE, 0},
        {"s24.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 2e-7f},
        {"s8.au", SF_FORMAT_AU | SF_FORMAT_PCM_S8, 0.01f},
        {"s16.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 4e-5f},
        {"s24.au", SF_FORMAT_AU | SF_FORMAT_PCM_24, 2e-7f},
        {"s32.au", SF_FORMAT_AU | SF_FORMAT_PCM_32, 1e-7f},
        {"f32.au", SF_FORMAT_AU | SF_FORMAT_FLOAT, 0},
        {"f64.au", SF_FORMAT_AU | SF_FORMAT_DOUBLE, 0},
    };
    fixture_tones(tones, 2, FRAMES, 440, 48000);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const size_t count = slurp(
            fixture_sound(kinds[k].name, kinds[k].format, 48000, 2, tones, FRAMES));
        struct error error = {0};
        if (pass(file_bytes, count, 1000, "", &error) != FRAMES)
            fail_msg("%s: %s", kinds[k].name, error.text);
        expect_tones(kinds[k].tolerance);
    }
}

static void put_le32(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

/* As ffmpeg, SoX and others write to a pipe; and chunks of no interest are stepped over. */
static void sizes_that_are_not_known_mean_until_the_end(void **state)
{
    (void)state;
    static const uint32_t placeholders[] = {0, 0xFFFFFFFFu, 0x7FFFF000u, 0x7FFFFFFFu};
    unsigned char wav[44 + 20 + 400] = "RIFF....WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0"
                                       "\2\0\x10\0LIST\x0b\0\0\0hello world\0data";
    for (size_t i = 0; i < 4; i++) {
        put_le32(wav + 4, placeholders[i]);
        put_le32(wav + 60, placeholders[i]);
        struct error error = {0};
        if (pass(wav, sizeof wav, 7, "", &error) != 200)
            fail_msg("%u: %s", placeholders[i], error.text);
    }
    put_le32(wav + 60, 100); /* what follows the samples is not heard */
    assert_int_equal(pass(wav, sizeof wav, 7, "", NULL), 50);
    put_le32(wav + 60, 100000); /* cut short: what came is heard */
    assert_int_equal(pass(wav, sizeof wav, 7, "", NULL), 200);
}

static void refuse(const void *bytes, size_t count, const char *what)
{
    struct error error = {0};
    if (pass(bytes, count, 100, "", &error) != -1 || error.status == STATUS_OK ||
        !strstr(error.text, what))
        fail_msg("'%s' does not say '%s'", error.text, what);
}

static void bad_headers_are_told(void **state)
{
    (void)state;
    char wav[] = "RIFF....WAVEfmt \x10\0\0\0\1\0\2\0\x80\xbb\0\0\0\xee\2\0\4\0\x10\0data\0\0\0\0";
    refuse("", 0, "before any sound");
    refuse("RIFF", 4, "before any sound");
    refuse("It was a dark and stormy night.", 31, "neither a WAV nor an AU");
    refuse(wav, 12, "too early");
    refuse(wav, 30, "too early");
    refuse(wav, 36, "too early");
    refuse("RIFF....WAVEdata\0\0\0\0xxxxxxxx", 28, "too early");
    wav[22] = 9;
    refuse(wav, sizeof wav - 1, "9 channels");
    wav[22] = 0;
    refuse(wav, sizeof wav - 1, "0 channels");
    wav[22] = 2;
    wav[24] = wav[25] = 0;
    refuse(wav, sizeof wav - 1, "0 Hz");
    wav[25] = '\xbb';
    wav[20] = 85; /* MP3 in a WAV */
    refuse(wav, sizeof wav - 1, "cannot read");
    refuse(".snd\0\0\0\x04\xff\xff\xff\xff\0\0\0\3\0\0\xbb\x80\0\0\0\2", 24, "too early");
    refuse(".snd\0\0\0\x18\xff\xff\xff\xff\0\0\0\1\0\0\xbb\x80\0\0\0\2", 24, "cannot read");
    refuse(".snd\0\0\0\x18\xff\xff\xff\xff\0\0\0\3\0\0\xbb\x80\xff\xff\xff\xff", 24, "channels");
}

static void a_late_pipe_is_not_an_ended_one(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct reader *reader = reader_open_stream(fds[0], "48000:2:s16le", NULL);
    assert_non_null(reader);
    reader_set_patience(reader, 1);
    float *planar[2] = {rows[0], rows[1]};
    assert_int_equal(reader_read(reader, planar, 100, NULL), 0);
    assert_false(reader_at_end(reader));
    assert_int_equal(write(fds[1], "\0\x40\0\xc0\0", 5), 5);
    assert_int_equal(reader_read(reader, planar, 100, NULL), 1);
    assert_float_equal(rows[0][0], 0.5, 0);
    assert_float_equal(rows[1][0], -0.5, 0);
    assert_int_equal(write(fds[1], "\x20\0\0", 3), 3); /* the rest of the frame */
    assert_int_equal(reader_read(reader, planar, 100, NULL), 1);
    assert_float_equal(rows[0][0], 0.25, 0);
    close(fds[1]);
    assert_int_equal(reader_read(reader, planar, 100, NULL), 0);
    assert_true(reader_at_end(reader));
    reader_free(reader);
    close(fds[0]);
}

static const char rest_of_header[] = "....WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0"
                                     "\2\0\x10\0data\4\0\0\0\0\x40\0\xc0";
static int alarm_fd;

static void write_rest(int number)
{
    (void)number;
    if (write(alarm_fd, rest_of_header, sizeof rest_of_header - 1) < 0)
        _exit(1);
}

/* A terminal that is resized, a program that was stopped and goes on. */
static void a_signal_does_not_end_a_header(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    alarm_fd = fds[1];
    const struct sigaction action = {.sa_handler = write_rest};
    struct sigaction before;
    sigaction(SIGALRM, &action, &before);
    assert_int_equal(write(fds[1], "RIFF", 4), 4);
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_usec = 50000}, NULL);
    struct error error = {0};
    struct reader *reader = reader_open_stream(fds[0], "", &error);
    if (!reader)
        fail_msg("%s", error.text);
    close(fds[1]);
    float *planar[1] = {rows[0]};
    assert_int_equal(reader_read(reader, planar, 100, NULL), 2);
    assert_float_equal(rows[0][1], -0.5, 0);
    reader_free(reader);
    close(fds[0]);
    sigaction(SIGALRM, &before, NULL);
}

static void *feed_fifo(void *path)
{
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* later than the reader, mostly */
    const int fd = open(path, O_WRONLY);
    const ssize_t wrote = write(fd, file_bytes, 50000);
    close(fd);
    return wrote == 50000 ? path : NULL;
}

static void a_fifo_is_read_until_it_closes(void **state)
{
    (void)state;
    fixture_tones(tones, 2, FRAMES, 440, 48000);
    slurp(fixture_sound("f.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, tones, FRAMES));
    char path[512];
    snprintf(path, sizeof path, "%s", fixture_path("fifo"));
    assert_int_equal(mkfifo(path, 0600), 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, feed_fifo, path), 0);
    struct error error = {0};
    struct reader *reader = reader_open_file(path, &error);
    if (!reader)
        fail_msg("%s", error.text);
    assert_int_equal(read_all(reader, 1000), (50000 - 44) / 4);
    reader_free(reader);
    void *result;
    pthread_join(thread, &result);
    assert_non_null(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_samples_arrive_whole),
        cmocka_unit_test(half_a_frame_at_the_end_is_left_out),
        cmocka_unit_test(headers_are_understood),
        cmocka_unit_test(sizes_that_are_not_known_mean_until_the_end),
        cmocka_unit_test(bad_headers_are_told),
        cmocka_unit_test(a_late_pipe_is_not_an_ended_one),
        cmocka_unit_test(a_signal_does_not_end_a_header),
        cmocka_unit_test(a_fifo_is_read_until_it_closes),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, fixture_make, fixture_remove);
}
