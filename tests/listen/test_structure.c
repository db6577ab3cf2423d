/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/listen/song_play.h"

#include "listen/arrangement.h"
#include "listen/slotlog.h"
#include "tests/shipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { RATE_HZ = 16000, SONGS = 6 };

static void borders_and_letters_of_songs_are_found(void **state)
{
    (void)state;
    double whole = 0.0, live = 0.0, letters = 0.0;
    for (uint32_t seed = 1; seed <= SONGS; seed++) {
        const struct song song = song_compose(seed);
        struct song_heard heard = song_hear_song(&song, RATE_HZ);
        const struct timeline *timeline = engine_timeline(heard.engine);
        double truth_s[SONG_BORDERS_MAX], found_s[SONG_BORDERS_MAX];
        const unsigned truth = song_borders(&song, truth_s);
        const unsigned found = song_found(timeline, found_s);
        whole += song_f_measure(found_s, found, truth_s, truth, 0.5) / SONGS;
        live += song_f_measure(heard.live_s, heard.live, truth_s, truth, 0.5) / SONGS;
        letters += song_label_agreement(&song, timeline) / SONGS;
        for (unsigned i = 0; i < heard.live; i++) {
            assert_true(heard.known_s[i] - heard.live_s[i] < 9.0);
            assert_true(i == 0 || heard.live_s[i] - heard.live_s[i - 1] > 2.5);
        }
        assert_true(timeline->sections[0].start_s == 0.0);
        engine_free(heard.engine);
    }
    if (!(whole >= 0.9 && letters >= 0.9 && live >= 0.7))
        fail_msg("borders F %.3f, live %.3f, letters F %.3f", whole, live, letters);
}

/* Quiet, narrow and sparse, then loud, wide and busy, then the first again. */
static const struct song contrast = {
    .bpm = 120.0,
    .sections = 3,
    .parts = {{0, 8}, {1, 8}, {0, 8}},
    .kinds = {{.roots = {57, 53, 60, 55}, .minor = {true, false, false, false}, .pad = true,
               .harmonics = 3, .gain = 0.3f},
              {.roots = {60, 55, 57, 53}, .minor = {false, false, true, false}, .pad = true,
               .harmonics = 8, .kick = true, .snare = true, .hat = true, .bass = true,
               .gain = 1.0f, .width = 1.0f}},
};

static void check_contrast(unsigned rate_hz)
{
    struct song_heard heard = song_hear_song(&contrast, rate_hz);
    const struct timeline *timeline = engine_timeline(heard.engine);
    if (timeline->n_sections != 3)
        fail_msg("%u Hz: %zu sections", rate_hz, timeline->n_sections);
    const struct section_reading *sections = timeline->sections;
    for (unsigned i = 0; i < 3; i++) {
        if (fabs(sections[i].start_s - 16.0 * i) > 0.5)
            fail_msg("%u Hz: section %u at %g s", rate_hz, i, sections[i].start_s);
        assert_int_equal(sections[i].label, i == 1);
        assert_false(sections[i].builds_up);
    }
    assert_true(fabs(sections[2].end_s - 48.0) < 0.01);
    assert_true(sections[0].end_s == sections[1].start_s);
    assert_true(sections[1].loudness_lufs > sections[0].loudness_lufs + 6.0f);
    assert_true(fabsf(sections[2].loudness_lufs - sections[0].loudness_lufs) < 1.0f);
    assert_true(sections[1].density_hz > sections[0].density_hz + 1.0f);
    assert_true(sections[1].width > sections[0].width);
    if (heard.live != 2)
        fail_msg("%u Hz: %u sections live: %g %g %g", rate_hz, heard.live + 1, heard.live_s[0],
                 heard.live_s[1], heard.live_s[2]);
    for (unsigned i = 0; i < 2; i++)
        assert_true(fabs(heard.live_s[i] - 16.0 * (i + 1)) < 0.6);
    engine_free(heard.engine);
}

static void every_rate_hears_the_same_sections(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 11025, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        check_contrast(rates[i]);
}

static void live_sections_are_described(void **state)
{
    (void)state;
    struct song_heard heard = song_hear_song(&contrast, RATE_HZ);
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    engine_read(heard.engine, snapshot);
    const struct structure_reading *structure = &snapshot->listen.structure;
    const struct section_reading *whole = engine_timeline(heard.engine)->sections;
    assert_int_equal(structure->count, 3);
    assert_int_equal(structure->begun, 3);
    for (unsigned i = 0; i < 3; i++) {
        const struct section_reading *section = &structure->sections[i];
        assert_int_equal(section->label, i == 1);
        assert_true(fabsf(section->loudness_lufs - whole[i].loudness_lufs) < 1.0f);
        assert_true(fabsf(section->density_hz - whole[i].density_hz) < 1.0f);
        assert_true(fabsf(section->width - whole[i].width) < 0.05f);
    }
    assert_true(structure->sections[0].end_s == structure->sections[1].start_s);
    assert_true(isnan(structure->sections[2].end_s));
    free(snapshot);
    engine_free(heard.engine);
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {64, 1000, 8192};
    struct section_reading *first = NULL;
    struct structure_reading live = {0};
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    for (size_t i = 0; i < 3; i++) {
        struct song_player player = {.song = &contrast, .noise = 5};
        struct song_heard heard = song_hear(RATE_HZ, 37.3, blocks[i], song_sound_of, &player);
        const struct timeline *timeline = engine_timeline(heard.engine);
        const size_t size = timeline->n_sections * sizeof *timeline->sections;
        engine_read(heard.engine, snapshot);
        assert_true(timeline->n_sections > 1);
        if (!first) {
            first = malloc(size);
            memcpy(first, timeline->sections, size);
            live = snapshot->listen.structure;
        }
        assert_memory_equal(first, timeline->sections, size);
        assert_memory_equal(&live, &snapshot->listen.structure, sizeof live);
        engine_free(heard.engine);
    }
    free(first);
    free(snapshot);
}

/* But for how sure they are: with the whole file in hand, the beat is not followed on the way. */
static void assert_same_sections(const struct structure_reading *a,
                                 const struct structure_reading *b)
{
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->begun, b->begun);
    for (unsigned i = 0; i < a->count; i++) {
        struct section_reading x = a->sections[i], y = b->sections[i];
        x.confidence = y.confidence = 0.0f;
        assert_memory_equal(&x, &y, sizeof x);
    }
}

/* Keeping the whole file changes nothing of what is heard on the way. */
static void live_hears_what_offline_hears(void **state)
{
    (void)state;
    const struct song song = song_compose(3);
    struct song_player players[2] = {{.song = &song, .noise = 5}, {.song = &song, .noise = 5}};
    struct capture_format format = {.rate_hz = RATE_HZ, .channels = 2, .n_tracks = 1};
    format.tracks[0] = (struct capture_track){.name = "mix", .channels = 2, .is_mix = true};
    struct engine *engines[2];
    struct snapshot *snapshots[2];
    enum { BLOCK = 800 };
    for (int i = 0; i < 2; i++) {
        struct error error;
        engines[i] = engine_new(&format, true, i == 1, &error);
        snapshots[i] = calloc(1, sizeof *snapshots[i]);
        assert_non_null(engines[i]);
        assert_non_null(snapshots[i]);
    }
    for (uint64_t block = 0; block < 60 * RATE_HZ / BLOCK; block++) {
        for (int i = 0; i < 2; i++) {
            float left[BLOCK], right[BLOCK];
            const float *const rows[2] = {left, right};
            for (uint64_t k = 0; k < BLOCK; k++)
                song_sound_of(block * BLOCK + k, RATE_HZ, &players[i], &left[k], &right[k]);
            engine_feed(engines[i], rows, BLOCK);
        }
        if (block % 40 != 0)
            continue;
        for (int i = 0; i < 2; i++)
            engine_read(engines[i], snapshots[i]);
        const struct listen_reading *live = &snapshots[0]->listen, *whole = &snapshots[1]->listen;
        if (live->structure.count > 0 && whole->structure.count > 0)
            assert_same_sections(&live->structure, &whole->structure);
        assert_memory_equal(&live->pitch, &whole->pitch, sizeof live->pitch);
        assert_memory_equal(&live->key, &whole->key, sizeof live->key);
        assert_memory_equal(&snapshots[0]->tracks[0].range, &snapshots[1]->tracks[0].range,
                            sizeof snapshots[0]->tracks[0].range);
        for (unsigned k = 1; k < live->structure.count; k++)
            assert_int_not_equal(live->structure.sections[k].label,
                                 live->structure.sections[k - 1].label);
        assert_memory_equal(&live->onset, &whole->onset, sizeof live->onset);
    }
    for (int i = 0; i < 2; i++) {
        engine_free(engines[i]);
        free(snapshots[i]);
    }
}

static void silence(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    (void)frame;
    (void)rate_hz;
    (void)context;
    *left = *right = 0.0f;
}

static void noise(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    (void)frame;
    (void)rate_hz;
    *left = song_random(context) - 0.5f;
    *right = song_random(context) - 0.5f;
}

static void tone(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    (void)context;
    *left = *right = 0.3f * (float)sin(6.283185307179586 * 440.0 * (double)frame / rate_hz);
}

/* Noise that changes all the time: gusts, and clapping at random. */
static void gusts(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    noise(frame, rate_hz, context, left, right);
    const double time_s = (double)frame / rate_hz;
    const float gain = 0.1f + 0.9f * (float)fabs(sin(time_s / 7.0) * sin(time_s / 3.1));
    *left *= gain;
    *right *= gain;
}

static void claps(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    static double next_s, last_s;
    const double time_s = (double)frame / rate_hz;
    if (frame == 0)
        next_s = last_s = 0.0;
    if (time_s >= next_s) {
        last_s = next_s;
        next_s += 0.15 + 1.2 * (double)song_random(context) * (double)song_random(context);
    }
    noise(frame, rate_hz, context, left, right);
    *left = *right = *left * (float)exp(-90.0 * (time_s - last_s));
}

static void what_is_no_music_has_no_sections(void **state)
{
    (void)state;
    static song_sound *const sounds[] = {silence, noise, tone, gusts, claps};
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
        uint32_t seed = 1;
        struct song_heard heard = song_hear(RATE_HZ, 90.0, 512, sounds[i], &seed);
        const struct timeline *timeline = engine_timeline(heard.engine);
        engine_read(heard.engine, snapshot);
        const struct structure_reading *const live = &snapshot->listen.structure;
        if (timeline->n_sections != 0 || heard.live != 0 || live->count != 0)
            fail_msg("sound %zu: %zu sections, %u live", i, timeline->n_sections, heard.live);
        assert_true(isnan(snapshot->listen.tempo.swing));
        assert_int_equal(snapshot->listen.tempo.beats_in_bar, 0);
        assert_int_equal(snapshot->listen.key.overall.key.tonic, -1);
        engine_free(heard.engine);
    }
    free(snapshot);
}

/* A song of one kind. */
static const struct song steady = {
    .bpm = 120.0,
    .sections = 1,
    .parts = {{0, 20}},
    .kinds = {{.roots = {57, 53, 60, 55}, .minor = {true, false, false, false}, .pad = true,
               .harmonics = 5, .kick = true, .snare = true, .hat = true, .bass = true,
               .gain = 0.5f}},
};

static void what_does_not_change_is_one_section(void **state)
{
    (void)state;
    struct song_heard heard = song_hear_song(&steady, RATE_HZ);
    const struct timeline *timeline = engine_timeline(heard.engine);
    assert_int_equal(timeline->n_sections, 1);
    assert_int_equal(heard.live, 0);
    assert_int_equal(timeline->sections[0].label, 0);
    assert_true(isfinite(timeline->sections[0].loudness_lufs));
    assert_true(isnan(timeline->sections[0].confidence));
    assert_true(timeline->sections[0].end_s == 40.0);
    engine_free(heard.engine);
}

static void clear_sections_are_sure(void **state)
{
    (void)state;
    struct song_heard heard = song_hear_song(&contrast, RATE_HZ);
    const struct timeline *timeline = engine_timeline(heard.engine);
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    engine_read(heard.engine, snapshot);
    assert_int_equal(snapshot->listen.structure.count, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_true(timeline->sections[i].confidence > 0.6f);
        assert_true(snapshot->listen.structure.sections[i].confidence > 0.5f);
        assert_true(timeline->sections[i].confidence <= 1.0f);
    }
    free(snapshot);
    engine_free(heard.engine);
}

static void short_files_do_no_harm(void **state)
{
    (void)state;
    static const double seconds[] = {0.0, 1.0 / RATE_HZ, 0.05, 0.2, 0.7, 3.0, 5.0};
    for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        uint32_t seed = 1;
        struct song_heard heard = song_hear(RATE_HZ, seconds[i], 100, noise, &seed);
        const struct timeline *timeline = engine_timeline(heard.engine);
        assert_int_equal(timeline->n_sections, 0);
        engine_free(heard.engine);
    }
}

/* Sixteen seconds, four of silence, sixteen seconds. */
static void interrupted(uint64_t frame, unsigned rate_hz, void *context, float *left,
                        float *right)
{
    song_sound_of(frame, rate_hz, context, left, right);
    const double time_s = (double)frame / rate_hz;
    if (time_s >= 16.0 && time_s < 20.0)
        *left = *right = 0.0f;
}

static void silence_parts_too(void **state)
{
    (void)state;
    struct song_player player = {.song = &steady, .noise = 5};
    struct song_heard heard = song_hear(RATE_HZ, 36.0, 512, interrupted, &player);
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    engine_read(heard.engine, snapshot);
    const struct structure_reading *structure = &snapshot->listen.structure;
    assert_int_equal(structure->count, 3);
    assert_int_equal(structure->sections[0].label, 0);
    assert_int_equal(structure->sections[1].label, -1);
    assert_int_equal(structure->sections[2].label, 0);
    assert_true(fabs(structure->sections[1].start_s - 16.0) < 0.3);
    assert_true(fabs(structure->sections[2].start_s - 20.0) < 0.3);
    assert_int_equal(heard.live, 1);
    free(snapshot);
    engine_free(heard.engine);
}

/* A fade in over sixteen seconds, then the full level. */
static void build_up(uint64_t frame, unsigned rate_hz, void *context, float *left, float *right)
{
    song_sound_of(frame, rate_hz, context, left, right);
    const double time_s = (double)frame / rate_hz;
    const float gain = time_s < 16.0 ? (float)pow(10.0, (time_s - 22.0) / 20.0) : 1.0f;
    *left *= gain;
    *right *= gain;
}

static void a_build_up_is_told(void **state)
{
    (void)state;
    struct song_player player = {.song = &steady, .noise = 5};
    struct song_heard heard = song_hear(RATE_HZ, 40.0, 512, build_up, &player);
    const struct timeline *timeline = engine_timeline(heard.engine);
    assert_true(timeline->n_sections >= 2);
    bool told = false;
    for (size_t i = 0; i + 1 < timeline->n_sections; i++)
        told = told || timeline->sections[i].builds_up;
    assert_true(told);
    assert_false(timeline->sections[timeline->n_sections - 1].builds_up);
    assert_in_range(timeline->n_energy, 38, 42);
    assert_true(timeline->energy_lufs[timeline->n_energy - 1] > timeline->energy_lufs[3] + 10.0f);
    engine_free(heard.engine);
}

/* Three hours in two kinds of 15 minutes. */
static void three_hours_fit(void **state)
{
    (void)state;
    static const double slot_s = 0.0853, end_s = 3 * 3600.0;
    struct slotlog *log = slotlog_new(slot_s);
    uint32_t seed = 3;
    for (double at = 0.0; at < end_s; at += slot_s) {
        struct texture_slot slot = {
            .loudness = 0.01f, .left = 1.0f, .right = 1.0f, .music = 1.0f};
        const bool loud = (int)(at / 900.0) % 2 == 1;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slot.dims[d] = (loud ? -2.0f : -3.5f) + 0.5f * song_random(&seed);
        slotlog_add(log, &slot);
    }
    assert_in_range(slotlog_count(log), SLOTLOG_MAX / 2, SLOTLOG_MAX);
    const struct arrangement_times times = {.end_s = end_s};
    struct section_reading *sections;
    const size_t count = arrangement_find(slotlog_slots(log), slotlog_count(log),
                                          slotlog_slot_s(log), &times, &sections);
    assert_int_equal(count, 12);
    for (size_t i = 0; i < count; i++) {
        assert_true(fabs(sections[i].start_s - 900.0 * (double)i) < 1.5);
        assert_int_equal(sections[i].label, i % 2);
    }
    free(sections);
    slotlog_free(log);
}

static const double slot_s = 0.09;

/* 63 s whose sound changes at 30.3 s. */
static void fill_two_halves(struct texture_slot slots[700])
{
    uint32_t seed = 1;
    for (size_t i = 0; i < 700; i++)
        slots[i].music = 1.0f;
    for (size_t i = 0; i < 700; i++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slots[i].dims[d] =
                ((double)i * slot_s < 30.3 ? -4.0f : -2.0f) + 0.3f * song_random(&seed);
}

/* Borders go to a downbeat that is near, else to a beat, else they stay. */
static void borders_are_on_bars_and_beats(void **state)
{
    (void)state;
    static struct texture_slot slots[700];
    fill_two_halves(slots);
    double beats_s[126], downbeats_s[32];
    for (unsigned i = 0; i < 126; i++)
        beats_s[i] = 0.5 * i;
    for (unsigned i = 0; i < 32; i++)
        downbeats_s[i] = 2.0 * i;
    struct arrangement_times times = {.end_s = 63.0};
    static const double wanted_s[] = {30.3, 30.5, 30.0};
    for (unsigned round = 0; round < 3; round++) {
        struct section_reading *sections;
        times.beats = (struct song_beats){
            .beats_s = beats_s, .n_beats = round >= 1 ? 126 : 0,
            .downbeats_s = downbeats_s, .n_downbeats = round >= 2 ? 32 : 0};
        assert_int_equal(arrangement_find(slots, 700, slot_s, &times, &sections), 2);
        if (!(fabs(sections[1].start_s - wanted_s[round]) < 0.05))
            fail_msg("round %u: %g s", round, sections[1].start_s);
        assert_true(sections[0].end_s == sections[1].start_s);
        free(sections);
    }
}

/* Of `bars` bars of two seconds, the texture changes at bar `change`: where is the border? */
static double border_after(unsigned bars, unsigned change)
{
    enum { BARS_MAX = 40 };
    static struct texture_slot slots[1000];
    double beats_s[4 * BARS_MAX], downbeats_s[BARS_MAX];
    const double end_s = 2.0 * bars;
    const size_t count = (size_t)(end_s / slot_s);
    uint32_t seed = 1;
    assert_true(bars <= BARS_MAX && count <= 1000);
    for (size_t i = 0; i < count; i++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slots[i].dims[d] = ((double)i * slot_s < 2.0 * change ? -4.0f : -2.0f) +
                               0.3f * song_random(&seed);
    for (unsigned i = 0; i < 4 * bars; i++)
        beats_s[i] = 0.5 * i;
    for (unsigned i = 0; i < bars; i++)
        downbeats_s[i] = 2.0 * i;
    const struct arrangement_times times = {
        .end_s = end_s, .beats = {.beats_s = beats_s, .n_beats = (size_t)4 * bars,
                                  .downbeats_s = downbeats_s, .n_downbeats = bars}};
    struct section_reading *sections;
    assert_int_equal(arrangement_find(slots, count, slot_s, &times, &sections), 2);
    const double border_s = sections[1].start_s;
    free(sections);
    return border_s;
}

/* The bar that leads over to a chorus often sounds like it. */
static void a_fill_ends_the_section_before(void **state)
{
    (void)state;
    assert_true(fabs(border_after(32, 15) - 32.0) < 0.05);
    assert_true(fabs(border_after(24, 11) - 24.0) < 0.05);
    assert_true(fabs(border_after(32, 16) - 32.0) < 0.05);
    assert_true(fabs(border_after(31, 15) - 30.0) < 0.05); /* sixteen bars follow */
    assert_true(fabs(border_after(32, 14) - 28.0) < 0.05); /* two bars are no fill */
}

/* Nobody can count on beats that come and go. */
static void uneven_beats_move_no_border(void **state)
{
    (void)state;
    static struct texture_slot slots[700];
    fill_two_halves(slots);
    double beats_s[126];
    for (unsigned i = 0; i < 126; i++)
        beats_s[i] = 0.5 * i + (i % 2 ? 0.1 : 0.0);
    const struct arrangement_times times = {
        .end_s = 63.0, .beats = {.beats_s = beats_s, .n_beats = 126}};
    assert_int_equal(units_evenness(&times.beats, times.end_s), BEATS_UNEVEN);
    struct section_reading *sections;
    assert_int_equal(arrangement_find(slots, 700, slot_s, &times, &sections), 2);
    assert_true(fabs(sections[1].start_s - 30.3) < 0.05);
    free(sections);
}

static void gates_are_those_of_the_standard(void **state)
{
    (void)state;
    struct texture_slot slots[300] = {{.loudness = 0.0f}};
    for (unsigned i = 0; i < 300; i++)
        slots[i].loudness = i < 100 ? 0.01f : i < 200 ? 1e-4f : 1e-9f;
    assert_true(fabsf(arrangement_loudness_lufs(slots, 300) + 20.0f) < 0.01f);
    assert_true(fabsf(arrangement_loudness_lufs(slots + 100, 200) + 40.0f) < 0.01f);
    assert_true(isnan(arrangement_loudness_lufs(slots + 200, 100)));
    assert_true(isnan(arrangement_loudness_lufs(slots, 0)));
}

int main(void)
{
    shipped_use();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders_and_letters_of_songs_are_found),
        cmocka_unit_test(every_rate_hears_the_same_sections),
        cmocka_unit_test(live_sections_are_described),
        cmocka_unit_test(blocks_do_not_matter),
        cmocka_unit_test(live_hears_what_offline_hears),
        cmocka_unit_test(what_is_no_music_has_no_sections),
        cmocka_unit_test(what_does_not_change_is_one_section),
        cmocka_unit_test(clear_sections_are_sure),
        cmocka_unit_test(short_files_do_no_harm),
        cmocka_unit_test(silence_parts_too),
        cmocka_unit_test(a_build_up_is_told),
        cmocka_unit_test(three_hours_fit),
        cmocka_unit_test(borders_are_on_bars_and_beats),
        cmocka_unit_test(a_fill_ends_the_section_before),
        cmocka_unit_test(uneven_beats_move_no_border),
        cmocka_unit_test(gates_are_those_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
