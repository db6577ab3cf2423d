/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the model files of beatnet: a head line, four settings, then the weights in thousandths,
 * in the order of the structure.  '#' starts a comment. */
#include "listen/beatnet.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 20, WEIGHT_MAX = 1000000 };
static const char head[] = "sideman beat model";
static const float unit = 0.001f;

/* The caller frees it. */
static char *read_text(const char *path, struct error *error)
{
    FILE *const file = fopen(path, "re");
    char *const text = file ? malloc(FILE_BYTES_MAX + 1) : NULL;
    errno = file ? 0 : errno;
    const size_t length = text ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;
    if (!text || ferror(file)) {
        error_set(error, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_FAILED,
                  _("cannot read %s: %s"), path, strerror(errno));
    } else if (length <= FILE_BYTES_MAX && !memchr(text, 0, length)) {
        text[length] = '\0';
        fclose(file);
        return text;
    } else {
        error_set(error, STATUS_USAGE, _("%s is not a beat model; install sideman anew"), path);
    }
    if (file)
        fclose(file);
    free(text);
    return NULL;
}

static void blank_comments(char *text)
{
    for (char *at = strchr(text, '#'); at; at = strchr(at, '#'))
        while (*at && *at != '\n')
            *at++ = ' ';
}

/* The next whole number; false at the end and at what is none. */
static bool next_number(char **at, long limit, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(*at, &end, 10);
    const bool good = end != *at && errno == 0 && *number >= -limit && *number <= limit &&
                      (*end == '\0' || strchr(" \t\r\n", *end));
    *at = end;
    return good;
}

static bool read_weights(char **at, float *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long number;
        if (!next_number(at, WEIGHT_MAX, &number))
            return false;
        weights[i] = (float)number * unit;
    }
    return true;
}

static bool read_settings(char **at, struct beatnet *net)
{
    static const struct {
        const char *name;
        long least, most;
    } settings[] = {
        {"version", BEATNET_VERSION, BEATNET_VERSION},
        {"layers", 1, BEATNET_LAYERS_MAX},
        {"taps", 2, BEATNET_TAPS_MAX},
        {"causal", 0, 1},
        {"lookahead", 0, BEATNET_LOOKAHEAD_MAX},
    };
    enum { SETTINGS = sizeof settings / sizeof *settings };
    long values[SETTINGS];
    for (size_t i = 0; i < SETTINGS; i++) {
        *at += strspn(*at, " \t\r\n");
        const size_t length = strlen(settings[i].name);
        if (strncmp(*at, settings[i].name, length) != 0)
            return false;
        *at += length;
        if (!next_number(at, WEIGHT_MAX, &values[i]) || values[i] < settings[i].least ||
            values[i] > settings[i].most)
            return false;
    }
    net->layers = (unsigned)values[1];
    net->taps = (unsigned)values[2];
    net->causal = values[3] == 1;
    net->lookahead = (unsigned)values[4];
    return net->causal || net->taps % 2 == 1;
}

static bool read_model(char *text, struct beatnet *net)
{
    enum { SQUARE = BEATNET_CHANNELS * BEATNET_CHANNELS };
    blank_comments(text);
    char *at = text + strspn(text, " \t\r\n");
    if (strncmp(at, head, strlen(head)) != 0)
        return false;
    at += strlen(head);
    bool good = read_settings(&at, net) &&
                read_weights(&at, &net->front[0][0][0],
                             BEATNET_FRONT * PULSEBANDS * BEATNET_CHANNELS) &&
                read_weights(&at, net->front_bias, BEATNET_CHANNELS);
    for (unsigned i = 0; good && i < net->layers; i++) {
        struct beatnet_layer *const layer = &net->layer[i];
        good = read_weights(&at, &layer->wide[0][0][0], (size_t)net->taps * SQUARE) &&
               read_weights(&at, layer->wide_bias, BEATNET_CHANNELS) &&
               read_weights(&at, &layer->mix[0][0], SQUARE) &&
               read_weights(&at, layer->mix_bias, BEATNET_CHANNELS);
    }
    good = good && read_weights(&at, &net->out[0][0], BEATNET_CHANNELS * 2) &&
           read_weights(&at, net->out_bias, 2);
    return good && at[strspn(at, " \t\r\n")] == '\0';
}

struct beatnet *beatnet_read(const char *path, struct error *error)
{
    char *const text = read_text(path, error);
    struct beatnet *net = text ? calloc(1, sizeof *net) : NULL;
    if (text && !net)
        error_set(error, STATUS_NO_MEMORY, _("not enough memory to read %s"), path);
    if (net && !read_model(text, net)) {
        error_set(error, STATUS_USAGE, _("%s is not a beat model; install sideman anew"), path);
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
