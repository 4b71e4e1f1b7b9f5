#!/usr/bin/env python3
"""Fresh recordings as other programs want them: what chrome_trace_test asks of the traces that lie
here is asked of runs of several processes and of hangs; and what they hand each other are arrows."""

import json
import pathlib
import sys

from chrome_trace_test import complaints
from recorded_run import Run, check, run_cases

ARROWS = {  # from where to where there must be one at least
    "fork_with_lock_held": {("process.fork", "process.begin"), ("process.end", "joined")},
    "manager_dict": {("manager.call", "manager.serve"), ("pipe.send", "received")},
    "mp_queue": {("queue.put", "got"), ("pipe.send", "received")},
    "pool_task_lost": {("queue.put", "got")},
    "semaphore_spider": {("door.wake", "woken"), ("thread.create", "thread.begin")},
}


def arrows(events):
    causes = {event["bind_id"]: event for event in events if event.get("flow_out")}
    return {(causes[event["bind_id"]]["name"].split()[0], event["name"].split()[0])
            for event in events if event.get("flow_in")}


def check_recording(folder, name):
    Run(folder, "--time-scale", "20", "-o", "x.json", name)
    text = (pathlib.Path(folder) / "x.json").read_text(encoding="utf-8")
    check(complaints(text), [], "complaints")
    missing = ARROWS[name] - arrows(json.loads(text))
    check(missing, set(), "arrows that are missing")


if __name__ == "__main__":
    sys.exit(run_cases("chrome-recording", [
        (name, lambda folder, name=name: check_recording(folder, name)) for name in ARROWS]))
