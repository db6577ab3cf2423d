/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers written byte by byte, as the formats are described, and every way to spoil them. */

#include "capture/header.h"
#include "base/readings.h"
#include "tests/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bytes {
    unsigned char data[512];
    size_t count, at;
    bool then_zeros; /* goes on for ever */
};

static void put(struct bytes *bytes, const void *data, size_t count)
{
    memcpy(bytes->data + bytes->count, data, count);
    bytes->count += count;
}

static void put_le(struct bytes *bytes, unsigned size, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes->data[bytes->count++] = (unsigned char)(value >> 8 * i);
}

static void put_be(struct bytes *bytes, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes->data[bytes->count++] = (unsigned char)(value >> shift);
}

static void put_riff(struct bytes *bytes, const char *kind)
{
    put(bytes, kind, 4);
    put_le(bytes, 4, 0xFFFFFFFFu);
    put(bytes, "WAVE", 4);
}

static void put_chunk(struct bytes *bytes, const char *name, uint32_t size)
{
    put(bytes, name, 4);
    put_le(bytes, 4, size);
}

static void put_fmt(struct bytes *bytes, unsigned tag, uint32_t rate_hz, unsigned channels,
                    unsigned bits)
{
    const unsigned align = (bits + 7) / 8 * channels;
    put_chunk(bytes, "fmt ", 16);
    put_le(bytes, 2, tag);
    put_le(bytes, 2, channels);
    put_le(bytes, 4, rate_hz);
    put_le(bytes, 4, (uint64_t)rate_hz * align);
    put_le(bytes, 2, align);
    put_le(bytes, 2, bits);
}

static struct bytes wav(unsigned tag, uint32_t rate_hz, unsigned channels, unsigned bits)
{
    struct bytes bytes = {.count = 0};
    put_riff(&bytes, "RIFF");
    put_fmt(&bytes, tag, rate_hz, channels, bits);
    put_chunk(&bytes, "data", 1000);
    return bytes;
}

static struct bytes au(uint32_t offset, uint32_t size, uint32_t coding, uint32_t rate_hz,
                       uint32_t channels)
{
    struct bytes bytes = {.count = 0};
    put(&bytes, ".snd", 4);
    put_be(&bytes, offset);
    put_be(&bytes, size);
    put_be(&bytes, coding);
    put_be(&bytes, rate_hz);
    put_be(&bytes, channels);
    return bytes;
}

static bool give(void *context, unsigned char *to, size_t count)
{
    struct bytes *bytes = context;
    const size_t there = bytes->count - bytes->at;
    const size_t taken = there < count ? there : count;
    if (to) {
        memset(to, 0, count);
        memcpy(to, bytes->data + bytes->at, taken);
    }
    bytes->at += taken;
    return taken == count || bytes->then_zeros;
}

static enum status read_bytes(struct bytes *bytes, struct header *header, struct error *error)
{
    bytes->at = 0;
    *header = (struct header){.data_bytes = 12345};
    return header_read(give, bytes, "pipe", header, error);
}

static void expect(struct bytes bytes, uint32_t rate_hz, unsigned channels, enum pcm_format format,
                   uint64_t data_bytes)
{
    struct header header;
    struct error error = {.status = STATUS_OK};
    if (read_bytes(&bytes, &header, &error) != STATUS_OK)
        fail_msg("%s", error.text);
    assert_int_equal(header.spec.rate_hz, rate_hz);
    assert_int_equal(header.spec.channels, channels);
    assert_int_equal(header.spec.format, format);
    assert_true(header.data_bytes == data_bytes);
    assert_int_equal(bytes.at, bytes.count); /* at the first sample */
}

static void refuse(struct bytes bytes, const char *what)
{
    struct header header;
    struct error error = {.status = STATUS_OK};
    assert_int_equal(read_bytes(&bytes, &header, &error), STATUS_FAILED);
    assert_int_equal(error.status, STATUS_FAILED);
    assert_int_equal(strncmp(error.text, "pipe: ", 6), 0);
    if (!strstr(error.text, what))
        fail_msg("'%s' does not say '%s'", error.text, what);
    assert_int_equal(read_bytes(&bytes, &header, NULL), STATUS_FAILED);
}

static void every_wav_coding_is_known_by_tag_and_size(void **state)
{
    (void)state;
    expect(wav(1, 8000, 1, 8), 8000, 1, PCM_U8, 1000);
    expect(wav(1, 44100, 2, 16), 44100, 2, PCM_S16LE, 1000);
    expect(wav(1, 44100, 2, 12), 44100, 2, PCM_S16LE, 1000); /* in the upper bits of two bytes */
    expect(wav(1, 48000, 6, 24), 48000, 6, PCM_S24LE, 1000);
    expect(wav(1, 96000, 8, 32), 96000, 8, PCM_S32LE, 1000);
    expect(wav(3, 192000, 2, 32), 192000, 2, PCM_F32LE, 1000);
    expect(wav(3, 768000, 1, 64), 768000, 1, PCM_F64LE, 1000);
}

static void what_is_not_pcm_is_refused(void **state)
{
    (void)state;
    refuse(wav(1, 48000, 2, 0), "cannot read");
    refuse(wav(1, 48000, 2, 40), "cannot read");
    refuse(wav(1, 48000, 2, 65535), "cannot read");
    refuse(wav(3, 48000, 2, 16), "cannot read");
    refuse(wav(3, 48000, 2, 24), "cannot read");
    refuse(wav(7, 48000, 2, 8), "WAV"); /* mu-law */
    refuse(wav(0xFFFE, 48000, 2, 16), "cannot read"); /* extensible, but too short to say more */
    struct bytes packed = wav(1, 48000, 2, 24);
    packed.data[32] = 8; /* 24 bits in four bytes */
    refuse(packed, "cannot read");
}

static void absurd_shapes_are_refused(void **state)
{
    (void)state;
    refuse(wav(1, 48000, 0, 16), "0 channels");
    refuse(wav(1, 48000, 9, 16), "9 channels");
    refuse(wav(1, 48000, 65535, 16), "65535 channels");
    refuse(wav(1, 0, 2, 16), "0 Hz");
    refuse(wav(1, 999, 2, 16), "999 Hz");
    refuse(wav(1, 768001, 2, 16), "768001 Hz");
    refuse(wav(1, 0xFFFFFFFFu, 2, 16), "4294967295 Hz");
    refuse(au(24, 8, 3, 0x80000000u, 1), "2147483648 Hz");
    refuse(au(24, 8, 3, 48000, 0xFFFFFFFFu), "4294967295 channels");
}

static void an_extensible_one_tells_its_coding_inside(void **state)
{
    (void)state;
    static const struct {
        unsigned tag, bits;
        enum pcm_format format;
    } kinds[] = {{1, 24, PCM_S24LE}, {3, 32, PCM_F32LE}};
    for (size_t k = 0; k < 2; k++) {
        struct bytes bytes = {.count = 0};
        put_riff(&bytes, "RIFF");
        put_fmt(&bytes, 0xFFFE, 48000, 2, kinds[k].bits);
        bytes.data[16] = 40;
        put_le(&bytes, 2, 22);
        put_le(&bytes, 2, kinds[k].bits);
        put_le(&bytes, 4, 3);
        put_le(&bytes, 2, kinds[k].tag);
        put(&bytes, "\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);
        put_chunk(&bytes, "data", 77);
        expect(bytes, 48000, 2, kinds[k].format, 77);
    }
}

/* Chunks of odd length have a byte more, also "fmt " itself. */
static void other_chunks_are_stepped_over(void **state)
{
    (void)state;
    struct bytes bytes = {.count = 0};
    put_riff(&bytes, "RIFF");
    put_chunk(&bytes, "JUNK", 5);
    put(&bytes, "data..", 6);
    put_fmt(&bytes, 1, 48000, 2, 16);
    bytes.data[12 + 14 + 4] = 19;
    put(&bytes, "abc.", 4);
    put_chunk(&bytes, "LIST", 0);
    put_chunk(&bytes, "fact", 4);
    put_le(&bytes, 4, 250);
    put_chunk(&bytes, "data", 1000);
    expect(bytes, 48000, 2, PCM_S16LE, 1000);
}

static void sizes_that_a_pipe_cannot_know_mean_until_the_end(void **state)
{
    (void)state;
    static const uint32_t unknown[] = {0, 0x7FFFF000u, 0x7FFFFFFFu, 0xFFFFF000u, 0xFFFFFFFFu};
    static const uint32_t known[] = {1, 0x7FFFEFFFu, 0x80000000u, 0xFFFFEFFFu};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        struct bytes bytes = wav(1, 48000, 2, 16);
        bytes.count -= 4;
        put_le(&bytes, 4, unknown[i]);
        expect(bytes, 48000, 2, PCM_S16LE, UINT64_MAX);
        expect(au(24, unknown[i], 3, 48000, 2), 48000, 2, PCM_S16BE, UINT64_MAX);
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct bytes bytes = wav(1, 48000, 2, 16);
        bytes.count -= 4;
        put_le(&bytes, 4, known[i]);
        expect(bytes, 48000, 2, PCM_S16LE, known[i]);
        expect(au(24, known[i], 3, 48000, 2), 48000, 2, PCM_S16BE, known[i]);
    }
}

static struct bytes rf64(uint32_t ds64_size, uint64_t data_bytes, uint32_t size)
{
    struct bytes bytes = {.count = 0};
    put_riff(&bytes, "RF64");
    put_chunk(&bytes, "ds64", ds64_size);
    put_le(&bytes, 8, 1);
    put_le(&bytes, 8, data_bytes);
    for (uint32_t i = 16; i < ds64_size + (ds64_size & 1); i++)
        put_le(&bytes, 1, 0);
    put_fmt(&bytes, 1, 48000, 2, 16);
    put_chunk(&bytes, "data", size);
    return bytes;
}

static void rf64_has_its_size_in_a_chunk_of_its_own(void **state)
{
    (void)state;
    expect(rf64(28, 0x123456789AULL, 0xFFFFFFFFu), 48000, 2, PCM_S16LE, 0x123456789AULL);
    expect(rf64(29, 0x123456789AULL, 0xFFFFFFFFu), 48000, 2, PCM_S16LE, 0x123456789AULL);
    expect(rf64(28, 0, 0xFFFFFFFFu), 48000, 2, PCM_S16LE, UINT64_MAX);
    expect(rf64(28, 0x123456789AULL, 400), 48000, 2, PCM_S16LE, 400);
}

static void every_au_coding_is_known(void **state)
{
    (void)state;
    static const enum pcm_format formats[] = {PCM_S8, PCM_S16BE, PCM_S24BE, PCM_S32BE, PCM_F32BE,
                                              PCM_F64BE};
    for (uint32_t i = 0; i < 6; i++)
        expect(au(24, 64, 2 + i, 44100, 1), 44100, 1, formats[i], 64);
    static const uint32_t others[] = {0, 1, 8, 27, 0xFFFFFFFFu};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        refuse(au(24, 64, others[i], 44100, 1), "AU");
}

static void an_au_remark_is_stepped_over(void **state)
{
    (void)state;
    struct bytes bytes = au(30, 64, 3, 44100, 2);
    put(&bytes, "hello", 6);
    expect(bytes, 44100, 2, PCM_S16BE, 64);
    refuse(au(23, 64, 3, 44100, 2), "too early");
    refuse(au(0, 64, 3, 44100, 2), "too early");
    refuse(au(0xFFFFFFFFu, 64, 3, 44100, 2), "neither");
    bytes.count--;
    refuse(bytes, "too early");
}

static void samples_before_their_description_are_refused(void **state)
{
    (void)state;
    struct bytes bytes = {.count = 0};
    put_riff(&bytes, "RIFF");
    put_chunk(&bytes, "data", 16);
    put_fmt(&bytes, 1, 48000, 2, 16);
    refuse(bytes, "too early");
}

static void a_header_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct bytes kinds[] = {wav(1, 48000, 2, 16), rf64(28, 4096, 0xFFFFFFFFu),
                            au(24, 64, 3, 44100, 1)};
    for (size_t k = 0; k < 3; k++) {
        const size_t whole = kinds[k].count;
        for (size_t count = 0; count < whole; count++) {
            kinds[k].count = count;
            refuse(kinds[k], count < 12 ? "before any sound" : "too early");
        }
    }
}

/* Whatever a byte turns into, what is accepted can be played. */
static void a_spoilt_byte_is_refused_or_harmless(void **state)
{
    (void)state;
    const struct bytes kinds[] = {wav(1, 48000, 2, 16), rf64(28, 4096, 0xFFFFFFFFu),
                                  au(24, 64, 3, 44100, 1)};
    for (size_t k = 0; k < 3; k++)
        for (size_t i = 0; i < kinds[k].count; i++)
            for (unsigned value = 0; value < 256; value++) {
                struct header header;
                struct bytes bytes = kinds[k];
                bytes.data[i] = (unsigned char)value;
                if (read_bytes(&bytes, &header, NULL) != STATUS_OK)
                    continue;
                assert_in_range(header.spec.channels, 1, CHANNELS_MAX);
                assert_in_range(header.spec.rate_hz, PCM_RATE_MIN_HZ, PCM_RATE_MAX_HZ);
                assert_in_range(header.spec.format, 0, PCM_FORMATS - 1);
            }
}

/* A pipe that never comes to its samples, in small chunks and in huge ones. */
static void an_endless_header_is_given_up(void **state)
{
    (void)state;
    struct bytes bytes = {.then_zeros = true};
    put_riff(&bytes, "RIFF");
    for (int i = 0; i < 40; i++)
        put_chunk(&bytes, "LIST", 0);
    put_chunk(&bytes, "LIST", 0xFFFFFFFFu);
    refuse(bytes, "neither a WAV nor an AU");
    bytes.count -= 4;
    put_le(&bytes, 4, 0x0FFFF000u);
    refuse(bytes, "neither a WAV nor an AU");
    struct bytes fmt = wav(1, 48000, 2, 16);
    fmt.then_zeros = true;
    fmt.data[19] = 0xFF;
    refuse(fmt, "neither a WAV nor an AU");
}

static void other_files_are_told_apart(void **state)
{
    (void)state;
    static const char *const starts[] = {"RIFF....AVI ", "RIFX....WAVE", "FORM....AIFF",
                                         "fLaC........", "OggS........", "riff....wave"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        struct bytes bytes = {.count = 0};
        put(&bytes, starts[i], 12);
        put(&bytes, "                    ", 20);
        refuse(bytes, "neither a WAV nor an AU");
    }
}

static const char *file_of(const void *bytes, size_t count)
{
    static char path[64];
    snprintf(path, sizeof path, "%s/sound", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
    return path;
}

static uint64_t declared(struct bytes bytes)
{
    return header_declared_frames(file_of(bytes.data, bytes.count));
}

static struct bytes aiff(const char *kind, uint32_t before, uint32_t frames)
{
    struct bytes bytes = {.count = 0};
    put(&bytes, "FORM....", 8);
    put(&bytes, kind, 4);
    put(&bytes, "NAME", 4);
    put_be(&bytes, before);
    put(&bytes, "abcdefgh", before + (before & 1));
    put(&bytes, "COMM\0\0\0\x12\0\2", 10);
    put_be(&bytes, frames);
    return bytes;
}

static void files_declare_their_frames(void **state)
{
    (void)state;
    assert_int_equal(declared(wav(1, 48000, 2, 16)), 250);
    assert_int_equal(declared(wav(1, 48000, 3, 24)), 111); /* 1000 bytes of 9 */
    assert_int_equal(declared(au(24, 64, 6, 44100, 2)), 8);
    assert_true(declared(rf64(28, 0x4000000000ULL, 0xFFFFFFFFu)) == 0x1000000000ULL);
    assert_int_equal(declared(aiff("AIFF", 6, 123456)), 123456);
    assert_int_equal(declared(aiff("AIFC", 5, 0xFFFFFFFFu)), 0xFFFFFFFFu);
}

static void what_a_file_does_not_say_is_0(void **state)
{
    (void)state;
    assert_int_equal(declared(au(24, 0xFFFFFFFFu, 6, 44100, 2)), 0);
    assert_int_equal(declared(wav(7, 48000, 2, 8)), 0);
    assert_int_equal(header_declared_frames("/nonexistent/sound.wav"), 0);
    assert_int_equal(header_declared_frames(folder), 0);
    assert_int_equal(header_declared_frames(file_of("", 0)), 0);
    struct bytes bytes = aiff("AIFF", 6, 123456);
    for (size_t count = bytes.count; count-- > 0;)
        assert_int_equal(header_declared_frames(file_of(bytes.data, count)), 0);
    bytes.data[16] = 0xFF; /* the chunk before it reaches beyond the file */
    assert_int_equal(declared(bytes), 0);
}

/* A page of Ogg: its flags are the sixth byte, 4 for the last one. */
static size_t put_page(unsigned char *to, unsigned char flags, size_t bytes)
{
    memset(to, 'x', bytes);
    memcpy(to, "OggS\0", 5);
    to[5] = flags;
    return bytes;
}

static void an_ogg_without_its_last_page_is_endless(void **state)
{
    (void)state;
    static unsigned char ogg[200000];
    static const size_t sizes[] = {27, 100, 60000, 65307};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        size_t count = put_page(ogg, 2, 58);
        count += put_page(ogg + count, 0, sizes[s]);
        assert_true(header_is_endless(file_of(ogg, count)));
        count += put_page(ogg + count, 4, sizes[s]);
        assert_false(header_is_endless(file_of(ogg, count)));
        if (sizes[s] < 65307) { /* the beginning of another */
            put_page(ogg + count, 0, 6);
            assert_false(header_is_endless(file_of(ogg, count + 5)));
        }
    }
    assert_true(header_is_endless(file_of("OggS", 4)));
    assert_false(header_is_endless(file_of("Ogg", 3)));
    assert_false(header_is_endless(file_of("RIFF....WAVE", 12)));
    assert_false(header_is_endless("/nonexistent/sound.ogg"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wav_coding_is_known_by_tag_and_size),
        cmocka_unit_test(what_is_not_pcm_is_refused),
        cmocka_unit_test(absurd_shapes_are_refused),
        cmocka_unit_test(an_extensible_one_tells_its_coding_inside),
        cmocka_unit_test(other_chunks_are_stepped_over),
        cmocka_unit_test(sizes_that_a_pipe_cannot_know_mean_until_the_end),
        cmocka_unit_test(rf64_has_its_size_in_a_chunk_of_its_own),
        cmocka_unit_test(every_au_coding_is_known),
        cmocka_unit_test(an_au_remark_is_stepped_over),
        cmocka_unit_test(samples_before_their_description_are_refused),
        cmocka_unit_test(a_header_cut_anywhere_is_refused),
        cmocka_unit_test(a_spoilt_byte_is_refused_or_harmless),
        cmocka_unit_test(an_endless_header_is_given_up),
        cmocka_unit_test(other_files_are_told_apart),
        cmocka_unit_test(files_declare_their_frames),
        cmocka_unit_test(what_a_file_does_not_say_is_0),
        cmocka_unit_test(an_ogg_without_its_last_page_is_endless),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
