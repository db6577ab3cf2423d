/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the model file of beatlevel: a head line, two settings, then the weights. */
#include "listen/beatlevel.h"

#include "base/i18n.h"
#include "listen/beatfile.h"

#include <stdlib.h>

static bool read_model(char *text, struct beatlevel_model *model)
{
    static const struct beatfile_setting settings[] = {
        {"version", BEATLEVEL_VERSION, BEATLEVEL_VERSION},
        {"inputs", BEATLEVEL_INPUTS, BEATLEVEL_INPUTS},
    };
    enum { SETTINGS = sizeof settings / sizeof *settings };
    long values[SETTINGS];
    char *at = text;
    if (!beatfile_word(&at, "sideman beat level model") ||
        !beatfile_settings(&at, settings, SETTINGS, values))
        return false;
    return beatfile_weights(&at, model->weight, BEATLEVEL_INPUTS) && beatfile_end(at);
}

struct beatlevel_model *beatlevel_read(const char *path, struct error *error)
{
    char *const text = beatfile_read(path, error);
    struct beatlevel_model *model = text ? calloc(1, sizeof *model) : NULL;
    if (text && !model)
        error_set(error, STATUS_NO_MEMORY, _("not enough memory to read %s"), path);
    if (model && !read_model(text, model)) {
        beatfile_refuse(path, error);
        free(model);
        model = NULL;
    }
    free(text);
    return model;
}
