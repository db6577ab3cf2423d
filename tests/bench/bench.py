#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py SIDEMAN SRCDIR BUILDDIR [PART...]: what sideman costs, beside its peers in the same run.

Parts: analyze dashboard latency tracks memory analyses (all by default).  A peer that is not installed is left
out, and said so.  CPU is user + system time as the kernel accounts it; every figure is the median of
several runs, ratios are of medians.
"""
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

SIDEMAN, SRC, BUILD = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
PARTS = sys.argv[4:] or ["analyze", "dashboard", "latency", "tracks", "memory", "analyses"]
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
MINUTES = 10
WATCH_S = 20
ROWS, COLUMNS, FPS = 24, 80, 25
results = []


def say(name, figure, goal=""):
    results.append((name, figure, goal))
    print(f"{name:<58} {figure:>22}  {goal}", flush=True)


def cpu_of(command):
    """CPU seconds of one run, children included."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def in_turns(commands):
    """Median CPU seconds of each command, run in turns so that a drifting machine hurts all alike."""
    taken = [[] for _ in commands]
    for run in range(RUNS + 1):
        for times, command in zip(taken, commands):
            seconds = cpu_of(command)
            if run > 0:
                times.append(seconds)
    return [statistics.median(times) for times in taken]


def make_music(path):
    """Ten minutes of the demo song, looped and mixed: 48 kHz stereo 16 bit."""
    stems = sorted(p for p in (SRC / "data" / "demo").iterdir() if p.suffix in (".ogg", ".opus", ".flac"))
    inputs = [word for stem in stems for word in ("-stream_loop", "-1", "-i", str(stem))]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex",
                    f"amix=inputs={len(stems)}:normalize=0", "-ar", "48000", "-ac", "2", "-c:a", "pcm_s16le",
                    "-t", str(MINUTES * 60), str(path)], check=True)


def bench_analyze(music):
    ours = [SIDEMAN, "analyze", "--json", str(music)]
    ffmpeg = ["ffmpeg", "-nostdin", "-nostats", "-v", "quiet", "-i", str(music), "-af", "ebur128=peak=true", "-f", "null", "-"]
    peers = [ours, ffmpeg]
    aubio = shutil.which("aubio")
    if aubio:
        peers += [[aubio, part, str(music)] for part in ("tempo", "onset", "pitch")]
    seconds = in_turns(peers)
    say(f"analyze, {MINUTES} min stereo 48 kHz, everything on", f"{seconds[0]:.2f} s CPU")
    say("  ffmpeg -af ebur128=peak=true (loudness alone)", f"{seconds[1]:.2f} s CPU")
    say("  sideman / ffmpeg", f"{seconds[0] / seconds[1]:.2f} x", "<= 0.6")
    if aubio:
        three = sum(seconds[2:])
        say("  aubio tempo + onset + pitch", f"{three:.2f} s CPU")
        say("  sideman / the three aubio commands", f"{seconds[0] / three:.2f} x", "<= 0.25")
    else:
        say("  aubio tempo + onset + pitch", "not installed")


def process_cpu_s(pid):
    """CPU seconds of all threads so far: the scheduler's own nanoseconds, or clock ticks where it keeps none."""
    try:
        return sum(int(task.read_text().split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    except (OSError, IndexError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status_kb(pid, key):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


class Terminal:
    """A command on an 80x24 pseudo-terminal; counts what it writes."""

    def __init__(self, command, environment=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", **(environment or {})})
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def read_for(self, seconds):
        count, until = 0, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                try:
                    data = os.read(self.fd, 1 << 16)
                except OSError:
                    data = b""
                if not data:
                    raise SystemExit("bench: the program under test ended early")
                count += len(data)
        return count

    def watch(self):
        """(share of a core, bytes a second) over WATCH_S seconds, after a few to settle."""
        self.read_for(4)
        cpu, start = process_cpu_s(self.pid), time.monotonic()
        count = self.read_for(WATCH_S)
        took = time.monotonic() - start
        return (process_cpu_s(self.pid) - cpu) / took, count / took

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        try:
            self.read_for(0.5)
        except SystemExit:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def bench_dashboard(music):
    terminal = Terminal([SIDEMAN, "--file", str(music), "--fps", str(FPS)])
    share, rate = terminal.watch()
    terminal.close()
    say(f"dashboard {COLUMNS}x{ROWS}, {FPS} fps, a file playing: CPU", f"{share * 100:.2f} % of a core", "<= 1.5 %")
    say("  written to the terminal", f"{rate / 1024:.2f} KB/s", "<= 4 KB/s")
    cava = shutil.which("cava")
    if not cava:
        say("  cava (ncurses, 25 fps)", "not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        fifo, config = f"{folder}/fifo", f"{folder}/config"
        os.mkfifo(fifo)
        Path(config).write_text(
            f"[general]\nframerate = {FPS}\n[input]\nmethod = fifo\nsource = {fifo}\n[output]\nmethod = ncurses\n")
        feeder = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "quiet", "-y", "-re", "-i", str(music), "-ar", "44100",
                                   "-f", "s16le", fifo])
        terminal = Terminal([cava, "-p", config])
        share, rate = terminal.watch()
        terminal.close()
        feeder.kill()
        feeder.wait()
    say("  cava (ncurses, 25 fps), same music: CPU", f"{share * 100:.2f} % of a core")
    say("  cava, written to the terminal", f"{rate / 1024:.2f} KB/s")


class Jack:
    """A server of our own, without a card."""

    def __enter__(self):
        os.environ.update({"JACK_DEFAULT_SERVER": "sideman-bench", "JACK_NO_AUDIO_RESERVATION": "1",
                           "JACK_NO_START_SERVER": "1"})
        self.server = subprocess.Popen(["jackd", "-r", "-n", os.environ["JACK_DEFAULT_SERVER"], "-d", "dummy",
                                        "-r", "48000", "-p", "256"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(2)
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def bench_latency():
    with Jack():
        found = subprocess.run([str(BUILD / "tests/bench/latency"), "30", SIDEMAN, "--jack", "--fps", str(FPS)],
                               capture_output=True, text=True, check=False)
    figures = re.search(r"median ([\d.]+)", found.stdout)
    if not figures:
        say("latency, JACK impulse to changed cells", "failed: " + found.stderr.strip())
        return
    say("latency, JACK impulse to changed cells (period 256), median", f"{figures.group(1)} ms", "<= 45 ms")
    say("  " + found.stdout.strip(), "")


def bench_tracks(music):
    with Jack():
        for tracks in (1, 8, 64):
            player = subprocess.Popen([str(BUILD / "tests/live/jack_tone"), "player", str(2 * tracks), "220", "-20", str(music)],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            player.stdout.readline()
            player.stdin.write("play\n")
            player.stdin.flush()
            wanted = [f"--track=t{i + 1}=player:out_({2 * i + 1}|{2 * i + 2})" for i in range(tracks)]
            lines = tempfile.TemporaryFile("w+")  # a pipe that nobody reads would hold sideman up
            ours = subprocess.Popen([SIDEMAN, "--json", *wanted], stdout=lines)
            time.sleep(5)
            cpu, start = process_cpu_s(ours.pid), time.monotonic()
            time.sleep(10)
            share = (process_cpu_s(ours.pid) - cpu) / (time.monotonic() - start)
            ours.send_signal(signal.SIGTERM)
            ours.wait()
            lines.seek(0)
            last = json.loads(lines.read().strip().splitlines()[-1])
            player.terminate()
            player.wait()
            heard = sum(track["loudness"]["integrated_lufs"] is not None for track in last["tracks"])
            dropped = last["source"]["dropped_frames"]
            say(f"{tracks} stereo tracks live (JACK, JSON): CPU", f"{share * 100:.1f} % of a core",
                "<= 20 %" if tracks == 64 else "")
            say(f"  tracks heard {heard}, frames dropped", dropped, "0" if tracks == 64 else "")


def bench_memory(music):
    terminal = Terminal([SIDEMAN, "--file", str(music)])
    terminal.read_for(8)
    peak_kb = status_kb(terminal.pid, "VmHWM")
    terminal.close()
    say("peak memory, dashboard, one stereo mix (file)", f"{peak_kb / 1024:.1f} MB", "<= 24 MB")
    with Jack():
        terminal = Terminal([SIDEMAN, "--jack"])
        terminal.read_for(8)
        peak_kb, shared_kb = status_kb(terminal.pid, "VmHWM"), status_kb(terminal.pid, "RssShmem")
        terminal.close()
    say("peak memory, dashboard, one stereo mix (JACK)", f"{(peak_kb - shared_kb) / 1024:.1f} MB", "<= 24 MB")
    say("  and the JACK server's own port buffers, shared with it", f"{shared_kb / 1024:.1f} MB")


def bench_analyses():
    found = subprocess.run([str(BUILD / "tests/bench/analyses")], capture_output=True, text=True, check=True)
    say("six analyses of 64 tracks, one update", found.stdout.strip(), "<= 1000 us")


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{model.group(1) if model else os.uname().machine}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}"


def main():
    os.environ.setdefault("SIDEMAN_DATA_DIR", str(SRC / "data"))
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        music = Path(folder) / "music.wav"
        if {"analyze", "dashboard", "memory", "tracks"} & set(PARTS):
            make_music(music)
        for part in PARTS:
            function = globals()[f"bench_{part}"]
            function(music) if part in ("analyze", "dashboard", "memory", "tracks") else function()


main()
