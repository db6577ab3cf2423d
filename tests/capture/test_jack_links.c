/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patch bay made up here: the few functions of JACK's library that are called are ours.  The user's
 * hand is ours too. */

#include "capture/jack_links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PORTS = 6, LEFT = 4, RIGHT = 5 /* our inputs; the others play */ };

static struct port {
    char name[32]; /* "": it is gone */
    bool to[PORTS];
} ports[PORTS];

static bool refuses;
static unsigned lists, connects, disconnects;

static int index_of(const char *name)
{
    for (int i = 0; i < PORTS; i++)
        if (ports[i].name[0] && strcmp(ports[i].name, name) == 0)
            return i;
    return -1;
}

jack_port_t *jack_port_by_name(jack_client_t *client, const char *name)
{
    (void)client;
    const int i = index_of(name);
    return i < 0 ? NULL : (jack_port_t *)(void *)&ports[i];
}

const char *jack_port_name(const jack_port_t *port)
{
    return ((const struct port *)(const void *)port)->name;
}

const char **jack_port_get_all_connections(const jack_client_t *client, const jack_port_t *port)
{
    (void)client;
    const long our = (const struct port *)(const void *)port - ports;
    const char **names = calloc(PORTS + 1, sizeof *names);
    size_t n = 0;
    for (int i = 0; i < PORTS; i++)
        if (ports[i].name[0] && ports[i].to[our])
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

int jack_connect(jack_client_t *client, const char *source, const char *destination)
{
    (void)client;
    const int from = index_of(source), to = index_of(destination);
    if (from < 0 || to < 0 || refuses)
        return -1;
    assert_false(ports[from].to[to]);
    ports[from].to[to] = true;
    connects++;
    return 0;
}

int jack_disconnect(jack_client_t *client, const char *source, const char *destination)
{
    (void)client;
    const int from = index_of(source), to = index_of(destination);
    assert_true(from >= 0 && to >= 0 && ports[from].to[to]);
    ports[from].to[to] = false;
    disconnects++;
    return 0;
}

static struct jack_links links;
static jack_client_t *const client = (jack_client_t *)(void *)&lists;

static int start(void **state)
{
    (void)state;
    static const char *const names[PORTS] = {"daw:L", "daw:R", "synth:L", "synth:R", "sideman:mix_1",
                                             "sideman:mix_2"};
    memset(ports, 0, sizeof ports);
    for (int i = 0; i < PORTS; i++)
        strcpy(ports[i].name, names[i]);
    links = (struct jack_links){0};
    refuses = false;
    lists = connects = disconnects = 0;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    jack_links_done(&links);
    return (int)lists;
}

/* Follows what `left` and `right` (NULL: nothing) should be. */
static void follow(const char *left, const char *right, bool mirror, bool ports_changed)
{
    struct jack_feed feeds[2];
    struct jack_wanted wanted = {.feeds = feeds, .mirror = mirror, .channels = 2};
    char names[2][32];
    const char *const given[2] = {left, right};
    for (unsigned channel = 0; channel < 2; channel++)
        if (given[channel]) {
            snprintf(names[channel], sizeof names[channel], "%s", given[channel]);
            feeds[wanted.n++] = (struct jack_feed){names[channel], channel};
        }
    for (unsigned channel = 0; channel < 2; channel++)
        jack_links_follow(&links, client, (jack_port_t *)(void *)&ports[LEFT + channel], channel,
                          &wanted, ports_changed);
}

static void what_is_wanted_is_connected_once(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        follow("daw:L", "daw:R", false, i == 0);
    assert_int_equal(connects, 2);
    assert_int_equal(disconnects, 0);
    assert_true(ports[0].to[LEFT] && ports[1].to[RIGHT]);
    assert_false(ports[0].to[RIGHT] || ports[1].to[LEFT]);
    assert_int_equal(links.n_made, 2);
}

static void other_ports_replace_them(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    follow("synth:L", "synth:R", false, false);
    assert_int_equal(disconnects, 2);
    assert_true(ports[2].to[LEFT] && ports[3].to[RIGHT]);
    assert_false(ports[0].to[LEFT] || ports[1].to[RIGHT]);
}

/* The user plugged it in: it is his, whatever we want. */
static void what_the_user_connected_is_never_taken_away(void **state)
{
    (void)state;
    ports[0].to[LEFT] = true;
    ports[3].to[LEFT] = true;
    follow("daw:L", "daw:R", true, false);
    assert_int_equal(connects, 1);
    follow("synth:L", "synth:R", true, false);
    follow(NULL, NULL, true, true);
    assert_true(ports[0].to[LEFT] && ports[3].to[LEFT]);
    assert_int_equal(disconnects, 3); /* our own three */
}

static void what_the_user_took_away_is_not_made_again(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    ports[0].to[LEFT] = false;
    for (int i = 0; i < 3; i++)
        follow("daw:L", "daw:R", false, i == 2);
    assert_false(ports[0].to[LEFT]);
    assert_true(ports[1].to[RIGHT]);
    assert_int_equal(connects, 2);
}

/* Gone and come again: it is another program, or the same anew. */
static void a_port_that_comes_again_is_connected_again(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    ports[0].to[LEFT] = false;
    follow("daw:L", "daw:R", false, false);
    jack_links_forget_cuts(&links, client);
    follow("daw:L", "daw:R", false, false);
    assert_false(ports[0].to[LEFT]); /* it never went */
    ports[0].name[0] = '\0';
    jack_links_forget_cuts(&links, client);
    follow(NULL, "daw:R", false, true);
    strcpy(ports[0].name, "daw:L");
    follow("daw:L", "daw:R", false, true);
    assert_true(ports[0].to[LEFT]);
    assert_int_equal(connects, 3);
}

/* A program that restarts loses its connections without anybody having cut them. */
static void while_ports_come_and_go_nothing_counts_as_cut(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    ports[0].to[LEFT] = false;
    follow("daw:L", "daw:R", false, true);
    assert_true(ports[0].to[LEFT]);
    assert_int_equal(links.n_cut, 0);
}

static void a_renamed_port_is_kept(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    strcpy(ports[0].name, "daw:Drums L");
    for (int i = 0; i < 2; i++)
        follow(NULL, "daw:R", false, i == 0);
    assert_true(ports[0].to[LEFT]);
    assert_int_equal(disconnects, 0);
    assert_int_equal(links.n_made, 2);
    follow("synth:L", "daw:R", false, false); /* until another takes its place */
    assert_false(ports[0].to[LEFT]);
    assert_true(ports[2].to[LEFT]);
    assert_int_equal(disconnects, 1);
}

/* A mirror listens to what feeds other ports, and follows at once. */
static void a_mirror_drops_what_is_no_longer_there(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", true, false);
    follow(NULL, "daw:R", true, false);
    assert_false(ports[0].to[LEFT]);
    assert_true(ports[1].to[RIGHT]);
    assert_int_equal(disconnects, 1);
}

static void what_the_server_refuses_is_tried_again(void **state)
{
    (void)state;
    refuses = true;
    follow("daw:L", "daw:R", false, false);
    assert_int_equal(links.n_made, 0);
    refuses = false;
    follow("daw:L", "daw:R", false, false);
    assert_int_equal(links.n_made, 2);
    follow("nobody:L", "daw:R", false, false); /* takes the place of daw:L, but is not there */
    assert_int_equal(links.n_made, 1);
}

/* Of a pair only the right is left: alone it would count as left. */
static void half_a_pair_stays_in_its_place(void **state)
{
    (void)state;
    follow("daw:L", "daw:R", false, false);
    char right[] = "daw:R", other[] = "synth:L";
    struct jack_feed feeds[] = {{right, 0}, {other, 0}};
    struct jack_wanted wanted = {.feeds = feeds, .n = 2, .channels = 1};
    jack_links_keep_places(&links, &wanted);
    assert_int_equal(feeds[0].channel, 1);
    assert_int_equal(feeds[1].channel, 0);
}

static void one_source_may_feed_both_channels(void **state)
{
    (void)state;
    follow("daw:L", "daw:L", true, false);
    assert_true(ports[0].to[LEFT] && ports[0].to[RIGHT]);
    follow("daw:L", NULL, true, false);
    assert_true(ports[0].to[LEFT]);
    assert_false(ports[0].to[RIGHT]);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(what_is_wanted_is_connected_once),
        TEST(other_ports_replace_them),
        TEST(what_the_user_connected_is_never_taken_away),
        TEST(what_the_user_took_away_is_not_made_again),
        TEST(a_port_that_comes_again_is_connected_again),
        TEST(while_ports_come_and_go_nothing_counts_as_cut),
        TEST(a_renamed_port_is_kept),
        TEST(a_mirror_drops_what_is_no_longer_there),
        TEST(what_the_server_refuses_is_tried_again),
        TEST(half_a_pair_stays_in_its_place),
        TEST(one_source_may_feed_both_channels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
