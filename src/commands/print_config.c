/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/print_config.h"

#include "base/i18n.h"
#include "tui/keys.h"

#include <string.h>

static const struct config_key *bound(const struct config *config, const char *command)
{
    for (size_t i = 0; i < config->n_keys; i++)
        if (strcmp(config->keys[i].command, command) == 0)
            return &config->keys[i];
    return NULL;
}

void print_config(FILE *out, const struct config *config)
{
    config_print(out, config);
    fprintf(out, "\n## %s\n\nkeys = {\n", _("Keys"));
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        const struct command_info *info = command_info((enum command)i);
        const struct config_key *key = bound(config, info->name);
        char binding[96];
        snprintf(binding, sizeof binding, "%s = \"%s\";", info->name, key ?
                 key->key : info->default_key);
        fprintf(out, "  %s%-32s # %s\n", key ? "" : "#", binding, _(info->help));
    }
    fprintf(out, "};\n");
}
