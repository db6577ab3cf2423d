/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/quiet.h"

#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINES_KEPT = 12 }; /* ALSA alone prints a page about cards that are not there */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int depth;
static int saved_fd = -1, captured_fd = -1; /* -1: not redirected */

static void redirect(void)
{
    captured_fd = memfd_create("sideman-stderr", MFD_CLOEXEC);
    if (captured_fd < 0)
        return;
    fflush(stderr);
    saved_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved_fd >= 0 && dup2(captured_fd, STDERR_FILENO) >= 0)
        return;
    close(captured_fd);
    if (saved_fd >= 0)
        close(saved_fd);
    saved_fd = captured_fd = -1;
}

void quiet_begin(void)
{
    pthread_mutex_lock(&lock);
    if (depth++ == 0)
        redirect();
    pthread_mutex_unlock(&lock);
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

void quiet_end(void)
{
    int captured = -1;
    pthread_mutex_lock(&lock);
    if (--depth == 0 && saved_fd >= 0) {
        fflush(stderr);
        dup2(saved_fd, STDERR_FILENO);
        close(saved_fd);
        captured = captured_fd;
        saved_fd = captured_fd = -1;
    }
    pthread_mutex_unlock(&lock);
    if (captured >= 0)
        log_lines(captured);
}
