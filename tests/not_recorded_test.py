#!/usr/bin/env python3
"""What a recording does not have is told at the end, in a sentence: programs that nothing can be loaded
into, threads that the C library did not start, waits at words of the program's own."""

import os
import pathlib
import subprocess
import sys

from recorded_run import LIMIT, Run, begin, check, name_cases, run_cases
from unmodified_run import find_program, record

OWN_FUTEXES = find_program("own_futexes")
STATIC = os.environ.get("THREADLANE_STATICALLY_LINKED")
SANITIZED = os.environ.get("THREADLANE_SANITIZED")
SPAWN = """
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def ways_to_start(program, story):
    """Become it, have a shell start it, start it at once, have make start it."""
    yield ["env", program, story]
    yield ["sh", "-c", f"{program} {story}; true"]
    yield [sys.executable, "-c", SPAWN, program, story]


def is_told(folder, program, story, sentence):
    for command in ways_to_start(program, story):
        alone = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        run = record(folder, *command)
        check((run.status, run.stdout), (alone.returncode, alone.stdout), "status, output")
        check(run.report["not_recorded"], [sentence], "what is said of it")
        check(run.stderr.count("  " + sentence + "\n"), 1, run.stderr)


def statically_linked_programs_are_told_wherever_they_are_started(folder):
    if not STATIC:
        print("skip not-recorded@static: there is no static C library")
        return
    is_told(folder, STATIC, "wait-thrice", f"not recorded: '{STATIC}' is statically linked")
    run = Run(folder, "-o", "run.json", STATIC, "wait-thrice")
    check(run.stdout, "waited\n", "output")
    assert "nothing was recorded: the program is statically linked" in run.stderr, run.stderr


def sanitized_programs_are_told_wherever_they_are_started(folder):
    if not SANITIZED:
        print("skip not-recorded@sanitizer: the compiler has no address sanitizer")
        return
    is_told(folder, SANITIZED, "recursive",
            f"not recorded: '{SANITIZED}' brings a sanitizer, which must be loaded first")


def who_is_started_often_is_told_once(folder):
    if STATIC:
        run = record(folder, "sh", "-c", f"for i in 1 2 3; do {STATIC} wait-thrice; done")
        check(len(run.report["not_recorded"]), 1, "sentences")


def a_script_of_recorded_programs_has_nothing_to_tell(folder):
    run = record(folder, "sh", "-c", "seq 3 | sort -r; /nowhere/program; /etc/passwd; true")
    check((run.stdout, run.report["not_recorded"]), ("3\n2\n1\n", []), "output, sentences")


def waits_at_words_of_its_own_are_counted(folder):
    run = record(folder, OWN_FUTEXES, "wait-thrice")
    check((run.stdout, run.kinds()), ("waited\n", []), "output, findings")
    sentence, = run.report["not_recorded"]
    assert sentence.startswith("waits in futexes that nothing recorded owns: 3, the first one at "
                               "own_futexes.c:"), sentence


def who_sleeps_at_a_word_of_its_own_is_named(folder):
    for story, where in ("wait-for-ever", ", at own_futexes.c:"), ("wait-directly", ""):
        run = record(folder, "--stop-after", "0.3", OWN_FUTEXES, story)
        check((run.report["outcome"], run.kinds()), ("interrupted", []), "outcome and findings")
        sentence, = run.report["not_recorded"]
        assert sentence.startswith("main sleeps in a futex that nothing recorded owns" + where), \
            sentence


def threads_that_the_c_library_did_not_start_are_counted(folder):
    """Its input stays open until it has been stopped."""
    run = begin(folder, "--stop-after", "1", "-o", "run.json", OWN_FUTEXES, "clone-and-read")
    run.wait(timeout=LIMIT)
    words = "not recorded: threads of main that pthread_create did not start: 1"
    report = (pathlib.Path(folder) / "report.json").read_text()
    assert words in report, report


CASES = name_cases(
    statically_linked_programs_are_told_wherever_they_are_started,
    sanitized_programs_are_told_wherever_they_are_started,
    who_is_started_often_is_told_once,
    a_script_of_recorded_programs_has_nothing_to_tell,
    waits_at_words_of_its_own_are_counted,
    who_sleeps_at_a_word_of_its_own_is_named,
    threads_that_the_c_library_did_not_start_are_counted,
)

if __name__ == "__main__":
    sys.exit(run_cases("not-recorded", CASES))
