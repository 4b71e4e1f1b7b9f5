#!/usr/bin/env python3
"""The page for browsers in a headless Firefox: it stands as readers of Chromium know it
(html_browser_test.py has the details), keys and buttons work, and nothing is fetched.

Firefox is driven by its own Marionette protocol: JSON with its length before it, over a socket.

usage: html_firefox_test.py TRACE_EXPORT
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

from html_test import export, recording
from recorded_run import check, run_cases, wait_for

NAMES = ("firefox-esr", "firefox")
PREFERENCES = """user_pref("marionette.port", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
"""
WIDTH = 1500
KEYS = {"ArrowRight": "\ue014", "ArrowLeft": "\ue012", "Home": "\ue011", "End": "\ue010"}


class Firefox:
    """with Firefox(name) as page: page.open(path); page.ask("1 + 1")"""

    def __init__(self, program):
        self.program = program
        self.number = 0
        self.rest = b""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="threadlane-firefox-"))
        (self.folder / "user.js").write_text(PREFERENCES)
        self.process = subprocess.Popen(
            [self.program, "--headless", "--marionette", "--no-remote", "--profile", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.folder)})
        port = self.folder / "MarionetteActivePort"
        wait_for(lambda: port.exists() and port.read_text(), "Firefox's port")
        self.socket = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=60)
        self.read()  # who it is
        self.command("WebDriver:NewSession", {})
        self.command("WebDriver:SetWindowRect", {"width": WIDTH, "height": 900})
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self):
        while b":" not in self.rest:
            self.rest += self.socket.recv(65536)
        size, self.rest = self.rest.split(b":", 1)
        while len(self.rest) < int(size):
            self.rest += self.socket.recv(65536)
        message, self.rest = self.rest[:int(size)], self.rest[int(size):]
        return json.loads(message)

    def command(self, name, parameters):
        self.number += 1
        message = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, number, error, result = self.read()
        check((number, error), (self.number, None), name)
        return result

    def open(self, path):
        self.command("WebDriver:Navigate", {"url": pathlib.Path(path).as_uri()})

    def ask(self, expression):
        return self.command("WebDriver:ExecuteScript",
                            {"script": f"return {expression}", "args": []})["value"]

    def key(self, key):
        presses = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
        self.command("WebDriver:PerformActions",
                     {"actions": [{"type": "key", "id": "keys", "actions": presses}]})

    def step(self):
        return self.ask("document.querySelector('#place').firstChild.nodeValue")

    def check_quiet(self):
        check(self.ask("performance.getEntriesByType('resource').length"), 0, "things fetched")


def page_of(folder, name, *options):
    export(folder, recording(name), *options)
    return pathlib.Path(folder) / "page.html"


def keys_and_buttons_move_the_step(page, folder):
    page.open(page_of(folder, "condition_poem_wrong_order"))
    check(page.step(), "Start", "before the first step")
    for key, step in (("ArrowRight", "Step 1"), ("End", "Step 10"), ("ArrowLeft", "Step 9"),
                      ("Home", "Start")):
        page.key(key)
        check(page.step(), step, key)
    page.ask("document.querySelector('#last').click()")
    check(page.step(), "Step 10", "the button")
    check(page.ask("document.querySelector('#caption .sentence').innerText"),
          "Everyone waits: the program hangs", "caption")
    page.check_quiet()


def a_question_waits_for_its_answer(page, folder):
    page.open(page_of(folder, "condition_poem_wrong_order"))
    page.key("q")
    for _ in range(3):
        page.key("ArrowRight")
    check(page.step(), "Step 2", "it stops before the lost notify")
    assert "Will anybody hear" in page.ask("document.querySelector('#caption').innerText")
    page.ask("document.querySelector('#reveal').click()")
    check(page.step(), "Step 3", "the answer")


def the_picture_fits_the_window(page, folder):
    page.open(page_of(folder, "deadlock_ab_ba"))
    page.key("End")
    check(page.ask("document.documentElement.scrollWidth <= innerWidth"), True, "width")
    box = page.ask("(box => [box.left, box.right, box.height])"
                   "(document.querySelector('#figure svg').getBoundingClientRect())")
    assert box[0] >= 0 and box[1] <= WIDTH and box[2] > 200, box
    words = page.ask("Array.from(document.querySelectorAll('#figure text'))"
                     ".filter(text => text.getBoundingClientRect().width > 0).length")
    assert words > 20, words


CASES = [keys_and_buttons_move_the_step, a_question_waits_for_its_answer,
         the_picture_fits_the_window]


def main():
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print("skip html_firefox: there is no Firefox")
        return 77
    with Firefox(program) as page:
        return run_cases("html_firefox", [
            (case.__name__.replace("_", "-"), lambda folder, case=case: case(page, folder))
            for case in CASES])


if __name__ == "__main__":
    sys.exit(main())
