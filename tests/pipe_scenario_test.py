#!/usr/bin/env python3
"""The scenarios of pipes under trace-run: what they print, how they end, what is found out."""

import re
import sys

from recorded_run import Run, check, run_cases

ENDS = """\
zy
poll before parent closes its copy of s: False
poll after close: True
EOFError 
BrokenPipeError [Errno 32] Broken pipe
OSError handle is closed
OSError connection is read-only
OSError connection is write-only
OSError bad message length closed True
"""


def check_ended(run, findings):
    check(run.status, 0, "exit status")
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), findings, "findings")


def two_processes(folder):
    run = Run(folder, "--time-scale", "10", "pipe_two_processes")
    check(run.stdout, "zy\n", "stdout")
    check_ended(run, [])


def ends(folder):
    run = Run(folder, "--time-scale", "10", "pipe_eof_epipe")
    check(run.stdout, ENDS, "stdout")
    check_ended(run, ["misuse"] * 3)


READER = re.compile(r"c[12] (\d+) \[[\d, ]*\]|c[12] what came is no message")
CODES = re.compile(r"\[(0|None), (0|None)\]")


def check_stuck_sender(run):
    """Nobody reads any more, and main is not told, as it has a reading end itself. If a reader has
    given up, it says that the other one took part of its message."""
    check((run.status, run.report["outcome"]), (124, "hung"), "status and outcome")
    check(run.kinds(), ["pipe-full"], "findings")
    finding = run.report["findings"][0]
    check((finding["objects"], finding["threads"][:1]), (["pipe 1→0"], ["main"]), "who waits for what")
    check(sorted(finding["threads"][1:]) in ([], ["c1", "c2"]), True, "who read")
    check("tore the messages apart" in finding["sentence"], len(finding["threads"]) > 1, "why")
    assert "pipe_three_processes.c:" in finding["sentence"], finding["sentence"]


def three_processes_once(folder):
    """Which of its ends it takes is a matter of luck; that it is one of them is not."""
    run = Run(folder, "--time-scale", "10", "pipe_three_processes")
    lines = run.stdout.splitlines()
    is_through = bool(lines) and bool(CODES.fullmatch(lines[-1]))
    readers = lines[:-1] if is_through else lines
    for line in readers:
        assert READER.fullmatch(line), line
    got = [int(count[1]) for count in map(READER.fullmatch, readers) if count[1]]
    assert sum(got) <= 5000, got
    if is_through:
        check_ended(run, [])
    else:
        check(len(got), 2, "readers that have given up")
        check_stuck_sender(run)


def three_processes(folder):
    for _ in range(8):
        three_processes_once(folder)


CASES = [
    ("two-processes-pass-a-word", two_processes),
    ("three-processes-tear-messages-apart", three_processes),
    ("ends-and-refusals", ends),
]

if __name__ == "__main__":
    sys.exit(run_cases("pipe", CASES))
