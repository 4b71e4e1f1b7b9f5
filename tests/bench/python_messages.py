#!/usr/bin/env python3
"""What a message costs between processes and threads, beside those of the Python that runs this: ours
with recording off, ours with recording on, and Python's in turns in one run. Medians, and of the
ratios of neighbours, so that a busy machine slows all alike.

    /usr/bin/python3 tests/bench/python_messages.py [BUILD]
"""

import multiprocessing
import pathlib
import platform
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROUNDS = 41
# name, messages a round: some milliseconds, so that how the first one is told to begin is lost among
# them, and a busy machine slows neighbours alike; title
ROWS = [("two ways", 5000, "Pipe()"), ("one way", 5000, "Pipe(False)"),
        ("process queue", 5000, "process Queue"), ("manager queue", 1000, "Manager Queue"),
        ("queue", 10000, "thread Queue")]


class Theirs:
    """Python's senders, which send a round when they are told to; here it is received."""

    def __init__(self):
        two_ways, one_way = multiprocessing.Pipe(), multiprocessing.Pipe(False)
        self.manager = multiprocessing.Manager()
        queues = {"process queue": (multiprocessing.Queue(), multiprocessing.Process),
                  "manager queue": (self.manager.Queue(), multiprocessing.Process),
                  "queue": (queue.Queue(), threading.Thread)}
        self.orders, self.gets = {}, {}
        self.start("two ways", two_ways[1].send, two_ways[0].recv, multiprocessing.Process)
        self.start("one way", one_way[1].send, one_way[0].recv, multiprocessing.Process)
        for name, (items, kind) in queues.items():
            self.start(name, items.put, items.get, kind)

    def start(self, name, put, get, kind):
        told, tell = multiprocessing.Pipe(False)
        self.orders[name], self.gets[name] = tell, get
        kind(target=send_rounds, args=(told, put), daemon=True).start()

    def measure(self, name, count):
        get = self.gets[name]
        begin = time.perf_counter_ns()
        self.orders[name].send(count)
        for _ in range(count):
            get()
        return (time.perf_counter_ns() - begin) / count

    def finish(self):
        for order in self.orders.values():
            order.send(0)


def send_rounds(told, put):
    while count := told.recv():
        for i in range(count):
            put(i)


class Ours:
    """The program beside, which measures a round when it is told to."""

    def __init__(self, *command, **more):
        self.program = subprocess.Popen(command, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **more)

    def measure(self, name, count):
        self.program.stdin.write(f"{count} {name}\n")
        self.program.stdin.flush()
        return float(self.program.stdout.readline())

    def finish(self):
        self.program.stdin.close()
        self.program.wait()


def print_row(measured, name, count, title):
    rounds = [[each.measure(name, count) for each in measured] for _ in range(1 + ROUNDS)][1:]
    costs = [statistics.median(column) / 1000 for column in zip(*rounds)]
    times = [statistics.median(each[2] / each[k] for each in rounds) for k in (0, 1)]
    print(f"{title:14}" + "".join(f"{cost:9.2f} us" for cost in costs)
          + "".join(f"{ratio:9.1f}" for ratio in times), flush=True)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    build = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "build"
    build = build.resolve()
    bench = build / "tests/bench/message_bench"
    with tempfile.TemporaryDirectory() as folder:
        theirs = Theirs()  # first: its processes are forks, and would keep our stdin open
        off = Ours(bench)
        on = Ours(build / "tracer/collect/trace-run", "-o", "messages.ctf", bench, cwd=folder)
        print(f"{'':14}{'off':>12}{'recorded':>12}{'Python ' + platform.python_version():>15}"
              f"{'times, off':>12}{'recorded':>9}")
        for row in ROWS:
            print_row((off, on, theirs), *row)
        off.finish()
        on.finish()
        theirs.finish()


if __name__ == "__main__":
    main()
