"""Recordings as other programs want them: Perfetto's and speedscope's rules for a Chrome trace.

Each file is one JSON array, a line an object; every track has a name; on each track slices nest;
what is open at the end is drawn until then; who holds a lock is a thread; every arrow that arrives
has left somewhere before; no number is larger than JSON
can hold; each event of the trace stands in exactly one line; and the source lines are those of the
scenario today. The last cases spoil a good file, to see that the rules can fail.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECORDINGS = sorted((ROOT / "traces").glob("*.json"))
OBJECTS = 1 << 24  # the process whose tracks are locks
HEX = re.compile("0x[0-9a-f]+")
TIME = re.compile(r'"(?:ts|dur)":(?!\d+\.\d{3}(?:\d{3})?[,}])')


def ns(microseconds):
    return round(microseconds * 1000)


def file_rules(text):
    """Yields complaints; then nothing else need be asked."""
    lines = text.splitlines()
    if lines[0] != "[" or not lines[1].startswith('{"') or lines[-1] != "]":
        yield "is not an array of lines"
    for number, line in enumerate(lines[1:-1], 2):
        if not line.endswith(",") and number < len(lines) - 1:
            yield f"line {number}: no comma at the end"
        if TIME.search(line):
            yield f"line {number}: a time without three or six decimals"


def field_rules(events):
    for number, event in enumerate(events, 2):
        if event["ph"] not in "MXBC":  # of E and B in one ns Perfetto takes the E first: no E then
            yield f"line {number}: phase {event['ph']}"
        if not isinstance(event["pid"], int) or not isinstance(event["tid"], int):
            yield f"line {number}: pid and tid are not numbers"
        if event["ph"] == "C" and not all(isinstance(v, int) for v in event["args"].values()):
            yield f"line {number}: a counter that is no number"


def tracks(events):
    found = {}
    for number, event in enumerate(events, 2):
        if event["ph"] in "XB":
            found.setdefault((event["pid"], event["tid"]), []).append((number, event))
    return found.values()


def nesting_rules(events):
    for track in tracks(events):
        yield from track_rules(track)


def track_rules(track):
    """Ends of the slices of one track in file order; that of an open one is infinite."""
    stack, latest = [], 0
    for number, event in track:
        begin = ns(event["ts"])
        if begin < latest:
            yield f"line {number}: goes back in time"
        latest = begin
        while stack and stack[-1] <= begin:
            stack.pop()
        end = begin + ns(event["dur"]) if event["ph"] == "X" else float("inf")
        if stack and end > stack[-1]:
            yield f"line {number}: reaches out of the slice around it"
        stack.append(end)


def instant_rules(events):
    """speedscope sorts begins and ends by time, in microseconds that are not rounded: at one instant
    nothing tells it which of two begins was first, and what ends a little late ends the wrong one."""
    for track in tracks(events):
        latest, ends = -1, []
        for number, event in track:
            while ends and ends[-1] <= event["ts"]:
                ends.pop()
            if event["ts"] <= latest:
                yield f"line {number}: begins when another begins"
            end = event["ts"] + event["dur"] if event["ph"] == "X" else float("inf")
            if ends and end > ends[-1]:
                yield f"line {number}: ends a little after the slice around it"
            if event["ph"] == "X":
                ends.append(end)
            latest = event["ts"]


def name_rules(events):
    """An unnamed track is called by its number, which says nothing."""
    named = {(event["name"], event["pid"], event["tid"]) for event in events
             if event["ph"] == "M" and event.get("args", {}).get("name")}
    for number, event in enumerate(events, 2):
        pid, tid = event["pid"], event["tid"]
        if event["ph"] in "XB" and not {("process_name", pid, 0),
                                         ("thread_name", pid, tid)} <= named:
            yield f"line {number}: a track without a name"


def end_rules(events):
    """speedscope ends a track with its last line, so one line stands where the recording ends."""
    times = [event["ts"] for event in events if event["name"] == "threadlane.end"]
    for track in tracks(events):
        open_count = sum(event["ph"] == "B" for _, event in track)
        number, last = track[-1]
        if open_count and times and last["ts"] < times[0]:
            yield f"line {number}: what is open here is not drawn to the end"


def is_hold(event):
    return (event["pid"] == OBJECTS and event["ph"] in "XB"
            and event["name"] != "end of the recording")


def hold_rules(events):
    threads = {event["args"]["name"] for event in events
               if event["name"] == "thread_name" and event["pid"] != OBJECTS}
    for number, event in enumerate(events, 2):
        if is_hold(event) and event["name"] not in threads:
            yield f"line {number}: held by nobody"


def integers(value):
    if isinstance(value, dict):
        return [number for one in value.values() for number in integers(one)]
    return [value] if isinstance(value, int) else []


def number_rules(events):
    for number, event in enumerate(events, 2):
        if any(abs(value) > 2**53 for value in integers(event)):
            yield f"line {number}: a number that a double cannot hold"


def flow_rules(events):
    """Perfetto joins the slice that has begun with an arrow to one that begins later with it, not
    to one that is over by then or that lasts already."""
    left = {}
    for number, event in enumerate(events, 2):
        if event.get("flow_out"):
            if event["bind_id"] in left:
                yield f"line {number}: an arrow that has left already"
            left[event["bind_id"]] = event["ts"]
    for number, event in enumerate(events, 2):
        is_flow = event.get("flow_in") or event.get("flow_out")
        if is_flow and (event["ph"] not in "XB" or not HEX.fullmatch(str(event.get("bind_id")))):
            yield f"line {number}: an arrow that is bound to nothing"
        if event.get("flow_in") and event["bind_id"] not in left:
            yield f"line {number}: an arrow that nobody sent"
        elif event.get("flow_in") and left[event["bind_id"]] > event["ts"]:
            yield f"line {number}: an arrow into what had begun before"


def event_rules(events):
    numbers = []
    for event in events:
        args = event.get("args", {})
        if "k" in args:
            numbers += [args["n"]] + ([args["b"]["n"]] if "b" in args else [])
    if sorted(numbers) != list(range(len(numbers))):
        yield "an event is missing or stands in two lines"


def source_rules(events):
    """A recording is of the scenario as it is today; else traces/record makes it anew."""
    for number, event in enumerate(events, 2):
        args = event.get("args", {})
        source = ROOT / args.get("file", "")
        if event["name"] == "threadlane.site" and source.is_file():
            lines = source.read_text(encoding="utf-8").splitlines()
            if args["text"] not in (line.strip() for line in lines[args["line"] - 1 :][:1]):
                yield f"line {number}: the source has changed"


def complaints(text):
    found = list(file_rules(text))
    if found:
        return found
    events = json.loads(text)
    rules = (field_rules, name_rules, nesting_rules, instant_rules, end_rules, hold_rules,
             number_rules, flow_rules, event_rules, source_rules)
    return [complaint for rule in rules for complaint in rule(events)]


def spoilt(text, together):
    """The rule that must complain, and the file it must complain about, of two that are good; in
    `together` events share an instant."""
    yield "has changed", text.replace('"line":', '"line":1', 1)
    yield "not an array", text.replace("[\n", "{", 1)
    yield "six decimals", re.sub(r'("ph":"X","ts":\d+)\.\d+', r"\1", text, count=1)
    yield "nobody sent", re.sub(r'"0x\w+","flow_out"', '"0x1","flow_out"', text, count=1)
    yield "left already", re.sub(r'"0x\w+"(,"flow_out".*?)"(0x\w+)"(,"flow_out")', r'"\2"\1"\2"\3',
                                 text, count=1, flags=re.DOTALL)
    yield "had begun before", re.sub(r'"ts":\d+(?=[^}]*"dur":0\.000,[^}]*"flow_in")', '"ts":1', text,
                                     count=1)
    yield "bound to nothing", re.sub(r'"bind_id":"0x', '"bind_id":"', text, count=1)
    yield "without a name", text.replace("thread_name", "thread_title", 1)
    yield "cannot hold", text.replace('"n":3,', f'"n":{2**60},', 1)
    yield "held by nobody", re.sub(r'(\{"name":)"\w+(","cat":"derived","ph":"X","ts":[^}]*"pid":16777216)',
                                   r'\1"nobody\2', text, count=1)
    yield "two lines", text.replace('"n":3,', '"n":4,', 1)
    yield "phase E", text.replace('"ph":"X"', '"ph":"E"', 1)
    yield "begins when another", re.sub(r'(\.\d{3})\d{3}(,"dur")', r"\1\2", together, count=1)
    yield "a little after", together.replace('"dur":0.000900', '"dur":0.001900', 1)
    yield "reaches out", re.sub(r'("name":"door.wait [^}]*"dur":)', r"\g<1>99", text, count=1)


def main():
    failures = 0
    for path in RECORDINGS:
        found = complaints(path.read_text(encoding="utf-8"))
        failures += len(found)
        print(*(f"{path.name}: {complaint}" for complaint in found or ["good"]), sep="\n")
    good = (RECORDINGS[0].parent / "condition_poem.json").read_text(encoding="utf-8")
    hung = (RECORDINGS[0].parent / "lock_in_lock.json").read_text(encoding="utf-8")
    endless = "".join(line for line in hung.splitlines(True) if "end of the rec" not in line)
    together = (RECORDINGS[0].parent / "manager_queue.json").read_text(encoding="utf-8")
    for expected, text in [*spoilt(good, together), ("not drawn to the end", endless)]:
        is_found = any(expected in complaint for complaint in complaints(text))
        failures += not is_found
        print(f"{'ok  ' if is_found else 'FAIL'} chrome-trace@complains-{expected.replace(' ', '-')}")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
