/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_fixture: the dashboard over made-up readings, for the screen tests and for looking at it.
 * With --frozen the readings never move, so that whole screens can be compared. */
#include "config.h"

#include "advice_fixture.h"
#include "tui/screen.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct view_target targets[] = {
    {.title = "", .integrated_lufs = NAN, .true_peak_dbtp = NAN, .tolerance_lu = NAN},
    {.title = "Spotify", .integrated_lufs = -14.0f, .true_peak_dbtp = -1.0f, .tolerance_lu = 1.0f},
    {.title = "EBU R 128",
     .integrated_lufs = -23.0f,
     .true_peak_dbtp = -1.0f,
     .tolerance_lu = 0.5f},
};

static struct {
    struct snapshot snapshot;
    double start_s;
    bool frozen, quiet, noise, wide, silent, ahead, earlier;
    int tracks, channels, target;
    const char *state;
    const char *intent;
    enum ballistics ballistics;
    bool paused, playing, loop;
    struct port_entry ports[4];
} fixture = {.tracks = 1, .channels = 2, .state = "running", .playing = true};

/* Smooth noise in -1..1. */
static double wander(double time_s, double seed)
{
    return 0.5 * sin(time_s * 1.7 + seed * 3.1) + 0.3 * sin(time_s * 4.3 + seed * 1.7)
        + 0.2 * sin(time_s * 9.1 + seed * 5.3);
}

static void fill_channel(struct channel_reading *channel, double time_s, int seed)
{
    const double beat = fmod(time_s + 0.013 * seed, 0.484);
    channel->meter_dbfs =
        (float)(-5.0 - 9.0 * beat / 0.484 + 1.5 * wander(time_s, seed) - 0.4 * seed);
    channel->meter_hold_dbfs = -3.4f - 0.3f * (float)(seed % 7);
    channel->sample_peak_dbfs = -0.8f - 0.5f * (float)(seed % 5);
    channel->rms_short_dbfs = channel->meter_dbfs - 9.0f;
    channel->rms_dbfs = -16.1f;
    channel->crest_db = 13.2f;
    channel->crest_short_db = (float)(12.4 + 0.4 * wander(time_s, seed + 9));
    channel->true_peak_dbtp = channel->sample_peak_dbfs + 0.3f;
    channel->dc_offset = 0.00002f;
}

static void fill_spectrum(struct spectrum_reading *spectrum, double time_s, int seed)
{
    for (int b = 0; b < THIRD_OCTAVES; b++) {
        const double base = -24.0 - 0.9 * b - 14.0 * (b < 3) * (3 - b) / 3.0 - 0.02 * b * b
            + 4.0 * sin(b * 0.9 + seed);
        spectrum->third_long_db[b] = (float)base;
        spectrum->third_slow_db[b] = (float)(base + 2.0 * wander(time_s * 0.5, b + seed));
        spectrum->third_fast_db[b] = (float)(base + 5.0 * wander(time_s * 1.5, b * 2 + seed));
        spectrum->third_max_db[b] = (float)base + 9.0f;
    }
    for (int b = 0; b < BANDS; b++)
        spectrum->bands_db[b] = -20.0f - 3.0f * (float)b;
    spectrum->centroid_hz = 2140.0f;
    spectrum->bandwidth_hz = 2980.0f;
    spectrum->rolloff_hz = 4870.0f;
    spectrum->zero_crossing_rate = 0.061f;
    spectrum->tilt_db_per_octave = -4.6f;
    spectrum->centroid_now_hz = (float)(2100.0 + 300.0 * wander(time_s, 2));
}

static void fill_stereo(struct stereo_reading *stereo, double time_s)
{
    stereo->correlation = 0.58f;
    stereo->correlation_now = (float)(0.62 + 0.2 * wander(time_s, 4));
    stereo->correlation_min = 0.11f;
    stereo->low_correlation = 0.96f;
    stereo->low_correlation_now = (float)(0.95 + 0.03 * wander(time_s, 6));
    stereo->balance_db = 0.3f;
    stereo->balance_now_db = (float)(0.4 + 1.2 * wander(time_s, 5));
    stereo->width = 0.24f;
    stereo->width_now = (float)(0.25 + 0.1 * wander(time_s, 7));
    stereo->mono_loss_db = 1.2f;
    for (int b = 0; b < BANDS; b++)
        stereo->mono_loss_band_db[b] = 0.2f + 0.4f * (float)b;
    stereo->scope_count = SCOPE_POINTS;
    for (int i = 0; i < SCOPE_POINTS; i++) {
        const double phase = time_s * 7.0 + i * 0.21;
        const double side = 0.32 * sin(phase * 1.3) + 0.1 * sin(phase * 3.7);
        const double mid = 0.62 * sin(phase) + 0.2 * sin(phase * 2.9 + 1.0);
        stereo->scope_x[i] = (int8_t)lrint(side * 110.0);
        stereo->scope_y[i] = (int8_t)lrint(mid * 110.0);
    }
}

static void fill_track(struct track_reading *track, double time_s, int index, bool mix)
{
    static const char *const names[] = {"vocals", "drums",     "bass",  "guitar left",
                                        "keys",   "synth pad", "choir", "ambience"};
    track_reading_clear(track);
    if (mix)
        snprintf(track->name, sizeof track->name, "mix");
    else if (index < 8)
        snprintf(track->name, sizeof track->name, "%s", names[index]);
    else
        snprintf(track->name, sizeof track->name, "track %d", index + 1);
    track->role = mix ? ROLE_NONE : (enum role)(1 + index % 7);
    track->channels = (uint8_t)(mix ? fixture.channels : 2);
    track->is_mix = mix;
    track->connected = true;
    for (int c = 0; c < track->channels; c++) {
        fill_channel(&track->channel[c], time_s + index * 0.7, c + index * 2);
        track->channel[c].meter_dbfs -= mix ? 0.0f : 8.0f + 2.0f * (float)(index % 4);
    }
    struct loudness_reading *loudness = &track->loudness;
    const float offset = mix ? 0.0f : -7.0f - 1.5f * (float)(index % 4);
    loudness->momentary_lufs = (float)(-13.1 + 2.0 * wander(time_s, 1 + index)) + offset;
    loudness->short_term_lufs = (float)(-13.8 + 0.9 * wander(time_s * 0.3, 1 + index)) + offset;
    loudness->integrated_lufs = -14.2f + offset;
    loudness->range_lu = 5.1f;
    loudness->momentary_max_lufs = -9.7f + offset;
    loudness->short_term_max_lufs = -11.9f + offset;
    loudness->true_peak_dbtp = -0.5f;
    loudness->plr_db = 13.7f;
    loudness->psr_db = 12.2f;
    loudness->psr_min_db = 9.4f;
    loudness->integrated_s = time_s;
    loudness->range_stable = time_s >= 60.0;
    fill_spectrum(&track->spectrum, time_s, index);
    fill_stereo(&track->stereo, time_s);
    track->defects.noise_floor_dbfs = -71.0f;
}

static void fill_source(struct source_reading *source, double time_s)
{
    source_reading_clear(source);
    source->rate_hz = 48000;
    source->block_frames = 256;
    source->dsp_load_percent = 7.0f;
    if (strcmp(fixture.state, "file") == 0) {
        strcpy(source->kind, "file");
        strcpy(source->name, "/music/takes/Night Drive (master 3).wav");
        source->can_seek = true;
        source->loop = fixture.loop;
        source->position_s = fmod(time_s, 224.0);
        source->duration_s = 224.0;
        source->state = fixture.playing ? CAPTURE_RUNNING : CAPTURE_PAUSED;
        return;
    }
    strcpy(source->kind, "JACK");
    strcpy(source->name, "ardour");
    source->transport = TRANSPORT_ROLLING;
    source->transport_s = 3734.0 + time_s;
    source->transport_bpm = fixture.ahead ? 122.6f : 124.0f;
    source->bar = 33 + (int)(time_s / 1.936);
    source->beat = 1 + (int)(time_s / 0.484) % 4;
    source->beats_per_bar = 4.0f;
    source->state = CAPTURE_RUNNING;
    if (strcmp(fixture.state, "lost") == 0) {
        source->state = CAPTURE_LOST;
        source->retry_in_s = 2.0f;
        strcpy(source->reason, "the JACK server went away");
    }
}

static void fill_listen(struct listen_reading *listen, double time_s)
{
    listen_reading_clear(listen);
    listen->gate_open = true;
    listen->onset.last_s = floor(time_s / 0.242) * 0.242;
    listen->onset.rate_hz = 4.1f;
    listen->onset.count = (uint64_t)(time_s * 4.1);
    listen->tempo.bpm = 124.0f;
    listen->tempo.bpm_raw = 124.1f;
    listen->tempo.confidence = 0.82f;
    listen->tempo.steadiness = 0.94f;
    listen->tempo.beat_last_s = floor(time_s / 0.4839) * 0.4839;
    listen->tempo.beat_next_s = listen->tempo.beat_last_s + 0.4839;
    listen->tempo.beats = (uint32_t)(time_s / 0.4839);
    listen->tempo.beats_in_bar = 4;
    listen->tempo.beat_in_bar = (uint8_t)(listen->tempo.beats % 4 + 1);
    listen->tempo.swing = 1.0f;
    listen->tempo.meter_confidence = 0.92f;
    listen->tempo.swing_confidence = 0.88f;
    listen->tempo.history_count = 120;
    for (int i = 0; i < 120; i++)
        listen->tempo.history_bpm[i] = i < 12 ? NAN : (float)(124.0 + 0.4 * wander(i * 0.2, 3));
    const int midi = 45 + (int)(time_s / 1.9) % 5;
    listen->pitch.now_midi = (int8_t)midi;
    listen->pitch.now_cents = (float)(3.0 + 9.0 * wander(time_s, 8));
    listen->pitch.now_hz = (float)(440.0 * pow(2.0, (midi - 69) / 12.0));
    listen->pitch.now_confidence = 0.9f;
    listen->pitch.median_hz = 131.2f;
    listen->pitch.low_hz = 55.0f;
    listen->pitch.high_hz = 440.1f;
    listen->pitch.voiced_ratio = 0.47f;
    listen->pitch.tuning_cents = 2.1f;
}

static void fill_music(struct listen_reading *listen)
{
    static const enum genre genres[GENRE_GUESSES] = {GENRE_ELECTRONIC, GENRE_POP, GENRE_HIPHOP};
    static const float shares[GENRE_GUESSES] = {0.61f, 0.2f, 0.09f};
    struct key_reading *const key = &listen->key;
    key->now = key->overall = (struct key_estimate){.key = {.tonic = 9, .minor = true},
        .confidence = 0.82f, .runner_up = {.tonic = 0}, .runner_up_confidence = 0.11f};
    key->n_changes = 2;
    key->changes[0] = (struct key_change){.key = {.tonic = 7}, .confidence = 0.6f};
    key->changes[1] = (struct key_change){.start_s = 62.0, .key = key->now.key, .confidence = 0.8f};
    listen->genre.now.count = GENRE_GUESSES;
    listen->genre.now.sure = !fixture.ahead;
    for (int i = 0; i < GENRE_GUESSES; i++)
        listen->genre.now.guess[i] = (struct genre_guess){.genre = genres[i], .p = shares[i]};
}

/* Intro, then verses and choruses of 31 s. */
static void fill_sections(struct structure_reading *structure, double time_s)
{
    static const int8_t labels[] = {0, 1, 2, 1, 2, 3};
    const unsigned begun = (unsigned)(time_s / 31.0) + 1;
    structure->begun = begun;
    structure->count = (uint16_t)(begun < SECTIONS_RECENT ? begun : SECTIONS_RECENT);
    for (unsigned i = 0; i < structure->count; i++) {
        const unsigned index = begun - structure->count + i;
        structure->sections[i] = (struct section_reading){
            .start_s = index * 31.0,
            .end_s = index + 1 < begun ? (index + 1) * 31.0 : (double)NAN,
            .label = labels[index % 6],
            .confidence = 0.9f,
            .loudness_lufs = -16.2f + 1.3f * (float)labels[index % 6],
            .density_hz = 4.1f + 1.5f * (float)labels[index % 6],
            .width = 0.08f * (float)(1 + labels[index % 6]),
        };
    }
}

static void fill(double time_s)
{
    struct snapshot *snapshot = &fixture.snapshot;
    snapshot->time_s = snapshot->measured_s = time_s;
    snapshot->paused = fixture.paused;
    snapshot->ballistics = fixture.ballistics;
    fill_source(&snapshot->source, time_s);
    fill_listen(&snapshot->listen, time_s);
    fill_music(&snapshot->listen);
    fill_sections(&snapshot->listen.structure, time_s);
    snapshot->history_count = (uint16_t)(time_s < HISTORY_POINTS ? time_s : HISTORY_POINTS);
    for (int i = 0; i < snapshot->history_count; i++) {
        const double at = floor(time_s) - snapshot->history_count + i;
        const double song = -15.0 + 4.0 * sin(at * 0.045) + 1.6 * wander(at * 0.5, 2);
        snapshot->history[i].short_term_lufs = (float)song;
        snapshot->history[i].momentary_max_lufs = (float)(song + 2.2 + wander(at, 5));
    }
    snapshot->n_tracks = (uint8_t)fixture.tracks;
    snapshot->mix = 0;
    for (int t = 0; t < fixture.tracks; t++)
        fill_track(&snapshot->tracks[t], time_s, t - 1, t == 0);
    if (fixture.silent)
        advice_reading_clear(&snapshot->advice);
    else
        advice_fixture_fill(snapshot, fixture.wide);
    if (fixture.intent)
        advice_fixture_context(snapshot, fixture.intent);
    snapshot->sequence++;
}

static const struct snapshot *latest(void *program)
{
    (void)program;
    if (fixture.noise)
        fprintf(stderr, "ALSA lib pcm.c: what a library says while the screen is up\n");
    if (fixture.quiet)
        return &fixture.snapshot;
    if (!fixture.frozen || fixture.snapshot.sequence == 0)
        fill(fixture.frozen ? 137.3 : 137.3 + term_now_s() - fixture.start_s);
    else
        fill(137.3);
    return &fixture.snapshot;
}

static void ignore(void *program)
{
    (void)program;
}

static void set_paused(void *program, bool paused)
{
    (void)program;
    fixture.paused = paused;
}

static void set_ballistics(void *program, enum ballistics ballistics)
{
    (void)program;
    fixture.ballistics = ballistics;
}

static bool play(void *program, bool playing)
{
    (void)program;
    fixture.playing = playing;
    return true;
}

static bool seek(void *program, double position_s)
{
    (void)program;
    (void)position_s;
    return true;
}

static bool set_loop(void *program, bool loop)
{
    (void)program;
    fixture.loop = loop;
    return true;
}

static size_t list_ports(void *program, const struct port_entry **entries)
{
    static const char *const names[] = {"ardour:Master/audio_out 1", "ardour:Master/audio_out 2",
                                        "ardour:vocals/audio_out 1", "system:capture_1"};
    (void)program;
    for (int i = 0; i < 4; i++) {
        struct port_entry *port = &fixture.ports[i];
        strcpy(port->backend, "jack");
        snprintf(port->name, sizeof port->name, "%s", names[i]);
        strcpy(port->detail, i < 3 ? "output" : "physical");
        port->channels = 1;
        port->tapped = port->feeds_outputs = i < 2;
    }
    *entries = fixture.ports;
    return 4;
}

static enum status tap(void *program, const struct port_entry *entry, struct error *error)
{
    (void)program;
    (void)entry;
    return error_set(error, STATUS_FAILED, "this is a fixture");
}

static void next_target(void *program, struct view_target *target)
{
    (void)program;
    fixture.target = (fixture.target + 1) % 3;
    *target = targets[fixture.target];
}

static void choose_target(void *program, const struct target *chosen, struct view_target *target)
{
    (void)program;
    *target = (struct view_target){.integrated_lufs = chosen->integrated_lufs,
                                   .true_peak_dbtp = chosen->true_peak_dbtp,
                                   .tolerance_lu = chosen->tolerance_lu};
    snprintf(target->title, sizeof target->title, "%s", chosen->title);
}

static bool answer(void *program, uint32_t id, enum answer_kind kind, unsigned rating)
{
    (void)program;
    (void)id;
    (void)kind;
    (void)rating;
    return true;
}

static const char *title_of(void *program, const char *rule)
{
    (void)program;
    return strcmp(rule, "mud") == 0 ? "Mud" : rule;
}

static size_t past_answers(void *program, struct answer *past, size_t room)
{
    static const struct answer answers[] = {
        {.kind = ANSWER_APPLIED, .time = 1731974400, .rule = "mud", .track = "mix"},
        {.kind = ANSWER_FOLLOWED, .time = 1731888000, .rule = "low_level", .track = "vocals",
         .before = -35.0f, .after = -12.0f},
        {.kind = ANSWER_RATED, .time = 1731801600, .rule = "mud", .track = "", .rating = 4},
    };
    size_t count = 0;
    (void)program;
    for (; fixture.earlier && count < sizeof answers / sizeof answers[0] && count < room; count++)
        past[count] = answers[count];
    return count;
}

static const char *explain(void *program, const char *rule, int columns)
{
    static char text[1024];
    (void)program;
    snprintf(text, sizeof text,
             "Mud                                      advice/%s\n"
             "  Too much between 200 and 400 Hz, where nearly every\n"
             "  instrument has its body.\n\nBy ear\n  Sweep a wide bell (%d columns).\n", rule, columns);
    for (int i = 0; i < 30; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "  line %d\n", i);
    return text;
}

static const char *walk(void *program, const struct snapshot *snapshot,
                        const struct track_reading *track, int columns)
{
    (void)program;
    (void)snapshot;
    (void)track;
    (void)columns;
    return "Gain staging, step by step\n1. Is anything cut off at full scale?\n"
           "   levels.clip_runs = 0 > 0: no\n=> The levels are in order.\n";
}

static void choose_reference(void *program, int index)
{
    (void)program;
    (void)index;
}

static void set_context(void *program, enum work_state state, enum work_intent intent)
{
    (void)program;
    (void)state;
    (void)intent;
}

static enum status save(void *program, const struct view_state *state, const char *theme,
                        enum ballistics ballistics, struct error *error)
{
    (void)program;
    (void)state;
    (void)theme;
    (void)ballistics;
    (void)error;
    return STATUS_OK;
}

static const char *log_line(void *program, size_t line)
{
    static const char *const lines[] = {"JACK: connected ardour:Master/audio_out 1",
                                        "JACK: server started, 48000 Hz, 256 frames"};
    (void)program;
    return line < 2 ? lines[line] : NULL;
}

static void log_stderr(void *program, const char *line)
{
    (void)program;
    (void)line;
}

static bool read_option(struct screen_options *options, const char *name, const char *value)
{
    if (strcmp(name, "--theme") == 0)
        options->term.theme.name = value;
    else if (strcmp(name, "--view") == 0)
        options->view = value;
    else if (strcmp(name, "--fps") == 0)
        options->fps = atoi(value);
    else if (strcmp(name, "--tracks") == 0)
        fixture.tracks = atoi(value);
    else if (strcmp(name, "--channels") == 0)
        fixture.channels = atoi(value);
    else if (strcmp(name, "--page") == 0)
        options->state.advice_page = atoi(value);
    else if (strcmp(name, "--state") == 0)
        fixture.state = value;
    else if (strcmp(name, "--intent") == 0)
        fixture.intent = value;
    else if (strcmp(name, "--target") == 0)
        fixture.target = atoi(value) % 3;
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    static const struct view_host host = {
        .reset = ignore, .reset_peaks = ignore, .set_paused = set_paused,
        .set_ballistics = set_ballistics, .play = play, .seek = seek, .set_loop = set_loop,
        .list_ports = list_ports, .tap = tap, .next_target = next_target, .save = save,
        .choose_target = choose_target, .targets = &advice_fixture_targets,
        .answer = answer, .explain = explain, .walk = walk,
        .title_of = title_of, .past_answers = past_answers, .choose_reference = choose_reference,
        .set_context = set_context,
        .log_line = log_line, .log_stderr = log_stderr,
    };
    struct screen_options options = {.fps = 25};
    struct error error = {0};
    setlocale(LC_ALL, "");
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--frozen") == 0)
            fixture.frozen = true;
        else if (strcmp(argv[i], "--unknown") == 0)
            fixture.quiet = true;
        else if (strcmp(argv[i], "--ascii") == 0)
            options.term.ascii = true;
        else if (strcmp(argv[i], "--mouse") == 0)
            options.term.mouse = true;
        else if (strcmp(argv[i], "--no-color") == 0)
            options.term.theme.no_color = true;
        else if (strcmp(argv[i], "--noise") == 0)
            fixture.noise = true;
        else if (strcmp(argv[i], "--wide") == 0)
            fixture.wide = true;
        else if (strcmp(argv[i], "--earlier") == 0)
            fixture.earlier = true;
        else if (strcmp(argv[i], "--ahead") == 0)
            fixture.ahead = true;
        else if (strcmp(argv[i], "--no-advice") == 0)
            fixture.silent = true;
        else if (i + 1 < argc && read_option(&options, argv[i], argv[i + 1]))
            i++;
        else {
            fprintf(stderr, "screen_fixture: unknown option %s\n", argv[i]);
            return 2;
        }
    }
    if (!term_is_capable()) {
        fprintf(stderr, "screen_fixture: this terminal cannot show a dashboard\n");
        return 1;
    }
    options.state.selected_track = -1;
    options.state.target = targets[fixture.target];
    snapshot_clear(&fixture.snapshot);
    fixture.start_s = term_now_s();
    if (screen_run(&options, &host, latest, &error) != STATUS_OK) {
        fprintf(stderr, "screen_fixture: %s\n", error.text);
        return 1;
    }
    return 0;
}
