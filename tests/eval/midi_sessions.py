#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders General MIDI songs as multitracks for advice_tracks.py and levels.py: a track for each channel.

Usage: midi_sessions.py OUTDIR SONG.mid...
  OUTDIR/GM-SONG/stems/N_NAME.wav  24 s from the 18th second on, 44.1 kHz stereo, without reverb
Songs come with Debian's openttd-openmsx, freedoom (as MIDI inside its WAD files) and planetblupi.  Needs
libfluidsynth 3 and a sound font (SIDEMAN_SOUNDFONT; /usr/share/sounds/sf2/FluidR3_GM.sf2).
"""
import ctypes
import os
import sys
import wave
from ctypes import byref, c_char_p, c_double, c_int, c_void_p
from pathlib import Path

import numpy as np

RATE, FROM_S, SECONDS, BLOCK, CHANNELS, TRACKS_MAX = 44100, 18, 24, 1024, 16, 9
FONT = os.environ.get("SIDEMAN_SOUNDFONT", "/usr/share/sounds/sf2/FluidR3_GM.sf2")
ROLES = ((0, 23, "piano"), (24, 31, "guitar"), (32, 39, "bass"), (80, 103, "synth"), (112, 119, "drum"))


def load_library():
    library = ctypes.CDLL("libfluidsynth.so.3")
    for name in ("new_fluid_settings", "new_fluid_synth", "new_fluid_player"):
        getattr(library, name).restype = c_void_p
    library.new_fluid_synth.argtypes = library.new_fluid_player.argtypes = [c_void_p]
    library.fluid_settings_setint.argtypes = [c_void_p, c_char_p, c_int]
    library.fluid_settings_setnum.argtypes = [c_void_p, c_char_p, c_double]
    library.fluid_settings_setstr.argtypes = [c_void_p, c_char_p, c_char_p]
    library.fluid_synth_sfload.argtypes = [c_void_p, c_char_p, c_int]
    library.fluid_player_add.argtypes = [c_void_p, c_char_p]
    library.fluid_synth_process.argtypes = [c_void_p, c_int, c_int, c_void_p, c_int, c_void_p]
    library.fluid_synth_get_program.argtypes = [c_void_p, c_int, c_void_p, c_void_p, c_void_p]
    for name in ("fluid_player_play", "fluid_player_get_status", "delete_fluid_player", "delete_fluid_synth",
                 "delete_fluid_settings"):
        getattr(library, name).argtypes = [c_void_p]
    return library


def programs_of(library, synth):
    found, unused = [], (c_int(), c_int())
    for channel in range(CHANNELS):
        program = c_int()
        library.fluid_synth_get_program(synth, channel, byref(unused[0]), byref(unused[1]), byref(program))
        found.append(program.value)
    return found


def render(library, path):
    """Frames of all channels, left and right in turn, and their programs."""
    settings = library.new_fluid_settings()
    for name, value in (("synth.audio-channels", CHANNELS), ("synth.audio-groups", CHANNELS),
                        ("synth.reverb.active", 0), ("synth.chorus.active", 0)):
        library.fluid_settings_setint(settings, name.encode(), value)
    library.fluid_settings_setnum(settings, b"synth.gain", 0.3)
    library.fluid_settings_setnum(settings, b"synth.sample-rate", RATE)
    library.fluid_settings_setstr(settings, b"player.timing-source", b"sample")
    synth = library.new_fluid_synth(settings)
    library.fluid_synth_sfload(synth, FONT.encode(), 1)
    player = library.new_fluid_player(synth)
    library.fluid_player_add(player, str(path).encode())
    library.fluid_player_play(player)
    rows = np.zeros((2 * CHANNELS, BLOCK), np.float32)
    pointers = (c_void_p * len(rows))(*[row.ctypes.data for row in rows])
    blocks = []
    for i in range((FROM_S + SECONDS) * RATE // BLOCK):
        if library.fluid_player_get_status(player) != 1:
            break
        rows[:] = 0
        library.fluid_synth_process(synth, BLOCK, 0, None, len(rows), pointers)
        if i * BLOCK >= FROM_S * RATE:
            blocks.append(rows.T.copy())
    programs = programs_of(library, synth)
    library.delete_fluid_player(player)
    library.delete_fluid_synth(synth)
    library.delete_fluid_settings(settings)
    return (np.concatenate(blocks) if blocks else np.zeros((0, len(rows)))), programs


def name_of(channel, program):
    if channel == 9:
        return "drum"
    return next((name for low, high, name in ROLES if low <= program <= high), "other")


def main():
    library, out = load_library(), Path(sys.argv[1])
    for path in map(Path, sys.argv[2:]):
        frames, programs = render(library, path)
        sounding = [c for c in range(CHANNELS) if len(frames) and np.std(frames[:, 2 * c:2 * c + 2]) > 2e-4]
        if len(frames) < 20 * RATE or len(sounding) < 4:
            print(f"{path.stem}: too short, or too few channels")
            continue
        folder = out / f"GM-{path.stem}" / "stems"
        folder.mkdir(parents=True, exist_ok=True)
        for number, channel in enumerate(sounding[:TRACKS_MAX], 1):
            name = f"{number}_{name_of(channel, programs[channel])}{programs[channel]}.wav"
            with wave.open(str(folder / name), "wb") as file:
                file.setnchannels(2)
                file.setsampwidth(2)
                file.setframerate(RATE)
                samples = frames[:, 2 * channel:2 * channel + 2]
                file.writeframes(np.clip(samples * 32767, -32768, 32767).astype("<i2").tobytes())
        print(f"{path.stem}: {len(sounding)} tracks")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main()
