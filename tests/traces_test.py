#!/usr/bin/env python3
"""The recordings in traces/ are those of the list there, and the analysis finds in each what the list
says. Two that are made in virtual time are made anew, and come out as they are.

usage: traces_test.py TRACE_EXPORT
"""

import csv
import itertools
import pathlib
import subprocess
import sys
import tempfile

from recorded_run import LIMIT, ROOT, Run, check, run_cases

EXPORT = sys.argv[1]
del sys.argv[1:2]  # what is left are names of cases
MADE_ANEW = ["deadlock_ab_ba", "condition_poem_wrong_order"]
# Lines that name paths and the machine, or that say what the kernel was asked.
NOT_COMPARED = ('"threadlane.info"', '"threadlane.site"', '"threadlane.asleep"')
SIZE_MAX = 130000  # bytes: small enough to look through


def listed():
    """Name: (options, arguments, kinds of findings)."""
    lines = (ROOT / "traces/recordings").read_text(encoding="utf-8").splitlines()
    rows = [[field.strip() for field in line.split("|")] for line in lines if line[:1] != "#"]
    return {name: (options.split(), arguments.split(), found.split())
            for name, options, arguments, found in rows}


def all_are_listed_and_told(_):
    names = {path.stem for path in (ROOT / "traces").glob("*.json")}
    check(names, set(listed()), "recordings")
    page = (ROOT / "traces/README.md").read_text(encoding="utf-8")
    check([name for name in listed() if f"| `{name}.json` |" not in page], [], "without a row")


def each_has_its_finding(folder):
    for name, (_, _, found) in listed().items():
        recording = ROOT / f"traces/{name}.json"
        assert recording.stat().st_size < SIZE_MAX, f"{name}: {recording.stat().st_size} bytes"
        subprocess.run([EXPORT, recording, "-o", pathlib.Path(folder) / "x.csv"], check=True,
                       timeout=LIMIT)
        with open(pathlib.Path(folder) / "x-findings.csv", encoding="utf-8", newline="") as file:
            check([row["kind"] for row in csv.DictReader(file)], found, name)


def source_lines_are_those_of_today(folder):
    """A recording that is older than its scenario shows lines that are not there any more."""
    for name in listed():
        subprocess.run([EXPORT, ROOT / f"traces/{name}.json", "-o",
                        pathlib.Path(folder) / "x.csv"], check=True, timeout=LIMIT)
        with open(pathlib.Path(folder) / "x-sites.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["file"].startswith("scenarios/") and row["text"]:
                    source = (ROOT / row["file"]).read_text(encoding="utf-8").splitlines()
                    check(row["text"].lstrip("'").strip(), source[int(row["line"]) - 1].strip(),
                          f"{name}: {row['file']}:{row['line']}")


def made_anew_they_are_the_same(folder):
    for name in MADE_ANEW:
        options, arguments, _ = listed()[name]
        Run(folder, *options, "-o", f"{name}.json", name, *arguments)
        made = (pathlib.Path(folder) / f"{name}.json").read_text(encoding="utf-8")
        kept = (ROOT / f"traces/{name}.json").read_text(encoding="utf-8")
        unlike = [pair for pair in itertools.zip_longest(of_events(made), of_events(kept))
                  if pair[0] != pair[1]]
        check(unlike[:2], [], f"lines of {name}, made and kept")


def of_events(text):
        return [line for line in text.splitlines() if not any(name in line for name in NOT_COMPARED)]


def main():
    cases = [all_are_listed_and_told, each_has_its_finding, source_lines_are_those_of_today,
             made_anew_they_are_the_same]
    return run_cases("traces", [(case.__name__.replace("_", "-"), case) for case in cases])


if __name__ == "__main__":
    sys.exit(main())
