#!/usr/bin/env python3
"""Programs of plain POSIX threads under trace-run: they do what they do without it, each hang is
explained, and what only looks like one is not told."""

import os
import pathlib
import subprocess
import sys

from recorded_run import LIMIT, ROOT, Run, check, run_cases

UNMODIFIED = os.environ.get("THREADLANE_UNMODIFIED", str(ROOT / "build/tests/unmodified"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))


def record(folder, *arguments):
    """A run whose recording holds to the invariants; bytes that were lost would break them."""
    run = Run(folder, "-o", "run.ctf", *arguments)
    done = subprocess.run([TRACE_CHECK, str(pathlib.Path(folder) / "run.ctf")],
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])
    return run


def hangs(story, kind, *words):
    """Ends as hung, with one finding of that kind whose sentence has these words."""
    def case(folder):
        run = record(folder, UNMODIFIED, story)
        check((run.status, run.report["outcome"]), (124, "hung"), "end")
        check(run.kinds(), [kind], "findings")
        sentence = run.report["findings"][0]["sentence"]
        for word in words:
            assert word in sentence, sentence
    return story, case


def is_the_same_as_alone(story, *findings):
    """The same output and status as without trace-run, and no finding but these."""
    def case(folder):
        alone = subprocess.run([UNMODIFIED, story], capture_output=True, text=True, timeout=LIMIT)
        run = record(folder, UNMODIFIED, story)
        check((run.status, run.stdout), (alone.returncode, alone.stdout), "status and output")
        check((run.report["outcome"], run.kinds()), ("ended", list(findings)), "outcome and findings")
        check(run.report["lost_events"], 0, "lost events")
    return story, case


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


def our_own_programs_do_without(folder):
    run = Run(folder, "-o", "run.ctf", "deadlock_fixed_same_order")
    modules = [path for path in pathlib.Path(folder, "run.ctf").glob("stream_*")
               if b"libthreadlane-preload.so" in path.read_bytes()]
    check((run.status, modules), (0, []), "status, and where the library is named")


def common_tools_stay_as_they_are(folder):
    text = pathlib.Path(folder, "text")
    text.write_bytes(b"all work and no play\n" * 100000)
    for tool in [["xz", "-T2", "-c", "text"], ["sort", "text"], ["sh", "-c", "cat text | wc -l"]]:
        alone = subprocess.run(tool, cwd=folder, capture_output=True, text=True, errors="replace",
                               timeout=LIMIT)
        run = record_bytes(folder, tool)
        check((run.returncode, run.stdout == alone.stdout), (alone.returncode, True), tool[0])


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
    ("way-out-speaks-of-pthreads", way_out_speaks_of_pthreads),
    ("preload-that-was-there-stays", preload_that_was_there_stays),
    ("our-own-programs-do-without", our_own_programs_do_without),
    ("common-tools-stay-as-they-are", common_tools_stay_as_they_are),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload", CASES))
