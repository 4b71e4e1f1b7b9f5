#!/usr/bin/env python3
"""trace-view on what is still being recorded, on a display of its own: it grows while the program
runs, whoever looks stays where he is, and what has come stays when no more comes. What it shows is
read from the title of its window.

usage: live_view_test.py TRACE_VIEW
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from lttng_recording import below, own_turn, relay
from recorded_run import LIMIT, TRACE_RUN, begin, check, is_alive, name_cases, run_cases, wait_for

VIEW = os.path.abspath(sys.argv.pop(1))
SIZE = "1280x800"
SPIDER = ("--time-scale", "2", "semaphore_spider")  # goes on for six seconds
TOOLS = ("Xvfb", "xdotool", "lttng-sessiond", "lttng-relayd")


@contextlib.contextmanager
def display():
    """An X server on a free display; its number comes from the server itself."""
    reading, writing = os.pipe()
    with subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24",
                           "-nolisten", "tcp", "-noreset"], pass_fds=[writing],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as numbers:
                yield f":{numbers.readline().strip()}"
        finally:
            server.terminate()


def on(screen):
    return {**os.environ, "DISPLAY": screen, "SDL_VIDEODRIVER": "x11"}


class Window:
    """A trace-view that follows something; or the window of a program that has been started."""

    def __init__(self, screen, folder, *arguments, program=None):
        self.environment = on(screen)
        self.output = pathlib.Path(folder) / "view.txt"
        self.program = program or subprocess.Popen(
            [VIEW, *map(str, arguments), "--size", SIZE], cwd=folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=self.output.open("w"))
        wait_for(lambda: self.id() or (not program and self.program.poll() is not None), "a window")
        assert program or self.program.poll() is None, self.output.read_text()
        self.tool("windowfocus", self.id())

    def tool(self, *arguments):
        done = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, text=True,
                              capture_output=True, timeout=LIMIT, check=False)
        return done.stdout.strip()

    def id(self):
        return self.tool("search", "--name", ": step ").split("\n")[0]

    def title(self):
        """Never "", which says nothing: the tool may have found no window."""
        said = []
        wait_for(lambda: said.append(self.tool("getwindowname", self.id())) or said[-1], "a title")
        return said[-1]

    def steps(self):
        """Where it stands, and how many there are."""
        return tuple(map(int, re.search(r"step (\d+) of (\d+)", self.title()).groups()))

    def wait_steps(self, count):
        wait_for(lambda: self.steps()[1] >= count, f"{count} steps, not {self.title()}")

    def wait_growth(self, word):
        wait_for(lambda: self.title().endswith(word), f"{word!r}, not {self.title()!r}")

    def key(self, *keys):
        self.tool("key", *keys)

    def quit(self):
        self.key("q")
        check(self.program.wait(timeout=LIMIT), 0, "status: " + self.output.read_text())


def check_picture(window, folder, pattern, *words):
    """Of what is seen: both files of it are there when the second is whole."""
    pictures = pathlib.Path(folder)
    window.key("e")
    wait_for(lambda: any(path.read_bytes().endswith(b"IEND\xaeB`\x82")
                         for path in pictures.glob("*.png")), "a picture")
    text = next(pictures.glob(pattern)).read_text(encoding="utf-8")
    for word in words:
        assert word in text, (f"no {word!r} in {window.title()!r}: "
                              f"{re.findall('<text[^>]*>(.*?)</text>', text)}")


@contextlib.contextmanager
def watched(folder, *arguments):
    """A run, the URL of its live session, and the relay daemon that has it."""
    with relay(folder) as there:
        run = begin(folder, f"--lttng-url={there.url}", *arguments)
        told = run.stderr.readline()
        name = re.search(r"trace-view net://.*/host/.*/(.*)", told)
        assert name, told
        try:
            yield run, there.session(name[1]), there
        finally:
            run.send_signal(signal.SIGTERM)
            run.communicate(timeout=LIMIT)


def until_whole(follow):
    """libbabeltrace2 gives up a live session now and then, on busy processors. That is told, and
    another one is followed."""
    for _ in range(4):
        with tempfile.TemporaryDirectory(prefix="threadlane-") as folder, display() as screen:
            window = follow(screen, folder)
            told = window.output.read_text()
            window.quit()
        if not told:
            return
        assert "the connection broke off; what had come stays" in told, told
    raise AssertionError(told)


def session_is_followed_to_its_end(folder):
    with display() as screen, watched(folder, "-o", "x.ctf", *SPIDER) as (run, url, _):
        window = Window(screen, folder, url)
        window.wait_growth("growing")
        window.wait_steps(10)
        before = window.steps()[1]
        window.wait_steps(before + 10)
        place, count = window.steps()
        check(place, count, "a cursor at the end goes on with it")
        window.key("Home", "Right", "Right", "Right")
        wait_for(lambda: window.steps()[0] == 3, f"step 3, not {window.title()}")
        before = window.steps()[1]
        window.wait_steps(before + 10)
        check(window.steps()[0], 3, "a cursor elsewhere stays")
        wait_for(lambda: "growing" not in window.title(), "the end")
        check(("broken" in window.title(), window.steps()[0]), (False, 3),
              window.title() + window.output.read_text())
        window.quit()


def hang_is_seen(_):
    """Who watches has three seconds to come, for the relay daemon shows nothing of a program that is
    over."""
    slowly = ("--time-scale", "0.03", "deadlock_ab_ba")

    def follow(screen, folder):
        with watched(folder, "-o", "x.ctf", *slowly) as (_, url, __):
            window = Window(screen, folder, url)
            wait_for(lambda: "growing" not in window.title(), "the end")
            if not window.title().endswith("broken off"):
                check_picture(window, folder, "*.svg", "Deadlock", "deadlock_ab_ba.c")
            return window

    until_whole(follow)


def late_comer_never_hears_that_all_is_well(folder):
    """Whoever comes when the program is over may get nothing but trace-run's own words."""
    with display() as screen, watched(folder, "-o", "x.ctf", "deadlock_ab_ba") as (run, url, _):
        program = below(run, "deadlock_ab_ba")
        wait_for(lambda: not is_alive(program), "the end of the program")
        try:
            window = Window(screen, folder, url)
        except AssertionError as refusal:
            assert "there is no live session" in str(refusal), refusal
            return
        wait_for(lambda: "growing" not in window.title(), "the end")
        if window.title().endswith("broken off"):
            told = window.output.read_text()
            assert "the program was over before anybody watched" in told, told
        else:
            check_picture(window, folder, "*.svg", "Deadlock")
        window.quit()


def broken_connection_leaves_what_has_come(folder):
    with display() as screen, watched(folder, "-o", "x.ctf", *SPIDER) as (_, url, there):
        window = Window(screen, folder, url)
        window.wait_steps(10)
        there.process.kill()
        window.wait_growth("broken off")
        assert window.steps()[1] >= 10, window.title()
        told = window.output.read_text()
        assert "the connection broke off; what had come stays" in told, told
        window.key("Home")
        wait_for(lambda: window.steps()[0] == 0, "a replay of it")
        window.quit()


def own_recording_is_followed(folder):
    with display() as screen:
        run = begin(folder, "--view", "-o", "x.json", *SPIDER, env=on(screen))
        window = Window(screen, folder, program=run)
        window.wait_steps(10)
        assert "growing" in window.title(), window.title()
        _, told = run.communicate(timeout=LIMIT)
        check(run.returncode, 0, told)
        wait_for(lambda: "growing" not in window.title(), "the end")
        place, count = window.steps()
        check((place, window.title().startswith("x.json: ")), (count, True), window.title())
        check_picture(window, folder, "x-*.svg", "semaphore_spider.c")


def verdict_of_a_hang_appears(folder):
    with display() as screen:
        run = begin(folder, "--view", "-o", "x.json", "deadlock_ab_ba", env=on(screen))
        window = Window(screen, folder, program=run)
        _, told = run.communicate(timeout=LIMIT)
        check(run.returncode, 124, told)
        wait_for(lambda: "growing" not in window.title(), "the end")
        check_picture(window, folder, "x-*.svg", "Deadlock", "deadlock_ab_ba.c")


def run_without_a_display_goes_on(folder):
    done = subprocess.run([TRACE_RUN, "--view", "-o", "x.json", "condition_poem"], cwd=folder,
                          capture_output=True, text=True, timeout=LIMIT,
                          env={**os.environ, "DISPLAY": ":0.nowhere", "SDL_VIDEODRIVER": "x11"})
    check(done.returncode, 0, done.stderr)
    assert (pathlib.Path(folder) / "x.json").exists()


def refused(folder, url):
    done = subprocess.run([VIEW, url], cwd=folder, capture_output=True, text=True, timeout=LIMIT)
    check((done.returncode, done.stdout, done.stderr.count("\n")), (1, "", 1), done.stderr)
    return done.stderr


def missing_daemon_and_session_are_told(folder):
    with relay(folder) as there:
        wrong = there.session("none")
        assert "there is no live session" in refused(folder, wrong)
        assert "there is no live session" in refused(folder, wrong.split("/host")[0])
        assert "expected net://HOST/host/NAME/SESSION" in refused(folder, wrong.split("ost/")[0])
    assert "no relay daemon of LTTng answers there" in refused(folder, wrong)


def silent_daemon_is_told(folder):
    with relay(folder) as there:
        there.process.send_signal(signal.SIGSTOP)
        assert "nothing has come for 8 seconds" in refused(folder, there.session("x"))


def other_sessions_are_named(folder):
    with watched(folder, "-o", "x.ctf", *SPIDER) as (_, url, __):
        told = refused(folder, url + "y")
        assert url.split("/host")[1] in told, told


CASES = name_cases(
    own_recording_is_followed,
    verdict_of_a_hang_appears,
    run_without_a_display_goes_on,
    session_is_followed_to_its_end,
    hang_is_seen,
    late_comer_never_hears_that_all_is_well,
    broken_connection_leaves_what_has_come,
    missing_daemon_and_session_are_told,
    silent_daemon_is_told,
    other_sessions_are_named,
)

if __name__ == "__main__":
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print(f"skip live_view: {' and '.join(missing)} not installed")
        sys.exit(0)
    with own_turn():
        sys.exit(run_cases("live_view", CASES))
