/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/line.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot snapshot;
static struct line_memory memory;

static int set_up(void **state)
{
    (void)state;
    snapshot_clear(&snapshot);
    snapshot.n_tracks = 1;
    track_reading_clear(&snapshot.tracks[0]);
    snapshot.tracks[0].channels = 2;
    memory = (struct line_memory){.clip_told_s = -INFINITY};
    return 0;
}

typedef void writer(FILE *out);

static void write_line(FILE *out)
{
    line_write(out, &snapshot);
}

static void write_events(FILE *out)
{
    line_write_events(out, &snapshot, &memory);
}

static void expect(writer *write, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    write(out);
    fclose(out);
    if (wanted ? !strstr(text, wanted) : size > 0)
        fail_msg("\"%s\" is not in \"%s\"", wanted ? wanted : "nothing", text);
    free(text);
}

static void the_tempo_of_a_rolling_daw_counts(void **state)
{
    (void)state;
    struct tempo_reading *const tempo = &snapshot.listen.tempo;
    struct source_reading *const source = &snapshot.source;
    tempo->bpm_open = 103.8f;
    expect(write_line, "  about 104 BPM?\n");
    tempo->bpm_open = NAN;
    tempo->bpm = 104.0f;
    tempo->beats_in_bar = 3;
    source->transport = TRANSPORT_STOPPED;
    source->transport_bpm = 102.0f;
    expect(write_line, "  104.0 BPM  3/4\n");
    source->transport = TRANSPORT_ROLLING;
    expect(write_line, "  102.0 BPM (2.0 BPM ahead)  3/4\n");
    tempo->bpm = 100.6f;
    expect(write_line, "  102.0 BPM (1.4 BPM behind)");
    tempo->bpm = 102.2f;
    expect(write_line, "  102.0 BPM  3/4\n");
    tempo->bpm = NAN;
    expect(write_line, "  102.0 BPM\n");
    source->transport_bpm = NAN;
    expect(write_line, "corr -\n");
}

static void a_key_is_told_when_it_is_sure_and_new(void **state)
{
    (void)state;
    struct key_estimate *const key = &snapshot.listen.key.now;
    expect(write_events, NULL);
    *key = (struct key_estimate){.key = {.tonic = 9, .minor = true}, .confidence = 0.4f,
                                 .runner_up = {.tonic = 0}, .runner_up_confidence = 0.1f};
    expect(write_events, NULL);
    key->confidence = 0.8f;
    expect(write_events, "  key: A minor 80 %, else C major 10 %\n");
    expect(write_events, NULL);
    key->confidence = 0.3f;
    expect(write_events, NULL);
    key->confidence = 0.9f;
    expect(write_events, NULL);
    key->key.minor = false;
    expect(write_events, "  key: A major 90 %");
}

static void a_genre_is_told_when_it_is_sure_and_new(void **state)
{
    (void)state;
    struct genre_guesses *const genre = &snapshot.listen.genre.now;
    *genre = (struct genre_guesses){.count = 2, .guess = {{GENRE_ROCK, 0.61f}, {GENRE_POP, 0.2f}}};
    expect(write_events, NULL);
    genre->sure = true;
    expect(write_events, "  genre: rock 61 %, pop 20 %\n");
    expect(write_events, NULL);
    genre->guess[0].genre = GENRE_METAL;
    expect(write_events, "  genre: metal 61 %");
}

static void what_is_said_is_told_when_it_changes(void **state)
{
    (void)state;
    struct context_reading *const context = &snapshot.advice.context;
    context->state = WORK_PLAYING;
    context->intent = INTENT_EDITING;
    expect(write_events, NULL);
    snprintf(context->says, sizeof context->says, "ideas are welcome"); /* a mere guess */
    expect(write_events, NULL);
    context->intent_reason = REASON_SHORT_PLAYS;
    snprintf(context->says, sizeof context->says, "noise first");
    expect(write_events, "  CONTEXT: playing, intent: editing (many short plays): noise first; "
                         "--context and --intent overrule it\n");
    expect(write_events, NULL);
    snprintf(context->says, sizeof context->says, "balance first");
    context->intent_reason = REASON_NONE;
    expect(write_events, ": balance first\n"); /* how to overrule it is told once */
    context->says[0] = '\0';
    context->state_by_hand = true;
    expect(write_events, ": everything is said\n");
}

static void who_learns_hears_the_reason_once(void **state)
{
    (void)state;
    struct suggestion *const mud = &snapshot.advice.suggestions[0];
    suggestion_clear(mud);
    mud->id = 7;
    mud->track = 0;
    snprintf(mud->title, sizeof mud->title, "Mud");
    snprintf(mud->do_this, sizeof mud->do_this, "cut 3 dB");
    snprintf(mud->detail, sizeof mud->detail, "it piles up");
    snapshot.advice.n_suggestions = 1;
    expect(write_events, "ADVICE: Mud: cut 3 dB\n");
    expect(write_events, NULL);
    mud->id = 8;
    snapshot.advice.context.reasons = true;
    expect(write_events, "cut 3 dB\n        why: it piles up\n");
    expect(write_events, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_tempo_of_a_rolling_daw_counts, set_up),
        cmocka_unit_test_setup(a_key_is_told_when_it_is_sure_and_new, set_up),
        cmocka_unit_test_setup(a_genre_is_told_when_it_is_sure_and_new, set_up),
        cmocka_unit_test_setup(what_is_said_is_told_when_it_changes, set_up),
        cmocka_unit_test_setup(who_learns_hears_the_reason_once, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
