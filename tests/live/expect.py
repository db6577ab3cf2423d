# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits until the latest JSON object of a growing file satisfies an expression.

expect.py FILE TIMEOUT_S EXPRESSION

In the expression: o is the object, that is the mix, s its source, t(NAME) another track,
near(a, b, tolerance).  What is not
known (null) compares false.  Exit status 1, and the object on standard output, when time is up."""
import json
import sys
import time

path, timeout_s, expression = sys.argv[1], float(sys.argv[2]), sys.argv[3]


def near(a, b, tolerance):
    return a is not None and abs(a - b) <= tolerance


def latest():
    try:
        with open(path, encoding="utf-8") as stream:
            lines = stream.read().split("\n")
    except OSError:
        return None
    # The last one may still be on its way.
    return json.loads(lines[-2]) if len(lines) > 1 else None


def holds(o):
    def t(name):
        return next(track for track in o["tracks"] if track["name"] == name)

    names = {"o": o, "s": o["source"], "t": t, "near": near, "__builtins__": {}}
    names.update({"all": all, "any": any, "len": len, "range": range, "str": str})
    try:
        return bool(eval("(%s)" % expression, names))
    except (TypeError, StopIteration, KeyError, IndexError):
        return False


until = time.monotonic() + timeout_s
seen = None
while True:
    seen = latest()
    if seen is not None and holds(seen):
        sys.exit(0)
    if time.monotonic() > until:
        break
    time.sleep(0.05)
print("not seen within %g s: %s" % (timeout_s, expression))
print(json.dumps(seen)[:3000])
sys.exit(1)
