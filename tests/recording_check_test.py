"""Every scenario, recorded in virtual and in real time, raw and as JSON: the recordings keep the
invariants of the trace format and survive being saved and loaded."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TRACE_RUN = os.environ["THREADLANE_TRACE_RUN"]
TRACE_CHECK = os.environ["THREADLANE_TRACE_CHECK"]
SCENARIOS = Path(os.environ["THREADLANE_SCENARIOS"])
RECORDINGS = sorted((Path(__file__).parent.parent / "traces").glob("*.json"))
TIMES = {"virtual": ["--virtual-time"], "real": ["--time-scale", "20"]}
ENDED_OR_HUNG = (0, 124)
# Those of the recordings, and others with what they are given.
STORIES = {path.stem: [] for path in RECORDINGS} | {
    "gil_counter_race": ["20"], "rlock_counter": ["5"], "queue_crawler": ["2"],
    "queue_rules": [], "semaphore_is_condition": []}


def record(scenario, time, path):
    """The complaint if there is no recording, else nothing."""
    command = [TRACE_RUN, *TIMES[time], "-o", str(path), str(SCENARIOS / scenario),
               *STORIES[scenario]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode in ENDED_OR_HUNG else f"status {done.returncode}: {done.stderr}"


def check(paths):
    command = [TRACE_CHECK, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main():
    cases = {"recorded-before": check(RECORDINGS)}
    with tempfile.TemporaryDirectory() as folder:
        for scenario in STORIES:
            for time in TIMES:
                for ending in ("json", "ctf"):
                    path = Path(folder) / f"{scenario}-{time}.{ending}"
                    name = f"{scenario}-in-{time}-time-as-{ending}"
                    cases[name] = record(scenario, time, path) or check([path])
    for name, complaint in cases.items():
        print(f"{'FAIL' if complaint else 'ok  '} recordings@{name}", complaint)
    return any(cases.values())


if __name__ == "__main__":
    sys.exit(main())
