/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* features: prints the means and variances of audio files as a CSV table with the column names that
 * librosa's published tables have, a row for every stretch of music: what train_genre.py reads.
 *   features [-s SECONDS] FILE...      stretches of 30 s, or of SECONDS; a rest of 10 s is one too */
#include "capture/reader.h"
#include "listen/features.h"
#include "measure/stft.h"
#include "mix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double rest_s = 10.0;

static void print_names(void)
{
    printf("filename,start_s,chroma_stft_mean,chroma_stft_var,spectral_centroid_mean,"
           "spectral_centroid_var,spectral_bandwidth_mean,spectral_bandwidth_var,rolloff_mean,"
           "rolloff_var,rms_mean,rms_var,harmony_var,perceptr_var");
    for (int i = 1; i <= MEL_CEPSTRA; i++)
        printf(",mfcc%d_mean,mfcc%d_var", i, i);
    for (int i = TIMBRE_FEATURES; i < FEATURES; i++) {
        char name[FEATURE_NAME_MAX];
        features_name(i, name);
        printf(",%s", name);
    }
    printf("\n");
}

static void print_value(const struct feature_sums *sums, int value)
{
    printf(",%.9g,%.9g", features_mean(sums, value), features_variance(sums, value));
}

static void print_row(const char *file, double start_s, const struct feature_sums *sums)
{
    printf("%s,%.0f", file, start_s);
    for (int value = MEL_CEPSTRA; value <= VALUE_RMS; value++)
        print_value(sums, value);
    printf(",1,%.9g", exp(features_percussion(sums))); /* only their ratio is known */
    for (int value = 0; value < MEL_CEPSTRA; value++)
        print_value(sums, value);
    for (int i = 0; i < GROOVE_FEATURES; i++)
        printf(",%.6g", features_groove(sums, i));
    for (int i = 0; i < CONTRAST_FEATURES; i++)
        printf(",%.6g", features_contrast(sums, i));
    printf("\n");
}

struct ears {
    struct stft *stft;
    struct timbre *timbre;
    struct groove groove;
};

static bool ears_open(struct ears *ears, const struct capture_format *format)
{
    groove_init(&ears->groove, format->rate_hz);
    ears->stft = stft_new(format->rate_hz, format->channels > 1 ? 2 : 1);
    ears->timbre = timbre_new(format->rate_hz);
    return ears->stft && ears->timbre;
}

static void ears_close(struct ears *ears)
{
    stft_free(ears->stft);
    timbre_free(ears->timbre);
}

static void hear(struct ears *ears, float *const *rows, unsigned channels, size_t frames,
                 float *mono, struct feature_sums *sums)
{
    struct timbre_frame timbre;
    struct groove_frame groove;
    mix_to_mono(mono, rows, channels, frames);
    if (timbre_process(ears->timbre, mono, frames, &timbre))
        features_add(sums, &timbre);
    const float *const heard[2] = {rows[0], channels > 1 ? rows[1] : rows[0]};
    if (groove_process(&ears->groove, stft_process(ears->stft, heard, frames), &groove))
        features_add_groove(sums, &groove);
}

static void describe(struct reader *reader, const char *file, double stretch_s)
{
    const struct capture_format *format = reader_format(reader);
    const size_t hop = stft_hop_frames(format->rate_hz);
    float *rows[TRACKS_MAX * CHANNELS_MAX];
    float *block = calloc(hop * (format->channels + 1U), sizeof *block);
    struct ears ears = {.stft = NULL};
    struct feature_sums sums = {.frames = 0};
    struct error error;
    double start_s = 0.0, now_s = 0.0;
    const bool good = ears_open(&ears, format) && block;
    for (size_t frames = hop; good && frames == hop;) {
        for (unsigned c = 0; c < format->channels; c++)
            rows[c] = block + (size_t)c * hop;
        frames = reader_read(reader, rows, hop, &error);
        hear(&ears, rows, format->channels, frames, block + format->channels * hop, &sums);
        now_s += (double)frames / format->rate_hz;
        if (now_s - start_s >= stretch_s || (frames < hop && now_s - start_s >= rest_s)) {
            print_row(file, start_s, &sums);
            memset(&sums, 0, sizeof sums);
            timbre_reset(ears.timbre);
            groove_restart(&ears.groove);
            start_s = now_s;
        }
    }
    ears_close(&ears);
    free(block);
}

int main(int argc, char **argv)
{
    int first = 1;
    double stretch_s = 30.0;
    if (argc > 2 && strcmp(argv[1], "-s") == 0) {
        stretch_s = atof(argv[2]);
        first = 3;
    }
    print_names();
    for (int i = first; i < argc; i++) {
        struct error error;
        struct reader *reader = reader_open_file(argv[i], &error);
        if (!reader) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        describe(reader, argv[i], stretch_s);
        reader_free(reader);
    }
    return 0;
}
