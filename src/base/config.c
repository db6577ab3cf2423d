/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/config.h"

#include "base/conf_tree.h"
#include "base/i18n.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MESSAGE_MAX = 512 };

struct load {
    struct config *config;
    config_warn *warn;
};

static void warn_line(const struct load *load, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void warn_line(const struct load *load, unsigned line, const char *format, ...)
{
    char text[MESSAGE_MAX], whole[MESSAGE_MAX + PATHS_MAX + 16];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(whole, sizeof whole, "%s:%u: %s", load->config->path, line, text);
    load->warn(whole);
}

static const char *type_name(int type)
{
    switch (type) {
    case CONFIG_TYPE_BOOL:
        return _("true or false");
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
    case CONFIG_TYPE_FLOAT:
        return _("a number");
    case CONFIG_TYPE_STRING:
        return _("text");
    default:
        return _("a group or list");
    }
}

static void load_setting(const struct load *load, const config_setting_t *node,
                         enum setting setting)
{
    const struct setting_info *info = setting_info(setting);
    struct settings *settings = &load->config->settings;
    const unsigned line = config_setting_source_line(node);
    const int type = config_setting_type(node);
    char number[32], values[256];
    struct error error;
    const char *text = NULL;
    bool good;
    setting_describe_values(setting, values, sizeof values);
    switch (info->type) {
    case SETTING_BOOL:
        good = type == CONFIG_TYPE_BOOL;
        text = good && config_setting_get_bool(node) ? "true" : "false";
        break;
    case SETTING_INT:
    case SETTING_FLOAT:
        good = conf_tree_is_number(node);
        break;
    case SETTING_CHOICE: /* tilt = 4.5 and tilt = "4.5" are both natural */
        good = type == CONFIG_TYPE_STRING || conf_tree_is_number(node);
        break;
    default:
        good = type == CONFIG_TYPE_STRING;
        break;
    }
    if (!good) {
        warn_line(load, line, _("%s must be %s, not %s; the default is used"), info->name, values,
                  type_name(type));
        return;
    }
    if (type == CONFIG_TYPE_STRING) {
        text = config_setting_get_string(node);
    } else if (!text) {
        snprintf(number, sizeof number, "%.15g", conf_tree_number(node));
        text = number;
    }
    if (settings_parse(settings, SETTING_SAVED, setting, text ? text : "", &error) != STATUS_OK)
        warn_line(load, line, _("%s; the default is used"), error.text);
}

static void load_keys(const struct load *load, const config_setting_t *group)
{
    struct config *config = load->config;
    if (!config_setting_is_group(group)) {
        warn_line(load, config_setting_source_line(group),
                  _("keys must be a group, such as keys = { reset = \"r\"; }"));
        return;
    }
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        const unsigned line = config_setting_source_line(node);
        const char *command = config_setting_name(node);
        const char *key = config_setting_get_string(node);
        if (!key || !*key || strlen(key) >= CONFIG_WORD_MAX || strlen(command) >= CONFIG_WORD_MAX) {
            warn_line(load, line,
                      _("keys: %s must be the name of a key, such as \"r\" or \"Ctrl-L\""), command);
        } else if (config->n_keys == CONFIG_KEYS_MAX) {
            warn_line(load, line, _("keys: more than %d bindings; the rest is left out"),
                      CONFIG_KEYS_MAX);
            return;
        } else {
            struct config_key *row = &config->keys[config->n_keys++];
            snprintf(row->command, sizeof row->command, "%s", command);
            snprintf(row->key, sizeof row->key, "%s", key);
            row->line = line;
        }
    }
}

static void load_tree(const struct load *load, const config_t *tree)
{
    const config_setting_t *root = config_root_setting(tree);
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *node = config_setting_get_elem(root, (unsigned)i);
        const char *name = config_setting_name(node);
        const enum setting setting = setting_from_name(name);
        if (strcmp(name, "keys") == 0) {
            load_keys(load, node);
        } else if (setting != SETTINGS) {
            load_setting(load, node, setting);
        } else {
            const char *nearest = setting_nearest_name(name);
            const unsigned line = config_setting_source_line(node);
            if (nearest)
                warn_line(load, line, _("there is no setting '%s'; did you mean '%s'?"), name,
                          nearest);
            else
                warn_line(load, line, _("there is no setting '%s'; see sideman.conf(5)"), name);
        }
    }
}

enum status config_load(struct config *config, const char *path, config_warn *warn,
                        struct error *error)
{
    const struct load load = {config, warn};
    memset(config, 0, sizeof *config);
    settings_init(&config->settings);
    if (path)
        snprintf(config->path, sizeof config->path, "%s", path);
    else if (!paths_config_file("sideman.conf", config->path))
        config->path[0] = '\0';
    if (!config->path[0])
        return STATUS_OK;

    struct error problem;
    config_t tree;
    config_init(&tree);
    const bool good = conf_tree_parse(&tree, config->path, &problem);
    if (good)
        load_tree(&load, &tree);
    config_destroy(&tree);
    if (good || (!path && problem.status == STATUS_NOT_FOUND))
        return STATUS_OK;
    if (path && problem.status != STATUS_USAGE)
        return error_set(error, problem.status, "%s", problem.text);
    warn(problem.text);
    return STATUS_OK;
}

static bool store_setting(config_setting_t *root, const struct config *config, enum setting setting)
{
    const struct setting_info *info = setting_info(setting);
    const struct setting_value *value = &config->settings.layers[SETTING_SAVED][setting];
    static const int types[] = {
        [SETTING_BOOL] = CONFIG_TYPE_BOOL,     [SETTING_INT] = CONFIG_TYPE_INT,
        [SETTING_FLOAT] = CONFIG_TYPE_FLOAT,   [SETTING_CHOICE] = CONFIG_TYPE_STRING,
        [SETTING_STRING] = CONFIG_TYPE_STRING,
    };
    config_setting_remove(root, info->name);
    config_setting_t *node = config_setting_add(root, info->name, types[info->type]);
    if (!node)
        return false;
    switch (info->type) {
    case SETTING_BOOL:
        return config_setting_set_bool(node, value->number != 0);
    case SETTING_INT:
        return config_setting_set_int(node, (int)value->number);
    case SETTING_FLOAT:
        return config_setting_set_float(node, value->number);
    case SETTING_CHOICE:
        return config_setting_set_string(node, info->choices[(int)value->number]);
    default:
        return config_setting_set_string(node, value->text);
    }
}

static bool has_comments(FILE *file)
{
    char line[512];
    bool found = false;
    while (!found && fgets(line, sizeof line, file))
        found = strpbrk(line, "#@") || strstr(line, "//") || strstr(line, "/*");
    return found;
}

/* The library forgets comments and resolves @include: a file that has any stays beside the new one. */
static bool keep_commented(const char *path)
{
    char kept[PATHS_MAX + 8];
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT;
    const bool wanted = has_comments(file);
    fclose(file);
    if (!wanted)
        return true;
    snprintf(kept, sizeof kept, "%s~", path);
    unlink(kept);
    return link(path, kept) == 0 || rename(path, kept) == 0;
}

/* Writes to a new file beside `path`, then puts it in its place.  A link stays a link. */
static enum status replace_file(const char *path, const config_t *tree, struct error *error)
{
    struct stat info;
    const bool there = stat(path, &info) == 0;
    if (there && !S_ISREG(info.st_mode))
        return error_set(error, STATUS_FAILED,
                         _("cannot save the settings to %s: it is not a file"), path);
    char temporary[PATHS_MAX + 8], *real = realpath(path, NULL);
    const char *place = real ? real : path;
    snprintf(temporary, sizeof temporary, "%s.XXXXXX", place);
    const int fd = mkstemp(temporary);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    bool good = file != NULL;
    if (good) {
        config_write(tree, file);
        good = !ferror(file) && fflush(file) == 0 && fsync(fd) == 0;
        good = good && (!there || fchmod(fd, info.st_mode & 0777) == 0);
        good = fclose(file) == 0 && good;
        good = good && keep_commented(place) && rename(temporary, place) == 0;
    }
    enum status status = STATUS_OK;
    if (!good) {
        status = error_set(error, STATUS_FAILED, _("cannot save the settings: %s: %s"),
                           strerror(errno), path);
        if (fd >= 0)
            unlink(temporary);
    }
    free(real);
    return status;
}

enum status config_save(const struct config *config, struct error *error)
{
    if (!config->path[0])
        return error_set(error, STATUS_FAILED,
                         _("cannot save the settings: there is no home folder; use --config FILE"));
    config_t tree;
    config_init(&tree);
    struct error problem;
    enum status status = STATUS_OK;
    if (!conf_tree_parse(&tree, config->path, &problem) && problem.status != STATUS_NOT_FOUND)
        status = error_set(error, STATUS_FAILED, _("not saved, mend the file first: %s"),
                           problem.text);
    if (status == STATUS_OK)
        status = paths_make_parents(config->path, error);
    for (int i = 0; status == STATUS_OK && i < SETTINGS; i++)
        if (config->settings.has[SETTING_SAVED][i] &&
            !store_setting(config_root_setting(&tree), config, (enum setting)i))
            status = error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    if (status == STATUS_OK)
        status = replace_file(config->path, &tree, error);
    config_destroy(&tree);
    return status;
}
