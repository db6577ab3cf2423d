/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/pcm.h"

#include "base/i18n.h"
#include "base/readings.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[PCM_FORMATS] = {
    "u8",    "s8",    "s16le", "s16be", "s24le", "s24be",
    "s32le", "s32be", "f32le", "f32be", "f64le", "f64be",
};

size_t pcm_sample_bytes(enum pcm_format format)
{
    static const unsigned char bytes[PCM_FORMATS] = {1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 8, 8};
    return bytes[format];
}

enum status pcm_check_shape(const char *name, long rate_hz, long channels, struct error *error)
{
    if (channels < 1 || channels > CHANNELS_MAX)
        return error_set(error, STATUS_FAILED,
                         _("%s: %ld channels; sideman takes 1 to %d: split it into tracks"), name,
                         channels, CHANNELS_MAX);
    if (rate_hz < PCM_RATE_MIN_HZ || rate_hz > PCM_RATE_MAX_HZ)
        return error_set(error, STATUS_FAILED,
                         _("%s: a sample rate of %ld Hz; sideman takes %d to %d Hz: "
                           "convert it, or mend its header"),
                         name, rate_hz, PCM_RATE_MIN_HZ, PCM_RATE_MAX_HZ);
    return STATUS_OK;
}

/* A plain decimal number up to `stop`, or -1. */
static long parse_number(const char *text, char stop, const char **rest)
{
    if (*text < '0' || *text > '9')
        return -1;
    char *end;
    const long value = strtol(text, &end, 10);
    if (*end != stop)
        return -1;
    *rest = end + 1;
    return value;
}

enum status pcm_parse_spec(const char *text, struct pcm_spec *spec, struct error *error)
{
    const char *rest = text;
    const long rate_hz = parse_number(rest, ':', &rest);
    const long channels = rate_hz < 0 ? -1 : parse_number(rest, ':', &rest);
    if (channels < 0)
        return error_set(error, STATUS_USAGE,
                         _("'%s' is not RATE:CHANNELS:FORMAT; for example 48000:2:f32le"), text);
    for (int f = 0; f < PCM_FORMATS; f++) {
        if (strcmp(rest, names[f]) != 0)
            continue;
        *spec = (struct pcm_spec){.rate_hz = (unsigned)rate_hz,
                                  .channels = (unsigned)channels,
                                  .format = (enum pcm_format)f};
        if (pcm_check_shape(text, rate_hz, channels, error) != STATUS_OK)
            return error ? (error->status = STATUS_USAGE) : STATUS_USAGE;
        return STATUS_OK;
    }
    return error_set(error, STATUS_USAGE,
                     _("'%s': unknown sample format '%s'; use u8, s8, or s16, s24, s32, f32, f64 "
                       "with le or be"),
                     text, rest);
}
