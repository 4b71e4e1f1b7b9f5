#!/usr/bin/env python3
"""What trace-export makes for lectures, read by somebody else's programs: pages of PDF by poppler,
pictures by librsvg. The same trace and options give the same bytes, wherever and whenever; and no
name of a thread or a lock breaks anything.

usage: export_test.py TRACE_EXPORT TRACES_FOLDER
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

EXPORT, TRACES = sys.argv[1], pathlib.Path(sys.argv[2])
POEM = TRACES / "condition_poem_wrong_order.json"

# a name of a thread, of another one, of the condition
HOSTILE = {
    "markup": ("</text><script>alert(1)</script>&amp;", "a\"b'c`d\\e", "%s%n%5000d"),
    "scripts": ("👩‍👩‍👧‍👦🧵", "\u202eעברית العربية", "a\tb\nc\x01d\x1b[31m"),
    "long": ("n" * 10000, "线" * 5000, "w " * 5000),
}


class Missing(Exception):
    """A program that the case needs is not installed."""


class Checks:
    """What one case found wrong."""

    def __init__(self):
        self.failures = []

    def true(self, condition, what):
        if not condition:
            self.failures.append(what)

    def equal(self, got, expected, what):
        self.true(got == expected, f"{what}: expected {expected!r}, got {got!r}")


def export(check, trace, output, *options, **variables):
    """Runs trace-export; True if it went well."""
    done = subprocess.run([EXPORT, trace, "-o", output, *options], capture_output=True, text=True,
                          timeout=120, check=False, env={**os.environ, **variables})
    check.equal((done.returncode, done.stderr), (0, ""), f"export to {output.name}")
    return done.returncode == 0


def output_of(program, *arguments):
    if not shutil.which(program):
        raise Missing(program)
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120,
                          check=True).stdout


def info_of(pdf):
    return dict(re.findall(r"^(.+?):\s+(.*)$", output_of("pdfinfo", pdf), re.MULTILINE))


def case_pdf_pages(check, folder):
    pdf = folder / "x.pdf"
    export(check, POEM, pdf, "--steps", "1,3-5", "--title", "T<i>tle", "--author", "小明")
    info = info_of(pdf)
    check.equal((info["Pages"], info["Title"], info["Author"]), ("4", "T<i>tle", "小明"), "pdfinfo")
    words = output_of("pdftotext", "-f", "2", "-l", "2", pdf, "-")
    check.true("小爱" in words and "天猫 notifies: nobody is waiting" in words, "words of page 2")
    export(check, POEM, pdf, "--steps", "3", "--lang", "zh")
    check.true("丢" in output_of("pdftotext", pdf, "-"), "Chinese words")


def case_pdf_fonts(check, folder):
    pdf = folder / "x.pdf"
    export(check, POEM, pdf, "--steps", "key")
    rows = output_of("pdffonts", pdf).splitlines()[2:]
    check.true(rows, "there are fonts")
    for row in rows:
        embedded, subset, unicode = row.split()[-5:-2]
        check.equal((embedded, subset, unicode), ("yes", "yes", "yes"), row)


def case_pictures_are_numbered(check, folder):
    export(check, POEM, folder / "x.svg", "--steps", "2,4")
    names = sorted(path.name for path in folder.iterdir())
    check.equal(names, ["x-01.svg", "x-02.svg"], "files")
    root = xml.etree.ElementTree.parse(folder / "x-01.svg").getroot()
    check.true("takes the lock" in "".join(root.itertext()), "the caption is in the picture")
    export(check, POEM, folder / "one.png", "--steps", "2")
    check.true((folder / "one.png").exists(), "one picture has no number")


def case_marks_choose_steps(check, folder):
    trace = folder / "poem.json"
    shutil.copy(POEM, trace)
    failed = subprocess.run([EXPORT, trace, "-o", folder / "x.pdf", "--steps", "marks"],
                            capture_output=True, text=True, timeout=60, check=False)
    check.true("no steps are marked" in failed.stderr, "without marks")
    marks = {"version": 1, "marks": [{"time_ns": 800000}, {"time_ns": 1450000, "note": "看这里"}]}
    (folder / "poem.json.marks.json").write_text(json.dumps(marks), encoding="utf-8")
    export(check, trace, folder / "x.pdf", "--steps", "marks")
    check.equal(info_of(folder / "x.pdf")["Pages"], "2", "pages")
    check.true("看这里" in output_of("pdftotext", folder / "x.pdf", "-"), "the note is the caption")


def case_lanes_are_chosen(check, folder):
    export(check, POEM, folder / "x.svg", "--threads", "小爱", "--objects", "cond", "--from", "2ms")
    text = (folder / "x.svg").read_text(encoding="utf-8")
    check.true('id="thread:3"' in text and 'id="thread:2"' not in text, "one thread's lane")
    for option in ("--threads", "--objects"):
        failed = subprocess.run([EXPORT, POEM, "-o", folder / "x.svg", option, "nobody"],
                                capture_output=True, text=True, timeout=60, check=False)
        check.true("'nobody'" in failed.stderr and failed.returncode == 1, option)


def case_bytes_are_the_same(check, folder):
    places = {"a": {"TZ": "Asia/Shanghai", "LC_ALL": "C"},
              "b": {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8", "HOME": str(folder)}}
    for ending in ("svg", "png", "pdf", "txt"):
        made = []
        for name, variables in places.items():
            (folder / name).mkdir(exist_ok=True)
            export(check, POEM, folder / name / f"x.{ending}", "--steps", "3,5", **variables)
            made.append({p.name: p.read_bytes() for p in (folder / name).iterdir()})
        check.true(made[0] == made[1], f"{ending} differs")


def files_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def case_lecture(check, folder):
    made = []
    for name in ("a", "b"):
        done = subprocess.run([EXPORT, POEM, "--lecture", folder / name, "--author", "小明"],
                              capture_output=True, text=True, timeout=120, check=False,
                              env={**os.environ, "TZ": f"UTC-{len(made)}", "PATH": str(folder)})
        check.equal((done.returncode, done.stderr), (0, ""), "lecture")
        check.true("left out film.mp4" in done.stdout, "without ffmpeg it says so")
        made.append(files_of(folder / name))
    check.true(made[0] == made[1], f"two lectures differ in "
               f"{[n for n in made[0] if made[0][n] != made[1].get(n)]}")
    for name in ("slides.pdf", "slides.pptx", "questions.pdf", "handout.pdf", "handout.md",
                 "replay.html", "words.txt", "pictures/step-01.svg"):
        check.true(name in made[0], f"{name} is there")
    slides = folder / "a" / "slides.pdf"
    check.equal(info_of(slides)["Page size"], "960 x 540 pts", "slides")
    check.true("小明" in output_of("pdftotext", "-l", "1", slides, "-"), "the title page")
    questions = folder / "a" / "questions.pdf"
    asked = output_of("pdftotext", "-l", "1", questions, "-")
    told = output_of("pdftotext", "-f", "2", questions, "-")
    check.true("Will anybody hear this notify?" in asked, "a question")
    for word in ("Hang", "lost", "forever", "∞"):
        check.true(word not in asked, f"the question does not say {word!r}")
    check.true("The notify was lost" in told and "Hang" in told, "the answer")


def hostile_trace(folder, names):
    """The poem, with every name of a thread and of the condition replaced."""
    text = POEM.read_text(encoding="utf-8")
    for before, after in zip(("小爱", "天猫", "cond\""), names):
        text = text.replace(before, json.dumps(after)[1:-1] + before[4:])
    path = folder / "hostile.json"
    path.write_text(text, encoding="utf-8")
    return path


def case_hostile_names(check, folder):
    for kind, names in HOSTILE.items():
        trace = hostile_trace(folder, names)
        for ending in ("svg", "pdf", "png", "txt"):
            export(check, trace, folder / f"x.{ending}", "--steps", "9")
        root = xml.etree.ElementTree.parse(folder / "x.svg").getroot()
        tags = {element.tag.split("}")[1] for element in root.iter()}
        check.true("script" not in tags, f"{kind}: a script in the SVG")
        output_of("rsvg-convert", folder / "x.svg", "-o", folder / "x.svg.png")
        check.equal(info_of(folder / "x.pdf")["Pages"], "1", f"{kind}: pages")
        told = (folder / "x.txt").read_text(encoding="utf-8")
        check.true(not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told),
                   f"{kind}: characters that a terminal obeys")


CASES = {
    "export@pdf-has-a-page-a-step-and-can-be-searched": case_pdf_pages,
    "export@pdf-embeds-its-fonts": case_pdf_fonts,
    "export@pictures-are-numbered": case_pictures_are_numbered,
    "export@marks-choose-steps": case_marks_choose_steps,
    "export@lanes-are-chosen-by-name": case_lanes_are_chosen,
    "export@a-lecture-is-a-folder": case_lecture,
    "export@the-same-bytes-everywhere": case_bytes_are_the_same,
    "export@no-name-breaks-anything": case_hostile_names,
}


def main():
    failed = 0
    for name, case in CASES.items():
        check = Checks()
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(check, pathlib.Path(folder))
            except Missing as program:
                print(f"skip {name}: {program} is not installed")
                continue
        for failure in check.failures:
            print(f"{name}: {failure[:400]}", file=sys.stderr)
        print("FAIL" if check.failures else "ok  ", name)
        failed += bool(check.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
