#!/usr/bin/env python3
"""Each scenario under trace-run: what it prints, how it ends, and what is found out about it.

In virtual time a run is always the same; in real time only what the primitives force is checked.
"""

import re
import sys

from recorded_run import ROOT, Run, check, run_cases

HANG = 124
POEM = ["天猫 : 小爱同学", "小爱 : 在", "天猫 : 我们来对古诗吧", "小爱 : 好啊"]

# scenario: the lines it prints, exit status, outcome, findings
SCENARIOS = {
    "condition_poem": (POEM, 0, "ended", []),
    "condition_poem_wrong_order": (POEM[:1], HANG, "hung", ["lost-notify"]),
    "deadlock_ab_ba": (["A got a", "B got b"], HANG, "hung", ["deadlock"]),
    "deadlock_fixed_same_order": (
        ["A got a", "A got b", "B got a", "B got b"], 0, "ended", []),
    "lock_in_lock": (
        ["acquired once", "second acquire(timeout=1): False", "second acquire(False): False"],
        HANG, "hung", ["self-deadlock"]),
    "semaphore_spider": (["got html text success"] * 20, 0, "ended", ["throttling"]),
}


def virtual(name):
    def case(folder):
        lines, status, outcome, kinds = SCENARIOS[name]
        run = Run(folder, "--virtual-time", name)
        check(run.stdout.splitlines(), lines, "stdout")
        check(run.status, status, "exit status")
        check(run.report["outcome"], outcome, "outcome")
        check(run.report["exit_status"], status, "reported status")
        check(run.report["lost_events"], 0, "lost events")
        check(run.kinds(), kinds, "findings")
    return case


def real(name):
    """Ten times as fast; the order of lines is not compared."""
    def case(folder):
        lines, status, outcome, kinds = SCENARIOS[name]
        run = Run(folder, "--time-scale", "10", name)
        check(sorted(run.stdout.splitlines()), sorted(lines), "stdout")
        check(run.status, status, "exit status")
        check(run.report["outcome"], outcome, "outcome")
        check(run.kinds(), kinds, "findings")
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


CASES = [(f"{name.replace('_', '-')}-in-virtual-time", virtual(name)) for name in SCENARIOS] + [
    # the poem may start in either order when time is real, as the notes say
    (f"{name.replace('_', '-')}-in-real-time", real(name))
    for name in SCENARIOS if name != "condition_poem"
] + [
    ("lost-notify-is-told-with-both-lines", lost_notify_is_told),
    ("lost-notify-is-told-in-chinese", lost_notify_is_told_in_chinese),
    ("deadlock-cycle-is-named", cycle_is_named),
    ("self-deadlock-cites-both-lines", self_deadlock_is_cited),
    ("spider-comes-in-seven-waves", spider_comes_in_waves),
]

if __name__ == "__main__":
    sys.exit(run_cases("scenario", CASES))
