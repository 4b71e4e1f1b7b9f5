#!/usr/bin/env python3
"""Semaphores of programs that were not written with us: permits are counted, a permit that never
comes is told."""

import sys

from recorded_run import run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

SEMAPHORES = find_program("semaphores")

CASES = [
    is_the_same_as_alone(SEMAPHORES, "handing-over"),
    hangs(SEMAPHORES, "nobody-posts", "orphan-wait", "main waits for a permit from ping",
          "semaphores.c:"),
    is_the_same_as_alone(SEMAPHORES, "posted-before"),
    is_the_same_as_alone(SEMAPHORES, "refusals"),
    is_the_same_as_alone(SEMAPHORES, "handler-posts"),
]

if __name__ == "__main__":
    sys.exit(run_cases("semaphore", CASES))
