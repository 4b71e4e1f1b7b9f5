#!/usr/bin/env python3
"""trace-run --lttng when LTTng's session daemon stops or is killed: the program ends by itself, and
soon, trace-run tells what LTTng misses, and our own recording is whole."""

import json
import os
import pathlib
import shutil
import signal
import sys

from lttng_recording import below, relay, wait_for_data, wait_for_process_data
from recorded_run import LIMIT, LOCK_LOOP, begin, check, is_alive, name_cases, run_cases, wait_for

STOPPED = "its session daemon did not answer and was killed"


def check_daemon_is_told(run, *words):
    """The program ends by itself, and soon: each wait for LTTng has a limit."""
    _, told = run.communicate(timeout=LIMIT)
    check(run.returncode, 125, "status: " + told)
    for word in ("trace-run: LTTng's recording is not complete: ", *words):
        assert word in told, told
    report = json.loads((pathlib.Path(run.folder) / "report.json").read_text())
    check((report["outcome"], report["lost_events"]), ("ended", 0), "our own recording")
    check(report["lttng"]["complete"], False, "LTTng's is complete")


def stopped_daemon_stops_nobody(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, "3000000")
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    daemon = below(run, "lttng-sessiond")
    os.kill(daemon, signal.SIGSTOP)
    check_daemon_is_told(run, STOPPED)
    assert not is_alive(daemon)


def stopped_daemon_with_all_it_started_stops_nobody(folder):
    """Nobody empties the buffers then."""
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, "3000000")
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    below(run, "lttng-consumerd")
    os.killpg(below(run, "lttng-sessiond"), signal.SIGSTOP)
    check_daemon_is_told(run, STOPPED)


def stopped_daemon_does_not_stop_new_processes(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", "sh", "-c",
                f"'{LOCK_LOOP}' 10; read go; for i in 1 2 3 4 5; do '{LOCK_LOOP}' 10; done")
    wait_for_process_data(pathlib.Path(folder) / "x.lttng")
    os.kill(below(run, "lttng-sessiond"), signal.SIGSTOP)
    run.stdin.write("go\n")
    run.stdin.flush()
    check_daemon_is_told(run, STOPPED)


def killed_daemon_stops_nobody(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, "3000000")
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    os.kill(below(run, "lttng-sessiond"), signal.SIGKILL)
    check_daemon_is_told(run, "its session daemon has ended")


def relay_daemon_in_the_middle(folder, number):
    """What happens to it when a mebibyte has come; returns how the run ended."""
    with relay(folder) as there:
        run = begin(folder, f"--lttng-url={there.url}", "-o", "x.ctf", LOCK_LOOP, "2000000")
        wait_for(lambda: sum(path.stat().st_size for path in there.received.rglob("events_*"))
                 > 1 << 20, "a mebibyte at the relay daemon")
        there.process.send_signal(number)
        _, told = run.communicate(timeout=LIMIT)
    report = json.loads((pathlib.Path(folder) / "report.json").read_text())
    check((run.returncode, report["outcome"]), (125, "ended"), told)
    check((report["lttng"]["complete"], report["lttng"]["recorded"]), (False, None), told)
    return told


def killed_relay_daemon_stops_nobody(folder):
    told = relay_daemon_in_the_middle(folder, signal.SIGKILL)
    assert "LTTng took " in told and "its buffers had been full" in told, told


def stopped_relay_daemon_stops_nobody(folder):
    assert STOPPED in relay_daemon_in_the_middle(folder, signal.SIGSTOP)


CASES = name_cases(
    stopped_daemon_stops_nobody,
    stopped_daemon_with_all_it_started_stops_nobody,
    stopped_daemon_does_not_stop_new_processes,
    killed_daemon_stops_nobody,
    killed_relay_daemon_stops_nobody,
    stopped_relay_daemon_stops_nobody,
)

if __name__ == "__main__":
    if not shutil.which("lttng-sessiond"):
        print("skip lttng_daemon: no lttng-sessiond (package lttng-tools)")
        sys.exit(0)
    sys.exit(run_cases("lttng_daemon", CASES))
