/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* capture: the seam between where sound comes from and the rest of the program.
 * A request says what the user wants to hear; a backend (jack.c, portaudio.c, player.c for file, stdin
 * and demo) delivers it as frames in a ring; the supervisor thread opens it, notices its death and
 * opens it again.  Frames of all tracks share one ring: track t's channels are rows
 * first_channel .. first_channel + channels - 1. */
#ifndef SIDEMAN_CAPTURE_H
#define SIDEMAN_CAPTURE_H

#include "base/readings.h"
#include "base/ring.h"
#include "base/status.h"

enum capture_backend {
    CAPTURE_AUTO, /* JACK if a server runs, else PortAudio's default input, else the demo */
    CAPTURE_JACK,
    CAPTURE_PORTAUDIO,
    CAPTURE_FILE,
    CAPTURE_STDIN,
    CAPTURE_DEMO
};

struct track_request {
    char name[TRACK_NAME_MAX];
    enum role role;
    bool is_mix;
    char source[512]; /* JACK port name or regex, or a file; "" for the default taps */
};

/* Plain data; the caller keeps it.  Copied by capture_new(). */
struct capture_request {
    enum capture_backend backend;
    char source[512];       /* JACK regex, PortAudio device, file, stdin format; "" for the default */
    char client_name[32];   /* JACK */
    bool reconnect;
    bool loop;              /* file and demo */
    unsigned n_tracks;      /* 0: one stereo track, the mix */
    struct track_request tracks[TRACKS_MAX];
};

struct capture_track {
    char name[TRACK_NAME_MAX];
    enum role role;
    bool is_mix;
    unsigned first_channel;
    unsigned channels;
};

/* What a source delivers.  When no track is the mix, the engine sums them into one. */
struct capture_format {
    unsigned rate_hz;
    unsigned channels; /* of all tracks together: rows of the ring */
    unsigned n_tracks;
    struct capture_track tracks[TRACKS_MAX];
};

/* Frames in flight: valid as long as the holder keeps its reference of the ring. */
struct capture_stream {
    struct ring *ring;
    struct capture_format format;
    uint64_t generation; /* changes when the source was opened anew: analysers start afresh */
};

struct capture;

/* Starts the supervisor thread, which opens the source.  Does not wait for it.  NULL and `error` when
 * the request cannot be met at all (unknown file, bad format): so a typing error is told at once. */
struct capture *capture_new(const struct capture_request *request, struct error *error);
void capture_free(struct capture *capture);

/* Analysis thread.  True when the present stream is another one than `stream->generation` (0: none
 * yet); then *stream is overwritten with it, with one reference of its ring for the caller, who drops
 * the one before himself.  Cheap enough for every tick. */
bool capture_acquire(struct capture *capture, struct capture_stream *stream);

/* State for the screen: any thread but the audio thread.  `connected` (may be NULL) has room for
 * TRACKS_MAX flags: whether something feeds the track. */
void capture_read(struct capture *capture, struct source_reading *source, bool *connected);

/* Playback control of file and demo; elsewhere false.  UI thread. */
bool capture_set_paused(struct capture *capture, bool paused);
bool capture_seek(struct capture *capture, double position_s);
bool capture_set_loop(struct capture *capture, bool loop);

/* Taps something else from now on (Sources view).  The new request replaces the old one; on an error
 * the old one stays. */
enum status capture_retarget(struct capture *capture, const struct capture_request *request,
                             struct error *error);

/* Lists what could be tapped into `entries`, at most `max`; returns how many.  A missing server or
 * device is an empty list, not an error.  `capture` may be NULL (sideman ports); with one, taps are
 * marked.  May take 100 ms: never per frame. */
size_t capture_list_ports(struct capture *capture, struct port_entry *entries, size_t max);

/* Fills `rate, channels`, ... of a hop: the STFT's hop at this rate (see measure/stft.h); capture must
 * not include measure, so the caller of capture_new() says how to size ring hops. */
void capture_set_hop_rule(size_t (*hop_frames)(unsigned rate_hz));

#endif
