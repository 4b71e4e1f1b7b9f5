#!/usr/bin/env python3
"""Readers-writer locks of programs that were not written with us: several readers at once, who
waits for whom, and which side goes first."""

import sys

from recorded_run import run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

RWLOCKS = find_program("rwlocks")

CASES = [
    is_the_same_as_alone(RWLOCKS, "readers-together"),
    hangs(RWLOCKS, "reads-again", "deadlock", "main reads notes", "rwlocks.c:",
          "write_notes waits to write it", "neither can ever go on"),
    is_the_same_as_alone(RWLOCKS, "reads-again-first"),
    hangs(RWLOCKS, "upgrade", "self-deadlock", "main reads notes", "asks to write it", "rwlocks.c:"),
    hangs(RWLOCKS, "kept-reading", "abandoned-lock", "keep_reading ended while it still held notes"),
    is_the_same_as_alone(RWLOCKS, "refusals"),
    is_the_same_as_alone(RWLOCKS, "crowd"),
]

if __name__ == "__main__":
    sys.exit(run_cases("rwlock", CASES))
