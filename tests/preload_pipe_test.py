#!/usr/bin/env python3
"""Pipes and pairs of sockets of plain POSIX programs under trace-run: what passes is told, whoever
waits in vain for bytes, room or the end is told why, and whoever does not is left alone."""

import sys

from recorded_run import Run, check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone, record

PROGRAM = find_program("unmodified_pipes")


def same(story):
    return is_the_same_as_alone(PROGRAM, story)


def stuck(story, kind, *words):
    return hangs(PROGRAM, story, kind, *words)


def both_wait_in_a_pair(folder):
    run = record(folder, PROGRAM, "pair-that-waits")
    found = [(finding["kind"], finding["hang"]) for finding in run.report["findings"]]
    check((run.status, found), (124, [("orphan-wait", "proven")] * 2), "status and findings")


def bytes_that_are_not_seen_deceive_nobody(folder):
    run = Run(folder, "-o", "run.json", PROGRAM, "stream")
    check((run.status, run.stdout, run.kinds()), (0, "1000000\n", []), "end")


CASES = [
    same("written"),
    same("one-full"),
    same("child-that-is-told"),
    same("pair"),
    same("pair-for-a-while"),
    same("without-waiting"),
    same("program"),
    same("in-hand-at-fork"),
    stuck("own-end", "orphan-wait", "write end", "own process"),
    stuck("both-full", "pipe-full", "cannot go on writing"),
    stuck("child-that-waits", "orphan-wait", "process 2"),
    ("both-wait-in-a-pair", both_wait_in_a_pair),
    stuck("program-that-waits", "orphan-wait"),
    stuck("locked-at-fork", "abandoned-lock", "was not copied by fork"),
    ("bytes-that-are-not-seen-deceive-nobody", bytes_that_are_not_seen_deceive_nobody),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload-pipe", CASES))
