#!/usr/bin/env python3
"""Recordings that come together at LTTng's relay daemon: what several runs send there is one trace."""

import os
import pathlib
import shutil
import subprocess
import sys

from lttng_recording import hides_daemons, own_turn, relay
from recorded_run import (LIMIT, ROOT, Run, begin, check, is_alive, name_cases, run_cases,
                          wait_for)

TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))
TRACE_EXPORT = os.environ.get("THREADLANE_TRACE_EXPORT",
                              str(ROOT / "build/viewer/app/trace-export"))


def command(*arguments):
    done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "status: " + done.stdout)
    return done.stdout


def thread_counts(trace):
    """How many events each thread has, without trace-run's."""
    lines = command(TRACE_CHECK, "--counts", trace).splitlines()
    return sorted(int(count) for thread, count in map(str.split, lines) if thread != "0")


def two_runs_are_one_trace(folder):
    """At the same time, as on two machines: each with a session daemon of its own."""
    own = pathlib.Path(folder)
    with relay(folder) as there:
        url = f"--lttng-url={there.url}"
        other = begin(folder, url, "-o", "b.ctf", "deadlock_ab_ba")
        run = Run(folder, url, "-o", "a.ctf", "condition_poem")
        check(run.status, 0, run.stderr)
        _, told = other.communicate(timeout=LIMIT)
        check(other.returncode, 124, told)
        received = there.received
    check(thread_counts(received),
          sorted(thread_counts(own / "a.ctf") + thread_counts(own / "b.ctf")),
          "events of each thread")
    command(TRACE_EXPORT, received, "-o", own / "both.ctf")
    command(TRACE_CHECK, own / "both.ctf")
    command(TRACE_EXPORT, received, "-o", own / "both.txt")
    text = (own / "both.txt").read_text()
    for words in ("condition_poem + deadlock_ab_ba", "小爱", "天猫", "deadlock_ab_ba.c:",
                  "Each waits for the other"):
        assert words in text, f"no {words!r}"


def daemon_dies_with_its_test(folder):
    """Killed, a test cannot end it; nor does the daemon's group, which is its own."""
    script = ("import lttng_recording, time\n"
              f"with lttng_recording.relay({str(folder)!r}) as there:\n"
              "    print(there.process.pid, flush=True)\n"
              "    time.sleep(3600)\n")
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True,
                          cwd=pathlib.Path(__file__).parent) as test:
        daemon = int(test.stdout.readline())
        assert is_alive(daemon), "no relay daemon"
        test.kill()
    wait_for(lambda: not is_alive(daemon), "the relay daemon ends")


CASES = name_cases(daemon_dies_with_its_test)
AT_ONCE_CASES = name_cases(two_runs_are_one_trace)

if __name__ == "__main__":
    if not shutil.which("lttng-sessiond") or not shutil.which("lttng-relayd"):
        print("skip lttng_relay: no lttng-sessiond (package lttng-tools)")
        sys.exit(0)
    if hides_daemons():
        CASES += AT_ONCE_CASES
    else:
        print("skip lttng_relay@two-runs-are-one-trace: two runs of root's share a daemon here")
    with own_turn():
        sys.exit(run_cases("lttng_relay", CASES))
