/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/whiten.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double trimmed = 2.5;       /* makes up for what was left out */
static const double first_variance = 0.15 * 0.15; /* what is expected before anything is heard, */
static const double doubt = 30.0;                 /* and for how many differences that counts */
static const double alone = 300.0; /* for so many differences traits count as unrelated */
/* Deviations that are nothing: 1 dB in a band, a shade of a chord. */
static const double band_floor = 0.1 * 0.1, note_floor = 0.16 * 0.16;

static double floor_of(unsigned dim)
{
    return dim >= TEXTURE_BANDS && dim < TEXTURE_LEVEL ? note_floor : band_floor;
}

double whiten_gain(unsigned dim, double variance)
{
    return 1.0 / sqrt(variance + floor_of(dim));
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare_rows(const void *a, const void *b)
{
    return compare((const double *)a + TEXTURE_DIMS, (const double *)b + TEXTURE_DIMS);
}

static size_t kept_of(size_t count)
{
    return count * 7 / 10;
}

static double usual_variance(const double *differences, size_t count, unsigned dim, double *squares)
{
    for (size_t i = 0; i < count; i++) {
        const double off = differences[i * TEXTURE_DIMS + dim];
        squares[i] = 0.5 * off * off;
    }
    qsort(squares, count, sizeof *squares, compare);
    const size_t kept = kept_of(count);
    double sum = 0.0;
    for (size_t i = 0; i < kept; i++)
        sum += squares[i];
    const double usual = kept ? trimmed * sum / (double)kept : 0.0;
    return (usual * (double)count + first_variance * doubt) / ((double)count + doubt);
}

/* The correlations of the traits in the differences that are least on the whole; `rows` has room
 * for a row and its sum of squares each. */
static void correlate(const double *differences, size_t count, const double *variance, double *rows,
                      double (*matrix)[TEXTURE_DIMS])
{
    enum { ROW = TEXTURE_DIMS + 1 };
    const size_t kept = kept_of(count);
    for (size_t i = 0; i < count; i++) {
        double *const row = rows + i * ROW;
        row[TEXTURE_DIMS] = 0.0;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
            row[d] = differences[i * TEXTURE_DIMS + d] / sqrt(variance[d]);
            row[TEXTURE_DIMS] += row[d] * row[d];
        }
    }
    qsort(rows, count, ROW * sizeof *rows, compare_rows);
    memset(matrix, 0, TEXTURE_DIMS * sizeof *matrix);
    for (size_t i = 0; i < kept; i++)
        for (unsigned a = 0; a < TEXTURE_DIMS; a++)
            for (unsigned b = 0; b <= a; b++)
                matrix[a][b] += rows[i * ROW + a] * rows[i * ROW + b];
    const double share = (double)kept / ((double)kept + alone);
    for (unsigned a = 0; a < TEXTURE_DIMS; a++)
        for (unsigned b = 0; b < a; b++) {
            const double both = sqrt(matrix[a][a] * matrix[b][b]);
            matrix[a][b] = both > 0.0 ? share * matrix[a][b] / both : 0.0;
        }
    for (unsigned a = 0; a < TEXTURE_DIMS; a++)
        matrix[a][a] = 1.0;
}

/* The lower triangle L of matrix = L L^T, in place. */
static void take_root(double (*matrix)[TEXTURE_DIMS])
{
    for (unsigned a = 0; a < TEXTURE_DIMS; a++)
        for (unsigned b = 0; b <= a; b++) {
            double sum = matrix[a][b];
            for (unsigned k = 0; k < b; k++)
                sum -= matrix[a][k] * matrix[b][k];
            matrix[a][b] = a == b ? sqrt(fmax(sum, 1e-12)) : sum / matrix[b][b];
        }
}

static void invert(double (*const root)[TEXTURE_DIMS], double (*inverse)[TEXTURE_DIMS])
{
    memset(inverse, 0, TEXTURE_DIMS * sizeof *inverse);
    for (unsigned b = 0; b < TEXTURE_DIMS; b++)
        for (unsigned a = b; a < TEXTURE_DIMS; a++) {
            double sum = a == b ? 1.0 : 0.0;
            for (unsigned k = b; k < a; k++)
                sum -= root[a][k] * inverse[k][b];
            inverse[a][b] = sum / root[a][a];
        }
}

void whiten_learn(struct whiten *whiten, const double *differences, size_t count)
{
    double variance[TEXTURE_DIMS], matrix[TEXTURE_DIMS][TEXTURE_DIMS];
    double *const rows = calloc(count * (TEXTURE_DIMS + 1) + 1, sizeof *rows);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        variance[d] = rows ? usual_variance(differences, count, d, rows) : first_variance;
    correlate(differences, rows ? count : 0, variance, rows, matrix);
    for (unsigned a = 0; a < TEXTURE_DIMS; a++) {
        for (unsigned b = 0; b < a; b++)
            matrix[a][b] *= sqrt(variance[a] * variance[b]);
        matrix[a][a] = variance[a] + floor_of(a);
    }
    take_root(matrix);
    invert(matrix, whiten->turn);
    free(rows);
}

void whiten_apply(const struct whiten *whiten, const float *dims, double *white)
{
    double off[TEXTURE_DIMS];
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        off[d] = (double)dims[d] - whiten->mean[d];
    for (unsigned a = 0; a < TEXTURE_DIMS; a++) {
        double sum = 0.0;
        for (unsigned b = 0; b <= a; b++)
            sum += whiten->turn[a][b] * off[b];
        white[a] = sum;
    }
}
