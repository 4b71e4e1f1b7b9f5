#!/usr/bin/env python3
"""Forks and Processes under trace-run: what the scenarios print and what is left of them, and forks
of a program whose other threads do not stop, THREADLANE_FORKS of them."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from raw_recording import kind_counts
from recorded_run import LIMIT, ROOT, TRACE_RUN, Run, begin, check, descendants, is_alive, \
    run_cases, shared_memory, wait_for

SCENARIOS = pathlib.Path(os.environ["THREADLANE_SCENARIOS"])
FORK_STORM = os.environ.get("THREADLANE_FORK_STORM", str(ROOT / "build/tests/fork_storm"))
FORKS = int(os.environ.get("THREADLANE_FORKS", "1000"))
SETTLED = 2  # seconds after which nothing may be left of a run
FORK, PROCESS_BEGIN, PROCESS_END, PROCESS_JOIN = (number * 4 for number in (7, 8, 9, 10))
BEGUN = 1  # added to these: the stage

ORPHAN = """\
child ppid P n 2
parent P n 1 exits first
child after parent exit: ppid P
"""
GLOBALS = """\
child n 5 [1, 2, 3, 4, 5]
parent n 0 []
child n 5 [1, 2, 3, 4, 5]
after thread n 5 [1, 2, 3, 4, 5]
"""
BUFFERED = """\
before fork (buffered)
zy True
before fork (buffered)
zy False
"""
BASIC = ["zy", "zy", "子进程 P ， 父进程是：P .", "我是父进程：P"]


def without_pids(text):
    return re.sub(r"(ppid|parent|：|子进程|^)( ?)\d+( |$)", r"\1\2P\3", text, flags=re.MULTILINE)


def check_ended(run, findings=()):
    check(run.status, 0, "exit status: " + run.stderr)
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), list(findings), "findings")


def basic(folder):
    run = Run(folder, "--time-scale", "10", "fork_basic")
    check(sorted(without_pids(run.stdout).splitlines()), sorted(BASIC), "lines")
    child = re.search(r"子进程 (\d+) ， 父进程是：(\d+)", run.stdout)
    check(child[1], re.search(r"我是父进程：(\d+)", run.stdout)[1], "the child's number")
    check_ended(run)


def orphan(folder):
    run = Run(folder, "--time-scale", "0.5", "fork_orphan")
    check(without_pids(run.stdout), ORPHAN, "stdout")
    before, after = re.findall(r"ppid (\d+)", run.stdout)
    assert before != after, run.stdout
    check_ended(run)


def zombie(folder):
    run = Run(folder, "--time-scale", "2", "fork_zombie")
    check(run.stdout, "state of child before wait: Z\nTrue 7 False\n", "stdout")
    check_ended(run)


def lock_held(folder):
    """The child is forked while another thread sleeps with the lock: a second is enough."""
    run = Run(folder, "fork_with_lock_held")
    check(run.stdout, "child acquire(timeout=2): False threads in child 1\nparent acquire: True\n",
          "stdout")
    check_ended(run)


def buffered(folder):
    run = Run(folder, "fork_buffered_dup")
    check(run.stdout, BUFFERED, "stdout")
    check_ended(run)


def globals_are_not_shared(folder):
    run = Run(folder, "mp_globals_not_shared")
    check(run.stdout, GLOBALS, "stdout")
    check_ended(run)


def process(folder):
    run = Run(folder, "--time-scale", "10", "mp_process")
    check(without_pids(run.stdout), "None\nP\nsub progress success\nmain progress end\n", "stdout")
    check_ended(run)


def unrecorded_is_the_same(folder):
    done = subprocess.run([str(SCENARIOS / "fork_zombie")], cwd=folder, capture_output=True,
                          text=True, timeout=LIMIT)
    check((done.returncode, done.stdout),
          (0, "state of child before wait: Z\nTrue 7 False\n"), "status and stdout")


# ---- what is left ----


def zombies_of_ours():
    return {pid for pid in descendants(os.getpid()) if not is_alive(pid)}


class Leftovers:
    """What there is before a run: processes, descriptors, shared memory."""

    def __init__(self, folder):
        self.marker = str(folder)
        self.descriptors = len(os.listdir("/proc/self/fd"))

    def processes(self):
        """Those that were started in the folder of this test."""
        found = set()
        for path in pathlib.Path("/proc").glob("[0-9]*/cwd"):
            try:
                if os.readlink(path).startswith(self.marker):
                    found.add(int(path.parent.name))
            except OSError:
                continue
        return found

    def check_none(self):
        deadline = time.monotonic() + SETTLED
        left = lambda: (self.processes(), zombies_of_ours())
        while any(left()) and time.monotonic() < deadline:
            time.sleep(0.02)
        check(left(), (set(), set()), "processes and zombies left")
        check(len(os.listdir("/proc/self/fd")), self.descriptors, "descriptors")
        wait_for(lambda: not shared_memory(), "no shared memory is left")


SCENARIOS_OF_PROCESSES = [
    "fork_basic", "fork_orphan", "fork_zombie", "fork_with_lock_held", "fork_buffered_dup",
    "mp_globals_not_shared", "mp_process", "mp_queue", "pipe_two_processes", "pipe_eof_epipe",
    "manager_queue", "manager_dict", "mp_process_and_pool", "mp_imap", "pool_worker_dies",
]


def existing():
    return [name for name in SCENARIOS_OF_PROCESSES if (SCENARIOS / name).exists()]


def nothing_is_left_of_any_scenario(folder):
    for name in existing():
        before = Leftovers(folder)
        Run(folder, "--time-scale", "20", "--stop-after", "20", name)
        before.check_none()


def begin_sleeping_tree(folder):
    """Parent and child both sleep for long."""
    run = begin(folder, "--time-scale", "0.02", "fork_basic")
    for _ in range(4):
        run.stdout.readline()
    return run


def close(run):
    run.wait(timeout=LIMIT)
    for stream in (run.stdin, run.stdout, run.stderr):
        stream.close()


def nothing_is_left_when_trace_run_is_killed(folder):
    before = Leftovers(folder)
    run = begin_sleeping_tree(folder)
    run.kill()
    close(run)
    before.check_none()
    raw = pathlib.Path(folder) / "fork_basic.ctf"
    check(kind_counts(raw)[PROCESS_BEGIN], 2, "processes in the rescued recording")


def interrupt_stops_the_whole_tree(folder):
    before = Leftovers(folder)
    run = begin_sleeping_tree(folder)
    run.send_signal(signal.SIGINT)
    close(run)
    check(run.returncode, 128 + signal.SIGINT, "status")
    before.check_none()
    trace = (pathlib.Path(folder) / "fork_basic.json").read_text()
    check(trace.count('"k":"process.begin"'), 2, "processes in the trace")


# ---- many forks ----


def storm(folder):
    began = time.monotonic()
    done = subprocess.run([FORK_STORM, str(FORKS)], cwd=folder, capture_output=True, text=True,
                          timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "status and complaints")
    print(f"     {FORKS} forks in {time.monotonic() - began:.1f} s")


def recorded_storm(folder):
    began = time.monotonic()
    run = Run(folder, "-o", "storm.ctf", FORK_STORM, str(FORKS))
    print(f"     {FORKS} recorded forks in {time.monotonic() - began:.1f} s")
    check((run.status, run.report["outcome"]), (0, "ended"), "status and outcome: " + run.stderr)
    check(run.report["lost_events"], 0, "lost events")
    kinds = kind_counts(pathlib.Path(folder) / "storm.ctf")
    counted = [kinds[kind] for kind in (FORK + BEGUN, FORK, PROCESS_BEGIN, PROCESS_END,
                                        PROCESS_JOIN)]
    # the first process begins, too, and trace-run tells of its end
    check(counted, [FORKS, FORKS, FORKS + 1, FORKS + 1, FORKS], "forks, begins, ends and joins")


CASES = [
    ("two-processes-return", basic),
    ("orphan-has-another-parent", orphan),
    ("zombie-until-it-is-waited-for", zombie),
    ("copied-lock-is-never-given-back", lock_held),
    ("what-is-buffered-is-written-twice", buffered),
    ("globals-are-not-shared", globals_are_not_shared),
    ("process-has-a-pid-once-started", process),
    ("unrecorded-is-the-same", unrecorded_is_the_same),
    ("nothing-is-left-of-any-scenario", nothing_is_left_of_any_scenario),
    ("nothing-is-left-when-trace-run-is-killed", nothing_is_left_when_trace_run_is_killed),
    ("interrupt-stops-the-whole-tree", interrupt_stops_the_whole_tree),
    ("many-forks-and-none-hangs", storm),
    ("many-forks-and-none-is-lost", recorded_storm),
]

if __name__ == "__main__":
    sys.exit(run_cases("fork", CASES))
