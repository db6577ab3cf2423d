# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The dashboard on terminals that are not as they should be, byte for byte.

terminal.py SIDEMAN FILE LATIN1: the program, a file of some seconds that it plays, and a folder with
the locale de_DE.iso88591 or "".  Each case has a terminal of its own; exit status 1 when one fails."""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE_S = 20
program, song, latin1 = sys.argv[1:4]
failures = 0


def fail(text):
    global failures
    print("FAIL: " + text)
    failures += 1


class Terminal:
    """A program on an 80x24 terminal."""

    def __init__(self, arguments, **environment):
        wanted = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8")
        wanted.update({name: value for name, value in environment.items() if value is not None})
        for name, value in environment.items():
            if value is None:
                wanted.pop(name)
        self.bytes = b""
        ready, go = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.read(ready, 1)
            os.execvpe(arguments[0], arguments, wanted)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(self.fd)
        os.write(go, b"x")
        os.close(go), os.close(ready)

    def take(self, seconds):
        """Reads for so long; False when the far end is closed."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            got = os.read(self.fd, 65536)
        except OSError:
            got = b""
        self.bytes += got
        return got != b""

    def wait(self, *words):
        """Until all of them have been written."""
        until = time.monotonic() + PATIENCE_S
        while not all(word in self.bytes for word in words):
            if not self.take(0.1) or time.monotonic() > until:
                return False
        return True

    def end(self):
        """The exit status, or the negative signal; None when it does not end."""
        until, status = time.monotonic() + PATIENCE_S, (0, 0)
        while status[0] == 0 and time.monotonic() < until:
            self.fd is None or self.take(0.05) or time.sleep(0.05)
            status = os.waitpid(self.pid, os.WNOHANG)
        if status[0] == 0:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return None
        while self.fd is not None and self.take(0) and select.select([self.fd], [], [], 0)[0]:
            pass
        return os.waitstatus_to_exitcode(status[1])

    def hang_up(self):
        os.close(self.fd)
        self.fd = None


def check_end(what, terminal, wanted):
    status = terminal.end()
    if status not in wanted:
        fail("%s: ends with %s, not %s" % (what, status, wanted))


def check_restored(what, terminal):
    if termios.tcgetattr(terminal.fd) != terminal.modes:
        fail(what + ": terminal modes differ")
    full_screen, cursor = terminal.bytes.rfind(b"\x1b[?1049"), terminal.bytes.rfind(b"\x1b[?25")
    if terminal.bytes[full_screen:full_screen + 8] != b"\x1b[?1049l":
        fail(what + ": full screen left behind")
    if terminal.bytes[cursor + 5:cursor + 6] != b"h":
        fail(what + ": hidden cursor left behind")


dashboard = [program, "--file", song]

# However it ends, the terminal is as it was.
ways = {"q": 0, "SIGTERM": 0, "SIGHUP": 0, "SIGINT": 0, "SIGSEGV": -signal.SIGSEGV, "SIGABRT": -signal.SIGABRT}
for what, status in ways.items():
    terminal = Terminal(dashboard + ["--mouse"])
    if not terminal.wait(b"LOUDNESS"):
        fail(what + ": nothing was drawn")
    if what == "q":
        os.write(terminal.fd, b"q")
    else:
        os.kill(terminal.pid, getattr(signal, what))
    check_end(what, terminal, [status])
    check_restored(what, terminal)

# A terminal that goes away takes the program along.
for what, arguments in {"dashboard": dashboard, "--line": dashboard + ["--line"],
                        "--json": dashboard + ["--json"]}.items():
    terminal = Terminal(arguments)
    if not terminal.wait(b"LOUDNESS" if what == "dashboard" else b"LUFS" if what == "--line" else b"time_s"):
        fail(what + ": nothing was written")
    terminal.hang_up()
    check_end(what + " without its terminal", terminal, [0, 1])

# Also when it does not hear of it by a signal.
terminal = Terminal(["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"] + dashboard)
terminal.wait(b"LOUDNESS") or fail("nohup: nothing was drawn")
terminal.hang_up()
check_end("nohup without its terminal", terminal, [0, 1])

# Sound on standard input, keys from the terminal.
terminal = Terminal(["sh", "-c", 'cat "$1" - </dev/null | exec "$0" --stdin wav', program, song])
terminal.wait(b"LOUDNESS") or fail("--stdin: nothing was drawn")
os.write(terminal.fd, b"q")
check_end("--stdin", terminal, [0])
check_restored("--stdin", terminal)

# No terminal that could be drawn on: plain lines, and why.
for name, words in {None: b"TERM is not set", "": b"TERM is not set", "dumb": b"LUFS",
                    "no-such-type": b'no terminal type "no-such-type"'}.items():
    terminal = Terminal(dashboard, TERM=name)
    if not terminal.wait(words, b"file: listening", b"LUFS"):
        fail("TERM=%s: wrote %s" % (name, terminal.bytes))
    if b"\x1b" in terminal.bytes:
        fail("TERM=%s: escape sequences" % name)
    os.kill(terminal.pid, signal.SIGTERM)
    check_end("TERM=%s" % name, terminal, [0])

# A locale without UTF-8: ASCII glyphs, no broken bytes.
terminal = Terminal(dashboard, LC_ALL="C")
terminal.wait(b"LOUDNESS", b"SPECTRUM") or fail("LC_ALL=C: nothing was drawn")
for key in b"2345678?q":
    os.write(terminal.fd, bytes([key]))
    terminal.take(0.2)
check_end("LC_ALL=C", terminal, [0])
if any(byte >= 0x80 for byte in terminal.bytes):
    fail("LC_ALL=C: bytes that are no ASCII")
if latin1:
    terminal = Terminal(dashboard + ["--view", "help"], LOCPATH=latin1, LC_ALL="de_DE.iso88591")
    terminal.wait("Übersicht".encode("latin-1")) or fail("Latin-1: no German in Latin-1")
    os.write(terminal.fd, b"q")
    check_end("Latin-1", terminal, [0])
    if b"\xc3" in terminal.bytes or b"\xe2\x96" in terminal.bytes:
        fail("Latin-1: UTF-8 in it")

print("ok: terminals" if not failures else "%d failures" % failures)
sys.exit(failures > 0)
