#!/usr/bin/env python3
"""Signals, cancelled threads and waits for the outside in plain POSIX programs under trace-run: what
they do is what they do without it, and whoever may still be woken by them is not told as stuck."""

import subprocess
import sys

from recorded_run import LIMIT, Run, check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

PROGRAM = find_program("unmodified_signals")


def same(story):
    return is_the_same_as_alone(PROGRAM, story)


def stuck(story, kind, *words):
    return hangs(PROGRAM, story, kind, *words)


def timer_ends_a_stuck_program(folder):
    run = Run(folder, "-o", "run.json", PROGRAM, "timer-ends")
    check((run.status, run.report["outcome"]), (128 + 14, "crashed"), "end")


def handler_may_record_at_any_time(folder):
    """What it does in the middle of a record is lost, and counted; nothing else is."""
    alone = subprocess.run([PROGRAM, "storm"], capture_output=True, text=True, timeout=LIMIT)
    run = Run(folder, "-o", "run.ctf", PROGRAM, "storm")
    check((run.status, run.stdout, run.kinds()), (0, alone.stdout, []), "end")
    assert run.report["events"] >= 600000, run.report["events"]


CASES = [
    same("cancelled-waiter"),
    same("cancelled-sleeper"),
    same("first-exits"),
    same("killed-child"),
    same("signalled-thread"),
    same("timer-posts"),
    same("outside"),
    same("accepted"),
    stuck("lock-of-the-cancelled", "abandoned-lock", "other"),
    stuck("names", "self-deadlock", "caller already holds mutex"),
    ("timer-ends-a-stuck-program", timer_ends_a_stuck_program),
    ("handler-may-record-at-any-time", handler_may_record_at_any_time),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload-signal", CASES))
