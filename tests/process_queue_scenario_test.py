#!/usr/bin/env python3
"""Queues and locks between processes under trace-run: what the scenarios print, how they end, and
what is found out about them."""

import os
import re
import sys

from recorded_run import Run, check, run_cases

DEAD_OWNER = os.environ.get("THREADLANE_DEAD_OWNER", "dead_owner")
JOINED_TOO_EARLY = """\
put returned; feeder ['MainThread', 'QueueFeederThread']
join(1) before get: alive True
1000000
after get: alive False
empty() right after put: B
later: B qsize 1
queue Full
ValueError Queue is closed
"""


def check_ended(run, findings):
    check(run.status, 0, "exit status")
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), findings, "findings")


def check_hung(run, kind, threads, objects):
    check((run.status, run.report["outcome"]), (124, "hung"), "exit status and outcome")
    check(run.kinds(), [kind], "findings")
    finding = run.report["findings"][0]
    check((finding["hang"], finding["cause"]), ("proven", "proven"), "grades")
    check((finding["threads"], finding["objects"]), (threads, objects), "threads and objects")
    return finding["sentence"]


def word_is_passed_on(folder):
    run = Run(folder, "--time-scale", "10", "mp_queue")
    check(run.stdout, "a\n", "stdout")
    check_ended(run, [])


def joined_too_early(folder):
    """How soon the feeder writes is not forced here, but in the tests of the queue itself."""
    run = Run(folder, "mpq_join_before_get")
    printed = re.sub(r"(put|later): (?:True|False)", r"\1: B", run.stdout)
    check(printed, JOINED_TOO_EARLY, "stdout")
    check_ended(run, ["misuse"])


def join_before_get_hangs(folder):
    """The child's exit joins its feeder, which waits for room in the pipe, and main for the child.
    """
    run = Run(folder, "mpq_join_before_get", "forever")
    check(run.stdout.splitlines(), JOINED_TOO_EARLY.splitlines()[:1], "stdout")
    sentence = check_hung(run, "pipe-full", ["QueueFeederThread", "main"], ["queue"])
    assert "waits for producer to end" in sentence, sentence
    assert "mpq_join_before_get.c:" in sentence, sentence


def dead_owner_keeps_its_lock(folder):
    run = Run(folder, DEAD_OWNER, "timed")
    check(run.stdout, "owner died: acquire -> the time limit passed\n", "stdout")
    check_ended(run, [])


def dead_owner_is_named(folder):
    run = Run(folder, DEAD_OWNER)
    sentence = check_hung(run, "abandoned-lock", ["owner", "main"], ["lock"])
    assert "died while it held lock" in sentence, sentence
    assert "dead_owner.c:" in sentence, sentence


CASES = [
    ("word-is-passed-on", word_is_passed_on),
    ("joined-before-it-is-drained", joined_too_early),
    ("join-before-get-hangs-and-says-why", join_before_get_hangs),
    ("dead-owner-keeps-its-lock", dead_owner_keeps_its_lock),
    ("dead-owner-is-named", dead_owner_is_named),
]

if __name__ == "__main__":
    sys.exit(run_cases("process_queue_scenario", CASES))
