#!/usr/bin/env python3
"""Holds the source to the rules of the house; prints a line a rule, complaints below a broken one.

    tests/tidy/tidy.py [ROOT]
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import rules

OWN_FOLDER = "tests/tidy/"  # the rules name what they forbid


def source_paths(root):
    """Every text file of the project, by its path from the root."""
    for folder, names, files in os.walk(root):
        top = folder == str(root)
        names[:] = sorted(n for n in names
                          if n != ".git" and n != "__pycache__" and not (top and n.startswith("build")))
        for name in sorted(files):
            path = pathlib.Path(folder, name)
            if not path.is_symlink() and is_source(path):
                yield str(path.relative_to(root))


def is_source(path):
    return path.suffix in {".c", ".h", ".py", ".sh", ".md", ".build"} or (
        path.suffix == "" and path.parent.name in {"bin", ".ci", "tests"})


def complaints_by_rule(root):
    """Rows of: rule name, list of complaints."""
    sources = {path: (root / path).read_text(encoding="utf-8").splitlines()
               for path in source_paths(root) if not path.startswith(OWN_FOLDER)}
    for rule in rules.FILE_RULES:
        yield rule.__name__, [c for path, lines in sources.items() for c in rule(path, lines)]
    yield "living_documents", [
        complaint for path, lines in sources.items()
        for complaint in rules.living_documents(path, lines, lambda p: is_there(root, p))]
    yield "told_scenarios", list(rules.told_scenarios(sources))
    yield "layout", layout([path for path in sources if rules.is_c(path)], root)


def is_there(root, path):
    """A program is named without the suffix of its source, a module without that of its pair."""
    return any((root / (path + suffix)).exists() for suffix in ("", ".c", ".h"))


def layout(paths, root):
    """clang-format decides the layout; None where it is not installed in the version agreed on."""
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    version = program and subprocess.run([program, "--version"], capture_output=True, text=True)
    if not program or " version 14." not in version.stdout:
        return None
    done = subprocess.run([program, "--dry-run", "--Werror", *paths], cwd=root,
                          capture_output=True, text=True)
    found = re.findall(r"^(\S+:\d+):\d+: error", done.stderr, re.MULTILINE)
    return [f"{place}: not as clang-format lays it out" for place in dict.fromkeys(found)]


def main():
    default = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    broken = 0
    for name, complaints in complaints_by_rule(root):
        if complaints is None:
            print(f"skip tidy@{name}: there is no clang-format 14")
            continue
        print(f"{'FAIL' if complaints else 'ok  '} tidy@{name}")
        print("".join(f"     {complaint}\n" for complaint in complaints[:40]), end="")
        broken += bool(complaints)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
