#!/usr/bin/env python3
"""The lecture guide holds to the checkout: what its commands name is there, the options are known,
both languages have the same commands, the pictures are there. With --run the commands are run, but
for those that open a window, of which the recording is drawn.

usage: guide_test.py TRACE_VIEW TRACE_EXPORT [--run]
"""

import pathlib
import re
import shlex
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from recorded_run import LIMIT, ROOT, TRACE_RUN, check, run_cases

VIEW, EXPORT = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
RUNS = "--run" in sys.argv
del sys.argv[1:]  # run_cases takes what is left for names of cases
PAGES = {"en": ROOT / "docs/lecture-guide.md", "zh": ROOT / "docs/lecture-guide.zh-CN.md"}
PROGRAMS = {"bin/trace-run": TRACE_RUN, "bin/trace-view": VIEW, "bin/trace-export": EXPORT}
STATUSES = {0, 124, 143}  # ended, hung and was stopped, cut by --stop-after


def text_of(language):
    return PAGES[language].read_text(encoding="utf-8")


def commands(language):
    """Each as a list of words, without what a shell takes for a comment."""
    return [shlex.split(line, comments=True) for line in text_of(language).splitlines()
            if line.startswith("bin/")]


def without_language(command):
    words = list(command)
    while "--lang" in words:
        del words[words.index("--lang"):words.index("--lang") + 2]
    return words


def both_languages_have_the_same_commands(_):
    check([without_language(one) for one in commands("zh")],
          [without_language(one) for one in commands("en")], "commands")


def what_is_named_is_there(_):
    for language in PAGES:
        for command in commands(language):
            assert command[0] in PROGRAMS, command
            for word in command[1:]:
                if word.startswith("traces/"):
                    assert (ROOT / word).is_file(), word
                if word.startswith("scenarios/"):
                    assert (ROOT / f"{word}.c").is_file(), word


def options_are_known(_):
    helps = {name: subprocess.run([program, "--help"], capture_output=True, text=True,
                                  timeout=LIMIT, check=True).stdout
             for name, program in PROGRAMS.items()}
    for language in PAGES:
        for command in commands(language):
            for word in command[1:]:
                if word.startswith("--"):
                    assert word in helps[command[0]], f"{command}: {word}"


def pictures_are_there(_):
    shown = set()
    for language, page in PAGES.items():
        for name in re.findall(r"\]\((pictures/[^)]+)\)", text_of(language)):
            ElementTree.parse(page.parent / name)
            assert "lanes-scroll" not in (page.parent / name).read_text(encoding="utf-8"), \
                f"{name} does not show all lanes"
            check(name.endswith(".zh.svg"), language == "zh", name)
            shown.add(pathlib.PurePath(name).name)
    kept = {path.name for path in (ROOT / "docs/pictures").glob("*.svg")}
    check(kept, shown, "pictures in the folder")


def drawing_of(command, folder):
    """Instead of a window."""
    return [EXPORT, command[1], "-o", str(folder / "view.svg")]


def commands_do_as_they_are_told(folder):
    folder = pathlib.Path(folder)
    (folder / "traces").symlink_to(ROOT / "traces")
    for language in PAGES:
        for command in commands(language):
            told = (drawing_of(command, folder) if command[0] == "bin/trace-view"
                    else [PROGRAMS[command[0]], *command[1:]])
            done = subprocess.run(told, cwd=folder, capture_output=True, text=True, timeout=LIMIT,
                                  stdin=subprocess.DEVNULL, check=False)
            assert done.returncode in STATUSES, f"{command}: {done.returncode} {done.stderr}"


def main():
    cases = [both_languages_have_the_same_commands, what_is_named_is_there, options_are_known,
             pictures_are_there]
    cases = [commands_do_as_they_are_told] if RUNS else cases
    return run_cases("guide", [(case.__name__.replace("_", "-"), case) for case in cases])


if __name__ == "__main__":
    sys.exit(main())
