#!/usr/bin/env python3
"""The scenarios of processes print when Python does: their sleeps and waits take as long, one after
the other or side by side.

Sooner is never right. Later may be the machine's doing: then the same is tried again.
"""

import concurrent.futures
import json
import pathlib
import sys
import tempfile

from recorded_run import Run, check, run_cases

SCALE = 2  # scenario seconds in a real one
LATEST = 0.5  # scenario seconds after Python
ATTEMPTS = 6
# Scenario seconds from the start to each line, without those that Python takes to start.
PRINTED = {
    "fork_basic": [0, 0, 0, 0],
    "fork_orphan": [0, 0.2, 0.5],
    "fork_zombie": [0.2, 0.2],
    "manager_dict": [0],
    "manager_queue": [2],
    "mp_imap": [1, 1, 4, 5, 5, 5],
    "mp_imap_unordered": [1, 1, 4, 4, 5, 5],
    "mp_process_and_pool": [0, 0, 2, 2, 5, 5],
    "mp_queue": [2],
    "pipe_two_processes": [0],
}


def times(name):
    with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
        run = Run(folder, "--time-scale", str(SCALE), "-o", "trace.json", name)
        check(run.status, 0, "status: " + run.stderr)
        records = json.loads((pathlib.Path(folder) / "trace.json").read_text())
    printed = [record["ts"] for record in records if record.get("args", {}).get("k") == "print"]
    return [microseconds * SCALE / 1e6 for microseconds in sorted(printed)]


def is_late(name):
    printed, expected = times(name), PRINTED[name]
    check(len(printed), len(expected), f"{name}: lines")
    check([time for time, least in zip(printed, expected) if time < least], [], f"{name}: too soon")
    return any(time > least + LATEST for time, least in zip(printed, expected))


def prints_when_python_does(_):
    late = list(PRINTED)
    for _ in range(ATTEMPTS):
        with concurrent.futures.ThreadPoolExecutor(len(late)) as executor:
            late = [name for name, is_so in zip(late, executor.map(is_late, late)) if is_so]
        if not late:
            return
    check(late, [], "always late")


CASES = [("lines-come-when-python-prints-them", prints_when_python_does)]

if __name__ == "__main__":
    sys.exit(run_cases("process_times", CASES))
