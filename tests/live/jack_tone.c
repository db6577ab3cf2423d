/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_tone: a player for the live tests.  Plays sines, one a port, each 3 dB below the one before,
 * or a file, and does on command (one a line on standard input) what a DAW does to a session:
 *   rename PORT NAME | drop PORT | add NAME | input NAME | connect PORT INPUT | cut PORT INPUT
 *   level DBFS | play | finish | stall MS | freewheel 0|1 | tempo BPM | start | stop | locate FRAME | quit
 * What comes in by its inputs it plays too, at half the level, like a bus.
 * Answers every command with "ok" or "failed" on standard output. */
#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jack/jack.h>
#include <jack/transport.h>
#include <sndfile.h>

enum { PORTS_MAX = 160, INPUTS_MAX = 8, WORD = 300 };

static struct {
    jack_client_t *client;
    jack_port_t *_Atomic ports[PORTS_MAX];
    unsigned n_ports;
    jack_port_t *_Atomic inputs[INPUTS_MAX];
    atomic_uint n_inputs;
    double rate_hz;
    double frequency_hz;
    _Atomic float amplitude;
    _Atomic long stall_ms;
    _Atomic double bpm;
    uint64_t frame;
    float *file; /* interleaved */
    int file_channels;
    size_t file_frames;
    _Atomic size_t file_position;
    atomic_bool gone;
} tone;

static void fill_sine(float *out, jack_nframes_t frames, unsigned port)
{
    const float amplitude = atomic_load(&tone.amplitude) * powf(10.0f, -0.15f * (float)port);
    const double step = 2.0 * 3.14159265358979323846 * tone.frequency_hz / tone.rate_hz;
    for (jack_nframes_t i = 0; i < frames; i++)
        out[i] = amplitude * (float)sin(step * (double)(tone.frame + i));
}

static void fill_file(float *out, jack_nframes_t frames, unsigned port)
{
    const size_t start = atomic_load(&tone.file_position);
    for (jack_nframes_t i = 0; i < frames; i++) {
        const size_t at = start + i;
        out[i] = at < tone.file_frames
                     ? tone.file[at * (size_t)tone.file_channels + port % (unsigned)tone.file_channels]
                     : 0.0f;
    }
}

static void pass_through(float *out, jack_nframes_t frames)
{
    for (unsigned p = 0; p < atomic_load(&tone.n_inputs); p++) {
        const float *in = jack_port_get_buffer(atomic_load(&tone.inputs[p]), frames);
        for (jack_nframes_t i = 0; in && i < frames; i++)
            out[i] += 0.5f * in[i];
    }
}

static int on_process(jack_nframes_t frames, void *argument)
{
    (void)argument;
    for (unsigned p = 0; p < tone.n_ports; p++) {
        jack_port_t *port = atomic_load(&tone.ports[p]);
        float *out = port ? jack_port_get_buffer(port, frames) : NULL;
        if (out && tone.file)
            fill_file(out, frames, p);
        else if (out)
            fill_sine(out, frames, p);
        if (out)
            pass_through(out, frames);
    }
    tone.frame += frames;
    if (tone.file && atomic_load(&tone.file_position) < tone.file_frames)
        atomic_fetch_add(&tone.file_position, frames);
    const long stall_ms = atomic_exchange(&tone.stall_ms, 0);
    if (stall_ms > 0)
        nanosleep(&(struct timespec){stall_ms / 1000, stall_ms % 1000 * 1000000}, NULL);
    return 0;
}

static void on_timebase(jack_transport_state_t state, jack_nframes_t frames,
                        jack_position_t *position, int is_new, void *argument)
{
    (void)state, (void)frames, (void)is_new, (void)argument;
    const double bpm = atomic_load(&tone.bpm);
    const double beats = position->frame / tone.rate_hz * bpm / 60.0;
    position->valid = JackPositionBBT;
    position->beats_per_bar = 4;
    position->beat_type = 4;
    position->ticks_per_beat = 960;
    position->beats_per_minute = bpm;
    position->bar = 1 + (int32_t)(beats / 4.0);
    position->beat = 1 + (int32_t)fmod(beats, 4.0);
    position->tick = (int32_t)(960.0 * fmod(beats, 1.0));
}

static void on_shutdown(void *argument)
{
    (void)argument;
    atomic_store(&tone.gone, true);
}

static jack_port_t *find_port(const char *name)
{
    for (unsigned p = 0; p < tone.n_ports; p++) {
        jack_port_t *port = atomic_load(&tone.ports[p]);
        if (port && strcmp(jack_port_short_name(port), name) == 0)
            return port;
    }
    return NULL;
}

static bool add_port(const char *name)
{
    jack_port_t *port = jack_port_register(tone.client, name, JACK_DEFAULT_AUDIO_TYPE,
                                           JackPortIsOutput, 0);
    unsigned free_place = 0;
    while (free_place < tone.n_ports && atomic_load(&tone.ports[free_place]))
        free_place++;
    if (!port || free_place == PORTS_MAX)
        return false;
    atomic_store(&tone.ports[free_place], port);
    if (free_place == tone.n_ports)
        tone.n_ports++;
    return true;
}

static bool add_input(const char *name)
{
    const unsigned place = atomic_load(&tone.n_inputs);
    jack_port_t *port = place < INPUTS_MAX
                            ? jack_port_register(tone.client, name, JACK_DEFAULT_AUDIO_TYPE,
                                                 JackPortIsInput, 0)
                            : NULL;
    if (!port)
        return false;
    atomic_store(&tone.inputs[place], port);
    atomic_store(&tone.n_inputs, place + 1);
    return true;
}

static bool drop_port(jack_port_t *port)
{
    for (unsigned p = 0; p < tone.n_ports; p++)
        if (atomic_load(&tone.ports[p]) == port)
            atomic_store(&tone.ports[p], NULL);
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    return jack_port_unregister(tone.client, port) == 0;
}

static bool obey_ports(const char *verb, const char *first, const char *rest)
{
    jack_port_t *port = find_port(first);
    if (strcmp(verb, "add") == 0)
        return add_port(first);
    if (strcmp(verb, "input") == 0)
        return add_input(first);
    if (!port)
        return false;
    if (strcmp(verb, "rename") == 0)
        return jack_port_rename(tone.client, port, rest) == 0;
    if (strcmp(verb, "drop") == 0)
        return drop_port(port);
    if (strcmp(verb, "connect") == 0)
        return jack_connect(tone.client, jack_port_name(port), rest) == 0;
    if (strcmp(verb, "cut") == 0)
        return jack_disconnect(tone.client, jack_port_name(port), rest) == 0;
    return false;
}

static bool obey(const char *verb, const char *first, const char *rest)
{
    const double number = atof(first);
    if (strcmp(verb, "level") == 0) {
        atomic_store(&tone.amplitude, powf(10.0f, (float)number / 20.0f));
    } else if (strcmp(verb, "play") == 0) {
        atomic_store(&tone.file_position, 0);
    } else if (strcmp(verb, "finish") == 0) {
        while (atomic_load(&tone.file_position) < tone.file_frames && !atomic_load(&tone.gone))
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    } else if (strcmp(verb, "stall") == 0) {
        atomic_store(&tone.stall_ms, (long)number);
    } else if (strcmp(verb, "freewheel") == 0) {
        return jack_set_freewheel(tone.client, number != 0.0) == 0;
    } else if (strcmp(verb, "tempo") == 0) {
        atomic_store(&tone.bpm, number);
        return jack_set_timebase_callback(tone.client, 0, on_timebase, NULL) == 0;
    } else if (strcmp(verb, "start") == 0) {
        jack_transport_start(tone.client);
    } else if (strcmp(verb, "stop") == 0) {
        jack_transport_stop(tone.client);
    } else if (strcmp(verb, "locate") == 0) {
        return jack_transport_locate(tone.client, (jack_nframes_t)number) == 0;
    } else {
        return obey_ports(verb, first, rest);
    }
    return true;
}

static bool load_file(const char *path)
{
    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    if (!file)
        return false;
    tone.file = calloc((size_t)info.frames * (size_t)info.channels, sizeof *tone.file);
    tone.file_channels = info.channels;
    tone.file_frames = tone.file ? (size_t)sf_readf_float(file, tone.file, info.frames) : 0;
    atomic_store(&tone.file_position, tone.file_frames); /* silent until "play" */
    sf_close(file);
    return tone.file_frames > 0;
}

static void on_message(const char *text)
{
    (void)text;
}

/* Is there a server at all? */
static int probe(void)
{
    jack_set_error_function(on_message);
    jack_client_t *client = jack_client_open("probe", JackNoStartServer, NULL);
    if (client)
        jack_client_close(client);
    return client ? 0 : 1;
}

/* Usage: jack_tone [CLIENT PORTS HZ DBFS [FILE]] */
int main(int argc, char **argv)
{
    if (argc < 5)
        return probe();
    tone.client = jack_client_open(argv[1], JackNoStartServer, NULL);
    if (!tone.client || (argc > 5 && !load_file(argv[5])))
        return 1;
    tone.rate_hz = jack_get_sample_rate(tone.client);
    tone.frequency_hz = atof(argv[3]);
    atomic_store(&tone.amplitude, powf(10.0f, (float)atof(argv[4]) / 20.0f));
    for (int p = 0; p < atoi(argv[2]) && p < PORTS_MAX; p++) {
        char name[32];
        snprintf(name, sizeof name, "out_%d", p + 1);
        if (!add_port(name))
            return 1;
    }
    jack_set_process_callback(tone.client, on_process, NULL);
    jack_on_shutdown(tone.client, on_shutdown, NULL);
    if (jack_activate(tone.client) != 0)
        return 1;
    puts("ok");
    fflush(stdout);
    char line[3 * WORD];
    while (!atomic_load(&tone.gone) && fgets(line, sizeof line, stdin)) {
        char verb[WORD] = "", first[WORD] = "", rest[WORD] = "";
        sscanf(line, "%299s %299s %299[^\n]", verb, first, rest);
        if (strcmp(verb, "quit") == 0)
            break;
        puts(obey(verb, first, rest) ? "ok" : "failed");
        fflush(stdout);
    }
    if (!atomic_load(&tone.gone))
        jack_client_close(tone.client);
    free(tone.file);
    return 0;
}
