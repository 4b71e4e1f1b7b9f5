#!/usr/bin/env python3
"""Processes of plain POSIX programs under trace-run: forked, started with a program, turned into
another one, and waited for. They do what they do without it; each hang is explained."""

import json
import os
import pathlib
import subprocess
import sys

from recorded_run import LIMIT, Run, check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone, record

PROGRAM = find_program("unmodified_processes")
SPAWN = """
import os, sys
pid = os.posix_spawn(sys.argv[1], [sys.argv[1], "recursive"], os.environ)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def same(story):
    return is_the_same_as_alone(PROGRAM, story)


def stuck(story, kind, *words):
    return hangs(PROGRAM, story, kind, *words)


def events(folder, story):
    """Kinds, objects and values of all events that were recorded, in the order of their lines."""
    Run(folder, "-o", "run.json", PROGRAM, story)
    found = []
    for line in json.loads((pathlib.Path(folder) / "run.json").read_text()):
        args = line.get("args", {})
        if "k" in args:
            if "b" in args:
                found.append((args["k"] + ".begin", args["o"], int(args["b"]["v"])))
            found.append((args["k"], args["o"], int(args["v"])))
    return found


def a_child_has_one_number_from_fork_to_join(folder):
    for story, status in [("vfork", 0), ("spawn", 0)]:
        found = events(folder, story)
        begun = [o for kind, o, _ in found if kind == "process.begin"]
        joined = [(o, value) for kind, o, value in found if kind == "process.join"]
        check(joined, [("0x820000000002" if story == "vfork" else "0x820000000003", status)],
              story + ": joined")
        check(begun[-1], joined[0][0], story + ": the program that was joined")


def a_program_that_is_replaced_keeps_its_number(folder):
    found = events(folder, "another-program")
    check({o for kind, o, _ in found if kind == "process.begin"}, {"0x820000000001"}, "processes")
    check([kind for kind, _, _ in found].count("process.begin"), 2, "programs")
    check(len({o for kind, o, _ in found if kind == "thread.begin"}), 1, "threads")


def any_of_several_stuck_children_is_waited_for_in_vain(folder):
    run = Run(folder, "-o", "run.json", PROGRAM, "stuck-children")
    check((run.status, run.kinds()), (124, ["self-deadlock"] * 2), "status and findings")


def what_brings_a_sanitizer_is_started_without_us(folder):
    """Its library refuses to run behind another one: by exec, by spawn, by a shell."""
    program = os.environ.get("THREADLANE_SANITIZED")
    if not program:
        print("skip preload-process@sanitizer: the compiler has no address sanitizer")
        return
    os.environ["LD_PRELOAD"] = "libm.so.6"
    try:
        for command in [["env", program, "recursive"],
                        ["/usr/bin/python3", "-c", SPAWN, program],
                        ["sh", "-c", f"{program} recursive; echo $? $LD_PRELOAD | tail -c 10"]]:
            alone = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
            run = record(folder, *command)
            check((run.status, run.stdout), (alone.returncode, alone.stdout), "status, output")
            check((run.report["outcome"], run.kinds()), ("ended", []), "outcome, findings")
            assert "AddressSanitizer" not in run.stderr, run.stderr
    finally:
        del os.environ["LD_PRELOAD"]


CASES = [
    ("what-brings-a-sanitizer-is-started-without-us",
     what_brings_a_sanitizer_is_started_without_us),
    same("wait-for-any"),
    same("look-and-wait"),
    same("wait-for-killed"),
    same("vfork"),
    same("spawn"),
    same("shell"),
    same("another-program"),
    same("another-program-in-a-thread"),
    same("late-child"),
    same("either-child"),
    stuck("stuck-child", "self-deadlock", "already holds mutex"),
    stuck("stuck-program", "self-deadlock", "already holds mutex"),
    ("any-of-several-stuck-children-is-waited-for-in-vain",
     any_of_several_stuck_children_is_waited_for_in_vain),
    ("a-child-has-one-number-from-fork-to-join", a_child_has_one_number_from_fork_to_join),
    ("a-program-that-is-replaced-keeps-its-number", a_program_that_is_replaced_keeps_its_number),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload-process", CASES))
