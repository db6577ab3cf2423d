/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/faces.h"

/* Marks in dBFS, and where they stand.  DIN and K keep the spacing of the dBFS scale, PPM IIa has equal
 * divisions of 4 dB, VU is linear in voltage (IEC 60268-17). */
static const float din_marks[] = {-59, -49, -39, -29, -19, -14, -9, -4, 0};
static const float din_at[] = {0.01F, 0.08F, 0.17F, 0.295F, 0.46F, 0.565F, 0.69F, 0.85F, 1.0F};
static const float din_zones[] = {-9, -4, -0.1F};

static const float ppm_marks[] = {-30, -26, -22, -18, -14, -10, -6};
static const float ppm_at[] = {0.0F, 0.1667F, 0.3333F, 0.5F, 0.6667F, 0.8333F, 1.0F};
static const float ppm_zones[] = {-18, -10, -6};

static const float vu_marks[] = {-38, -28, -25, -23, -21, -20, -19, -18, -17, -16, -15};
static const float vu_at[] = {0.0000F, 0.1647F, 0.2641F, 0.3522F, 0.4632F,
                              0.5290F, 0.6028F, 0.6857F, 0.7787F, 0.8830F, 1.0000F};
static const float vu_zones[] = {-21, -18, -15};

static const float k20_marks[] = {-60, -50, -44, -38, -32, -28, -24, -20, -16, -12, -8, -4, 0};
static const float k20_at[] = {0.0F,  0.075F, 0.125F, 0.18F, 0.255F, 0.31F, 0.37F,
                               0.44F, 0.52F,  0.61F,  0.72F, 0.85F,  1.0F};
static const float k20_zones[] = {-20, -16, -0.1F};

static const float k14_marks[] = {-60, -50, -44, -38, -32, -26, -22, -18, -14, -10, -6, -3, 0};
static const float k14_at[] = {0.0F,  0.075F, 0.125F, 0.18F, 0.255F, 0.34F, 0.405F,
                               0.48F, 0.565F, 0.665F, 0.78F, 0.885F, 1.0F};
static const float k14_zones[] = {-14, -10, -0.1F};

static const float k12_marks[] = {-60, -50, -42, -36, -30, -24, -20, -16, -12, -8, -4, 0};
static const float k12_at[] = {0.0F,  0.075F, 0.14F, 0.20F, 0.28F, 0.37F,
                               0.44F, 0.52F,  0.61F, 0.72F, 0.85F, 1.0F};
static const float k12_zones[] = {-12, -8, -0.1F};

#define SCALE(name, zero, step)                                                                    \
    {                                                                                              \
        .marks_db = name##_marks, .marks_at = name##_at,                                           \
        .count = sizeof name##_marks / sizeof name##_marks[0], .zero_db = (zero),                  \
        .step_db = (step), .zones_db = name##_zones,                                               \
    }

static const struct face {
    struct scale scale;
    const char *unit;
} faces[BALLISTICS_COUNT] = {
    [BALLISTICS_PPM1] = {SCALE(din, -9, 1), "dB"},
    [BALLISTICS_PPM2A] = {SCALE(ppm, -34, 4), ""},
    [BALLISTICS_VU] = {SCALE(vu, -18, 1), ""},
    [BALLISTICS_K12] = {SCALE(k12, -12, 1), "dB"},
    [BALLISTICS_K14] = {SCALE(k14, -14, 1), "dB"},
    [BALLISTICS_K20] = {SCALE(k20, -20, 1), "dB"},
};

static const struct face *face_of(enum ballistics ballistics)
{
    return ballistics > BALLISTICS_PEAK && ballistics < BALLISTICS_COUNT ? &faces[ballistics] : NULL;
}

const struct scale *face_scale(enum ballistics ballistics)
{
    const struct face *face = face_of(ballistics);
    return face ? &face->scale : &scale_dbfs;
}

const char *face_unit(enum ballistics ballistics)
{
    const struct face *face = face_of(ballistics);
    return face ? face->unit : "dBFS";
}

double face_value(enum ballistics ballistics, double dbfs)
{
    const struct face *face = face_of(ballistics);
    return face ? (dbfs - (double)face->scale.zero_db) / (double)face->scale.step_db : dbfs;
}
