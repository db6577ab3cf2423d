/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/advise_files.h"

#include "base/i18n.h"
#include "base/log.h"

#include <stdio.h>

struct advice_wish advise_wish(const struct settings *settings)
{
    struct advice_wish wish = {.genre = settings_genre(settings)};
    wish.target_stated = settings_is_set(settings, SETTING_TARGET);
    snprintf(wish.target, sizeof wish.target, "%s", settings_text(settings, SETTING_TARGET));
    return wish;
}

struct adviser *advise_files_open(const struct settings *settings, struct error *error)
{
    const struct advice_wish wish = advise_wish(settings);
    struct adviser *adviser = adviser_new(&wish, error);
    if (!adviser && error->status != STATUS_NO_MEMORY)
        log_write(LOG_WARNING, _("%s; there will be no advice"), error->text);
    if (adviser || error->status != STATUS_NO_MEMORY)
        error->status = STATUS_OK;
    return adviser;
}

enum status advisers_open(struct advisers *advisers, const struct settings *settings,
                          const struct references *references, struct error *error)
{
    *advisers = (struct advisers){.coach = coach_new(false)};
    if (!advisers->coach)
        return error_set(error, STATUS_NO_MEMORY, _("not enough memory for the adviser"));
    coach_set_references(advisers->coach, references);
    advisers->adviser = advise_files_open(settings, error);
    if (advisers->adviser)
        coach_attach(advisers->coach, advisers->adviser);
    if (error->status != STATUS_OK)
        advisers_close(advisers);
    return error->status;
}

void advisers_close(struct advisers *advisers)
{
    adviser_free(advisers->adviser);
    coach_free(advisers->coach);
    *advisers = (struct advisers){0};
}
