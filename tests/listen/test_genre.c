/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The features' definitions on known signals, the model file in every state of disrepair, and what is
 * said of music, silence and noise. */

#include "capture/reader.h"
#include "engine.h"
#include "listen/genre.h"
#include "listen/genremodel.h"
#include "listen/genrerules.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { HOP = 512, PATH = 1200, TEXT_MAX = 65536 };

static const unsigned rates[] = {22050, 44100, 48000, 96000, 192000};
enum { RATES = sizeof rates / sizeof rates[0] };

static void assert_near(double value, double wanted, double within)
{
    if (!(fabs(value - wanted) <= within))
        fail_msg("%g instead of %g", value, wanted);
}

static const char *source_folder(void)
{
    const char *folder = getenv("srcdir");
    return folder ? folder : ".";
}

static void model_path(char *path)
{
    snprintf(path, PATH, "%s/data/models/genre.txt", source_folder());
}

static float noise(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (float)(int32_t)*seed / 2147483648.0f;
}

/* Feeds a sine and gives the sums of its frames. */
static struct feature_sums sums_of_sine(unsigned rate_hz, double hz, double level)
{
    struct timbre *timbre = timbre_new(rate_hz);
    struct stft *stft = stft_new(rate_hz, 1);
    struct groove groove;
    struct feature_sums sums = {.frames = 0};
    const unsigned hop = (unsigned)stft_hop_frames(rate_hz);
    float *samples = calloc(hop, sizeof *samples);
    const float *const rows[1] = {samples};
    assert_true(timbre && stft && samples);
    groove_init(&groove, rate_hz);
    for (unsigned at = 0; at < 3 * rate_hz; at += hop) {
        struct timbre_frame frame;
        struct groove_frame moves;
        for (unsigned i = 0; i < hop; i++)
            samples[i] = (float)(level * sin(2.0 * M_PI * hz * (at + i) / rate_hz));
        if (timbre_process(timbre, samples, hop, &frame))
            features_add(&sums, &frame);
        if (groove_process(&groove, stft_process(stft, rows, hop), &moves))
            features_add_groove(&sums, &moves);
    }
    free(samples);
    stft_free(stft);
    timbre_free(timbre);
    return sums;
}

static void a_sine_is_where_it_is_at_every_rate(void **state)
{
    (void)state;
    const struct feature_sums reference = sums_of_sine(22050, 1000.0, 0.5);
    for (unsigned i = 0; i < RATES; i++) {
        const struct feature_sums sums = sums_of_sine(rates[i], 1000.0, 0.5);
        assert_true(sums.frames > 40);
        assert_near(features_mean(&sums, VALUE_CENTROID), 1000.0, 5.0);
        assert_near(features_mean(&sums, VALUE_ROLLOFF), 1000.0, 16.0);
        assert_near(features_mean(&sums, VALUE_RMS), 0.5 / sqrt(2.0), 1e-3);
        assert_true(features_variance(&sums, VALUE_CENTROID) < 1.0);
        for (int k = 0; k < MEL_CEPSTRA; k++) {
            const double apart = features_mean(&sums, k) - features_mean(&reference, k);
            if (fabs(apart) > (k == 0 ? 25.0 : 9.0))
                fail_msg("%u Hz: coefficient %d is %g off", rates[i], k + 1, apart);
        }
    }
}

static void windows_are_93_ms_and_fast(void **state)
{
    (void)state;
    assert_int_equal(timbre_window_frames(22050), 2048);
    assert_int_equal(timbre_window_frames(44100), 4096);
    assert_int_equal(timbre_window_frames(88200), 8192);
    for (unsigned rate_hz = 1; rate_hz < 400000; rate_hz = rate_hz * 5 / 4 + 1) {
        const size_t frames = timbre_window_frames(rate_hz);
        assert_true(frames >= 16 && frames % 16 == 0);
        if (rate_hz >= 8000)
            assert_true(fabs((double)frames / rate_hz / (2048.0 / 22050.0) - 1.0) < 0.05);
    }
}

static void equal_levels_have_only_a_first_coefficient(void **state)
{
    (void)state;
    struct melbank *bank = melbank_new(22050.0 / 2048.0, 1025);
    float levels[MEL_BANDS], cepstrum[MEL_CEPSTRA];
    assert_non_null(bank);
    for (int i = 0; i < MEL_BANDS; i++)
        levels[i] = -20.0f;
    melbank_cepstrum(bank, levels, cepstrum);
    assert_near((double)cepstrum[0], -20.0 * sqrt(128.0), 1e-3);
    for (int k = 1; k < MEL_CEPSTRA; k++)
        assert_near((double)cepstrum[k], 0.0, 1e-3);
    melbank_free(bank);
    melbank_free(NULL);
}

/* Slaney's bands have an area of 1: a flat spectrum gives 1 / bin_hz everywhere it is fine enough. */
static void mel_bands_have_equal_areas(void **state)
{
    (void)state;
    const double bin_hz = 1.0;
    enum { BINS = 11026 };
    static float power[BINS];
    float bands[MEL_BANDS];
    struct melbank *bank = melbank_new(bin_hz, BINS);
    assert_non_null(bank);
    for (int i = 0; i < BINS; i++)
        power[i] = 1.0f;
    melbank_apply(bank, power, bands);
    for (int i = 0; i < MEL_BANDS; i++)
        assert_near((double)bands[i], 1.0, 0.01);
    melbank_free(bank);
}

static void chroma_finds_the_note(void **state)
{
    (void)state;
    enum { BINS = 1025 };
    const double bin_hz = 22050.0 / 2048.0;
    struct chromabank *bank = chromabank_new(bin_hz, BINS);
    assert_non_null(bank);
    for (int note = 0; note < 12; note++) {
        float power[BINS] = {0.0f}, chroma[CHROMA_CLASSES];
        power[lround(880.0 * exp2(note / 12.0) / bin_hz)] = 1.0f;
        chromabank_apply(bank, power, chroma);
        for (int c = 0; c < CHROMA_CLASSES; c++)
            assert_true(c == note ? chroma[c] == 1.0f : chroma[c] < 1.0f);
    }
    const float nothing[BINS] = {0.0f};
    float chroma[CHROMA_CLASSES];
    chromabank_apply(bank, nothing, chroma);
    assert_true(chroma[0] == 0.0f);
    chromabank_free(bank);
    chromabank_free(NULL);
}

/* Clicks are percussive, a held chord is not; both at once lie between. */
static void clicks_are_percussive_and_chords_are_not(void **state)
{
    (void)state;
    double told[3];
    for (int kind = 0; kind < 3; kind++) {
        struct timbre *timbre = timbre_new(44100);
        struct feature_sums sums = {.frames = 0};
        float samples[HOP];
        uint32_t seed = 9;
        assert_non_null(timbre);
        for (unsigned at = 0; at < 10 * 44100; at += HOP) {
            struct timbre_frame frame;
            for (unsigned i = 0; i < HOP; i++) {
                const double s = (double)(at + i) / 44100.0, beat = fmod(s, 0.5);
                const double chord = 0.1 * (sin(2 * M_PI * 220.0 * s) + sin(2 * M_PI * 330.0 * s));
                const double click = 0.5 * exp(-beat / 0.01) * (double)noise(&seed);
                samples[i] = (float)((kind != 0 ? chord : 0.0) + (kind != 1 ? click : 0.0));
            }
            if (timbre_process(timbre, samples, HOP, &frame))
                features_add(&sums, &frame);
        }
        told[kind] = features_percussion(&sums);
        timbre_free(timbre);
    }
    if (!(told[0] > 2.0 && told[1] < -4.0 && told[2] > told[1] + 1.0 && told[2] < told[0] - 1.0))
        fail_msg("clicks %g, chord %g, both %g", told[0], told[1], told[2]);
}

static void the_level_does_not_matter(void **state)
{
    (void)state;
    float loud[FEATURES], soft[FEATURES];
    const struct feature_sums at_full = sums_of_sine(48000, 700.0, 0.9);
    const struct feature_sums at_tenth = sums_of_sine(48000, 700.0, 0.09);
    assert_true(features_of(&at_full, loud) && features_of(&at_tenth, soft));
    for (int i = 0; i < MEL_CEPSTRA; i++)
        assert_near((double)loud[i], (double)soft[i], 0.5);
    const struct feature_sums none = {.frames = 0};
    assert_false(features_of(&none, loud));
    const struct feature_sums silent = sums_of_sine(48000, 700.0, 0.0);
    assert_false(features_of(&silent, loud));
}

/* Powers of noise are spread exponentially: the log of their mean over their geometric mean is Euler's
 * constant.  A tone stands out. */
static void noise_has_no_contrast_and_a_tone_has(void **state)
{
    (void)state;
    static float samples[HOP];
    for (unsigned i = 0; i < RATES; i++)
        for (int quiet = 0; quiet < 2; quiet++) {
            struct timbre *timbre = timbre_new(rates[i]);
            struct feature_sums sums = {.frames = 0};
            uint32_t seed = 9;
            assert_non_null(timbre);
            for (unsigned at = 0; at < 6 * rates[i]; at += HOP) {
                struct timbre_frame frame;
                for (unsigned k = 0; k < HOP; k++)
                    samples[k] = (quiet ? 1e-3f : 0.5f) * noise(&seed);
                if (timbre_process(timbre, samples, HOP, &frame))
                    features_add(&sums, &frame);
            }
            timbre_free(timbre);
            for (int band = 2; band < CONTRAST_BANDS; band++)
                assert_near(features_contrast(&sums, band), 0.577, 0.06);
        }
    const struct feature_sums tone = sums_of_sine(44100, 1000.0, 0.5);
    assert_true(features_contrast(&tone, 3) > 5.0);
    assert_near(features_contrast(&tone, CONTRAST_BANDS + 3), 0.0, 0.5);
    char name[FEATURE_NAME_MAX];
    features_name(FEATURES - CONTRAST_FEATURES, name);
    assert_string_equal(name, "contrast1_mean");
    features_name(FEATURES - 1, name);
    assert_string_equal(name, "contrast7_spread");
}

/* Noise whose level swings by +-6 dB at this rate: sums of its movement. */
static struct feature_sums sums_of_pulse(unsigned rate_hz, double pulse_hz, float level)
{
    struct stft *stft = stft_new(rate_hz, 1);
    struct groove groove;
    struct groove_frame moves;
    struct feature_sums sums = {.frames = 0};
    const unsigned hop = (unsigned)stft_hop_frames(rate_hz);
    float *samples = calloc(hop, sizeof *samples);
    const float *const rows[1] = {samples};
    uint32_t seed = 11;
    assert_true(stft && samples);
    groove_init(&groove, rate_hz);
    for (unsigned at = 0; at < 12 * rate_hz; at += hop) {
        for (unsigned i = 0; i < hop; i++)
            samples[i] = level * noise(&seed) *
                         (float)pow(2.0, sin(2.0 * M_PI * pulse_hz * (at + i) / rate_hz));
        if (groove_process(&groove, stft_process(stft, rows, hop), &moves))
            features_add_groove(&sums, &moves);
    }
    free(samples);
    stft_free(stft);
    return sums;
}

static void groove_finds_the_pulse_at_every_rate(void **state)
{
    (void)state;
    static const double middles_hz[GROOVE_RATES] = {0.7, 1.5, 2.5, 3.75, 5.5, 7.75, 11.5, 18.0};
    for (int r = 0; r < GROOVE_RATES; r++)
        for (unsigned i = 0; i < RATES; i++) {
            const struct feature_sums sums = sums_of_pulse(rates[i], middles_hz[r], 0.2f);
            const struct feature_sums soft = sums_of_pulse(rates[i], middles_hz[r], 0.002f);
            for (int band = 2; band < GROOVE_LEVELS; band++) { /* narrow bands of noise move alone */
                const int at = band * GROOVE_RATES;
                for (int k = 0; k < GROOVE_RATES; k++) {
                    if (k != r && features_groove(&sums, at + k) > features_groove(&sums, at + r))
                        fail_msg("%u Hz, band %d: %g Hz heard at rate %d", rates[i], band,
                                 middles_hz[r], k);
                    assert_near(features_groove(&soft, at + k), features_groove(&sums, at + k), 0.01);
                }
            }
        }
}

/* What is no number must not stay in the resonators. */
static void groove_forgets_broken_samples(void **state)
{
    (void)state;
    struct stft *stft = stft_new(48000, 1);
    struct groove groove;
    struct groove_frame moves;
    float samples[HOP];
    const float *const rows[1] = {samples};
    uint32_t seed = 2;
    assert_non_null(stft);
    groove_init(&groove, 48000);
    for (int hop = 0; hop < 1000; hop++) {
        for (int i = 0; i < HOP; i++)
            samples[i] = hop == 400 ? NAN : hop == 410 ? INFINITY : hop == 420 ? 1e30f : noise(&seed);
        if (groove_process(&groove, stft_process(stft, rows, HOP), &moves))
            for (int band = 0; band < GROOVE_BANDS; band++)
                for (int r = 0; r < GROOVE_RATES; r++)
                    assert_true(isfinite(moves.power[band][r]));
    }
    assert_true(moves.power[4][4] > 0.0f && moves.power[4][4] < 100.0f);
    groove_restart(&groove);
    assert_false(groove_process(&groove, stft_process(stft, rows, HOP), &moves));
    stft_free(stft);
}

static size_t read_text(const char *path, char *text)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t size = fread(text, 1, TEXT_MAX - 1, file);
    text[size] = '\0';
    fclose(file);
    return size;
}

static enum status load_text(const char *text, size_t size, struct genremodel *model)
{
    char path[] = "/tmp/sideman-genre-XXXXXX";
    struct error error = {.text = ""};
    const int file = mkstemp(path);
    assert_true(file >= 0 && write(file, text, size) == (ssize_t)size);
    close(file);
    const enum status status = genremodel_load(model, path, &error);
    assert_int_equal(status == STATUS_OK, error.text[0] == '\0');
    unlink(path);
    return status;
}

static void a_damaged_model_is_refused(void **state)
{
    (void)state;
    static char text[TEXT_MAX], broken[TEXT_MAX + 4096];
    static struct genremodel model;
    char path[PATH];
    struct error error;
    model_path(path);
    assert_int_equal(genremodel_load(&model, path, &error), STATUS_OK);
    assert_int_equal(genremodel_load(&model, "/nonexistent/genre.txt", &error), STATUS_FAILED);
    const size_t size = read_text(path, text);
    assert_int_equal(load_text(text, size, &model), STATUS_OK);
    for (size_t cut = 0; cut + 4 < size; cut += cut < 300 ? 1 : 97)
        assert_int_equal(load_text(text, cut, &model), STATUS_FAILED);

    static const struct {
        const char *find, *put;
    } damages[] = {
        {"sideman-genre-model 3", "sideman-genre-model 2"},
        {"sideman-genre-model 3", "sideman-genre-model 4"},
        {"sideman-genre-model 3", "sideman-genre-model 3 3"},
        {"sideman-genre-model", "another-model"},
        {"strange ", "strange -"},
        {"strange ", "strange nan "},
        {"doubt ", "doubt 0 #"},
        {"doubt ", "doubt -"},
        {"doubt ", "strange 1\ndoubt "},
        {"feature groove9_8", "feature groove9_9"},
        {"feature mfcc3_mean", "feature mfcc4_mean"},
        {"feature mfcc3_mean", "feature mfcc3_mean inf"},
        {"feature mfcc3_mean", "feature mfcc3_mean 1e300"},
        {"feature mfcc3_mean", "feature mfcc3_mean 0 0 #"},
        {"feature mfcc3_mean", "feature"},
        {"\nforeign ", "\nforeign nan "},
        {"\nforeign ", "\nforeign 1 "},
        {"\nforeign ", "\nforeign 1\nforeign "},
        {"\nforeign ", "\ngenre "},
        {"\nsquares ", "\nsquares"},
        {"\nsquares ", "\nsquares 1e300 "},
        {"\nsquares ", "\nsquares 1 "},
        {"\nsquares ", "\nsquare "},
        {"\nwhite ", "\nwhite 1 "},
        {"\nwhite ", "\nwhite inf #"},
        {"\nwhite ", "\nwhites "},
        {"\nwhite ", "\ncentre "},
        {"\ncentre ", "\ncentre 1 "},
        {"\ncentre ", "\ncentre"},
        {"\ncentre ", "\nwhite "},
        {"genre blues", "genre rock"},
        {"genre jazz", "genre jazz 1"},
        {"genre jazz", "genre jazz %s%n%n"},
        {"end", "fin"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        const char *at = strstr(text, damages[i].find);
        assert_non_null(at);
        const int length = snprintf(broken, sizeof broken, "%.*s%s%s", (int)(at - text), text,
                                    damages[i].put, at + strlen(damages[i].find));
        if (load_text(broken, (size_t)length, &model) == STATUS_OK)
            fail_msg("taken: '%s' for '%s'", damages[i].put, damages[i].find);
    }
    memset(broken, 'x', sizeof broken);
    assert_int_equal(load_text(broken, sizeof broken, &model), STATUS_FAILED);
    memset(broken, 0, sizeof broken);
    assert_int_equal(load_text(broken, sizeof broken, &model), STATUS_FAILED);
    uint32_t seed = 5;
    for (size_t i = 0; i < sizeof broken; i++)
        broken[i] = (char)(int)(127.0f * noise(&seed));
    assert_int_equal(load_text(broken, sizeof broken, &model), STATUS_FAILED);
}

static void what_is_no_file_is_no_model(void **state)
{
    (void)state;
    static struct genremodel model;
    struct error error;
    assert_int_equal(genremodel_load(&model, "/dev/zero", &error), STATUS_FAILED);
    char folder[] = "/tmp/sideman-genre-XXXXXX", pipe_path[PATH];
    assert_non_null(mkdtemp(folder));
    snprintf(pipe_path, sizeof pipe_path, "%s/genre.txt", folder);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(genremodel_load(&model, pipe_path, &error), STATUS_FAILED);
    assert_int_equal(genremodel_load(&model, folder, &error), STATUS_FAILED);
    unlink(pipe_path);
    rmdir(folder);
}

static void probabilities_add_up(void **state)
{
    (void)state;
    static struct genremodel model;
    char path[PATH];
    struct error error;
    float p[GENRES], features[FEATURES];
    model_path(path);
    assert_int_equal(genremodel_load(&model, path, &error), STATUS_OK);
    memcpy(features, model.mean, sizeof features);
    assert_true(genremodel_judge(&model, features, p));
    float sum = 0.0f;
    for (int g = 0; g < GENRES; g++)
        sum += p[g];
    assert_near((double)sum, 1.0, 1e-5);
    assert_true(genrerules_judge(features, NAN, p));
    for (int i = 0; i < FEATURES; i++)
        features[i] += 8.0f * model.scale[i];
    assert_false(genremodel_judge(&model, features, p));
    features[0] = NAN;
    genremodel_judge(&model, features, p);
}

/* Stems of the demo, summed, 48 kHz or as they are.  Fills `mono`, returns its frames. */
static size_t read_stems(float *mono, size_t frames, const char *const *stems, size_t count,
                         unsigned *rate_hz)
{
    static float block[2][HOP];
    size_t most = 0;
    memset(mono, 0, frames * sizeof *mono);
    for (size_t s = 0; s < count; s++) {
        char path[PATH];
        struct error error;
        snprintf(path, sizeof path, "%s/data/demo/%s.ogg", source_folder(), stems[s]);
        struct reader *reader = reader_open_file(path, &error);
        assert_non_null(reader);
        *rate_hz = reader_format(reader)->rate_hz;
        float *rows[2] = {block[0], block[1]};
        size_t at = 0, got;
        while (at + HOP <= frames && (got = reader_read(reader, rows, HOP, &error)) > 0) {
            for (size_t i = 0; i < got; i++)
                mono[at + i] += 0.5f * block[0][i];
            at += got;
        }
        most = at > most ? at : most;
        reader_free(reader);
    }
    return most;
}

static size_t read_song(float *mono, size_t frames, unsigned *rate_hz)
{
    static const char *const stems[] = {"bass", "drums", "guitar", "keys", "pad"};
    return read_stems(mono, frames, stems, sizeof stems / sizeof stems[0], rate_hz);
}

enum { SONG_FRAMES = 48000 * 40 };
static float song[SONG_FRAMES];

/* Seconds until the first answer, NAN without one. */
static double listen_to(struct genre_ear *ear, const float *mono, size_t frames, unsigned rate_hz,
                        struct genre_reading *reading)
{
    double first_s = NAN;
    struct stft *stft = stft_new(rate_hz, 1);
    assert_true(stft && stft_hop_frames(rate_hz) == HOP);
    for (size_t at = 0; at + HOP <= frames; at += HOP) {
        const float *const rows[1] = {mono + at};
        genre_process(ear, mono + at, HOP, stft_process(stft, rows, HOP), true, 110.0f);
        genre_read(ear, reading);
        if (isnan(first_s) && reading->now.count > 0)
            first_s = (double)(at + HOP) / rate_hz;
    }
    stft_free(stft);
    return first_s;
}

static void check_guesses(const struct genre_guesses *guesses)
{
    float sum = 0.0f;
    assert_int_equal(guesses->count, GENRE_GUESSES);
    for (unsigned i = 0; i < guesses->count; i++) {
        assert_true(guesses->guess[i].p >= 0.0f && guesses->guess[i].p <= 1.0f);
        assert_true((int)guesses->guess[i].genre < GENRES);
        for (unsigned k = 0; k < i; k++)
            assert_true(guesses->guess[i].genre != guesses->guess[k].genre);
        sum += guesses->guess[i].p;
    }
    assert_true(sum <= 1.001f);
}

static void music_has_an_answer_within_ten_seconds(void **state)
{
    (void)state;
    unsigned rate_hz = 0;
    const size_t frames = read_song(song, SONG_FRAMES, &rate_hz);
    assert_true(frames > 12 * (size_t)rate_hz);
    for (int with_model = 0; with_model < 2; with_model++) {
        char folder[PATH];
        snprintf(folder, sizeof folder, "%s/data", source_folder());
        setenv("SIDEMAN_DATA_DIR", with_model ? folder : "/nonexistent", 1);
        struct genre_reading reading;
        struct genre_ear *ear = genre_new(rate_hz);
        assert_non_null(ear);
        assert_int_equal(genre_needs_tempo(ear), !with_model);
        const double first_s = listen_to(ear, song, frames, rate_hz, &reading);
        if (!(first_s >= 7.9 && first_s <= 10.0))
            fail_msg("first answer after %g s", first_s);
        check_guesses(&reading.now);
        check_guesses(&reading.overall);
        genre_set(ear, GENRE_JAZZ);
        genre_read(ear, &reading);
        assert_int_equal(reading.now.count, 1);
        assert_int_equal(reading.now.guess[0].genre, GENRE_JAZZ);
        assert_true(reading.overall.sure && reading.overall.guess[0].p == 1.0f);
        genre_set(ear, GENRES);
        genre_reset(ear);
        genre_read(ear, &reading);
        assert_int_equal(reading.overall.count, 0);
        check_guesses(&reading.now);
        for (unsigned at = 0; at < 16 * rate_hz; at += HOP)
            genre_process(ear, song, HOP, NULL, false, NAN);
        genre_read(ear, &reading);
        assert_int_equal(reading.now.count, 0);
        genre_free(ear);
    }
    genre_free(NULL);
}

static void silence_and_noise_are_no_genre(void **state)
{
    (void)state;
    char folder[PATH];
    snprintf(folder, sizeof folder, "%s/data", source_folder());
    for (int with_model = 0; with_model < 2; with_model++) {
        setenv("SIDEMAN_DATA_DIR", with_model ? folder : "/nonexistent", 1);
        for (int kind = 0; kind < 4; kind++) {
            struct genre_ear *ear = genre_new(48000);
            struct stft *stft = stft_new(48000, 1);
            struct genre_reading reading;
            uint32_t seed = 3;
            float brown = 0.0f, samples[HOP];
            const float *const rows[1] = {samples};
            assert_true(ear && stft);
            for (unsigned at = 0; at < 20 * 48000; at += HOP) {
                for (unsigned i = 0; i < HOP; i++) {
                    const float white = 0.3f * noise(&seed);
                    brown += 0.02f * (white - brown);
                    const float sine = (float)sin(2.0 * M_PI * 440.0 * (at + i) / 48000.0);
                    samples[i] = kind == 0 ? 0.0f : kind == 1 ? white : kind == 2 ? brown : sine;
                }
                genre_process(ear, samples, HOP, stft_process(stft, rows, HOP), true, NAN);
            }
            genre_read(ear, &reading);
            if (reading.now.count > 0 || reading.overall.count > 0)
                fail_msg("%s a model: sound %d is %s", with_model ? "with" : "without", kind,
                         genre_names[reading.now.guess[0].genre]);
            stft_free(stft);
            genre_free(ear);
        }
    }
}

/* What people tap while they build a song. */
static void parts_of_a_song_are_unsure(void **state)
{
    (void)state;
    static const char *const parts[][2] = {
        {"drums"}, {"drums", "bass"}, {"bass"}, {"guitar"}, {"keys"}, {"pad"}, {"vocals"},
    };
    char folder[PATH];
    snprintf(folder, sizeof folder, "%s/data", source_folder());
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        unsigned rate_hz = 0;
        struct genre_reading reading;
        const size_t frames =
            read_stems(song, SONG_FRAMES, parts[i], parts[i][1] ? 2 : 1, &rate_hz);
        struct genre_ear *ear = genre_new(rate_hz);
        assert_non_null(ear);
        listen_to(ear, song, frames, rate_hz, &reading);
        if (reading.now.sure || reading.overall.sure)
            fail_msg("%s, %s: %s", parts[i][0], parts[i][1] ? parts[i][1] : "alone",
                     genre_names[reading.overall.guess[0].genre]);
        genre_free(ear);
    }
}

static struct genre_reading analyse_in_blocks(unsigned rate_hz, size_t frames, size_t block)
{
    const struct capture_format format = {
        .rate_hz = rate_hz, .channels = 1, .n_tracks = 1,
        .tracks = {{.name = "mix", .is_mix = true, .channels = 1}},
    };
    struct error error;
    struct engine *engine = engine_new(&format, true, false, &error);
    struct snapshot *snapshot = malloc(sizeof *snapshot);
    assert_true(engine && snapshot);
    for (size_t at = 0; at < frames; at += block) {
        const float *const rows[1] = {song + at};
        engine_feed(engine, rows, frames - at < block ? frames - at : block);
    }
    engine_finish(engine);
    snapshot_clear(snapshot);
    engine_read(engine, snapshot);
    const struct genre_reading reading = snapshot->listen.genre;
    engine_free(engine);
    free(snapshot);
    return reading;
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    char folder[PATH];
    snprintf(folder, sizeof folder, "%s/data", source_folder());
    setenv("SIDEMAN_DATA_DIR", folder, 1);
    unsigned rate_hz = 0;
    const size_t frames = read_song(song, 14 * 48000, &rate_hz);
    const struct genre_reading reference = analyse_in_blocks(rate_hz, frames, HOP);
    static const size_t blocks[] = {64, 1000, 5003};
    check_guesses(&reference.overall);
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        const struct genre_reading reading = analyse_in_blocks(rate_hz, frames, blocks[b]);
        for (unsigned i = 0; i < GENRE_GUESSES; i++) {
            assert_int_equal(reading.overall.guess[i].genre, reference.overall.guess[i].genre);
            assert_true(reading.overall.guess[i].p == reference.overall.guess[i].p);
            assert_true(reading.now.guess[i].p == reference.now.guess[i].p);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sine_is_where_it_is_at_every_rate),
        cmocka_unit_test(windows_are_93_ms_and_fast),
        cmocka_unit_test(equal_levels_have_only_a_first_coefficient),
        cmocka_unit_test(mel_bands_have_equal_areas),
        cmocka_unit_test(chroma_finds_the_note),
        cmocka_unit_test(clicks_are_percussive_and_chords_are_not),
        cmocka_unit_test(the_level_does_not_matter),
        cmocka_unit_test(noise_has_no_contrast_and_a_tone_has),
        cmocka_unit_test(groove_finds_the_pulse_at_every_rate),
        cmocka_unit_test(groove_forgets_broken_samples),
        cmocka_unit_test(a_damaged_model_is_refused),
        cmocka_unit_test(what_is_no_file_is_no_model),
        cmocka_unit_test(probabilities_add_up),
        cmocka_unit_test(music_has_an_answer_within_ten_seconds),
        cmocka_unit_test(silence_and_noise_are_no_genre),
        cmocka_unit_test(parts_of_a_song_are_unsure),
        cmocka_unit_test(blocks_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
