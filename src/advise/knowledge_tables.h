/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_tables: the levels of roles and the corridors of spectra, as entries of the knowledge: what
 * the adviser judges by can be read like the rest.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_TABLES_H
#define SIDEMAN_KNOWLEDGE_TABLES_H

#include "advise/knowledge.h"
#include "base/conf_tree.h"

/* The entry of one group of levels.conf or corridors.conf; points into the group.  `title`: of its role, or
 * NULL.  False when it makes no sense (who judges by it tells that) or memory is short. */
bool knowledge_tables_level(const config_setting_t *group, const char *title,
                            struct knowledge_entry *entry);
bool knowledge_tables_corridor(const config_setting_t *group, const char *title,
                               struct knowledge_entry *entry);

#endif
