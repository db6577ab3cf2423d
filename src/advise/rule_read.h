/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rule_read: one group of a rules file as a rule; what is wrong is said as file:line, with the
 * nearest name.
 * Thread: any. */
#ifndef SIDEMAN_RULE_READ_H
#define SIDEMAN_RULE_READ_H

#include "advise/rules.h"
#include "base/conf_tree.h"

struct schema_report;

/* False when something was told; all of it is, not the first. */
bool rule_read(struct rule *rule, const config_setting_t *group, struct schema_report *report);

#endif
