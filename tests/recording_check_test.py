"""Every scenario, recorded in virtual and in real time, raw and as JSON, and threads that use
everything at once: the recordings keep the invariants of the trace format, survive being saved and
loaded, and name the same things the same."""

import concurrent.futures
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scenario_test import STORIES

TRACE_RUN = os.environ["THREADLANE_TRACE_RUN"]
TRACE_CHECK = os.environ["THREADLANE_TRACE_CHECK"]
BUSTLE = os.environ["THREADLANE_BUSTLE"]
SCENARIOS = Path(os.environ["THREADLANE_SCENARIOS"])
RECORDINGS = sorted((Path(__file__).parent.parent / "traces").glob("*.json"))
TIMES = {"virtual": ["--virtual-time"], "real": ["--time-scale", "20"]}
# Never end, and the second at which they are stopped.
ENDLESS = {"queue_crawler": {"virtual": "5", "real": "0.5"},
           "shared_list_no_lock": {"virtual": "2.5", "real": "0.2"}}
# Everything at once, by seeds, without and with a GIL; as quick as it is.
BUSTLE_TIMES = {"virtual": ["--virtual-time"], "real": []}
BUSTLES = [[str(seed), "40", *gil] for seed in range(1, 5) for gil in ([], ["gil"])]
AT_ONCE = 4  # they mostly sleep


@dataclasses.dataclass
class Recording:
    """How to make one, and what came of it."""
    name: str
    options: list
    command: list
    path: Path = None
    report: dict = None
    complaint: str = ""
    names: dict = None  # stable name: type and shown name

    def make(self, folder):
        self.path = Path(folder) / self.name
        report = Path(folder) / f"{self.name}.report"
        run([TRACE_RUN, *self.options, "--report", report, "-o", self.path, *self.command])
        self.report = json.loads(report.read_text())
        self.complaint = self.complain()
        lines = run([TRACE_CHECK, "--names", self.path]).stdout.splitlines()
        self.names = dict(line.split(" ", 1) for line in lines)
        return self

    def complain(self):
        checked = run([TRACE_CHECK, self.path])
        written = f"{self.report['events']} events"
        if checked.returncode != 0 or written not in checked.stdout:
            return f"{written} written\n{checked.stdout}{checked.stderr}"
        return f"{self.report['lost_events']} lost" if self.report["lost_events"] else ""

    def is_whole(self):
        """Whether all runs make the same threads and objects."""
        is_cut = self.report["outcome"] == "interrupted"
        return not is_cut and not any(shown.startswith("executor") for shown in self.names.values())


def run(command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=100, check=False)


def plan():
    """Recordings by what they are of: those of one list differ only in time and in format."""
    stories = {name: [name, *story.arguments] for name, story in STORIES.items()}
    plans = {}
    for name, command in stories.items():
        plans[name] = [Recording(f"{name}-{time}.{ending}", options, command)
                       for time, options in TIMES.items() for ending in ("json", "ctf")]
    for name, seconds in ENDLESS.items():
        plans[f"{name}-endless"] = [
            Recording(f"{name}-endless-{time}.{ending}", [*options, "--stop-after", seconds[time]],
                      [name])
            for time, options in TIMES.items() for ending in ("json", "ctf")]
    for arguments in BUSTLES:
        for time in TIMES:
            name = f"bustle-{'-'.join(arguments)}-{time}"
            plans[name] = [Recording(f"{name}.ctf", BUSTLE_TIMES[time], [BUSTLE, *arguments])]
    return plans


def differing_names(recordings):
    """Names that two runs give to different things, or to nothing where both are whole."""
    first = recordings[0]
    for other in recordings[1:]:
        common = first.names.keys() & other.names.keys()
        is_whole = first.is_whole() and other.is_whole()
        compared = first.names.keys() | other.names.keys() if is_whole else common
        for name in sorted(compared):
            if first.names.get(name) != other.names.get(name):
                return f"{name} is {first.names.get(name)}, and {other.names.get(name)} in {other.name}"
    return ""


def recordings_of_all(folder):
    plans = plan()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as executor:
        made = {name: [executor.submit(recording.make, folder) for recording in recordings]
                for name, recordings in plans.items()}
    return {name: [future.result() for future in futures] for name, futures in made.items()}


def cases(folder):
    before = run([TRACE_CHECK, *RECORDINGS])
    yield "recorded-before", before.stdout if before.returncode else ""
    built = {path.name for path in SCENARIOS.iterdir() if path.is_file() and os.access(path, os.X_OK)}
    untold = built - STORIES.keys() - ENDLESS.keys()
    yield "all-scenarios-are-recorded", " ".join(sorted(untold))
    for name, recordings in recordings_of_all(folder).items():
        for recording in recordings:
            yield recording.name, recording.complaint
        if len(recordings) > 1:
            yield f"{name}-under-another-schedule", differing_names(recordings)


def main():
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, complaint in cases(folder):
            print(f"{'FAIL' if complaint else 'ok  '} recordings@{name}", complaint)
            failed |= bool(complaint)
    return failed


if __name__ == "__main__":
    sys.exit(main())
