/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* loudness FILE OUT: what rhythm_items.py collects: the loudness of the bands of pulsebands at
 * each hop, as floats, after two more: seconds a hop, and bands. */
#include "listen/pulsebands.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void pump(SNDFILE *file, const SF_INFO *info, struct stft *stft, struct pulsebands *bands,
                 FILE *out)
{
    const size_t hop = stft_hop_frames((unsigned)info->samplerate);
    const size_t channels = (size_t)info->channels;
    float *const block = calloc(hop * (channels + 2), sizeof *block);
    if (!block)
        return;
    float *const left = block + hop * channels;
    float *const right = left + hop;
    const float *const rows[2] = {left, right};
    sf_count_t read;
    while ((read = sf_readf_float(file, block, (sf_count_t)hop)) > 0) {
        float loudness[PULSEBANDS];
        for (size_t i = 0; i < (size_t)read; i++) {
            left[i] = block[i * channels];
            right[i] = block[i * channels + (channels > 1)];
        }
        pulsebands_measure(bands, stft_process(stft, rows, (size_t)read), loudness);
        fwrite(loudness, sizeof *loudness, PULSEBANDS, out);
    }
    free(block);
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: loudness FILE OUT\n", stderr);
        return 2;
    }
    SF_INFO info = {0};
    SNDFILE *const file = sf_open(arguments[1], SFM_READ, &info);
    FILE *const out = fopen(arguments[2], "wb");
    const unsigned rate_hz = (unsigned)info.samplerate;
    struct stft *const stft = file ? stft_new(rate_hz, 2) : NULL;
    struct pulsebands *const bands = file ? pulsebands_new(rate_hz) : NULL;
    const bool good = out && stft && bands;
    if (good) {
        const float head[2] = {(float)stft_hop_frames(rate_hz) / (float)rate_hz, PULSEBANDS};
        fwrite(head, sizeof *head, 2, out);
        pump(file, &info, stft, bands, out);
    } else {
        fprintf(stderr, "loudness: cannot read %s or write %s\n", arguments[1], arguments[2]);
    }
    pulsebands_free(bands);
    stft_free(stft);
    sf_close(file);
    const bool written = out && fclose(out) == 0;
    return good && written ? 0 : 1;
}
