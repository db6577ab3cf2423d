/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/key.h"

#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"

#include <math.h>

static const double weight_max = 100.0;

/* What data/models/key.conf holds; a test compares them. */
const struct key_model key_model_built_in = {
    .profile = {
        {4.327f, -0.586f, -0.273f, -2.661f, 1.999f, 0.231f,
         -1.715f, 3.297f, -2.387f, 0.258f, -3.159f, 0.670f},
        {4.793f, -2.434f, -0.310f, 2.730f, -2.796f, -0.262f,
         -1.568f, 2.887f, -1.526f, -0.695f, -0.252f, -0.566f},
    },
    .minor_bias = 0.868f,
};

static bool read_profile(const config_t *tree, const char *name, float profile[PITCH_CLASSES])
{
    const config_setting_t *const row = config_lookup(tree, name);
    if (!row || config_setting_length(row) != PITCH_CLASSES)
        return false;
    double mean = 0.0;
    for (unsigned i = 0; i < PITCH_CLASSES; i++) {
        const config_setting_t *const node = config_setting_get_elem(row, i);
        const double weight = node && conf_tree_is_number(node) ? conf_tree_number(node) : NAN;
        if (!(fabs(weight) <= weight_max))
            return false;
        profile[i] = (float)weight;
        mean += weight / PITCH_CLASSES;
    }
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        profile[i] -= (float)mean;
    return true;
}

static enum status read_tree(struct key_model *model, const config_t *tree, const char *path,
                             struct error *error)
{
    int version = 0;
    if (!config_lookup_int(tree, "version", &version) || version != KEY_MODEL_VERSION)
        return error_set(error, STATUS_USAGE,
                         _("%s is not a key model of version %d; install sideman anew"), path,
                         KEY_MODEL_VERSION);
    const config_setting_t *const bias = config_lookup(tree, "minor_bias");
    const double minor_bias = bias && conf_tree_is_number(bias) ? conf_tree_number(bias) : NAN;
    struct key_model read = {.minor_bias = (float)minor_bias};
    if (!read_profile(tree, "major", read.profile[0]) ||
        !read_profile(tree, "minor", read.profile[1]) || !(fabs(minor_bias) <= weight_max))
        return error_set(error, STATUS_USAGE,
                         _("%s: \"major\" and \"minor\" need 12 numbers each, \"minor_bias\" one"),
                         path);
    *model = read;
    return STATUS_OK;
}

enum status key_model_read(struct key_model *model, const char *path, struct error *error)
{
    *model = key_model_built_in;
    config_t tree;
    config_init(&tree);
    struct error reason = {.status = STATUS_OK};
    enum status status = STATUS_OK;
    if (conf_tree_parse(&tree, path, &reason))
        status = read_tree(model, &tree, path, error);
    else
        status = error_set(error, reason.status, "%s", reason.text);
    config_destroy(&tree);
    return status;
}

void key_model_load(struct key_model *model)
{
    char path[PATHS_MAX];
    struct error error;
    paths_data_file("models/key.conf", path);
    const enum status status = key_model_read(model, path, &error);
    if (status != STATUS_OK)
        log_write(status == STATUS_NOT_FOUND ? LOG_INFO : LOG_WARNING,
                  _("%s; keys are judged by the built-in model"), error.text);
}

/* Of mean 0 and length 1, so that neither loudness nor number of notes matters. */
static void normalise(const float classes[PITCH_CLASSES], float shape[PITCH_CLASSES])
{
    float mean = 0.0f, power = 1e-12f;
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        mean += classes[i] / PITCH_CLASSES;
    for (unsigned i = 0; i < PITCH_CLASSES; i++) {
        shape[i] = classes[i] - mean;
        power += shape[i] * shape[i];
    }
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        shape[i] /= sqrtf(power);
}

void key_judge(const struct key_model *model, const float classes[PITCH_CLASSES],
               float probability[KEYS])
{
    float shape[PITCH_CLASSES];
    normalise(classes, shape);
    float highest = -INFINITY, sum = 0.0f;
    for (unsigned key = 0; key < KEYS; key++) {
        const unsigned tonic = key % PITCH_CLASSES, minor = key / PITCH_CLASSES;
        float score = minor ? model->minor_bias : 0.0f;
        for (unsigned i = 0; i < PITCH_CLASSES; i++)
            score += model->profile[minor][i] * shape[(tonic + i) % PITCH_CLASSES];
        probability[key] = score;
        highest = fmaxf(highest, score);
    }
    for (unsigned key = 0; key < KEYS; key++) {
        probability[key] = expf(probability[key] - highest);
        sum += probability[key];
    }
    for (unsigned key = 0; key < KEYS; key++)
        probability[key] /= sum;
}

struct key_estimate key_choose(const float probability[KEYS])
{
    unsigned first = 0, second = 1;
    for (unsigned key = 1; key < KEYS; key++)
        if (probability[key] > probability[first]) {
            second = first;
            first = key;
        } else if (key == 1 || probability[key] > probability[second]) {
            second = key;
        }
    return (struct key_estimate){
        .key = {.tonic = (int8_t)(first % PITCH_CLASSES), .minor = first >= PITCH_CLASSES},
        .confidence = probability[first],
        .runner_up = {.tonic = (int8_t)(second % PITCH_CLASSES), .minor = second >= PITCH_CLASSES},
        .runner_up_confidence = probability[second],
    };
}
