#!/usr/bin/env python3
"""Barriers of programs that were not written with us: who is there and who never comes."""

import sys

from recorded_run import run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

BARRIERS = find_program("barriers")

CASES = [
    is_the_same_as_alone(BARRIERS, "all-come"),
    hangs(BARRIERS, "one-too-few", "orphan-wait", "waits at meeting (barriers.c:",
          "for all 3 to arrive, but only 2 came (meet 2, meet 3)"),
    is_the_same_as_alone(BARRIERS, "alone"),
    hangs(BARRIERS, "one-leaves", "orphan-wait", "only 2 came (meet_twice 2, meet_twice 3)"),
]

if __name__ == "__main__":
    sys.exit(run_cases("barrier", CASES))
