#!/usr/bin/env python3
"""trace-run --lttng for a user who is not root, in no group of LTTng's, and without a home: the same
cases as for root, in a process of that user."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from recorded_run import LOCK_LOOP

NOBODY = 65534
CASES = {
    "lttng_test.py": ["counts-are-equal", "forks-are-followed", "hang-is-proven-and-told",
                      "killed-program-leaves-what-lttng-keeps", "killed-trace-run-leaves-nobody",
                      "trace-goes-to-a-relay-daemon"],
    "lttng_daemon_test.py": ["stopped-daemon-stops-nobody", "killed-daemon-stops-nobody"],
}


def become_nobody():
    """The command that does, or none and the reason."""
    if os.geteuid():
        return [], None  # this is such a user
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if not shutil.which("setpriv"):
        return None, "no setpriv (package util-linux)"
    for path in (LOCK_LOOP, __file__):
        if subprocess.run([*user, "test", "-r", path], check=False).returncode:
            return None, "nobody may read what was built"
    return user, None


def main():
    user, reason = become_nobody()
    if user is None:
        print(f"skip lttng_user: {reason}")
        return 0
    here, failed = pathlib.Path(__file__).parent, 0
    places = {name: value for name, value in os.environ.items() if name != "HOME"}
    with tempfile.TemporaryDirectory(prefix="threadlane-") as folder:
        os.chmod(folder, 0o777)
        for script, names in CASES.items():
            failed |= subprocess.run([*user, sys.executable, "-B", str(here / script), *names],
                                     env={**places, "TMPDIR": folder}, cwd=folder).returncode
        left = [name for name in os.listdir(folder) if name.startswith("threadlane-lttng-")]
    if left:
        print(f"FAIL lttng_user@nothing-is-left: {left}")
        return 1
    print("ok   lttng_user@nothing-is-left")
    return failed


if __name__ == "__main__":
    if not shutil.which("lttng-sessiond"):
        print("skip lttng_user: no lttng-sessiond (package lttng-tools)")
        sys.exit(0)
    sys.exit(main())
