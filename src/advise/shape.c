/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/shape.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

enum { FIRST_BAND = 3, BANDS_NEEDED = 14, POINTS = 7, BANDS_AN_OCTAVE = 3 };
static const double pi = 3.14159265358979323846;
static const double octaves_a_band = 0.33219280948873623; /* bands are a tenth of a decade apart */
static const double filter_db = 6.0;     /* a typical setting: shapes hardly depend on it */
static const double filter_rate_hz = 96000.0;
static const float cliff_db = 19.0F;     /* over two bands: the material ends here */
static const float nothing_db = 56.0F;   /* below the mid bands */
static const float shelf_in_sight = 0.6F; /* of where the corridor ends */
static const float edge_db = 5.0F;       /* steeper than music: the filter where material ends */
/* No equaliser is so wrong: more than that is what is played; lows and treble vary most. */
static const float natural_db = 20.0F, natural_wide_db = 26.0F, natural_of_track_db = 12.0F;
static const float prior_bands = 8.0F;   /* so much weight has the corridor's own tolerance */
static const int lowest_top = 20;        /* 2 kHz: what ends below is dull, not band-limited */
static const int highest_bottom = 14;    /* 500 Hz */

enum filter { BELL, LOW_SHELF, HIGH_SHELF };

static const struct {
    enum shape shape;
    enum filter filter;
    float hz, q;
} table[] = {
    {SHAPE_BOOMY, BELL, 80, 1.0F},        {SHAPE_BOOMY, BELL, 100, 1.0F},
    {SHAPE_BOOMY, BELL, 125, 1.0F},       {SHAPE_BOOMY, BELL, 160, 1.0F},
    {SHAPE_MUD, BELL, 220, 1.0F},         {SHAPE_MUD, BELL, 270, 1.0F},
    {SHAPE_MUD, BELL, 330, 1.0F},         {SHAPE_BOXY, BELL, 480, 1.0F},
    {SHAPE_BOXY, BELL, 580, 1.0F},        {SHAPE_BOXY, BELL, 700, 1.0F},
    {SHAPE_THIN, LOW_SHELF, 120, 0.7F},   {SHAPE_THIN, LOW_SHELF, 180, 0.7F},
    {SHAPE_THIN, LOW_SHELF, 250, 0.7F},   {SHAPE_HARSH, BELL, 2500, 1.0F},
    {SHAPE_HARSH, BELL, 3150, 1.0F},      {SHAPE_HARSH, BELL, 4000, 1.0F},
    {SHAPE_BRIGHT, HIGH_SHELF, 4000, 0.7F}, {SHAPE_BRIGHT, HIGH_SHELF, 6000, 0.7F},
    {SHAPE_BRIGHT, HIGH_SHELF, 8000, 0.7F}, {SHAPE_DULL, HIGH_SHELF, 2500, 0.7F},
    {SHAPE_DULL, HIGH_SHELF, 4000, 0.7F}, {SHAPE_DULL, HIGH_SHELF, 6000, 0.7F},
};

enum { FILTERS = sizeof table / sizeof table[0] };

struct shape_bank {
    /* dB a band for 1 dB of the filter; thin and dull: -1 */
    double response[FILTERS][THIRD_OCTAVES];
    double correlation[THIRD_OCTAVES][THIRD_OCTAVES];
};

struct biquad {
    double b[3], a[3];
};

static struct biquad bell(double hz, double db, double q)
{
    const double size = pow(10.0, db / 40.0), w = 2.0 * pi * hz / filter_rate_hz;
    const double alpha = sin(w) / (2.0 * q), c = -2.0 * cos(w);
    return (struct biquad){{1.0 + alpha * size, c, 1.0 - alpha * size},
                           {1.0 + alpha / size, c, 1.0 - alpha / size}};
}

/* `side`: 1 for a low shelf, -1 for a high one. */
static struct biquad shelf(double hz, double db, double q, double side)
{
    const double size = pow(10.0, db / 40.0), w = 2.0 * pi * hz / filter_rate_hz;
    const double c = side * cos(w), root = 2.0 * sqrt(size) * sin(w) / (2.0 * q);
    const double up = size + 1.0, down = size - 1.0;
    return (struct biquad){
        {size * (up - down * c + root), side * 2.0 * size * (down - up * c),
         size * (up - down * c - root)},
        {up + down * c + root, side * -2.0 * (down + up * c), up + down * c - root},
    };
}

static double gain_at(const struct biquad *filter, double hz)
{
    const double complex z = cexp(-2.0 * I * pi * hz / filter_rate_hz);
    const double complex over = filter->b[0] + filter->b[1] * z + filter->b[2] * z * z;
    const double complex under = filter->a[0] + filter->a[1] * z + filter->a[2] * z * z;
    const double size = cabs(over / under);
    return size * size;
}

static double band_centre_hz(int band)
{
    return 1000.0 * pow(10.0, 0.1 * (band - 17));
}

static void fill_response(double *response, int filter)
{
    const bool lacks = table[filter].shape == SHAPE_THIN || table[filter].shape == SHAPE_DULL;
    const double hz = (double)table[filter].hz, q = (double)table[filter].q;
    const double db = lacks ? -filter_db : filter_db;
    const struct biquad biquad = table[filter].filter == BELL        ? bell(hz, db, q)
                                 : table[filter].filter == LOW_SHELF ? shelf(hz, db, q, 1.0)
                                                                     : shelf(hz, db, q, -1.0);
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        double sum = 0.0;
        for (int p = 0; p < POINTS; p++)
            sum += gain_at(&biquad, band_centre_hz(i) * pow(10.0, 0.1 * (p + 0.5) / POINTS - 0.05));
        response[i] = 10.0 * log10(sum / POINTS) / filter_db;
    }
}

/* Neighbours are alike by how far they are apart, in lengths that change along the way. */
static void fill_correlation(struct shape_bank *bank, const float *octaves, float alone)
{
    double at[THIRD_OCTAVES] = {0.0};
    for (int i = 1; i < THIRD_OCTAVES; i++)
        at[i] = at[i - 1] + octaves_a_band / sqrt((double)octaves[i - 1] * (double)octaves[i]);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        for (int j = 0; j < THIRD_OCTAVES; j++)
            bank->correlation[i][j] = (1.0 - (double)alone) * exp(-fabs(at[i] - at[j])) +
                                      (i == j ? (double)alone : 0.0);
}

struct shape_bank *shape_bank_new(const float *correlation_octaves, float alone)
{
    struct shape_bank *const bank = calloc(1, sizeof *bank);
    if (!bank)
        return NULL;
    for (int f = 0; f < FILTERS; f++)
        fill_response(bank->response[f], f);
    fill_correlation(bank, correlation_octaves, alone);
    return bank;
}

void shape_bank_free(struct shape_bank *bank)
{
    free(bank);
}

/* The spectrum as it is judged: the bands that count, whitened by the Cholesky factor of what the
 * corridor says of them. */
struct whitener {
    int bands;
    int band[THIRD_OCTAVES];
    float sight_hz; /* the corridor is known up to here; NAN: as far as the material goes */
    double factor[THIRD_OCTAVES][THIRD_OCTAVES];
    double level[THIRD_OCTAVES]; /* the whitened constant, of length 1 */
};

static bool is_edge(const float *third_db, const struct corridor *corridor, int band)
{
    const float step = third_db[band] - third_db[band - 1];
    if (!isfinite(corridor->tolerance_db[band]) || !isfinite(corridor->tolerance_db[band - 1]))
        return false;
    return step - (corridor->centre_db[band] - corridor->centre_db[band - 1]) < -edge_db;
}

/* The last band that is full of programme: below a cliff, not far below everything, and not in the
 * slope of the filter that ends it, which may take two bands. */
static int find_top(const float *third_db, const struct corridor *corridor, float level_db)
{
    int top = THIRD_OCTAVES - 1;
    while (top > lowest_top &&
           (!isfinite(third_db[top]) || third_db[top] < third_db[top - 2] - cliff_db ||
            third_db[top] < level_db - nothing_db))
        top--;
    for (int i = 0; i < 2 && top > lowest_top && is_edge(third_db, corridor, top); i++)
        top--;
    return top;
}

/* An instrument has nothing below its lowest notes, and that is no fault; in their octave there is
 * but the fundamental, and how strong that is makes the instrument. */
static int find_bottom(const float *third_db)
{
    int bottom = highest_bottom;
    while (bottom > FIRST_BAND && !(third_db[bottom] > third_db[bottom - 2] + cliff_db))
        bottom--;
    return bottom > FIRST_BAND ? bottom + BANDS_AN_OCTAVE : bottom;
}

static double product(const double *a, const double *b, int count)
{
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

static bool factorise(struct whitener *whitener, const struct shape_bank *bank,
                      const struct corridor *corridor)
{
    for (int i = 0; i < whitener->bands; i++)
        for (int j = 0; j <= i; j++) {
            const int a = whitener->band[i], b = whitener->band[j];
            const double covariance = bank->correlation[a][b] * (double)corridor->tolerance_db[a] *
                                      (double)corridor->tolerance_db[b];
            const double rest =
                covariance - product(whitener->factor[i], whitener->factor[j], j);
            if (i == j && !(rest > 0.0))
                return false;
            whitener->factor[i][j] = i == j ? sqrt(rest) : rest / whitener->factor[j][j];
        }
    return true;
}

/* Whitens a departure and takes the level out of it. */
static void whiten(const struct whitener *whitener, const double *from, double *to, bool is_level)
{
    for (int i = 0; i < whitener->bands; i++)
        to[i] = (from[whitener->band[i]] - product(whitener->factor[i], to, i)) /
                whitener->factor[i][i];
    if (is_level)
        return;
    const double along = product(to, whitener->level, whitener->bands);
    for (int i = 0; i < whitener->bands; i++)
        to[i] -= along * whitener->level[i];
}

static bool prepare(struct whitener *whitener, const struct shape_bank *bank, const float *third_db,
                    const struct corridor *corridor, int bottom, int top)
{
    double ones[THIRD_OCTAVES];
    whitener->bands = 0;
    whitener->sight_hz = isfinite(corridor->tolerance_db[top]) ? NAN : 0.0F;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        ones[i] = 1.0;
        if (i >= bottom && i <= top && isfinite(third_db[i]) &&
            isfinite(corridor->tolerance_db[i]))
            whitener->band[whitener->bands++] = i;
    }
    if (whitener->bands > 0 && isfinite(whitener->sight_hz))
        whitener->sight_hz = third_octave_nominal_hz[whitener->band[whitener->bands - 1]];
    if (whitener->bands < BANDS_NEEDED || !factorise(whitener, bank, corridor))
        return false;
    whiten(whitener, ones, whitener->level, true);
    const double length = sqrt(product(whitener->level, whitener->level, whitener->bands));
    for (int i = 0; i < whitener->bands; i++)
        whitener->level[i] /= length;
    return true;
}

/* The filter that explains `departure` best among those of the low or the high shapes, or of both;
 * its whitened response in `response`.  -1: none has the right sign. */
struct fitted {
    int filter;
    double db, sd_db, response[THIRD_OCTAVES];
};

static bool is_high(enum shape shape)
{
    return shape >= SHAPE_HARSH;
}

/* Where the corridor ends below the material, as a reference's may: a shelf of which only the slope
 * is seen would be made up. */
static bool is_in_sight(int filter, float sight_hz)
{
    return table[filter].filter != HIGH_SHELF || !(table[filter].hz > shelf_in_sight * sight_hz);
}

static void fit_all(const struct shape_bank *bank, const struct whitener *whitener,
                    const double *departure, int half, struct shapes *shapes, struct fitted *best)
{
    double best_z = 0.0;
    best->filter = -1;
    for (int f = 0; f < FILTERS; f++) {
        double response[THIRD_OCTAVES];
        struct shape_fit *const fit = &shapes->fit[table[f].shape];
        if ((half >= 0 && is_high(table[f].shape) != (half == 1)) ||
            !is_in_sight(f, whitener->sight_hz))
            continue;
        whiten(whitener, bank->response[f], response, false);
        const double size2 = product(response, response, whitener->bands);
        const double db = product(response, departure, whitener->bands) / size2;
        const double z = db * sqrt(size2);
        if (!(z > (double)(fit->db / fit->sd_db)) && isfinite(fit->db) && fit->hz > 0.0F)
            continue;
        *fit = (struct shape_fit){.db = (float)fmax(db, 0.0), .sd_db = (float)(1.0 / sqrt(size2)),
                                  .hz = table[f].hz, .q = table[f].q};
        if (z > best_z) {
            best_z = z;
            best->filter = f;
            best->db = db;
            for (int i = 0; i < whitener->bands; i++)
                best->response[i] = response[i];
        }
    }
}

static void take_off(const struct fitted *fitted, double *white, int bands)
{
    for (int i = 0; i < bands; i++)
        white[i] -= fitted->db * fitted->response[i];
}

/* Where not even the best filters bring the spectrum near, the corridor knows less of such sounds:
 * what is left over says how far to trust it (the scale of Student's t). */
static void weigh_rest(const struct whitener *whitener, const double *white, struct shapes *shapes)
{
    const double rest = product(white, white, whitener->bands), known = (double)prior_bands;
    const double free_bands = (double)(whitener->bands - 3); /* level and two filters */
    const float scale = (float)sqrt((known + rest) / (known + free_bands));
    for (int s = 0; s < SHAPES; s++)
        shapes->fit[s].sd_db *= scale;
}

/* Only the best of its half is a fault; the others are its shadow. */
static void keep_best(struct shapes *shapes, int half, enum shape best)
{
    for (int s = 0; s < SHAPES; s++)
        if (is_high((enum shape)s) == (half == 1) && s != (int)best)
            shapes->fit[s].db = 0.0F;
}

static void forget_half(struct shapes *shapes, int half)
{
    for (int s = 0; s < SHAPES; s++)
        if (is_high((enum shape)s) == (half == 1))
            shapes->fit[s] = (struct shape_fit){.db = 0.0F, .sd_db = NAN, .hz = 0.0F, .q = NAN};
}

static float most_db_of(enum shape shape, bool is_mix)
{
    if (!is_mix)
        return natural_of_track_db;
    return shape == SHAPE_DULL                            ? INFINITY
           : shape == SHAPE_BOOMY || shape == SHAPE_BRIGHT ? natural_wide_db
                                                           : natural_db;
}

/* A mix has all instruments in it, a track has one, and that one may be all bass, or all treble.
 * What a mix lacks at the top may be all there is: the rule says how much of that is a fault. */
static void leave_nature(struct shapes *shapes, bool is_mix)
{
    for (int s = 0; s < SHAPES; s++)
        if (shapes->fit[s].db > most_db_of((enum shape)s, is_mix))
            shapes->fit[s].db = 0.0F;
}

void shape_judge(const struct shape_bank *bank, const float *third_db,
                 const struct corridor *corridor, bool is_mix, struct shapes *shapes)
{
    struct whitener whitener;
    struct fitted best;
    double departure[THIRD_OCTAVES] = {0}, white[THIRD_OCTAVES];
    const float level_db = corridor_level_db(third_db);
    for (int s = 0; s < SHAPES; s++)
        shapes->fit[s] = (struct shape_fit){NAN, NAN, NAN, NAN};
    shapes->top_hz = NAN;
    if (!corridor->known || !isfinite(level_db))
        return;
    const int top = find_top(third_db, corridor, level_db);
    const int bottom = is_mix ? (int)FIRST_BAND : find_bottom(third_db);
    if (!prepare(&whitener, bank, third_db, corridor, bottom, top))
        return;
    shapes->top_hz = third_octave_nominal_hz[top];
    for (int i = 0; i < whitener.bands; i++) {
        const int band = whitener.band[i];
        departure[band] = (double)(third_db[band] - level_db - corridor->centre_db[band]);
    }
    whiten(&whitener, departure, white, false);
    forget_half(shapes, 0);
    forget_half(shapes, 1);
    fit_all(bank, &whitener, white, -1, shapes, &best);
    if (best.filter < 0)
        return;
    const enum shape first = table[best.filter].shape;
    const int half = is_high(first) ? 1 : 0;
    keep_best(shapes, half, first);
    take_off(&best, white, whitener.bands);
    forget_half(shapes, 1 - half);
    fit_all(bank, &whitener, white, 1 - half, shapes, &best);
    if (best.filter >= 0) {
        keep_best(shapes, 1 - half, table[best.filter].shape);
        take_off(&best, white, whitener.bands);
    }
    weigh_rest(&whitener, white, shapes);
    leave_nature(shapes, is_mix);
}
