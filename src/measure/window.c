/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/window.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

struct window {
    struct window *next;
    size_t frames;
    double sum;
    unsigned users;
    float values[];
};

static struct window *windows;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static struct window *make(size_t frames, double sum)
{
    struct window *const window = malloc(sizeof *window + frames * sizeof *window->values);
    if (!window)
        return NULL;
    *window = (struct window){.next = windows, .frames = frames, .sum = sum};
    const double scale = 2.0 * sum / (double)frames;
    for (size_t i = 0; i < frames; i++)
        window->values[i] =
            (float)((0.5 - 0.5 * cos(2.0 * pi * (double)i / (double)frames)) * scale);
    windows = window;
    return window;
}

const float *window_get(size_t frames, double sum)
{
    pthread_mutex_lock(&mutex);
    struct window *window = windows;
    while (window && (window->frames != frames || window->sum != sum))
        window = window->next;
    if (!window)
        window = make(frames, sum);
    if (window)
        window->users++;
    pthread_mutex_unlock(&mutex);
    return window ? window->values : NULL;
}

void window_put(const float *values)
{
    pthread_mutex_lock(&mutex);
    for (struct window **link = &windows; values && *link; link = &(*link)->next) {
        struct window *const window = *link;
        if (window->values != values)
            continue;
        if (--window->users == 0) {
            *link = window->next;
            free(window);
        }
        break;
    }
    pthread_mutex_unlock(&mutex);
}
