#!/usr/bin/env python3
"""Draws exported diagrams with Mermaid, in a headless Chromium, and reads the words back.

Mermaid comes by npm, once, into the folder of the build. Skips, and says why, where browser, npm or
network is missing.

usage: mermaid_test.py TRACE_EXPORT TRACE_WRITER
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import browser
import hostile_names
import npm_package
from recorded_run import LIMIT, ROOT, check, run_cases

EXPORT, WRITER = sys.argv[1:3]
del sys.argv[1:3]  # what is left are names of cases
VERSION = "11.17.2"
LIBRARY = npm_package.MODULES / "mermaid/dist/mermaid.min.js"
PAGE = """<!doctype html><meta charset="utf-8"><div id="out"></div><script src="{library}"></script>
<script>mermaid.initialize({{startOnLoad: false, securityLevel: "strict"}})</script>"""
DRAW = """(async () => {{
    await mermaid.parse({text})
    const drawn = await mermaid.render("picture" + Date.now(), {text})
    document.getElementById("out").innerHTML = drawn.svg
    const out = document.getElementById("out")
    const words = [...out.querySelectorAll("text")].map(one => one.textContent)
    return {{words: words.join("\\n"), lines: out.querySelectorAll("line, path").length,
             active: out.querySelectorAll("script, img, a[href], foreignObject *").length}}
}})()"""


def missing():
    """What keeps this test from running, or None."""
    if browser.find() is None:
        return "there is no Chromium"
    return npm_package.missing("mermaid", VERSION, LIBRARY)


def draw(page, trace, folder, *options):
    output = pathlib.Path(folder) / "x.mmd"
    subprocess.run([EXPORT, trace, "-o", output, *options], check=True, timeout=LIMIT)
    text = output.read_text(encoding="utf-8")
    return page.evaluate(DRAW.format(text=json.dumps(text)))


def together(text):
    """Without the places where lines were broken."""
    return "".join(text.split())


def check_recording(page, trace, folder):
    for language in ("en", "zh"):
        drawn = draw(page, trace, folder, "--lang", language)
        events = json.loads(trace.read_text(encoding="utf-8"))
        names = {line["args"]["name"] for line in events if line.get("name") == "thread_name"}
        shown = [name for name in names if name in drawn["words"]]
        assert shown, f"none of {names} in {drawn['words'][:500]}"
        assert drawn["lines"] > 2, "no lifelines"
        check(drawn["active"], 0, "elements that do something")


def check_hostile(page, kind, folder):
    trace = hostile_names.write(WRITER, folder, kind)
    drawn = draw(page, trace, folder)
    name = hostile_names.NAMES[kind]
    wanted = together("".join(sign for sign in name if sign.isprintable() and ord(sign) < 0x2028))
    assert wanted[:8] in together(drawn["words"]), f"{wanted[:8]!r} not in {drawn['words'][:500]}"
    check(drawn["active"], 0, "elements that do something")


def main():
    reason = missing()
    if reason:
        print(f"skip mermaid: {reason}")
        return 77
    with tempfile.TemporaryDirectory() as home, browser.Browser() as page:
        html = pathlib.Path(home) / "page.html"
        html.write_text(PAGE.format(library=LIBRARY.as_uri()), encoding="utf-8")
        page.open(html.as_uri())
        page.wait_until("typeof mermaid == 'object' && document.getElementById('out') != null")
        cases = [(trace.stem, lambda folder, trace=trace: check_recording(page, trace, folder))
                 for trace in sorted((ROOT / "traces").glob("*.json"))]
        cases += [(kind.replace(" ", "-"),
                   lambda folder, kind=kind: check_hostile(page, kind, folder))
                  for kind in hostile_names.NAMES]
        return run_cases("mermaid", cases)


if __name__ == "__main__":
    sys.exit(main())
