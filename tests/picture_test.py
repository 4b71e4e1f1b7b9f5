#!/usr/bin/env python3
"""trace-export and trace-view --screenshot as a person starts them: the files they write, what they
say when they cannot, and their exit status. No display is needed.

usage: picture_test.py TRACE_VIEW TRACE_EXPORT TRACE_WRITER
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

from export_cases import run_cases, with_checks

VIEW, EXPORT, WRITER = sys.argv[1:4]

# a notification that nobody hears, in Chinese names and with a text that is no markup
LOST_NOTIFY = """C:condition uses L; A=小爱; B=天猫; C=cond; main thread.create+ A; A thread.begin A; main thread.create A;
    A lock.acquire L @0.7ms; A print 1 "<&天猫同学>" @1ms; A condition.notify C 1/0 @1.35ms;
    A lock.release L @1.4ms; main thread.create+ B @1.5ms; B thread.begin B @1.6ms;
    main thread.create B @1.7ms; B lock.acquire L @2.6ms; B condition.wait+ C @3.2ms;
    B ·lock.release L; B ·door.wait+ C #1; A thread.end A; main thread.join+ B;
    main ·door.wait+ B #1"""

SVG = "{http://www.w3.org/2000/svg}"


def run(*arguments):
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(arguments, capture_output=True, text=True, timeout=120,
                          env=environment, check=False)


def write_trace(folder):
    trace = folder / "poem.json"
    subprocess.run([WRITER, trace, "hung", LOST_NOTIFY], check=True, timeout=60)
    return trace


def case_screenshots_are_byte_identical(check, folder):
    trace = write_trace(folder)
    for name in ("a.png", "b.png"):
        result = run(VIEW, trace, "--screenshot", folder / name, "--size", "1280x800")
        check.equal((result.returncode, result.stderr), (0, ""), "screenshot")
    picture = (folder / "a.png").read_bytes()
    check.equal(picture[:8], b"\x89PNG\r\n\x1a\n", "signature")
    check.equal(int.from_bytes(picture[16:20], "big"), 1280, "width")
    check.true(picture == (folder / "b.png").read_bytes(), "two screenshots differ")


def case_window_and_export_show_the_same(check, folder):
    trace = write_trace(folder)
    for step in ("1", "3"):
        run(VIEW, trace, "--screenshot", folder / "view.png", "--step", step, "--theme", "dark")
        run(EXPORT, trace, "-o", folder / "export.png", "--step", step, "--theme", "dark")
        check.true((folder / "view.png").read_bytes() == (folder / "export.png").read_bytes(),
                   f"step {step} differs")


def case_svg_is_well_formed_and_self_contained(check, folder):
    trace = write_trace(folder)
    check.equal(run(EXPORT, trace, "-o", folder / "x.svg").returncode, 0, "status")
    root = xml.etree.ElementTree.parse(folder / "x.svg").getroot()
    words = "".join(text.text or "" for text in root.iter(SVG + "text"))
    check.true("小爱" in words and "天猫" in words, "names are words")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    check.equal(len(ids), len(set(ids)), "number of different ids")
    check.true("transport:play" in ids, "the play button is a group")
    links = [value for element in root.iter() for key, value in element.attrib.items()
             if "href" in key or "http" in value]
    check.equal(links, [], "links to the outside")


def case_words_say_what_the_picture_says(check, folder):
    trace = write_trace(folder)
    check.equal(run(EXPORT, trace, "-o", folder / "x.txt").returncode, 0, "status")
    words = (folder / "x.txt").read_text(encoding="utf-8")
    for part in ("天猫", "小爱", "cond (condition)", "nobody is waiting", "for ever"):
        check.true(part in words, f"the words lack {part!r}:\n{words}")
    run(EXPORT, trace, "-o", folder / "zh.txt", "--lang", "zh")
    check.true("永远" in (folder / "zh.txt").read_text(encoding="utf-8"), "Chinese words")


def case_time_chooses_the_step(check, folder):
    trace = write_trace(folder)
    for name, options in {"at": ["--at", "500us"], "start": ["--step", "0"]}.items():
        result = run(EXPORT, trace, "-o", folder / f"{name}.svg", *options)
        check.equal((result.returncode, result.stderr), (0, ""), name)
    check.true((folder / "at.svg").read_bytes() != (folder / "start.svg").read_bytes(),
               "another time is another picture")


def case_every_size_that_is_taken_is_drawn(check, folder):
    trace = write_trace(folder)
    for size in ("320x320", "640x360", "320x2000", "4000x320"):
        for options in ([], ["--steps", "3"]):
            result = run(EXPORT, trace, "-o", folder / "x.svg", "--size", size, *options)
            check.equal((result.returncode, result.stderr), (0, ""), f"{size} {options}")


def case_names_choose_what_is_unfolded(check, folder):
    trace = write_trace(folder)
    wishes = {"none": [], "one": ["--unfold", "天猫"], "process": ["--unfold", "main"],
              "all": ["--unfold", "all"]}
    brackets = {}
    for name, options in wishes.items():
        for program in (VIEW, EXPORT):
            result = run(program, trace, "-o", folder / "x.svg", *options)
            check.equal((result.returncode, result.stderr), (0, ""), name)
            words = (folder / "x.svg").read_text(encoding="utf-8")
            brackets[program, name] = words.count('id="bracket:')
        check.equal(brackets[VIEW, name], brackets[EXPORT, name], name)
    check.equal(brackets[VIEW, "none"], 0, "brackets of folded threads")
    check.true(0 < brackets[VIEW, "one"] <= brackets[VIEW, "process"] <= brackets[VIEW, "all"],
               f"brackets: {brackets}")
    result = run(EXPORT, trace, "-o", folder / "x.svg", "--unfold", "nobody")
    check.equal(result.returncode, 1, "an unknown name")
    check.true("no process, thread or object 'nobody'" in result.stderr, f"said {result.stderr!r}")


def case_unreadable_files_are_refused(check, folder):
    (folder / "bad.json").write_text("[{\"what\": ")
    for program, name in ((VIEW, "trace-view"), (EXPORT, "trace-export")):
        output = folder / "x.svg"
        for file, part in (("missing.json", "No such file"), ("bad.json", "bad.json")):
            result = run(program, folder / file, "-o", output)
            check.equal(result.returncode, 1, f"{name} {file}")
            check.true(result.stderr.startswith(f"{name}: ") and part in result.stderr,
                       f"{name} said {result.stderr!r}")
            check.true(not output.exists(), "a picture of nothing was left behind")


def case_two_traces_beside_each_other(check, folder):
    trace, other = write_trace(folder), folder / "other.json"
    other.write_bytes(trace.read_bytes())
    for out in ("both.svg", "both.png", "both.txt"):
        result = run(EXPORT, trace, other, "-o", folder / out)
        check.equal(result.returncode, 0, out)
    said = (folder / "both.txt").read_text(encoding="utf-8")
    check.true("Both runs do the same, in the same order." in said, f"wrote {said!r}")
    check.equal(run(VIEW, trace, other, "-o", folder / "view.svg").returncode, 0, "trace-view")
    check.equal((folder / "view.svg").read_bytes(), (folder / "both.svg").read_bytes(),
                "the same picture from both programs")


def case_usage_mistakes_exit_2(check, folder):
    trace = write_trace(folder)
    for arguments in ([], [trace, trace, trace], [trace, "--what"], [trace, "--size", "9x9"],
                      [trace, "--at", "soon"], [trace, "--theme", "blue"], [trace, "--lang", "de"],
                      [trace, "--step", "-1"], [trace, "--step", "1", "--at", "1ms"]):
        result = run(VIEW, *arguments)
        check.equal(result.returncode, 2, f"trace-view {arguments}")
        check.true("trace-view --help" in result.stderr, f"said {result.stderr!r}")
    check.equal(run(EXPORT, trace).returncode, 2, "trace-export without -o")


def case_impossible_wishes_exit_1(check, folder):
    trace = write_trace(folder)
    result = run(VIEW, trace, "-o", folder / "x.png", "--step", "999")
    check.equal(result.returncode, 1, "step 999")
    check.true("no step 999" in result.stderr, f"said {result.stderr!r}")
    result = run(EXPORT, trace, "-o", folder / "x.bmp")
    check.equal(result.returncode, 1, "bmp")
    check.true(".svg, .png, " in result.stderr, f"said {result.stderr!r}")
    result = run(EXPORT, trace, trace, "-o", folder / "x.csv")
    check.equal(result.returncode, 1, "two traces as a table")
    check.true("go into .svg, .png, .txt, .html, .gif" in result.stderr, f"said {result.stderr!r}")
    result = run(EXPORT, trace, folder / "none.json", "-o", folder / "x.png")
    check.equal(result.returncode, 1, "no second trace")
    check.true("none.json" in result.stderr, f"said {result.stderr!r}")
    result = run(EXPORT, trace, "-o", folder / "nowhere" / "x.png")
    check.equal(result.returncode, 1, "no folder")
    check.true("No such file or directory" in result.stderr, f"said {result.stderr!r}")
    result = run(VIEW, trace)
    check.equal(result.returncode, 1, "no display")
    check.true("cannot open a window" in result.stderr, f"said {result.stderr!r}")


def case_help_and_version(check, _folder):
    for program, name in ((VIEW, "trace-view"), (EXPORT, "trace-export")):
        result = run(program, "--help")
        check.equal(result.returncode, 0, f"{name} --help")
        check.true(result.stdout.startswith(f"usage: {name} FILE"), "usage")
        check.true(run(program, "--version").stdout.startswith(f"{name} 0."), "version")


CASES = [
    case_screenshots_are_byte_identical,
    case_window_and_export_show_the_same,
    case_svg_is_well_formed_and_self_contained,
    case_words_say_what_the_picture_says,
    case_time_chooses_the_step,
    case_every_size_that_is_taken_is_drawn,
    case_names_choose_what_is_unfolded,
    case_unreadable_files_are_refused,
    case_two_traces_beside_each_other,
    case_usage_mistakes_exit_2,
    case_impossible_wishes_exit_1,
    case_help_and_version,
]


if __name__ == "__main__":
    sys.exit(run_cases("picture", map(with_checks, CASES)))
