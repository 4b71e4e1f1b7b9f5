#!/usr/bin/env python3
"""Too little of everything: disk, shared memory, file descriptors; and very many threads. What does
not fit is told in one line, and what there is can be read."""

import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from raw_recording import kind_counts, packets
from recorded_run import (LIMIT, LOCK_LOOP, ROOT, TRACE_RUN, Run, begin, check, descendants, is_alive,
                          main, name_cases, shared_memory, wait_for)

CROWD = os.environ.get("THREADLANE_CROWD", str(ROOT / "build/tests/crowd"))
MANY_LOCKS = os.environ.get("THREADLANE_MANY_LOCKS", str(ROOT / "build/tests/many_locks"))
EXPORT = os.environ.get("THREADLANE_TRACE_EXPORT", str(ROOT / "build/viewer/app/trace-export"))
WITHOUT_MEMFD = os.environ.get("THREADLANE_WITHOUT_MEMFD", str(ROOT / "build/tests/without_memfd"))
FOREVER = "1000000000000"
THREADS = int(os.environ.get("THREADLANE_THREADS", "2000"))  # all at once
THREAD_BEGIN, THREAD_END, OBJECT_CREATE, OBJECT_DESTROY = 4 * 4, 5 * 4, 12 * 4, 13 * 4
LOCK_ACQUIRE, LOCK_RELEASE = 16 * 4, 17 * 4


def in_one_line(done, *words):
    """A trace-run that failed: one line that says so with these words."""
    check((done.returncode, done.stderr.count("\n")), (125, 1), "status and lines: " + done.stderr)
    assert done.stderr.startswith("trace-run: "), done.stderr
    for word in words:
        assert word in done.stderr, f"no {word!r} in {done.stderr!r}"


def trace_run(folder, *arguments, before=(), **more):
    return subprocess.run([*before, TRACE_RUN, *arguments], cwd=folder, capture_output=True,
                          text=True, timeout=LIMIT, **more)


def files_in(folder):
    return sorted(os.listdir(folder))


def check_readable(folder, name):
    """Returns how many locks were taken in it. Read from a copy: mapping the holes of a file asks for
    room, which a full file system does not have."""
    with tempfile.TemporaryDirectory(prefix="threadlane-") as elsewhere:
        shutil.copytree(pathlib.Path(folder) / name, pathlib.Path(elsewhere) / name)
        done = subprocess.run(["babeltrace2", "-o", "dummy", name], cwd=elsewhere,
                              capture_output=True, text=True, timeout=LIMIT)
        check((done.returncode, done.stderr), (0, ""), "babeltrace2")
        return kind_counts(pathlib.Path(elsewhere) / name)[LOCK_ACQUIRE]


def check_loss_is_seen(folder, name, lost):
    """The picture says it, too. Drawn from a copy, for the same reason."""
    with tempfile.TemporaryDirectory(prefix="threadlane-") as elsewhere:
        shutil.copytree(pathlib.Path(folder) / name, pathlib.Path(elsewhere) / name)
        picture = pathlib.Path(elsewhere) / "x.svg"
        subprocess.run([EXPORT, name, "-o", picture], cwd=elsewhere, check=True, timeout=LIMIT,
                       stdout=subprocess.DEVNULL)
        told = re.search(r"([\d,]+) events lost", picture.read_text(encoding="utf-8"))
        check(told and int(told[1].replace(",", "")), lost, "lost events in the picture")


# ---- in a mount namespace, with file systems of our own ----

@contextlib.contextmanager
def file_system(folder, size, *more):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", *more, "tmpfs", folder],
                   check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def full_disk_while_recording_leaves_whole_packets(folder):
    with file_system(folder, "3m"):
        in_one_line(trace_run(folder, LOCK_LOOP, FOREVER), "No space left on device",
                    " events are lost", "'lock_loop.ctf'")
        check(files_in(folder), ["lock_loop.ctf"], "files")
        assert check_readable(folder, "lock_loop.ctf") > 10000
        sizes = {path.stat().st_size % 65536 for path in pathlib.Path(folder).glob("*/stream_*")}
        check(sizes, {0}, "bytes of streams beyond whole packets")


def full_disk_while_recording_as_asked(folder):
    with file_system(folder, "3m"):
        in_one_line(trace_run(folder, "-o", "x.ctf", LOCK_LOOP, FOREVER), "No space left",
                    " events are lost", "'x.ctf'")
        assert check_readable(folder, "x.ctf") > 10000


def full_disk_while_saving_keeps_the_raw_recording(folder):
    with file_system(folder, "4m"):
        older = pathlib.Path(folder) / "lock_loop.json"
        older.write_text("older\n")
        in_one_line(trace_run(folder, LOCK_LOOP, "20000"), "/lock_loop.json'", "No space left",
                    "'lock_loop.ctf'")
        check(files_in(folder), ["lock_loop.ctf", "lock_loop.json"], "files")
        check(older.read_text(), "older\n", "the older trace")
        check(check_readable(folder, "lock_loop.ctf"), 20000, "locks taken")


def full_disk_does_not_keep_the_report_away(folder):
    with tempfile.TemporaryDirectory(prefix="threadlane-") as elsewhere, file_system(folder, "3m"):
        place = pathlib.Path(elsewhere) / "asked.json"
        in_one_line(trace_run(folder, "--report", place, LOCK_LOOP, FOREVER), "'lock_loop.ctf'")
        report = json.loads(place.read_text())
        check((report["exit_status"], report["findings"]), (125, []), "report")
        assert report["events"] > 10000 and report["lost_events"] > 0, report
        check_loss_is_seen(folder, "lock_loop.ctf", report["lost_events"])


def report_without_a_place_is_elsewhere(folder):
    os.environ["TMPDIR"] = folder
    done = trace_run(folder, "--report", "/nowhere/report.json", LOCK_LOOP, "10")
    told = re.search(r"trace-run: cannot write '/nowhere/report.json': .*; the report is in '(.*)'",
                     done.stderr)
    check((done.returncode, bool(told)), (125, True), "status: " + done.stderr)
    check(json.loads(pathlib.Path(told[1]).read_text())["outcome"], "ended", "outcome")


def read_only_folder_is_told(folder):
    with file_system(folder, "1m", "-o", "ro"):
        for options in [[], ["-o", "x.ctf"]]:
            in_one_line(trace_run(folder, *options, LOCK_LOOP, "1"), "Read-only file system")


def full_shared_memory_without_memfd_is_told(folder):
    with file_system("/dev/shm", "1m"), file_system("/var/tmp", "1m"):
        os.environ["TMPDIR"] = "/var/tmp"
        in_one_line(trace_run(folder, LOCK_LOOP, "1", before=[WITHOUT_MEMFD]),
                    "cannot make the packet pool", "No space left on device")


def small_shared_memory_without_memfd_is_enough(folder):
    with file_system("/dev/shm", "12m"):
        done = trace_run(folder, "-o", "x.ctf", LOCK_LOOP, "300000", before=[WITHOUT_MEMFD])
        check((done.returncode, os.listdir("/dev/shm")), (0, []), "status and files: " + done.stderr)
        check(check_readable(folder, "x.ctf"), 300000, "locks taken")


def unsteady_clock_is_told(folder):
    """The kernel does not list the processor's counter any more."""
    clocks = pathlib.Path("/sys/devices/system/clocksource/clocksource0/available_clocksource")
    assert clocks.exists(), "the kernel has no such list"
    other = pathlib.Path(folder) / "clocks"
    other.write_text("hpet acpi_pm \n")
    subprocess.run(["mount", "--bind", other, clocks], check=True)
    run = Run(folder, "-o", "x.ctf", LOCK_LOOP, "1000")
    check((run.status, run.report["lost_events"]), (0, 0), "status and lost events")
    assert "time stamp counter is not steady" in run.stderr, run.stderr
    check(check_readable(folder, "x.ctf"), 1000, "locks taken")
    assert "freq = 1000000000;" in (pathlib.Path(folder) / "x.ctf/metadata").read_text()
    subprocess.run(["umount", clocks], check=True)


# ---- limits ----

def limited(**limits):
    def apply():
        for name, limit in limits.items():
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (limit, limit))
    return {"preexec_fn": apply}


def forbidden_memfd_is_replaced(folder):
    done = trace_run(folder, "-o", "x.ctf", LOCK_LOOP, "1000", before=[WITHOUT_MEMFD])
    check(done.returncode, 0, "status: " + done.stderr)
    check(check_readable(folder, "x.ctf"), 1000, "locks taken")
    wait_for(lambda: not shared_memory(), "no shared memory is left")


def file_size_limit_is_told(folder):
    in_one_line(trace_run(folder, LOCK_LOOP, "1", **limited(FSIZE=1 << 20)),
                "limit on file sizes", "File too large")
    check(files_in(folder), [], "files")
    in_one_line(trace_run(folder, LOCK_LOOP, FOREVER, **limited(FSIZE=6 << 20)), "File too large",
                "'lock_loop.ctf'")
    assert check_readable(folder, "lock_loop.ctf") > 10000


def fewer_file_descriptors_are_told(folder):
    """Three are taken already; with four more all goes well, below that it is told or goes well."""
    for limit in range(4, 12):
        done = trace_run(folder, "-o", "x.ctf", LOCK_LOOP, "1000", **limited(NOFILE=limit))
        if limit >= 8 or done.returncode == 0:
            check(done.returncode, 0, f"status with {limit}: {done.stderr}")
            check(check_readable(folder, "x.ctf"), 1000, "locks taken")
        else:
            in_one_line(done, "Too many open files")


def few_file_descriptors_are_enough(folder):
    done = trace_run(folder, "-o", "x.ctf", CROWD, "alive", "100", **limited(NOFILE=16))
    check(done.returncode, 0, "status: " + done.stderr)
    check(kind_counts(pathlib.Path(folder) / "x.ctf")[THREAD_END], 101, "threads")
    check_readable(folder, "x.ctf")


POOL_OF_FEW_PACKETS = 5 << 20  # bytes of a file, which is what the pool is, its tables included


def exhausted_pool_is_counted(folder):
    """Nobody empties it for longer than a program waits."""
    alone = dict(os.environ, THREADLANE_NO_PRELOAD="1")  # what the shell does is not counted
    first = begin(folder, "-o", "kept.ctf", "sh", "-c", f"read go; exec '{LOCK_LOOP}' 100000",
                  env=alone)
    first.communicate("go\n", timeout=LIMIT)
    kept = json.loads((pathlib.Path(folder) / "report.json").read_text())["events"]
    run = begin(folder, "-o", "x.ctf", "sh", "-c", f"read go; exec '{LOCK_LOOP}' 100000",
                env=alone, **limited(FSIZE=POOL_OF_FEW_PACKETS))
    wait_for(lambda: len(descendants(run.pid)) == 2, "keeper and shell")
    keeper, program = descendants(run.pid)
    os.kill(keeper, signal.SIGSTOP)
    run.stdin.write("go\n")
    run.stdin.flush()
    wait_for(lambda: not is_alive(program), "the program ends nevertheless")
    os.kill(keeper, signal.SIGCONT)
    _, stderr = run.communicate(timeout=LIMIT)
    report = json.loads((pathlib.Path(folder) / "report.json").read_text())
    lost = report["lost_events"]
    check(run.returncode, 0, "status")
    # The end of a process, if that is lost, is told by trace-run.
    assert report["events"] + lost - kept in (0, 1), (report["events"], lost, kept)
    assert lost > 0 and f", lost: {lost}\n" in stderr, stderr
    told = max(head.discarded for head, _ in packets(pathlib.Path(folder) / "x.ctf"))
    check(told, lost, "what the recording says")
    check_readable(folder, "x.ctf")
    check_loss_is_seen(folder, "x.ctf", lost)


def room_that_was_kept_is_given_back(folder):
    """While it writes, trace-run asks the disk for more than it has to write."""
    run = Run(folder, "-o", "x.ctf", LOCK_LOOP, "200000")
    check((run.status, run.report["lost_events"]), (0, 0), "status and lost events")
    for path in pathlib.Path(folder).glob("x.ctf/stream_*"):
        status = path.stat()
        assert status.st_blocks * 512 < status.st_size + 65536, f"{path} has {status.st_blocks} blocks"


# ---- crowds ----

@contextlib.contextmanager
def quick_folder(folder):
    """Two thousand files take seconds on some disks."""
    if not os.access("/dev/shm", os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="threadlane-", dir="/dev/shm") as quick:
        yield quick


def check_crowd(folder, how, count):
    """The number of stream files."""
    run = Run(folder, "-o", "x.ctf", CROWD, how, str(count))
    check((run.status, run.report["lost_events"]), (0, 0), "status and lost events: " + run.stderr)
    kinds = kind_counts(pathlib.Path(folder) / "x.ctf")
    check(kinds[THREAD_BEGIN], count + 1, "threads begun")
    check(kinds[THREAD_END], count + 1, "threads ended")
    check(sum(kinds.values()), run.report["events"], "events")
    assert kinds[OBJECT_DESTROY] >= count, "each destroys its lock"
    return len(list(pathlib.Path(folder).glob("x.ctf/stream_*")))


def many_threads_at_once(folder):
    with quick_folder(folder) as quick:
        check_crowd(quick, "alive", THREADS)


def ten_thousand_threads_one_after_the_other(folder):
    streams = check_crowd(folder, "after", 10000)
    assert streams < 10, f"{streams} stream files"


def ten_thousand_locks_held_at_once(folder):
    run = Run(folder, "-o", "x.ctf", MANY_LOCKS, "10000")
    check((run.status, run.report["lost_events"]), (0, 0), "status and lost events: " + run.stderr)
    kinds = kind_counts(pathlib.Path(folder) / "x.ctf")
    for kind in OBJECT_CREATE, LOCK_ACQUIRE, LOCK_RELEASE, OBJECT_DESTROY:
        check(kinds[kind], 10000, f"events of kind {kind}")


NAMESPACE_CASES = name_cases(
    full_disk_while_recording_leaves_whole_packets,
    full_disk_while_recording_as_asked,
    full_disk_while_saving_keeps_the_raw_recording,
    full_disk_does_not_keep_the_report_away,
    read_only_folder_is_told,
    full_shared_memory_without_memfd_is_told,
    small_shared_memory_without_memfd_is_enough,
    unsteady_clock_is_told,
)
CASES = name_cases(
    report_without_a_place_is_elsewhere,
    exhausted_pool_is_counted,
    forbidden_memfd_is_replaced,
    file_size_limit_is_told,
    few_file_descriptors_are_enough,
    fewer_file_descriptors_are_told,
    room_that_was_kept_is_given_back,
    many_threads_at_once,
    ten_thousand_locks_held_at_once,
    ten_thousand_threads_one_after_the_other,
)


if __name__ == "__main__":
    sys.exit(main("storage", CASES, NAMESPACE_CASES))
