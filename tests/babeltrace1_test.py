#!/usr/bin/env python3
"""babeltrace 1, which shares no code with babeltrace2, reads what we record, event by event the same:
our own CTF, of a run that ended and one that hangs, and LTTng's. Skips where it is not installed."""

import pathlib
import re
import shutil
import subprocess
import sys

from lttng_recording import own_turn
from recorded_run import LIMIT, Run, check, name_cases, run_cases

# of a line: its time and what follows; between them stands whose it is, which each says in its way
EVENT = re.compile(r"\[(\S+)\] \(\S+\) (?:\S+ )??((?:\w+:)?[\w.]+: .*)")


def lines_of(reader, recording, has_times):
    """Events of one instant come in any order, and only babeltrace2 escapes what is in quotes."""
    done = subprocess.run([reader, str(recording)], capture_output=True, text=True, timeout=LIMIT,
                          check=False)
    check((done.returncode, done.stderr), (0, ""), f"{reader} {recording}")
    events = [EVENT.fullmatch(line.replace("\\", "")).groups() for line in done.stdout.splitlines()]
    return sorted(events if has_times else (event for _, event in events))


def check_readers(recording, least, has_times=True):
    ours, theirs = (lines_of(reader, recording, has_times)
                    for reader in ("babeltrace2", "babeltrace"))
    assert len(ours) >= least, f"{len(ours)} events"
    check([pair for pair in zip(ours, theirs) if pair[0] != pair[1]][:2], [], "both readers")
    check(len(theirs), len(ours), "events")


def run_is_read(folder):
    Run(folder, "--time-scale", "20", "-o", "x.ctf", "semaphore_spider")
    check_readers(pathlib.Path(folder, "x.ctf"), 500)


def hang_is_read(folder):
    run = Run(folder, "--time-scale", "20", "-o", "x.ctf", "deadlock_ab_ba")
    check(run.status, 124, "status")
    check_readers(pathlib.Path(folder, "x.ctf"), 30)


def lttng_recording_is_read(folder):
    if not shutil.which("lttng-sessiond"):
        print("skip babeltrace1@lttng-recording-is-read: there is no lttng-sessiond")
        return
    with own_turn():
        run = Run(folder, "--lttng", "--time-scale", "20", "-o", "x.ctf", "semaphore_spider")
    check(run.status, 0, run.stderr)
    # a trace a process, each with an offset of its clock: babeltrace 1 takes their average
    check_readers(pathlib.Path(folder, "x.lttng"), 500, has_times=False)


if __name__ == "__main__":
    if not shutil.which("babeltrace"):
        print("skip babeltrace1: it is not installed")
        sys.exit(77)
    sys.exit(run_cases("babeltrace1", name_cases(run_is_read, hang_is_read,
                                                 lttng_recording_is_read)))
