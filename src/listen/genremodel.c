/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/genremodel.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

static const double most = 1e4; /* any number in the file */
static const float timbre_most = 10.0f, other_most = 3.0f; /* of the scaled features */
static const float foreign_most = 4.0f;

struct source {
    FILE *file;
    const char *path;
    unsigned line;
    char text[LINE_MAX_BYTES];
    char *at; /* what of the line is still to be read */
};

static enum status refuse(const struct source *source, const char *what, struct error *error)
{
    return error_set(error, STATUS_FAILED, "%s:%u: %s", source->path, source->line, what);
}

/* The next line that says something; false at the end, and for one that is too long or no text. */
static bool next_line(struct source *source)
{
    while (fgets(source->text, sizeof source->text, source->file)) {
        source->line++;
        const size_t length = strlen(source->text);
        if (length == 0 || length + 1 == sizeof source->text)
            return false;
        source->at = source->text + strspn(source->text, " \t\r\n");
        if (*source->at && *source->at != '#')
            return true;
    }
    return false;
}

static bool take_word(struct source *source, const char *word)
{
    const size_t length = strcspn(source->at, " \t\r\n");
    if (length != strlen(word) || strncmp(source->at, word, length) != 0)
        return false;
    source->at += length;
    source->at += strspn(source->at, " \t\r\n");
    return true;
}

static bool take_number(struct source *source, float *number)
{
    char *end;
    const double value = strtod(source->at, &end);
    if (end == source->at || !(fabs(value) <= most))
        return false;
    source->at = end + strspn(end, " \t\r\n");
    *number = (float)value;
    return true;
}

static bool take_numbers(struct source *source, float *numbers, int count)
{
    for (int i = 0; i < count; i++)
        if (!take_number(source, &numbers[i]))
            return false;
    return true;
}

static bool at_end(const struct source *source)
{
    return *source->at == '\0';
}

static bool take_setting(struct source *source, const char *word, float *number)
{
    return next_line(source) && take_word(source, word) && take_number(source, number) &&
           at_end(source) && *number > 0.0f;
}

static enum status read_head(struct source *source, struct genremodel *model, struct error *error)
{
    float version = 0.0f;
    if (!next_line(source) || !take_word(source, "sideman-genre-model"))
        return refuse(source, _("this is no genre model"), error);
    if (!take_number(source, &version) || !at_end(source) ||
        version != (float)GENREMODEL_VERSION)
        return refuse(source, _("this genre model is of another version"), error);
    if (!take_setting(source, "strange", &model->strange) ||
        !take_setting(source, "doubt", &model->doubt))
        return refuse(source, _("expected: strange, then doubt, and a number above 0"), error);
    return STATUS_OK;
}

static enum status read_features(struct source *source, struct genremodel *model,
                                 struct error *error)
{
    for (int i = 0; i < FEATURES; i++) {
        char name[FEATURE_NAME_MAX];
        features_name(i, name);
        if (!next_line(source) || !take_word(source, "feature") || !take_word(source, name) ||
            !take_number(source, &model->mean[i]) || !take_number(source, &model->scale[i]) ||
            !at_end(source) || !(model->scale[i] > 0.0f))
            return refuse(source, _("a feature is missing or not as expected"), error);
    }
    return STATUS_OK;
}

/* A line of `word` and `count` numbers. */
static bool take_row(struct source *source, const char *word, float *numbers, int count)
{
    return next_line(source) && take_word(source, word) && take_numbers(source, numbers, count) &&
           at_end(source);
}

static enum status read_foreign(struct source *source, struct genremodel *model,
                                struct error *error)
{
    float row[1 + TIMBRE_FEATURES];
    if (!take_row(source, "foreign", row, 1 + TIMBRE_FEATURES) ||
        !take_row(source, "squares", model->foreign_square, TIMBRE_FEATURES))
        return refuse(source, _("what is no genre is missing or not as expected"), error);
    model->foreign = row[0];
    memcpy(model->foreign_weight, row + 1, sizeof model->foreign_weight);
    for (int i = 0; i < TIMBRE_FEATURES; i++)
        if (!take_row(source, "white", model->white[i], i + 1))
            return refuse(source, _("how features spread is missing or not as expected"), error);
    return STATUS_OK;
}

static enum status read_genres(struct source *source, struct genremodel *model,
                               struct error *error)
{
    for (int g = 0; g < GENRES; g++) {
        if (!next_line(source) || !take_word(source, "genre") ||
            !take_word(source, genre_names[g]) || !take_number(source, &model->bias[g]) ||
            !take_numbers(source, model->weight[g], FEATURES) || !at_end(source) ||
            !take_row(source, "centre", model->centre[g], TIMBRE_FEATURES))
            return refuse(source, _("a genre is missing or not as expected"), error);
    }
    if (!next_line(source) || !take_word(source, "end"))
        return refuse(source, _("the end is missing"), error);
    return STATUS_OK;
}

/* Without waiting for somebody to write into a pipe. */
static FILE *open_file(const char *path)
{
    struct stat info;
    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return NULL;
    const bool regular = fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
    FILE *const file = regular ? fdopen(descriptor, "r") : NULL;
    if (!file) {
        close(descriptor);
        errno = EINVAL;
    }
    return file;
}

enum status genremodel_load(struct genremodel *model, const char *path, struct error *error)
{
    struct source source = {.file = open_file(path), .path = path};
    if (!source.file)
        return error_set(error, STATUS_FAILED, "%s: %s", path, strerror(errno));
    enum status status = read_head(&source, model, error);
    if (status == STATUS_OK)
        status = read_features(&source, model, error);
    if (status == STATUS_OK)
        status = read_foreign(&source, model, error);
    if (status == STATUS_OK)
        status = read_genres(&source, model, error);
    fclose(source.file);
    return status;
}

static void scale_features(const struct genremodel *model, const float *features, float *x)
{
    for (int i = 0; i < FEATURES; i++) {
        const float most_scaled = i < TIMBRE_FEATURES ? timbre_most : other_most;
        const float scaled = (features[i] - model->mean[i]) / model->scale[i];
        x[i] = fmaxf(-most_scaled, fminf(most_scaled, scaled));
    }
}

/* Of the nearest genre. */
static float distance(const struct genremodel *model, const float *x)
{
    float white[TIMBRE_FEATURES], least = INFINITY;
    for (int i = 0; i < TIMBRE_FEATURES; i++) {
        white[i] = 0.0f;
        for (int k = 0; k <= i; k++)
            white[i] += model->white[i][k] * x[k];
    }
    for (int g = 0; g < GENRES; g++) {
        float squares = 0.0f;
        for (int i = 0; i < TIMBRE_FEATURES; i++) {
            const float apart = white[i] - model->centre[g][i];
            squares += apart * apart;
        }
        least = fminf(least, squares / TIMBRE_FEATURES);
    }
    return least;
}

static float foreign_share(const struct genremodel *model, const float *x)
{
    float sum = model->foreign;
    for (int i = 0; i < TIMBRE_FEATURES; i++) {
        const float near = fmaxf(-foreign_most, fminf(foreign_most, x[i]));
        sum += near * (model->foreign_weight[i] + model->foreign_square[i] * near);
    }
    return 1.0f / (1.0f + expf(-sum));
}

bool genremodel_judge(const struct genremodel *model, const float *features, float *p)
{
    float x[FEATURES], highest = -INFINITY, sum = 0.0f;
    scale_features(model, features, x);
    const float far = distance(model, x), foreign = foreign_share(model, x);
    if (!(far <= model->strange))
        return false;
    for (int g = 0; g < GENRES; g++) {
        p[g] = model->bias[g];
        for (int i = 0; i < FEATURES; i++)
            p[g] += model->weight[g][i] * x[i];
        p[g] /= fmaxf(model->doubt, far);
        highest = fmaxf(highest, p[g]);
    }
    for (int g = 0; g < GENRES; g++)
        sum += p[g] = expf(p[g] - highest);
    for (int g = 0; g < GENRES; g++)
        p[g] = (1.0f - foreign) * p[g] / sum + foreign / GENRES;
    return isfinite(sum) && sum > 0.0f && isfinite(foreign);
}
