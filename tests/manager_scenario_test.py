#!/usr/bin/env python3
"""The scenarios of managers under trace-run: what they print, how they end, what is found out."""

import re
import sys

from recorded_run import Run, check, run_cases

DICTS = ["{'bobby1': 22, 'bobby2': 23}\n", "{'bobby2': 23, 'bobby1': 22}\n"]
COUNTED = re.compile(r"\{'n': (\d+)\}\nnested mutation not propagated: \[\]\n")


def check_ended(run, findings):
    check(run.status, 0, "exit status")
    check(run.report["outcome"], "ended", "outcome")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), findings, "findings")


def dict_of_two(folder):
    """Either child may be the first."""
    run = Run(folder, "manager_dict")
    assert run.stdout in DICTS, run.stdout
    check_ended(run, [])


def updates_are_lost(folder):
    """As many as luck has it: a count of 1000 is possible, and then nothing may be found."""
    run = Run(folder, "manager_dict_lost_update")
    counted = COUNTED.fullmatch(run.stdout)
    assert counted, run.stdout
    total = int(counted[1])
    assert 1 < total <= 1000, total
    check_ended(run, ["lost-update"] if total < 1000 else [])
    if total < 1000:
        finding = run.report["findings"][0]
        check(finding["cause"], "proven", "cause")
        check(finding["objects"], ["d['n']"], "objects")
        check(finding["sentence"].count("manager_dict_lost_update.c:"), 2, "cited lines")
        assert re.search("Process-[23] read .* Process-[23] had written", finding["sentence"])


CASES = [
    ("dict-of-two-processes", dict_of_two),
    ("updates-are-lost-in-a-dict", updates_are_lost),
]

if __name__ == "__main__":
    sys.exit(run_cases("manager", CASES))
