#!/usr/bin/env python3
"""A pool whose workers all wait for it: stopped and explained, in virtual and in real time."""

import os
import sys

from recorded_run import ROOT, Run, check, run_cases

PROGRAM = os.environ.get("THREADLANE_STARVING_POOL", str(ROOT / "build/tests/starving_pool"))


def explained(*options):
    def case(folder):
        run = Run(folder, "-o", "pool.json", *options, PROGRAM)
        check(run.status, 124, "exit status")
        check(run.kinds(), ["pool-starvation"], "findings")
        finding = run.report["findings"][0]
        check((finding["hang"], finding["cause"]), ("proven", "proven"), "grades")
        check(sorted(finding["threads"])[-2:], ["pool_0", "pool_1"], "threads")
        check(sorted(finding["objects"]), ["inner", "pool"], "objects")
        assert "All 2 workers of pool" in finding["sentence"], finding["sentence"]
        assert "starving_pool.c:" in finding["sentence"], finding["sentence"]
    return case


CASES = [("starves-in-virtual-time", explained("--virtual-time")),
         ("starves-in-real-time", explained())]

if __name__ == "__main__":
    sys.exit(run_cases("starving_pool", CASES))
