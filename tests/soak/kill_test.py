#!/usr/bin/env python3
"""Whoever is killed, whenever: what was recorded is what was emitted.

    kill_test.py [ROUNDS [FIRST_SEED]]

Each round runs a program that records as fast as it can, and lets it die at a random instant, or
kills trace-run itself. Then, per thread, as many events are in the trace as the program counted, or
one more (counted after it was recorded); babeltrace2 reads all of it; nothing hangs. A round is told
by its seed, which chooses everything but how the machine schedules.
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from raw_recording import event_counts, packets
from recorded_run import LIMIT, ROOT, TRACE_RUN

EMITTER = os.environ.get("THREADLANE_EMITTER", str(ROOT / "build/tests/soak/emitter"))
ROUNDS = 200
DELAY_MAX = 0.004  # seconds, as in emitter.c
COUNTERS = 1 << 16
WAYS = ["kill", "segv", "abort", "exit", "trace-run"]
BEGIN_EVENTS = {1: 2}  # the main thread's own, which the program does not count


def read_counters(path):
    return dict(enumerate(memoryview(path.read_bytes()).cast("Q")))


def start(folder, seed, way):
    counters = folder / "counters"
    counters.write_bytes(bytes(COUNTERS * 8))
    how = "never" if way == "trace-run" else way
    return subprocess.Popen([TRACE_RUN, "-o", "x.ctf", EMITTER, str(counters), str(seed), how],
                            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def compare(emitted, recorded):
    """A complaint for each thread of which too much or too little is there."""
    threads = sorted({thread for thread, count in emitted.items() if count} | set(recorded))
    for thread in threads:
        missing = emitted[thread] - (recorded[thread] - BEGIN_EVENTS.get(thread, 0))
        if missing not in (0, -1):
            yield f"thread {thread}: {missing} of {emitted[thread]} events are missing"


def run_round(folder, seed):
    """Complaints, and how many events there were."""
    way = WAYS[seed % len(WAYS)]
    run = start(folder, seed, way)
    try:
        if way == "trace-run":
            run.stdout.readline()
            time.sleep(random.Random(seed).random() * DELAY_MAX)
            run.kill()
        _, stderr = run.communicate(timeout=LIMIT)  # also the keeper has ended then
    except subprocess.TimeoutExpired:
        run.kill()
        return [f"{way}: it hangs"], 0
    recording = folder / "x.ctf"
    if not recording.exists():
        return [f"{way}: no recording: {stderr}"], 0
    recorded = event_counts(recording)
    complaints = [f"{way}: {text}" for text in compare(read_counters(folder / "counters"), recorded)]
    if any(head.discarded for head, _ in packets(recording)):
        complaints.append(f"{way}: events were discarded")
    reader = subprocess.run(["babeltrace2", "-o", "dummy", str(recording)], capture_output=True,
                            text=True, timeout=LIMIT)
    if reader.returncode != 0 or reader.stderr:
        complaints.append(f"{way}: babeltrace2: {reader.stderr}")
    return complaints, sum(recorded.values())


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    failed = events = 0
    for seed in range(first, first + rounds):
        with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
            complaints, count = run_round(pathlib.Path(folder), seed)
        events += count
        failed += bool(complaints)
        for complaint in complaints:
            print(f"     round {seed}: {complaint}")
    verdict = "FAIL" if failed else "ok  "
    print(f"{verdict} kill@what-was-emitted-is-recorded: {failed} of {rounds} rounds wrong, "
          f"{events} events")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
