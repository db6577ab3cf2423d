/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* portaudio: the backend for input devices: one track, mono or stereo, of one device.
 * PortAudio lists its devices when it starts, so every opening starts it anew. */

#include "base/clock.h"
#include "base/i18n.h"
#include "base/quiet.h"
#include "base/rt.h"
#include "capture/backend.h"

#include <math.h>
#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const double ring_s = 2.0;
static const double stall_s = 3.0;    /* a device that gives nothing for so long is gone */
static const double latency_s = 0.02; /* less than this costs overflows on busy machines */

enum { CHANNELS_TAKEN = 2 };

struct backend {
    PaStream *stream;
    struct ring *ring;
    atomic_uint_fast64_t overflows;
    atomic_uint block_frames;
    char name[sizeof((struct source_reading *)0)->name];
    unsigned rate_hz;
    uint64_t written; /* at the last poll at which frames had come, */
    double written_s; /* and its clock time */
};

static RT_SAFE int on_frames(const void *input, void *output, unsigned long frames,
                             const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags,
                             void *argument)
{
    (void)output;
    (void)time;
    struct backend *device = argument;
    if (flags & paInputOverflow)
        atomic_fetch_add_explicit(&device->overflows, 1, memory_order_relaxed);
    if (input)
        ring_write(device->ring, input, frames);
    atomic_store_explicit(&device->block_frames, (unsigned)frames, memory_order_relaxed);
    return paContinue;
}

static bool start_library(struct error *error)
{
    quiet_begin();
    const PaError result = Pa_Initialize();
    quiet_end();
    if (result != paNoError)
        error_set(error, STATUS_NOT_FOUND, _("PortAudio does not start: %s"),
                  Pa_GetErrorText(result));
    return result == paNoError;
}

static void stop_library(void)
{
    quiet_begin();
    Pa_Terminate();
    quiet_end();
}

/* ALSA writes into /proc what a kernel driver can record. */
static bool portaudio_available(void)
{
    FILE *file = fopen("/proc/asound/pcm", "r");
    char line[256];
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file))
        found = strstr(line, "capture") != NULL;
    if (file)
        fclose(file);
    return found;
}

static bool contains(const char *text, const char *part)
{
    const size_t length = strlen(part);
    for (; *text; text++) {
        if (strncasecmp(text, part, length) == 0)
            return true;
    }
    return length == 0;
}

/* The device called `name`, else the first with that in its name; "": the default one. */
static PaDeviceIndex find_device(const char *name)
{
    if (!name[0])
        return Pa_GetDefaultInputDevice();
    PaDeviceIndex similar = paNoDevice;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
        const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
        if (!info || info->maxInputChannels < 1)
            continue;
        if (strcmp(info->name, name) == 0)
            return i;
        if (similar == paNoDevice && contains(info->name, name))
            similar = i;
    }
    return similar;
}

static enum status portaudio_check(const struct capture_request *request, struct error *error)
{
    if (request->n_tracks > 1)
        return error_set(error, STATUS_USAGE,
                         _("an input device is one track; for several tracks use JACK or files"));
    return STATUS_OK;
}

static void fill_format(const struct capture_request *request, unsigned rate_hz, unsigned channels,
                        struct capture_format *format)
{
    *format = (struct capture_format){.rate_hz = rate_hz, .channels = channels, .n_tracks = 1};
    struct capture_track *track = &format->tracks[0];
    track->channels = channels;
    track->is_mix = request->n_tracks == 0 || request->tracks[0].is_mix;
    track->role = request->n_tracks > 0 ? request->tracks[0].role : ROLE_NONE;
    snprintf(track->name, sizeof track->name, "%s",
             request->n_tracks > 0 ? request->tracks[0].name : "mix");
}

static enum status start_stream(struct backend *device, PaDeviceIndex index, unsigned channels,
                                struct error *error)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    const PaStreamParameters parameters = {
        .device = index,
        .channelCount = (int)channels,
        .sampleFormat = paFloat32 | paNonInterleaved,
        .suggestedLatency = fmax(info->defaultLowInputLatency, latency_s),
    };
    quiet_begin();
    PaError result = Pa_OpenStream(&device->stream, &parameters, NULL, device->rate_hz,
                                   paFramesPerBufferUnspecified, paNoFlag, on_frames, device);
    if (result == paNoError)
        result = Pa_StartStream(device->stream);
    quiet_end();
    if (result == paNoError)
        return STATUS_OK;
    return error_set(error, STATUS_LOST, _("%s cannot be opened: %s; is another program using it?"),
                     device->name, Pa_GetErrorText(result));
}

static void portaudio_close(struct backend *device)
{
    if (device->stream)
        Pa_CloseStream(device->stream); /* may hang with a device that is gone: not while quiet */
    stop_library();
    ring_unref(device->ring);
    free(device);
}

/* The library runs; whoever calls closes the device on failure. */
static enum status open_device(struct backend *device, const struct capture_request *request,
                               struct capture_format *format, struct error *error)
{
    const char *wanted = request->source[0] || request->n_tracks == 0 ? request->source
                                                                      : request->tracks[0].source;
    const PaDeviceIndex index = find_device(wanted);
    if (index == paNoDevice && wanted[0])
        return error_set(error, STATUS_NOT_FOUND,
                         _("no input device is called '%s'; sideman ports lists them"), wanted);
    if (index == paNoDevice)
        return error_set(error, STATUS_NOT_FOUND, _("there is no input device"));
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    const unsigned channels =
        info->maxInputChannels < CHANNELS_TAKEN ? (unsigned)info->maxInputChannels : CHANNELS_TAKEN;
    snprintf(device->name, sizeof device->name, "%s", info->name);
    device->rate_hz = (unsigned)lround(info->defaultSampleRate);
    device->ring = ring_new(channels, backend_hop_frames(device->rate_hz),
                            (size_t)(ring_s * device->rate_hz));
    if (!device->ring)
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    fill_format(request, device->rate_hz, channels, format);
    return start_stream(device, index, channels, error);
}

static enum status portaudio_open(const struct capture_request *request, struct backend **backend,
                                  struct capture_format *format, struct ring **ring,
                                  struct error *error)
{
    if (!start_library(error))
        return STATUS_NOT_FOUND;
    struct backend *device = calloc(1, sizeof *device);
    if (!device) {
        stop_library();
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    }
    const enum status status = open_device(device, request, format, error);
    if (status != STATUS_OK) {
        portaudio_close(device);
        return status;
    }
    device->written_s = clock_now_s();
    *ring = ring_ref(device->ring);
    *backend = device;
    return STATUS_OK;
}

static enum status portaudio_poll(struct backend *device, struct error *error)
{
    const double now_s = clock_now_s();
    const uint64_t written = ring_written(device->ring) + ring_dropped(device->ring);
    if (written != device->written) {
        device->written = written;
        device->written_s = now_s;
    }
    if (Pa_IsStreamActive(device->stream) != 1)
        return error_set(error, STATUS_LOST, _("%s went away"), device->name);
    if (now_s - device->written_s > stall_s)
        return error_set(error, STATUS_LOST, _("%s gives no sound any more"), device->name);
    return STATUS_OK;
}

static void portaudio_read(struct backend *device, struct source_reading *source, bool *connected)
{
    snprintf(source->kind, sizeof source->kind, "PortAudio");
    snprintf(source->name, sizeof source->name, "%s", device->name);
    source->rate_hz = device->rate_hz;
    source->block_frames = atomic_load_explicit(&device->block_frames, memory_order_relaxed);
    source->xruns = atomic_load_explicit(&device->overflows, memory_order_relaxed);
    source->dsp_load_percent = (float)(100.0 * Pa_GetStreamCpuLoad(device->stream));
    connected[0] = true;
}

static void describe(const PaDeviceInfo *info, bool is_default, struct port_entry *entry)
{
    const PaHostApiInfo *api = Pa_GetHostApiInfo(info->hostApi);
    snprintf(entry->backend, sizeof entry->backend, "portaudio");
    snprintf(entry->name, sizeof entry->name, "%s", info->name);
    snprintf(entry->detail, sizeof entry->detail,
             ngettext("%s, %d channel, %.0f Hz", "%s, %d channels, %.0f Hz",
                      (unsigned long)info->maxInputChannels),
             api ? api->name : "?", info->maxInputChannels, info->defaultSampleRate);
    entry->channels = (unsigned char)(info->maxInputChannels < 255 ? info->maxInputChannels : 255);
    entry->feeds_outputs = is_default;
}

/* JACK's ports have their own list. */
static bool is_jack(const PaDeviceInfo *info)
{
    const PaHostApiInfo *api = Pa_GetHostApiInfo(info->hostApi);
    return api && api->type == paJACK;
}

static size_t portaudio_list_ports(struct backend *device, struct port_entry *entries, size_t max)
{
    size_t n = 0;
    if (!device && !start_library(NULL))
        return 0;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount() && n < max; i++) {
        const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
        if (!info || info->maxInputChannels < 1 || is_jack(info))
            continue;
        entries[n] = (struct port_entry){0};
        describe(info, i == Pa_GetDefaultInputDevice(), &entries[n]);
        entries[n].tapped = device && strcmp(device->name, info->name) == 0;
        n++;
    }
    if (!device)
        stop_library();
    return n;
}

const struct backend_ops backend_portaudio = {
    .name = "portaudio",
    .available = portaudio_available,
    .check = portaudio_check,
    .open = portaudio_open,
    .close = portaudio_close,
    .poll = portaudio_poll,
    .read = portaudio_read,
    .list_ports = portaudio_list_ports,
};
