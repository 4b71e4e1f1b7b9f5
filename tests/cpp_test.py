#!/usr/bin/env python3
"""The threads of C++, in programs that were not written with us: what is made of POSIX objects is
recorded with them, and what waits without them counts as running."""

import os
import sys

from recorded_run import check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone, record

PROGRAM = find_program("cpp_threads")


def what_is_not_seen_is_not_judged(folder):
    for story in "wait-for-permit", "wait-at-latch", "wait-at-barrier", "wait-for-change":
        run = record(folder, "--stop-after", "0.3", PROGRAM, story)
        check((run.report["outcome"], run.kinds()), ("interrupted", []), "outcome and findings")
        sentence, = run.report["not_recorded"]
        words = "main sleeps in a futex that nothing recorded owns, at "
        assert words in sentence and sentence in run.stderr, sentence


CASES = [
    hangs(PROGRAM, "deadlock", "deadlock", "holds first", "holds second", "cpp_threads.cpp:"),
    hangs(PROGRAM, "bank", "deadlock", "holds bank::vault", "waits for bank::desks[1].till"),
    is_the_same_as_alone(PROGRAM, "in-turn"),
    is_the_same_as_alone(PROGRAM, "readers"),
    hangs(PROGRAM, "upgrade", "self-deadlock", "main reads notes", "asks to write it",
          "cpp_threads.cpp:"),
    is_the_same_as_alone(PROGRAM, "once"),
    is_the_same_as_alone(PROGRAM, "handing-over"),
    ("what-is-not-seen-is-not-judged", what_is_not_seen_is_not_judged),
]

if __name__ == "__main__":
    if not os.path.exists(PROGRAM):
        print("skip cpp: no C++ compiler (package g++)")
        sys.exit(0)
    sys.exit(run_cases("cpp", CASES))
