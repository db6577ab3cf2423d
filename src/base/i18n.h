/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* i18n: _() translates at the point of use, N_() marks text in const tables. */
#ifndef SIDEMAN_I18N_H
#define SIDEMAN_I18N_H

#include <libintl.h>

#define TEXT_DOMAIN "sideman"
#define _(text) i18n_text(text)
#define N_(text) text

/* gettext() answers "" with the heading of the catalogue. */
static inline __attribute__((format_arg(1))) const char *i18n_text(const char *text)
{
    return *text ? gettext(text) : text;
}

#endif
