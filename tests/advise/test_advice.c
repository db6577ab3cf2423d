/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every rule of single files, by ear: music made of noise that is well brings no such suggestion, the
 * same music with one fault in it does; and the list never depends on how the samples come. */
#include "engine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shipped.h"

enum { RATE = 44100, SECONDS = 18, FRAMES = RATE * SECONDS };
static const double tau = 6.28318530717958647692;

static float well[2][FRAMES], rows[2][FRAMES];

struct filter {
    double b[3], a[3], x[2], y[2];
};

static double filter_step(struct filter *f, double x)
{
    const double y = (f->b[0] * x + f->b[1] * f->x[0] + f->b[2] * f->x[1] - f->a[1] * f->y[0] -
                      f->a[2] * f->y[1]) / f->a[0];
    f->x[1] = f->x[0];
    f->x[0] = x;
    f->y[1] = f->y[0];
    f->y[0] = y;
    return y;
}

/* Robert Bristow-Johnson's cookbook. */
static struct filter bell(double hz, double db, double q)
{
    const double a = pow(10.0, db / 40.0), w = tau * hz / RATE, alpha = sin(w) / (2.0 * q);
    return (struct filter){.b = {1 + alpha * a, -2 * cos(w), 1 - alpha * a},
                           .a = {1 + alpha / a, -2 * cos(w), 1 - alpha / a}};
}

static struct filter shelf(double hz, double db, double side)
{
    const double a = pow(10.0, db / 40.0), w = tau * hz / RATE, c = side * cos(w);
    const double r = 2 * sqrt(a) * sin(w) / 1.4;
    return (struct filter){
        .b = {a * (a + 1 - (a - 1) * c + r), side * 2 * a * (a - 1 - (a + 1) * c),
              a * (a + 1 - (a - 1) * c - r)},
        .a = {a + 1 + (a - 1) * c + r, side * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - r},
    };
}

static struct filter pass(double hz, bool high)
{
    const double w = tau * hz / RATE, alpha = sin(w) / 1.4142, c = cos(w);
    const double edge = high ? (1 + c) / 2 : (1 - c) / 2, middle = high ? -(1 + c) : 1 - c;
    return (struct filter){.b = {edge, middle, edge}, .a = {1 + alpha, -2 * c, 1 - alpha}};
}

static double noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(int32_t)*seed / 2147483648.0;
}

/* Pink noise (Paul Kellet's economy filter), darker above 3 kHz, fuller in the bass and thinner below
 * 50 Hz, as music is. */
struct voice {
    uint32_t seed;
    double pink[3];
    struct filter low, bass, high;
};

static struct voice voice_of(uint32_t seed)
{
    return (struct voice){.seed = seed, .low = pass(45.0, true), .bass = shelf(150.0, 2.5, 1.0),
                          .high = shelf(3500.0, -9.0, -1.0)};
}

static double voice_step(struct voice *voice)
{
    const double white = noise(&voice->seed);
    voice->pink[0] = 0.99765 * voice->pink[0] + white * 0.0990460;
    voice->pink[1] = 0.96300 * voice->pink[1] + white * 0.2965164;
    voice->pink[2] = 0.57000 * voice->pink[2] + white * 1.0526913;
    const double pink = voice->pink[0] + voice->pink[1] + voice->pink[2] + white * 0.1848;
    const double full = filter_step(&voice->bass, filter_step(&voice->low, pink));
    return filter_step(&voice->high, full);
}

/* Strokes of different strength over something that never quite stops; a middle and sides. */
static int make_music(void **state)
{
    (void)state;
    struct voice middle = voice_of(1), side = voice_of(2);
    struct filter side_low = pass(200.0, true);
    struct filter split = pass(900.0, false), side_split = pass(900.0, false);
    uint32_t seed = 3;
    double strokes[2] = {0.0, 0.0}; /* lows and highs are struck by turns: no two play as one */
    for (size_t i = 0; i < FRAMES; i++) {
        for (int half = 0; half < 2; half++) {
            if ((i + (size_t)half * RATE * 3 / 13) % (RATE * 6 / 13) == 0)
                strokes[half] = 0.55 + 0.45 * fabs(noise(&seed));
            strokes[half] *= exp(-1.0 / (0.11 * RATE));
        }
        const double base = 0.05 + 0.03 * sin(tau * 0.21 * (double)i / RATE);
        const double low = base + 0.16 * strokes[0], high = base + 0.16 * strokes[1];
        const double voice = voice_step(&middle), beside = filter_step(&side_low, voice_step(&side));
        const double voice_low = filter_step(&split, voice);
        const double beside_low = filter_step(&side_split, beside);
        const double m = voice_low * low + (voice - voice_low) * high;
        const double s = 0.4 * (beside_low * low + (beside - beside_low) * high);
        well[0][i] = (float)(0.8 * (m + s));
        well[1][i] = (float)(0.8 * (m - s));
    }
    return 0;
}

typedef void fault(void);

static void scale(double gain)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++)
            rows[c][i] = (float)((double)rows[c][i] * gain);
}

static double peak(void)
{
    double most = 0.0;
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++)
            most = fmax(most, fabs((double)rows[c][i]));
    return most;
}

static void clamp(double at)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++)
            rows[c][i] = (float)fmax(-at, fmin(at, (double)rows[c][i]));
}

static void equalise(struct filter filter)
{
    for (int c = 0; c < 2; c++) {
        struct filter own = filter;
        for (size_t i = 0; i < FRAMES; i++)
            rows[c][i] = (float)filter_step(&own, (double)rows[c][i]);
    }
}

static void clip(void)
{
    scale(2.2 / peak());
    clamp(1.0);
}
static void clip_low(void)
{
    scale(1.0 / peak());
    clamp(0.4);
}
static void too_hot(void)
{
    scale(0.99 / peak());
}
static void too_low(void)
{
    scale(0.012 / peak());
}
static void peaks_over(void)
{
    scale(1.12 / peak());
}
static void too_loud(void)
{
    scale(3.0);
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++)
            rows[c][i] = (float)(0.9 * tanh((double)rows[c][i] * 1.4));
}
static void too_soft(void)
{
    scale(0.15);
}
static void squash(void)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++) {
            const double x = 30.0 * (double)rows[c][i];
            rows[c][i] = (float)(0.5 * x / (1.0 + fabs(x)));
        }
}
static void swing(void)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++) {
            const double loud = pow(10.0, (-14.0 + 14.0 * sin(tau * 0.23 * (double)i / RATE)) / 20.0);
            rows[c][i] = (float)((double)rows[c][i] * loud);
        }
}
static void muddy(void)
{
    equalise(bell(280.0, 14.0, 1.0));
}
static void boxed(void)
{
    equalise(bell(600.0, 13.0, 1.0));
}
static void booming(void)
{
    equalise(bell(110.0, 17.0, 1.0));
}
static void thinned(void)
{
    equalise(shelf(220.0, -12.0, 1.0));
}
static void harshened(void)
{
    equalise(bell(3200.0, 15.0, 1.0));
}
static void dulled(void)
{
    equalise(shelf(4500.0, -14.0, -1.0));
}
static void brightened(void)
{
    equalise(shelf(6000.0, 18.0, -1.0));
}
static void hissing(void)
{
    equalise(bell(7000.0, 18.0, 0.8));
}
static void ringing(void)
{
    equalise(bell(1700.0, 16.0, 12.0));
}
static void rumbling(void)
{
    uint32_t seed = 9;
    struct filter a = pass(26.0, false), b = pass(26.0, false);
    for (size_t i = 0; i < FRAMES; i++) {
        const double low = 1.2 * filter_step(&b, filter_step(&a, noise(&seed)));
        rows[0][i] += (float)low;
        rows[1][i] += (float)low;
    }
}
static void humming(void)
{
    for (size_t i = 0; i < FRAMES; i++) {
        const double t = (double)i / RATE;
        const double hum = 0.02 * (sin(tau * 50 * t) + 0.6 * sin(tau * 100 * t + 1) +
                                   0.5 * sin(tau * 150 * t + 2) + 0.3 * sin(tau * 250 * t));
        rows[0][i] += (float)hum;
        rows[1][i] += (float)hum;
    }
}
static void offset(void)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++)
            rows[c][i] += 0.03F;
}
/* It is heard when the music leaves room. */
static void noisy(void)
{
    uint32_t seed = 5;
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < FRAMES; i++) {
            const double rest = fabs(sin(tau * 0.25 * (double)i / RATE));
            rows[c][i] = (float)((double)rows[c][i] * fmin(1.0, 4.0 * fmax(0.0, rest - 0.5)) +
                                 0.008 * noise(&seed));
        }
}
static void holed(void)
{
    for (size_t hole = 1; hole < 8; hole++)
        for (size_t i = 0; i < RATE / 50; i++)
            rows[0][hole * 2 * RATE + i] = rows[1][hole * 2 * RATE + i] = 0.0F;
}
static void flipped(void)
{
    for (size_t i = 0; i < FRAMES; i++)
        rows[1][i] = -rows[1][i];
}
static void widened(void)
{
    struct filter low = pass(160.0, false);
    for (size_t i = 0; i < FRAMES; i++)
        rows[1][i] -= (float)(1.7 * filter_step(&low, (double)rows[1][i]));
}
static void leaning(void)
{
    for (size_t i = 0; i < FRAMES; i++)
        rows[1][i] *= 0.6F;
}
static void one_dead(void)
{
    memset(rows[1], 0, sizeof rows[1]);
}
static void folded(void)
{
    memcpy(rows[1], rows[0], sizeof rows[1]);
}

static const struct {
    const char *rule;
    fault *put;
    enum role role;     /* ROLE_NONE: the mix */
    const char *target; /* "" none */
} faults[] = {
    {"clipping", clip, ROLE_NONE, ""},          {"clipping", clip_low, ROLE_NONE, ""},
    {"hot_mix", too_hot, ROLE_NONE, ""},
    {"hot_level", too_hot, ROLE_GUITAR, ""},    {"low_level", too_low, ROLE_NONE, ""},
    {"true_peak_over", peaks_over, ROLE_NONE, "spotify"},
    {"loudness_over", too_loud, ROLE_NONE, "spotify"},
    {"loudness_under", too_soft, ROLE_NONE, "spotify"},
    {"overcompressed", squash, ROLE_NONE, ""},  {"too_dynamic", swing, ROLE_NONE, ""},
    {"mud", muddy, ROLE_NONE, ""},              {"boxy", boxed, ROLE_NONE, ""},
    {"boomy", booming, ROLE_NONE, ""},          {"thin", thinned, ROLE_NONE, ""},
    {"harsh", harshened, ROLE_NONE, ""},        {"dull", dulled, ROLE_NONE, ""},
    {"bright", brightened, ROLE_NONE, ""},      {"sibilance", hissing, ROLE_VOCALS, ""},
    {"resonance", ringing, ROLE_NONE, ""},      {"rumble", rumbling, ROLE_NONE, ""},
    {"hum", humming, ROLE_NONE, ""},            {"dc_offset", offset, ROLE_NONE, ""},
    {"noise_floor", noisy, ROLE_NONE, ""},      {"dropouts", holed, ROLE_NONE, ""},
    {"polarity", flipped, ROLE_NONE, ""},       {"low_end_width", widened, ROLE_NONE, ""},
    {"imbalance", leaning, ROLE_NONE, ""},      {"dead_channel", one_dead, ROLE_NONE, ""},
    {"mono", folded, ROLE_NONE, ""},
};

static struct snapshot snapshot;

/* How often one rule came, over a whole run. */
static struct watch {
    const char *rule;
    unsigned times;
    bool stands;
} watch;

static void note(void *context, const struct snapshot *now, struct advice_reading *advice)
{
    struct watch *const seen = context;
    bool stands = false;
    (void)now;
    /* While it is being mixed, headroom is what counts, not the limit of a target that nobody named. */
    if (seen->rule && strcmp(seen->rule, "hot_mix") == 0) {
        advice->context.state = WORK_MIXING;
        advice->context.state_counts = true;
    }
    for (unsigned i = 0; seen->rule && i < advice->n_suggestions; i++)
        stands = stands || strcmp(advice->suggestions[i].rule, seen->rule) == 0;
    seen->times += stands && !seen->stands;
    seen->stands = stands;
}

static void feed(struct engine *engine, size_t block)
{
    for (size_t done = 0; done < FRAMES; done += block) {
        const float *const at[2] = {rows[0] + done, rows[1] + done};
        engine_feed(engine, at, FRAMES - done < block ? FRAMES - done : block);
    }
}

static const struct suggestion *find(const char *rule)
{
    for (unsigned i = 0; i < snapshot.advice.n_suggestions; i++)
        if (strcmp(snapshot.advice.suggestions[i].rule, rule) == 0)
            return &snapshot.advice.suggestions[i];
    return NULL;
}

/* The music is softer than anybody wants it delivered: there the gain is what was asked for.  As a voice it
 * has sharp strokes. */
static void mend(void)
{
    const struct suggestion *const under = find("loudness_under");
    if (under) {
        scale(pow(10.0, (double)under->action.gain_db / 20.0));
        return;
    }
    memcpy(rows, well, sizeof rows);
    if (strcmp(watch.rule, "sibilance") == 0)
        dulled();
    if (strcmp(watch.rule, "hot_mix") == 0)
        scale(0.5);
}

/* Then, when `mended`, a reset and the music without its fault. */
static void advise_and_mend(enum role role, const char *target, size_t block, bool mended)
{
    struct capture_format format = {.rate_hz = RATE, .channels = 2, .n_tracks = 1};
    format.tracks[0] = (struct capture_track){.role = role, .channels = 2};
    snprintf(format.tracks[0].name, sizeof format.tracks[0].name, "%s", role ? "it" : "mix");
    struct advice_wish wish = {.target_stated = *target != '\0', .genre = GENRES};
    snprintf(wish.target, sizeof wish.target, "%s", *target ? target : "ebu-r128");
    struct error error;
    struct adviser *adviser = adviser_new(&wish, &error);
    struct engine *engine = engine_new(&format, false, false, &error);
    if (!adviser || !engine)
        fail_msg("%s", error.text);
    adviser_set_hooks(adviser, &(struct adviser_hooks){
                                      .context = &watch, .edit = note});
    engine_set_adviser(engine, adviser);
    feed(engine, block);
    if (mended) {
        engine_read(engine, &snapshot);
        mend();
        engine_reset(engine);
        feed(engine, block);
    }
    engine_finish(engine);
    snapshot_clear(&snapshot);
    engine_read(engine, &snapshot);
    engine_free(engine);
    adviser_free(adviser);
}

static void advise(enum role role, const char *target, size_t block)
{
    advise_and_mend(role, target, block, false);
}

static void music_that_is_well_is_left_alone(void **state)
{
    (void)state;
    for (enum role role = ROLE_NONE; role <= ROLE_GUITAR; role++) {
        memcpy(rows, well, sizeof rows);
        advise(role, "", 4096);
        for (unsigned i = 0; i < snapshot.advice.n_suggestions; i++)
            if (role == ROLE_NONE || snapshot.advice.suggestions[i].severity >= SEVERITY_MAJOR)
                fail_msg("as %s: %s", role ? role_names[role] : "mix",
                         snapshot.advice.suggestions[i].title);
    }
}

/* What is not known of a kick is as with drums. */
static void a_piece_of_the_kit_is_judged_as_drums(void **state)
{
    (void)state;
    static struct suggestion as_drums[SUGGESTIONS_MAX];
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        memcpy(rows, well, sizeof rows);
        faults[i].put();
        advise(ROLE_DRUMS, faults[i].target, 4096);
        const unsigned n = snapshot.advice.n_suggestions;
        memcpy(as_drums, snapshot.advice.suggestions, sizeof as_drums);
        advise(ROLE_KICK, faults[i].target, 4096);
        assert_int_equal(snapshot.advice.n_suggestions, n);
        for (unsigned k = 0; k < n; k++)
            assert_string_equal(snapshot.advice.suggestions[k].title, as_drums[k].title);
    }
}

static void every_fault_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        memcpy(rows, well, sizeof rows);
        faults[i].put();
        watch = (struct watch){.rule = faults[i].rule};
        advise(faults[i].role, faults[i].target, 4096);
        if (watch.times > 1)
            fail_msg("%s comes and goes: %u times", faults[i].rule, watch.times);
        const struct suggestion *const found = find(faults[i].rule);
        if (!found)
            fail_msg("%s is not found; but %s", faults[i].rule,
                     snapshot.advice.n_suggestions ? snapshot.advice.suggestions[0].title : "nothing");
        assert_true(found->confidence > 0.3F && found->confidence <= 1.0F);
        assert_true(found->priority >= 1.0F);
        assert_true(found->n_evidence >= 1 && isfinite(found->evidence[0].value));
        assert_true(*found->title && *found->detail && *found->do_this && *found->source &&
                    *found->withdraw_when);
        assert_null(strchr(found->title, '{'));
        assert_null(strchr(found->do_this, '{'));
        assert_true(found->since_s > 0.0 && found->since_s <= SECONDS);
    }
}

/* Of a file, or of a mix that nobody works on, the true peak is what counts. */
static void headroom_is_for_who_mixes(void **state)
{
    (void)state;
    memcpy(rows, well, sizeof rows);
    too_hot();
    watch = (struct watch){.rule = "hot_mix"};
    advise(ROLE_NONE, "", 4096);
    assert_non_null(find("hot_mix"));
    assert_null(find("true_peak_over"));
    advise(ROLE_NONE, "spotify", 4096);
    assert_null(find("hot_mix"));
    assert_non_null(find("true_peak_over"));
    watch = (struct watch){0};
    advise(ROLE_NONE, "", 4096);
    assert_null(find("hot_mix"));
    assert_non_null(find("true_peak_over"));
}

static void what_was_mended_is_taken_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        memcpy(rows, well, sizeof rows);
        faults[i].put();
        watch = (struct watch){.rule = faults[i].rule};
        advise_and_mend(faults[i].role, faults[i].target, 4096, true);
        if (watch.times != 1 || watch.stands)
            fail_msg("%s came %u times, %s", faults[i].rule, watch.times,
                     watch.stands ? "and stands" : "and went");
    }
}

static void what_is_asked_for_mends_it(void **state)
{
    (void)state;
    memcpy(rows, well, sizeof rows);
    muddy();
    advise(ROLE_NONE, "", 4096);
    const struct suggestion *mud = find("mud");
    assert_non_null(mud);
    assert_int_equal(mud->action.type, ACTION_EQ);
    assert_true(mud->action.hz > 200.0F && mud->action.hz < 400.0F && mud->action.gain_db < 0.0F);
    assert_null(find("thin"));
    memcpy(rows, well, sizeof rows);
    leaning();
    advise(ROLE_NONE, "", 4096);
    assert_true(fabsf(find("imbalance")->action.gain_db - 4.4F) < 0.4F);
    memcpy(rows, well, sizeof rows);
    ringing();
    advise(ROLE_NONE, "", 4096);
    assert_true(fabsf(log2f(find("resonance")->action.hz / 1700.0F)) < 0.1F);
    memcpy(rows, well, sizeof rows);
    humming();
    advise(ROLE_NONE, "", 4096);
    assert_true(fabsf(find("hum")->action.hz - 50.0F) < 0.1F);
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    static struct advice_reading first;
    memcpy(rows, well, sizeof rows);
    muddy();
    leaning();
    advise(ROLE_NONE, "spotify", 64);
    first = snapshot.advice;
    assert_true(first.n_suggestions >= 2);
    advise(ROLE_NONE, "spotify", 10007);
    assert_int_equal(first.n_suggestions, snapshot.advice.n_suggestions);
    assert_int_equal(first.said, snapshot.advice.said);
    assert_memory_equal(first.suggestions, snapshot.advice.suggestions, sizeof first.suggestions);
}

int main(void)
{
    shipped_use();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(music_that_is_well_is_left_alone),
        cmocka_unit_test(a_piece_of_the_kit_is_judged_as_drums),
        cmocka_unit_test(every_fault_is_found),
        cmocka_unit_test(headroom_is_for_who_mixes),
        cmocka_unit_test(what_was_mended_is_taken_back),
        cmocka_unit_test(what_is_asked_for_mends_it),
        cmocka_unit_test(blocks_do_not_matter),
    };
    return cmocka_run_group_tests(tests, make_music, NULL);
}
