#!/usr/bin/env python3
"""Drives the pages of trace-export in a headless Chromium as a person would: keys, buttons, touch,
dark mode, paper, and no scripts at all. Nothing may be fetched and nothing complained about.

usage: html_browser_test.py TRACE_EXPORT
"""

import base64
import pathlib
import re
import shutil
import subprocess
import sys

import browser
from html_test import EXPORT, HOSTILE, export, recording, renamed
from recorded_run import check, run_cases

KEYS = {"ArrowLeft": 37, "ArrowRight": 39, "Home": 36, "End": 35, " ": 32, "PageDown": 34}


class Reader:
    """A page in a browser, and what can be done to it."""

    def __init__(self, page):
        self.page = page
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.ask(f"{domain}.enable")

    def open(self, path, size=(1280, 720), dark=False, scripts=True):
        """Opens a file and waits until it stands."""
        self.page.events.clear()
        ask = self.page.ask
        ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        ask("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
            deviceScaleFactor=1, mobile=size[0] < 600)
        ask("Emulation.setTouchEmulationEnabled", enabled=size[0] < 600)
        ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])
        self.page.open("about:blank")
        self.page.open(pathlib.Path(path).as_uri())
        self.page.wait_until("location.protocol == 'file:' && document.readyState == 'complete'")

    def ask(self, expression):
        return self.page.evaluate(expression)

    def key(self, key, modifiers=0):
        for kind in ("keyDown", "keyUp"):
            self.page.ask("Input.dispatchKeyEvent", type=kind, key=key, modifiers=modifiers,
                          windowsVirtualKeyCode=KEYS.get(key, ord(key[0].upper())))

    def place_of(self, selector):
        """The middle of an element, in pixels of the window."""
        return self.ask(f"(box => [box.x + box.width / 2, box.y + box.height / 2])"
                        f"(document.querySelector({selector!r}).getBoundingClientRect())")

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.page.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left",
                          clickCount=1)

    def swipe(self, x1, x2, y):
        touch = "Input.dispatchTouchEvent"
        self.page.ask(touch, type="touchStart", touchPoints=[{"x": x1, "y": y}])
        self.page.ask(touch, type="touchMove", touchPoints=[{"x": (x1 + x2) / 2, "y": y}])
        self.page.ask(touch, type="touchMove", touchPoints=[{"x": x2, "y": y}])
        self.page.ask(touch, type="touchEnd", touchPoints=[])

    def step(self):
        """The number of the present step as a person reads it."""
        return self.ask("document.querySelector('#place').firstChild.nodeValue")

    def caption(self):
        return self.ask("document.querySelector('#caption .sentence').innerText")

    def colour(self):
        return self.ask("getComputedStyle(document.body).backgroundColor")

    def check_quiet(self):
        """Nothing was fetched but the page, and nobody complained."""
        asked = [one["params"]["request"]["url"] for one in self.page.events
                 if one["method"] == "Network.requestWillBeSent"]
        check([url for url in asked if not url.startswith(("file:", "about:"))], [], "requests")
        check(len([url for url in asked if url.startswith("file:")]), 1, "files read")
        said = [one["params"] for one in self.page.events
                if one["method"] in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled",
                                     "Log.entryAdded", "Page.javascriptDialogOpening")]
        check(said, [], "complaints")


def keys_move_the_step(reader, folder):
    reader.open(page_of(folder, "condition_poem_wrong_order"))
    seen = [reader.step()]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        reader.key(key)
        seen.append(reader.step())
    check(seen, ["Start", "Step 1", "Step 2", "Step 1", "Step 10", "Step 10", "Start", "Start"],
          "steps by keys")
    reader.key("}", modifiers=8)
    check((reader.step(), reader.caption()), ("Step 3", "天猫 notifies: nobody is waiting"), "}")
    reader.check_quiet()


def buttons_move_the_step(reader, folder):
    reader.open(page_of(folder, "deadlock_ab_ba"))
    seen = []
    for button in ("forward", "forward", "back", "last", "first"):
        reader.click(*reader.place_of(f"#{button}"))
        seen.append(reader.step())
    check(seen, ["Step 1", "Step 2", "Step 1", "Step 10", "Start"], "steps by buttons")
    x, y = reader.place_of(".bar")
    reader.click(x, y)
    check(reader.step(), "Step 5", "the middle of the bar")
    reader.click(*reader.place_of("#step-2 a"))
    check(reader.step(), "Step 2", "a row of the list")
    reader.click(*reader.place_of("#figure"))
    check(reader.step(), "Step 3", "a click on the picture")
    reader.check_quiet()


def the_present_row_is_seen(reader, folder):
    reader.open(page_of(folder, "semaphore_spider"))
    for key in ("End", "Home", "PageDown"):
        reader.key(key)
        seen = reader.ask("""(() => {
            const row = document.querySelector('#steps .current').getBoundingClientRect()
            const panel = document.querySelector('.panel').getBoundingClientRect()
            return panel.top <= row.top && row.bottom <= panel.bottom
        })()""")
        assert seen, f"the row after {key}: {reader.step()}"


def a_question_hides_what_is_to_come(reader, folder):
    reader.open(page_of(folder, "condition_poem_wrong_order"))
    shown = "getComputedStyle(document.querySelector({!r})).{}"
    reader.click(*reader.place_of("#ask"))
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        reader.key(key)
    check(reader.step(), "Step 2", "it stops before the lost notify")
    check(reader.caption(), "天猫 notifies cond next. Will anybody hear this notify?",
          "question")
    for spoiler in (".verdict", ".callout", "#step-3 .sentence", ".whole.spoiler", ".way-out"):
        check(reader.ask(f"document.querySelector({spoiler!r}).checkVisibility("
                         "{checkVisibilityCSS: true})"), False, spoiler)
    for spoiler in ("[data-id=lost-notify-mark]", "[data-id=verdict-band]"):
        check(reader.ask(shown.format(spoiler, "display")), "none", spoiler)
    playhead = reader.ask("Number(document.querySelector('#step-2').dataset.left)")
    veil = reader.ask("document.querySelector('.veil').getAttribute('x') / "
                      "document.querySelector('#figure svg').viewBox.baseVal.width")
    assert 0 <= veil - playhead < 0.01, (veil, playhead)
    reader.click(*reader.place_of("#reveal"))
    check((reader.step(), reader.caption()), ("Step 3", "天猫 notifies: nobody is waiting"), "answer")
    check(reader.ask(shown.format(".callout", "visibility")), "visible", "what was found")
    check(reader.ask(shown.format(".veil", "display")), "none", "the veil")
    reader.check_quiet()


def space_plays_to_the_end(reader, folder):
    reader.open(page_of(folder, "deadlock_ab_ba", "--steps", "0,1,2"))
    reader.ask("for (const row of document.querySelectorAll('#steps li')) row.dataset.stand")
    reader.key(" ")
    check(reader.ask("document.querySelector('#play').ariaLabel"), "pause", "the button plays")
    reader.page.wait_until("document.querySelector('#place').firstChild.nodeValue == 'Step 2'")
    reader.page.wait_until("document.querySelector('#play').ariaLabel == 'play'")
    reader.check_quiet()


def every_step_shows_its_pieces(reader, folder):
    path = page_of(folder, "semaphore_spider", "--steps", "key")
    stills = re.findall(r"<noscript>(.*?)</noscript>", path.read_text(encoding="utf-8"), re.S)
    reader.open(path)
    for still in stills:
        shown = reader.ask("[...document.querySelectorAll('.whole .drawing > g')]"
                           ".filter(one => one.style.display != 'none').map(one => one.id)")
        check(sorted(shown), sorted(re.findall(r'href="#([af]\d+)"', still)), reader.step())
        reader.key("ArrowRight")


def readable_without_scripts(reader, folder):
    reader.open(page_of(folder, "condition_poem_wrong_order"), scripts=False)
    steps = reader.ask("""[...document.querySelectorAll('#steps > li')].map(row => ({
        sentence: row.querySelector('.sentence').innerText,
        caption: row.querySelector('a').getBoundingClientRect().bottom,
        figure: row.querySelector('svg').getBoundingClientRect().top,
        height: row.querySelector('svg').getBoundingClientRect().height,
        words: row.querySelector('svg use').getBBox().width}))""")
    check(len(steps), 11, "steps")
    for step in steps:
        assert step["sentence"] and step["caption"] <= step["figure"], step
        assert step["height"] > 300 and step["words"] > 300, step
    check(reader.ask("getComputedStyle(document.querySelector('.transport')).display"), "none",
          "buttons that would do nothing")
    reader.check_quiet()


def dark_as_the_system_or_the_reader_says(reader, folder):
    path = page_of(folder, "deadlock_ab_ba")
    light, dark = "rgb(244, 243, 239)", "rgb(18, 21, 27)"
    reader.open(path, dark=True)
    check(reader.colour(), dark, "a dark system")
    reader.key("t")
    check(reader.colour(), light, "turned")
    reader.open(path)
    check(reader.colour(), light, "a light system")
    reader.click(*reader.place_of("#theme"))
    check(reader.colour(), dark, "turned")
    fills = reader.ask("[...document.querySelectorAll('#figure g > rect')]"
                       ".map(one => getComputedStyle(one).fill)")
    assert "rgb(26, 30, 38)" in fills and "rgb(255, 255, 255)" not in fills, set(fills)
    reader.check_quiet()


def fits_a_phone(reader, folder):
    reader.open(page_of(folder, "deadlock_ab_ba"), size=(390, 844))
    check(reader.ask("document.documentElement.scrollWidth"), 390, "width")
    x, y = reader.place_of("#caption")
    reader.swipe(320, 60, y)
    check(reader.step(), "Step 1", "a swipe to the left")
    reader.swipe(60, 320, y)
    check(reader.step(), "Start", "a swipe to the right")
    small = reader.ask("[...document.querySelectorAll('.buttons button')]"
                       ".filter(one => one.getBoundingClientRect().width < 40).length")
    check(small, 0, "buttons too small for a finger")
    reader.check_quiet()


def many_lanes_can_be_read(reader, folder):
    """22 threads: what is not seen is scrolled to, not made small; and so on a phone."""
    name_px = ("[...document.querySelectorAll('#figure text')].find(one => one.textContent == "
               "'Thread-21').getBoundingClientRect().height")
    seen = ("(() => { const [name, place] = [[...document.querySelectorAll('#figure text')]"
            ".find(one => one.textContent == 'Thread-21'), document.querySelector('#figure')]"
            ".map(one => one.getBoundingClientRect());"
            "return name.top >= place.top && name.bottom <= place.bottom })()")
    path = page_of(folder, "semaphore_spider")
    reader.open(path)
    assert reader.ask(name_px) >= 12, reader.ask(name_px)
    check(reader.ask(seen), False, "the last lane at the start")
    reader.key("End")
    reader.page.wait_until(seen)
    check(reader.ask("document.documentElement.scrollHeight"), 720, "height of the page")
    reader.open(path, size=(390, 844))
    assert reader.ask(name_px) >= 12, reader.ask(name_px)
    check(reader.ask("document.documentElement.scrollWidth"), 390, "width of a phone's page")
    reader.check_quiet()


def hostile_names_are_only_words(reader, folder):
    trace = renamed(folder, "condition_poem_wrong_order", "天猫", HOSTILE)
    export(folder, trace, "--title", HOSTILE)
    reader.open(pathlib.Path(folder) / "page.html")
    check(reader.ask("document.title"), HOSTILE, "title")
    reader.key("End")
    check(HOSTILE in reader.ask("document.querySelector('#step-1').innerText"), True, "the name")
    check(reader.ask("document.scripts.length"), 2, "scripts")
    reader.check_quiet()


def paper_shows_every_step(reader, folder):
    if not shutil.which("pdftotext"):
        return
    reader.open(page_of(folder, "deadlock_ab_ba"), dark=True)
    pdf = pathlib.Path(folder) / "page.pdf"
    pdf.write_bytes(base64.b64decode(reader.page.ask("Page.printToPDF")["data"]))
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True,
                          timeout=60, check=True).stdout
    text = "".join(text.split())
    check(text.count("sleepsholdslockwaitsforever"), 11, "legends")
    check(text.count("0.90ms"), 2, "in the caption and at the playhead")
    assert "Everyonewaits:theprogramhangs" in text


def films_play_in_the_browser(reader, folder):
    if not shutil.which("ffmpeg"):
        return
    for name in ("film.webm", "film.mp4"):
        film = pathlib.Path(folder) / name
        done = subprocess.run([EXPORT, recording("deadlock_ab_ba"), "-o", film, "--steps", "1,9",
                               "--size", "960x540"], capture_output=True, text=True, timeout=120,
                              check=False)
        check((done.returncode, done.stderr), (0, ""), name)
        page = pathlib.Path(folder) / "player.html"
        page.write_text(f'<!DOCTYPE html><video src="{name}" muted autoplay></video>')
        reader.page.open(page.as_uri())
        reader.page.wait_until("document.querySelector('video')?.currentTime > 0.2")
        check(reader.ask("document.querySelector('video').videoHeight"), 540, name)


def two_runs_step_together(reader, folder):
    export(folder, recording("deadlock_ab_ba"), recording("deadlock_fixed_same_order"))
    reader.open(pathlib.Path(folder) / "page.html", size=(1600, 900))
    check(reader.step(), "Start", "before the first step")
    for _ in range(4):
        reader.key("ArrowRight")
    check(reader.caption(), "main starts B", "what both do")
    shown = "document.querySelectorAll(`#figure [data-id='{}']`).length"
    for playhead in ("playhead", "right:playhead"):
        assert reader.ask(shown.format(playhead)) > 0, playhead
    check(reader.ask("document.querySelectorAll('.differences li').length"), 4, "differences")
    reader.check_quiet()


def page_of(folder, name, *options):
    export(folder, recording(name), *options)
    return pathlib.Path(folder) / "page.html"


CASES = [keys_move_the_step, buttons_move_the_step, the_present_row_is_seen,
         a_question_hides_what_is_to_come, space_plays_to_the_end,
         every_step_shows_its_pieces, two_runs_step_together, readable_without_scripts,
         dark_as_the_system_or_the_reader_says, fits_a_phone,
         many_lanes_can_be_read, hostile_names_are_only_words,
         paper_shows_every_step, films_play_in_the_browser]


def main():
    if browser.find() is None:
        print("skip html_browser: there is no Chromium")
        return 77
    with browser.Browser() as page:
        reader = Reader(page)
        return run_cases("html_browser", [
            (case.__name__.replace("_", "-"), lambda folder, case=case: case(reader, folder))
            for case in CASES])


if __name__ == "__main__":
    sys.exit(main())
