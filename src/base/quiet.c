/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/quiet.h"

#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINES_KEPT = 12 }; /* ALSA alone prints a page about cards that are not there */

void quiet_begin(struct quiet *quiet)
{
    *quiet = (struct quiet){-1, -1};
    const int captured_fd = memfd_create("sideman-stderr", MFD_CLOEXEC);
    if (captured_fd < 0)
        return;
    fflush(stderr);
    const int saved_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved_fd < 0 || dup2(captured_fd, STDERR_FILENO) < 0) {
        close(captured_fd);
        if (saved_fd >= 0)
            close(saved_fd);
        return;
    }
    *quiet = (struct quiet){saved_fd, captured_fd};
}

static void log_lines(int fd)
{
    FILE *file = fdopen(fd, "r");
    if (!file) {
        close(fd);
        return;
    }
    rewind(file);
    char line[LOG_LINE_MAX];
    for (int n = 0; n < LINES_KEPT && fgets(line, sizeof line, file); n++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0])
            log_write(LOG_INFO, "%s", line);
    }
    fclose(file);
}

void quiet_end(struct quiet *quiet)
{
    if (quiet->saved_fd < 0)
        return;
    fflush(stderr);
    dup2(quiet->saved_fd, STDERR_FILENO);
    close(quiet->saved_fd);
    log_lines(quiet->captured_fd);
    *quiet = (struct quiet){-1, -1};
}
