/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/expr.h"

#include "base/i18n.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum op {
    OP_NUMBER, OP_NAME, OP_NEGATE, OP_NOT,
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_LT, OP_GT, OP_LE, OP_GE, OP_AND, OP_OR,
    OP_ABS, OP_SQRT, OP_LOG2, OP_LOG10, OP_EXP2, OP_ROUND, OP_KNOWN, OP_MIN, OP_MAX, OP_CLAMP, OP_IF
};

enum { WORD_MAX = 48 };

static const struct {
    const char *name;
    enum op op;
    int arguments;
} functions[] = {
    {"abs", OP_ABS, 1},     {"sqrt", OP_SQRT, 1}, {"log2", OP_LOG2, 1},   {"log10", OP_LOG10, 1},
    {"exp2", OP_EXP2, 1},   {"round", OP_ROUND, 1}, {"known", OP_KNOWN, 1}, {"min", OP_MIN, 2},
    {"max", OP_MAX, 2},     {"clamp", OP_CLAMP, 3}, {"if", OP_IF, 3},
};

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

struct parser {
    const char *at;
    struct expr *expr;
    expr_names *names;
    unsigned depth; /* of brackets */
    unsigned stack; /* values that would be waiting */
    char *why;
    bool failed;
};

static void fail(struct parser *parser, const char *what)
{
    if (!parser->failed)
        snprintf(parser->why, EXPR_ERROR, "%s", what);
    parser->failed = true;
}

static int arguments_of(enum op op)
{
    if (op == OP_NUMBER || op == OP_NAME)
        return 0;
    if (op == OP_NEGATE || op == OP_NOT)
        return 1;
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (functions[i].op == op)
            return functions[i].arguments;
    return 2;
}

static void emit(struct parser *parser, enum op op, size_t name, float number)
{
    struct expr *const expr = parser->expr;
    const unsigned takes = (unsigned)arguments_of(op);
    if (parser->failed)
        return;
    if (expr->count == EXPR_STEPS || parser->stack + 1 - takes > EXPR_DEPTH) {
        fail(parser, _("the expression is too long"));
        return;
    }
    parser->stack = parser->stack + 1 - takes;
    expr->steps[expr->count++] =
        (struct expr_step){(unsigned char)op, (unsigned short)name, number};
}

static void skip_space(struct parser *parser)
{
    while (isspace((unsigned char)*parser->at))
        parser->at++;
}

static bool take(struct parser *parser, const char *token)
{
    skip_space(parser);
    const size_t length = strlen(token);
    if (strncmp(parser->at, token, length) != 0)
        return false;
    if (isalpha((unsigned char)token[0]) &&
        (isalnum((unsigned char)parser->at[length]) || parser->at[length] == '_'))
        return false;
    parser->at += length;
    return true;
}

static void need(struct parser *parser, const char *token)
{
    char text[EXPR_ERROR];
    if (parser->failed || take(parser, token))
        return;
    snprintf(text, sizeof text, _("'%s' is missing before '%.20s'"), token, parser->at);
    fail(parser, text);
}

static void parse_or(struct parser *parser);

static void parse_number(struct parser *parser)
{
    char *end;
    const double number = strtod(parser->at, &end);
    if (end == parser->at || !isfinite(number)) {
        char text[EXPR_ERROR];
        snprintf(text, sizeof text, _("a number or a name is missing before '%.20s'"), parser->at);
        fail(parser, text);
        return;
    }
    parser->at = end;
    emit(parser, OP_NUMBER, 0, (float)number);
}

static void parse_call(struct parser *parser, size_t function)
{
    need(parser, "(");
    for (int i = 0; i < functions[function].arguments; i++) {
        if (i > 0)
            need(parser, ",");
        parse_or(parser);
    }
    need(parser, ")");
    emit(parser, functions[function].op, 0, 0.0F);
}

static void unknown_name(struct parser *parser, const char *word)
{
    struct text_nearest nearest = {.wanted = word};
    char text[EXPR_ERROR];
    for (size_t i = 0; i < FUNCTIONS; i++)
        text_nearest_offer(&nearest, functions[i].name);
    for (size_t i = 0; parser->names(i); i++)
        text_nearest_offer(&nearest, parser->names(i));
    const char *best = text_nearest_best(&nearest);
    if (best)
        snprintf(text, sizeof text, _("there is no '%s'; did you mean '%s'?"), word, best);
    else
        snprintf(text, sizeof text, _("there is no '%s'"), word);
    fail(parser, text);
}

static void parse_word(struct parser *parser)
{
    char word[WORD_MAX];
    size_t length = 0;
    const char *at = parser->at;
    while (isalnum((unsigned char)*at) || *at == '_' || *at == '.') {
        if (length + 1 < sizeof word)
            word[length++] = *at;
        at++;
    }
    word[length] = '\0';
    parser->at = at;
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (strcmp(functions[i].name, word) == 0) {
            parse_call(parser, i);
            return;
        }
    for (size_t i = 0; parser->names(i); i++)
        if (strcmp(parser->names(i), word) == 0) {
            emit(parser, OP_NAME, i, 0.0F);
            return;
        }
    unknown_name(parser, word);
}

static void parse_one(struct parser *parser)
{
    if (++parser->depth > EXPR_DEPTH)
        fail(parser, _("the expression has too many brackets"));
    skip_space(parser);
    if (parser->failed) {
        parser->depth--;
        return;
    }
    if (take(parser, "-")) {
        parse_one(parser);
        emit(parser, OP_NEGATE, 0, 0.0F);
    } else if (take(parser, "(")) {
        parse_or(parser);
        need(parser, ")");
    } else if (isalpha((unsigned char)*parser->at)) {
        parse_word(parser);
    } else {
        parse_number(parser);
    }
    parser->depth--;
}

/* Operators of one rank, from left to right. */
struct rank {
    const char *token;
    enum op op;
};

static bool take_operator(struct parser *parser, const struct rank *rank, enum op *op)
{
    for (; rank->token; rank++)
        if (take(parser, rank->token)) {
            *op = rank->op;
            return true;
        }
    return false;
}

static void parse_rank(struct parser *parser, const struct rank *rank,
                       void (*higher)(struct parser *parser))
{
    enum op op;
    higher(parser);
    while (!parser->failed && take_operator(parser, rank, &op)) {
        higher(parser);
        emit(parser, op, 0, 0.0F);
    }
}

static void parse_product(struct parser *parser)
{
    static const struct rank rank[] = {{"*", OP_MUL}, {"/", OP_DIV}, {NULL, 0}};
    parse_rank(parser, rank, parse_one);
}

static void parse_sum(struct parser *parser)
{
    static const struct rank rank[] = {{"+", OP_ADD}, {"-", OP_SUB}, {NULL, 0}};
    parse_rank(parser, rank, parse_product);
}

static void parse_compare(struct parser *parser)
{
    static const struct rank rank[] = {
        {"<=", OP_LE}, {">=", OP_GE}, {"<", OP_LT}, {">", OP_GT}, {NULL, 0},
    };
    parse_rank(parser, rank, parse_sum);
}

static void parse_not(struct parser *parser)
{
    bool turned = false;
    while (take(parser, "not"))
        turned = !turned;
    parse_compare(parser);
    if (turned)
        emit(parser, OP_NOT, 0, 0.0F);
}

static void parse_and(struct parser *parser)
{
    static const struct rank rank[] = {{"and", OP_AND}, {NULL, 0}};
    parse_rank(parser, rank, parse_not);
}

static void parse_or(struct parser *parser)
{
    static const struct rank rank[] = {{"or", OP_OR}, {NULL, 0}};
    parse_rank(parser, rank, parse_and);
}

bool expr_compile(struct expr *expr, const char *text, expr_names *names, char why[EXPR_ERROR])
{
    struct parser parser = {.at = text, .expr = expr, .names = names, .why = why};
    expr->count = 0;
    why[0] = '\0';
    parse_or(&parser);
    skip_space(&parser);
    if (!parser.failed && *parser.at) {
        char message[EXPR_ERROR];
        snprintf(message, sizeof message, _("'%.20s' does not belong here"), parser.at);
        fail(&parser, message);
    }
    if (parser.failed)
        expr->count = 0;
    return !parser.failed;
}

static float as_truth(bool value)
{
    return value ? 1.0F : 0.0F;
}

static bool is_true(float value)
{
    return isfinite(value) && value != 0.0F;
}

static float apply_one(enum op op, float a)
{
    switch (op) {
    case OP_NEGATE: return -a;
    case OP_NOT: return as_truth(!is_true(a));
    case OP_ABS: return fabsf(a);
    case OP_SQRT: return sqrtf(a);
    case OP_LOG2: return log2f(a);
    case OP_LOG10: return log10f(a);
    case OP_EXP2: return exp2f(a);
    case OP_ROUND: return roundf(a);
    default: return as_truth(isfinite(a));
    }
}

/* Of two numbers of which one is not known, neither is the smaller. */
static float apply_two(enum op op, float a, float b)
{
    const bool unknown = isnan(a) || isnan(b);
    switch (op) {
    case OP_ADD: return a + b;
    case OP_SUB: return a - b;
    case OP_MUL: return a * b;
    case OP_DIV: return b != 0.0F ? a / b : NAN;
    case OP_LT: return as_truth(a < b);
    case OP_GT: return as_truth(a > b);
    case OP_LE: return as_truth(a <= b);
    case OP_GE: return as_truth(a >= b);
    case OP_AND: return as_truth(is_true(a) && is_true(b));
    case OP_OR: return as_truth(is_true(a) || is_true(b));
    case OP_MIN: return unknown ? NAN : fminf(a, b);
    default: return unknown ? NAN : fmaxf(a, b);
    }
}

static float apply_three(enum op op, float a, float b, float c)
{
    if (op == OP_IF)
        return is_true(a) ? b : c;
    return isnan(a) || isnan(b) || isnan(c) ? NAN : fminf(fmaxf(a, b), c);
}

float expr_eval(const struct expr *expr, const float *values)
{
    float stack[EXPR_DEPTH + 1] = {0};
    unsigned top = 0;
    for (unsigned i = 0; i < expr->count; i++) {
        const struct expr_step *const step = &expr->steps[i];
        const enum op op = (enum op)step->op;
        const int takes = arguments_of(op);
        top -= (unsigned)takes;
        float *const at = &stack[top];
        if (op == OP_NUMBER)
            *at = step->number;
        else if (op == OP_NAME)
            *at = values[step->name];
        else if (takes == 1)
            *at = apply_one(op, at[0]);
        else if (takes == 2)
            *at = apply_two(op, at[0], at[1]);
        else
            *at = apply_three(op, at[0], at[1], at[2]);
        top++;
    }
    return top > 0 ? stack[0] : NAN;
}
