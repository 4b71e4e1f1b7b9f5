#!/usr/bin/env python3
"""Programs of all kinds do under trace-run what they do without it: output, status, signals. Those that
nothing can be loaded into are told so, and run as they are."""

import os
import pathlib
import shutil
import subprocess
import sys

from recorded_run import LIMIT, Run, check, run_cases
from unmodified_run import find_program

PROGRAM = find_program("unmodified_processes")

COMMANDS = {
    "pipeline": "seq 1000 | sort -rn | head -3; echo $(seq 3 | wc -l)",
    "compressed": "seq 10000 | gzip | gunzip | md5sum",
    "trap": "trap 'echo term' TERM; kill -TERM $$; echo done",
    "killed": "kill -KILL $$",
    "segmentation-fault": "kill -SEGV $$",
    "status": "exit 42",
    "descriptors": "exec 3>&1; echo to three >&3; exec 3>&-; echo gone >&3",
    "background": "(echo one; exit 3) & wait $!; echo $?",
    "limited": "timeout 0.2 sleep 5; echo $?",
    "many-at-once": "seq 20 | xargs -P4 -n1 echo | sort -n | md5sum",
    "substituted": "cat /proc/self/comm; echo $(echo inner $(echo innermost))",
    "input-closed": "read x <&-; echo $?",
}


def same(name):
    def case(folder):
        command = ["sh", "-c", COMMANDS[name]]
        alone = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT,
                               stdin=subprocess.DEVNULL)
        run = Run(folder, "-o", "run.ctf", *command)
        status = alone.returncode if alone.returncode >= 0 else 128 - alone.returncode
        check((run.status, run.stdout), (status, alone.stdout), "status and output")
        check(run.kinds(), [], "findings")
    return name, case


def nothing_is_loaded_into_who_changes_its_user(folder):
    program = pathlib.Path(folder, "program")
    shutil.copy(PROGRAM, program)
    try:
        os.chown(program, 65534, 65534)
    except PermissionError:
        print("skip preload-matrix@nothing-is-loaded-into-who-changes-its-user: not root")
        return
    program.chmod(0o4755)
    pathlib.Path(folder).chmod(0o755)
    run = Run(folder, "-o", "run.ctf", str(program), "wait-for-any")
    check((run.status, run.stdout), (0, "6 No child processes\n"), "status and output")
    reason = run.report["nothing_recorded"]
    assert "runs as another user" in reason and reason in run.stderr, run.stderr


CASES = [same(name) for name in COMMANDS] + [
    ("nothing-is-loaded-into-who-changes-its-user", nothing_is_loaded_into_who_changes_its_user),
]

if __name__ == "__main__":
    sys.exit(run_cases("preload-matrix", CASES))
