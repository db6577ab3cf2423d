/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/paths.h"

#include "base/i18n.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool join(char path[PATHS_MAX], const char *folder, const char *below, const char *name)
{
    const int length = snprintf(path, PATHS_MAX, "%s/%s%s", folder, below, name);
    return length > 0 && length < PATHS_MAX;
}

bool paths_data_file(const char *name, char path[PATHS_MAX])
{
    const char *folder = environment("SIDEMAN_DATA_DIR");
    return join(path, folder ? folder : PKGDATADIR, "", name) && access(path, R_OK) == 0;
}

/* The XDG rule: a variable that is not an absolute path counts as not set. */
static bool user_file(const char *variable, const char *below_home, const char *name,
                      char path[PATHS_MAX])
{
    const char *folder = environment(variable);
    if (folder && folder[0] == '/')
        return join(path, folder, "sideman/", name);
    const char *home = environment("HOME");
    if (!home) {
        const struct passwd *user = getpwuid(getuid());
        home = user ? user->pw_dir : NULL;
    }
    return home && home[0] == '/' && join(path, home, below_home, name);
}

bool paths_config_file(const char *name, char path[PATHS_MAX])
{
    return user_file("XDG_CONFIG_HOME", ".config/sideman/", name, path);
}

bool paths_state_file(const char *name, char path[PATHS_MAX])
{
    return user_file("XDG_STATE_HOME", ".local/state/sideman/", name, path);
}

bool paths_user_data_file(const char *name, char path[PATHS_MAX])
{
    return user_file("XDG_DATA_HOME", ".local/share/sideman/", name, path);
}

enum status paths_make_parents(const char *path, struct error *error)
{
    char folder[PATHS_MAX];
    if (snprintf(folder, sizeof folder, "%s", path) >= PATHS_MAX)
        return error_set(error, STATUS_FAILED, _("this path is too long: %s"), path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST && access(folder, X_OK) != 0)
            return error_set(error, STATUS_FAILED, _("cannot create the folder %s: %s"), folder,
                             strerror(errno));
        *slash = '/';
    }
    return STATUS_OK;
}

const char *paths_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
