#!/usr/bin/env python3
"""Recordings that LTTng made: one run in all three formats is the same trace, event by event; those
of others are marks on the lanes of their threads."""

import os
import pathlib
import shutil
import subprocess
import sys

from lttng_recording import SessionDaemon
from recorded_run import LIMIT, ROOT, Run, check, run_cases

TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))
FOREIGN_PROGRAM = os.environ.get("THREADLANE_FOREIGN_PROGRAM",
                                 str(ROOT / "build/tests/foreign_program"))
SCENARIOS = ("condition_poem", "deadlock_ab_ba", "fork_basic", "mp_queue", "manager_dict",
             "semaphore_spider")
CONTEXTS = ("vtid", "vpid", "procname")


def trace_check(*arguments):
    done = subprocess.run([TRACE_CHECK, *map(str, arguments)], capture_output=True, text=True,
                          timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "trace_check: " + done.stdout)
    return done.stdout


def one_run_in_all_formats_is_one_trace(folder):
    for scenario in SCENARIOS:
        run = Run(folder, "--lttng", "--time-scale", "20", "-o", f"{scenario}.json",
                  "-o", f"{scenario}.ctf", scenario)
        assert run.status in (0, 124), run.stderr
        recorded = pathlib.Path(folder) / scenario
        trace_check("--same", *map(recorded.with_suffix, (".ctf", ".json", ".lttng")))
        if run.status == 0:
            trace_check(recorded.with_suffix(".ctf"))


def lttng(*words):
    done = subprocess.run(["lttng", "--no-sessiond", *words], capture_output=True, text=True,
                          timeout=LIMIT)
    check(done.returncode, 0, f"lttng {words[0]}: {done.stderr}")


def record(folder, buffers, *arguments):
    """What LTTng by itself records of a program that knows nothing of us."""
    output = pathlib.Path(folder) / buffers
    lttng("create", buffers, f"--output={output}")
    lttng("enable-channel", "-u", "-s", buffers, "all", f"--buffers-{buffers}",
          "--subbuf-size=256K")
    lttng("enable-event", "-u", "-s", buffers, "-c", "all", "demo:*")
    lttng("add-context", "-u", "-s", buffers, "-c", "all",
          *(word for context in CONTEXTS for word in ("-t", context)))
    lttng("start", buffers)
    subprocess.run([FOREIGN_PROGRAM, *arguments], check=True, timeout=LIMIT)
    lttng("stop", buffers)
    lttng("destroy", buffers)
    return output


def others_are_marks_on_their_threads(folder):
    with SessionDaemon(folder):
        for buffers in ("pid", "uid"):
            output = record(folder, buffers, "1000")
            counts = trace_check("--counts", output).splitlines()
            check(counts, ["0 0", "1 1000", "2 1000"], f"events of each thread, {buffers}")
            names = trace_check("--names", output)
            assert "helper" in names and "foreign_program" in names, names


CASES = [("one-run-in-all-formats-is-one-trace", one_run_in_all_formats_is_one_trace),
         ("others-are-marks-on-their-threads", others_are_marks_on_their_threads)]


def run_in_namespace():
    """Skipped where the system does not let root have one."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else []
    probe = [*unshare, "true"]
    reason = subprocess.run(probe, capture_output=True, text=True).stderr.strip()
    if reason:
        print(f"skip lttng-read: no mount namespace: {reason}")
        return 0
    return subprocess.run([*unshare, sys.executable, __file__, "--inside",
                           *sys.argv[1:]]).returncode


if __name__ == "__main__":
    if not shutil.which("lttng") or not shutil.which("lttng-sessiond"):
        print("skip lttng-read: no LTTng (package lttng-tools)")
        sys.exit(0)
    if sys.argv[1:2] == ["--inside"]:
        del sys.argv[1]
        sys.exit(run_cases("lttng-read", CASES))
    sys.exit(run_in_namespace())
