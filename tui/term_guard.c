/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* term_guard: signal handlers, the restoring of a crashed screen, and the captured stderr. */
#include "config.h"

#include "tui/term_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

enum { RESTORE_MAX = 512, PATIENCE_S = 2 };

static const struct {
    int number;
    unsigned event; /* 0: a crash */
} caught[] = {
    {SIGWINCH, GUARD_RESIZE}, {SIGTSTP, GUARD_SUSPEND}, {SIGCONT, GUARD_CONTINUE},
    {SIGTERM, GUARD_QUIT},    {SIGHUP, GUARD_QUIT},     {SIGINT, GUARD_QUIT},
    {SIGQUIT, GUARD_QUIT},    {SIGSEGV, 0},             {SIGABRT, 0},
    {SIGBUS, 0},              {SIGFPE, 0},              {SIGILL, 0},
    {SIGALRM, 0}, /* asked to quit, and still stuck in a write to a terminal that takes nothing */
};
enum { CAUGHT = sizeof caught / sizeof caught[0] };

static struct {
    bool active;
    int in_fd, out_fd;
    struct termios modes;
    char restore[RESTORE_MAX];
    size_t restore_length;
    int pipe_fd[2];
    volatile sig_atomic_t asked; /* the signal that asked to quit */
    int stderr_fd; /* the real one */
    int captured_fd;
    off_t captured_read;
    struct sigaction before[CAUGHT];
} guard = {.pipe_fd = {-1, -1}, .stderr_fd = -1, .captured_fd = -1};

static void note_signal(int number)
{
    const int saved_errno = errno;
    const unsigned char byte = (unsigned char)number;
    if (write(guard.pipe_fd[1], &byte, 1) < 0) {
        /* A full pipe wakes the loop all the same. */
    }
    for (int i = 0; i < CAUGHT; i++)
        if (caught[i].number == number && caught[i].event == GUARD_QUIT) {
            guard.asked = number;
            alarm(PATIENCE_S);
        }
    errno = saved_errno;
}

static void write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(fd, bytes, length);
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
}

/* Async-signal-safe: shows on the real stderr what libraries said before the crash. */
static void dump_captured(void)
{
    char bytes[512];
    if (guard.captured_fd < 0 || guard.stderr_fd < 0)
        return;
    off_t at = guard.captured_read;
    ssize_t length;
    while ((length = pread(guard.captured_fd, bytes, sizeof bytes, at)) > 0) {
        write_all(guard.stderr_fd, bytes, (size_t)length);
        at += length;
    }
    dup2(guard.stderr_fd, STDERR_FILENO);
}

static void die_of_signal(int number)
{
    const int flags = fcntl(guard.out_fd, F_GETFL);
    fcntl(guard.out_fd, F_SETFL, flags | O_NONBLOCK);
    write_all(guard.out_fd, guard.restore, guard.restore_length);
    fcntl(guard.out_fd, F_SETFL, flags);
    tcsetattr(guard.in_fd, TCSANOW, &guard.modes);
    dump_captured();
    if (number == SIGALRM && guard.asked)
        number = guard.asked;
    for (int i = 0; i < CAUGHT; i++)
        if (caught[i].number == number)
            sigaction(number, &guard.before[i], NULL);
    raise(number);
}

static void capture_stderr(void)
{
    guard.captured_read = 0;
    guard.captured_fd = memfd_create("stderr", MFD_CLOEXEC);
    if (guard.captured_fd < 0)
        return;
    fcntl(guard.captured_fd, F_SETFL, O_APPEND);
    guard.stderr_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (guard.stderr_fd >= 0)
        dup2(guard.captured_fd, STDERR_FILENO);
}

static void release_stderr(void)
{
    if (guard.stderr_fd >= 0) {
        dup2(guard.stderr_fd, STDERR_FILENO);
        close(guard.stderr_fd);
    }
    if (guard.captured_fd >= 0)
        close(guard.captured_fd);
    guard.stderr_fd = guard.captured_fd = -1;
}

bool guard_start(int in_fd, int out_fd)
{
    guard_stop();
    if (tcgetattr(in_fd, &guard.modes) < 0 || pipe2(guard.pipe_fd, O_NONBLOCK | O_CLOEXEC) < 0)
        return false;
    guard.in_fd = in_fd;
    guard.out_fd = out_fd;
    guard.restore_length = 0;
    guard.active = true;
    capture_stderr();
    for (int i = 0; i < CAUGHT; i++) {
        struct sigaction action = {.sa_flags = SA_RESTART};
        sigfillset(&action.sa_mask);
        action.sa_handler = caught[i].event ? note_signal : die_of_signal;
        sigaction(caught[i].number, &action, &guard.before[i]);
    }
    return true;
}

void guard_set_restore(const char *bytes, size_t length)
{
    if (length > RESTORE_MAX)
        return;
    memcpy(guard.restore, bytes, length);
    guard.restore_length = length;
}

void guard_stop(void)
{
    if (!guard.active)
        return;
    guard.active = false;
    alarm(0);
    tcsetattr(guard.in_fd, TCSANOW, &guard.modes);
    for (int i = 0; i < CAUGHT; i++)
        sigaction(caught[i].number, &guard.before[i], NULL);
    release_stderr();
    close(guard.pipe_fd[0]);
    close(guard.pipe_fd[1]);
    guard.pipe_fd[0] = guard.pipe_fd[1] = -1;
}

int guard_fd(void)
{
    return guard.pipe_fd[0];
}

unsigned guard_take(void)
{
    unsigned events = 0;
    unsigned char bytes[64];
    ssize_t length;
    while ((length = read(guard.pipe_fd[0], bytes, sizeof bytes)) > 0)
        for (ssize_t b = 0; b < length; b++)
            for (int i = 0; i < CAUGHT; i++)
                if (caught[i].number == bytes[b])
                    events |= caught[i].event;
    return events;
}

void guard_suspend(void)
{
    struct sigaction stop = {.sa_handler = SIG_DFL}, ours;
    sigemptyset(&stop.sa_mask);
    sigaction(SIGTSTP, &stop, &ours);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}

bool guard_read_stderr(char *line, size_t size)
{
    if (guard.captured_fd < 0 || size == 0)
        return false;
    const ssize_t length = pread(guard.captured_fd, line, size - 1, guard.captured_read);
    if (length <= 0) {
        if (length == 0 && guard.captured_read > 0 && ftruncate(guard.captured_fd, 0) == 0)
            guard.captured_read = 0;
        return false;
    }
    line[length] = 0;
    char *end = strchr(line, '\n');
    if (!end && (size_t)length < size - 1)
        return false; /* the rest of the line is to come */
    if (end)
        *end = 0;
    guard.captured_read += end ? end - line + 1 : length;
    return true;
}
