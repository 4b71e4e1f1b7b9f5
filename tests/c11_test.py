#!/usr/bin/env python3
"""The threads of C11, in programs that were not written with us: the C library's POSIX ones under
other names and with other error numbers."""

import sys

from recorded_run import run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

PROGRAM = find_program("c11_threads")

CASES = [
    hangs(PROGRAM, "deadlock", "deadlock", "take_first holds first", "take_second holds second",
          "c11_threads.c:"),
    is_the_same_as_alone(PROGRAM, "in-turn"),
    hangs(PROGRAM, "lost-signal", "lost-notify", "notify notified news", "c11_threads.c:"),
    is_the_same_as_alone(PROGRAM, "refusals"),
]

if __name__ == "__main__":
    sys.exit(run_cases("c11", CASES))
