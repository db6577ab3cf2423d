/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* expr: the small arithmetic that rules are written in: numbers, names, + - * / and brackets,
 * comparisons (1 or 0), and or not, and the functions min max clamp abs sqrt log2 log10 exp2 round
 * if(condition, then, else) known(x).  What is not known (NAN) stays unknown in arithmetic;
 * compared, it gives 0.  Bounded in length and depth; checked when it is compiled, so that
 * evaluating never fails.
 * Thread: any. */
#ifndef SIDEMAN_EXPR_H
#define SIDEMAN_EXPR_H

#include <stdbool.h>
#include <stddef.h>

enum { EXPR_STEPS = 96, EXPR_DEPTH = 24, EXPR_ERROR = 160 };

struct expr_step {
    unsigned char op;
    unsigned short name; /* index of a value */
    float number;
};

struct expr {
    unsigned count; /* 0: nothing was written */
    struct expr_step steps[EXPR_STEPS];
};

/* What names there are: the name at `index`, NULL after the last. */
typedef const char *expr_names(size_t index);

/* False with a sentence in `why` (what is wrong, and the nearest name). */
bool expr_compile(struct expr *expr, const char *text, expr_names *names, char why[EXPR_ERROR]);

/* `values` by the index of their names.  NAN for an empty expression. */
float expr_eval(const struct expr *expr, const float *values);

#endif
