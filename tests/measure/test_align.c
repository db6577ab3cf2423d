/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tracks that are copies of each other, late and upside down by known amounts. */

#include "measure/align.h"
#include "base/readings.h"
#include "measure/erb.h"
#include "measure/stft.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TRACKS = 12, SOURCE = 1 << 16 };

/* Track t is `gain` times source `source`, `late` frames behind. */
struct part {
    unsigned source;
    long late;
    double gain;
};

static float sources[2][SOURCE]; /* read round and round */

static int make_sources(void **state)
{
    (void)state;
    uint64_t seed = 1;
    synth_noise(sources[0], SOURCE, &seed, 0.5);
    synth_noise(sources[1], SOURCE, &seed, 0.5);
    return 0;
}

struct session {
    struct align *align;
    struct likeness *likeness;
    unsigned rate_hz, tracks;
    size_t hop;
    long at;
};

static struct session session_start(unsigned rate_hz, unsigned tracks)
{
    return (struct session){.align = align_new(rate_hz, tracks),
                            .likeness = likeness_new(tracks, 0.085),
                            .rate_hz = rate_hz, .tracks = tracks,
                            .hop = stft_hop_frames(rate_hz), .at = SOURCE};
}

static void session_end(struct session *session)
{
    align_free(session->align);
    likeness_free(session->likeness);
}

static void fill(const struct session *session, const struct part *part, float *to)
{
    for (size_t i = 0; i < session->hop; i++)
        to[i] = (float)(part->gain * (double)sources[part->source]
                                     [(session->at + (long)i - part->late) % SOURCE]);
}

/* The bands of a source move in a way of its own, and so do those of each silent track. */
static void take_likeness(const struct session *session, const struct part *parts)
{
    for (unsigned t = 0; t < session->tracks; t++) {
        float levels_db[ERB_ROW] = {0};
        const unsigned who = parts[t].gain != 0 ? parts[t].source : 2 + t;
        uint64_t seed = ((uint64_t)session->at << 8 | who) * 0x9e3779b97f4a7c15u;
        seed ^= seed >> 29;
        synth_noise(levels_db, ERB_BANDS, &seed, 10);
        likeness_take(session->likeness, t, levels_db, true);
    }
    likeness_step(session->likeness);
}

static void play(struct session *session, const struct part *parts, unsigned steps)
{
    static float row[4096];
    for (unsigned n = 0; n < steps; n++) {
        for (unsigned hop = 0; hop < 8; hop++) {
            for (unsigned t = 0; t < session->tracks; t++) {
                fill(session, &parts[t], row);
                align_take(session->align, t, row, NULL, session->hop);
            }
            session->at += (long)session->hop;
        }
        take_likeness(session, parts);
        align_step(session->align, session->likeness);
    }
}

static const struct relations_reading *read(const struct session *session)
{
    static struct relations_reading reading;
    static const uint8_t index[TRACKS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    align_read(session->align, index, &reading);
    return &reading;
}

static void delay_and_polarity_are_told_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 22050, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        const long late = (long)rates_hz[r] / 250; /* 4 ms */
        const struct part parts[2] = {{0, 0, 0.5}, {0, late, -0.2}};
        struct session session = session_start(rates_hz[r], 2);
        play(&session, parts, 12);
        const struct relations_reading *const found = read(&session);
        assert_int_equal(found->n_alignments, 1);
        assert_int_equal(found->alignments[0].track, 0);
        assert_int_equal(found->alignments[0].other, 1);
        assert_near(found->alignments[0].delay_frames, late, 0.1);
        assert_near(found->alignments[0].delay_ms, 1000.0 * (double)late / rates_hz[r], 0.01);
        assert_true(found->alignments[0].correlation < -0.5F);
        assert_true(found->alignments[0].confidence > 0.9F);
        session_end(&session);
    }
}

/* The delay is never negative: who is late is `other`. */
static void the_late_one_is_the_other(void **state)
{
    (void)state;
    const struct part parts[2] = {{0, 333, 0.5}, {0, 0, 0.5}};
    struct session session = session_start(48000, 2);
    play(&session, parts, 12);
    const struct alignment_reading *const found = read(&session)->alignments;
    assert_int_equal(found->track, 1);
    assert_int_equal(found->other, 0);
    assert_near(found->delay_frames, 333, 0.1);
    assert_true(found->correlation > 0.5F);
    session_end(&session);
}

static void half_a_frame_is_told_too(void **state)
{
    (void)state;
    static float row[4096], late[4096];
    struct session session = session_start(48000, 2);
    for (unsigned n = 0; n < 12; n++) {
        for (unsigned hop = 0; hop < 8; hop++, session.at += (long)session.hop) {
            for (size_t i = 0; i < session.hop; i++) {
                const long at = session.at + (long)i;
                const float *const s = sources[0];
                row[i] = 0.5F * (s[at % SOURCE] + s[(at - 1) % SOURCE]);
                late[i] = 0.25F * (s[(at - 10) % SOURCE] + 2 * s[(at - 11) % SOURCE] +
                                   s[(at - 12) % SOURCE]);
            }
            align_take(session.align, 0, row, NULL, session.hop);
            align_take(session.align, 1, late, NULL, session.hop);
        }
        align_step(session.align, session.likeness);
    }
    assert_near(read(&session)->alignments[0].delay_frames, 10.5, 0.1);
    session_end(&session);
}

static void strangers_and_silence_are_not_aligned(void **state)
{
    (void)state;
    const struct part strangers[3] = {{0, 0, 0.5}, {1, 0, 0.5}, {0, 5, 0}};
    struct session session = session_start(44100, 3);
    assert_int_equal(read(&session)->n_alignments, 0);
    play(&session, strangers, 36);
    assert_int_equal(read(&session)->n_alignments, 0);
    session_end(&session);
}

static void several_are_sorted_by_confidence(void **state)
{
    (void)state;
    const struct part parts[4] = {{0, 0, 0.5}, {1, 0, 0.5}, {1, 20, -0.5}, {0, 100, 0.3}};
    struct session session = session_start(8000, 4);
    play(&session, parts, 48);
    const struct relations_reading *const found = read(&session);
    assert_int_equal(found->n_alignments, 2);
    assert_true(found->alignments[0].confidence >= found->alignments[1].confidence);
    bool seen[2] = {false, false};
    for (unsigned i = 0; i < 2; i++) {
        const struct alignment_reading *const a = &found->alignments[i];
        const bool first = a->track == 0;
        seen[first ? 0 : 1] = true;
        assert_int_equal(a->track, first ? 0 : 1);
        assert_int_equal(a->other, first ? 3 : 2);
        assert_near(a->delay_frames, first ? 100 : 20, 0.1);
        assert_true((a->correlation > 0) == first);
    }
    assert_true(seen[0] && seen[1]);
    session_end(&session);
}

/* Of more than eight tracks those are compared that look alike. */
static void of_many_tracks_the_likeliest_are_compared(void **state)
{
    (void)state;
    struct part parts[TRACKS];
    for (unsigned t = 0; t < TRACKS; t++)
        parts[t] = (struct part){.source = t == 4 || t == 9 ? 0 : 1, .late = t == 9 ? 50 : 0,
                                 .gain = t == 4 || t == 9 ? 0.5 : 0};
    struct session session = session_start(8000, TRACKS);
    play(&session, parts, 240);
    const struct relations_reading *const found = read(&session);
    assert_int_equal(found->n_alignments, 1);
    assert_int_equal(found->alignments[0].track, 4);
    assert_int_equal(found->alignments[0].other, 9);
    assert_near(found->alignments[0].delay_frames, 50, 0.1);
    session_end(&session);
}

static void the_reading_has_the_names_of_others(void **state)
{
    (void)state;
    static struct relations_reading reading;
    static const uint8_t index[2] = {17, 5};
    const struct part parts[2] = {{0, 0, 0.5}, {0, 40, 0.5}};
    struct session session = session_start(8000, 2);
    play(&session, parts, 12);
    align_read(session.align, index, &reading);
    assert_int_equal(reading.alignments[0].track, 17);
    assert_int_equal(reading.alignments[0].other, 5);
    session_end(&session);
}

static void stereo_counts_as_its_middle(void **state)
{
    (void)state;
    static float a[4096], b[4096], turned[4096];
    const struct part part = {0, 0, 0.5};
    struct session session = session_start(8000, 2);
    for (unsigned n = 0; n < 24; n++) {
        for (unsigned hop = 0; hop < 8; hop++, session.at += (long)session.hop) {
            fill(&session, &part, a);
            fill(&session, &(struct part){1, 0, 0.5}, b);
            for (size_t i = 0; i < session.hop; i++)
                turned[i] = 0.2F * a[i] - b[i];
            align_take(session.align, 0, a, NULL, session.hop);
            align_take(session.align, 1, turned, b, session.hop); /* b cancels */
        }
        align_step(session.align, session.likeness);
    }
    const struct relations_reading *const found = read(&session);
    assert_int_equal(found->n_alignments, 1);
    assert_near(found->alignments[0].correlation, 1, 0.01);
    assert_near(found->alignments[0].delay_frames, 0, 0.01);
    session_end(&session);
}

/* A last hop that is short is followed by silence, not by what the ring held before. */
static void a_short_hop_ends_in_silence(void **state)
{
    (void)state;
    struct session session = session_start(8000, 2);
    const struct part loud[2] = {{0, 0, 0.5}, {0, 0, 0.5}};
    play(&session, loud, 8);
    const size_t window_hops = 16;
    for (size_t hop = 0; hop < window_hops; hop++)
        for (unsigned t = 0; t < 2; t++)
            align_take(session.align, t, sources[0], NULL, 0);
    align_reset(session.align);
    for (unsigned n = 0; n < 24; n++)
        align_step(session.align, session.likeness);
    assert_int_equal(read(&session)->n_alignments, 0);
    session_end(&session);
}

static void reset_forgets_what_was_found(void **state)
{
    (void)state;
    struct session session = session_start(8000, 2);
    const struct part before[2] = {{0, 0, 0.5}, {0, 40, 0.5}};
    const struct part after[2] = {{0, 0, 0.5}, {0, 90, -1}};
    play(&session, before, 24);
    assert_int_equal(read(&session)->n_alignments, 1);
    align_reset(session.align);
    assert_int_equal(read(&session)->n_alignments, 0);
    play(&session, after, 24);
    assert_near(read(&session)->alignments[0].delay_frames, 90, 0.1);
    session_end(&session);
    align_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delay_and_polarity_are_told_at_every_rate),
        cmocka_unit_test(the_late_one_is_the_other),
        cmocka_unit_test(half_a_frame_is_told_too),
        cmocka_unit_test(strangers_and_silence_are_not_aligned),
        cmocka_unit_test(several_are_sorted_by_confidence),
        cmocka_unit_test(of_many_tracks_the_likeliest_are_compared),
        cmocka_unit_test(the_reading_has_the_names_of_others),
        cmocka_unit_test(stereo_counts_as_its_middle),
        cmocka_unit_test(a_short_hop_ends_in_silence),
        cmocka_unit_test(reset_forgets_what_was_found),
    };
    return cmocka_run_group_tests(tests, make_sources, NULL);
}
