/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { VOCALS, DRUMS, MIX };
static const struct capture_track tracks[] = {
    [VOCALS] = {.name = "vocals"}, [DRUMS] = {.name = "drums"}, [MIX] = {.name = "mix", .is_mix = true}};

static struct routing_reading find(const struct routing_wire *wires, size_t n)
{
    struct routing_reading routing = {0};
    routing_find(&routing, &(struct routing_graph){
                               .wires = wires, .n_wires = n, .tracks = tracks, .n_outputs = 2});
    assert_true(routing.known);
    return routing;
}
#define FIND(wires) find(wires, sizeof(wires) / sizeof *(wires))

#define WIRE(from, to) {from, to, false, false, -1}
#define PLAYS(from, to) {from, to, false, true, -1}
#define TAP(from, track) {from, "sideman:" #track " " from, false, false, track}
#define TAP_BY(from, port, track) {from, port, false, false, track}
#define RECORDS(from, to) {from, to, true, false, -1}

static void a_session_through_its_master_is_well(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        WIRE("ardour:vocals", "ardour:master_in"), WIRE("ardour:drums", "ardour:master_in"),
        PLAYS("ardour:master_1", "system:playback_1"), PLAYS("ardour:master_2", "system:playback_2"),
        TAP("ardour:vocals", VOCALS), TAP("ardour:drums", DRUMS), TAP("ardour:master_1", MIX),
        TAP("ardour:master_2", MIX), WIRE("system:capture_1", "ardour:vocals_in"),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 0);
    assert_int_equal(routing.n_outputs, 2);
    assert_int_equal(routing.n_fed_outputs, 2);
}

static void a_track_beside_the_master_is_told(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        PLAYS("ardour:master_1", "system:playback_1"), TAP("ardour:master_1", MIX),
        TAP("synth:out", VOCALS), WIRE("synth:out", "reverb:in"),
        PLAYS("reverb:out", "system:playback_1"),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 1);
    assert_int_equal(routing.issues[0].kind, ROUTING_BYPASS);
    assert_string_equal(routing.issues[0].who, "vocals");
}

static void two_ways_to_the_outputs_are_told(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        PLAYS("ardour:master_1", "system:playback_1"), TAP("ardour:master_1", MIX),
        TAP("synth:out", DRUMS), WIRE("synth:out", "ardour:in"),
        PLAYS("synth:out", "system:playback_1"),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 1);
    assert_int_equal(routing.issues[0].kind, ROUTING_TWO_WAYS);
    assert_string_equal(routing.issues[0].who, "drums");
}

/* All tracks of a DAW belong to one client: what another of them does is not theirs. */
static void the_click_of_a_daw_is_no_way_of_its_tracks(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        WIRE("ardour:vocals", "ardour:master_in"), TAP("ardour:vocals", VOCALS),
        PLAYS("ardour:master_1", "system:playback_1"), TAP("ardour:master_1", MIX),
        PLAYS("ardour:click", "system:playback_1"), PLAYS("ardour:drums", "system:playback_1"),
        TAP("ardour:drums", DRUMS), WIRE("ardour:vocals", "reverb:in"), WIRE("reverb:out", "ardour:in"),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.issues[0].kind, ROUTING_BYPASS);
    assert_string_equal(routing.issues[0].who, "drums");
    for (unsigned i = 1; i < routing.n_issues; i++)
        assert_int_equal(routing.issues[i].kind, ROUTING_LOOP); /* the send and its return */
}

static void a_port_on_two_tracks_is_told_but_not_on_the_mix(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {TAP("a:x", VOCALS), TAP("a:x", DRUMS), TAP("a:x", MIX),
                                         TAP("a:y", DRUMS), TAP("a:y", MIX)};
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 1);
    assert_int_equal(routing.issues[0].kind, ROUTING_DOUBLE);
    assert_string_equal(routing.issues[0].who, "a:x");
}

static void a_tap_of_several_ports_is_told_but_not_of_the_mix(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        TAP_BY("a:x", "sideman:v_1", VOCALS), TAP_BY("b:y", "sideman:v_1", VOCALS),
        TAP_BY("a:y", "sideman:v_2", VOCALS), TAP_BY("a:z", "sideman:d_1", DRUMS),
        TAP_BY("a:1", "sideman:mix_1", MIX),  TAP_BY("b:1", "sideman:mix_1", MIX),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 1);
    assert_int_equal(routing.issues[0].kind, ROUTING_SUM);
    assert_string_equal(routing.issues[0].who, "vocals");
}

static void circles_are_told_once(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        WIRE("a:1", "b:1"), WIRE("a:2", "b:2"), WIRE("b:1", "c:1"), WIRE("c:1", "a:1"),
        WIRE("c:2", "a:2"), WIRE("a:send", "a:return"), PLAYS("a:1", "system:playback_1"),
        WIRE("system:capture_1", "a:1"),
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, 1);
    assert_int_equal(routing.issues[0].kind, ROUTING_LOOP);
    assert_string_equal(routing.issues[0].who, "a > b > c > a");
}

static void inputs_that_feed_programs_are_counted(void **state)
{
    (void)state;
    const struct routing_wire wires[] = {
        RECORDS("system:capture_1", "ardour:in 1"), RECORDS("system:capture_2", "ardour:in 2"),
        {"system:capture_1", "sideman:in", true, false, VOCALS},
        {"system:capture_1", "system:playback_1", true, true, -1},
    };
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_used_inputs, 2);
    assert_int_equal(routing.n_tapped_inputs, 1);
}

static void many_issues_and_long_names_fit(void **state)
{
    (void)state;
    static char names[64][100];
    static struct routing_wire wires[128];
    for (int i = 0; i < 64; i++) {
        memset(names[i], 'a' + i % 26, 90);
        names[i][0] = (char)('0' + i);
        names[i][40] = ':';
        wires[2 * i] = (struct routing_wire)TAP_BY(names[i], "sideman:v", VOCALS);
        wires[2 * i + 1] = (struct routing_wire)TAP_BY(names[i], "sideman:d", DRUMS);
    }
    const struct routing_reading routing = FIND(wires);
    assert_int_equal(routing.n_issues, ROUTING_ISSUES_MAX);
    const struct routing_reading none = find(NULL, 0);
    assert_int_equal(none.n_issues, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_through_its_master_is_well),
        cmocka_unit_test(a_track_beside_the_master_is_told),
        cmocka_unit_test(two_ways_to_the_outputs_are_told),
        cmocka_unit_test(the_click_of_a_daw_is_no_way_of_its_tracks),
        cmocka_unit_test(a_port_on_two_tracks_is_told_but_not_on_the_mix),
        cmocka_unit_test(a_tap_of_several_ports_is_told_but_not_of_the_mix),
        cmocka_unit_test(circles_are_told_once),
        cmocka_unit_test(inputs_that_feed_programs_are_counted),
        cmocka_unit_test(many_issues_and_long_names_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
