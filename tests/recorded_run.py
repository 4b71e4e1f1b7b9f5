"""Runs a program under trace-run in a folder of its own, for the end-to-end tests.

The build says by its environment where trace-run is (THREADLANE_TRACE_RUN), a program that locks
and unlocks (THREADLANE_LOCK_LOOP), and the scenarios (THREADLANE_SCENARIOS, which trace-run reads
itself).
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRACE_RUN = os.environ.get("THREADLANE_TRACE_RUN", str(ROOT / "build/tracer/collect/trace-run"))
LOCK_LOOP = os.environ.get("THREADLANE_LOCK_LOOP", str(ROOT / "build/tests/lock_loop"))
os.environ.setdefault("THREADLANE_SCENARIOS", str(ROOT / "build/scenarios"))
# Programs know where the libraries of their build are; what meson names here are those of the tests',
# which may be sanitized when a program is not.
os.environ.pop("LD_LIBRARY_PATH", None)
LIMIT = 120  # seconds; only a broken trace-run gets there


class Run:
    """A finished run: status, stdout, stderr, and the report as plain data."""

    def __init__(self, folder, *arguments):
        self.folder = pathlib.Path(folder)
        done = subprocess.run([TRACE_RUN, "--report", "report.json", *arguments], cwd=folder,
                              capture_output=True, text=True, timeout=LIMIT)
        self.status, self.stdout, self.stderr = done.returncode, done.stdout, done.stderr
        report = self.folder / "report.json"
        self.report = json.loads(report.read_text()) if report.exists() else None

    def kinds(self):
        return [finding["kind"] for finding in self.report["findings"]]


begun = []


def begin(folder, *arguments, **more):
    """Starts a run that a test wants to disturb; it ends with the test at the latest."""
    run = subprocess.Popen([TRACE_RUN, "--report", "report.json", *arguments], cwd=folder,
                           **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE,
                              "stderr": subprocess.PIPE, "text": True, **more})
    run.folder = folder
    begun.append(run)
    return run


def descendants(pid):
    """All processes below one, its children first."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):  # to look which of them are there may fail
        try:
            fields = pathlib.Path("/proc", name, "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(name))
    found, left = [], [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found


def shared_memory():
    """The pools that have a name in shared memory, which is for an instant only; what else is there
    belongs to others, among them tests that run at the same time."""
    return {name for name in os.listdir("/dev/shm") if name.startswith("threadlane-pool")}


def is_alive(pid):
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return not any(f"State:\t{state}" in status for state in "ZX")


def wait_for(condition, what):
    """Only a fault makes this last: then it says what was waited for."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.01)


def check(got, expected, what):
    assert got == expected, f"{what}: expected {expected!r}, got {got!r}"


def name_cases(*cases):
    return [(case.__name__.replace("_", "-"), case) for case in cases]


def run_cases(group, cases):
    """Each case is a pair of a name and a function that takes a folder; prints a line each."""
    wanted = sys.argv[1:]
    failed = 0
    for name, case in cases:
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
            try:
                case(folder)
                print(f"ok   {group}@{name}")
            except (AssertionError, KeyError, subprocess.TimeoutExpired) as wrong:
                failed += 1
                print(f"FAIL {group}@{name}: {wrong}")
            while begun:
                begun.pop().kill()
    return 1 if failed else 0


def run_in_namespaces(group, cases):
    """Each in a mount namespace of its own; skipped where the system does not let us have any."""
    unshare = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    probe = [*unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    reason = subprocess.run(probe, capture_output=True, text=True).stderr.strip()
    failed = 0
    for name, _ in cases:
        if reason:
            print(f"skip {group}@{name}: no mount namespace: {reason}")
        elif not sys.argv[1:] or name in sys.argv[1:]:
            failed |= subprocess.run([*unshare, sys.executable, sys.argv[0], "--inside",
                                      name]).returncode
    return failed


def main(group, cases, namespace_cases):
    """Returns the exit status of a test that has cases of both sorts."""
    if sys.argv[1:2] == ["--inside"]:
        del sys.argv[1]
        return run_cases(group, namespace_cases)
    return run_in_namespaces(group, namespace_cases) | run_cases(group, cases)
