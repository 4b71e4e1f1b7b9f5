"""Packages of npm that exports are opened with: got once, into the folder of the build."""

import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

from recorded_run import LIMIT, ROOT

HOME = pathlib.Path(os.environ.get("THREADLANE_CONSUMERS", ROOT / "build/consumers"))
MODULES = HOME / "node_modules"


def missing(name, version, needed):
    """Why a package cannot be had, or None; it is got if the file or folder is not there yet."""
    if needed.exists():
        return None
    if shutil.which("npm") is None:
        return f"{name} is not there, and no npm to get it"
    return ran("install", "--prefix", HOME, "--ignore-scripts", "--no-audit", "--no-fund",
               f"{name}@{version}")


def missing_part(name, version, part, needed):
    """The same of one folder of a package, which becomes `needed`; what the package depends on, and
    what else is in it, does not come."""
    if needed.exists():
        return None
    if shutil.which("npm") is None:
        return f"{name} is not there, and no npm to get it"
    HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME) as folder:
        reason = ran("pack", "--pack-destination", folder, f"{name}@{version}")
        if reason is None:
            with tarfile.open(next(pathlib.Path(folder).glob("*.tgz"))) as package:
                package.extractall(folder, [one for one in package.getmembers()
                                            if one.name.startswith(f"package/{part}/")])
            pathlib.Path(folder, "package", part).rename(needed)
    return reason


def ran(*command):
    """None if npm has done it, or why not."""
    done = subprocess.run(["npm", *command], capture_output=True, text=True, timeout=LIMIT,
                          check=False)
    if done.returncode != 0:
        return f"npm cannot get {command[-1]}: " + " ".join(done.stderr.split())[-200:]
    return None
