#!/usr/bin/env python3
"""Who else is there: trace-run proves a hang only when the kernel knows of nobody that the recording
does not know, and says in the trace what the kernel said."""

import json
import os
import pathlib
import signal
import sys
import time

from recorded_run import LIMIT, ROOT, Run, begin, check, descendants, run_cases

WAITER = os.environ.get("THREADLANE_WAITER", str(ROOT / "build/tests/waiter"))
SLOW_END = os.environ.get("THREADLANE_SLOW_END", str(ROOT / "build/tests/slow_end"))
STEPS = 30  # of trace-run, each of which may look; a look too hasty stops the program within three


def switches(pid):
    """How often a process has gone to sleep: trace-run does so once a step."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])


def let_it_look(run):
    """Until trace-run has had its chances to say that the program hangs."""
    first = {}
    deadline = time.monotonic() + LIMIT
    while run.poll() is None and time.monotonic() < deadline:
        for pid in [run.pid, *descendants(run.pid)[:1]]:
            if switches(pid) - first.setdefault(pid, switches(pid)) >= STEPS:
                return
        time.sleep(0.01)
    assert run.poll() is None, "it was stopped: " + run.communicate()[1]
    raise AssertionError("trace-run takes no steps")


def start(folder, company, *options):
    return begin(folder, "-o", "waiter.json", *options, WAITER, company)


def finish(run):
    """Its input stays open until it has ended: whoever reads from it goes on waiting."""
    run.wait(timeout=LIMIT)
    return run.communicate()[1]


def report(folder):
    return json.loads((pathlib.Path(folder) / "report.json").read_text())


def grades(folder):
    return [(finding["kind"], finding["hang"]) for finding in report(folder)["findings"]]


def words(folder, name):
    """The kernel's word as the trace has it."""
    lines = json.loads((pathlib.Path(folder) / "waiter.json").read_text())
    return [line["args"] for line in lines if line["name"] == "threadlane." + name]


def alone_is_proven_and_the_kernel_agrees(folder):
    run = start(folder, "alone")
    finish(run)
    check(run.returncode, 124, "status")
    check(grades(folder), [("orphan-wait", "proven")], "findings")
    check([word["thread"] for word in words(folder, "asleep")], [1], "threads asleep")
    check(words(folder, "outside"), [], "outside")


def unknown_thread_that_wakes_is_waited_for(folder):
    run = start(folder, "helper")
    let_it_look(run)
    stdout, stderr = run.communicate("x", timeout=LIMIT)
    check((run.returncode, stdout), (0, "news\n"), "status and output: " + stderr)
    check((report(folder)["outcome"], grades(folder)), ("ended", []), "outcome and findings")
    check(words(folder, "outside"), [], "outside, of a program that ended")


def unknown_thread_makes_a_hang_likely(folder):
    run = start(folder, "helper", "--stop-after", "0.5")
    stderr = finish(run)
    check(report(folder)["outcome"], "interrupted", "outcome")
    check(grades(folder), [("orphan-wait", "likely")], "findings")
    assert "unless something unrecorded wakes it" in stderr, stderr
    check([word["reason"] for word in words(folder, "outside")],
          ["a thread that is not recorded"], "outside")


def interrupt_tells_the_same(folder):
    run = start(folder, "helper")
    let_it_look(run)
    run.send_signal(signal.SIGINT)
    finish(run)
    check(grades(folder), [("orphan-wait", "likely")], "findings")


def timer_is_waited_for(folder):
    run = start(folder, "timer")
    let_it_look(run)
    run.send_signal(signal.SIGINT)
    finish(run)
    check(grades(folder), [("orphan-wait", "likely")], "findings")
    check(len(words(folder, "outside")), 1, "outside")


def child_that_holds_nothing_is_no_hope(folder):
    run = start(folder, "child")
    finish(run)
    check(run.returncode, 124, "status")
    check(grades(folder), [("orphan-wait", "proven")], "findings")


def circle_of_rlocks_is_proven_whoever_is_there(folder):
    run = start(folder, "circle")
    finish(run)
    check(run.returncode, 124, "status")
    check(grades(folder), [("deadlock", "proven")], "findings")
    check(len(words(folder, "outside")), 1, "outside")
    check([word["thread"] for word in words(folder, "asleep")], [1, 2], "threads asleep")


def processes_that_said_that_they_end_are_waited_for(folder):
    """Who manages them sleeps until the kernel says so, too."""
    for owner in "pool", "executor":
        run = Run(folder, SLOW_END, owner)
        check((run.status, run.stdout), (0, "all have ended\n"), f"{owner}: {run.stderr}")
        check((run.report["outcome"], run.kinds()), ("ended", []), f"{owner}: outcome and findings")


CASES = [(case.__name__.replace("_", "-"), case) for case in [
    alone_is_proven_and_the_kernel_agrees,
    unknown_thread_that_wakes_is_waited_for,
    unknown_thread_makes_a_hang_likely,
    interrupt_tells_the_same,
    timer_is_waited_for,
    child_that_holds_nothing_is_no_hope,
    circle_of_rlocks_is_proven_whoever_is_there,
    processes_that_said_that_they_end_are_waited_for,
]]

if __name__ == "__main__":
    sys.exit(run_cases("closed_world", CASES))
