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


SLEEPERS = ["get detail html started", "get detail url started", "get detail html end",
            "get detail url end", "last time: T"]


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
    is_ordered: bool = True  # False: also in virtual time the order hangs on a few bytecodes
    time_scale: int = 10


def hung(lines, *findings, **more):
    return Story(lines, list(findings), "hung", HANG, **more)


CRAWLED = ["get detail html end", "get detail html started"]
RULES_OF_QUEUES = """\
Full() 0.00
Full() 0.20
ValueError('timeout' must be a non-negative number) 0.00
ValueError('timeout' must be a non-negative number) 0.00
1 0.00
Empty() 0.00
Empty() 0.20
None 0.00
ValueError(task_done() called too many times) 0.00
None 0.00
0 True False False -1
[1, 2, 3]
[2, 1, 3]
ShutDown() 0.00
1 0.00
ShutDown() 0.00
ShutDown() 0.00
ValueError(task_done() called too many times) 0.00
None 0.00
"""

LISTED = """\
  2           0 RESUME                   0

  3           2 LOAD_FAST                0 (a)
              4 LOAD_CONST               1 (1)
              6 BINARY_OP               13 (+=)
             10 STORE_FAST               0 (a)
             12 LOAD_CONST               0 (None)
             14 RETURN_VALUE
None
  5           0 RESUME                   0

  6           2 LOAD_FAST                0 (a)
              4 LOAD_CONST               1 (1)
              6 BINARY_OP               23 (-=)
             10 STORE_FAST               0 (a)
             12 LOAD_CONST               0 (None)
             14 RETURN_VALUE
None
  8           0 RESUME                   0

 10           2 LOAD_GLOBAL              1 (NULL + range)
             14 LOAD_CONST               1 (1000000)
             16 PRECALL                  1
             20 CALL                     1
             30 GET_ITER
        >>   32 FOR_ITER                12 (to 58)
             34 STORE_FAST               0 (i)

 11          36 LOAD_GLOBAL              2 (total)
             48 LOAD_CONST               2 (1)
             50 BINARY_OP               13 (+=)
             54 STORE_GLOBAL             1 (total)
             56 JUMP_BACKWARD           13 (to 32)

 10     >>   58 LOAD_CONST               0 (None)
             60 RETURN_VALUE
None
"""

STORIES = {
    # the poem may start in either order when time is real, as the notes say
    "condition_poem": Story(POEM, is_forced=False),
    "condition_poem_wrong_order": hung(POEM[:1], "lost-notify", time_scale=1),
    "deadlock_ab_ba": hung(["A got a", "B got b"], "deadlock", time_scale=1),
    "deadlock_fixed_same_order": Story(["A got a", "A got b", "B got a", "B got b"]),
    "lock_in_lock": hung(
        ["acquired once", "second acquire(timeout=1): False", "second acquire(False): False"],
        "self-deadlock"),
    "condition_misuse": Story(
        ["wait RuntimeError: cannot wait on un-acquired lock",
         "notify RuntimeError: cannot notify on un-acquired lock",
         "notify_all RuntimeError: cannot notify on un-acquired lock",
         "wait(timeout=.2) -> False", "wait_for -> False"],
        ["misuse"] * 3),
    "condition_timeout_race": Story(
        ["waiters before notify 2", "waiters after notify 1",
         "[('a', False), ('b', False)] -> the single notify went to the timed-out waiter and is lost"],
        is_forced=False),
    "condition_two_locks": Story(
        ["w1 waiting", "w2 waiting", "w3 waiting",
         "<Condition(<unlocked RLock count=0>, 3)>",
         "deque([<locked lock>, <locked lock>, <locked lock>])",
         "main has outer lock although 3 waiters had depth 2: "
         "<Condition(<locked RLock count=1>, 3)>",
         "w1 woke <Condition(<locked RLock count=2>, 1)>",
         "w2 woke <Condition(<locked RLock count=2>, 1)>",
         "after notify(2): deque([<locked lock>])",
         "w3 woke <Condition(<locked RLock count=2>, 0)>"],
        is_forced=False),
    "dis_add_sub": Story(LISTED.splitlines()),
    # where a thread is asked to drop the GIL depends on how quick it is
    "gil_counter_race": Story(["0"], ["gil-convoy"], arguments=["200"], is_forced=False),
    "gil_race_call_in_expr": Story(
        ["-520"], ["lost-update", "gil-convoy"], arguments=["1000"], is_forced=False),
    "gil_switch_interval": Story(
        ["switchinterval 0.005", "serial 0.20 two threads 0.23 ratio 1.13",
         "two sleeps(0.5) in threads 0.50"],
        ["gil-convoy"], arguments=["2000"], is_forced=False),
    "daemon_killed": Story(["daemon started", "main ends"], time_scale=1),
    "lock_counter": Story(["0"], arguments=["20"]),
    "nondaemon_waits": Story(["main ends", "non-daemon end"]),
    # one round of twenty pages, and then nobody puts any more
    "queue_crawler": hung(
        ["get detail url started", "last time: T", "get detail url end"] + CRAWLED[1:] * 10
        + CRAWLED * 10 + CRAWLED[:1] * 10, "orphan-wait", arguments=["1"]),
    "queue_rules": Story(RULES_OF_QUEUES.splitlines(), ["misuse"] * 4, is_forced=False),
    "rlock_counter": Story(["0"], arguments=["20"]),
    "rlock_owner_thread_died": Story(
        ["t1 <locked RLock count=2>", "t1 released once <locked RLock count=1>",
         "t2 acquire(timeout=1): False", "t2 RuntimeError: cannot release un-acquired lock"],
        ["misuse"]),
    "rlock_unbalanced": Story(
        ["t1 True", "t1 released once <locked RLock count=1>", "t2 acquire(timeout=1): False",
         "t2 RuntimeError: cannot release un-acquired lock"],
        ["misuse"], is_forced=False),
    "semaphore_is_condition": Story(
        ["{'_cond': <Condition(<unlocked lock>, 0)>, '_value': 3}",
         "{'_cond': <Condition(<unlocked lock>, 0)>, '_value': 2, '_initial_value': 2}",
         "a permit of both"], ["throttling"], time_scale=1),
    "shared_list_indexerror": Story(
        ["['pop from empty list'] after T"], ["gil-convoy"], is_forced=False),
    "thread_daemon_join": Story(SLEEPERS),
    "thread_misuse": Story(
        ["RuntimeError cannot join thread before it is started",
         "RuntimeError threads can only be started once",
         "RuntimeError threads can only be started once",
         "RuntimeError cannot join current thread",
         "RuntimeError cannot set daemon status of active thread",
         "None True", "False <Thread(t2, stopped)>",
         "RuntimeError release unlocked lock",
         "ValueError timeout value must be a non-negative number",
         "RuntimeError cannot release un-acquired lock",
         "ValueError Semaphore released too many times",
         "ValueError semaphore initial value must be >= 0", "False",
         "ValueError n must be one or more", "None", "<Semaphore: value=3>"],
        ["misuse"] * 11),
    "thread_subclass": Story(SLEEPERS),
    "pool_submit_cancel": Story(
        ["False", "True", "get page 3 success", "True", "3"], is_forced=False),
    "pool_as_completed": Story(
        ["get page 2 success", "get 2 page", "get page 3 success", "get 3 page",
         "get page 4 success", "get 4 page"]),
    "pool_map": Story(
        ["get page 2 success", "get page 3 success", "get 3 page", "get 2 page",
         "get page 4 success", "get 4 page"]),
    "pool_wait": Story(["get page 2 success", "get page 3 success", "get page 4 success", "ok"]),
    "wait_return_when": Story(
        ["FIRST_COMPLETED 1 2 0.1", "FIRST_EXCEPTION 2 1 0.3", "ALL_COMPLETED 3 0 0.6",
         "timeout returns, does not raise 0 1"], is_forced=False),
    "future_cancel": Story(
        ["running True cancel running -> False | cancel pending -> True True True CANCELLED",
         "CancelledError True", "TimeoutError True",
         "cancel finished -> False FINISHED CANCELLED_AND_NOTIFIED",
         "raised division by zero | exception() -> ZeroDivisionError('division by zero')",
         "callback immediate in MainThread", "set_result InvalidStateError: FINISHED",
         "set_exception InvalidStateError: FINISHED",
         "set_running_or_notify_cancel RuntimeError Future in unexpected state",
         "DoneAndNotDoneFutures(done=3)",
         "yielded FINISHED", "yielded CANCELLED_AND_NOTIFIED", "yielded FINISHED",
         "0 (of 3) futures unfinished",
         "RuntimeError cannot schedule new futures after shutdown",
         "ValueError max_workers must be greater than 0",
         "yielded FINISHED", "1 (of 2) futures unfinished"],
        ["misuse"] * 5, is_forced=False),
    "semaphore_spider": Story(["got html text success"] * 20, ["throttling"]),
}


def run_story(folder, name, *options):
    story = STORIES[name]
    return Run(folder, *options, *story.options, name, *story.arguments)


def printed(run):
    """The lines, without durations."""
    return re.sub(r"(last time(?: is|:) |\] after )[\d.]+", r"\1T", run.stdout).splitlines()


def check_end(run, story):
    check(run.status, story.status, "exit status")
    check(run.report["outcome"], story.outcome, "outcome")
    check(run.report["exit_status"], story.status, "reported status")
    check(run.report["lost_events"], 0, "lost events")
    check(run.kinds(), story.findings, "findings")
    sentences = [finding["sentence"] for finding in run.report["findings"]]
    check([sentence for sentence in sentences if " ? " in sentence], [], "left open in sentences")


def virtual(name):
    def case(folder):
        run = run_story(folder, name, "--virtual-time")
        in_order = list if STORIES[name].is_ordered else sorted
        check(in_order(printed(run)), in_order(STORIES[name].lines), "stdout")
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


def counted(folder, *arguments):
    """What a counter came to, and the kinds of findings."""
    run = Run(folder, "--virtual-time", *arguments)
    return int(run.stdout), run.kinds()


def updates_are_lost_before_3_10(folder):
    total, kinds = counted(folder, "gil_counter_race", "20", "every_op")
    assert total != 0, "nothing was lost"
    check(kinds, ["lost-update"], "findings")
    check(counted(folder, "gil_counter_race", "20"), (0, []), "looking at jumps only")
    total, kinds = counted(folder, "gil_counter_race", "200", "ticks")
    assert total != 0, "nothing was lost every 100 bytecodes"
    check(kinds, ["lost-update"], "findings in Python 2")
    check(counted(folder, "lock_counter", "20", "every_op"), (0, []), "with a lock")
    check(counted(folder, "rlock_counter", "20", "every_op"), (0, []), "with an RLock")


def lost_update_is_cited(folder):
    name = "gil_counter_race"
    report = Run(folder, "--virtual-time", name, "20", "every_op").report
    finding = [each for each in report["findings"] if each["kind"] == "lost-update"][0]
    check(finding["cause"], "proven", "cause")
    check(sorted(finding["threads"]), ["add", "desc"], "threads")
    check(finding["objects"], ["total"], "objects")
    check_cited(finding, line_of(name, "void desc", "tl_variable_load"),
                line_of(name, "void desc", "tl_variable_store"))


def same_switches_each_time(folder):
    """The interval passes in virtual time, and always at the same bytecode."""
    traces = []
    for _ in range(2):
        run = Run(folder, "--virtual-time", "gil_counter_race", "500", "every_op")
        traces.append((run.folder / "gil_counter_race.json").read_bytes())
    assert traces[0] == traces[1], "two runs differ"
    assert b'"gil.ask"' in traces[0]


def list_is_spun_on(folder):
    run = Run(folder, "--virtual-time", "--stop-after", "4.5", "shared_list_no_lock")
    check(run.report["outcome"], "interrupted", "outcome")
    check(sorted(run.kinds()), ["gil-convoy", "spin"], "findings")
    lines = run.stdout.splitlines()
    check(lines[0], "get detail url started", "first line")
    first = lines[:lines.index("get detail html end")]
    check(first.count("get detail html started"), 10, "how many started at once")
    late = float(re.search(r"last time: ([\d.]+)", run.stdout)[1])
    assert late > 0.04, f"main was through after {late} s, as if nobody spun"


def headings_are_recorded(folder):
    trace = Run(folder, "--virtual-time", "condition_poem").folder / "condition_poem.json"
    lines = [json.loads(line.strip(",")) for line in trace.read_text().splitlines()
             if line.startswith("{")]
    infos = {line["args"]["key"]: line["args"]["text"] for line in lines
             if line.get("name") == "threadlane.info"}
    check((infos["title"], infos["title.en"]), ("对古诗", "the condition poem"), "headings")


def nobody_puts_any_more(folder):
    name = "queue_crawler"
    finding = Run(folder, "--virtual-time", name, "1").report["findings"][0]
    check((finding["hang"], finding["cause"]), ("proven", "proven"), "grades")
    check(finding["objects"], ["detail_url_queue"], "objects")
    check_cited(finding, line_of(name, "tl_queue_get"))


def crawler_never_ends(folder):
    """As in the notes, until it is stopped, twenty scenario seconds in."""
    run = Run(folder, "--time-scale", "20", "--stop-after", "1", "queue_crawler")
    check(run.report["outcome"], "interrupted", "outcome")
    check(run.kinds(), [], "findings")
    lines = printed(run)
    check(sorted(lines[:2]), ["get detail url started", "last time: T"], "first lines")
    assert lines.count("get detail url end") > 1, lines
    assert lines.count("get detail html started") >= 20, lines


def endless_runs_are_cut_at_the_same_event(folder):
    traces = []
    for _ in range(2):
        run = Run(folder, "--virtual-time", "--stop-after", "5", "queue_crawler")
        check(run.report["outcome"], "interrupted", "outcome")
        check(run.stdout.count("get detail html end"), 10, "pages by then")
        traces.append((run.folder / "queue_crawler.json").read_bytes())
    assert traces[0] == traces[1], "two runs differ"
    end = [line for line in traces[0].decode().splitlines() if '"threadlane.end"' in line]
    check(len(end), 1, "ends")
    check(json.loads(end[0].strip(","))["ts"], 5000000 - 50, "µs from the first event to the end")


CASES = [
    (f"{name.replace('_', '-')}-in-virtual-time", virtual(name)) for name in STORIES
] + [
    (f"{name.replace('_', '-')}-in-real-time", real(name))
    for name, story in STORIES.items() if story.is_forced
] + [
    ("updates-are-lost-at-every-op-only", updates_are_lost_before_3_10),
    ("lost-update-cites-read-and-write", lost_update_is_cited),
    ("gil-switches-are-the-same-each-time", same_switches_each_time),
    ("shared-list-is-spun-on", list_is_spun_on),
    ("headings-are-recorded", headings_are_recorded),
    ("lost-notify-is-told-with-both-lines", lost_notify_is_told),
    ("lost-notify-is-told-in-chinese", lost_notify_is_told_in_chinese),
    ("deadlock-cycle-is-named", cycle_is_named),
    ("self-deadlock-cites-both-lines", self_deadlock_is_cited),
    ("nobody-puts-any-more", nobody_puts_any_more),
    ("crawler-never-ends", crawler_never_ends),
    ("endless-runs-are-cut-at-the-same-event", endless_runs_are_cut_at_the_same_event),
    ("spider-comes-in-seven-waves", spider_comes_in_waves),
]

if __name__ == "__main__":
    sys.exit(run_cases("scenario", CASES))
