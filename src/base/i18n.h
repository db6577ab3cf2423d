/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* i18n: _() translates at the point of use, N_() marks text in const tables. */
#ifndef SIDEMAN_I18N_H
#define SIDEMAN_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

#endif
