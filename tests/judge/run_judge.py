"""CPython's own tests of its classes, run against ours: the judge of whether they behave the same.

    run_judge.py [SUBJECT]...

The tests are those that Debian installs beside CPython 3.11 (libpython3.11-testsuite); without them
there is no judge. Each subject runs twice: alone, and recorded by trace-run, where the behaviour
must be the same and the recording must keep the invariants of its format. Each of these has a
process of its own, so that one that crashes or hangs takes no other with it.

Prints a line a case: judge@SUBJECT.CASE, or recorded@SUBJECT.CASE. The environment says where our
programs are, if not in build/: THREADLANE_LIBRARY, THREADLANE_TRACE_RUN, THREADLANE_TRACE_CHECK.
"""

import argparse
import concurrent.futures
import faulthandler
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"
TRACE_RUN = os.environ.get("THREADLANE_TRACE_RUN", str(BUILD / "tracer/collect/trace-run"))
TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(BUILD / "tests/trace_check"))
VERSION = (3, 11)
PACKAGE = "libpython3.11-testsuite"
LIMIT = 240  # seconds for a subject; only a hang gets there
SKIPPED = 77


def missing():
    """Why there is no judge here; nothing if there is one."""
    if sys.version_info[:2] != VERSION:
        return f"the tests are those of Python 3.11, and this is {sys.version.split()[0]}"
    if not importlib.util.find_spec("test") or not importlib.util.find_spec("test.lock_tests"):
        return f"CPython's own tests are not installed: apt-get install {PACKAGE}"
    return None


# ---- the parent: each subject apart ----

def judge_all(names):
    """True if something was wrong."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ways = [way for name in names for way in (
            pool.submit(judge_alone, name), pool.submit(judge_recorded, name))]
        return any([is_wrong(*way.result()) for way in ways])


def is_wrong(done, complaint):
    print(done.stdout, end="", flush=True)
    if done.returncode not in (0, 1) and not complaint:
        complaint = f"ended with status {done.returncode}"
    if complaint:
        print(f"FAIL {complaint}", flush=True)
    return bool(complaint) or done.returncode != 0


def judge_alone(name):
    done = run(command_of("judge", name))
    return done, None


def judge_recorded(name):
    """The findings of trace-run are no concern of the judge: the tests misuse what they test."""
    with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
        path = pathlib.Path(folder) / f"{name}.ctf"
        done = run([TRACE_RUN, "-o", str(path), *command_of("recorded", name)],
                   stderr=subprocess.PIPE)
        if done.returncode != 0:
            return done, f"recorded@{name}: {done.stderr}"
        check = run([TRACE_CHECK, str(path)])
        return done, f"recorded@{name}: {check.stdout}" if check.returncode != 0 else None


def command_of(group, name):
    return [sys.executable, __file__, "--as", group, name]


def run(command, stderr=subprocess.STDOUT):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, text=True)


# ---- the child: the cases of one subject ----

def judge(group, name):
    """True if something was wrong."""
    import subjects
    case, not_applicable = subjects.SUBJECTS[name]
    methods = unittest.TestLoader().getTestCaseNames(case)
    wrong = [method for method in not_applicable if method not in methods]
    for method in wrong:
        print(f"FAIL {group}@{name}.{method}: said not to apply, and not there")
    for method in methods:
        if method in not_applicable:
            print(f"n/a  {group}@{name}.{method}: {not_applicable[method]}")
        elif not run_case(f"{group}@{name}.{method}", case(method)):
            wrong.append(method)
    return bool(wrong)


def run_case(name, case):
    result = unittest.TestResult()
    case.run(result)
    complaints = result.failures + result.errors
    if complaints:
        print(f"FAIL {name}")
        print("".join(f"     {line}\n" for _, text in complaints for line in text.splitlines()))
    elif result.skipped:
        print(f"skip {name}: {result.skipped[0][1]}")
    else:
        print(f"ok   {name}", flush=True)
    return not complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--as", dest="group", help="run one subject here, its lines in this group")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT")
    options = parser.parse_args()
    reason = missing()
    if reason:
        print(f"skip judge: {reason}")
        return SKIPPED
    if not options.group:
        import subjects
        return judge_all(options.subjects or subjects.SUBJECTS)
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    return any([judge(options.group, name) for name in options.subjects])


if __name__ == "__main__":
    sys.exit(main())
