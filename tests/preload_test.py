#!/usr/bin/env python3
"""Programs of plain POSIX threads under trace-run: they do what they do without it, each hang is
explained, and what only looks like one is not told."""

import os
import pathlib
import subprocess
import sys

import unmodified_run
from recorded_run import LIMIT, ROOT, TRACE_RUN, Run, check, run_cases
from unmodified_run import record

UNMODIFIED = unmodified_run.find_program("unmodified")


def hangs(story, kind, *words):
    return unmodified_run.hangs(UNMODIFIED, story, kind, *words)


def is_the_same_as_alone(story, *findings):
    return unmodified_run.is_the_same_as_alone(UNMODIFIED, story, *findings)


def way_out_speaks_of_pthreads(folder):
    run = record(folder, UNMODIFIED, "deadlock")
    assert "pthread_mutex_lock" in run.report["findings"][0]["way_out_code"]
    assert "tl_" not in run.stderr, run.stderr


def preload_that_was_there_stays(folder):
    os.environ["LD_PRELOAD"] = "libm.so.6"
    try:
        run = record(folder, "sh", "-c", "echo $LD_PRELOAD")
    finally:
        del os.environ["LD_PRELOAD"]
    assert run.stdout.endswith("libthreadlane-preload.so:libm.so.6\n"), run.stdout


LOOK = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
print(*[name for name in sys.argv[2:] if hasattr(library, name)])
"""


def names_of_ours_stay_inside(folder):
    library = pathlib.Path(TRACE_RUN).parent.parent / "preload/libthreadlane-preload.so"
    seen = subprocess.run([sys.executable, "-c", LOOK, library, "gate_begin", "mutex_lock",
                           "recorder_name", "pthread_mutex_lock"],
                          cwd=folder, capture_output=True, text=True, timeout=LIMIT)
    check(seen.stdout, "pthread_mutex_lock\n", "what a program's own names could be taken for")


def our_own_programs_do_without(folder):
    run = Run(folder, "-o", "run.ctf", "deadlock_fixed_same_order")
    modules = [path for path in pathlib.Path(folder, "run.ctf").glob("stream_*")
               if b"libthreadlane-preload.so" in path.read_bytes()]
    check((run.status, modules), (0, []), "status, and where the library is named")


def count_acquires(folder, *command):
    Run(folder, "-o", "run.json", *command)
    return pathlib.Path(folder, "run.json").read_text().count('"k":"lock.acquire"')


def both_libraries_record_once(folder):
    """What is locked through libthreadlane is not told of the C library's locks as well."""
    check(count_acquires(folder, unmodified_run.find_program("late_library")), 3000, "opened later")
    scenario = pathlib.Path(os.environ["THREADLANE_SCENARIOS"], "deadlock_fixed_same_order")
    alone = count_acquires(folder, str(scenario))
    check(count_acquires(folder, "sh", "-c", f"{scenario}; true"), alone, "started by a shell")
    check(count_acquires(folder, "sh", "-c", f"LD_PRELOAD=libm.so.6 {scenario}; true"), alone,
          "beside another library")


def lines_come_from_a_file_beside_the_program(folder):
    """Without its debug information, which lies where its link says, and without asking a server."""
    folder = pathlib.Path(folder)
    program, debug = folder / "unmodified", folder / ".debug" / "unmodified.debug"
    debug.parent.mkdir()
    for command in [["objcopy", "--only-keep-debug", UNMODIFIED, debug],
                    ["objcopy", "--strip-debug", UNMODIFIED, program],
                    ["objcopy", "--add-gnu-debuglink", debug, program]]:
        subprocess.run(command, check=True)
    run = record(folder, str(program), "self-deadlock")
    assert "unmodified.c:" in run.report["findings"][0]["sentence"], run.report
    debug.unlink()
    loaded = subprocess.run([TRACE_RUN, "-o", "x.ctf", str(program), "self-deadlock"], cwd=folder,
                            env={**os.environ, "LD_DEBUG": "files", "DEBUGINFOD_URLS": ""},
                            capture_output=True, text=True, errors="replace", timeout=LIMIT)
    assert "libdw" in loaded.stderr and "libdebuginfod" not in loaded.stderr, "what is loaded"


def common_tools_stay_as_they_are(folder):
    text = pathlib.Path(folder, "text")
    text.write_bytes(b"all work and no play\n" * 100000)
    for tool in [["gzip", "-c", "text"], ["sort", "text"], ["sh", "-c", "cat text | wc -l"]]:
        alone = subprocess.run(tool, cwd=folder, capture_output=True, text=True, errors="replace",
                               timeout=LIMIT)
        run = record_bytes(folder, tool)
        check((run.returncode, run.stdout == alone.stdout), (alone.returncode, True), tool[0])


def allocator_that_locks_is_no_trouble(folder):
    run = record(folder, unmodified_run.find_program("locking_allocator"), "")
    check((run.status, run.stdout), (0, "5 bytes used\n"), "status and output")
    assert run.report["events"] > 3 and not run.report["lost_events"], run.report


def lock_taken_before_all_is_no_trouble(folder):
    """Its release is recorded, its acquire cannot be: that is no misuse."""
    run = Run(folder, "-o", "run.ctf", UNMODIFIED, "kept-since-before-all")
    check((run.status, run.stdout, run.kinds()), (0, "1\n0\n", []), "status, output, findings")


def record_bytes(folder, tool):
    trace_run = os.environ.get("THREADLANE_TRACE_RUN", str(ROOT / "build/tracer/collect/trace-run"))
    return subprocess.run([trace_run, "-o", "tool.ctf", *tool], cwd=folder, capture_output=True,
                          text=True, errors="replace", timeout=LIMIT)


CASES = [
    hangs("deadlock", "deadlock", "take_first holds first", "take_second holds second",
          "unmodified.c:"),
    is_the_same_as_alone("backing-off"),
    hangs("self-deadlock", "self-deadlock", "main already holds", "unmodified.c:"),
    is_the_same_as_alone("recursive"),
    is_the_same_as_alone("errorcheck", "misuse"),
    hangs("lost-signal", "lost-notify", "notify notified news", "await_news began to wait"),
    is_the_same_as_alone("kept-signal"),
    is_the_same_as_alone("in-turn"),
    hangs("kept-lock", "abandoned-lock", "keep_lock", "first"),
    is_the_same_as_alone("many-threads"),
    is_the_same_as_alone("forking"),
    is_the_same_as_alone("leaving"),
    is_the_same_as_alone("clocked"),
    ("a-lock-taken-before-all-libraries-is-no-trouble", lock_taken_before_all_is_no_trouble),
    unmodified_run.is_the_same_as_alone(unmodified_run.find_program("old_conditions"),
                                        "old-conditions"),
    unmodified_run.is_the_same_as_alone(unmodified_run.find_program("late_library"),
                                        "library-opened-later"),
    ("way-out-speaks-of-pthreads", way_out_speaks_of_pthreads),
    ("preload-that-was-there-stays", preload_that_was_there_stays),
    ("names-of-ours-stay-inside", names_of_ours_stay_inside),
    ("our-own-programs-do-without", our_own_programs_do_without),
    ("lines-come-from-a-file-beside-the-program", lines_come_from_a_file_beside_the_program),
    ("both-libraries-record-once", both_libraries_record_once),
    ("allocator-that-locks-is-no-trouble", allocator_that_locks_is_no_trouble),
    ("common-tools-stay-as-they-are", common_tools_stay_as_they_are),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload", CASES))
