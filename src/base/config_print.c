/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/config.h"

#include "base/i18n.h"
#include "base/text.h"

enum { WIDTH = 78 };

static void print_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void print_value(FILE *out, const struct settings *settings, enum setting setting)
{
    switch (setting_info(setting)->type) {
    case SETTING_BOOL:
        fputs(settings_bool(settings, setting) ? "true" : "false", out);
        break;
    case SETTING_INT:
        fprintf(out, "%d", settings_int(settings, setting));
        break;
    case SETTING_FLOAT:
        fprintf(out, "%.6f", settings_float(settings, setting));
        break;
    default:
        print_text(out, settings_text(settings, setting));
        break;
    }
}

static void print_comment(FILE *out, const char *text)
{
    fputs("# ", out);
    text_print_wrapped(out, text, 2, "# ", WIDTH);
}

void config_print(FILE *out, const struct config *config)
{
    char values[256], line[300];
    print_comment(out, _("The configuration of sideman, read from ~/.config/sideman/sideman.conf "
                         "or --config FILE. What is commented out stands at its default. See "
                         "sideman.conf(5)."));
    for (int group = 0; group < SETTING_GROUPS; group++) {
        fprintf(out, "\n## %s\n", setting_group_title((enum setting_group)group));
        for (int i = 0; i < SETTINGS; i++) {
            const struct setting_info *info = setting_info((enum setting)i);
            if ((int)info->group != group)
                continue;
            fputc('\n', out);
            print_comment(out, _(info->help));
            setting_describe_values((enum setting)i, values, sizeof values);
            snprintf(line, sizeof line, "(%s)", values);
            print_comment(out, line);
            fprintf(out, "%s%s = ", settings_is_set(&config->settings, (enum setting)i) ? "" : "#",
                    info->name);
            print_value(out, &config->settings, (enum setting)i);
            fputs(";\n", out);
        }
    }
}
