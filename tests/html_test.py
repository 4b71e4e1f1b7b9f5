#!/usr/bin/env python3
"""trace-export to .html, without a browser: what the file holds and what it does not.

usage: html_test.py TRACE_EXPORT
"""

import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from recorded_run import ROOT, check, run_cases

EXPORT = sys.argv.pop(1)
HOSTILE = "</script><script>alert(1)</script><!--\"'&\\"
VOID = {"meta", "input"}


class Page(html.parser.HTMLParser):
    """All elements with their attributes; and that they nest."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.texts = [], [], []
        self.feed(text)
        self.close()
        check(self.open, [], "open elements")

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        check(self.open.pop(), tag, "closed element")

    def handle_data(self, data):
        self.texts.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def export(folder, trace, *options):
    out = pathlib.Path(folder) / "page.html"
    done = subprocess.run([EXPORT, trace, "-o", out, *options], capture_output=True, text=True,
                          timeout=120, check=False)
    check((done.returncode, done.stderr), (0, ""), "trace-export")
    return out.read_text(encoding="utf-8")


def recording(name):
    return ROOT / "traces" / f"{name}.json"


def renamed(folder, name, old, new):
    """A recording in which a name is another one."""
    text = recording(name).read_text(encoding="utf-8")
    path = pathlib.Path(folder) / "renamed.json"
    path.write_text(text.replace(old, json.dumps(new)[1:-1]), encoding="utf-8")
    return path


def step_count(text):
    return len(re.findall(r'<li id="step-\d+"', text))


def same_bytes(folder):
    trace = recording("condition_poem_wrong_order")
    check(export(folder, trace) == export(folder, trace), True, "the same page twice")


def nests(folder):
    page = Page(export(folder, recording("deadlock_ab_ba")))
    steps = [one for one in page.named("li") if one.get("id", "").startswith("step-")]
    check(len(steps), 11, "steps")


def refers_to_nothing_outside(folder):
    text = export(folder, recording("condition_poem_wrong_order"))
    page = Page(text)
    for tag, attributes in page.elements:
        check([key for key in attributes if key.startswith("on") or key in ("src", "style")], [],
              f"attributes of {tag}")
        check(attributes.get("href", "#")[0], "#", "href")
    check(re.findall(r"url\((?!#)|@import|https?:", text), [], "addresses")


def each_figure_has_words(folder):
    page = Page(export(folder, recording("semaphore_spider"), "--steps", "key"))
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    figures = [one for one in page.named("svg") if one.get("role") == "img"]
    assert figures
    for figure in figures:
        words = figure.get("aria-labelledby") or figure.get("aria-label")
        assert words, figure
        for key in ("aria-labelledby", "aria-describedby"):
            check(figure.get(key, next(iter(ids))) in ids, True, f"{key} of {figure}")


def runs_one_script_alone(folder):
    page = Page(export(folder, recording("deadlock_ab_ba")))
    policy = next(one["content"] for one in page.named("meta") if "http-equiv" in one)
    assert policy.startswith("default-src 'none'"), policy
    assert re.search(r"script-src 'sha256-[\w+/]{43}='", policy), policy


def hostile_names_stay_words(folder):
    text = export(folder, renamed(folder, "condition_poem_wrong_order", "天猫", HOSTILE),
                  "--title", HOSTILE, "--author", HOSTILE)
    page = Page(text)
    check(len(page.named("script")), 2, "scripts")
    check("alert(1)" in "".join(page.texts), True, "the name is there")
    check(re.findall(r"<script>alert", text), [], "markup")


def long_stories_stay_small(folder):
    text = export(folder, recording("semaphore_spider"))
    check(step_count(text), 120, "steps")
    assert len(text.encode()) < 1_000_000, len(text.encode())


def speaks_chinese(folder):
    text = export(folder, recording("deadlock_ab_ba"), "--lang", "zh")
    assert '<html lang="zh-CN"' in text
    assert "永远" in text and "waits" not in re.sub(r"<script>.*?</script>", "", text, flags=re.S)


def headlines_end_in_one_stop(folder):
    for name in ("deadlock_fixed_same_order", "deadlock_ab_ba"):
        for language, stop in (("en", "."), ("zh", "。")):
            text = export(folder, recording(name), "--lang", language)
            for headline in re.findall(r'class="callout \w+"><p><strong>(.*?)</strong>', text):
                check(headline[-1:], stop, headline)
                check(headline[-2:-1] in ".。", False, headline)


def a_blind_deck_keeps_its_secret(folder):
    text = export(folder, recording("condition_poem_wrong_order"), "--spoiler-free")
    text = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.S)
    for secret in ("Hang", "lost", "forever", "for ever", "too early", "way out"):
        check(secret in text, False, secret)


def one_step_is_one_page(folder):
    check(step_count(export(folder, recording("deadlock_ab_ba"), "--step", "4")), 1, "steps")


def two_runs_are_one_replay(folder):
    runs = (recording("deadlock_ab_ba"), recording("deadlock_fixed_same_order"))
    text = export(folder, *runs)
    page = Page(text)
    check(page.open, [], "elements left open")
    check(step_count(text), 11, "steps of the left run, and its start")
    for part in ("死锁 | 不再死锁", "Left: Hang: every thread waits forever. Right: No hang.",
                 "B itself does sleep(0.1 s) before acquire(a) on the left, and after it on the right"):
        check(part in text, True, part)
    check('id="ask"' in text, False, "a question about one of them")
    check(export(folder, *runs) == text, True, "the same bytes")


if __name__ == "__main__":
    cases = [same_bytes, nests, refers_to_nothing_outside, each_figure_has_words,
             runs_one_script_alone, hostile_names_stay_words, long_stories_stay_small,
             speaks_chinese, headlines_end_in_one_stop, a_blind_deck_keeps_its_secret,
             one_step_is_one_page, two_runs_are_one_replay]
    sys.exit(run_cases("html", [(case.__name__.replace("_", "-"), case) for case in cases]))
