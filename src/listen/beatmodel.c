/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the model files of beatnet: a head line, five settings, then the weights in the order of
 * the structure. */
#include "listen/beatnet.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "listen/beatfile.h"

#include <stdlib.h>

static bool read_settings(char **at, struct beatnet *net)
{
    static const struct beatfile_setting settings[] = {
        {"version", BEATNET_VERSION, BEATNET_VERSION},
        {"layers", 1, BEATNET_LAYERS_MAX},
        {"taps", 2, BEATNET_TAPS_MAX},
        {"causal", 0, 1},
        {"lookahead", 0, BEATNET_LOOKAHEAD_MAX},
    };
    enum { SETTINGS = sizeof settings / sizeof *settings };
    long values[SETTINGS];
    if (!beatfile_settings(at, settings, SETTINGS, values))
        return false;
    net->layers = (unsigned)values[1];
    net->taps = (unsigned)values[2];
    net->causal = values[3] == 1;
    net->lookahead = (unsigned)values[4];
    return net->causal || net->taps % 2 == 1;
}

static bool read_model(char *text, struct beatnet *net)
{
    enum { SQUARE = BEATNET_CHANNELS * BEATNET_CHANNELS };
    char *at = text;
    bool good = beatfile_word(&at, "sideman beat model") && read_settings(&at, net) &&
                beatfile_weights(&at, &net->front[0][0][0],
                                 BEATNET_FRONT * PULSEBANDS * BEATNET_CHANNELS) &&
                beatfile_weights(&at, net->front_bias, BEATNET_CHANNELS);
    for (unsigned i = 0; good && i < net->layers; i++) {
        struct beatnet_layer *const layer = &net->layer[i];
        good = beatfile_weights(&at, &layer->wide[0][0][0], (size_t)net->taps * SQUARE) &&
               beatfile_weights(&at, layer->wide_bias, BEATNET_CHANNELS) &&
               beatfile_weights(&at, &layer->mix[0][0], SQUARE) &&
               beatfile_weights(&at, layer->mix_bias, BEATNET_CHANNELS);
    }
    good = good && beatfile_weights(&at, &net->out[0][0], BEATNET_CHANNELS * 2) &&
           beatfile_weights(&at, net->out_bias, 2);
    return good && beatfile_end(at);
}

struct beatnet *beatnet_read(const char *path, struct error *error)
{
    char *const text = beatfile_read(path, error);
    struct beatnet *net = text ? calloc(1, sizeof *net) : NULL;
    if (text && !net)
        error_set(error, STATUS_NO_MEMORY, _("not enough memory to read %s"), path);
    if (net && !read_model(text, net)) {
        beatfile_refuse(path, error);
        free(net);
        net = NULL;
    }
    free(text);
    return net;
}

struct beatnet *beatnet_load(const char *name)
{
    char path[PATHS_MAX];
    struct error error = {.status = STATUS_OK};
    paths_data_file(name, path);
    struct beatnet *const net = beatnet_read(path, &error);
    if (!net)
        log_write(LOG_WARNING, _("%s; beats are found by loudness alone, less surely"), error.text);
    return net;
}
