#!/usr/bin/env python3
"""Whoever is killed, whenever: what was recorded is what was emitted.

    kill_test.py [ROUNDS [FIRST_SEED]]

Each round runs a program that records as fast as it can, by threads and processes, and lets it die
at a random instant, kills trace-run itself, or lets files grow so far and no further; processes below the program die at random all the
time. Then, per thread, as many events are in the trace as the program counted, or one more (counted
after it was recorded), or trace-run says how many are lost; babeltrace2 and our own reader find just as many; nothing hangs, and nobody
and nothing is left. A round is told by its seed, which chooses everything but how the machine
schedules. Without arguments: as many rounds as THREADLANE_KILL_ROUNDS says, or a hundred.
"""

import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time

from raw_recording import event_counts, kind_counts_of_threads, packets, text_count
from recorded_run import LIMIT, ROOT, TRACE_RUN, shared_memory

EMITTER = os.environ.get("THREADLANE_EMITTER", str(ROOT / "build/tests/soak/emitter"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))
ROUNDS = int(os.environ.get("THREADLANE_KILL_ROUNDS", "100"))
DELAY_MAX = 0.004  # seconds, as in emitter.c
COUNTERS = 1 << 16
WAYS = ["kill", "segv", "abort", "exit", "trace-run", "no-room"]
LIVES_ON = ["trace-run", "no-room"]  # the program does not end by itself
FILE_SIZE = 6 << 20  # where there is no room for more
EMITTED_KINDS = [16 * 4, 17 * 4]  # lock.acquire and lock.release


def read_counters(path):
    return dict(enumerate(memoryview(path.read_bytes()).cast("Q")))


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))


def start(folder, seed, way):
    counters = folder / "counters"
    counters.write_bytes(bytes(COUNTERS * 8))
    how = "never" if way in LIVES_ON else way
    return subprocess.Popen([TRACE_RUN, "-o", "x.ctf", EMITTER, str(counters), str(seed), how],
                            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            preexec_fn=limit_files if way == "no-room" else None)


def compare(emitted, recorded):
    """A complaint for each thread of which too much or too little is there."""
    threads = sorted({thread for thread, count in emitted.items() if count} | set(recorded))
    for thread in threads:
        missing = emitted.get(thread, 0) - recorded[thread]
        if missing not in (0, -1):
            yield f"thread {thread}: {missing} of {emitted.get(thread, 0)} events are missing"


def compare_with_lost(emitted, recorded, discarded, stderr):
    """A complaint if events are neither there nor said to be lost. What a thread says about itself is
    an event, too, so that there may be a few more of them than were counted."""
    told = re.search(r"(\d+) events are lost", stderr)
    lost = int(told[1]) if told else 0
    surplus = recorded.total() + lost - sum(emitted.values())
    threads = sum(1 for count in emitted.values() if count) + len(recorded)
    if not told or discarded != lost or not 0 <= surplus <= 3 * threads:
        yield (f"{sum(emitted.values())} emitted, {recorded.total()} there, "
               f"{discarded} discarded: {stderr}")


def run_reader(*command):
    """None if it does not come to an end."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None


def read_by_babeltrace(recording, count):
    """A complaint if it does not read that many."""
    done = run_reader("babeltrace2", str(recording), "--component", "sink.utils.counter",
                      "--params", "step=+0")
    if not done:
        yield f"babeltrace2: {count} expected, and it does not end"
        return
    found = re.search(r"(\d+) Event messages", done.stdout)
    if done.returncode != 0 or done.stderr or not found or int(found[1]) != count:
        yield f"babeltrace2: {count} expected, {found and found[1]} found: {done.stderr}"


def read_by_us(recording, counts):
    done = run_reader(TRACE_CHECK, "--counts", str(recording))
    if not done:
        yield f"our reader: {dict(counts)} expected, and it does not end"
        return
    found = {int(thread): int(count) for thread, count in map(str.split, done.stdout.splitlines())}
    found = {thread: count for thread, count in found.items() if count}
    if done.returncode != 0 or found != {thread: count for thread, count in counts.items() if count}:
        yield f"our reader: {dict(counts)} expected, {found} found: {done.stderr}"


def left_over(folder):
    """What should not be there any more."""
    yield from (f"left: {name}" for name in os.listdir(folder) if name not in ("counters", "x.ctf"))
    yield from (f"left: {name}" for name in os.listdir(folder / "x.ctf")
                if name != "metadata" and not name.startswith("stream_"))
    yield from (f"left in /dev/shm: {name}" for name in shared_memory())


def check_recording(folder, way, stderr):
    """Complaints, and how many events there are."""
    recording = folder / "x.ctf"
    counts = event_counts(recording)
    emitted = read_counters(folder / "counters")
    recorded = kind_counts_of_threads(recording, EMITTED_KINDS)
    discarded = sum(head.discarded for head, _ in packets(recording))
    if way == "no-room":
        complaints = list(compare_with_lost(emitted, recorded, discarded, stderr))
    else:
        complaints = list(compare(emitted, recorded))
        complaints += [f"{discarded} events were discarded"] * (discarded > 0)
    complaints += read_by_babeltrace(recording, counts.total() + text_count(recording))
    complaints += read_by_us(recording, counts)
    complaints += left_over(folder)
    return complaints, counts.total()


def run_round(folder, seed):
    """Complaints, and how many events there were."""
    way = WAYS[seed % len(WAYS)]
    run = start(folder, seed, way)
    try:
        if way == "trace-run":
            run.stdout.readline()
            time.sleep(random.Random(seed).random() * DELAY_MAX)
            run.kill()
        # until nobody has the pipe any more: keeper, program and all processes below
        _, stderr = run.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        run.kill()
        return [f"{way}: it hangs"], 0
    if not (folder / "x.ctf").exists():
        return [f"{way}: no recording: {stderr}"], 0
    complaints, count = check_recording(folder, way, stderr)
    return [f"{way}: {text}" for text in complaints], count


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
            print(f"     seed {seed}: {complaint}", flush=True)
    verdict = "FAIL" if failed else "ok  "
    print(f"{verdict} kill@what-was-emitted-is-recorded: {failed} of {rounds} rounds wrong, "
          f"{events} events, seeds from {first}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
