/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/options.h"

#include "base/i18n.h"
#include "base/text.h"
#include "commands/option_table.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct parse {
    enum options_user user;
    struct options *options;
    const char *source_option; /* which option chose the backend so far */
    unsigned n_files;          /* --file */
    const char *file;          /* the first of them */
    struct error *error;
};

static bool copy_text(char *to, size_t size, const char *from)
{
    return (size_t)snprintf(to, size, "%s", from) < size;
}

/* "vocals:vocals=..." : name and role in front of the first "=". */
enum status options_add_track(struct capture_request *request, const char *text,
                              struct error *error)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return error_set(error, STATUS_USAGE,
                         _("--track '%s': write NAME=SOURCE or NAME:ROLE=SOURCE"), text);
    if (request->n_tracks >= TRACKS_MAX)
        return error_set(error, STATUS_USAGE, _("--track '%s': more than %d tracks"), text,
                         TRACKS_MAX);
    struct track_request track = {.role = ROLE_NONE};
    char label[TRACK_NAME_MAX + 16];
    snprintf(label, sizeof label, "%.*s", (int)(equals - text), text);
    char *colon = strrchr(label, ':');
    if (colon) {
        *colon = '\0';
        track.role = role_from_name(colon + 1);
    }
    if (track.role == ROLES || (colon && track.role == ROLE_NONE)) {
        struct text_nearest nearest = {.wanted = colon + 1};
        for (int i = ROLE_VOCALS; i < ROLES; i++)
            text_nearest_offer(&nearest, role_names[i]);
        const char *best = text_nearest_best(&nearest);
        return error_set(error, STATUS_USAGE,
                         _("--track: there is no role '%s'; %s%s%sroles are vocals drums kick "
                           "snare hats bass guitar keys synth other"),
                         colon + 1, best ? _("did you mean ") : "", best ? best : "",
                         best ? "? " : "");
    }
    if (equals - text >= TRACK_NAME_MAX + 15 || !*label ||
        !copy_text(track.name, sizeof track.name, label))
        return error_set(error, STATUS_USAGE, _("--track '%s': a name has 1 to %d bytes"), text,
                         TRACK_NAME_MAX - 1);
    if (!copy_text(track.source, sizeof track.source, equals + 1))
        return error_set(error, STATUS_USAGE, _("--track %s: the source is too long"), label);
    for (unsigned i = 0; i < request->n_tracks; i++)
        if (strcmp(request->tracks[i].name, track.name) == 0)
            return error_set(error, STATUS_USAGE, _("--track: two tracks are named '%s'"),
                             track.name);
    request->tracks[request->n_tracks++] = track;
    return STATUS_OK;
}

enum status options_add_mix(struct capture_request *request, const char *source,
                            struct error *error)
{
    for (unsigned i = 0; i < request->n_tracks; i++)
        if (request->tracks[i].is_mix)
            return error_set(error, STATUS_USAGE, _("--mix is given twice"));
    if (request->n_tracks >= TRACKS_MAX)
        return error_set(error, STATUS_USAGE, _("--mix '%s': more than %d tracks"), source,
                         TRACKS_MAX);
    struct track_request *track = &request->tracks[request->n_tracks];
    *track = (struct track_request){.name = "mix", .is_mix = true};
    if (!*source || !copy_text(track->source, sizeof track->source, source))
        return error_set(error, STATUS_USAGE, _("--mix wants JACK ports or a file"));
    request->n_tracks++;
    return STATUS_OK;
}

enum status options_add_file(struct capture_request *request, const char *path, struct error *error)
{
    if (request->n_tracks >= TRACKS_MAX - 1)
        return error_set(error, STATUS_USAGE, _("--file %s: more than %d files"), path,
                         TRACKS_MAX - 1);
    struct track_request *track = &request->tracks[request->n_tracks];
    *track = (struct track_request){.role = ROLE_NONE};
    if (!*path || !copy_text(track->source, sizeof track->source, path))
        return error_set(error, STATUS_USAGE, _("--file '%s': this is no file name"), path);
    const char *base = paths_base_name(path);
    const char *dot = strrchr(base, '.');
    const int stem = dot && dot != base ? (int)(dot - base) : (int)strlen(base);
    snprintf(track->name, sizeof track->name, "%.*s", stem < 56 ? stem : 56, base);
    const size_t length = strlen(track->name);
    for (unsigned i = 0, number = 2; i < request->n_tracks;) {
        if (strcmp(request->tracks[i++].name, track->name) == 0) {
            snprintf(track->name + length, sizeof track->name - length, " %u", number++);
            i = 0;
        }
    }
    request->n_tracks++;
    return STATUS_OK;
}

static enum status choose_backend(struct parse *parse, const char *option,
                                  enum capture_backend backend,
                                  const char *source)
{
    struct capture_request *request = &parse->options->request;
    if (parse->source_option &&
        (strcmp(parse->source_option, option) != 0 || backend != CAPTURE_FILE))
        return error_set(parse->error, STATUS_USAGE, _("choose one source: --%s or --%s"),
                         parse->source_option, option);
    parse->source_option = option;
    request->backend = backend;
    if (source && !copy_text(request->source, sizeof request->source, source))
        return error_set(parse->error, STATUS_USAGE, _("--%s: the source is too long"), option);
    return STATUS_OK;
}

static enum status take_file(struct parse *parse, const char *path)
{
    struct capture_request *request = &parse->options->request;
    const enum status status = choose_backend(parse, "file", CAPTURE_FILE, NULL);
    return status == STATUS_OK ? options_add_file(request, path, parse->error) : status;
}

static enum status take_setting(struct parse *parse, const struct option_row *row,
                                const char *argument)
{
    struct settings *settings = &parse->options->config.settings;
    const enum setting setting = (enum setting)(row->kind - OPTION_OF_SETTING);
    struct error error;
    const char *text = argument;
    if (!row->argument) /* --no-color turns off, --ascii turns on */
        text = strncmp(row->name, "no-", 3) == 0 ? "false" : "true";
    const enum status status = settings_parse(settings, SETTING_OVERRIDE, setting, text, &error);
    return status == STATUS_OK ? status : error_set(parse->error, status, "--%s", error.text);
}

static enum status take_output(struct parse *parse, enum options_output output)
{
    struct options *options = parse->options;
    if (options->output != OUTPUT_AUTO && options->output != output)
        return error_set(parse->error, STATUS_USAGE, _("choose one: --line or --json"));
    options->output = output;
    return STATUS_OK;
}

static enum status take_reference(struct parse *parse, const char *path)
{
    struct options *options = parse->options;
    if (options->n_references == REFERENCE_FILES_MAX)
        return error_set(parse->error, STATUS_USAGE, _("--reference %s: more than %d references"),
                         path, REFERENCE_FILES_MAX);
    if (!*path)
        return error_set(parse->error, STATUS_USAGE, _("--reference wants a file"));
    options->references[options->n_references++] = path;
    return STATUS_OK;
}

static bool is_stream_with_header(const char *format)
{
    return strcmp(format, "wav") == 0 || strcmp(format, "au") == 0;
}

static enum status take_option(struct parse *parse, const struct option_row *row,
                               const char *argument)
{
    struct options *options = parse->options;
    switch (row->kind) {
    case OPTION_JACK:
        return choose_backend(parse, row->name, CAPTURE_JACK, argument ? argument : "");
    case OPTION_PORTAUDIO:
        return choose_backend(parse, row->name, CAPTURE_PORTAUDIO, argument ? argument : "");
    case OPTION_FILE:
        return take_file(parse, argument);
    case OPTION_STDIN:
        return choose_backend(parse, row->name, CAPTURE_STDIN,
                              is_stream_with_header(argument) ? "" : argument);
    case OPTION_DEMO:
        return choose_backend(parse, row->name, CAPTURE_DEMO, "");
    case OPTION_TRACK:
        return options_add_track(&options->request, argument, parse->error);
    case OPTION_MIX:
        return options_add_mix(&options->request, argument, parse->error);
    case OPTION_REFERENCE:
        return take_reference(parse, argument);
    case OPTION_LINE:
        return take_output(parse, OUTPUT_LINE);
    case OPTION_JSON:
        return take_output(parse, OUTPUT_JSON);
    case OPTION_CONFIG:
        options->config_path = argument;
        return STATUS_OK;
    case OPTION_PRINT_CONFIG:
        options->action = ACTION_PRINT_CONFIG;
        return STATUS_OK;
    case OPTION_HELP:
        options->action = ACTION_HELP;
        return STATUS_OK;
    case OPTION_VERSION:
        options->action = ACTION_VERSION;
        return STATUS_OK;
    default:
        return take_setting(parse, row, argument);
    }
}

static enum status unknown_option(const struct parse *parse, const char *word)
{
    char name[64];
    snprintf(name, sizeof name, "%s", word + strspn(word, "-"));
    name[strcspn(name, "=")] = '\0';
    struct text_nearest nearest = {.wanted = name};
    struct option_row row;
    const char *begun[2] = {NULL, NULL};
    for (size_t n = 0; option_row_at(n, &row); n++) {
        if (!(row.users & parse->user))
            continue;
        text_nearest_offer(&nearest, row.name);
        if (*name && strncmp(row.name, name, strlen(name)) == 0)
            begun[begun[0] ? 1 : 0] = row.name;
    }
    const char *best = text_nearest_best(&nearest);
    if (begun[1] && strncmp(word, "--", 2) == 0)
        return error_set(parse->error, STATUS_USAGE, _("%s could be --%s or --%s: write it out"),
                         word, begun[0], begun[1]);
    if (best)
        return error_set(parse->error, STATUS_USAGE,
                         _("there is no option %s here; did you mean --%s?"), word, best);
    return error_set(parse->error, STATUS_USAGE,
                     _("there is no option %s here; --help lists them"), word);
}

/* Tracks and --file share the list of tracks; and who says --track without a backend means files
 * when the first source is one. */
static enum status settle_source(struct parse *parse)
{
    struct capture_request *request = &parse->options->request;
    if (parse->user != FOR_LIVE || request->n_tracks == 0)
        return STATUS_OK;
    if (!parse->source_option) {
        const bool is_file = access(request->tracks[0].source, F_OK) == 0;
        request->backend = is_file ? CAPTURE_FILE : CAPTURE_JACK;
        return STATUS_OK;
    }
    if (request->backend == CAPTURE_JACK && !*request->source)
        return STATUS_OK;
    if (request->backend != CAPTURE_FILE)
        return error_set(parse->error, STATUS_USAGE,
                         _("--track and --mix tap JACK ports or files: leave --%s out"),
                         parse->source_option);
    if (request->n_tracks == 1 && !request->tracks[0].is_mix) { /* one file is the mix itself */
        snprintf(request->source, sizeof request->source, "%s", request->tracks[0].source);
        request->n_tracks = 0;
    }
    return STATUS_OK;
}

static enum status parse_all(struct parse *parse, int argc, char **argv,
                             const struct option *long_options)
{
    optind = 0; /* glibc: scan anew, also in tests */
    opterr = 0;
    for (;;) {
        const int before = optind ? optind : 1;
        const int n = getopt_long(argc, argv, ":h", long_options, NULL);
        if (n == -1)
            break;
        struct option_row row = {0};
        if (n == 'h') {
            parse->options->action = ACTION_HELP;
            continue;
        }
        if (n == ':' || (n == '?' && optopt >= 256)) {
            option_row_at((size_t)(optopt - 256), &row);
            return error_set(parse->error, STATUS_USAGE,
                             n == ':' ? _("--%s wants an argument; see --help")
                                      : _("--%s takes no argument"),
                             row.name);
        }
        if (n == '?')
            return unknown_option(parse, argv[optind > before ? optind - 1 : before]);
        option_row_at((size_t)(n - 256), &row);
        const enum status status = take_option(parse, &row, optarg);
        if (status != STATUS_OK)
            return status;
    }
    parse->options->files = argv + optind;
    parse->options->n_files = (size_t)(argc - optind);
    return STATUS_OK;
}

enum status options_parse(enum options_user user, int argc, char **argv, struct options *options,
                          struct error *error)
{
    struct option long_options[OPTIONS_MAX + 1] = {{0}};
    size_t used = 0;
    struct option_row row;
    for (size_t n = 0; option_row_at(n, &row); n++) {
        if (!(row.users & (unsigned)user))
            continue;
        long_options[used++] = (struct option){
            .name = row.name,
            .has_arg = row.optional   ? optional_argument
                       : row.argument ? required_argument
                                      : no_argument,
            .val = 256 + (int)n,
        };
    }
    struct parse parse = {.user = user, .options = options, .error = error};
    const enum status status = parse_all(&parse, argc, argv, long_options);
    if (status != STATUS_OK || options->action != ACTION_RUN)
        return status;
    if (user == FOR_LIVE && options->n_files > 0)
        return error_set(error, STATUS_USAGE,
                         _("'%s' is neither an option nor a command; to play a file use --file %s"),
                         options->files[0], options->files[0]);
    if ((user & (FOR_PORTS | FOR_SELFTEST)) && options->n_files > 0)
        return error_set(error, STATUS_USAGE, _("'%s' is one argument too many"),
                         options->files[0]);
    return settle_source(&parse);
}
