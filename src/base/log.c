/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/log.h"

#include "base/i18n.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TEXT_MAX = 256 };

struct entry {
    time_t time;
    enum log_level level;
    uint32_t repeats;
    char text[TEXT_MAX];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry entries[LOG_LINES];
static size_t written;
static size_t warnings;
static char last_warning[TEXT_MAX];
static bool echo_on = true;
static FILE *file;
static char file_path[TEXT_MAX];

static const char *level_mark(enum log_level level)
{
    switch (level) {
    case LOG_WARNING:
        return _("warning: ");
    case LOG_ERROR:
        return _("error: ");
    default:
        return "";
    }
}

static void entry_format(const struct entry *entry, const char *time_format,
                         char line[LOG_LINE_MAX])
{
    char when[32] = "";
    struct tm local;
    if (localtime_r(&entry->time, &local))
        strftime(when, sizeof when, time_format, &local);
    const int length = snprintf(line, LOG_LINE_MAX, "%s %s%s", when, level_mark(entry->level),
                                entry->text);
    if (entry->repeats && length > 0 && length < LOG_LINE_MAX)
        snprintf(line + length, (size_t)(LOG_LINE_MAX - length), " (%u x)", entry->repeats + 1);
}

static struct entry *add_entry(enum log_level level, const char *text)
{
    struct entry *entry = &entries[written % LOG_LINES];
    *entry = (struct entry){.time = time(NULL), .level = level};
    /* Cut between characters, never inside one. */
    size_t length = strnlen(text, TEXT_MAX - 1);
    while (length > 0 && ((unsigned char)text[length] & 0xC0U) == 0x80U)
        length--;
    for (size_t i = 0; i < length; i++)
        entry->text[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7F ? ' ' : text[i];
    while (length > 0 && entry->text[length - 1] == ' ')
        entry->text[--length] = '\0';
    written++;
    return entry;
}

static void note_warning(const struct entry *entry)
{
    if (entry->level == LOG_INFO)
        return;
    warnings++;
    memcpy(last_warning, entry->text, sizeof last_warning);
    if (echo_on)
        fprintf(stderr, "sideman: %s\n", entry->text);
}

/* True when the newest line says the same: then it is only counted. */
static bool is_repeated(enum log_level level, const struct entry *candidate)
{
    if (written < 2)
        return false;
    struct entry *before = &entries[(written - 2) % LOG_LINES];
    if (before->level != level || strcmp(before->text, candidate->text) != 0)
        return false;
    before->repeats++;
    before->time = candidate->time;
    written--;
    return true;
}

static void write_to_file(const struct entry *entry)
{
    if (!file)
        return;
    char line[LOG_LINE_MAX];
    entry_format(entry, "%Y-%m-%d %H:%M:%S", line);
    if (fprintf(file, "%s\n", line) >= 0 && fflush(file) == 0)
        return;
    const int reason = errno;
    fclose(file);
    file = NULL;
    char text[TEXT_MAX * 2 + 128];
    snprintf(text, sizeof text, _("cannot write to the log file %s (%s): going on without it"),
             file_path,
             strerror(reason));
    note_warning(add_entry(LOG_WARNING, text));
}

void log_write(enum log_level level, const char *format, ...)
{
    char text[TEXT_MAX + 4];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);

    pthread_mutex_lock(&lock);
    const struct entry *entry = add_entry(level, text);
    if (!is_repeated(level, entry)) {
        note_warning(entry);
        write_to_file(entry);
    }
    pthread_mutex_unlock(&lock);
}

const char *log_line(size_t n)
{
    static char shown[LOG_LINES][LOG_LINE_MAX];
    const char *line = NULL;
    pthread_mutex_lock(&lock);
    if (n < written && n < LOG_LINES) {
        entry_format(&entries[(written - 1 - n) % LOG_LINES], "%H:%M:%S", shown[n]);
        line = shown[n];
    }
    pthread_mutex_unlock(&lock);
    return line;
}

size_t log_count(void)
{
    pthread_mutex_lock(&lock);
    const size_t count = written;
    pthread_mutex_unlock(&lock);
    return count;
}

size_t log_warnings(char *text, size_t size)
{
    pthread_mutex_lock(&lock);
    const size_t count = warnings;
    snprintf(text, size, "%s", last_warning);
    pthread_mutex_unlock(&lock);
    return count;
}

enum status log_open_file(const char *path, struct error *error)
{
    FILE *opened = fopen(path, "ae");
    if (!opened)
        return error_set(error, STATUS_FAILED, _("cannot open the log file %s: %s"), path,
                         strerror(errno));
    log_close_file();
    pthread_mutex_lock(&lock);
    file = opened;
    snprintf(file_path, sizeof file_path, "%s", path);
    pthread_mutex_unlock(&lock);
    return STATUS_OK;
}

void log_close_file(void)
{
    pthread_mutex_lock(&lock);
    if (file)
        fclose(file);
    file = NULL;
    pthread_mutex_unlock(&lock);
}

void log_set_echo(bool echo)
{
    pthread_mutex_lock(&lock);
    echo_on = echo;
    pthread_mutex_unlock(&lock);
}
