"""Runs of programs that were not written with us: what the tests of each kind of object share.

The build says by its environment where the programs are (THREADLANE_<NAME>) and which one checks
the invariants of a recording (THREADLANE_TRACE_CHECK)."""

import os
import pathlib
import subprocess

from recorded_run import LIMIT, ROOT, Run, check

TRACE_CHECK = os.environ.get("THREADLANE_TRACE_CHECK", str(ROOT / "build/tests/trace_check"))


def find_program(name):
    return os.environ.get("THREADLANE_" + name.upper(), str(ROOT / "build/tests" / name))


def record(folder, *arguments):
    """A run whose recording holds to the invariants; bytes that were lost would break them."""
    run = Run(folder, "-o", "run.ctf", *arguments)
    done = subprocess.run([TRACE_CHECK, str(pathlib.Path(folder) / "run.ctf")],
                          capture_output=True, text=True, timeout=LIMIT)
    check(done.returncode, 0, "invariants: " + done.stdout[:1000])
    return run


def hangs(program, story, kind, *words):
    """Ends as hung, with one finding of that kind whose sentence has these words."""
    def case(folder):
        run = record(folder, program, story)
        check((run.status, run.report["outcome"]), (124, "hung"), "end")
        check(run.kinds(), [kind], "findings")
        sentence = run.report["findings"][0]["sentence"]
        for word in words:
            assert word in sentence, sentence
    return story, case


def is_the_same_as_alone(program, story, *findings):
    """The same output and status as without trace-run, and no finding but these."""
    def case(folder):
        alone = subprocess.run([program, story], capture_output=True, text=True, timeout=LIMIT)
        run = record(folder, program, story)
        check((run.status, run.stdout), (alone.returncode, alone.stdout), "status and output")
        check((run.report["outcome"], run.kinds()), ("ended", list(findings)), "outcome and findings")
        check(run.report["lost_events"], 0, "lost events")
    return story, case
