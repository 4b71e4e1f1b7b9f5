#!/usr/bin/env python3
"""trace-run --lttng: LTTng records what we record; whatever is killed, nothing is left behind, and
what LTTng misses is told."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

from recorded_run import (LIMIT, LOCK_LOOP, TRACE_RUN, Run, begin, check, descendants, is_alive,
                          run_cases, wait_for)

FOREVER = "1000000000000"
NOBODY = "65534"
OURS = re.compile(r" threadlane:(?!text_|clock:|lost:)(\w+): .*\bprocess = (\d+)")


def texts(folder):
    """What LTTng recorded, a line an event."""
    done = subprocess.run(["babeltrace2", str(folder)], capture_output=True, text=True,
                          timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "babeltrace2")
    return done.stdout.splitlines()


def events(folder):
    """The names of the program's own events, and how many trace-run added."""
    found = [OURS.search(line) for line in texts(folder)]
    names = [match[1] for match in found if match and match[2] != "0"]
    return names, sum(1 for match in found if match and match[2] == "0")


def command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
    except OSError:
        return ""


def below(run, name):
    """The process of that name below a run, once it is there."""
    def find():
        return [pid for pid in descendants(run.pid) if command_of(pid).endswith(name)]
    wait_for(find, f"{name} below trace-run")
    return find()[0]


def wait_for_data(folder):
    def size():
        return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("events_*"))
    wait_for(lambda: size() > 1 << 20, "a mebibyte of LTTng's")


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


def plain_user_needs_no_home(folder):
    os.chmod(folder, 0o777)
    user = [] if os.geteuid() else ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
                                    "--clear-groups"]
    places = {name: value for name, value in os.environ.items() if name != "HOME"}
    if subprocess.run([*user, "test", "-x", LOCK_LOOP], check=False).returncode:
        print("skip lttng@plain-user-needs-no-home: nobody may run what was built")
        return
    done = subprocess.run([*user, TRACE_RUN, "--lttng", LOCK_LOOP], cwd=folder, env=places,
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "status: " + done.stderr)
    assert "lock_acquire" in events(pathlib.Path(folder) / "lock_loop.lttng")[0]
    check([name for name in os.listdir("/tmp") if name.startswith("threadlane-lttng-") and
           os.stat("/tmp/" + name).st_uid == int(NOBODY)], [], "folders left")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def trace_goes_to_a_relay_daemon(folder):
    control, data, live = free_ports(3)
    received = pathlib.Path(folder) / "received"
    address = "tcp://127.0.0.1:{}".format
    with tempfile.TemporaryDirectory(prefix="threadlane-") as home, subprocess.Popen(
            ["lttng-relayd", "-C", address(control), "-D", address(data), "-L", address(live),
             f"--output={received}"], env={**os.environ, "LTTNG_HOME": home},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as relay:
        try:
            def is_listening():
                with socket.socket() as probe:
                    return probe.connect_ex(("127.0.0.1", control)) == 0
            wait_for(is_listening, "a relay daemon")
            run = Run(folder, f"--lttng-url=net://127.0.0.1:{control}:{data}", "condition_poem")
            check(run.status, 0, run.stderr)
            names, added = events(received)
            check(len(names) + added, run.report["events"], "events")
        finally:
            relay.terminate()


def small_shared_memory_is_told(folder):
    """In a mount namespace of its own."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/dev/shm"], check=True)
    run = Run(folder, "--lttng", "condition_poem")
    check(run.status, 125, run.stderr)
    assert re.search(r"^trace-run: LTTng recorded 0 of \d+ events: /dev/shm has 0\.1 MiB",
                     run.stderr, re.M), run.stderr
    assert run.report["events"] > 50, "our own recording is there"


def name_cases(*cases):
    return [(case.__name__.replace("_", "-"), case) for case in cases]


NAMESPACE_CASES = name_cases(small_shared_memory_is_told)
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
    plain_user_needs_no_home,
    trace_goes_to_a_relay_daemon,
)


def run_in_namespaces():
    """Skipped where the system does not let us have one."""
    unshare = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    probe = [*unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    reason = subprocess.run(probe, capture_output=True, text=True).stderr.strip()
    failed = 0
    for name, _ in NAMESPACE_CASES:
        if reason:
            print(f"skip lttng@{name}: no mount namespace: {reason}")
        elif not sys.argv[1:] or name in sys.argv[1:]:
            failed |= subprocess.run([*unshare, sys.executable, __file__, "--inside", name]).returncode
    return failed


if __name__ == "__main__":
    if not shutil.which("lttng-sessiond"):
        print("skip lttng: no lttng-sessiond (package lttng-tools)")
        sys.exit(0)
    if sys.argv[1:2] == ["--inside"]:
        del sys.argv[1]
        sys.exit(run_cases("lttng", NAMESPACE_CASES))
    sys.exit(run_in_namespaces() | run_cases("lttng", CASES))
