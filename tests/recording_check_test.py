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

from pool_scenario_test import STORIES as POOL_STORIES
from scenario_test import STORIES

TRACE_RUN = os.environ["THREADLANE_TRACE_RUN"]
TRACE_CHECK = os.environ["THREADLANE_TRACE_CHECK"]
BUSTLE = os.environ["THREADLANE_BUSTLE"]
SCENARIOS = Path(os.environ["THREADLANE_SCENARIOS"])
RECORDINGS = sorted((Path(__file__).parent.parent / "traces").glob("*.json"))
TIMES = {"virtual": ["--virtual-time"], "real": ["--time-scale", "20"]}
# Never end, and the second at which they are stopped.
ENDLESS = {"queue_crawler": {"virtual": "5", "real": "0.5"},
           "shared_list_no_lock": {"virtual": "2.5", "real": "0.1"}}
# Ends by luck when time is real.
LUCKY = {"shared_list_indexerror": {"real": "0.1"}}
# Of processes, in real time only.
OF_PROCESSES = {"fib_threads_vs_processes", "fork_basic", "fork_buffered_dup", "fork_orphan",
                "fork_with_lock_held", "fork_zombie", "io_threads_vs_processes", "manager_dict",
                "manager_dict_lost_update", "manager_queue", "mp_globals_not_shared", "mp_process",
                "mp_queue", "mpq_join_before_get", "pipe_eof_epipe", "pipe_three_processes",
                "pipe_two_processes", *POOL_STORIES}
# Of these, that of which "forever" is the argument is another one: it hangs.
HANGING = {"manager_queue", "mpq_join_before_get"}
# A thread serves who comes first, or begins when there is work, so what it makes is not the same
# each time.
FIRST_COME = {"fib_threads_vs_processes", "io_threads_vs_processes", "manager_dict",
              "manager_dict_lost_update", "manager_queue", "manager_queue-forever", *POOL_STORIES}
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
    report: dict = dataclasses.field(default_factory=lambda: {"outcome": "interrupted"})
    complaint: str = ""
    names: dict = dataclasses.field(default_factory=dict)  # stable name: type and shown name

    def make(self, folder):
        self.path = Path(folder) / self.name
        report = Path(folder) / f"{self.name}.report"
        try:
            run([TRACE_RUN, *self.options, "--report", report, "-o", self.path, *self.command])
            self.report = json.loads(report.read_text())
            self.complaint = self.complain()
            lines = run([TRACE_CHECK, "--names", self.path]).stdout.splitlines()
            self.names = dict(line.split(" ", 1) for line in lines)
        except (OSError, subprocess.TimeoutExpired) as wrong:
            self.complaint = str(wrong)
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


def recordings(name, command, seconds, times=tuple(TIMES)):
    """In these times and both formats; `seconds` say when a run is stopped that might not end."""
    return [Recording(f"{name}-{time}.{ending}", TIMES[time] + stop_after(seconds.get(time)), command)
            for time in times for ending in ("json", "ctf")]


def stop_after(seconds):
    return ["--stop-after", seconds] if seconds else []


def plan():
    """Recordings by what they are of: those of one list differ only in time and in format."""
    plans = {name: recordings(name, [name, *story.arguments], LUCKY.get(name, {}))
             for name, story in STORIES.items()}
    plans |= {name: recordings(name, [name], {}, ["real"]) for name in OF_PROCESSES}
    plans |= {f"{name}-forever": recordings(f"{name}-forever", [name, "forever"], {}, ["real"])
              for name in HANGING}
    for name, seconds in ENDLESS.items():
        plans[f"{name}-endless"] = recordings(f"{name}-endless", [name], seconds)
    for arguments in BUSTLES:
        for time in TIMES:
            name = f"bustle-{'-'.join(arguments)}-{time}"
            plans[name] = [Recording(f"{name}.ctf", BUSTLE_TIMES[time], [BUSTLE, *arguments])]
    return plans


def differing_names(made):
    """Names that two runs give to different things, or to nothing where both are whole."""
    first = made[0]
    for other in made[1:]:
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
        made = {name: [executor.submit(recording.make, folder) for recording in planned]
                for name, planned in plans.items()}
    return {name: [future.result() for future in futures] for name, futures in made.items()}


def cases(folder):
    before = run([TRACE_CHECK, *RECORDINGS])
    yield "recorded-before", before.stdout if before.returncode else ""
    built = {path.name for path in SCENARIOS.iterdir() if path.is_file() and os.access(path, os.X_OK)}
    untold = built - STORIES.keys() - ENDLESS.keys() - OF_PROCESSES
    yield "all-scenarios-are-recorded", " ".join(sorted(untold))
    for name, made in recordings_of_all(folder).items():
        for recording in made:
            yield recording.name, recording.complaint
        if len(made) > 1 and name not in FIRST_COME:
            yield f"{name}-under-another-schedule", differing_names(made)


def main():
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, complaint in cases(folder):
            print(f"{'FAIL' if complaint else 'ok  '} recordings@{name}", complaint)
            failed |= bool(complaint)
    return failed


if __name__ == "__main__":
    sys.exit(main())
