/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* project: what the answers to advice belong to.
 * Thread: main. */
#ifndef SIDEMAN_PROJECT_H
#define SIDEMAN_PROJECT_H

#include "advise/answer.h"
#include "base/settings.h"
#include "capture/capture.h"

/* The setting `project`; else the JACK client that is tapped, where it is named; else the folder of the
 * first file; else "".  `request` NULL: only the setting. */
void project_name(const struct settings *settings, const struct capture_request *request,
                  char name[PROJECT_MAX]);

#endif
