#!/usr/bin/env python3
"""Objects that processes share, in programs that were not written with us: one and the same
wherever it is mapped, and open to strangers as long as it has a name."""

import pathlib
import sys

from recorded_run import check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone, record

PROGRAM = find_program("shared_objects")


def strangers_may_find_it_by_its_name(folder):
    run = record(folder, "--stop-after", "0.3", PROGRAM, "named-for-all")
    again, same, name = run.stdout.splitlines()
    pathlib.Path("/dev/shm/sem." + name.lstrip("/")).unlink()
    check((again, same), ("again: File exists", "same: 1"), "output")
    check(run.report["outcome"], "interrupted", "outcome")
    check([finding["hang"] for finding in run.report["findings"]], [], "hangs")


CASES = [
    hangs(PROGRAM, "deadlock", "deadlock", "main holds mutex 1 (shared_objects.c:",
          "process 2 holds mutex 2"),
    hangs(PROGRAM, "died-with-lock", "abandoned-lock", "process 2 died while it held mutex 1"),
    hangs(PROGRAM, "two-places", "self-deadlock", "main already holds mutex 1"),
    is_the_same_as_alone(PROGRAM, "take-over"),
    is_the_same_as_alone(PROGRAM, "in-turn"),
    is_the_same_as_alone(PROGRAM, "handing-over"),
    hangs(PROGRAM, "named-in-vain", "orphan-wait", "main waits for a permit from /threadlane-test-"),
    ("strangers-may-find-it-by-its-name", strangers_may_find_it_by_its_name),
]

if __name__ == "__main__":
    sys.exit(run_cases("shared_object", CASES))
