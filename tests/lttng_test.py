#!/usr/bin/env python3
"""trace-run --lttng: LTTng records what we record; whatever is killed, nothing is left behind, and
what LTTng misses is told."""

import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys

from lttng_recording import (FOREVER, SessionDaemon, below, command_of, events, own_turn, relay,
                             texts, wait_for_data, wait_for_process_data)
from recorded_run import (LIMIT, LOCK_LOOP, TRACE_RUN, Run, begin, check, descendants, is_alive, main,
                          name_cases, wait_for)


def maps(pid):
    return pathlib.Path(f"/proc/{pid}/maps").read_text()


def counts_are_equal(folder):
    run = Run(folder, "--lttng", "condition_poem")
    check((run.status, "condition_poem.lttng" in run.stderr), (0, True), "status: " + run.stderr)
    names, added = events(pathlib.Path(folder) / "condition_poem.lttng")
    check(len(names) + added, run.report["events"], "events")
    check(names.count("print"), 4, "printed lines")
    check(names.count("condition_wait"), names.count("condition_wait_begin"), "waits that end")


def own_words_are_there(folder):
    Run(folder, "--lttng", "condition_poem")
    lines = texts(pathlib.Path(folder) / "condition_poem.lttng")
    for word in (r"text_site: .*condition_poem\.c", r'text_end: .*first = "ended"',
                 r"clock: .*frequency = [1-9]", r'text_name: .*first = "天猫"'):
        assert any(re.search("threadlane:" + word, line) for line in lines), f"no {word}"


def a_million_events_find_room(folder):
    run = Run(folder, "--lttng", LOCK_LOOP, "300000")
    check(run.status, 0, run.stderr)
    assert run.report["events"] > 600000, run.report["events"]


def virtual_time_is_recorded_alike(folder):
    run = Run(folder, "--lttng", "--virtual-time", "condition_poem")
    check(run.status, 0, run.stderr)
    names, added = events(pathlib.Path(folder) / "condition_poem.lttng")
    check(len(names) + added, run.report["events"], "events")


def forks_are_followed(folder):
    run = Run(folder, "--lttng", "fork_basic")
    check(run.status, 0, run.stderr)
    lines = texts(pathlib.Path(folder) / "fork_basic.lttng")
    begun = [re.search(r"vpid = (\d+).* pid = (\d+)", line) for line in lines
             if "threadlane:process_begin:" in line]
    check(len({match[1] for match in begun}), 2, "processes that begin")
    check([match[1] for match in begun], [match[2] for match in begun], "their numbers")


def workers_killed_at_once_leave_the_others_readable(folder):
    run = Run(folder, "--lttng", "pool_worker_dies")
    assert run.status != 125 and "trace-run: LTTng" not in run.stderr, run.stderr
    assert len(events(pathlib.Path(folder) / "pool_worker_dies.lttng")[0]) > 100


def hang_is_proven_and_told(folder):
    run = Run(folder, "--lttng", "deadlock_ab_ba")
    check((run.status, run.kinds()), (124, ["deadlock"]), "verdict: " + run.stderr)
    names, added = events(pathlib.Path(folder) / "deadlock_ab_ba.lttng")
    check(len(names) + added, run.report["events"], "events")


def killed_program_leaves_what_lttng_keeps(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, FOREVER)
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    os.kill(below(run, "lock_loop"), signal.SIGKILL)
    _, told = run.communicate(timeout=LIMIT)
    if run.returncode == 125:  # amid a record: then LTTng loses some, and that is told
        assert "1 threads were killed, and of a buffer LTTng keeps nothing" in told, told
    else:
        check(run.returncode, 128 + signal.SIGKILL, "status: " + told)
    assert len(events(pathlib.Path(folder) / "x.lttng")[0]) > 5000


def killed_trace_run_leaves_nobody(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, FOREVER)
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    below(run, "lttng-consumerd")
    everybody = descendants(run.pid)
    assert any(command_of(pid).endswith("lttng-sessiond") for pid in everybody), everybody
    run.kill()
    run.wait()
    wait_for(lambda: not any(map(is_alive, everybody)), "the end of all that trace-run started")
    assert len(events(pathlib.Path(folder) / "x.lttng")[0]) > 5000


def killed_session_process_is_told(folder):
    run = begin(folder, "--lttng", "-o", "x.ctf", LOCK_LOOP, "3000000")
    wait_for_data(pathlib.Path(folder) / "x.lttng")
    below(run, "lttng-consumerd")
    everybody = descendants(run.pid)
    os.kill(below(run, "lttng-session"), signal.SIGKILL)
    _, told = run.communicate(timeout=LIMIT)
    check(run.returncode, 125, "status: " + told)
    assert "LTTng's recording is not complete: " in told, told
    wait_for(lambda: not any(map(is_alive, everybody)), "the end of all that trace-run started")
    assert (pathlib.Path(folder) / "x.ctf/metadata").exists()


def nobody_else_loads_lttng(folder):
    run = begin(folder, LOCK_LOOP, FOREVER)
    program = below(run, "lock_loop")
    wait_for(lambda: "threadlane-pool" in maps(program), "a program that records")
    for pid in (run.pid, *descendants(run.pid)):
        assert "liblttng" not in maps(pid), command_of(pid)


def only_the_program_loads_the_tracepoints(folder):
    run = begin(folder, "--lttng", LOCK_LOOP, FOREVER)
    program = below(run, "lock_loop")
    wait_for(lambda: "liblttng-ust" in maps(program), "a program with tracepoints")
    assert "liblttng" not in maps(run.pid), "trace-run has LTTng's libraries"
    os.kill(program, signal.SIGKILL)
    run.communicate(timeout=LIMIT)


def missing_lttng_is_told(folder):
    done = subprocess.run([TRACE_RUN, "--lttng", LOCK_LOOP], cwd=folder, capture_output=True,
                          text=True, timeout=LIMIT, env={**os.environ, "PATH": "/nowhere"})
    check((done.returncode, done.stderr), (125, "trace-run: cannot record through LTTng: "
          "lttng-sessiond is not there (install lttng-tools)\n"), "refusal")
    check(os.listdir(folder), [], "files")


def foreign_folder_is_left_alone(folder):
    place = pathlib.Path(folder) / "x.lttng"
    place.mkdir()
    (place / "letter").write_text("dear")
    done = subprocess.run([TRACE_RUN, "--lttng", "-o", "x.json", LOCK_LOOP], cwd=folder,
                          capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 125 and "there is something else" in done.stderr, done.stderr
    check((place / "letter").read_text(), "dear", "letter")


def older_recording_is_replaced(folder):
    for _ in range(2):
        check(Run(folder, "--lttng", "condition_poem").status, 0, "status")
    run = Run(folder, "--lttng", "condition_poem")
    names, added = events(pathlib.Path(folder) / "condition_poem.lttng")
    check(len(names) + added, run.report["events"], "events")


def trace_goes_to_a_relay_daemon(folder):
    with relay(folder) as there:
        run = Run(folder, f"--lttng-url={there.url}", "condition_poem")
        check(run.status, 0, run.stderr)
        names, added = events(there.received)
        check(len(names) + added, run.report["events"], "events")
    told = run.report["lttng"]
    check((told["complete"], told["recorded"], told["discarded"]), (True, None, 0), "LTTng")
    check(told["taken"], told["expected"], "events that LTTng took")
    assert "bytes, not events" in told["not_counted"], told
    assert "cannot be counted from here" in run.stderr, run.stderr


def small_shared_memory_is_told(folder):
    """In a mount namespace of its own."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", "/dev/shm"], check=True)
    run = Run(folder, "--lttng", "condition_poem")
    check(run.status, 125, run.stderr)
    assert re.search(r"^trace-run: LTTng recorded 0 of \d+ events: /dev/shm has 0\.1 MiB",
                     run.stderr, re.M), run.stderr
    assert run.report["events"] > 50, "our own recording is there"


def few_files_are_told(folder):
    """LTTng itself only says that something did not start. With a daemon of our own, which has the
    same limit: root's are one a machine, by that folder."""
    os.makedirs("/run/lttng", exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/lttng"], check=True)
    for limit in 32, 64:
        done = subprocess.run(
            [TRACE_RUN, "--lttng", "-o", "x.ctf", LOCK_LOOP, "1"], cwd=folder, timeout=LIMIT,
            capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
        check(done.returncode, 125, "status: " + done.stderr)
        assert re.fullmatch(r"trace-run: cannot record through LTTng: .*: likely because only "
                            f"{limit} files may be open, and LTTng wants 128\n",
                            done.stderr), done.stderr


def neighbour_in_the_same_daemon_is_told(folder):
    """Whoever records through a daemon that runs already gets all programs with our tracepoints: so
    runs at the same time get each other's."""
    with SessionDaemon(folder):
        run = begin(folder, "--lttng", "-o", "x.ctf", "sh", "-c", f"'{LOCK_LOOP}' 10; read go")
        wait_for_process_data(pathlib.Path(folder) / "x.lttng")
        neighbour = Run(folder, "--lttng", "condition_poem")
        assert neighbour.report["events"] > 50, neighbour.stderr
        _, told = run.communicate("go\n", timeout=LIMIT)
    check(run.returncode, 125, told)
    assert re.search(r"^trace-run: LTTng recorded \d+ of \d+ events: more than this program had, so "
                     "another one is recorded at the same time, through the same session daemon$",
                     told, re.M), told


NAMESPACE_CASES = name_cases(few_files_are_told, small_shared_memory_is_told,
                             neighbour_in_the_same_daemon_is_told)
CASES = name_cases(
    counts_are_equal,
    own_words_are_there,
    a_million_events_find_room,
    virtual_time_is_recorded_alike,
    forks_are_followed,
    workers_killed_at_once_leave_the_others_readable,
    hang_is_proven_and_told,
    killed_program_leaves_what_lttng_keeps,
    killed_trace_run_leaves_nobody,
    killed_session_process_is_told,
    nobody_else_loads_lttng,
    only_the_program_loads_the_tracepoints,
    missing_lttng_is_told,
    foreign_folder_is_left_alone,
    older_recording_is_replaced,
    trace_goes_to_a_relay_daemon,
)


if __name__ == "__main__":
    if not shutil.which("lttng-sessiond"):
        print("skip lttng: no lttng-sessiond (package lttng-tools)")
        sys.exit(0)
    with own_turn():
        sys.exit(main("lttng", CASES, NAMESPACE_CASES))
