/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* readings: plain data that the analysers fill and the views print; the vocabulary of the program.
 * No pointers, fixed sizes.  Not known yet: NAN (numbers), empty (text), false (flags); views show
 * "-", JSON shows null.  Levels in dB relative to full scale: a full-scale sine has a sample peak of
 * 0 dBFS and an RMS of -3.01 dBFS. */
#ifndef SIDEMAN_READINGS_H
#define SIDEMAN_READINGS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    CHANNELS_MAX = 8,      /* in one track */
    TRACKS_MAX = 65,       /* 64 and the mix */
    TRACK_NAME_MAX = 64,   /* bytes, with the final 0 */
    BANDS = 7,             /* sub bass low_mid mid high_mid presence air */
    THIRD_OCTAVES = 31,    /* 20 Hz to 20 kHz */
    SCOPE_POINTS = 256,    /* goniometer */
    HISTORY_POINTS = 1800, /* one a second: 30 minutes */
    TEMPO_POINTS = 240,    /* one a second */
    KEY_CHANGES = 16,
    EVENTS_RECENT = 64,
    SECTIONS_RECENT = 32
};

/* The edges of the 7 bands and their names (JSON keys): sub 20-60, bass 60-250, low_mid 250-500,
 * mid 500-2000, high_mid 2000-4000, presence 4000-6000, air 6000-20000 Hz. */
extern const float band_edges_hz[BANDS + 1];
extern const char *const band_names[BANDS];
extern const char *const band_titles[BANDS]; /* for people: untranslated */
/* Nominal centres of IEC 61260-1: 20, 25, 31.5 ... 20000 Hz. */
extern const float third_octave_nominal_hz[THIRD_OCTAVES];

enum role {
    ROLE_NONE,
    ROLE_VOCALS,
    ROLE_DRUMS,
    ROLE_BASS,
    ROLE_GUITAR,
    ROLE_KEYS,
    ROLE_SYNTH,
    ROLE_OTHER,
    ROLE_KICK, /* pieces of the kit */
    ROLE_SNARE,
    ROLE_HATS, /* cymbals, too */
    ROLES
};
/* "vocals", ...; "" for ROLE_NONE. */
extern const char *const role_names[ROLES];
/* What counts for a role of which nothing is known: drums for its pieces, else itself. */
enum role role_family(enum role role);
/* ROLES when `name` is none of them. */
enum role role_from_name(const char *name);

/* "C", "C#", .. "B"; "major", "minor". */
extern const char *const tonic_names[12];
extern const char *const mode_names[2];
enum genre {
    GENRE_BLUES,
    GENRE_CLASSICAL,
    GENRE_COUNTRY,
    GENRE_DISCO,
    GENRE_ELECTRONIC,
    GENRE_HIPHOP,
    GENRE_JAZZ,
    GENRE_METAL,
    GENRE_POP,
    GENRE_REGGAE,
    GENRE_ROCK,
    GENRE_AMBIENT,
    GENRES
};
extern const char *const genre_names[GENRES]; /* "blues", ... (JSON, options) */
extern const char *const genre_titles[GENRES]; /* for people: untranslated */
/* GENRES when `name` is none of them. */
enum genre genre_from_name(const char *name);

enum ballistics {
    BALLISTICS_PEAK, /* digital sample peak, falls 20 dB in 1.7 s */
    BALLISTICS_PPM1, /* IEC 60268-10 Type I (DIN, Nordic) */
    BALLISTICS_PPM2A, /* IEC 60268-10 Type IIa (British) */
    BALLISTICS_VU,   /* IEC 60268-17 */
    BALLISTICS_K12,  /* Katz: RMS, 600 ms, 0 at -12, -14, -20 dBFS */
    BALLISTICS_K14,
    BALLISTICS_K20,
    BALLISTICS_COUNT
};

struct channel_reading {
    float meter_dbfs;       /* the selected ballistics, in dBFS of the meter's own kind */
    float meter_hold_dbfs;  /* its held maximum, falls after the hold time */
    float sample_peak_dbfs; /* maximum since reset */
    float rms_short_dbfs;   /* last 300 ms */
    float rms_dbfs;         /* since reset */
    float crest_db;         /* sample peak over RMS, since reset */
    float crest_short_db;   /* over the last 3 s or so: what a view shows live */
    float true_peak_dbtp;   /* maximum since reset */
    float dc_offset;        /* mean, full scale 1.0, since reset */
    uint64_t clipped_samples;
    uint64_t clip_runs;           /* separate runs of at least 3 samples at full scale */
    uint32_t longest_clip_frames;
    bool clipped_recently;        /* within the last 3 s */
    bool dead;                    /* digital or near silence here while another channel plays */
};

struct loudness_reading {
    float momentary_lufs;
    float short_term_lufs;
    float integrated_lufs;
    float range_lu;
    float momentary_max_lufs;
    float short_term_max_lufs;
    float true_peak_dbtp;     /* maximum since reset, over all channels */
    float plr_db;             /* true peak max - integrated */
    float psr_db;             /* true peak of the last 3 s - short term */
    float psr_min_db;         /* since reset, of programme above the gate */
    double integrated_s;      /* how much was integrated: pauses excluded */
    bool range_stable;        /* 60 s and more since the reset (EBU Tech 3342) */
    bool paused;              /* the user holds I, LRA and the maxima */
};

struct spectrum_reading {
    float bands_db[BANDS];              /* long-term power in the band, dBFS; see third_long_db */
    float third_fast_db[THIRD_OCTAVES]; /* 125 ms; power in the band, full-scale sine = 0 dB */
    float third_slow_db[THIRD_OCTAVES]; /* 1 s */
    float third_long_db[THIRD_OCTAVES]; /* since reset; NAN above Nyquist */
    float third_max_db[THIRD_OCTAVES];  /* max-hold of the fast one, since reset */
    float centroid_hz;                  /* these six: since reset, gated */
    float bandwidth_hz;
    float rolloff_hz;                   /* 85 % of the power below */
    float zero_crossing_rate;           /* per sample, 0..1 */
    float tilt_db_per_octave;
    float centroid_now_hz;
};

struct stereo_reading {
    float correlation;          /* since reset, gated */
    float correlation_now;      /* 300 ms */
    float correlation_min;      /* lowest 3 s value since reset */
    float low_correlation;      /* below 120 Hz, since reset, gated */
    float low_correlation_now;
    float balance_db;           /* right over left, since reset: > 0 leans right */
    float balance_now_db;
    float width;                /* side / (mid + side) power, 0 mono .. 0.5 uncorrelated .. 1 */
    float width_now;
    float mono_loss_db;         /* level lost by folding to mono, >= 0, since reset */
    float mono_loss_band_db[BANDS];
    uint16_t scope_count;
    int8_t scope_x[SCOPE_POINTS]; /* side (right positive), -127..127 at full scale, the latest points */
    int8_t scope_y[SCOPE_POINTS]; /* mid */
};

struct defects_reading {
    float noise_floor_dbfs;  /* RMS in the pauses; NAN when there was no pause */
    float hum_hz;            /* 50 or 60; NAN when none is found */
    float hum_dbfs;          /* power of fundamental and harmonics */
    uint32_t dropouts;       /* sudden digital silence, or one value standing still, in programme */
    double dropout_last_s;   /* time of the last; NAN */
    double silence_s;        /* how long it has been silent, 0 when not */
    uint64_t bad_samples;    /* NaN or Inf, replaced by 0 */
};

/* What is sung or played on a track, since reset.  NANs when nothing is pitched (noise, cymbals). */
struct range_reading {
    float low_hz;       /* lowest sustained pitch: nothing tonal lies below (listen/range.h) */
    float median_hz;
    float high_hz;
    float voiced_ratio; /* share of the time with sound that is pitched, 0..1; NAN: none heard */
};

void range_reading_clear(struct range_reading *range);

/* What a track is like over time, since reset; worked out once a second. */
struct character_reading {
    float floor_db[THIRD_OCTAVES]; /* exceeded nine tenths of the time; as third_fast_db */
    float hiss_dbfs;        /* RMS of a steady noise above 2 kHz that can be heard through; NAN none */
    float rumble_dbfs;      /* RMS of what is always there at 20 and 25 Hz */
    float resonance_hz;     /* the narrow peak that stands out most, at all times */
    float resonance_db;     /* over what is around it */
    float resonance_q;
    float level_high_dbfs;  /* RMS of 100 ms: exceeded 5 %, 50 % and 90 % of the time */
    float level_middle_dbfs;
    float level_low_dbfs;
    float moves_db;         /* from soft to loud within 20 s, on average */
    float unison;           /* correlation of the levels of 200-400 Hz and of 2-4 kHz; NAN: unknown */
    float sibilance_db;     /* strongest 5-10 kHz against the strong moments of 200 Hz-4 kHz */
    uint32_t flat_runs;     /* tops cut off at one height, whatever that is */
    uint32_t flat_longest;  /* samples */
};

struct track_reading {
    char name[TRACK_NAME_MAX];
    enum role role;
    uint8_t channels;
    bool is_mix;
    bool connected; /* something feeds it (always true for files) */
    struct channel_reading channel[CHANNELS_MAX];
    struct loudness_reading loudness;
    struct spectrum_reading spectrum;
    struct stereo_reading stereo; /* NANs when not stereo */
    struct defects_reading defects;
    struct range_reading range;
    struct character_reading character;
};

enum tempo_course { TEMPO_UNKNOWN, TEMPO_STEADY, TEMPO_DRIFTING, TEMPO_FREE, TEMPO_COURSES };
/* "", "steady", "drifting", "free". */
extern const char *const tempo_course_names[TEMPO_COURSES];

struct tempo_reading {
    float bpm;              /* NAN while unsteady or unknown: never shown then */
    float bpm_raw;          /* the estimate behind it, for steadiness displays; NAN unknown */
    float bpm_open;         /* a beat is heard, but whether its half or double is meant is open; NAN */
    float confidence;       /* 0..1 */
    float steadiness;       /* 0..1 */
    float bpm_overall;      /* these three: since reset, what most of the evidence says */
    float confidence_overall;
    float steadiness_overall;
    enum tempo_course course_overall; /* these two once a whole file was heard */
    uint8_t beats_in_bar;   /* 0 unknown, or not sure enough */
    uint8_t beat_in_bar;    /* of the last beat, from 1; 0 unknown */
    bool ternary;           /* beats of three parts, as in 6/8 */
    float meter_confidence; /* of these; NAN where nothing was found */
    float swing;            /* first half of a beat to the second: 1 straight, 2 shuffled; NAN */
    float swing_confidence; /* NAN where nothing was found */
    float locked_bpm;       /* the tempo that the user set; NAN */
    double beat_last_s;     /* sample time of the last beat; NAN */
    double beat_next_s;     /* predicted; NAN while unsteady */
    uint32_t beats;         /* counted since reset */
    uint16_t history_count;
    float history_bpm[TEMPO_POINTS]; /* one a second, oldest first; NAN while unsteady */
};

struct pitch_reading {
    float now_hz;        /* NAN when unvoiced */
    float now_confidence;
    float now_cents;     /* -50..50 from the nearest equal-tempered note, A4 = 440 Hz */
    int8_t now_midi;     /* nearest note; -1 when unvoiced */
    float median_hz;     /* these five: since reset */
    float low_hz;        /* lowest and highest sustained */
    float high_hz;
    float voiced_ratio;
    float tuning_cents;
};

/* One note of a melody: whole files only. */
struct note_reading {
    double start_s, end_s;
    float hz;    /* mean, without extremes */
    float cents; /* -50..50 from `midi`, A4 = 440 Hz */
    int8_t midi;
};

struct key_name {
    int8_t tonic; /* 0 C, 1 C# .. 11 B; -1 none */
    bool minor;
};

struct key_estimate {
    struct key_name key;       /* none: silence, noise, speech, drums, too little heard */
    float confidence;          /* 0..1: how often such an answer is right */
    struct key_name runner_up;
    float runner_up_confidence;
};

struct key_change {
    double start_s;
    struct key_name key;
    float confidence;
};

struct key_reading {
    struct key_estimate now;     /* of the last half minute or so */
    struct key_estimate overall; /* since reset */
    float tuning_cents;          /* above A4 = 440 Hz, -50..50, of all that sounds; NAN */
    float classes[12];           /* shares of the pitch classes since reset, C first; 0: none */
    uint16_t n_changes;
    struct key_change changes[KEY_CHANGES]; /* since reset, the latest; the first starts the music */
};

void key_reading_clear(struct key_reading *key);

struct onset_reading {
    double last_s;     /* NAN */
    float rate_hz;     /* onsets per second, last 5 s */
    uint64_t count;
};

enum { GENRE_GUESSES = 3 };

struct genre_guess {
    enum genre genre;
    float p; /* calibrated probability */
};

/* The likeliest first.  None while too little was heard, or when it sounds like no music known. */
struct genre_guesses {
    uint8_t count;
    bool sure; /* the first is worth showing */
    struct genre_guess guess[GENRE_GUESSES];
};

struct genre_reading {
    struct genre_guesses now;     /* smoothed over the last half minute */
    struct genre_guesses overall; /* since reset */
};

/* A part of a song that sounds alike. */
struct section_reading {
    double start_s, end_s; /* NAN while it goes on */
    int8_t label;          /* 0 is A: parts that sound the same share one; -1 silence, no music */
    float confidence;      /* 0..1: that it begins and ends here and sounds like its likes; NAN:
                              nothing that could be wrong: silence, the only one */
    bool builds_up;        /* whole files only: its level rises steadily, by 3 dB and more */
    float loudness_lufs;   /* integrated over it; NAN */
    float density_hz;      /* onsets per second */
    float width;           /* as in stereo_reading */
};

struct structure_reading {
    uint16_t count;
    uint32_t begun; /* sections so far */
    struct section_reading sections[SECTIONS_RECENT]; /* the latest; the last goes on */
};

struct listen_reading {
    bool gate_open; /* loud enough to listen to */
    struct onset_reading onset;
    struct tempo_reading tempo;
    struct pitch_reading pitch;
    struct key_reading key;
    struct genre_reading genre;
    struct structure_reading structure;
};

enum event_kind { EVENT_ONSET, EVENT_BEAT, EVENT_DOWNBEAT, EVENT_SECTION };

struct event {
    enum event_kind kind;
    double time_s; /* sample time */
};

enum capture_state {
    CAPTURE_STARTING,
    CAPTURE_RUNNING,
    CAPTURE_PAUSED, /* the user paused playback (file, demo) */
    CAPTURE_LOST,   /* server or device went away; being tried again */
    CAPTURE_ENDED,  /* end of file or of stdin */
    CAPTURE_FAILED  /* will not be tried again */
};

enum transport_state { TRANSPORT_NONE, TRANSPORT_STOPPED, TRANSPORT_ROLLING, TRANSPORT_STARTING };

enum routing_kind {
    ROUTING_DOUBLE,   /* one port is heard on two tracks */
    ROUTING_SUM,      /* several ports feed one channel of a track */
    ROUTING_TWO_WAYS, /* a track reaches the outputs directly, and through the master too */
    ROUTING_BYPASS,   /* a track reaches the outputs, but not through the master */
    ROUTING_LOOP,     /* clients feed each other round in a circle */
    ROUTING_KINDS
};
/* "double_tap", "two_ways", "bypass", "loop". */
extern const char *const routing_kind_names[ROUTING_KINDS];

enum { ROUTING_ISSUES_MAX = 6 };

struct routing_issue {
    enum routing_kind kind;
    char who[72]; /* a port, a track, or clients joined by arrows */
};

/* What the graph of a server says; not known of files. */
struct routing_reading {
    bool known;
    uint16_t n_outputs;     /* physical ones */
    uint16_t n_fed_outputs;
    uint16_t n_used_inputs;   /* connections of a sound card's inputs to programs other than this */
    uint16_t n_tapped_inputs; /* and to this one */
    uint32_t changes;       /* of connections and ports since the client was opened */
    uint8_t n_issues;
    struct routing_issue issues[ROUTING_ISSUES_MAX];
};

struct source_reading {
    enum capture_state state;
    char kind[16];         /* "JACK", "PipeWire", "PortAudio", "file", "stdin", "demo" */
    char name[128];        /* client, device or file */
    char reason[192];      /* why it is lost or failed, for the user; "" when well */
    float retry_in_s;      /* when lost; else NAN */
    uint32_t rate_hz;      /* 0 while unknown */
    uint32_t block_frames; /* server period; 0 unknown */
    uint64_t xruns;        /* the server's or device's */
    uint64_t dropped_frames; /* ours: the analysis was late */
    float dsp_load_percent;  /* NAN unknown */
    bool freewheel;
    bool can_seek;         /* file, demo: pause, seek and loop work */
    bool loop;
    double position_s;     /* in the file; NAN live */
    double duration_s;     /* NAN unknown */
    enum transport_state transport;
    double transport_s;    /* position of the DAW; NAN */
    float transport_bpm;   /* NAN */
    int32_t bar, beat;     /* from 1; 0 unknown */
    float beats_per_bar;   /* NAN */
    struct routing_reading routing;
};

/* One thing that could be tapped, for `sideman ports` and the Sources view. */
struct port_entry {
    char backend[12];    /* "jack", "portaudio" */
    char name[192];      /* what to pass to --jack=, --portaudio= or --track */
    char detail[96];     /* "output", "physical", "default input, 2 channels, 48000 Hz" */
    uint8_t channels;
    bool tapped;         /* sideman listens to it now */
    bool feeds_outputs;  /* the default taps these */
};

#endif
