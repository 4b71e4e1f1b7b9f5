#!/usr/bin/env python3
"""Each story that a scenario tells, told by a Python script: trace-run finds the same in both, by the
same names."""

import dataclasses
import pathlib
import re
import subprocess
import sys

from python_test import PROGRAMS, PYTHON, TRACE_CHECK
from recorded_run import LIMIT, Run, check, run_cases
from scenario_test import STORIES

# Who computes or spins most is a matter of chance.
CHANCE = {"gil-convoy", "spin"}


@dataclasses.dataclass
class Telling:
    """The script that tells a scenario again, and where it must differ."""
    script: str
    arguments: tuple = ()      # of both
    options: tuple = ()        # of both runs
    own_arguments: tuple = ()  # of the scenario
    missing: dict = dataclasses.field(default_factory=dict)  # kinds: why Python has one less
    nameless: str = ""         # why findings of Python's name no objects


def telling(script, *names, **more):
    return [(name, Telling(script, **more)) for name in names]


VARIABLES = "which variables a script reads and writes is not recorded"
PIPES = "a connection's pipe is named by the line that makes it, and may be closed already"
SHARED = "what a pool or a manager shares is known by its pipes alone"

TELLINGS = [
    *telling("counting", "gil_counter_race", own_arguments=("200",)),
    *telling("counting", "gil_race_call_in_expr", own_arguments=("1000",),
             missing={"lost-update": VARIABLES}),
    *telling("counting", "gil_switch_interval", own_arguments=("2000",)),
    *telling("counting", "shared_list_no_lock", options=("--stop-after", "4.5"),
             missing={"spin": VARIABLES}),
    *telling("counting", "dis_add_sub", "shared_list_indexerror"),
    *telling("threads", "thread_daemon_join", "thread_subclass", "daemon_killed",
             "nondaemon_waits", "thread_misuse"),
    *telling("locks", "lock_counter", "rlock_counter", own_arguments=("20",)),
    *telling("locks", "deadlock_ab_ba", "deadlock_fixed_same_order", "lock_in_lock",
             "rlock_unbalanced", "rlock_owner_thread_died", "condition_poem",
             "condition_poem_wrong_order", "condition_misuse", "condition_timeout_race",
             "condition_two_locks"),
    *telling("exchanges", "semaphore_spider", "semaphore_is_condition"),
    *telling("exchanges", "queue_rules",
             missing={"misuse": "the queue that is shut down: 3.11 cannot shut one down"}),
    *telling("exchanges", "queue_crawler", own_arguments=("1",)),
    *telling("pools", "pool_submit_cancel", "pool_as_completed", "pool_map", "pool_wait",
             "wait_return_when", "future_cancel", "fib_threads_vs_processes",
             "io_threads_vs_processes"),
    *telling("forks", "fork_basic", "fork_buffered_dup", "fork_orphan", "fork_zombie",
             "fork_with_lock_held", "mp_process", "mp_process_and_pool", "mp_imap",
             "mp_imap_unordered", "mp_globals_not_shared", "process_misuse"),
    *telling("messages", "pipe_two_processes", "mp_queue", "mpq_join_before_get",
             "manager_dict", "manager_queue"),
    *telling("messages", "pipe_eof_epipe", nameless=PIPES),
    *telling("messages", "thread_queue_in_pool"),
    *telling("messages", "mp_queue_in_pool",
             missing={"misuse": "a pool's own thread sends both tasks from one place"}),
    *telling("messages", "pool_worker_dies", nameless=SHARED, missing={"misuse": SHARED}),
    *telling("messages", "manager_dict_lost_update", missing={"lost-update": SHARED}),
    *telling("messages", "mpq_join_before_get", arguments=("forever",)),
]


def name_thread(name):
    """Python calls the first thread otherwise, and adds to a pool's what they run."""
    found = re.fullmatch(r"Thread-\d+ \((_handle_\w+)\)", name)
    return found[1] if found else {"MainThread": "main"}.get(name, name)


def found(run, is_named):
    findings = []
    for finding in run.report["findings"]:
        kind = finding["kind"]
        threads = set() if kind in CHANCE else set(map(name_thread, finding["threads"]))
        objects = sorted(name.replace("_", " ") for name in finding["objects"])
        findings.append((kind, finding["hang"], sorted(threads), objects if is_named else []))
    return sorted(findings)


def tell_scenario(folder, name, telling):
    folder.mkdir()
    options = ["--virtual-time"] if name in STORIES else ["--time-scale", "10"]
    return Run(folder, *options, *telling.options, name, *telling.own_arguments,
               *telling.arguments)


def tell_script(folder, name, telling):
    folder.mkdir()
    run = Run(folder, "-o", "run.ctf", *telling.options, PYTHON,
              str(PROGRAMS / "stories" / f"{telling.script}.py"), name, *telling.arguments)
    done = subprocess.run([TRACE_CHECK, "run.ctf"], cwd=folder, capture_output=True, text=True,
                          timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])
    return run


def check_alike(scenario, script, telling):
    """One finding of each kind that must be missing is."""
    expected = found(scenario, not telling.nameless)
    for kind in telling.missing:
        expected.remove(next(finding for finding in expected if finding[0] == kind))
    check(found(script, not telling.nameless), expected, "findings")
    check((script.report["outcome"], script.report["lost_events"]),
          (scenario.report["outcome"], 0), "outcome, lost events")


def told_alike(name, telling):
    def case(folder):
        folder = pathlib.Path(folder)
        scenario = tell_scenario(folder / "scenario", name, telling)
        script = tell_script(folder / "script", name, telling)
        check_alike(scenario, script, telling)
    return "-".join([name.replace("_", "-"), *telling.arguments]), case


CASES = [told_alike(name, telling) for name, telling in TELLINGS]

if __name__ == "__main__":
    sys.exit(run_cases("python_story", CASES))
