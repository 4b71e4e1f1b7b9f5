#!/usr/bin/env python3
"""One run in all formats: recorded as CTF and as JSON, converted to JSON, back to CTF and to JSON
again. All JSON files are the same to the byte, and a reader that is not ours finds the same events in both
recordings, thread by thread. All recordings of traces/ are the same to the byte after CTF.

usage: conversion_test.py TRACE_EXPORT
"""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from recorded_run import LIMIT, ROOT, Run

EXPORT = sys.argv[1]
SCENARIOS = ["condition_poem", "deadlock_ab_ba", "fork_basic", "pipe_two_processes", "pool_map"]
EVENT = re.compile(r"^\[\S+\] \(\S+\) (\S+): \{ .*thread = (\d+), process = (\d+) \}, "
                   r"\{ site = \S+, object = (\S+), flags = (\S+), value = \d+ \}$")
ADDRESS = 1 << 11  # the site is an address: resolved when converted


def export(source, target):
    done = subprocess.run([EXPORT, str(source), "-o", str(target)], capture_output=True, text=True,
                          timeout=LIMIT, check=False)
    assert done.returncode == 0, f"{source} to {target}: {done.stderr}"
    return target


def read_elsewhere(recording):
    """Kind, object and flags of each thread's events, by babeltrace2."""
    done = subprocess.run(["babeltrace2", str(recording)], capture_output=True, text=True,
                          timeout=LIMIT, check=False)
    assert done.returncode == 0, f"babeltrace2 {recording}: {done.stderr}"
    threads = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        event = EVENT.match(line)
        if event:
            kind, thread, process, about, flags = event.groups()
            threads[thread, process].append((kind, about, int(flags, 16) & ~ADDRESS))
    return threads


def check_scenario(folder, scenario):
    run = Run(folder, "-o", "run.json", "-o", "run.ctf", scenario)
    recorded = folder / "run.ctf"
    assert recorded.is_dir(), f"{scenario} was not recorded: {run.stderr}"
    first = export(recorded, folder / "first.json")
    assert (folder / "run.json").read_bytes() == first.read_bytes(), "the JSON of the run is another"
    again = export(first, folder / "again.ctf")
    second = export(again, folder / "second.json")
    assert first.read_bytes() == second.read_bytes(), "the second JSON is another"
    if shutil.which("babeltrace2"):
        events = read_elsewhere(recorded)
        assert sum(map(len, events.values())) > 0, "babeltrace2 finds no events"
        assert events == read_elsewhere(again), "babeltrace2 finds other events"


def check_kept_recordings(folder):
    kept = sorted((ROOT / "traces").glob("*.json"))
    assert kept, "there are none"
    for recording in kept:
        raw = export(recording, folder / f"{recording.stem}.ctf")
        again = export(raw, folder / recording.name)
        assert recording.read_bytes() == again.read_bytes(), f"{recording.name} is another"


def main():
    failed = 0
    cases = {name.replace("_", "-"): lambda folder, name=name: check_scenario(folder, name)
             for name in SCENARIOS}
    cases["all-of-traces"] = check_kept_recordings
    for name, case in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(pathlib.Path(folder))
                print(f"ok   conversion@{name}")
            except (AssertionError, subprocess.TimeoutExpired) as fault:
                failed += 1
                print(f"FAIL conversion@{name}: {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
