#!/usr/bin/env python3
"""How bin/test counts: nothing that failed may end up as passed."""

import importlib.machinery
import importlib.util
import pathlib
import sys

PATH = str(pathlib.Path(__file__).resolve().parent / "run")
LOADER = importlib.machinery.SourceFileLoader("run", PATH)
sys.dont_write_bytecode = True
RUN = importlib.util.module_from_spec(importlib.util.spec_from_loader("run", LOADER))
LOADER.exec_module(RUN)

# case name, output, meson's result, (passed, failed, skipped)
CASES = [
    ("each-case-counts", "ok   a@b\nok   a@c\n", "OK", (2, 0, 0)),
    ("silent-program-is-one-case", "", "OK", (1, 0, 0)),
    ("failed-case-counts-once", "ok   a@b\nFAIL a@c\n", "FAIL", (1, 1, 0)),
    ("crash-after-a-good-case-is-a-failure", "ok   a@b\n", "ERROR", (1, 1, 0)),
    ("time-out-is-a-failure", "", "TIMEOUT", (0, 1, 0)),
    ("interrupted-is-a-failure", "", "INTERRUPT", (0, 1, 0)),
    ("unexpected-pass-is-a-failure", "", "UNEXPECTEDPASS", (0, 1, 0)),
    ("skipped-program-is-one-skip", "no display\n", "SKIP", (0, 0, 1)),
    ("skipped-case-counts", "ok   a@b\nskip a@c: no font\n", "OK", (1, 0, 1)),
    ("words-of-the-program-are-no-cases", "okay then\nFAILURE\n", "OK", (1, 0, 0)),
]


def main():
    failed = 0
    for name, output, result, expected in CASES:
        counts = RUN.count_cases({"stdout": output, "result": result})
        got = (counts["passed"], counts["failed"], counts["skipped"])
        failed += got != expected
        print(f"ok   run@{name}" if got == expected else f"FAIL run@{name}: {got}")
    failed += not failure_is_shown()
    return 1 if failed else 0


def failure_is_shown():
    """However much passed after it, and with what the failed case said."""
    output = "FAIL a@b\n  because\n" + "ok   a@c\n" * 100 + "  end\n" * 100
    shown = RUN.lines_of_interest(output)
    is_shown = shown[:2] == ["FAIL a@b", "  because"] and "ok   a@c" not in shown
    print(f"{'ok  ' if is_shown else 'FAIL'} run@a-failure-is-shown-whatever-passed-after-it")
    return is_shown


if __name__ == "__main__":
    sys.exit(main())
