#!/usr/bin/env python3
"""What trace-export makes for lectures, read by somebody else's programs: pages of PDF by poppler,
pictures by librsvg. The same trace and options give the same bytes, wherever and whenever; and no
name of a thread or a lock breaks anything.

usage: export_test.py TRACE_EXPORT TRACES_FOLDER [--heavy]
"""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree

from export_cases import output_of, run_cases, with_checks

EXPORT, TRACES = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
POEM = TRACES / "condition_poem_wrong_order.json"

# a name of a thread, of another one, of the condition
HOSTILE = {
    "markup": ("</text><script>alert(1)</script>&amp;", "a\"b'c`d\\e", "%s%n%5000d"),
    "scripts": ("👩‍👩‍👧‍👦🧵", "\u202eעברית العربية", "a\tb\nc\x01d\x1b[31m"),
    "long": ("n" * 10000, "线" * 5000, "w " * 5000),
}


def export(check, trace, output, *options, **variables):
    """Runs trace-export; True if it went well."""
    done = subprocess.run([EXPORT, trace, "-o", output, *options], capture_output=True, text=True,
                          timeout=120, check=False, env={**os.environ, **variables})
    check.equal((done.returncode, done.stderr), (0, ""), f"export to {output.name}")
    return done.returncode == 0


def info_of(pdf):
    return dict(re.findall(r"^(.+?):\s+(.*)$", output_of("pdfinfo", pdf), re.MULTILINE))


def case_pdf_has_a_page_a_step_and_can_be_searched(check, folder):
    pdf = folder / "x.pdf"
    export(check, POEM, pdf, "--steps", "1,3-5", "--title", "T<i>tle", "--author", "小明")
    info = info_of(pdf)
    check.equal((info["Pages"], info["Title"], info["Author"]), ("4", "T<i>tle", "小明"), "pdfinfo")
    words = output_of("pdftotext", "-f", "2", "-l", "2", pdf, "-")
    check.true("小爱" in words and "天猫 notifies: nobody is waiting" in words, "words of page 2")
    export(check, POEM, pdf, "--steps", "3", "--lang", "zh")
    check.true("丢" in output_of("pdftotext", pdf, "-"), "Chinese words")


def case_pdf_embeds_its_fonts(check, folder):
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


def case_lanes_are_chosen_by_name(check, folder):
    export(check, POEM, folder / "x.svg", "--threads", "小爱", "--objects", "cond", "--from", "2ms")
    text = (folder / "x.svg").read_text(encoding="utf-8")
    check.true('id="thread:3"' in text and 'id="thread:2"' not in text, "one thread's lane")
    for option in ("--threads", "--objects"):
        failed = subprocess.run([EXPORT, POEM, "-o", folder / "x.svg", option, "nobody"],
                                capture_output=True, text=True, timeout=60, check=False)
        check.true("'nobody'" in failed.stderr and failed.returncode == 1, option)


PAGES = ("--steps", "3,5", "--size", "960x540", "--lang", "en")
WORDS = ("--lang", "en")
ENDINGS = {"svg": PAGES, "png": PAGES, "pdf": PAGES, "pptx": PAGES, "md": PAGES, "tex": PAGES,
           "gif": PAGES, "html": WORDS, "txt": WORDS, "csv": WORDS, "sqlite": WORDS, "mmd": WORDS,
           "json": (), "ctf": ()}


def one_processor():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.umask(0o077)


def export_somewhere(check, folder, ending, options, trace, variables, before):
    """From where the trace lies, under its name alone."""
    there = folder / "deep"
    there.mkdir(parents=True)
    shutil.copy(trace, there / "trace.json")
    done = subprocess.run([EXPORT, "trace.json", "-o", f"../x.{ending}", *options], cwd=there,
                          capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "LANGUAGE": "", **variables}, preexec_fn=before)
    check.equal((done.returncode, done.stderr), (0, ""), f"export to .{ending}")
    shutil.rmtree(there)
    return files_of(folder)


def check_bytes(check, folder, endings):
    places = {
        "here": ({"TZ": "Asia/Shanghai", "LC_ALL": "C", "HOME": "/"}, None),
        "far": ({"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8", "HOME": str(folder),
                 "SOURCE_DATE_EPOCH": "1000000000", "TMPDIR": str(folder)}, one_processor),
    }
    for ending in endings:
        here, far = [export_somewhere(check, folder / place / ending, ending, ENDINGS[ending], POEM,
                                      *around) for place, around in places.items()]
        check.true(here and here == far, f".{ending} differs: {list(here)}")


def case_the_same_bytes_everywhere(check, folder):
    """Whatever the time zone, locale, home, folder, umask, date and number of processors."""
    check_bytes(check, folder, ENDINGS)


def case_locale_chooses_the_language(check, folder):
    for name, variables, options in [("asked", {"LC_ALL": "C.UTF-8"}, ("--lang", "zh")),
                                     ("locale", {"LC_ALL": "zh_CN.UTF-8"}, ()),
                                     ("wish", {"LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "fr:zh"}, ())]:
        export(check, POEM, folder / f"{name}.txt", *options, **{"LANGUAGE": "", **variables})
    asked = (folder / "asked.txt").read_bytes()
    check.true("线程".encode() in asked, "Chinese where it was asked for")
    for name in ("locale", "wish"):
        check.true((folder / f"{name}.txt").read_bytes() == asked, f"Chinese by {name}")


def files_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def case_a_race_is_shown_with_the_gil(check, folder):
    export(check, TRACES / "gil_counter_race.json", folder / "x.svg", "--steps", "key",
           "--size", "16:9")
    words = "".join(xml.etree.ElementTree.parse(folder / "x-01.svg").getroot().itertext())
    check.true("GIL" in words and "total" in words, "the lanes of the GIL and of the variable")


def make_lecture(check, folder, **variables):
    done = subprocess.run([EXPORT, POEM, "--lecture", folder, "--author", "小明"],
                          capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "PATH": str(folder), **variables})
    check.equal((done.returncode, done.stderr), (0, ""), "lecture")
    check.true("left out film.mp4" in done.stdout, "without ffmpeg it says so")
    return files_of(folder)


def case_a_lecture_is_a_folder(check, folder):
    made = make_lecture(check, folder)
    for name in ("slides.pdf", "slides.pptx", "questions.pdf", "handout.pdf", "handout.md",
                 "replay.html", "words.txt", "pictures/step-01.svg"):
        check.true(name in made, f"{name} is there")
    slides = folder / "slides.pdf"
    check.equal(info_of(slides)["Page size"], "960 x 540 pts", "slides")
    check.true("小明" in output_of("pdftotext", "-l", "1", slides, "-"), "the title page")
    questions = folder / "questions.pdf"
    asked = output_of("pdftotext", "-l", "1", questions, "-")
    told = output_of("pdftotext", "-f", "2", questions, "-")
    check.true("Will anybody hear this notify?" in asked, "a question")
    for word in ("Hang", "lost", "forever", "∞"):
        check.true(word not in asked, f"the question does not say {word!r}")
    check.true("The notify was lost" in told and "Hang" in told, "the answer")


def case_lectures_are_the_same_each_time(check, folder):
    first, second = (make_lecture(check, folder / name, TZ=f"UTC-{len(name)}")
                     for name in ("a", "bcd"))
    check.true(first == second,
               f"two lectures differ in {[n for n in first if first[n] != second.get(n)]}")


def hostile_trace(folder, names):
    """The poem, with every name of a thread and of the condition replaced."""
    text = POEM.read_text(encoding="utf-8")
    for before, after in zip(("小爱", "天猫", "cond\""), names):
        text = text.replace(before, json.dumps(after)[1:-1] + before[4:])
    path = folder / "hostile.json"
    path.write_text(text, encoding="utf-8")
    return path


def check_names(check, folder, kind, *options, endings=("svg", "pdf", "txt")):
    trace = hostile_trace(folder, HOSTILE[kind])
    for ending in endings:
        export(check, trace, folder / f"x.{ending}",
               *(() if ending == "txt" else ("--steps", "9", *options)))
    root = xml.etree.ElementTree.parse(folder / "x.svg").getroot()
    tags = {element.tag.split("}")[1] for element in root.iter()}
    check.true("script" not in tags, f"{kind}: a script in the SVG")
    output_of("rsvg-convert", folder / "x.svg", "-o", folder / "x.svg.png")
    check.equal(info_of(folder / "x.pdf")["Pages"], "1", f"{kind}: pages")
    told = (folder / "x.txt").read_text(encoding="utf-8")
    check.true(not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told),
               f"{kind}: characters that a terminal obeys")


def case_no_name_breaks_anything(check, folder):
    for kind in ("markup", "scripts"):
        check_names(check, folder, kind, "--size", "960x540")


def case_no_name_is_too_long(check, folder):
    check_names(check, folder, "long", endings=("svg", "pdf", "png", "txt"))


def case_slides_of_all_steps_are_read_from_afar(check, folder):
    export(check, TRACES / "manager_queue.json", folder / "x.svg", "--steps", "all",
           "--size", "16:9")
    for path in folder.glob("x-*.svg"):
        root = xml.etree.ElementTree.parse(path).getroot()
        check.equal(root.get("viewBox").split()[2], "640", f"units of 1.5 points in {path.name}")


def case_a_full_disk_costs_nothing(check, folder):
    """Of each kind of file: the older one stays, and nothing is left of the new one."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    export(check, POEM, folder / "x.ctf")
    old = (folder / "x.ctf/metadata").read_bytes()
    endings = ["svg", "png", "pdf", "html", "gif", "txt", "pptx", "mmd", "sqlite", "json"]
    for ending in endings:
        (folder / f"x.{ending}").write_text("last year's")
    before = sorted(folder.iterdir())
    for ending in endings + ["ctf"]:
        done = subprocess.run([EXPORT, POEM, "-o", folder / f"x.{ending}"], capture_output=True,
                              text=True, timeout=120, check=False, preexec_fn=limit)
        check.equal(done.returncode, 1, f"status of .{ending}")
        check.true(re.search("too large|disk", done.stderr), f".{ending}: {done.stderr!r}")
        check.equal(sorted(folder.iterdir()), before, f"files after .{ending}")
    for ending in endings:
        check.equal((folder / f"x.{ending}").read_text(), "last year's", f"the older .{ending}")
    check.equal((folder / "x.ctf/metadata").read_bytes(), old, "the older .ctf")


def case_whenever_it_is_interrupted_all_or_nothing(check, folder):
    """As soon as there is something, and then later and later."""
    names = {"x.json", "x.ctf"}
    for name in sorted(names):
        for milliseconds in (0, 1, 3, 9):
            running = subprocess.Popen([EXPORT, TRACES / "semaphore_spider.json", "-o",
                                        folder / name], stderr=subprocess.DEVNULL)
            end = time.monotonic() + 20
            while running.poll() is None and not any(folder.iterdir()) and time.monotonic() < end:
                time.sleep(0.0002)
            time.sleep(milliseconds / 1000)
            running.send_signal(signal.SIGINT)
            status = running.wait(timeout=60)
            left = [path.name for path in folder.iterdir()]
            check.true(status in (0, -signal.SIGINT), f"status {status} of {name}")
            check.true(left == [] or left == [name], f"{left} is left of {name}")
            if left == [name]:
                export(check, folder / name, folder / "again.txt")
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


CASES = [
    case_pdf_has_a_page_a_step_and_can_be_searched,
    case_pdf_embeds_its_fonts,
    case_pictures_are_numbered,
    case_marks_choose_steps,
    case_lanes_are_chosen_by_name,
    case_a_race_is_shown_with_the_gil,
    case_a_lecture_is_a_folder,
    case_the_same_bytes_everywhere,
    case_locale_chooses_the_language,
    case_a_full_disk_costs_nothing,
    case_whenever_it_is_interrupted_all_or_nothing,
    case_no_name_breaks_anything,
]
HEAVY = [
    case_lectures_are_the_same_each_time,
    case_no_name_is_too_long,
    case_slides_of_all_steps_are_read_from_afar,
]


if __name__ == "__main__":
    sys.exit(run_cases("export", map(with_checks, CASES), map(with_checks, HEAVY)))
