/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mkdoc: writes the man pages and the shipped default configuration from the tables of commands,
 * options, settings and keys, so that they never differ.  Run by make. */
#include "config.h"

#include "base/i18n.h"
#include "base/targets.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/option_table.h"
#include "commands/options.h"
#include "commands/print_config.h"
#include "tui/keys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 78 };

static const char date[] = "November 20, 2026";

static const struct {
    const char *name;
    unsigned user;
} users[] = {
    {"analyze", FOR_ANALYZE},
    {"compare", FOR_COMPARE},
    {"ports", FOR_PORTS},
    {"knowledge", FOR_KNOWLEDGE},
    {"learn", FOR_LEARN},
    {"selftest", FOR_SELFTEST},
};

/* roff: a backslash is an escape, a leading dot or quote a request; a sentence begins a line. */
static void text(const char *words)
{
    char line[1024];
    size_t used = 0;
    bool fresh = true;
    for (; *words && used < sizeof line - 4; words++) {
        if (fresh && (*words == '.' || *words == '\'')) {
            line[used++] = '\\';
            line[used++] = '&';
        }
        line[used++] = *words;
        fresh = *words == ' ';
        if (*words == '\\')
            line[used++] = 'e';
        if ((*words == '.' || *words == ';') && words[1] == ' ') {
            line[used] = '\0';
            text_print_wrapped(stdout, line, 0, "", WIDTH);
            used = 0;
            words++;
        }
    }
    line[used] = '\0';
    text_print_wrapped(stdout, line, 0, "", WIDTH);
}

static void quoted(const char *word)
{
    putchar('"');
    for (; *word; word++)
        fputs(*word == '"' ? "\\(dq" : *word == '\\' ? "\\e" : (char[]){*word, 0}, stdout);
    putchar('"');
}

static void section(const char *title)
{
    printf(".Sh %s\n", title);
}

static void head(const char *name, const char *number, const char *what)
{
    puts(".\\\" Made from the tables of the program by data/mkdoc.c; do not edit.");
    printf(".Dd %s\n.Dt %s %s\n.Os\n", date, name, number);
    section("NAME");
    fputs(".Nm ", stdout);
    for (const char *c = name; *c; c++)
        putchar(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
    printf("\n.Nd %s\n", what);
}

static void options_of(unsigned user, int group)
{
    struct option_row row;
    for (size_t n = 0; option_row_at(n, &row); n++) {
        if (!(row.users & user) || (int)row.group != group)
            continue;
        printf(".It Fl -%s", row.name);
        if (row.argument)
            printf(row.optional ? " Ns Op = Ns Ar %s" : " Ar %s", row.argument);
        putchar('\n');
        text(row.help);
        const enum setting setting = (enum setting)(row.kind - OPTION_OF_SETTING);
        if (row.kind >= OPTION_OF_SETTING && setting_info(setting)->type == SETTING_CHOICE) {
            char values[256], line[300];
            setting_describe_values(setting, values, sizeof values);
            snprintf(line, sizeof line, "(%s)", values);
            text(line);
        }
    }
}

static void commands_and_their_options(void)
{
    section("COMMANDS");
    puts("Without a command,\n.Nm");
    text("opens the dashboard on whatever can be heard: JACK if a server runs, else the default "
         "input of PortAudio, else the demo song.");
    puts(".Bl -tag -width Ds");
    for (const struct subcommand *command = commands + 1; command->name; command++) {
        printf(".It Cm %s", command->name);
        if (*command->usage) {
            fputs(" ", stdout);
            quoted(command->usage);
        }
        putchar('\n');
        text(command->help);
        unsigned user = 0;
        for (size_t i = 0; i < sizeof users / sizeof users[0]; i++)
            if (strcmp(users[i].name, command->name) == 0)
                user = users[i].user;
        puts(".br\nTakes");
        struct option_row row, next;
        bool more = true;
        for (size_t n = 0; more && option_row_at(n, &row); n++) {
            if (!(row.users & user))
                continue;
            more = false;
            for (size_t m = n + 1; !more && option_row_at(m, &next); m++)
                more = (next.users & user) != 0;
            printf(".Fl -%s%s\n", row.name, more ? " ," : " .");
        }
    }
    puts(".El");
}

static void page_of_the_program(void)
{
    head("SIDEMAN", "1", "an extra pair of ears beside a DAW, in a terminal");
    section("SYNOPSIS");
    puts(".Nm\n.Op Ar options");
    for (const struct subcommand *command = commands + 1; command->name; command++)
        printf(".Nm\n.Cm %s\n%s", command->name, *command->usage ? ".Ar ..." "\n" : "");
    section("DESCRIPTION");
    puts(".Nm");
    text("taps what a digital audio workstation plays, measures it to the broadcast standards "
         "(EBU R 128, ITU-R BS.1770), listens for beats, onsets and pitch, and shows all that in a terminal. "
         "It never changes connections that it did not make, nor any setting of the server.");
    puts(".Pp");
    text("Where there is no terminal for a dashboard, it prints plain lines.");
    commands_and_their_options();
    section("OPTIONS");
    for (int group = 0; group < SETTING_GROUPS; group++) {
        printf(".Ss %s\n.Bl -tag -width Ds\n", setting_group_title((enum setting_group)group));
        options_of(FOR_LIVE, group);
        puts(".El");
    }
}

static void keys_of_the_dashboard(void)
{
    section("KEYS");
    for (int group = 0; group < COMMAND_GROUPS; group++) {
        printf(".Ss %s\n.Bl -tag -width \"Shift-Tab\" -compact\n",
               command_group_title((enum command_group)group));
        for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
            const struct command_info *info = command_info((enum command)i);
            if ((int)info->group != group)
                continue;
            fputs(".It ", stdout);
            quoted(info->default_key);
            putchar('\n');
            text(info->help);
        }
        puts(".El");
    }
    puts(".Pp\nOther keys can be chosen in\n.Xr sideman.conf 5 .");
}

static void learning(void)
{
    section("LEARNING");
    text("What you do with a suggestion in the dashboard (applied, ignored, never again, rated 1 to 5) is "
         "kept, for you alone and by project, and so is what is found by measuring: that something moved "
         "as asked, or never did. From it follows how useful each rule is to you, by role and genre: the "
         "order of suggestions and, within one step of hysteresis, how early they are said.");
    puts(".Pp\n.Cm learn\n.Ar action :");
    puts(".Bl -tag -width Ds\n.It Cm report\nWhat was learned, and tips from your habits; with\n.Fl -json\n"
         "the answers themselves.\n"
         ".It Cm export Oo Ar file Oc , Cm import Ar file\n"
         "The answers as JSON; what is here already is not taken twice.\n"
         ".It Cm forget Ar rule ...\nOr\n.Cm forget everything ;\nwith\n.Fl -project\nonly of that project.\n"
         ".It Cm apply , modify , ignore , never , again Ar rule Ns Op : Ns Ar role\n"
         ".It Cm rate Ar rule 1-5\n"
         "The same as the keys; a dashboard that runs takes it over within seconds.\n.El\n.Pp");
    text("Reports of files neither read nor write any of it: they are the same for everybody. What "
         "--reference asks for counts there too. With --no-learn the dashboard does without as well.");
}

static void rest_of_the_program(void)
{
    section("ENVIRONMENT");
    puts(".Bl -tag -width Ds\n.It Ev NO_COLOR\nWhen set and not empty, no colours are used.\n"
         ".It Ev SSH_CONNECTION\nWhen set, the default frame rate is lower.\n"
         ".It Ev SIDEMAN_DATA_DIR , SIDEMAN_LOCALE_DIR\n"
         "Where data files and translations are, when not where they were installed.\n"
         ".It Ev XDG_CONFIG_HOME , XDG_DATA_HOME\n"
         "The folders above the configuration and the user's own knowledge, instead of\n"
         ".Pa ~/.config\nand\n.Pa ~/.local/share .\n"
         ".It Ev XDG_STATE_HOME\n"
         "The folder above what was learned, instead of\n.Pa ~/.local/state .\n.El");
    section("FILES");
    puts(".Bl -tag -width Ds\n.It Pa ~/.config/sideman/sideman.conf\n"
         "The configuration, see\n.Xr sideman.conf 5 .\n"
         ".It Pa ~/.local/state/sideman/learning.db\nWhat was learned (SQLite).\n"
         ".It Pa ~/.local/share/sideman/knowledge/*.conf , ~/.config/sideman/knowledge/*.conf\n"
         "The user's own knowledge, in the form of\n"
         ".Pa " PKGDATADIR "/knowledge/*.conf ;\n"
         "entries of the same kind and id replace those.\nA words.conf there adds words that people search with.\n"
         ".It Pa ~/.config/sideman/rules.conf , corridors.conf , levels.conf , contexts.conf\n"
         "The user's own rules, corridors of spectra, levels of roles, and what is said\nin which context, as in\n"
         ".Pa " PKGDATADIR "/knowledge ,\n"
         "whose heads explain every field; that of rules.conf shows a whole rule.\n"
         ".Ql sideman knowledge check\ntells all that is wrong in them,\n"
         ".Ql sideman knowledge metrics\nwhat rules can ask about.\n"
         ".It Pa ~/.config/sideman/targets.conf\nThe user's own delivery targets, in the form of\n"
         ".Pa " PKGDATADIR "/targets.conf .\n.El");
    section("EXIT STATUS");
    text("0 when all went well, 1 when there was a problem with the work (a file that cannot be "
         "read, a source that was lost and not waited for), 2 for wrong usage.");
    section("EXAMPLES");
    puts(".Bl -tag -width Ds\n"
         ".It Li sideman\nWhatever feeds the speakers.\n"
         ".It Li \"sideman --jack='ardour:Master/audio_out.*' --target spotify\"\n"
         "Ardour's master, beside Spotify's target.\n"
         ".It Li \"sideman --track vocals:vocals='ardour:Vox/.*' --track drums='ardour:Kit/.*'\"\n"
         "Two tracks, and their sum.\n"
         ".It Li \"ffmpeg -i URL -f f32le -ar 48000 -ac 2 - | sideman --stdin 48000:2:f32le\"\n"
         "A stream.\n"
         ".It Li \"sideman knowledge search why is my vocal muffled\"\n"
         "What is known about it.\n"
         ".It Li \"sideman analyze --json mix.flac\"\nMeasures a file, for a program.\n.El");
    section("SEE ALSO");
    puts(".Xr sideman.conf 5");
}

static void complain(const char *problem)
{
    fprintf(stderr, "mkdoc: %s\n", problem);
    exit(1);
}

static void targets_of_delivery(void)
{
    static struct targets targets;
    section("TARGETS");
    puts("What\n.Ic target\nmay be.\n.Bl -tag -width Ds");
    targets_load(&targets, complain);
    for (size_t i = 0; i < targets.count; i++) {
        const struct target *target = &targets.rows[i];
        printf(".It Li %s\n", target->name);
        printf("%s: \\-%.1f LUFS \\(+- %.1f LU, true peak at most %s%.1f dBTP.\n", target->title,
               (double)-target->integrated_lufs, (double)target->tolerance_lu,
               target->true_peak_dbtp < 0 ? "\\-" : "",
               fabs((double)target->true_peak_dbtp));
    }
    puts(".El");
}

static void page_of_the_configuration(void)
{
    head("SIDEMAN.CONF", "5", "configuration of sideman");
    section("DESCRIPTION");
    puts("The file\n.Pa ~/.config/sideman/sideman.conf\nholds settings, one a line, as\n"
         ".Ql \"name = value\\&;\" .\n"
         "Text is quoted; what follows\n.Ql #\nis a comment.\n"
         "Options of\n.Xr sideman 1\noverrule it.\n"
         "What is wrong in it is told with its line, and the default used instead.\n.Pp\n"
         "The whole file with all defaults is printed by\n.Ql sideman --print-config .\n"
         "It is only written when the user asks for it in the dashboard;\n"
         "comments in it are lost then, but a file that has some is kept beside it,\n"
         "with \"~\" behind its name.");
    section("SETTINGS");
    for (int group = 0; group < SETTING_GROUPS; group++) {
        printf(".Ss %s\n.Bl -tag -width Ds\n", setting_group_title((enum setting_group)group));
        for (int i = 0; i < SETTINGS; i++) {
            const struct setting_info *info = setting_info((enum setting)i);
            char values[256], line[300];
            if ((int)info->group != group)
                continue;
            printf(".It Ic %s\n", info->name);
            text(info->help);
            setting_describe_values((enum setting)i, values, sizeof values);
            snprintf(line, sizeof line, "(%s)", values);
            text(line);
        }
        puts(".El");
    }
    section("KEYS");
    puts("The group\n.Ic keys\n"
         "binds commands of the dashboard to keys: a character, or a name such as\n"
         ".Ql Space , Ctrl-L , PageUp .\n"
         ".Bd -literal -offset indent\nkeys = { reset = \"x\"; };\n.Ed\n.Pp\n"
         "Commands and their usual keys:\n.Bl -tag -width \"loudness-scale\" -compact");
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        const struct command_info *info = command_info((enum command)i);
        printf(".It Ic %s\n", info->name);
        quoted(info->default_key);
        putchar('\n');
    }
    puts(".El");
    targets_of_delivery();
    section("SEE ALSO");
    puts(".Xr sideman 1");
}

static void default_configuration(void)
{
    static struct config config;
    settings_init(&config.settings);
    print_config(stdout, &config);
}

int main(int argc, char **argv)
{
    const char *page = argc == 2 ? argv[1] : "";
    if (strcmp(page, "sideman.1") == 0) {
        page_of_the_program();
        keys_of_the_dashboard();
        learning();
        rest_of_the_program();
    } else if (strcmp(page, "sideman.conf.5") == 0) {
        page_of_the_configuration();
    } else if (strcmp(page, "sideman.conf") == 0) {
        default_configuration();
    } else {
        fprintf(stderr, "usage: mkdoc sideman.1|sideman.conf.5|sideman.conf\n");
        return 2;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
