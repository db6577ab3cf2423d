/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "score.h"

#include <stdbool.h>

enum score_part score_part(int bar)
{
    return bar < 4 ? PART_INTRO : bar < 12 ? PART_VERSE : bar < 16 ? PART_BREAK : PART_CHORUS;
}

static const struct chord d_minor = {38, {53, 57, 60, 64}};
static const struct chord b_flat = {34, {53, 57, 58, 62}};
static const struct chord g_minor = {31, {53, 58, 62, 65}};
static const struct chord a_sus = {33, {52, 57, 62, 64}};
static const struct chord a_seven = {33, {52, 57, 61, 67}};
static const struct chord e_half = {40, {52, 55, 58, 62}};
static const struct chord c_six = {36, {52, 55, 60, 62}};
static const struct chord f_major = {29, {52, 57, 60, 65}};

const struct chord *score_chord(int bar, int step)
{
    static const struct chord *const halves[SCORE_BARS][2] = {
        {&d_minor, &d_minor}, {&b_flat, &b_flat},   {&g_minor, &g_minor}, {&a_sus, &a_sus},
        {&d_minor, &d_minor}, {&b_flat, &b_flat},   {&g_minor, &g_minor}, {&a_sus, &a_seven},
        {&d_minor, &d_minor}, {&b_flat, &b_flat},   {&e_half, &e_half},   {&a_sus, &a_seven},
        {&g_minor, &g_minor}, {&c_six, &c_six},     {&f_major, &f_major}, {&a_sus, &a_seven},
        {&b_flat, &b_flat},   {&c_six, &c_six},     {&d_minor, &d_minor}, {&d_minor, &c_six},
        {&b_flat, &b_flat},   {&c_six, &c_six},     {&f_major, &f_major}, {&a_sus, &a_seven},
    };
    return halves[bar][step / 8];
}

const struct melody_note score_melody[] = {
    /* verse */
    {64, 3, 69, 'a'}, {67, 3, 72, 'o'}, {70, 7, 74, 'e'}, {78, 2, 72, 'u'},
    {80, 4, 69, 'a'}, {84, 2, 67, 'i'}, {86, 7, 65, 'o'},
    {96, 3, 67, 'e'}, {99, 3, 70, 'a'}, {102, 6, 74, 'o'}, {108, 2, 72, 'i'}, {110, 2, 70, 'u'},
    {112, 7, 69, 'a'}, {120, 2, 64, 'e'}, {122, 2, 67, 'i'}, {124, 3, 69, 'o'},
    {128, 3, 69, 'a'}, {131, 3, 72, 'o'}, {134, 7, 77, 'e'}, {142, 2, 76, 'i'},
    {144, 6, 74, 'a'}, {150, 2, 72, 'u'}, {152, 2, 70, 'o'}, {154, 4, 69, 'a'},
    {160, 4, 67, 'e'}, {164, 4, 70, 'a'}, {168, 4, 74, 'o'}, {172, 2, 76, 'i'}, {174, 2, 77, 'e'},
    {176, 6, 76, 'a'}, {182, 9, 73, 'o'},
    /* break */
    {192, 12, 70, 'u'}, {208, 12, 67, 'o'}, {224, 12, 69, 'a'}, {240, 6, 73, 'e'},
    {246, 9, 76, 'a'},
    /* chorus */
    {256, 4, 74, 'a'}, {260, 4, 77, 'e'}, {264, 6, 74, 'o'}, {270, 2, 72, 'u'},
    {272, 4, 76, 'a'}, {276, 2, 74, 'i'}, {278, 7, 72, 'o'}, {286, 2, 74, 'e'},
    {288, 12, 74, 'a'}, {302, 2, 72, 'u'}, {304, 3, 69, 'o'}, {307, 3, 72, 'e'}, {310, 8, 74, 'a'},
    {320, 4, 77, 'a'}, {324, 4, 74, 'o'}, {328, 6, 70, 'e'}, {334, 2, 72, 'i'},
    {336, 4, 76, 'a'}, {340, 2, 74, 'e'}, {342, 7, 72, 'o'}, {350, 2, 76, 'i'},
    {352, 6, 77, 'a'}, {358, 2, 76, 'e'}, {360, 7, 72, 'o'},
    {368, 4, 73, 'a'}, {372, 4, 76, 'e'}, {376, 7, 69, 'a'},
};
const size_t score_melody_count = sizeof score_melody / sizeof *score_melody;

static bool ends_a_phrase(int bar)
{
    return bar % 4 == 3;
}

const struct drum_bar *score_drums(int bar)
{
    static const struct drum_bar intro[2] = {
        {"................", "................", "5.3.6.3.5.3.6.34", "................"},
        {"8.........6.....", "................", "5.3.6.3.5.3.6.34", "..............5."},
    };
    static const struct drum_bar verse[2] = {
        {"9......6..8.....", "....9..2.3..9...", "7353735373537353", "................"},
        {"9..6....7.8.....", "....9..2.2..9..4", "735373537353735.", "..............6."},
    };
    static const struct drum_bar pause[2] = {
        {"8...............", "................", "4.4.4.4.4.4.4.4.", "................"},
        {"8...............", "3.3.4.4.56567899", "4.4.4.4.........", "................"},
    };
    static const struct drum_bar chorus[2] = {
        {"9...8...9.7.8...", "....9..2....9..3", "6.3.6.3.6.3.6.3.", "..6...6...6...6."},
        {"9...8..69...8...", "....9..2.3..9.46", "6.3.6.3.6.3.6...", "..6...6...6....."},
    };
    const int last = ends_a_phrase(bar);
    switch (score_part(bar)) {
    case PART_INTRO:
        return &intro[bar >= 2];
    case PART_VERSE:
        return &verse[bar % 2];
    case PART_BREAK:
        return &pause[last];
    default:
        return &chorus[last];
    }
}

const char *score_bass(int bar)
{
    switch (score_part(bar)) {
    case PART_INTRO:
        return bar < 2 ? "                " : "r-----    r---  ";
    case PART_VERSE:
        return bar % 2 ? "r--r--  r-r- f-o" : "r----  r--r- o- ";
    case PART_BREAK:
        return "r-------------- ";
    default:
        return bar % 2 ? "r-o r-o r-r-f-o-" : "r-o r-o r-o r-f-";
    }
}

const char *score_guitar(int bar)
{
    switch (score_part(bar)) {
    case PART_INTRO:
        return "0 2 1 3 2 1 3 2 ";
    case PART_VERSE:
        return bar % 2 ? "  x2  x3  x1  xx" : "  x2  x3  x2 1x ";
    case PART_BREAK:
        return "0  2  3 1  2  3 ";
    default:
        return "0213213202132132";
    }
}

const char *score_keys(int bar)
{
    switch (score_part(bar)) {
    case PART_INTRO:
        return "X               ";
    case PART_VERSE:
        return bar % 2 ? "X  x  x   X     " : "X     x  x      ";
    case PART_BREAK:
        return "X       X       ";
    default:
        return "X  x  X   x X   ";
    }
}
