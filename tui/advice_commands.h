/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_commands: answers to the selected suggestion, marks, the reference and the context: the
 * same in every view.  Thread: UI. */
#ifndef SIDEMAN_ADVICE_COMMANDS_H
#define SIDEMAN_ADVICE_COMMANDS_H

#include "tui/view.h"

/* COMMAND_NONE when handled, else the command. */
enum command advice_command(const struct view_context *context, enum command command);
/* A key while a rating is asked for: 1 to 5 rates, any other ends the question. */
void advice_rate(const struct view_context *context, int key);
/* What a command says about what the user does. */
enum context_key advice_key_sign(enum command command);

#endif
