#!/usr/bin/env python3
"""What exchanges cost, beside those of the Python that runs this: in turns in one run, and medians of
the ratios of neighbours compared, so that a busy machine slows both alike.

    /usr/bin/python3 tests/bench/python_bench.py [BUILD]
"""

import pathlib
import platform
import queue
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ROUND = 1000
ROUNDS = 101

lock, semaphore = threading.Lock(), threading.Semaphore()
items, executor = queue.Queue(), ThreadPoolExecutor(1)


def give_back(argument):
    return argument


def run_lock():
    for _ in range(ROUND):
        lock.acquire()
        lock.release()


def run_semaphore():
    for _ in range(ROUND):
        semaphore.acquire()
        semaphore.release()


def run_queue():
    for _ in range(ROUND):
        items.put(executor)
        items.get()


def run_tasks():
    for future in [executor.submit(give_back, executor) for _ in range(ROUND)]:
        future.result()


def run_round_trips():
    for _ in range(ROUND):
        executor.submit(give_back, executor).result()


# name for the program beside, what it is, how Python does it
ROWS = [
    ("lock", "lock acquire, release", run_lock),
    ("semaphore", "semaphore acquire, release", run_semaphore),
    ("queue", "queue put, get", run_queue),
    ("tasks", "1000 submits, 1000 results", run_tasks),
    ("round trips", "submit, result, 1000 times", run_round_trips),
]


class Ours:
    """The program beside, which measures a round when it is told to."""

    def __init__(self, build):
        self.program = subprocess.Popen([build / "tests/bench/exchange_bench"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def measure(self, name):
        self.program.stdin.write(f"{name}\n")
        self.program.stdin.flush()
        return float(self.program.stdout.readline())

    def finish(self):
        self.program.stdin.close()
        self.program.wait()


def measure(run):
    begin = time.perf_counter_ns()
    run()
    return (time.perf_counter_ns() - begin) / ROUND


def print_row(ours, name, title, run):
    pairs = [(ours.measure(name), measure(run)) for _ in range(ROUNDS)]
    ours_ns, python_ns = (statistics.median(column) for column in zip(*pairs))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{title:28}  {ours_ns:8.1f} ns  {python_ns:8.1f} ns  {ratio:6.1f}", flush=True)


def print_floor(ours):
    """What nobody can do without in the last row: two threads that wake each other. Where the kernel
    places threads makes more difference than what they do, so the quick rounds are compared."""
    pairs = [(ours.measure("turns"), ours.measure("round trips")) for _ in range(ROUNDS)]
    floor_ns, ours_ns = (sorted(column)[ROUNDS // 10] for column in zip(*pairs))
    print(f"in the quickest tenth of the rounds {ours_ns:.1f} ns; its two wakes by futex alone "
          f"{floor_ns:.1f} ns: {ours_ns / floor_ns:.2f} times as long")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    ours = Ours(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "build")
    print(f"{'':28}  {'ours':>11}  {'Python ' + platform.python_version():>11}  {'times':>6}")
    for row in ROWS:
        print_row(ours, *row)
    print_floor(ours)
    ours.finish()


if __name__ == "__main__":
    main()
