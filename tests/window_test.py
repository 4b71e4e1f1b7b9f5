#!/usr/bin/env python3
"""trace-view driven by real keys and the mouse, on a display of its own. What it shows is read from
the title of its window and from the pictures it exports. Every wait is for a condition, up to a
deadline; nothing rests on how long something takes.

usage: window_test.py TRACE_VIEW TRACE_EXPORT TRACE_WRITER
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

VIEW, EXPORT, WRITER = sys.argv[1:4]
DEADLINE_S = 60
SVG = "{http://www.w3.org/2000/svg}"
SIZE = (1280, 800)
TOOLS = ("Xvfb", "xdotool")

SEQUENCE = """main thread.create+ A; A thread.begin A @0.2ms; main thread.create A @0.3ms;
    A lock.acquire L @0.7ms; A print 1 "one" @1ms; A condition.notify C 1/0 @1.35ms;
    A lock.release L @1.4ms; main thread.create+ B @1.5ms; B thread.begin B @1.6ms;
    main thread.create B @1.7ms; B lock.acquire L @2.6ms; B condition.wait+ C @3.2ms;
    B ·lock.release L; B ·door.wait+ C #1; main thread.join+ A; main ·door.wait+ A #1"""


# the same threads, started the other way round
OTHER = ("ended", """main thread.create+ B; B thread.begin B @0.2ms; main thread.create B @0.3ms;
    B lock.acquire L @0.6ms; B condition.wait+ C @0.7ms; B ·lock.release L; B ·door.wait+ C #1;
    main thread.create+ A @1.5ms; A thread.begin A @1.6ms; main thread.create A @1.7ms;
    A lock.acquire L @2.1ms; A print 1 "one" @2.2ms; A condition.notify C 1/1 @2.35ms;
    A ·door.wake C B#1; A lock.release L @2.4ms; A thread.end A; B ·door.wait C #1;
    B ·lock.acquire L; B condition.wait C @3ms; B lock.release L; B thread.end B""")


class Failure(Exception):
    """A condition that did not come true."""


def wait_until(condition, what):
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise Failure(f"never saw {what()}" if callable(what) else f"never saw {what}")


@contextlib.contextmanager
def display():
    """An X server on a free display; its number comes from the server itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1700x1300x24",
                               "-nolisten", "tcp", "-noreset"], pass_fds=[writing],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise Failure("a display")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


class Window:
    """A running trace-view."""

    def __init__(self, screen, folder, other=None, dots_an_inch=None):
        self.environment = {**os.environ, "DISPLAY": screen, "SDL_VIDEODRIVER": "x11"}
        for name in ("GDK_SCALE", "GDK_DPI_SCALE", "QT_SCALE_FACTOR"):
            self.environment.pop(name, None)
        if dots_an_inch:  # as desktops say it
            (folder / "resources").write_text(f"Xft.dpi: {dots_an_inch}\n", encoding="utf-8")
            self.environment["XENVIRONMENT"] = str(folder / "resources")
        self.trace = folder / "poem.json"
        subprocess.run([WRITER, self.trace, "hung", SEQUENCE], check=True, timeout=60)
        self.traces = [self.trace]
        if other:
            self.traces.append(folder / "other.json")
            subprocess.run([WRITER, self.traces[1], *other], check=True, timeout=60)
        self.output = (folder / "output").open("w+")
        self.program = subprocess.Popen(
            [VIEW, *self.traces, "--size", f"{SIZE[0]}x{SIZE[1]}"], env=self.environment,
            stdout=self.output, stderr=self.output)
        self.id = wait_until(self.find, self.said)
        self.wait_title("step")
        self.count = int(re.search(r"of (\d+)", self.title())[1])
        self.tool("windowfocus", self.id)
        self.tool("windowmove", self.id, 0, 0)  # all of it stays on the screen when it grows

    def said(self):
        self.output.seek(0)
        return f"the window; trace-view said: {self.output.read()}"

    def tool(self, *arguments):
        result = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, text=True,
                                capture_output=True, timeout=60, check=False)
        return result.stdout.strip()

    def find(self):
        if self.program.poll() is not None:
            raise Failure(self.said())
        return self.tool("search", "--name", "poem.json").split("\n")[0]

    def title(self):
        return self.tool("getwindowname", self.id)

    def wait_title(self, part):
        wait_until(lambda: part in self.title(), lambda: f"{part!r} in title {self.title()!r}")

    def wait_step(self, step):
        self.wait_title(f"step {step} of {self.count}")

    def key(self, *keys):
        self.tool("key", *keys)

    def place_of(self, group, size=SIZE):
        """Where a group of the picture lies, from an export of the same size."""
        picture = self.trace.with_name("place.svg")
        subprocess.run([EXPORT, *self.traces, "-o", picture, "--size", f"{size[0]:.0f}x{size[1]:.0f}"],
                       check=True, timeout=60)
        root = xml.etree.ElementTree.parse(picture).getroot()
        found = next(g for g in root.iter(SVG + "g") if g.get("id") == group)
        x, y, width, height = (float(found.find(f".//{SVG}rect").get(name))
                               for name in ("x", "y", "width", "height"))
        return x, y, width, height

    def point(self, x, y):
        self.tool("mousemove", "--window", self.id, round(x), round(y))

    def click(self, group, size=SIZE):
        x, y, width, height = self.place_of(group, size)
        self.point(x + width / 2, y + height / 2)
        self.tool("click", "1")

    def exported(self, step):
        """Presses E and returns the SVG once both files are complete."""
        base = self.trace.with_name(f"poem-step{step}")
        picture, pixels = base.with_suffix(".svg"), base.with_suffix(".png")
        for file in (picture, pixels):
            file.unlink(missing_ok=True)
        self.key("e")
        wait_until(lambda: pixels.exists() and pixels.read_bytes().endswith(b"IEND\xaeB`\x82"),
                   f"{pixels.name}")
        return picture.read_text(encoding="utf-8")

    def exported_pair(self):
        """The same of two traces."""
        picture, pixels = (self.trace.with_name(f"poem-beside.{end}") for end in ("svg", "png"))
        for file in (picture, pixels):
            file.unlink(missing_ok=True)
        self.key("e")
        wait_until(lambda: pixels.exists() and pixels.read_bytes().endswith(b"IEND\xaeB`\x82"),
                   f"{pixels.name}")
        return picture.read_text(encoding="utf-8")

    def quit(self):
        self.key("q")
        status = self.program.wait(timeout=DEADLINE_S)
        if status != 0:
            raise Failure(f"exit status 0, it was {status}; {self.said()}")

    def stop(self):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        self.output.close()


def case_keys_step(window):
    window.wait_step(window.count)
    window.key("Home")
    window.wait_step(0)
    window.key("Right")
    window.wait_step(1)
    window.key("Right", "Right")
    window.wait_step(3)
    window.key("Left")
    window.wait_step(2)
    window.key("braceright")
    window.wait_title("step")
    window.key("End")
    window.wait_step(window.count)


def case_buttons(window):
    window.click("transport:start")
    window.wait_step(0)
    window.click("transport:forward")
    window.wait_step(1)
    window.click("transport:forward")
    window.wait_step(2)
    window.click("transport:back")
    window.wait_step(1)
    window.click("transport:end")
    window.wait_step(window.count)


def case_list_and_dots(window):
    window.click("step:2")
    window.wait_step(2)
    window.click("scrub:3")
    window.wait_step(3)


def case_scrubber(window):
    x, y, width, height = window.place_of("scrubber")
    window.key("Home")
    window.wait_step(0)
    window.point(x + 2, y + height / 2)
    window.tool("mousedown", "1")
    window.point(x + width / 2, y + height / 2)
    window.point(x + width + 20, y + height / 2)
    window.wait_step(window.count)
    window.point(x - 20, y + height / 2 - 200)  # a drag goes on outside of the bar
    window.wait_step(0)
    window.tool("mouseup", "1")


def case_playing(window):
    slowest = ["minus"] * 7  # ten seconds a step: it is still playing when we look
    window.key("Home", *slowest, "space")
    window.wait_title("playing")
    window.key("space")
    wait_until(lambda: "playing" not in window.title(), "the pause")
    window.click("transport:play")
    window.wait_title("playing")
    window.key(*["equal"] * 7)
    window.wait_step(window.count)
    wait_until(lambda: "playing" not in window.title(), "the end of the replay")


def case_switches(window):
    light = window.exported(window.count)
    window.key("t")
    dark = window.exported(window.count)
    if "#f4f3ef" not in light or "#12151b" not in dark:
        raise Failure("a light and a dark background")
    window.key("l")
    if 'lang="zh-CN"' not in window.exported(window.count):
        raise Failure("Chinese")
    window.key("question")
    helped = window.exported(window.count)
    window.key("Escape")
    if len(helped) <= len(window.exported(window.count)):
        raise Failure("the help over the picture")


def case_zoom(window):
    whole = window.exported(window.count)
    window.key("w", "w", "w")
    if window.exported(window.count) == whole:
        raise Failure("a change by W")
    window.key("0")
    if window.exported(window.count) != whole:
        raise Failure("all of it again by 0")
    window.point(500, 300)
    still = window.exported(window.count)
    window.tool("keydown", "Control")
    window.tool("click", "4")
    window.tool("keyup", "Control")
    if window.exported(window.count) == still:
        raise Failure("a change by Ctrl+wheel")


def case_ruler(window):
    _, y, _, height = window.place_of("playhead")
    first, second = (window.place_of(f"mark:{step}") for step in (1, 2))
    window.point(second[0] + second[2] / 2 + 2, y + height / 2)
    window.tool("click", "1")
    window.wait_step(2)
    window.key("End")
    window.wait_step(window.count)
    window.point(first[0], y + height / 2)
    window.tool("mousedown", "1")
    window.point(first[0] + 30, y + height / 2)
    window.point(second[0], y + 200)  # a drag goes on outside of the ruler
    window.tool("mouseup", "1")
    if 'id="range"' not in window.exported(window.count):
        raise Failure("the range that was dragged over")
    window.key("Escape")
    if 'id="range"' in window.exported(window.count):
        raise Failure("no range after Escape")


def case_marks(window):
    marks = window.trace.with_name("poem.json.marks.json")
    window.key("Home", "Right", "Right", "Right")
    window.wait_step(3)
    window.key("m")
    wait_until(marks.exists, "the file of marks")
    window.key("shift+m")
    window.tool("type", "Quite nobody: q?")  # letters are no commands while a line is typed
    window.key("BackSpace", "exclam", "Return")
    wait_until(lambda: json.loads(marks.read_text(encoding="utf-8"))["marks"][0]["note"]
               == "Quite nobody: q!", "the note in the file")
    if "Quite nobody: q!" not in window.exported(3):
        raise Failure("the note in the picture")
    window.key("Home", *["equal"] * 9, "space")
    window.wait_step(3)
    wait_until(lambda: "playing" not in window.title(), "the stop point")
    window.key("End")
    window.wait_step(window.count)
    window.key("shift+n")
    window.wait_step(3)
    window.key("m")
    wait_until(lambda: not marks.exists(), "no file without marks")
    window.key("g")
    window.tool("type", "2")
    window.key("Return")
    window.wait_step(2)
    window.key("ctrl+z")
    window.wait_step(3)
    window.key("ctrl+y")
    window.wait_step(2)


def case_fast_typing(window):
    """All keys are there before the first is looked at."""
    window.program.send_signal(signal.SIGSTOP)
    window.key("g", "1", "BackSpace", "3", "Return", "Left")
    window.program.send_signal(signal.SIGCONT)
    window.wait_step(2)
    window.program.send_signal(signal.SIGSTOP)
    window.key("shift+m")
    window.tool("type", "Fast q")
    window.key("Return")
    window.program.send_signal(signal.SIGCONT)
    wait_until(lambda: "Fast q" in window.exported(2), "the note")


def case_two_traces(window):
    window.wait_title("poem.json | other.json")
    if "On the left" not in window.exported_pair():
        raise Failure("a sentence about both")
    window.key("Home")
    window.wait_title("step 0 of")
    window.key("Right", "Right")
    window.wait_title("step 2 of")
    window.click("right:mark:1")
    window.wait_title("step 1 of 7")
    window.key("Tab", "End")
    window.wait_title(f"step {window.count} of {window.count}")
    window.key("l")
    if "在左边" not in window.exported_pair():
        raise Failure("the same in Chinese")


def click_scaled(window, group, pixels, scale):
    """Clicks on a thing in a window of so many pixels, where all is larger."""
    size = tuple(side / scale for side in pixels)
    wait_until(lambda: f'width="{size[0]:g}" height="{size[1]:g}"'
               in window.exported(int(re.search(r"step (\d+)", window.title())[1])),
               f"a picture of {size}")
    x, y, width, height = window.place_of(group, size)
    window.point((x + width / 2) * scale, (y + height / 2) * scale)
    window.tool("click", "1")


def case_scale(window):
    window.key("ctrl+equal")
    click_scaled(window, "transport:start", SIZE, 1.25)
    window.wait_step(0)
    window.key("ctrl+equal", "ctrl+equal")  # there is no room for more
    click_scaled(window, "transport:forward", SIZE, 1.25)
    window.wait_step(1)
    window.tool("windowsize", "--sync", window.id, 800, 600)
    click_scaled(window, "transport:end", (800, 600), 1)
    window.wait_step(window.count)
    window.tool("windowsize", "--sync", window.id, 1500, 900)
    click_scaled(window, "transport:start", (1500, 900), 1.25)
    window.wait_step(0)
    window.key("ctrl+0")
    click_scaled(window, "transport:end", (1500, 900), 1)
    window.wait_step(window.count)


def case_dense_display(window):
    """Twice as many dots an inch as usual: twice as large."""
    window.tool("windowsize", "--sync", window.id, 1600, 1200)
    click_scaled(window, "transport:start", (1600, 1200), 2)
    window.wait_step(0)
    window.key("ctrl+minus")
    click_scaled(window, "transport:end", (1600, 1200), 1.5)
    window.wait_step(window.count)
    window.key("ctrl+0")
    click_scaled(window, "transport:start", (1600, 1200), 2)
    window.wait_step(0)


def case_resize(window):
    size = (1500, 900)
    window.tool("windowsize", "--sync", window.id, *size)
    wait_until(lambda: 'width="1500" height="900"' in window.exported(window.count),
               "a picture of the new size")
    window.click("transport:start", size)
    window.wait_step(0)


CASES = {
    "window@keys-go-from-step-to-step": case_keys_step,
    "window@buttons-do-what-keys-do": case_buttons,
    "window@steps-of-list-and-bar-can-be-clicked": case_list_and_dots,
    "window@thumb-can-be-dragged": case_scrubber,
    "window@ruler-sets-the-cursor-and-selects-a-range": case_ruler,
    "window@replay-runs-and-pauses": case_playing,
    "window@theme-language-and-help-change-the-picture": case_switches,
    "window@zoom-by-key-and-wheel": case_zoom,
    "window@marks-are-set-noted-and-kept": case_marks,
    "window@no-letter-is-lost-that-is-typed-fast": case_fast_typing,
    "window@two-traces-are-looked-at-together": case_two_traces,
    "window@everything-may-be-larger-where-there-is-room": case_scale,
    "window@a-dense-display-draws-larger-by-itself": case_dense_display,
    "window@resizing-moves-the-buttons": case_resize,
}


def run_case(screen, case):
    with tempfile.TemporaryDirectory() as folder:
        window = Window(screen, pathlib.Path(folder),
                        OTHER if case is case_two_traces else None,
                        192 if case is case_dense_display else None)
        try:
            case(window)
            window.quit()
        finally:
            window.stop()


def main():
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print(f"skip window: {' and '.join(missing)} not installed")
        return 77
    failed = 0
    with display() as screen:
        for name, case in CASES.items():
            try:
                run_case(screen, case)
                print("ok  ", name, flush=True)
            except (Failure, subprocess.SubprocessError) as failure:
                print(f"{name}: {failure}", file=sys.stderr)
                print("FAIL", name, flush=True)
                failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
