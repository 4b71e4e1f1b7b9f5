#!/usr/bin/env python3
"""Documents for a lecture: the slides (.pptx), the handout (.md) and the frames (.tex), looked at as
what they are: packages of XML, words, names of files. office_test.py and tex_test.py have the
programs open them that people will.

usage: lecture_test.py TRACE_VIEW TRACE_EXPORT TRACE_WRITER [--heavy]
"""

import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

import hostile_names
from export_cases import run_cases
from recorded_run import check

EXPORT, WRITER = sys.argv[2:4]
ROOT = pathlib.Path(__file__).resolve().parent.parent
POEM = ROOT / "traces/condition_poem_wrong_order.json"
CIRCLE = ROOT / "traces/deadlock_ab_ba.json"
SMALL = ("--size", "960x540")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SHOW = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def export(trace, output, *options):
    done = subprocess.run([EXPORT, trace, "-o", output, *options], capture_output=True, text=True,
                          timeout=120, check=False)
    check((done.returncode, done.stderr), (0, ""), f"export to {output}")
    return output


def parts(path):
    with zipfile.ZipFile(path) as package:
        check(package.testzip(), None, "a broken part")
        return {name: package.read(name) for name in package.namelist()}


def words_of(xml):
    return "\n".join(one.text or "" for one in ElementTree.fromstring(xml).iter(DRAWING + "t"))


# ---- slides ----

def slides_are_a_whole_package(folder):
    package = parts(export(POEM, folder / "x.pptx", "--steps", "1-4", *SMALL))
    types = package["[Content_Types].xml"].decode()
    for name, content in package.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
        if name.endswith(".xml") and not name.startswith("["):
            assert f'PartName="/{name}"' in types, f"{name} has no type"
        if name.endswith(".rels"):
            home = pathlib.PurePosixPath(name).parent.parent
            for target in re.findall(r'Target="([^"]+)"', content.decode()):
                steps = []
                for step in (home / target).parts:
                    steps = steps[:-1] if step == ".." else steps + [step]
                assert "/".join(steps) in package, f"{name} leads to {target}"
    check(sum(name.startswith("ppt/slides/slide") for name in package), 4, "slides")


def slides_have_picture_words_and_notes(folder):
    package = parts(export(POEM, folder / "x.pptx", "--steps", "3,10", *SMALL))
    check(package["ppt/media/image1.png"][:8], b"\x89PNG\r\n\x1a\n", "pixels")
    check(int.from_bytes(package["ppt/media/image1.png"][16:20], "big"), 1920, "pixels in a row")
    ElementTree.fromstring(package["ppt/media/image1.svg"])
    slide = package["ppt/slides/slide1.xml"].decode()
    assert "asvg:svgBlip" in slide, "no SVG"
    picture = next(ElementTree.fromstring(slide).iter(SHOW + "pic"))
    told = next(picture.iter(SHOW + "cNvPr")).get("descr")
    assert "天猫 notifies: nobody is waiting" in told, told
    assert "condition_poem_wrong_order.c:32" in words_of(
        package["ppt/notesSlides/notesSlide1.xml"]), "no source line in the notes"
    notes = words_of(package["ppt/notesSlides/notesSlide2.xml"])
    assert "a notify that nobody hears is gone" in notes, notes


def slides_have_the_shape_of_the_picture(folder):
    for size, width in (("960x540", "12192000"), ("960x720", "9144000")):
        package = parts(export(POEM, folder / "x.pptx", "--steps", "1", "--size", size))
        assert f'<p:sldSz cx="{width}" cy="6858000"/>' in \
            package["ppt/presentation.xml"].decode(), size


def slides_show_the_steps_that_matter(folder):
    package = parts(export(CIRCLE, folder / "x.pptx", "--size", "480x360"))
    count = sum(name.startswith("ppt/slides/slide") for name in package)
    assert 1 < count < 12, f"{count} slides"


# ---- handout ----

def handout_has_its_pictures_beside_it(folder):
    text = export(CIRCLE, folder / "a b.md", *SMALL).read_text(encoding="utf-8")
    pictures = re.findall(r"\]\(([^)]+)\)", text)
    check(pictures, sorted(pictures), "order of pictures")
    names = {name.replace("%20", " ") for name in pictures}
    check({path.name for path in folder.iterdir()}, names | {"a b.md"}, "files")
    assert len(names) > 2, names


def handout_without_spoilers_has_no_verdict(folder):
    text = export(POEM, folder / "x.md", "--spoiler-free").read_text(encoding="utf-8")
    for part in ("Hang", "lost", "for ever", "What is wrong", "## \n"):
        assert part not in text, f"{part!r} in {text}"


def handout_says_source_question_and_finding(folder):
    text = export(POEM, folder / "x.md", *SMALL).read_text(encoding="utf-8")
    assert "\\" not in text, "marks where none are needed"
    for part in ("## Step 3 · ", "**Source**: condition_poem_wrong_order.c:32",
                 "    tl_condition_notify(cond, 1);", "**Question**: ", "### The notify was lost",
                 "- 小爱 waits for cond, since 103 ms, for ever"):
        assert part in text, f"no {part!r} in {text}"
    chinese = export(POEM, folder / "x.md", "--lang", "zh", *SMALL).read_text(encoding="utf-8")
    assert "**思考题**：" in chinese and "**源代码**：" in chinese, chinese


# ---- frames ----

def frames_stand_on_the_pages_of_a_pdf(folder):
    text = export(POEM, folder / "x.tex", "--steps", "3,10", "--author", "A & B_1", *SMALL)
    text = text.read_text(encoding="utf-8")
    check((folder / "x-pages.pdf").read_bytes()[:5], b"%PDF-", "pages")
    check(re.findall(r"^\\picturepage\{(\d)\}", text, re.M), ["1", "2"], "frames")
    assert r"\newcommand{\picturefile}{x-pages.pdf}" in text
    assert r"\author{A \& B\_1}" in text
    assert "[aspectratio=169]" in text and "titlepage" in text
    text = export(POEM, folder / "z.tex", "--steps", "3", "--author", "A", "--size", "16:9")
    assert "titlepage" not in text.read_text(encoding="utf-8"), "a second title page"
    text = export(POEM, folder / "y.tex", "--steps", "3", "--size", "960x720")
    assert "[aspectratio=43]" in text.read_text(encoding="utf-8")


# ---- all ----

def words_say_who_waits_for_whom(folder):
    text = export(CIRCLE, folder / "x.txt").read_text(encoding="utf-8")
    for part in ("WHO WAITS FOR WHOM\n", "A waits for b (held by B), since 101 ms, for ever\n",
                 "B waits for a (held by A), since 101 ms, for ever\n"):
        assert part in text, f"no {part!r} in {text}"


def slides_take_any_name(folder):
    for kind in ("markup", "controls"):
        package = parts(export(hostile_names.write(WRITER, folder, kind), folder / "x.pptx",
                               "--steps", "3", *SMALL))
        for name, content in package.items():
            if name.endswith((".xml", ".rels", ".svg")):
                ElementTree.fromstring(content)


def handout_takes_any_name(folder):
    for kind in ("markup", "markdown"):
        text = export(hostile_names.write(WRITER, folder, kind), folder / "x.md", "--steps", "3",
                      *SMALL).read_text(encoding="utf-8")
        assert "<script" not in text and "<img" not in text, kind
        check(re.findall(r"(?<!\\)\]\((.*?)\)", text), ["x.svg"], f"links by the name {kind}")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text), kind


def frames_take_any_name(folder):
    known = {"begin", "end", "titlepage", "picturepage", "par", "textless", "textbar",
             "textgreater", "textasciitilde", "textasciicircum", "textasciigrave"}
    for kind in ("tex",):
        text = export(hostile_names.write(WRITER, folder, kind), folder / "x.tex", "--steps", "3",
                      *SMALL).read_text(encoding="utf-8")
        body = text.split(r"\begin{document}")[1].replace(r"\textbackslash{}", "")
        check(set(re.findall(r"\\([a-zA-Z]+)", body)) - known, set(),
              f"commands by the name {kind}")


def same_bytes_twice(folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
        for ending in ("pptx", "md", "tex"):
            export(POEM, folder / name / f"x.{ending}", "--steps", "3,10", "--size", "960x540")
    check({path.name: path.read_bytes() for path in (folder / "a").iterdir()},
          {path.name: path.read_bytes() for path in (folder / "b").iterdir()}, "bytes")


CASES = [
    slides_are_a_whole_package,
    slides_have_picture_words_and_notes,
    slides_have_the_shape_of_the_picture,
    slides_show_the_steps_that_matter,
    handout_has_its_pictures_beside_it,
    handout_says_source_question_and_finding,
    handout_without_spoilers_has_no_verdict,
    frames_stand_on_the_pages_of_a_pdf,
    words_say_who_waits_for_whom,
    slides_take_any_name,
    handout_takes_any_name,
    frames_take_any_name,
]
HEAVY = [same_bytes_twice]


if __name__ == "__main__":
    sys.exit(run_cases("lecture", CASES, HEAVY))
