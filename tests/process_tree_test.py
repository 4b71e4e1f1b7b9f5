#!/usr/bin/env python3
"""Who is stopped, waited for and left alone, and that whatever is killed the recording is complete
and nobody is left."""

import os
import pathlib
import signal
import subprocess
import sys

from recorded_run import (LIMIT, LOCK_LOOP, ROOT, Run, begin, check, descendants, is_alive,
                          run_cases, shared_memory, wait_for)

FORKER = os.environ.get("THREADLANE_FORKER", str(ROOT / "build/tests/forker"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))
FOREVER = ["1000000000000", "with-breaks"]
# three below the shell: one of its own, one in a session of its own, one whose parent has ended
FAMILY = "sleep 600 & setsid sleep 600 & (sleep 600 &) ; echo ready; wait"


def check_all_gone(run, pids):
    run.wait(timeout=LIMIT)
    wait_for(lambda: not any(map(is_alive, [run.pid, *pids])), "nobody is left")


def begin_family(folder, *options):
    run = begin(folder, *options, "sh", "-c", FAMILY)
    check(run.stdout.readline(), "ready\n", "first line")
    wait_for(lambda: len(descendants(run.pid)) == 5, "keeper, shell and three children")
    return run, descendants(run.pid)


def check_readable(folder, name):
    done = subprocess.run(["babeltrace2", "-o", "dummy", name], cwd=folder, capture_output=True,
                          text=True, timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "babeltrace2")


def check_whole(folder, name):
    check_readable(folder, name)
    done = subprocess.run([TRACE_CHECK, str(pathlib.Path(folder) / name)], capture_output=True,
                          text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])


def ends_as(folder, name):
    """How the recording says that the run ended."""
    lines = subprocess.run(["babeltrace2", name], cwd=folder, capture_output=True,
                           text=True).stdout.splitlines()
    return [line.split('first = "')[1].split('"')[0] for line in lines if " end: " in line]


def begin_loop(folder):
    """A program that records without end, once it has begun to; not as fast as it can, because the
    recording is to be read in a moment."""
    run = begin(folder, LOCK_LOOP, *FOREVER)
    streams = lambda: [path for path in pathlib.Path(folder).glob("*.recording-*/stream_*")
                       if path.stat().st_size > 10 * 65536]
    wait_for(streams, "packets are written")
    return run, descendants(run.pid)


def check_rescued(folder, run, pids, outcome="interrupted"):
    check_all_gone(run, pids)
    check(sorted(os.listdir(folder)), ["lock_loop.ctf"], "files")
    check_whole(folder, "lock_loop.ctf")
    assert ends_as(folder, "lock_loop.ctf") in ([outcome], ["interrupted"]), "end"


def killed_trace_run_leaves_a_whole_recording(folder):
    run, pids = begin_loop(folder)
    run.kill()
    check_rescued(folder, run, pids)
    wait_for(lambda: not shared_memory(), "no shared memory is left")


def killed_group_leaves_a_whole_recording(folder):
    """As when a terminal or a time limit kills trace-run and the program at once."""
    run = subprocess.Popen(["setsid", "--wait", sys.executable, __file__, "--loop", folder],
                           stderr=subprocess.DEVNULL)
    wait_for(lambda: pids_of("trace-run", run.pid), "trace-run begins")
    wait_for(lambda: list(pathlib.Path(folder).glob("*.recording-*/stream_2")), "it records")
    pids = descendants(run.pid)
    os.killpg(os.getpgid(pids_of("trace-run", run.pid)[0]), signal.SIGKILL)
    check_rescued(folder, run, pids, "crashed")  # or not, if trace-run's end is seen first


def pids_of(name, above):
    return [pid for pid in descendants(above) if name_of(pid) == name]


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def killed_keeper_is_told(folder):
    run, pids = begin_loop(folder)
    os.kill(pids[0], signal.SIGKILL)
    run.wait(timeout=LIMIT)
    stderr = run.stderr.read()
    check((run.returncode, stderr.count("\n")), (125, 1), "status and lines")
    assert "'lock_loop.ctf'" in stderr, stderr
    check_all_gone(run, pids)
    check_readable(folder, "lock_loop.ctf")


def killed_trace_run_leaves_nobody(folder):
    run, pids = begin_family(folder)
    run.kill()
    check_all_gone(run, pids)
    check_readable(folder, "sh.ctf")


def older_recording_is_not_taken_away_by_a_rescue(folder):
    check(Run(folder, "-o", "lock_loop.ctf", LOCK_LOOP, "1").status, 0, "status")
    older = {path: path.read_bytes() for path in pathlib.Path(folder, "lock_loop.ctf").iterdir()}
    run, pids = begin_loop(folder)
    run.kill()
    check_all_gone(run, pids)
    check({path: path.read_bytes() for path in older}, older, "the older one")
    names = [path.name for path in pathlib.Path(folder).glob("*.recording-*")]
    check(len(names), 1, "recordings with the first name")
    check_whole(folder, names[0])


def interrupt_stops_the_whole_tree(folder):
    run, pids = begin_family(folder)
    run.send_signal(signal.SIGINT)
    check_all_gone(run, pids)
    check((run.returncode, ends_as_json(folder)), (128 + signal.SIGINT, "interrupted"), "end")


def ends_as_json(folder):
    lines = pathlib.Path(folder, "sh.json").read_text().splitlines()
    return [line.split('"outcome":"')[1].split('"')[0] for line in lines
            if "threadlane.end" in line][0]


def begin_limited_family(folder, seconds):
    """The processes of the family, or fewer if the limit has come before all of them were there."""
    run = begin(folder, "--stop-after", seconds, "sh", "-c", FAMILY)
    wait_for(lambda: len(descendants(run.pid)) == 5 or run.poll() is not None, "it begins or ends")
    return run, descendants(run.pid)


def time_limit_stops_the_whole_tree(folder):
    """A longer one where processors are hard to get."""
    for seconds in "0.3", "2", "20":
        run, pids = begin_limited_family(folder, seconds)
        check_all_gone(run, pids)
        if len(pids) == 5:
            return
    raise AssertionError("the family never was together")


def orphan_that_records_is_waited_for(folder):
    for count in [1, 5000]:
        run = Run(folder, "-o", "x.ctf", FORKER, str(count))
        check((run.status, run.report["outcome"]), (3, "ended"), "status and outcome")
        done = subprocess.run(["babeltrace2", "x.ctf"], cwd=folder, capture_output=True, text=True)
        check(done.stdout.count(" lock.release: "), count, "releases")
        check_readable(folder, "x.ctf")


def orphan_that_does_not_record_is_left_alone(folder):
    run = Run(folder, "sh", "-c", "sleep 600 </dev/null >/dev/null 2>&1 & echo $!")
    sleeper = int(run.stdout)
    was_alive = is_alive(sleeper)
    os.kill(sleeper, signal.SIGKILL)
    check((run.status, was_alive), (0, True), "status, and whether it went on")


CASES = [(case.__name__.replace("_", "-"), case) for case in [
    killed_trace_run_leaves_a_whole_recording,
    killed_group_leaves_a_whole_recording,
    killed_keeper_is_told,
    killed_trace_run_leaves_nobody,
    older_recording_is_not_taken_away_by_a_rescue,
    interrupt_stops_the_whole_tree,
    time_limit_stops_the_whole_tree,
    orphan_that_records_is_waited_for,
    orphan_that_does_not_record_is_left_alone,
]]

if __name__ == "__main__":
    if sys.argv[1:2] == ["--loop"]:
        sys.exit(begin(sys.argv[2], LOCK_LOOP, *FOREVER).wait())
    sys.exit(run_cases("process_tree", CASES))
