/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/option_table.h"

#include "base/i18n.h"
#include "commands/options.h"

static const unsigned EVERY = FOR_LIVE | FOR_ANALYZE | FOR_COMPARE | FOR_PORTS | FOR_SELFTEST |
                              FOR_KNOWLEDGE | FOR_LEARN;

static const struct option_row table[OPTION_OF_SETTING] = {
    {"jack", N_("REGEX"), true,
     N_("tap JACK ports; by default whatever feeds the physical outputs"),
     SETTING_GROUP_SOURCE, FOR_LIVE, OPTION_JACK},
    {"portaudio", N_("DEVICE"), true, N_("tap an input device; by default the system's own choice"),
     SETTING_GROUP_SOURCE, FOR_LIVE, OPTION_PORTAUDIO},
    {"file", N_("FILE"), false, N_("play a file to the meters; several: one track each"),
     SETTING_GROUP_SOURCE, FOR_LIVE, OPTION_FILE},
    {"stdin", N_("FORMAT"), false,
     N_("read RATE:CHANNELS:SAMPLES (48000:2:f32le) from standard input, or wav: a stream with a "
        "WAV or AU header"),
     SETTING_GROUP_SOURCE, FOR_LIVE | FOR_ANALYZE, OPTION_STDIN},
    {"demo", NULL, false, N_("play the demo song"), SETTING_GROUP_SOURCE, FOR_LIVE, OPTION_DEMO},
    {"track", N_("NAME[:ROLE]=SOURCE"), false,
     N_("a track from JACK ports (a regex) or a file; repeat for more; roles: vocals drums kick "
        "snare hats bass guitar keys synth other"),
     SETTING_GROUP_SOURCE, FOR_LIVE | FOR_ANALYZE, OPTION_TRACK},
    {"mix", N_("SOURCE"), false, N_("the master, beside --track; by default the sum of the tracks"),
     SETTING_GROUP_SOURCE, FOR_LIVE | FOR_ANALYZE, OPTION_MIX},
    {"reference", N_("FILE"), false,
     N_("compare with this music, level-matched, and advise towards it; repeat for more: the closest in "
        "genre and tempo is taken"),
     SETTING_GROUP_ADVICE, FOR_LIVE | FOR_ANALYZE, OPTION_REFERENCE},
    {"line", NULL, false, N_("plain lines instead of the dashboard"), SETTING_GROUP_SCREEN,
     FOR_LIVE, OPTION_LINE},
    {"json", NULL, false, N_("JSON for programs; live: an object a second"), SETTING_GROUP_SCREEN,
     FOR_LIVE | FOR_ANALYZE | FOR_COMPARE | FOR_LEARN, OPTION_JSON},
    {"config", N_("FILE"), false, N_("read this configuration instead of the user's own"),
     SETTING_GROUP_PROGRAM, FOR_LIVE | FOR_ANALYZE | FOR_LEARN, OPTION_CONFIG},
    {"print-config", NULL, false, N_("print the whole configuration, with comments, and exit"),
     SETTING_GROUP_PROGRAM, FOR_LIVE, OPTION_PRINT_CONFIG},
    {"help", NULL, false, N_("print this and exit"), SETTING_GROUP_PROGRAM, EVERY, OPTION_HELP},
    {"version", NULL, false, N_("print the version and exit"), SETTING_GROUP_PROGRAM, EVERY,
     OPTION_VERSION},
};

static unsigned setting_users(enum setting setting)
{
    switch (setting) {
    case SETTING_TARGET:
    case SETTING_LOG:
        return FOR_LIVE | FOR_ANALYZE;
    case SETTING_GENRE:
        return FOR_LIVE | FOR_ANALYZE | FOR_LEARN;
    case SETTING_PROJECT:
        return FOR_LIVE | FOR_LEARN;
    default:
        return FOR_LIVE;
    }
}

static bool row_of_setting(enum setting setting, struct option_row *row)
{
    const struct setting_info *info = setting_info(setting);
    if (!info->option)
        return false;
    *row = (struct option_row){
        .name = info->option,
        .argument = info->argument,
        .help = info->option_help ? info->option_help : info->help,
        .group = info->group,
        .users = setting_users(setting),
        .kind = OPTION_OF_SETTING + (int)setting,
    };
    return true;
}

/* Group after group; in each the table above first, then the settings. */
bool option_row_at(size_t n, struct option_row *row)
{
    for (int group = 0; group < SETTING_GROUPS; group++) {
        for (int i = 0; i < OPTIONS_MAX; i++) {
            bool there = true;
            if (i < OPTION_OF_SETTING)
                *row = table[i];
            else
                there = row_of_setting((enum setting)(i - OPTION_OF_SETTING), row);
            if (there && (int)row->group == group && n-- == 0)
                return true;
        }
    }
    return false;
}
