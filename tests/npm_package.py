"""Packages of npm that exports are opened with: got once, into the folder of the build."""

import os
import pathlib
import shutil
import subprocess

from recorded_run import LIMIT, ROOT

HOME = pathlib.Path(os.environ.get("THREADLANE_CONSUMERS", ROOT / "build/consumers"))
MODULES = HOME / "node_modules"


def missing(name, version, needed):
    """Why a package cannot be had, or None; it is got if the file or folder is not there yet."""
    if needed.exists():
        return None
    if shutil.which("npm") is None:
        return f"{name} is not there, and no npm to get it"
    done = subprocess.run(["npm", "install", "--prefix", HOME, "--ignore-scripts", "--no-audit",
                           "--no-fund", f"{name}@{version}"], capture_output=True, text=True,
                          timeout=LIMIT, check=False)
    if done.returncode != 0:
        return f"npm cannot get {name}: " + " ".join(done.stderr.split())[-200:]
    return None
