#!/usr/bin/env python3
"""Lets libFuzzer look for inputs that crash a reader, for a bounded time.

    fuzz_test.py TARGET SEEDS DICTIONARY

Half a minute and always the same first random number, or what the environment says:
THREADLANE_FUZZ_SECONDS, THREADLANE_FUZZ_RUNS, THREADLANE_FUZZ_SEED. An input that crashes, leaks,
takes ten seconds or a gigabyte is kept beside the target; put into the seeds it becomes a test."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS = os.environ.get("THREADLANE_FUZZ_SECONDS", "30")
RUNS = os.environ.get("THREADLANE_FUZZ_RUNS", "-1")
SEED = os.environ.get("THREADLANE_FUZZ_SEED", "1")
INPUT_MAX = 8192  # bytes
INPUT_SECONDS_MAX = 10
MEMORY_MAX = 1024  # MiB


def fuzz(target, seeds, dictionary, folder):
    found = folder / "found"
    found.mkdir()
    return subprocess.run(
        [target, f"-max_total_time={SECONDS}", f"-runs={RUNS}", f"-seed={SEED}",
         f"-max_len={INPUT_MAX}", f"-timeout={INPUT_SECONDS_MAX}", f"-rss_limit_mb={MEMORY_MAX}",
         f"-dict={dictionary}", f"-artifact_prefix={target}-", "-print_final_stats=1",
         str(found), seeds], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors="replace")


def statistic(name, output):
    number = re.search(rf"^stat::{name}:\s+(\d+)", output, re.MULTILINE)
    return int(number[1]) if number else 0


def main():
    target, seeds, dictionary = sys.argv[1:]
    name = pathlib.Path(target).name.replace("_", "-")
    with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
        done = fuzz(target, seeds, dictionary, pathlib.Path(folder))
        numbers = [statistic(which, done.stderr) for which in
                   ("number_of_executed_units", "average_exec_per_sec", "peak_rss_mb")]
        if done.returncode == 0 and numbers[0] > 0:
            print("ok   fuzz@{}: {} inputs, {} a second, {} MiB".format(name, *numbers))
            return 0
        print(f"FAIL fuzz@{name}: seed {SEED}\n{done.stderr[-8000:]}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
