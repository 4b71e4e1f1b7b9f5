#!/usr/bin/env python3
"""Every option of trace-export with every kind of file: it changes what is written, or it is refused
with a sentence. None is passed over.

usage: options_test.py TRACE_EXPORT [--heavy]
"""

import pathlib
import re
import subprocess
import sys

from export_cases import run_cases
from recorded_run import check

EXPORT = sys.argv[1]
TRACE = pathlib.Path(__file__).resolve().parent.parent / "traces/deadlock_ab_ba.json"
CALM = TRACE.parent / "deadlock_fixed_same_order.json"

# options, and what is given without them as well
OPTIONS = {
    "lang": ["--lang", "zh"],
    "spoiler-free": ["--spoiler-free"],
    "theme": ["--theme", "dark"],
    "size": ["--size", "4:3"],
    "axis": ["--axis", "step"],
    "unfold": ["--unfold", "all"],
    "step": ["--step", "3"],
    "at": ["--at", "1ms"],
    "steps": ["--steps", "1,3"],
    "threads": ["--threads", "main,A"],
    "objects": ["--objects", "a"],
    "from": ["--from", "1ms"],
    "to": ["--to", "2ms"],
    "crop": ["--crop"],
    "title": ["--title", "A title"],
    "author": ["--author", "An author"],
}
BEFORE = {"crop": ["--steps", "1"], "axis": ["--axis", "time"]}
WORDS = {"lang", "spoiler-free"}
PICTURES = set(OPTIONS) - {"author"}
HAS = {
    "svg": PICTURES, "png": PICTURES, "gif": PICTURES,
    "pdf": set(OPTIONS), "pptx": set(OPTIONS), "md": set(OPTIONS), "tex": set(OPTIONS),
    "html": set(OPTIONS) - {"size"},
    "txt": WORDS, "csv": WORDS, "sqlite": WORDS, "mmd": WORDS,
    "json": set(), "ctf": set(),
}
QUICK = ["svg", "txt", "csv", "sqlite", "mmd", "json", "ctf"]
REFUSAL = (r"trace-export: --{name} changes nothing in '.*x\.{ending}'; "
           r"try 'trace-export --help'\n")
REFUSAL_IN_CHINESE = r"trace-export: --{name} 对“.*x\.{ending}”没有作用；用法见“trace-export --help”\n"
WHOLE_RUNS = {"lang", "theme", "size", "axis", "unfold", "step", "at"}  # of two beside each other


def export(folder, name, *options, traces=(TRACE,)):
    """Everything that is written, or the sentence that refuses."""
    folder.mkdir()
    done = subprocess.run([EXPORT, *traces, "-o", folder / name, *options], capture_output=True,
                          text=True, timeout=120, check=False)
    if done.returncode:
        check((done.returncode, list(folder.iterdir())), (2, []), f"refusal: {done.stderr}")
        return done.stderr
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*")
            if path.is_file()}


def check_ending(folder, ending):
    for name, options in OPTIONS.items():
        before = BEFORE.get(name, []) if "steps" in HAS[ending] else []
        traces = [CALM if name == "crop" else TRACE]  # a deadlock is about everybody
        plain = export(folder / f"{ending}-{name}-without", f"x.{ending}", *before, traces=traces)
        got = export(folder / f"{ending}-{name}", f"x.{ending}", *before, *options, traces=traces)
        if name in HAS[ending]:
            assert isinstance(got, dict), f"--{name} of .{ending}: {got}"
            assert got != plain, f"--{name} is passed over by .{ending}"
        else:
            assert isinstance(got, str), f"--{name} is passed over by .{ending}"
            refusal = REFUSAL_IN_CHINESE if name == "lang" else REFUSAL
            assert re.fullmatch(refusal.format(name=name, ending=ending), got), got


def each_option_counts_or_is_refused(folder):
    for ending in QUICK:
        check_ending(folder, ending)


def each_option_counts_in_documents(folder):
    for ending in sorted(set(HAS) - set(QUICK)):
        check_ending(folder, ending)


def two_runs_have_no_choice_of_parts(folder):
    for name, options in OPTIONS.items():
        options = ["--size", "1000x600"] if name == "size" else options
        got = export(folder / name, "x.svg", *options, traces=(TRACE, CALM))
        check(isinstance(got, dict), name in WHOLE_RUNS, f"--{name} is taken")


def an_author_needs_a_title_page(folder):
    refused = export(folder / "one", "x.svg", "--author", "A")
    assert isinstance(refused, str), "an author of a single picture"
    pages = export(folder / "pages", "x.svg", "--author", "A", "--steps", "1,2", "--size", "16:9")
    check(len(pages), 4, "title, two steps, what was found")


def all_options_go_together(folder):
    together = ["--steps", "1-4", "--threads", "main,A", "--objects", "a", "--from", "0.1ms", "--to",
                "3ms", "--axis", "time", "--size", "4:3", "--theme", "paper", "--lang", "zh",
                "--title", "T", "--author", "A", "--spoiler-free", "--unfold", "A"]
    for ending in ("pdf", "pptx", "md", "tex"):
        got = export(folder / ending, f"x.{ending}", *together)
        assert isinstance(got, dict), f".{ending}: {got}"


CASES = [each_option_counts_or_is_refused, two_runs_have_no_choice_of_parts,
         an_author_needs_a_title_page, all_options_go_together]
HEAVY = [each_option_counts_in_documents]


if __name__ == "__main__":
    sys.exit(run_cases("options", CASES, HEAVY))
