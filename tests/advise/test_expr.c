/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The arithmetic of rules: what it gives, and that nothing wrong gets past compiling. */
#include "advise/expr.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *names(size_t index)
{
    static const char *const all[] = {"a", "level.peak_db", "unknown", NULL};
    return all[index];
}

static float value_of(const char *text)
{
    static const float values[] = {3.0F, -6.0F, NAN};
    struct expr expr;
    char why[EXPR_ERROR];
    if (!expr_compile(&expr, text, names, why))
        fail_msg("%s: %s", text, why);
    return expr_eval(&expr, values);
}

static void it_calculates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        float value;
    } cases[] = {
        {"1", 1}, {" 1 + 2 * 3 ", 7}, {"(1 + 2) * 3", 9}, {"-2 * -3", 6}, {"8 / 2 / 2", 2},
        {"a - 1 - 1", 1}, {"level.peak_db + a", -3}, {"min(a, 2)", 2}, {"max(a, 2)", 3},
        {"clamp(a, 4, 6)", 4}, {"clamp(-level.peak_db, 1, 5)", 5}, {"abs(-2)", 2}, {"sqrt(9)", 3},
        {"log2(8)", 3}, {"log10(100)", 2}, {"exp2(3)", 8}, {"round(2.6)", 3}, {"a > 2", 1},
        {"a < 2", 0}, {"a >= 3 and a <= 3", 1}, {"a > 5 or a > 2", 1}, {"not a > 5", 1},
        {"if(a > 2, 10, 20)", 10}, {"if(a > 5, 10, 20)", 20}, {"known(a)", 1}, {"known(unknown)", 0},
        {"unknown > 1", 0}, {"unknown < 1", 0}, {"if(known(unknown), unknown, 7)", 7},
        {"2e1 + .5", 20.5F}, {"not unknown", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (fabsf(value_of(cases[i].text) - cases[i].value) > 1e-5F)
            fail_msg("%s gives %g", cases[i].text, (double)value_of(cases[i].text));
    assert_true(isnan(value_of("unknown + 1")));
    assert_true(isnan(value_of("min(unknown, 1)")));
    assert_true(isnan(value_of("1 / 0")));
    assert_true(isnan(expr_eval(&(struct expr){.count = 0}, NULL)));
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "missing"}, {"1 +", "missing"}, {"(1", "')'"}, {"1 2", "does not belong"},
        {"level.peak", "did you mean 'level.peak_db'"}, {"clmap(1, 2, 3)", "did you mean 'clamp'"},
        {"min(1)", "','"}, {"min(1, 2, 3)", "')'"}, {"* 2", "missing"}, {"1 ++", "missing"},
        {"%", "missing"}, {"a b", "does not belong"}, {"inf", "no 'inf'"}, {"1e999", "missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expr expr;
        char why[EXPR_ERROR] = "";
        assert_false(expr_compile(&expr, cases[i].text, names, why));
        if (!strstr(why, cases[i].says))
            fail_msg("%s: %s", cases[i].text, why);
        assert_int_equal(expr.count, 0);
    }
}

static void it_is_bounded(void **state)
{
    (void)state;
    char text[2000], why[EXPR_ERROR];
    struct expr expr;
    memset(text, '(', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(expr_compile(&expr, text, names, why));
    memset(text, '-', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(expr_compile(&expr, text, names, why));
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "1+", 3);
    assert_false(expr_compile(&expr, text, names, why));
    for (int depth = 1; depth < 60; depth++) { /* values that wait: 1+(1+(1+... */
        char nested[400] = "";
        for (int i = 0; i < depth; i++)
            strcat(nested, "1+(");
        strcat(nested, "1");
        for (int i = 0; i < depth; i++)
            strcat(nested, ")");
        if (expr_compile(&expr, nested, names, why))
            assert_true(fabsf(expr_eval(&expr, NULL) - (float)(depth + 1)) < 1e-3F);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_calculates),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(it_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
