/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/i18n.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/options.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_locale(void)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC,
              "C"); /* -14.0 everywhere: on screen, in options and in what programs read */
    const char *folder = getenv("SIDEMAN_LOCALE_DIR");
    bindtextdomain(TEXT_DOMAIN, folder && *folder ? folder : LOCALEDIR);
    textdomain(TEXT_DOMAIN);
}

/* A standard file that the caller closed: its number must not go to a file that we open, or what is
 * printed would end up in there.  Opened the wrong way round, so that using it still fails. */
static void occupy_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

static int unknown_command(const char *name)
{
    struct text_nearest nearest = {.wanted = name};
    for (const struct subcommand *command = commands; command->name; command++)
        text_nearest_offer(&nearest, command->name);
    const char *best = text_nearest_best(&nearest);
    if (best)
        fprintf(stderr, _("sideman: there is no command '%s'; did you mean '%s'?\n"), name, best);
    else
        fprintf(stderr, _("sideman: there is no command '%s'; to play a file use --file %s, to "
                          "measure it "
                          "sideman analyze %s\n"), name, name, name);
    return 2;
}

/* A pipe that closed early (| head) is its reader's wish; a full disk is not. */
static int close_output(int status)
{
    if (fflush(stdout) != 0 && errno != EPIPE && status == 0) {
        fprintf(stderr, _("sideman: cannot write the output: %s\n"), strerror(errno));
        return 1;
    }
    return status;
}

int main(int argc, char **argv)
{
    static char name[] = "sideman";
    char *fallback[] = {name, NULL};
    occupy_standard_files();
    set_locale();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a full disk in another form */
    if (argc < 1) {
        argc = 1;
        argv = fallback;
    }
    argv[0] = name;
    if (argc < 2 || argv[1][0] == '-')
        return close_output(commands[0].run(argc, argv));
    const struct subcommand *command = command_find(argv[1]);
    if (!command)
        return unknown_command(argv[1]);
    return close_output(command->run(argc - 1, argv + 1));
}
