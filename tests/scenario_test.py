#!/usr/bin/env python3
"""Each scenario under trace-run: what it prints, how it ends, and what is found out about it.

In virtual time a run is always the same; in real time only what the primitives force is checked.
"""

import dataclasses
import json
import re
import sys

from recorded_run import ROOT, Run, check, run_cases

HANG = 124
POEM = ["天猫 : 小爱同学", "小爱 : 在", "天猫 : 我们来对古诗吧", "小爱 : 好啊"]



@dataclasses.dataclass
class Story:
    """What one run of a scenario must come to."""
    lines: list
    findings: list = dataclasses.field(default_factory=list)
    outcome: str = "ended"
    status: int = 0
    arguments: list = dataclasses.field(default_factory=list)  # of the scenario
    options: list = dataclasses.field(default_factory=list)    # of trace-run
    # When time is real: False if what is printed depends on who is quick, and how much quicker
    # than asked for; 1 if a sleep is to keep the order.
    is_forced: bool = True
    time_scale: int = 10


def hung(lines, *findings, **more):
    return Story(lines, list(findings), "hung", HANG, **more)


STORIES = {
    # the poem may start in either order when time is real, as the notes say
    "condition_poem": Story(POEM, is_forced=False),
    "condition_poem_wrong_order": hung(POEM[:1], "lost-notify", time_scale=1),
    "deadlock_ab_ba": hung(["A got a", "B got b"], "deadlock", time_scale=1),
    "deadlock_fixed_same_order": Story(["A got a", "A got b", "B got a", "B got b"]),
    "lock_in_lock": hung(
        ["acquired once", "second acquire(timeout=1): False", "second acquire(False): False"],
        "self-deadlock"),
    "semaphore_spider": Story(["got html text success"] * 20, ["throttling"]),
}


def run_story(folder, name, *options):
    story = STORIES[name]
    return Run(folder, *options, *story.options, name, *story.arguments)


def printed(run):
    """The lines, without durations."""
    return re.sub(r"(?<=last time: )[\d.]+", "T", run.stdout).splitlines()


def check_end(run, story):
    check(run.status, story.status, "exit status")
    check(run.report["outcome"], story.outcome, "outcome")
    check(run.report["exit_status"], story.status, "reported status")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), story.findings, "findings")


def virtual(name):
    def case(folder):
        run = run_story(folder, name, "--virtual-time")
        check(printed(run), STORIES[name].lines, "stdout")
        check_end(run, STORIES[name])
    return case


def real(name):
    """The order of lines is not compared."""
    def case(folder):
        run = run_story(folder, name, "--time-scale", str(STORIES[name].time_scale))
        check(sorted(printed(run)), sorted(STORIES[name].lines), "stdout")
        check_end(run, STORIES[name])
    return case


def line_of(name, *texts):
    """The source line where the last text stands, each looked for after the one before."""
    at, source = 0, (ROOT / "scenarios" / f"{name}.c").read_text()
    for text in texts:
        at = source.index(text, at) + 1
    return f"{name}.c:{source.count(chr(10), 0, at) + 1}"


def check_cited(finding, *sites):
    for site in sites:
        assert any(site in cited for cited in finding["sites"]), f"{site} is not in the sites"
        assert site in finding["sentence"], f"{site} is not in the sentence"


def lost_notify_is_told(folder):
    name = "condition_poem_wrong_order"
    finding = Run(folder, "--virtual-time", name).report["findings"][0]
    check(finding["hang"], "proven", "hang")
    check(sorted(finding["threads"]), ["天猫", "小爱"], "threads")
    check(finding["objects"], ["cond"], "objects")
    check_cited(finding, line_of(name, "void tian_mao", "tl_condition_notify"),
                line_of(name, "void xiao_ai", "tl_condition_wait"))
    assert re.search(r"小爱 began to wait 101 ms later", finding["sentence"]), finding["sentence"]
    assert finding["way_out"] and finding["rule"]


def lost_notify_is_told_in_chinese(folder):
    run = Run(folder, "--virtual-time", "--lang", "zh", "condition_poem_wrong_order")
    assert "没有人在等" in run.report["findings"][0]["sentence"]
    assert "没有人在等" in run.stderr


def cycle_is_named(folder):
    finding = Run(folder, "--virtual-time", "deadlock_ab_ba").report["findings"][0]
    check((finding["hang"], finding["cause"]), ("proven", "proven"), "grades")
    assert "A → b → B → a → A" in finding["sentence"], finding["sentence"]
    check(sorted(finding["threads"]), ["A", "B"], "threads")
    check(sorted(finding["objects"]), ["a", "b"], "objects")


def self_deadlock_is_cited(folder):
    name = "lock_in_lock"
    finding = Run(folder, "--virtual-time", name).report["findings"][0]
    check(finding["hang"], "proven", "hang")
    check(len(finding["sites"]), 2, "number of sites")
    assert all(site in finding["sentence"] for site in finding["sites"]), finding["sentence"]


def in_use_at(levels, time):
    return [level["permits"] for level in levels if level["time"] <= time][-1]


def spider_comes_in_waves(folder):
    finding = Run(folder, "--virtual-time", "semaphore_spider").report["findings"][0]
    throttling = finding["throttling"]
    check(throttling["permits"], 3, "permits")
    check([len(wave["members"]) for wave in throttling["waves"]], [3] * 6 + [2], "waves")
    check([round(wave["begin"]) for wave in throttling["waves"]], list(range(0, 14, 2)), "begins")
    check(round(throttling["total_wait"]), 12, "seconds the producer waited")
    check(round(throttling["utilisation"], 2), 0.95, "utilisation")
    levels = throttling["in_use"]
    check(max(level["permits"] for level in levels), 3, "permits in use at most")
    check(levels[-1]["permits"], 0, "permits in use at the end")
    check([in_use_at(levels, second) for second in range(1, 15, 2)], [3] * 6 + [2], "in use")


def headings_are_recorded(folder):
    trace = Run(folder, "--virtual-time", "condition_poem").folder / "condition_poem.json"
    lines = [json.loads(line.strip(",")) for line in trace.read_text().splitlines()
             if line.startswith("{")]
    infos = {line["args"]["key"]: line["args"]["text"] for line in lines
             if line.get("name") == "threadlane.info"}
    check((infos["title"], infos["title.en"]), ("对古诗", "the condition poem"), "headings")


CASES = [
    (f"{name.replace('_', '-')}-in-virtual-time", virtual(name)) for name in STORIES
] + [
    (f"{name.replace('_', '-')}-in-real-time", real(name))
    for name, story in STORIES.items() if story.is_forced
] + [
    ("headings-are-recorded", headings_are_recorded),
    ("lost-notify-is-told-with-both-lines", lost_notify_is_told),
    ("lost-notify-is-told-in-chinese", lost_notify_is_told_in_chinese),
    ("deadlock-cycle-is-named", cycle_is_named),
    ("self-deadlock-cites-both-lines", self_deadlock_is_cited),
    ("spider-comes-in-seven-waves", spider_comes_in_waves),
]

if __name__ == "__main__":
    sys.exit(run_cases("scenario", CASES))
