#!/usr/bin/env python3
"""The scenarios of processes and pools under trace-run: what they print, how they end, and what is
found out about them."""

import re
import sys

from recorded_run import Run, check, run_cases
from scenario_test import Story, check_end, hung

SLEPT = "sub progress success"
STORIES = {
    "mp_imap": Story([SLEPT, "1 sleep suceess", SLEPT, SLEPT, "5 sleep suceess", "3 sleep suceess"]),
    "mp_imap_unordered": Story(
        [SLEPT, "1 sleep suceess", SLEPT, "3 sleep suceess", SLEPT, "5 sleep suceess"], time_scale=4),
    "mp_process_and_pool": Story(["None", "PID", SLEPT, "main progress end", SLEPT, "3"]),
    "mp_queue_in_pool": Story(
        ["silent: nothing printed; ready True successful False"] + [
            "RuntimeError Queue objects should only be shared between processes through inheritance"
        ] * 2, ["misuse"] * 2),
    "pool_task_lost": hung(["worker dies"], "orphan-wait"),
    "pool_worker_dies": Story(
        ["ValueError(Pool is still running) T", "KeyError(1) T", "False T",
         "ValueError(the result is not ready) T", "TimeoutError() T",
         "workers ['ForkPoolWorker-N', 'ForkPoolWorker-N']", "TimeoutError() T",
         "worker killed => task lost, get() would hang; pool repopulated: "
         "['ForkPoolWorker-N', 'ForkPoolWorker-N']",
         "ValueError(Pool not running) T", "ValueError(Number of processes must be at least 1) T",
         "BrokenProcessPool(A process in the process pool was terminated abruptly while the future "
         "was running or pending.) T",
         "BrokenProcessPool(A child process terminated abruptly, the process pool is not usable "
         "anymore) T"],
        ["misuse"] * 5, time_scale=1),
    "process_misuse": Story(
        ["AssertionError(can only join a started process)", "None True",
         "AssertionError(cannot start a process twice)", "0 False",
         "AssertionError(cannot start a process twice)", "exitcode after exception 1",
         "exitcode after terminate -15", "ValueError(process object is closed)"],
        ["misuse"] * 4),
    "thread_queue_in_pool": Story(
        ["TypeError cannot pickle '_thread.lock' object"], ["misuse"]),
}
# What differs from run to run.
NUMBERS = [(r" \d+\.\d\d$", " T"), (r"^\d{2,}$", "PID"), (r"(ForkPoolWorker)-\d+", r"\1-N")]


def printed(run):
    """The lines, without durations and numbers of processes."""
    text = run.stdout
    for pattern, word in NUMBERS:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text.splitlines()


def told(name):
    """Lines of several processes come in the order that their sleeps and waits give them."""
    def case(folder):
        story = STORIES[name]
        run = Run(folder, "--time-scale", str(story.time_scale), name, *story.arguments)
        check(printed(run), story.lines, "stdout")
        check_end(run, story)
    return case


CASES = [(f"{name.replace('_', '-')}-in-real-time", told(name)) for name in STORIES]


if __name__ == "__main__":
    sys.exit(run_cases("pool_scenario", CASES))
