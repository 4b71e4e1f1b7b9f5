#!/usr/bin/env python3
"""Processes that hang, or are killed: trace-run proves it while they do, and says in the trace who
ended without a word."""

import json
import os
import signal
import subprocess
import sys

from recorded_run import ROOT, Run, check, run_cases

STUCK = os.environ.get("THREADLANE_STUCK_PROCESSES", str(ROOT / "build/tests/stuck_processes"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))


def tell(folder, story):
    run = Run(folder, "-o", "stuck.json", STUCK, story)
    done = subprocess.run([TRACE_CHECK, "stuck.json"], cwd=folder, capture_output=True, text=True)
    check(done.returncode, 0, "invariants: " + done.stdout)
    return run


def ends_seen(run):
    """Wait statuses of the processes that trace-run saw end, by name of the process."""
    lines = json.loads((run.folder / "stuck.json").read_text())
    names = {line["pid"]: line["args"]["name"] for line in lines if line["name"] == "process_name"}
    return sorted((names.get(int(line["args"]["o"], 16) & 0xffff), int(line["args"]["v"]))
                  for line in lines
                  if line["name"].startswith("process.end") and line["pid"] == 0)


def check_hang(run, kind, sentence):
    check(run.status, 124, "status: " + run.stderr)
    found = [(finding["kind"], finding["hang"]) for finding in run.report["findings"]]
    check(found, [(kind, "proven")], "findings")
    check(sentence in run.report["findings"][0]["sentence"], True,
          run.report["findings"][0]["sentence"])


def check_all_proven(run):
    check(run.status, 124, "status: " + run.stderr)
    check({finding["hang"] for finding in run.report["findings"]}, {"proven"}, "grades")


def killed_children_are_seen_to_end(folder):
    run = tell(folder, "deaths")
    check(run.status, 0, "status")
    check(run.stdout, "last words\n-9\nlast words\n-6\n", "output")
    seen = [status for name, status in ends_seen(run) if name == "victim"]
    check(len(seen), 2, "ends seen")
    for status in seen:
        unknown = 2 ** 64 - 1  # its parent was quicker to take it away
        check(status == unknown or status & 0x7f in (signal.SIGKILL, signal.SIGABRT), True,
              f"wait status {status}")


def lock_of_a_dead_owner_is_proven(folder):
    check_hang(tell(folder, "owner"), "abandoned-lock", "owner died while it held lock")


def own_write_end_is_proven(folder):
    run = tell(folder, "end")
    check(run.stdout, "zy\n", "output")
    check_hang(run, "orphan-wait", "the reader's own process")


def kept_write_end_is_proven(folder):
    run = tell(folder, "kept")
    check(run.stdout, "zy\n", "output")
    check_all_proven(run)
    sentences = [finding["sentence"] for finding in run.report["findings"]]
    check(sum("its write end is still open in keeper" in sentence for sentence in sentences), 1,
          sentences)


def late_end_is_waited_for(folder):
    run = tell(folder, "late")
    check((run.status, run.stdout, run.kinds()), (0, "zy\nend of file\n", []),
          "status, output and findings: " + run.stderr)


def join_before_receiving_is_proven(folder):
    check_hang(tell(folder, "full"), "pipe-full", "writer cannot go on writing to pipe")


def lock_that_was_copied_locked_is_named(folder):
    run = tell(folder, "copy")
    check(run.status, 124, "status: " + run.stderr)
    sentences = [finding["sentence"] for finding in run.report["findings"]]
    check(any("was not copied by fork" in sentence for sentence in sentences), True, sentences)


def orphan_that_never_ends_is_stopped(folder):
    check_hang(tell(folder, "orphan"), "orphan-wait", "waits for never to be set")


CASES = [(case.__name__.replace("_", "-"), case) for case in [
    killed_children_are_seen_to_end,
    lock_of_a_dead_owner_is_proven,
    own_write_end_is_proven,
    kept_write_end_is_proven,
    late_end_is_waited_for,
    join_before_receiving_is_proven,
    lock_that_was_copied_locked_is_named,
    orphan_that_never_ends_is_stopped,
]]

if __name__ == "__main__":
    sys.exit(run_cases("stuck_processes", CASES))
