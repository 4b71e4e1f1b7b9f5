#!/usr/bin/env python3
"""However Python is started, it is recorded from inside, and does what it does without; a Python of
another version is recorded as a program of threads, and that is said."""

import os
import pathlib
import shutil
import subprocess
import sys

from python_test import PROGRAMS, PYTHON, ends_as_alone
from recorded_run import LIMIT, Run, check, run_cases

SCRIPT = str(PROGRAMS / "kept_lock.py")
OUTSIDE = "only CPython 3.11 is known from inside"
# Whoever is given no path and no module of ours is told what every script is told.
OPTIONS = [["-S"], ["-I"], ["-E"], ["-O"], ["-X", "dev"], ["-I", "-X", "dev"], ["-W", "error"], ["-u"]]


def check_known(run):
    """The script's own words stand in what is found."""
    check((run.status, run.kinds()), (124, ["abandoned-lock"]), "end")
    sentence = run.report["findings"][0]["sentence"]
    assert "shop ended" in sentence and "till" in sentence, sentence
    assert OUTSIDE not in run.stderr, run.stderr


def started(*command):
    def case(folder):
        check_known(Run(folder, PYTHON, *command))
    return "-".join(command[:-1]).replace("--", "-").strip("-").replace(" ", "-"), case


def as_module(folder):
    shutil.copy(SCRIPT, pathlib.Path(folder) / "shop_module.py")
    check_known(Run(folder, PYTHON, "-m", "shop_module"))


def from_a_string(folder):
    check_known(Run(folder, PYTHON, "-c", pathlib.Path(SCRIPT).read_text()))


def in_an_environment_of_its_own(folder):
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", "own"], cwd=folder, check=True,
                   timeout=LIMIT)
    check_known(Run(folder, "own/bin/python", SCRIPT))


def path_of_the_users_stays(folder):
    """Nothing of ours stands on it."""
    script = "import os, sys, many; print(os.environ['PYTHONPATH'], sys.path)"
    os.environ["PYTHONPATH"] = str(PROGRAMS)
    try:
        run = Run(folder, PYTHON, "-c", script)
        alone = subprocess.run([PYTHON, "-c", script], cwd=folder, capture_output=True, text=True,
                               timeout=LIMIT, check=True)
    finally:
        del os.environ["PYTHONPATH"]
    check((run.status, run.stdout.splitlines()[-1]), (0, alone.stdout.splitlines()[-1]), "path")


def others():
    """The oldest and the latest of other versions, where there are any."""
    kept = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"), "versions")
    found = {}
    for minor in [*range(6, 11), *range(12, 20)]:
        places = [shutil.which(f"python3.{minor}"), *kept.glob(f"3.{minor}.*/bin/python3")]
        found.update({minor: str(place) for place in places if place})
    return [found[minor] for minor in sorted({min(found), max(found)})] if found else []


def another_version(folder):
    for python in others():
        run = Run(folder, python, SCRIPT)
        check((run.status, run.stdout), (124, "closed\n"), "end of " + python)
        assert OUTSIDE in run.stderr, run.stderr
    if not others():
        print("skip python_start@another-version: only one Python is installed")


CASES = [
    *(started(*options, SCRIPT) for options in OPTIONS),
    ("as-module", as_module),
    ("from-a-string", from_a_string),
    ("in-an-environment-of-its-own", in_an_environment_of_its_own),
    ("path-of-the-users-stays", path_of_the_users_stays),
    ("another-version", another_version),
    ends_as_alone("asyncio_and_pools.py"),
]

if __name__ == "__main__":
    sys.exit(run_cases("python_start", CASES))
