/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A graph made up here: the few functions of JACK's library that are asked about it are ours. */

#include "capture/jack_wanted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct port {
    const char *name;
    unsigned long flags;
    bool mine;
    const char *feeders[4];
};

enum { OUTPUT = JackPortIsOutput, INPUT = JackPortIsInput,
       SPEAKER = JackPortIsInput | JackPortIsPhysical };

static const struct port *ports;
static size_t n_ports;
static unsigned lists; /* that were given away and not freed */

const char **jack_get_ports(jack_client_t *client, const char *port_name_pattern,
                            const char *type_name_pattern, unsigned long flags)
{
    (void)client;
    assert_null(port_name_pattern);
    assert_string_equal(type_name_pattern, JACK_DEFAULT_AUDIO_TYPE);
    const char **names = calloc(n_ports + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < n_ports; i++)
        if ((ports[i].flags & flags) == flags)
            names[n++] = ports[i].name;
    if (n == 0) { /* as JACK does it */
        free(names);
        return NULL;
    }
    lists++;
    return names;
}

void jack_free(void *list)
{
    lists -= list ? 1 : 0;
    free(list);
}

jack_port_t *jack_port_by_name(jack_client_t *client, const char *name)
{
    (void)client;
    for (size_t i = 0; i < n_ports; i++)
        if (strcmp(ports[i].name, name) == 0)
            return (jack_port_t *)(uintptr_t)&ports[i];
    return NULL;
}

int jack_port_is_mine(const jack_client_t *client, const jack_port_t *port)
{
    (void)client;
    return ((const struct port *)(const void *)port)->mine;
}

const char **jack_port_get_all_connections(const jack_client_t *client, const jack_port_t *port)
{
    (void)client;
    const char *const *const feeders = ((const struct port *)(const void *)port)->feeders;
    if (!feeders[0])
        return NULL;
    const char **names = calloc(5, sizeof *names);
    for (size_t i = 0; i < 4 && feeders[i]; i++)
        names[i] = feeders[i];
    lists++;
    return names;
}

static struct jack_wanted wanted;

#define FIND(graph, text) find((graph), sizeof (graph) / sizeof *(graph), (text))

static void find(const struct port *graph_ports, size_t n, const char *text)
{
    struct jack_tap_source source;
    struct jack_graph graph;
    ports = graph_ports;
    n_ports = n;
    jack_wanted_free(&wanted);
    assert_int_equal(jack_tap_source_init(&source, text, NULL), STATUS_OK);
    jack_graph_read(&graph, NULL);
    jack_wanted_find(&wanted, &source, &graph);
    jack_graph_free(&graph);
    jack_tap_source_done(&source);
    assert_int_equal(lists, 0);
}

static void expect(size_t n, unsigned channels, bool mirror)
{
    assert_int_equal(wanted.n, n);
    assert_int_equal(wanted.channels, channels);
    assert_int_equal(wanted.mirror, mirror);
}

static int clear(void **state)
{
    (void)state;
    jack_wanted_free(&wanted);
    wanted = (struct jack_wanted){0};
    return 0;
}

static const struct port studio[] = {
    {"system:capture_1", JackPortIsOutput | JackPortIsPhysical, false, {NULL}},
    {"ardour:Bass/audio_out 1", OUTPUT, false, {NULL}},
    {"ardour:Vocals/audio_out 2", OUTPUT, false, {NULL}},
    {"ardour:Vocals/audio_out 1", OUTPUT, false, {NULL}},
    {"ardour:Master/audio_out 1", OUTPUT, false, {NULL}},
    {"ardour:Master/audio_out 2", OUTPUT, false, {NULL}},
    {"ardour:Master/audio_in 1", INPUT, false,
     {"ardour:Vocals/audio_out 1", "ardour:Bass/audio_out 1"}},
    {"ardour:Master/audio_in 2", INPUT, false,
     {"ardour:Vocals/audio_out 2", "ardour:Bass/audio_out 1"}},
    {"sideman:mix_1", INPUT, true, {"ardour:Master/audio_out 1"}},
    {"sideman:mix_2", INPUT, true, {"ardour:Master/audio_out 2"}},
    {"system:playback_1", SPEAKER, false, {"ardour:Master/audio_out 1"}},
    {"system:playback_2", SPEAKER, false, {"ardour:Master/audio_out 2"}},
};

static void by_default_it_is_what_feeds_the_speakers(void **state)
{
    (void)state;
    FIND(studio, "");
    expect(2, 2, true);
    assert_true(jack_wanted_has(&wanted, "ardour:Master/audio_out 1", 0));
    assert_true(jack_wanted_has(&wanted, "ardour:Master/audio_out 2", 1));
    assert_false(jack_wanted_has(&wanted, "ardour:Master/audio_out 2", 0));
    assert_false(jack_wanted_has(&wanted, NULL, 2));
}

static void a_pattern_means_outputs_in_their_order(void **state)
{
    (void)state;
    FIND(studio, "ardour:Vocals/.*");
    expect(2, 2, false);
    assert_true(jack_wanted_has(&wanted, "ardour:Vocals/audio_out 1", 0));
    assert_true(jack_wanted_has(&wanted, "ardour:Vocals/audio_out 2", 1));
    FIND(studio, "ardour:Bass/.*");
    expect(1, 1, false);
    assert_true(jack_wanted_has(&wanted, NULL, 0));
}

/* "ardour" has outputs and inputs: outputs are what it plays. */
static void a_client_means_what_it_plays(void **state)
{
    (void)state;
    FIND(studio, "ardour");
    expect(5, 2, false);
    assert_false(jack_wanted_has(&wanted, "ardour:Master/audio_in 1", 0));
}

static void inputs_mean_what_feeds_them(void **state)
{
    (void)state;
    FIND(studio, "ardour:Master/audio_in.*");
    expect(4, 2, true);
    assert_true(jack_wanted_has(&wanted, "ardour:Vocals/audio_out 1", 0));
    assert_true(jack_wanted_has(&wanted, "ardour:Vocals/audio_out 2", 1));
    assert_true(jack_wanted_has(&wanted, "ardour:Bass/audio_out 1", 0));
    assert_true(jack_wanted_has(&wanted, "ardour:Bass/audio_out 1", 1));
    FIND(studio, "system:playback_2");
    expect(1, 1, true);
    assert_true(jack_wanted_has(&wanted, "ardour:Master/audio_out 2", 0));
}

/* A name that is an expression as well, and fits its neighbours, means itself. */
static void an_exact_name_is_that_port_alone(void **state)
{
    (void)state;
    static const struct port dots[] = {
        {"synth:out.1", OUTPUT, false, {NULL}},
        {"synth:out.", OUTPUT, false, {NULL}},
        {"synth:out1", OUTPUT, false, {NULL}},
    };
    FIND(dots, "synth:out.");
    expect(1, 1, false);
    assert_true(jack_wanted_has(&wanted, "synth:out.", 0));
    FIND(dots, "synth:out.1");
    expect(1, 1, false);
    assert_true(jack_wanted_has(&wanted, "synth:out.1", 0));
}

static void our_own_ports_are_never_wanted(void **state)
{
    (void)state;
    FIND(studio, ".*:mix_.*");
    expect(0, 0, true);
    FIND(studio, "sideman");
    expect(0, 0, true);
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    FIND(studio, "reaper:.*");
    expect(0, 0, true);
    assert_false(jack_wanted_has(&wanted, NULL, 0));
    find(studio, 0, "ardour"); /* a server without ports */
    expect(0, 0, true);
    find(studio, 0, "");
    expect(0, 0, true);
}

/* Channels without a feeder are there all the same: silent until something is connected. */
static void an_input_that_nothing_feeds_is_silent(void **state)
{
    (void)state;
    static const struct port bus[] = {
        {"bus:in L", INPUT, false, {"piano:out L"}},
        {"bus:in R", INPUT, false, {NULL}},
        {"piano:out L", OUTPUT, false, {NULL}},
    };
    FIND(bus, "bus:.*");
    expect(1, 2, true);
    assert_true(jack_wanted_has(&wanted, "piano:out L", 0));
    assert_false(jack_wanted_has(&wanted, NULL, 1));
}

/* HDMI is listed first and silent; of the interface the phones on 3 and 4 are what is heard. */
static void the_first_pair_that_sounds_is_the_default(void **state)
{
    (void)state;
    static const struct port cards[] = {
        {"hdmi:playback_FL", SPEAKER, false, {NULL}},
        {"hdmi:playback_FR", SPEAKER, false, {NULL}},
        {"usb:out 10", SPEAKER, false, {"daw:cue 2"}},
        {"usb:out 2", SPEAKER, false, {NULL}},
        {"usb:out 1", SPEAKER, false, {NULL}},
        {"usb:out 3", SPEAKER, false, {NULL}},
        {"usb:out 4", SPEAKER, false, {"daw:phones 2"}},
        {"usb:out 9", SPEAKER, false, {"daw:cue 1"}},
        {"daw:phones 2", OUTPUT, false, {NULL}},
        {"daw:cue 1", OUTPUT, false, {NULL}},
        {"daw:cue 2", OUTPUT, false, {NULL}},
    };
    FIND(cards, "");
    expect(1, 2, true);
    assert_true(jack_wanted_has(&wanted, "daw:phones 2", 1));
}

/* The second card has three outputs, of which the odd one sounds: alone, it is mono. */
static void the_odd_output_of_a_card_is_mono(void **state)
{
    (void)state;
    static const struct port cards[] = {
        {"hdmi:out 1", SPEAKER, false, {NULL}},
        {"hdmi:out 2", SPEAKER, false, {NULL}},
        {"usb:out 1", SPEAKER, false, {NULL}},
        {"usb:out 2", SPEAKER, false, {NULL}},
        {"usb:out 3", SPEAKER, false, {"daw:talkback"}},
        {"wifi:out 1", SPEAKER, false, {"daw:other"}},
    };
    FIND(cards, "");
    expect(1, 1, true);
    assert_true(jack_wanted_has(&wanted, "daw:talkback", 0));
}

static void silent_speakers_want_nothing_yet(void **state)
{
    (void)state;
    static const struct port cards[] = {
        {"usb:out 1", SPEAKER, false, {NULL}},
        {"usb:out 2", SPEAKER, false, {NULL}},
        {"usb:out 3", SPEAKER, false, {NULL}},
    };
    FIND(cards, "");
    expect(0, 0, true);
}

/* A card with one output, and one whose name begins like the other's. */
static void cards_are_not_mixed_up(void **state)
{
    (void)state;
    static const struct port cards[] = {
        {"usb:out", SPEAKER, false, {"daw:mono"}},
        {"usb2:out", SPEAKER, false, {"daw:other"}},
    };
    FIND(cards, "");
    expect(1, 1, true);
    assert_true(jack_wanted_has(&wanted, "daw:mono", 0));
}

static void the_same_feeder_counts_once_a_channel(void **state)
{
    (void)state;
    static const struct port many[] = {
        {"rack:in 1", INPUT, false, {"daw:out"}},
        {"rack:in 2", INPUT, false, {"daw:out"}},
        {"rack:in 3", INPUT, false, {"daw:out", "synth:out"}},
        {"rack:in 4", INPUT, false, {"daw:out", "synth:out"}},
    };
    FIND(many, "rack");
    expect(4, 2, true);
    for (unsigned channel = 0; channel < 2; channel++) {
        assert_true(jack_wanted_has(&wanted, "daw:out", channel));
        assert_true(jack_wanted_has(&wanted, "synth:out", channel));
    }
}

static void surround_has_a_channel_each(void **state)
{
    (void)state;
    static const struct port room[] = {
        {"daw:out_RR", OUTPUT, false, {NULL}}, {"daw:out_FL", OUTPUT, false, {NULL}},
        {"daw:out_LFE", OUTPUT, false, {NULL}}, {"daw:out_FC", OUTPUT, false, {NULL}},
        {"daw:out_FR", OUTPUT, false, {NULL}}, {"daw:out_RL", OUTPUT, false, {NULL}},
    };
    static const char *const order[] = {"daw:out_FL", "daw:out_FR", "daw:out_FC", "daw:out_LFE",
                                        "daw:out_RL", "daw:out_RR"};
    FIND(room, "daw");
    expect(6, 6, false);
    for (unsigned channel = 0; channel < 6; channel++)
        assert_true(jack_wanted_has(&wanted, order[channel], channel));
}

static void a_bad_expression_is_told(void **state)
{
    (void)state;
    struct jack_tap_source source;
    struct error error = {.status = STATUS_OK};
    assert_int_equal(jack_tap_source_init(&source, "vocals(", &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "vocals("));
    jack_tap_source_done(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(by_default_it_is_what_feeds_the_speakers, clear),
        cmocka_unit_test_teardown(a_pattern_means_outputs_in_their_order, clear),
        cmocka_unit_test_teardown(a_client_means_what_it_plays, clear),
        cmocka_unit_test_teardown(inputs_mean_what_feeds_them, clear),
        cmocka_unit_test_teardown(an_exact_name_is_that_port_alone, clear),
        cmocka_unit_test_teardown(our_own_ports_are_never_wanted, clear),
        cmocka_unit_test_teardown(what_is_not_there_is_not_found, clear),
        cmocka_unit_test_teardown(an_input_that_nothing_feeds_is_silent, clear),
        cmocka_unit_test_teardown(the_first_pair_that_sounds_is_the_default, clear),
        cmocka_unit_test_teardown(the_odd_output_of_a_card_is_mono, clear),
        cmocka_unit_test_teardown(silent_speakers_want_nothing_yet, clear),
        cmocka_unit_test_teardown(cards_are_not_mixed_up, clear),
        cmocka_unit_test_teardown(the_same_feeder_counts_once_a_channel, clear),
        cmocka_unit_test_teardown(surround_has_a_channel_each, clear),
        cmocka_unit_test(a_bad_expression_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
