/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reader: pulls frames from files, stdin or the demo, as fast as the caller likes.  The offline
 * commands use it directly; the player (live) paces it.  Several files are several tracks, read in
 * step; a shorter one ends in silence.
 * Thread: one at a time. */
#ifndef SIDEMAN_READER_H
#define SIDEMAN_READER_H

#include "capture/capture.h"

struct reader;

/* One file, one track: the mix.  1 to 8 channels, 1 kHz to 768 kHz, else an error says what and how
 * to mend it. */
struct reader *reader_open_file(const char *path, struct error *error);
/* One file a track (request->tracks[].source is a file); rates must agree. */
struct reader *reader_open_tracks(const struct capture_request *request, struct error *error);
/* "48000:2:f32le" (s16le s16be s24le s24be s32le s32be f32le f32be f64le f64be u8), or "" for a WAV or
 * AU header on the stream.  `fd` is not closed. */
struct reader *reader_open_stream(int fd, const char *format, struct error *error);
/* Refuses what can never be: a terminal, a wrong format.  Reads nothing. */
enum status reader_check_stream(int fd, const char *format, struct error *error);
/* The demo song in data/. */
struct reader *reader_open_demo(struct error *error);
void reader_free(struct reader *reader);

const struct capture_format *reader_format(const struct reader *reader);
/* NAN when it cannot be known (stdin). */
double reader_duration_s(const struct reader *reader);

/* Reads up to `frames` into planar rows (reader_format()->channels of them).  Returns frames read, 0
 * at the end; fewer than asked only at the end.  A damaged file ends early with `error` set. */
size_t reader_read(struct reader *reader, float *const *planar, size_t frames, struct error *error);
/* False where it cannot seek. */
bool reader_seek(struct reader *reader, uint64_t frame);
bool reader_can_seek(const struct reader *reader);

/* From now on a read of a pipe waits at most so long for more; it then returns fewer frames than
 * asked, or 0, and reader_at_end() tells a late pipe from an ended one.  < 0: for ever, the default.
 * Not for several pipes at once: they would slip against one another. */
void reader_set_patience(struct reader *reader, int timeout_ms);
bool reader_at_end(const struct reader *reader);

#endif
