#!/usr/bin/env python3
"""Opens recordings in speedscope, in a headless Chromium, and reads back what it made of them.

speedscope comes by npm, once, into the folder of the build. Every recording of traces/ and some of
processes, made here, is loaded as a person would; then its own export says which tracks it has
found, and which slices with which times. Skips, and says why, where browser, npm or network is
missing.
"""

import base64
import itertools
import json
import pathlib
import sys
import tempfile
import time

import browser
import npm_package
from recorded_run import LIMIT, ROOT, Run, check, run_cases

VERSION = "1.25.0"
PAGE = npm_package.MODULES / "speedscope/dist/release/index.html"
RECORDINGS = sorted((ROOT / "traces").glob("*.json"))
OF_PROCESSES = ["pipe_two_processes", "fork_with_lock_held", "manager_dict", "manager_queue",
                "pool_task_lost"]
HANG = {"condition_poem_wrong_order", "deadlock_ab_ba", "lock_in_lock", "pool_task_lost"}
EXPORT = """(() => {
    const buttons = [...document.querySelectorAll('div')]
    buttons.filter(one => /^\\S*Export$/.test(one.innerText)).pop().click()
})()"""


def missing():
    """What keeps this test from running, or None."""
    if browser.find() is None:
        return "there is no Chromium"
    return npm_package.missing("speedscope", VERSION, PAGE)


class Speedscope:
    """A page with speedscope, for one recording after the other."""

    def __init__(self, page, folder):
        self.page, self.folder = page, pathlib.Path(folder)
        page.allow_downloads(folder)

    def load(self, recording):
        """Opens a recording; returns what speedscope's export says, as plain data."""
        content = base64.b64encode(recording.read_bytes()).decode()
        script = self.folder / "load.js"
        script.write_text("speedscope.loadFileFromBase64("
                          f"{json.dumps(recording.name)}, {json.dumps(content)})")
        self.page.open("about:blank")
        self.page.open(f"{PAGE.as_uri()}#localProfilePath={script}")
        self.page.wait_until("document.body?.innerText.includes('Export')")
        self.page.evaluate(EXPORT)
        return self.take_export()

    def take_export(self):
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            for path in self.folder.glob("*.speedscope.json"):
                try:
                    content = json.loads(path.read_text(encoding="utf-8"))
                except ValueError:
                    continue  # it is being written
                path.unlink()
                return content
            time.sleep(0.02)
        raise TimeoutError("speedscope exports nothing")


def profile_slices(exported):
    """Profiles by name: the slices of each as (name, begin, end) in ns, from where it begins."""
    names = [frame["name"].split(' {"k":')[0] for frame in exported["shared"]["frames"]]
    profiles = {}
    for profile in exported["profiles"]:
        stack, slices = [], []
        for event in profile["events"]:
            if event["type"] == "O":
                stack.append((names[event["frame"]], round(event["at"] * 1000)))
            else:
                slices.append((*stack.pop(), round(event["at"] * 1000)))
        check(stack, [], "open slices")
        profiles[profile["name"]] = sorted(slices)
    return profiles


def tracks_of(lines):
    """What ought to be there, from the file: the same, with the end of the track for open slices."""
    names = {(line["name"], line["pid"], line["tid"]): line["args"]["name"] for line in lines
             if line["name"] in ("process_name", "thread_name")}
    tracks = {}
    for line in lines:
        if line["ph"] in "XB":
            tracks.setdefault((line["pid"], line["tid"]), []).append(line)
    return {f"{names['process_name', pid, 0]} (pid {pid}), {names['thread_name', pid, tid]} "
            f"(tid {tid})": track_slices(track) for (pid, tid), track in tracks.items()}


def track_slices(track):
    start = min(line["ts"] for line in track)
    last = max(line["ts"] + line.get("dur", 0) for line in track)
    open_ones, slices = [], []
    for line in track:
        at = line["ts"] - start
        if line["ph"] == "X":
            slices.append((line["name"], at, at + line["dur"]))
        else:
            open_ones.append((line["name"], at))
    slices += [(*one, last - start) for one in open_ones]
    return sorted((name, round(begin * 1000), round(end * 1000)) for name, begin, end in slices)


def is_seen(one):
    """speedscope leaves out what takes no time."""
    return one[2] > one[1]


def check_recording(speedscope, recording):
    lines = json.loads(recording.read_text(encoding="utf-8"))
    expected, found = tracks_of(lines), profile_slices(speedscope.load(recording))
    check(sorted(found), sorted(name for name, slices in expected.items() if slices), "tracks")
    for name, slices in expected.items():
        seen = [one for one in found[name] if is_seen(one)]
        wanted = [one for one in slices if is_seen(one)]
        unlike = [pair for pair in itertools.zip_longest(wanted, seen) if pair[0] != pair[1]]
        check(unlike[:3], [], f"slices of {name}, wanted and seen")
    if recording.stem in HANG:
        check_waits_to_the_end(lines, expected, found)


def check_waits_to_the_end(lines, expected, found):
    """Who waits for ever is seen to wait, up to the end of the recording."""
    waiting = {(line["pid"], line["tid"]) for line in lines
               if line["ph"] == "B" and line["name"].startswith("door.wait")}
    assert waiting, "nobody waits for ever"
    for name, slices in found.items():
        if any(f"(pid {pid})" in name and f"(tid {tid})" in name for pid, tid in waiting):
            last = max(end for _, _, end in slices)
            forever = [one for one in slices if one[0].startswith("door.wait") and one[2] == last]
            assert any(map(is_seen, forever)), f"{name}: no wait is seen to last"


def record(name, folder):
    Run(folder, "--time-scale", "20", "-o", f"{name}.json", name)
    return pathlib.Path(folder) / f"{name}.json"


def main():
    reason = missing()
    if reason:
        print(f"skip speedscope: {reason}")
        return 77
    with tempfile.TemporaryDirectory() as folder, browser.Browser() as page:
        speedscope = Speedscope(page, folder)
        cases = [(path.stem, lambda _, path=path: check_recording(speedscope, path))
                 for path in RECORDINGS]
        cases += [(name, lambda into, name=name: check_recording(speedscope, record(name, into)))
                  for name in OF_PROCESSES]
        return run_cases("speedscope", cases)


if __name__ == "__main__":
    sys.exit(main())
