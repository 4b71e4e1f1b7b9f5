#!/usr/bin/env python3
"""Spin locks and things done once, in programs that were not written with us."""

import sys

from recorded_run import run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

PROGRAM = find_program("spins_and_onces")

CASES = [
    hangs(PROGRAM, "spin-deadlock", "deadlock", "take_first holds first", "waits for second",
          "take_second holds second", "spins_and_onces.c:"),
    is_the_same_as_alone(PROGRAM, "spinning"),
    is_the_same_as_alone(PROGRAM, "only-once"),
    is_the_same_as_alone(PROGRAM, "once-in-once"),
    hangs(PROGRAM, "once-in-itself", "self-deadlock", "main already holds setting_up"),
    is_the_same_as_alone(PROGRAM, "tried-again"),
]

if __name__ == "__main__":
    sys.exit(run_cases("spin_and_once", CASES))
