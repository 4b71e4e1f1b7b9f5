#!/usr/bin/env python3
"""Python programs under trace-run: each hang is explained in the words of Python, with its threads,
its objects and its lines by name; and what ends well says the same as without."""

import os
import pathlib
import subprocess
import sys

from recorded_run import LIMIT, ROOT, Run, check, run_cases

PYTHON = "/usr/bin/python3.11"
PROGRAMS = ROOT / "tests/programs/python"
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))


def record(folder, program, *arguments):
    return record_command(folder, PYTHON, str(PROGRAMS / program), *arguments)


def record_command(folder, *command):
    """A run whose recording holds to the invariants."""
    run = Run(folder, "-o", "run.ctf", *command)
    done = subprocess.run([TRACE_CHECK, str(pathlib.Path(folder) / "run.ctf")],
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])
    return run


def name_of(program, arguments):
    return "-".join([program.removesuffix(".py"), *arguments]).replace("_", "-")


def hangs(program, *arguments, kind, words, more=()):
    """Ends as hung, with one finding of that kind whose sentence has these words, and `more` that
    do not say why."""
    def case(folder):
        run = record(folder, program, *arguments)
        check((run.status, run.report["outcome"]), (124, "hung"), "end")
        check(run.kinds(), [kind, *more], "findings")
        finding = run.report["findings"][0]
        for word in words:
            assert word in finding["sentence"], finding["sentence"]
        assert "pthread" not in finding.get("way_out_code", ""), finding["way_out_code"]
    return name_of(program, arguments), case


def alone(program, arguments):
    return subprocess.run([PYTHON, str(PROGRAMS / program), *arguments], capture_output=True,
                          text=True, timeout=LIMIT)


def ends_as_alone(program, *arguments, findings=()):
    """The same output, errors and status as without trace-run, and no finding but these."""
    def case(folder):
        expected = alone(program, arguments)
        run = record(folder, program, *arguments)
        check((run.status, run.stdout), (expected.returncode, expected.stdout), "status, output")
        check(run.stderr[:len(expected.stderr)], expected.stderr, "errors")
        check((run.report["outcome"], run.kinds()), ("ended", list(findings)), "outcome, findings")
        check(run.report["lost_events"], 0, "lost events")
    return name_of(program, arguments), case


def child_of_a_shell(folder):
    """What a child of a shell becomes has threads of its own, which were not there before."""
    run = record_command(folder, "sh", "-c", f"{PYTHON} {PROGRAMS}/exchange.py; exit $?")
    check((run.status, run.report["outcome"], run.kinds()), (0, "ended", ["misuse"]), "end")


def waits_in_vain(what, words, findings=()):
    """For ever, and it is told; with a time limit, and it is not."""
    return [hangs("waiting_for_nobody.py", what, kind="orphan-wait", more=findings,
                  words=["waiting waits", *words]),
            ends_as_alone("waiting_for_nobody.py", what, "timed", findings=findings)]


def starves(way, line):
    return hangs("tasks.py", "starving", way, kind="pool-starvation",
                 words=["All 2 workers of kitchen", "cook_", line])


CASES = [
    hangs("two_locks.py", "cross", kind="deadlock",
          words=["left holds fork (since", "two_locks.py:15", "right holds spoon"]),
    ends_as_alone("two_locks.py", "same"),
    hangs("lock_in_lock.py", kind="self-deadlock",
          words=["MainThread already holds door", "lock_in_lock.py:13"]),
    ends_as_alone("lock_in_lock.py", "again"),
    hangs("greeting.py", "late", kind="lost-notify",
          words=["host notified turn at", "greeting.py:16", "guest began to wait"]),
    ends_as_alone("greeting.py"),
    hangs("kept_lock.py", kind="abandoned-lock", words=["shop ended", "till", "kept_lock.py:10"]),
    hangs("kept_lock.py", "rlock", kind="abandoned-lock", words=["shop ended", "till"]),
    ends_as_alone("inherited_lock.py"),
    ends_as_alone("inherited_lock.py", "given_back"),
    hangs("inherited_lock.py", "again", kind="abandoned-lock",
          words=["heir ended", "till", "inherited_lock.py:19"]),
    hangs("waiting_for_the_end.py", kind="deadlock",
          words=["MainThread holds gate", "waits for walker to end", "walker waits for gate"]),
    ends_as_alone("waiting_for_the_end.py", "timed"),
    *waits_in_vain("get_item", ["an item from orders", "waiting_for_nobody.py:18"]),
    *waits_in_vain("put_item", ["room from full"]),
    *waits_in_vain("get_permit", ["a permit from tables"], findings=["throttling"]),
    *waits_in_vain("see_event", ["opening to be set"]),
    *waits_in_vain("meet", ["at guests", "all 3 to arrive", "only 1 came"]),
    *waits_in_vain("join_queue", ["the last task from orders"]),
    ends_as_alone("exchange.py", findings=["misuse"]),
    ends_as_alone("spiders.py", findings=["throttling"]),
    *waits_in_vain("see_results", ["waits for baked to be done"]),
    *waits_in_vain("see_first_result", ["to be done", "waiting_for_nobody.py:65"]),
    *waits_in_vain("see_each_result", ["waits for baked to be done"]),
    starves("ask_for_more", "tasks.py:21"),
    starves("wait_for_more", "tasks.py:26"),
    starves("take_more", "tasks.py:31"),
    ends_as_alone("tasks.py"),
    ends_as_alone("counting.py", findings=["gil-convoy"]),
    ends_as_alone("counting.py", "asleep"),
    ends_as_alone("forking.py"),
    hangs("forking.py", "stuck", kind="abandoned-lock", more=["orphan-wait"],
          words=["Thread-1 (hold) held other", "Thread-1 (hold) was not copied by fork"]),
    hangs("processes.py", "undrained", kind="pipe-full",
          words=["QueueFeederThread cannot go on writing to orders", "after 65536 bytes",
                 "MainThread, who should read it, waits for cook to end at", "processes.py:17"]),
    hangs("processes.py", "cross", kind="deadlock",
          words=["left holds fork (since", "processes.py:22", "right holds spoon"]),
    hangs("processes.py", "kept", kind="abandoned-lock", words=["shop died", "till"]),
    hangs("processes.py", "empty", kind="orphan-wait",
          words=["MainThread waits for an item from orders at", "processes.py:57"]),
    hangs("processes.py", "unset", kind="orphan-wait",
          words=["cook waits for opening to be set at", "processes.py:63"]),
    ends_as_alone("processes.py", "ordinary"),
    ends_as_alone("processes.py", "refused", findings=["misuse"] * 7),
    ("child-of-a-shell", child_of_a_shell),
    ends_as_alone("misuse.py", findings=["misuse"] * 12),
    ends_as_alone("ordinary.py"),
    ends_as_alone("many.py"),
]

if __name__ == "__main__":
    sys.exit(run_cases("python", CASES))
