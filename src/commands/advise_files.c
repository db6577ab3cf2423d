/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/advise_files.h"

#include "base/i18n.h"

#include <stdio.h>

struct advice_wish advise_wish(const struct settings *settings)
{
    struct advice_wish wish = {.genre = settings_genre(settings)};
    snprintf(wish.target, sizeof wish.target, "%s", settings_text(settings, SETTING_TARGET));
    return wish;
}

struct adviser *advise_files_open(const struct settings *settings, struct error *error)
{
    const struct advice_wish wish = advise_wish(settings);
    struct adviser *adviser = adviser_new(&wish, error);
    if (adviser) {
        error->status = STATUS_OK;
    } else if (error->status == STATUS_NOT_FOUND) {
        fprintf(stderr, _("sideman: %s; there will be no advice\n"), error->text);
        error->status = STATUS_OK;
    }
    return adviser;
}
