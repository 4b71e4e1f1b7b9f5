#!/usr/bin/env python3
"""Plain pthread programs, a story a file: why each of those in programs/hangs hangs, live and again
from the saved trace; and that those in programs/calm, which look like them, are left alone.

A place in a story is a line with a comment that begins with AT. With THREADLANE_TIMES each program
runs that often, while other processes keep all processors busy.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

from recorded_run import LIMIT, ROOT, Run, begin, check, run_cases, wait_for

STORIES = pathlib.Path(os.environ.get("THREADLANE_STORIES", ROOT / "build/tests/programs"))
TIMES = int(os.environ.get("THREADLANE_TIMES", "1"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))
TRACE_EXPORT = os.environ.get("THREADLANE_TRACE_EXPORT",
                              str(ROOT / "build/viewer/app/trace-export"))

# program: the kind of its one finding, what the sentence says, the places it stands on
HANGS = {
    "ab_ba": ("deadlock", "{save} holds current and waits for savings; "
              "{withdraw} holds savings and waits for current",
              ["current", "wants savings", "savings", "wants current"]),
    "self_lock": ("self-deadlock", "{main} already holds ledger", ["first", "again"]),
    "three_cycle": ("deadlock", "{mix_yellow} holds red and waits for green; "
                    "{mix_cyan} holds green and waits for blue; "
                    "{mix_magenta} holds blue and waits for red", ["own", "next"]),
    "transfer": ("deadlock", "{pay} holds accounts[0].lock and waits for accounts[1].lock; "
                 "{pay_back} holds accounts[1].lock and waits for accounts[0].lock", ["from", "to"]),
    "philosophers": ("deadlock", "{philosopher 0} holds forks[0] and waits for forks[1]; "
                     "{philosopher 1} holds forks[1]; {philosopher 2} holds forks[2]; "
                     "{philosopher 3} holds forks[3]; {philosopher 4} holds forks[4] and waits for "
                     "forks[0]", ["left", "right"]),
    "join_under_lock": ("deadlock", "{main} holds results and waits for {work} to end; "
                        "{work} waits for results", ["keeps", "join", "needs"]),
    "signalled_but_locked": ("deadlock", "{main} holds work and waits for {run} to end; "
                             "{run} waits for work", ["keeps", "join", "wait"]),
    "nested_monitor": ("deadlock", "{eat} keeps house; while it waits for a notify from dinner; "
                       "{main} needs house", ["keeps", "wait", "needs"]),
    "recursive_wait": ("deadlock", "{deliver} keeps account; waits for a notify from paid; "
                       "{main} needs account", ["keeps", "wait", "needs"]),
    "join_cycle": ("join-cycle", "{follow 2} waits for {follow 3}; {follow 3} waits for {follow 4}; "
                   "{follow 4} waits for {follow 2}", ["join"]),
    "kept_lock": ("abandoned-lock", "{write_line} ended while it still held log_lock; "
                  "{main} waits for log_lock", ["keeps", "needs"]),
    "forked_lock": ("abandoned-lock", "{allocate} held heap; was not copied by fork; "
                    "waits for heap", ["keeps", "needs"]),
    "lost_signal": ("lost-notify", "{ring} notified bell; {answer} began to wait",
                    ["signal", "wait"]),
    "wrong_waiter": ("lost-notify", "{main} notified post; that woke {read_letter}; "
                     "who did not pass it on; {read_letter} still waits", ["signal", "wait"]),
    "missed_broadcast": ("lost-notify", "{main} notified item_or_end; that woke {consume}; "
                         "who did not pass it on; {consume} still waits", ["signal", "wait"]),
    "predicate_never_set": ("orphan-wait", "{buy} waits for a notify from changed", ["wait"]),
    "orphan_wait": ("orphan-wait", "{clerk} waits for a notify from order_came", ["wait"]),
}

# program: what its run, which ends well, still is a warning of
CALM = {
    "back_off": [],
    "gate_lock": [],
    "heartbeat": [],
    "join_chain": [],
    "late_signal": [],
    "locked_by_forker": [],
    "long_hold": [],
    "news_first": [],
    "one_thread": [],
    "ordered_by_join": [],
    "other_door": [],
    "passed_on": [],
    "recursive": [],
    "risky_order": ["lock-order-risk"],
    "robust_lock": [],
    "timed_waits": [],
}


def place(program, name):
    """ab_ba.c:9"""
    folder = "calm" if program in CALM else "hangs"
    source = ROOT / "tests" / "programs" / folder / f"{program}.c"
    for number, line in enumerate(source.read_text().splitlines(), 1):
        if line.endswith(f"/* AT {name} */"):
            return f"{source.name}:{number}"
    raise AssertionError(f"{source.name} has no place {name!r}")


def check_trace(path):
    done = subprocess.run([TRACE_CHECK, str(path)], capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])


def says(sentence, words):
    """All parts, in their order; a thread's number, (since …) and the like may stand between."""
    at = 0
    for part in words.replace("{", "").replace("}", "").split("; "):
        pattern = r"(?: \d+)?(?: \([^)]*\))?(?: at \S+)? ".join(re.escape(word) for word in part.split(" "))
        found = re.search(pattern, sentence[at:])
        assert found, f"{part!r} is missing in {sentence!r}"
        at += found.start()


def check_finding(program, finding):
    kind, words, places = HANGS[program]
    check((finding["kind"], finding["hang"]), (kind, "proven"), "kind and grade")
    says(finding["sentence"], words)
    for thread in set(re.findall(r"\{(.*?)\}", words)):
        check(any(name == thread or re.fullmatch(re.escape(thread) + r" \d+", name)
                  for name in finding["threads"]), True, f"{thread} in {finding['threads']}")
    check(set(finding["sites"]), {place(program, name) for name in places}, "places")


def told_again(folder, trace):
    """What is read from a saved trace, as text without line breaks."""
    text = pathlib.Path(folder, "told.txt")
    subprocess.run([TRACE_EXPORT, trace, "-o", text], cwd=folder, check=True, timeout=LIMIT,
                   capture_output=True)
    return " ".join(text.read_text().split())


def many_times(case):
    def repeated(folder):
        for number in range(TIMES):
            again = pathlib.Path(folder, str(number))
            again.mkdir()
            case(again)
            shutil.rmtree(again)
    return repeated


@contextlib.contextmanager
def busy_processors():
    """Only where it is about many times."""
    count = os.cpu_count() if TIMES > 1 else 0
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def hangs(program):
    def case(folder):
        run = Run(folder, "-o", "run.ctf", "-o", "run.json", STORIES / "hangs" / program)
        check((run.status, run.report["outcome"]), (124, "hung"), "end")
        check(run.kinds(), [HANGS[program][0]], "findings")
        check_finding(program, run.report["findings"][0])
        for trace in "run.ctf", "run.json":
            check_trace(pathlib.Path(folder, trace))
            sentence = run.report["findings"][0]["sentence"]
            check(sentence in told_again(folder, trace), True, f"told again from {trace}")
    return program.replace("_", "-"), many_times(case)


def stays_calm(program):
    def case(folder):
        path = STORIES / "calm" / program
        alone = subprocess.run([path], capture_output=True, text=True, timeout=LIMIT)
        run = Run(folder, "-o", "run.ctf", path)
        check((run.status, run.stdout), (alone.returncode, alone.stdout), "status and output")
        check((run.report["outcome"], run.kinds()), ("ended", CALM[program]), "outcome, findings")
        check(run.stderr.count("trace-run: "), 1, "how often trace-run spoke")
        check_trace(pathlib.Path(folder, "run.ctf"))
    return "calm-" + program.replace("_", "-"), many_times(case)


def risk_names_its_places(folder):
    run = Run(folder, "-o", "run.ctf", STORIES / "calm" / "risky_order")
    finding = run.report["findings"][0]
    check((finding["hang"], finding["cause"]), ("none", "risk"), "grades")
    check(finding["threads"], ["from_left", "from_right"], "threads")
    check(finding["objects"], ["left", "right"], "objects")
    for name in "left right", "right left":
        check(place("risky_order", name) in finding["sites"], True, f"place {name}")


def read_what_is_told(run):
    told = ""
    while "pthread_mutex_lock(&b);" not in told:
        line = run.stderr.readline()
        assert line, f"ended without a word of it: {told}"
        told += line
    assert "goes on, but not all of it" in told and "write_page holds ink" in told, told


def thread_that_runs_on_is_not_stopped(folder):
    """Main waits for the two that are stuck, and a third one may end the program for all we know."""
    run = begin(folder, "-o", "run.ctf", STORIES / "hangs" / "runs_on")
    read_what_is_told(run)
    run.send_signal(signal.SIGINT)
    run.communicate()
    check(run.returncode, 128 + signal.SIGINT, "status")
    report = json.loads(pathlib.Path(folder, "report.json").read_text())
    check(report["outcome"], "interrupted", "outcome")
    check([(finding["kind"], finding["hang"]) for finding in report["findings"]],
          [("deadlock", "proven")], "findings")


def watchdog_may_still_end_the_program(folder):
    """Main is stuck, too; a thread that is not may call exit, and here does, once that was told."""
    run = begin(folder, "-o", "run.ctf", STORIES / "hangs" / "watchdog")
    read_what_is_told(run)
    rest = run.communicate("")[1]
    check(run.returncode, 7, "status")
    check(rest.count("trace-run: "), 1, "how often trace-run spoke after that")
    report = json.loads(pathlib.Path(folder, "report.json").read_text())
    check(report["outcome"], "ended", "outcome")
    check([(finding["kind"], finding["hang"]) for finding in report["findings"]],
          [("deadlock", "proven")], "findings")


def nobody_is_left_to_end_the_program(folder):
    """The watchdog ends without a word, and then it is a hang like others."""
    run = begin(folder, "-o", "run.ctf", STORIES / "hangs" / "watchdog")
    read_what_is_told(run)
    run.communicate("good night\n")
    check(run.returncode, 124, "status")
    report = json.loads(pathlib.Path(folder, "report.json").read_text())
    check(report["outcome"], "hung", "outcome")


def stop_when_it_beats(folder, *arguments):
    run = begin(folder, "-o", "run.ctf", STORIES / "hangs" / "unheard", *arguments)
    check(run.stdout.readline(), "beats\n", "that somebody waits")
    run.send_signal(signal.SIGINT)
    told = run.communicate()[1]
    check(run.returncode, 128 + signal.SIGINT, "status")
    return told, json.loads(pathlib.Path(folder, "report.json").read_text())


def lost_signal_beside_a_heartbeat_is_likely(folder):
    told, report = stop_when_it_beats(folder)
    check("Likely stuck: a notify was lost" in told, True, told)
    check([(finding["kind"], finding["hang"]) for finding in report["findings"]],
          [("lost-notify", "likely")], "findings")
    finding = report["findings"][0]
    says(finding["sentence"], "ring notified bell; answer began to wait; "
         "no thread that goes on has ever had to do with bell")
    check(set(finding["sites"]), {place("unheard", "signal"), place("unheard", "wait")}, "places")


def who_has_signalled_before_may_do_it_again(folder):
    check(stop_when_it_beats(folder, "rings")[1]["findings"], [], "findings")


def stuck_part_is_told_while_the_rest_goes_on(folder):
    with open(pathlib.Path(folder, "printed"), "w") as printed:
        run = begin(folder, "-o", "run.ctf", STORIES / "hangs" / "partial", stdout=printed)
    read_what_is_told(run)
    size = os.path.getsize(printed.name)
    wait_for(lambda: os.path.getsize(printed.name) > size, "the part that goes on")
    rest = run.communicate("")[1]
    check(run.returncode, 0, "status")
    check(rest.count("trace-run: "), 1, "how often trace-run spoke after that")
    report = json.loads(pathlib.Path(folder, "report.json").read_text())
    check(report["outcome"], "ended", "outcome")
    check([(finding["kind"], finding["hang"]) for finding in report["findings"]],
          [("deadlock", "proven")], "findings")
    sentence = report["findings"][0]["sentence"]
    check(sentence in told_again(folder, "run.ctf"), True, "told again")


CASES = [
    *(hangs(program) for program in HANGS),
    *(stays_calm(program) for program in CALM),
    ("stuck-part-is-told-while-the-rest-goes-on", stuck_part_is_told_while_the_rest_goes_on),
    ("thread-that-runs-on-is-not-stopped", thread_that_runs_on_is_not_stopped),
    ("watchdog-may-still-end-the-program", watchdog_may_still_end_the_program),
    ("nobody-is-left-to-end-the-program", nobody_is_left_to_end_the_program),
    ("lost-signal-beside-a-heartbeat-is-likely", lost_signal_beside_a_heartbeat_is_likely),
    ("who-has-signalled-before-may-do-it-again", who_has_signalled_before_may_do_it_again),
    ("risk-names-its-places", risk_names_its_places),
]

if __name__ == "__main__":
    with busy_processors():
        status = run_cases("verdict", CASES)
    sys.exit(status)
