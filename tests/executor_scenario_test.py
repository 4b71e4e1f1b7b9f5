#!/usr/bin/env python3
"""The scenarios of executors of processes under trace-run: what they print, how they end, and in
which process their tasks run."""

import json
import re
import sys

from recorded_run import Run, check, run_cases


def printed(run):
    """The lines, without durations, those of each half in their order by size."""
    lines = re.sub(r"(last time is |快 )-?[\d.e+-]+", r"\1T", run.stdout).splitlines()
    half = lines.index("last time is T ")
    return sorted(lines[:half]), sorted(lines[half + 1:-2]), lines[-2:]


def check_ended(run, possible_findings):
    check(run.status, 0, "exit status")
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    assert set(run.kinds()) <= set(possible_findings), run.kinds()


def processes_of_tasks(run):
    """Of each task that was run, in the order of their ends."""
    records = json.loads((run.folder / "trace.json").read_text())
    return [record["pid"] for record in records if record.get("args", {}).get("k") == "task.run"]


def check_halves(run, count):
    """As many tasks in threads of main's process as in the three others."""
    processes = processes_of_tasks(run)
    check(len(processes), 2 * count, "tasks")
    check(set(processes[:count]), {1}, "processes of the first half")
    others = set(processes[count:])
    assert 1 not in others and len(others) <= 3, others


def computing(folder):
    run = Run(folder, "-o", "trace.json", "fib_threads_vs_processes", "15", "20")
    results = sorted(f"exe result {n} " for n in (610, 987, 1597, 2584, 4181))
    check(printed(run), (results, results, ["last time is T ", "多进程比多线程快 T 秒"]), "stdout")
    check_ended(run, ["gil-convoy"])
    check_halves(run, 5)


def waiting(folder):
    run = Run(folder, "--time-scale", "20", "-o", "trace.json", "io_threads_vs_processes", "6")
    results = ["exe result 2 "] * 6
    check(printed(run), (results, results, ["last time is T ", "多线程比多进程快 T 秒"]), "stdout")
    check_ended(run, [])
    check_halves(run, 6)


CASES = [
    ("computing-in-threads-and-processes", computing),
    ("waiting-in-threads-and-processes", waiting),
]

if __name__ == "__main__":
    sys.exit(run_cases("executor_scenario", CASES))
