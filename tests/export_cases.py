"""What the tests of trace-export share: how a case reports, and how cases are run one after the
other, each in a folder of its own."""

import pathlib
import re
import subprocess
import sys
import tempfile


class Missing(Exception):
    """Something that the case needs is not there."""


class Checks:
    """What one case found wrong; it goes on after that."""

    def __init__(self):
        self.failures = []

    def true(self, condition, what):
        if not condition:
            self.failures.append(what)

    def equal(self, got, expected, what):
        self.true(got == expected, f"{what}: expected {expected!r}, got {got!r}")


def with_checks(case):
    """The same case, of checks and a folder, as one that fails in the end."""
    def run(folder):
        checks = Checks()
        case(checks, folder)
        assert not checks.failures, "\n".join(failure[:400] for failure in checks.failures)
    run.__name__ = case.__name__
    return run


def output_of(program, *arguments):
    """What somebody else's program prints."""
    try:
        return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120,
                              check=True).stdout
    except FileNotFoundError as error:
        raise Missing(f"{program} is not installed") from error


def name_of(case):
    return re.sub("^case_", "", case.__name__).replace("_", "-")


def run_cases(group, cases, heavy=()):
    """Cases are functions of a folder. Those that are heavy run under --heavy alone, for which
    everybody need not wait. Returns the exit status."""
    failed = 0
    for case in heavy if "--heavy" in sys.argv else cases:
        name = f"{group}@{name_of(case)}"
        with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
            try:
                case(pathlib.Path(folder))
                print(f"ok   {name}", flush=True)
            except Missing as reason:
                print(f"skip {name}: {reason}", flush=True)
            except Exception as error:  # whatever a reader of a broken file throws
                print(f"FAIL {name}: {type(error).__name__}: {str(error)[:2000]}", flush=True)
                failed += 1
    return 1 if failed else 0
