/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the model file of beatlevel: a head line, three settings, then the numbers in the order of
 * the structure. */
#include "listen/beatlevel.h"

#include "base/i18n.h"
#include "listen/beatfile.h"

#include <stdlib.h>

static bool read_model(char *text, struct beatlevel_model *model)
{
    static const struct beatfile_setting settings[] = {
        {"version", BEATLEVEL_VERSION, BEATLEVEL_VERSION},
        {"inputs", BEATLEVEL_INPUTS, BEATLEVEL_INPUTS},
        {"hidden", 1, BEATLEVEL_HIDDEN_MAX},
    };
    enum { SETTINGS = sizeof settings / sizeof *settings };
    long values[SETTINGS];
    char *at = text;
    if (!beatfile_word(&at, "sideman beat level model") ||
        !beatfile_settings(&at, settings, SETTINGS, values))
        return false;
    model->hidden = (unsigned)values[2];
    return beatfile_weights(&at, model->middle, BEATLEVEL_INPUTS) &&
           beatfile_weights(&at, model->scale, BEATLEVEL_INPUTS) &&
           beatfile_weights(&at, &model->in[0][0], (size_t)model->hidden * BEATLEVEL_INPUTS) &&
           beatfile_weights(&at, model->in_bias, model->hidden) &&
           beatfile_weights(&at, model->out, model->hidden) && beatfile_end(at);
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
