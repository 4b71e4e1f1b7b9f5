#!/usr/bin/env python3
"""Opens exported documents with the programs that people will: slides with LibreOffice, frames with
TeX, the handout with the reference implementation of CommonMark. Each skips, and says why, where its
program is missing.

usage: opened_documents_test.py TRACE_EXPORT TRACE_WRITER
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import hostile_names
import npm_package
from recorded_run import LIMIT, ROOT, check, run_cases

EXPORT, WRITER = sys.argv[1:3]
del sys.argv[1:3]  # what is left are names of cases
POEM = ROOT / "traces/condition_poem_wrong_order.json"
COMMONMARK = "0.31.2"
PAGES = ("--steps", "1,3,10", "--size", "1280x720")
READ = """const {Parser} = require('commonmark'), found = {text: '', html: 0, images: [], links: 0}
const walk = new Parser().parse(require('fs').readFileSync(process.argv[1], 'utf8')).walker()
for (let at; (at = walk.next());) {
    if (!at.entering) continue
    if (at.node.type == 'text') found.text += at.node.literal
    if (at.node.type == 'softbreak') found.text += ' '
    if (at.node.type.startsWith('html')) found.html++
    if (at.node.type == 'image') found.images.push(at.node.destination)
    if (at.node.type == 'link') found.links++
}
console.log(JSON.stringify(found))"""


def run(*command, cwd=None, environment=None):
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, cwd=cwd,
                          errors="replace", stdin=subprocess.DEVNULL, check=False,
                          env={**os.environ, **(environment or {})})
    assert done.returncode == 0, f"{command}: {done.stdout[-1500:]} {done.stderr[-500:]}"
    return done.stdout


def export(trace, output, *options):
    run(EXPORT, trace, "-o", output, *options)
    return output


def page_count(pdf):
    return int(re.search(r"Pages:\s+(\d+)", run("pdfinfo", pdf))[1])


# ---- LibreOffice ----

def without_office():
    missing = [name for name in ("soffice", "pdfinfo", "pdftoppm") if not shutil.which(name)]
    if missing:
        return f"there is no {missing[0]}"
    return None


def office_pages(folder, slides):
    """The slides as LibreOffice prints them."""
    run("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
        "pdf", "--outdir", folder, slides, environment={"HOME": str(folder)})
    return slides.with_suffix(".pdf")


def office_shows_every_slide(folder):
    folder = pathlib.Path(folder)
    pdf = office_pages(folder, export(POEM, folder / "x.pptx", *PAGES))
    check(page_count(pdf), 3, "pages")
    run("pdftoppm", "-r", "40", pdf, folder / "page")
    for page in sorted(folder.glob("page-*.ppm")):
        pixels = page.read_bytes()[16:]
        colours = {pixels[i:i + 3] for i in range(0, len(pixels), 3)}
        assert len(colours) > 200, f"{page.name} has {len(colours)} colours: no picture"


def office_shows_hostile_slides(folder):
    folder = pathlib.Path(folder)
    for kind in ("markup", "controls", "emoji"):
        trace = hostile_names.write(WRITER, folder, kind)
        slides = export(trace, folder / "x.pptx", "--steps", "3", "--size", "960x720")
        check(page_count(office_pages(folder, slides)), 1, kind)


# ---- TeX ----

def without_tex(program):
    if not shutil.which(program):
        return f"there is no {program}"
    for needed in ("beamer.cls", "pzdr.tfm"):
        found = subprocess.run(["kpsewhich", needed], capture_output=True, check=False)
        if found.returncode != 0:
            return f"TeX has no {needed}"
    return None


def compile_frames(folder, program, name):
    run(program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", name, cwd=folder)
    return folder / pathlib.Path(name).with_suffix(".pdf")


def compile_poem(folder, program):
    folder = pathlib.Path(folder)
    for language in ("en", "zh"):
        export(POEM, folder / "x.tex", "--lang", language, *PAGES)
        check(page_count(compile_frames(folder, program, "x.tex")), 4, "pages")


def compile_hostile(folder, program):
    folder = pathlib.Path(folder)
    for kind in ("tex", "markup", "emoji", "controls", "long", "lines", "right to left"):
        export(hostile_names.write(WRITER, folder, kind), folder / "x.tex", "--steps", "3",
               "--size", "960x540")
        check(page_count(compile_frames(folder, program, "x.tex")), 2, kind)


# ---- Markdown ----

def without_commonmark():
    if not shutil.which("node"):
        return "there is no node"
    return npm_package.missing("commonmark", COMMONMARK, npm_package.MODULES / "commonmark")


def read_handout(folder, trace):
    handout = export(trace, pathlib.Path(folder) / "x.md", "--steps", "3", "--size", "960x540")
    return json.loads(run("node", "-e", READ, handout, environment={
        "NODE_PATH": str(npm_package.MODULES)}))


def visible(text):
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def handout_is_plain_words(folder):
    for kind, name in hostile_names.NAMES.items():
        read = read_handout(folder, hostile_names.write(WRITER, folder, kind))
        check((read["html"], read["links"], read["images"]), (0, 0, ["x.svg"]), kind)
        assert visible(name)[:12] in visible(read["text"]), f"{kind}: {read['text']}"


def main():
    groups = [
        ("slides", without_office(), [office_shows_every_slide, office_shows_hostile_slides]),
        ("handout", without_commonmark(), [handout_is_plain_words]),
    ]
    for program in ("pdflatex", "xelatex"):
        groups.append((program, without_tex(program), [
            (f"{program}-compiles-the-frames",
             lambda folder, program=program: compile_poem(folder, program)),
            (f"{program}-compiles-hostile-names",
             lambda folder, program=program: compile_hostile(folder, program)),
        ]))
    cases = []
    for name, reason, functions in groups:
        if reason:
            print(f"skip opened_documents@{name}: {reason}")
            continue
        cases += [one if isinstance(one, tuple) else (one.__name__.replace("_", "-"), one)
                  for one in functions]
    return run_cases("opened_documents", cases)


if __name__ == "__main__":
    sys.exit(main())
