#!/usr/bin/env python3
"""Processes of plain POSIX programs under trace-run: forked, started with a program, turned into
another one, and waited for. They do what they do without it; each hang is explained."""

import json
import pathlib
import sys

from recorded_run import Run, check, run_cases
from unmodified_run import find_program, hangs, is_the_same_as_alone

PROGRAM = find_program("unmodified_processes")


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


CASES = [
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
