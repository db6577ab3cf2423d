/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/readings.h"

#include "base/i18n.h"

#include <math.h>
#include <string.h>

const float band_edges_hz[BANDS + 1] = {20, 60, 250, 500, 2000, 4000, 6000, 20000};

const char *const band_names[BANDS] = {
    "sub", "bass", "low_mid", "mid", "high_mid", "presence", "air",
};

const char *const band_titles[BANDS] = {
    N_("Sub"), N_("Bass"), N_("Low mid"), N_("Mid"), N_("High mid"), N_("Presence"), N_("Air"),
};

const float third_octave_nominal_hz[THIRD_OCTAVES] = {
    20,   25,   31.5F, 40,   50,   63,   80,   100,  125,  160,   200,   250,   315,   400,   500, 630,
    800,  1000, 1250,  1600, 2000, 2500, 3150, 4000, 5000, 6300,  8000,  10000, 12500, 16000, 20000,
};

const char *const role_names[ROLES] = {
    "", "vocals", "drums", "bass", "guitar", "keys", "synth", "other", "kick", "snare", "hats",
};

const char *const tonic_names[12] = {
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
};

const char *const mode_names[2] = {"major", "minor"};

enum role role_family(enum role role)
{
    return role == ROLE_KICK || role == ROLE_SNARE || role == ROLE_HATS ? ROLE_DRUMS : role;
}

enum role role_from_name(const char *name)
{
    for (int i = ROLE_VOCALS; i < ROLES; i++)
        if (strcmp(name, role_names[i]) == 0)
            return (enum role)i;
    return ROLES;
}

void key_reading_clear(struct key_reading *key)
{
    const struct key_estimate none = {.key.tonic = -1, .runner_up.tonic = -1};
    memset(key, 0, sizeof *key);
    key->now = key->overall = none;
    key->tuning_cents = NAN;
}

void range_reading_clear(struct range_reading *range)
{
    *range = (struct range_reading){
        .low_hz = NAN, .median_hz = NAN, .high_hz = NAN, .voiced_ratio = NAN};
}

const char *const genre_names[GENRES] = {
    "blues", "classical", "country", "disco", "electronic", "hiphop",
    "jazz",  "metal",     "pop",     "reggae", "rock",      "ambient",
};

const char *const genre_titles[GENRES] = {
    N_("blues"), N_("classical"), N_("country"), N_("disco"), N_("electronic"), N_("hip-hop"),
    N_("jazz"),  N_("metal"),     N_("pop"),     N_("reggae"), N_("rock"),      N_("ambient"),
};

enum genre genre_from_name(const char *name)
{
    int i = 0;
    while (i < GENRES && strcmp(name, genre_names[i]) != 0)
        i++;
    return (enum genre)i;
}

const char *const tempo_course_names[TEMPO_COURSES] = {
    [TEMPO_UNKNOWN] = "",
    [TEMPO_STEADY] = "steady",
    [TEMPO_DRIFTING] = "drifting",
    [TEMPO_FREE] = "free",
};

const char *const routing_kind_names[ROUTING_KINDS] = {
    [ROUTING_DOUBLE] = "double_tap",
    [ROUTING_SUM] = "sum",
    [ROUTING_TWO_WAYS] = "two_ways",
    [ROUTING_BYPASS] = "bypass",
    [ROUTING_LOOP] = "loop",
};
