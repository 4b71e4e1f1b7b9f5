#!/usr/bin/env python3
"""trace-run as a command: outputs, exit statuses, signals, and what is left behind."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

from recorded_run import LIMIT, LOCK_LOOP, TRACE_RUN, Run, begin, check, descendants, run_cases


def files_in(folder):
    return sorted(path.name for path in pathlib.Path(folder).iterdir())


def read_tree(folder):
    return {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}


def default_output_is_named_after_the_program(folder):
    run = Run(folder, "--virtual-time", "condition_poem")
    check(files_in(folder), ["condition_poem.json", "report.json"], "files")
    assert "trace-view condition_poem.json" in run.stderr, run.stderr


def viewer_is_called_as_trace_run_was(folder):
    for typed, output, told in [
            ("../bin/", "x.json", "../bin/trace-view x.json"),
            ("it's here/", "天猫.json", r"'it'\''s here/trace-view' '天猫.json'")]:
        os.environ["THREADLANE_BIN"] = typed
        run = Run(folder, "-o", output, "--virtual-time", "condition_poem")
        del os.environ["THREADLANE_BIN"]
        assert f": {told}\n" in run.stderr, run.stderr


def two_outputs_are_one_a_format(folder):
    for outputs in (["x.json", "y.ctf"], ["y.ctf", "x.json"]):
        arguments = [word for output in outputs for word in ("-o", output)]
        run = Run(folder, *arguments, "--virtual-time", "condition_poem")
        check(files_in(folder), ["report.json", "x.json", "y.ctf"], "files")
        assert all(f"trace: {output}\n" in run.stderr for output in outputs), run.stderr
        assert f"trace-view {outputs[0]}\n" in run.stderr, run.stderr
    for outputs in (["a.json", "b.json"], ["a.ctf", "b.ctf"], ["a.json", "b.ctf", "c.json"]):
        arguments = [word for output in outputs for word in ("-o", output)]
        run = Run(folder, *arguments, "condition_poem")
        check(run.status, 125, "status: " + run.stderr)
        check(files_in(folder), ["report.json", "x.json", "y.ctf"], "files")


def raw_recording_opens_in_babeltrace2(folder):
    run = Run(folder, "-o", "same.ctf", "deadlock_fixed_same_order")
    done = subprocess.run(["babeltrace2", "same.ctf"], cwd=folder, capture_output=True, text=True)
    check(done.returncode, 0, "babeltrace2")
    # of the lines that are no texts, each is an event
    events = [line for line in done.stdout.splitlines() if "site = " in line]
    check(len(events), run.report["events"], "events")
    assert any("deadlock_fixed_same_order.c" in line for line in done.stdout.splitlines())


def virtual_time_is_the_same_byte_for_byte(folder):
    for output in ["one.json", "two.json", "one.ctf", "two.ctf"]:
        check(Run(folder, "--virtual-time", "-o", output, "semaphore_spider").status, 0, "status")
    top = pathlib.Path(folder)
    check((top / "one.json").read_bytes() == (top / "two.json").read_bytes(), True, "JSON is equal")
    if can_fix_addresses():
        check(read_tree(top / "one.ctf") == read_tree(top / "two.ctf"), True, "CTF is equal")


def can_fix_addresses():
    """Containers may forbid it; then only what trace-run saves is free of addresses."""
    setarch = shutil.which("setarch")
    return setarch and subprocess.run([setarch, "-R", "true"], capture_output=True).returncode == 0


def older_output_is_replaced(folder):
    for _ in range(2):
        run = Run(folder, "-o", "x.ctf", "--virtual-time", "condition_poem")
        check(run.status, 0, "status")
    (pathlib.Path(folder) / "x.ctf" / "letter").write_text("dear")
    run = Run(folder, "-o", "x.ctf", "deadlock_fixed_same_order")
    check(run.status, 125, "status when something else is there")
    assert "cannot make the folder 'x.ctf'" in run.stderr, run.stderr


def program_status_is_passed_on(folder):
    run = Run(folder, "sh", "-c", "echo out; echo err >&2; exit 3")
    check((run.status, run.stdout), (3, "out\n"), "status and stdout")
    check(run.report["outcome"], "ended", "outcome")
    run = Run(folder, "sh", "-c", "kill -SEGV $$")
    check((run.status, run.report["outcome"]), (128 + signal.SIGSEGV, "crashed"), "crash")


def program_that_cannot_start_is_told(folder):
    script = pathlib.Path(folder) / "script"
    script.write_text("#!/nowhere/sh\n")
    for program, status, reason in [("./no-such-program", 127, "No such file or directory"),
                                    ("/etc/passwd", 126, "Permission denied")]:
        run = Run(folder, program)
        check(run.status, status, program)
        check(run.stderr, f"trace-run: cannot run '{program}': {reason}\n", "stderr")
    script.chmod(0o755)
    check(Run(folder, "./script").status, 127, "without its interpreter")
    check(files_in(folder), ["script"], "nothing else is left")


def help_fits_one_screen(folder):
    done = subprocess.run([TRACE_RUN, "--help"], cwd=folder, capture_output=True, text=True,
                          timeout=LIMIT)
    lines = done.stdout.splitlines()
    check(done.returncode, 0, "status")
    assert 10 < len(lines) <= 24, f"{len(lines)} lines"
    assert max(map(len, lines)) <= 80, "a line is wider than 80 columns"


def mistakes_are_told(folder):
    for arguments, text in [
            ([], "no program to run"), (["--nonsense", "true"], "--nonsense"),
            (["--time-scale", "0", "true"], "a number above 0"),
            (["--on-hang", "cry", "true"], "stop or wait"),
            (["-o", "x.txt", "true"], ".json or .ctf"),
            (["-o", "/nowhere/x.json", "true"], "No such file or directory")]:
        run = Run(folder, *arguments)
        check(run.status, 125, f"status of {arguments}")
        check(run.stderr.count("\n"), 1, f"lines for {arguments}")
        assert text in run.stderr and run.stderr.startswith("trace-run: "), run.stderr


def unwritable_report_is_told(folder):
    done = subprocess.run([TRACE_RUN, "--report", "/nowhere/report", "true"], cwd=folder,
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 125, "status")
    assert "/nowhere/report" in done.stderr, done.stderr


def stop_after_interrupts(folder):
    run = Run(folder, "--stop-after", "0.1", "sleep", "600")
    check((run.status, run.report["outcome"]), (128 + signal.SIGTERM, "interrupted"), "end")


def time_counts_from_the_first_record(folder):
    os.environ["THREADLANE_NO_PRELOAD"] = "1"  # so that the shell, which comes first, does not record
    try:
        crawler = os.path.join(os.environ["THREADLANE_SCENARIOS"], "queue_crawler")
        run = Run(folder, "--stop-after", "0.3", "sh", "-c", f"sleep 0.6; exec {crawler}")
    finally:
        del os.environ["THREADLANE_NO_PRELOAD"]
    check(run.report["outcome"], "interrupted", "end")
    assert run.report["events"] > 0, run.report


def program_that_ignores_the_stop_is_killed(folder):
    run = Run(folder, "--stop-after", "0.1", "sh", "-c", "trap '' TERM; while :; do sleep 1; done")
    check((run.status, run.report["outcome"]), (128 + signal.SIGKILL, "interrupted"), "end")


def interrupt_finishes_the_trace(folder):
    run = begin(folder, "sh", "-c", "echo ready; exec sleep 600")
    check(run.stdout.readline(), "ready\n", "first line")
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=LIMIT)
    check(run.returncode, 128 + signal.SIGINT, "status")
    check(files_in(folder), ["report.json", "sh.json"], "files")


def programs_of(run):
    """What runs below trace-run's keeper."""
    return descendants(run.pid)[1:]


def wait_for_verdict(run):
    """The lines of the verdict that comes while the program hangs."""
    lines = [run.stderr.readline()]
    while lines[-1] and not lines[-1].startswith("  Way out"):
        lines.append(run.stderr.readline())
    return "".join(lines)


def waiting_hang_is_told_and_left(folder):
    run = begin(folder, "--virtual-time", "--on-hang", "wait", "lock_in_lock")
    verdict = wait_for_verdict(run)
    assert "it is left as it is" in verdict and "lock_in_lock.c:" in verdict, verdict
    check(len(programs_of(run)), 1, "programs that still run")
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=LIMIT)
    check(run.returncode, 124, "status")
    check(files_in(folder), ["lock_in_lock.json", "report.json"], "files")


def killed_program_keeps_its_events(folder):
    run = begin(folder, "--virtual-time", "--on-hang", "wait", "-o", "x.ctf", "lock_in_lock")
    wait_for_verdict(run)
    os.kill(programs_of(run)[0], signal.SIGKILL)
    _, stderr = run.communicate(timeout=LIMIT)
    check(run.returncode, 128 + signal.SIGKILL, "status")
    assert "was ended by SIGKILL" in stderr, stderr
    done = subprocess.run(["babeltrace2", "x.ctf"], cwd=folder, capture_output=True, text=True)
    check(done.returncode, 0, "babeltrace2")
    last = [line for line in done.stdout.splitlines() if "site = " in line][-2:]
    assert "door.wait.begin" in last[0] and "process.end" in last[1], last


def million_events_become_a_raw_recording(folder):
    run = Run(folder, LOCK_LOOP, "600000")
    check(run.status, 0, "status")
    assert run.report["events"] > 1200000, run.report["events"]
    check(run.report["lost_events"], 0, "lost events")
    check(files_in(folder), ["lock_loop.ctf", "report.json"], "files")
    assert "more than a million events" in run.stderr, run.stderr


def in_locale(folder, *arguments, **locale):
    """Runs trace-run with these and no other variables that say which language one speaks."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("LANGUAGE", "LANG") and not name.startswith("LC_")}
    return subprocess.run([TRACE_RUN, *arguments], cwd=folder, capture_output=True, text=True,
                          timeout=LIMIT, check=False, env={**environment, **locale})


def locale_chooses_the_language(folder):
    run = ("--virtual-time", "condition_poem")
    for said, locale, options in [
            ("ended with status 0", {}, ()),
            ("已结束，状态 0", {"LANG": "zh_CN.UTF-8"}, ()),
            ("已结束，状态 0", {"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, ()),
            ("ended with status 0", {"LC_ALL": "C", "LANGUAGE": "zh_CN"}, ()),
            ("ended with status 0", {"LC_ALL": "zh_CN.UTF-8"}, ("--lang", "en")),
            ("已结束，状态 0", {"LANG": "en_US.UTF-8"}, ("--lang", "zh"))]:
        done = in_locale(folder, *options, *run, **locale)
        assert said in done.stderr, (locale, options, done.stderr)


def unknown_language_is_refused_with_those_there_are(folder):
    done = in_locale(folder, "--lang", "tlh", "true")
    check(done.returncode, 125, "status")
    assert "tlh" in done.stderr and "en, zh-CN" in done.stderr, done.stderr


def program_keeps_its_own_locale(folder):
    """Whatever trace-run speaks, the program finds the environment that trace-run found."""
    show = ("sh", "-c", "env | grep -E '^(LANG|LC_)' | sort")
    for locale in ({}, {"LANG": "en_US.UTF-8"}, {"LANGUAGE": "de", "LC_ALL": "C.UTF-8"}):
        for options in ((), ("--lang", "zh"), ("--lang", "en")):
            done = in_locale(folder, *options, *show, **locale)
            check(done.stdout, "".join(f"{name}={locale[name]}\n" for name in sorted(locale)),
                  f"variables of the program with {options}")


CASES = [(case.__name__.replace("_", "-"), case) for case in [
    default_output_is_named_after_the_program,
    viewer_is_called_as_trace_run_was,
    two_outputs_are_one_a_format,
    raw_recording_opens_in_babeltrace2,
    virtual_time_is_the_same_byte_for_byte,
    older_output_is_replaced,
    program_status_is_passed_on,
    program_that_cannot_start_is_told,
    help_fits_one_screen,
    mistakes_are_told,
    unwritable_report_is_told,
    stop_after_interrupts,
    time_counts_from_the_first_record,
    program_that_ignores_the_stop_is_killed,
    interrupt_finishes_the_trace,
    waiting_hang_is_told_and_left,
    killed_program_keeps_its_events,
    million_events_become_a_raw_recording,
    locale_chooses_the_language,
    unknown_language_is_refused_with_those_there_are,
    program_keeps_its_own_locale,
]]

if __name__ == "__main__":
    sys.exit(run_cases("trace_run", CASES))
