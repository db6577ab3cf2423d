/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_read: one group of a knowledge file, checked and made into an entry.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_READ_H
#define SIDEMAN_KNOWLEDGE_READ_H

#include "advise/knowledge.h"
#include "advise/knowledge_schema.h"

/* False when the group is no such entry (told), or memory is short (error not told).  The entry
 * points into the tree that `group` belongs to; knowledge_read_free() frees what is its own. */
bool knowledge_read_entry(enum knowledge_kind kind, const config_setting_t *group,
                          struct schema_report *report, struct knowledge_entry *entry);
void knowledge_read_free(struct knowledge_entry *entry);

#endif
