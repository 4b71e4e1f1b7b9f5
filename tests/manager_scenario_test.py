#!/usr/bin/env python3
"""The scenarios of managers under trace-run: what they print, how they end, what is found out."""

import os
import pathlib
import re
import signal
import subprocess
import sys

from recorded_run import (LIMIT, ROOT, Run, begin, check, descendants, is_alive, run_cases,
                          wait_for)

TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))

DICTS = ["{'bobby1': 22, 'bobby2': 23}\n", "{'bobby2': 23, 'bobby1': 22}\n"]
COUNTED = re.compile(r"\{'n': (\d+)\}\nnested mutation not propagated: \[\]\n")


def check_ended(run, findings):
    check(run.status, 0, "exit status")
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), findings, "findings")


def queue_in_a_pool(folder):
    run = Run(folder, "--time-scale", "10", "manager_queue")
    check(run.stdout, "a\n", "stdout")
    check_ended(run, [])


def empty_queue_hangs(folder):
    """Only who has the manager's key could put something in, and all of them wait."""
    run = Run(folder, "--time-scale", "10", "manager_queue", "forever")
    check((run.status, run.stdout, run.report["outcome"]), (124, "", "hung"), "how it ended")
    found = [(finding["kind"], finding["hang"], finding["objects"])
             for finding in run.report["findings"]]
    check(found, [("orphan-wait", "proven", ["queue"])], "findings")
    sentence = run.report["findings"][0]["sentence"]
    assert re.match(r"ForkPoolWorker-[12] waits for an item from queue at manager_queue.c:\d+",
                    sentence), sentence


def dict_of_two(folder):
    """Either child may be the first."""
    run = Run(folder, "manager_dict")
    assert run.stdout in DICTS, run.stdout
    check_ended(run, [])


def updates_are_lost(folder):
    """As many as luck has it: a count of 1000 is possible, and then nothing may be found."""
    run = Run(folder, "manager_dict_lost_update")
    counted = COUNTED.fullmatch(run.stdout)
    assert counted, run.stdout
    total = int(counted[1])
    assert 1 < total <= 1000, total
    check_ended(run, ["lost-update"] if total < 1000 else [])
    if total < 1000:
        finding = run.report["findings"][0]
        check(finding["cause"], "proven", "cause")
        check(finding["objects"], ["d['n']"], "objects")
        check(finding["sentence"].count("manager_dict_lost_update.c:"), 2, "cited lines")
        assert re.search("Process-[23] read .* Process-[23] had written", finding["sentence"])


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def program_of(run):
    """Main first: children come after their parents."""
    return [pid for pid in descendants(run.pid) if name_of(pid).startswith("manager_dict")]


def begin_counting(folder):
    """A run without end, once both children count, and all that is below it, its keeper too."""
    run = begin(folder, "-o", "run.ctf", "manager_dict_lost_update", "1000000000")
    wait_for(lambda: len(program_of(run)) == 4, "main, manager and two children")
    return run, descendants(run.pid)


def check_all_gone(folder, run, pids):
    run.wait(timeout=LIMIT)
    wait_for(lambda: not any(map(is_alive, [run.pid, *pids])), "nobody is left")
    done = subprocess.run([TRACE_CHECK, str(pathlib.Path(folder) / "run.ctf")],
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])


def killed_trace_run_leaves_nobody(folder):
    run, pids = begin_counting(folder)
    run.kill()
    check_all_gone(folder, run, pids)


def interrupt_stops_all(folder):
    run, pids = begin_counting(folder)
    run.send_signal(signal.SIGINT)
    check_all_gone(folder, run, pids)


def killed_main_takes_the_manager_along(folder):
    """And then the children, whose calls are not answered any more, end by themselves."""
    run, pids = begin_counting(folder)
    os.kill(program_of(run)[0], signal.SIGKILL)
    check_all_gone(folder, run, pids)
    check(run.returncode, 128 + signal.SIGKILL, "exit status")


CASES = [
    ("queue-in-a-pool", queue_in_a_pool),
    ("empty-queue-hangs", empty_queue_hangs),
    ("dict-of-two-processes", dict_of_two),
    ("updates-are-lost-in-a-dict", updates_are_lost),
    ("killed-trace-run-leaves-nobody", killed_trace_run_leaves_nobody),
    ("interrupt-stops-all", interrupt_stops_all),
    ("killed-main-takes-the-manager-along", killed_main_takes_the_manager_along),
]

if __name__ == "__main__":
    sys.exit(run_cases("manager", CASES))
