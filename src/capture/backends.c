/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* backends: the one list of what this build can capture from. */
#include <config.h>

#include "capture/backend.h"

static const struct backend_kind kinds[] = {
#ifdef HAVE_JACK
    {CAPTURE_JACK, &backend_jack, "JACK", .automatic = true, .live = true},
#endif
#ifdef HAVE_PORTAUDIO
    {CAPTURE_PORTAUDIO, &backend_portaudio, "PortAudio", .automatic = true, .live = true},
#endif
    {CAPTURE_DEMO, &backend_player, "demo", .automatic = true},
    {CAPTURE_FILE, &backend_player, "file", .automatic = false},
    {CAPTURE_STDIN, &backend_player, "stdin", .slow = true},
};

const struct backend_kind *backend_at(size_t index)
{
    return index < sizeof kinds / sizeof *kinds ? &kinds[index] : NULL;
}

const struct backend_kind *backend_find(enum capture_backend backend)
{
    for (size_t i = 0; backend_at(i); i++)
        if (kinds[i].backend == backend)
            return &kinds[i];
    return NULL;
}
