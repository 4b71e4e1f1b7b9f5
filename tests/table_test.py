#!/usr/bin/env python3
"""Traces as tables: .csv read by Python's csv, .sqlite queried by Python's sqlite3, .mmd looked at as
text (mermaid_test.py has it parsed).

usage: table_test.py TRACE_VIEW TRACE_EXPORT TRACE_WRITER
"""

import csv
import pathlib
import re
import resource
import signal
import sqlite3
import subprocess
import sys

import hostile_names
from export_cases import Missing, run_cases
from recorded_run import check

EXPORT, WRITER = sys.argv[2:4]
ROOT = pathlib.Path(__file__).resolve().parent.parent
POEM = ROOT / "traces/condition_poem_wrong_order.json"
CIRCLE = ROOT / "traces/deadlock_ab_ba.json"
SPIDER = ROOT / "traces/semaphore_spider.json"
NO_SQLITE = "built without SQLite"


def export(trace, output, *options):
    done = subprocess.run([EXPORT, trace, "-o", output, *options], capture_output=True, text=True,
                          timeout=120, check=False)
    if NO_SQLITE in done.stderr:
        raise Missing(NO_SQLITE)
    check((done.returncode, done.stdout, done.stderr), (0, "", ""), f"export to {output}")
    return output


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def query(trace, folder, sql):
    database = sqlite3.connect(export(trace, folder / "x.sqlite"))
    try:
        return database.execute(sql).fetchall()
    finally:
        database.close()


# ---- csv ----

def csv_has_every_table_in_a_file(folder):
    export(POEM, folder / "x.csv")
    names = {path.name for path in folder.iterdir()}
    check(names, {"x.csv"} | {f"x-{name}.csv" for name in (
        "waits", "holds", "steps", "findings", "finding_parts", "waiting", "threads", "processes",
        "objects", "sites", "recording")}, "files")
    for path in folder.iterdir():
        read = rows(path)
        assert read, f"{path.name} is empty"
        assert all(None not in row and None not in row.values() for row in read), path.name


def csv_says_who_waits_for_whom_by_name(folder):
    export(CIRCLE, folder / "x.csv")
    stuck = [row for row in rows(folder / "x-waiting.csv") if row["is_stuck"] == "1"]
    check({(row["thread_name"], row["object_name"], row["provider_name"]) for row in stuck
           if row["object"]}, {("A", "b", "B"), ("B", "a", "A")}, "the circle")
    kinds = [row["kind"] for row in rows(folder / "x-findings.csv")]
    check(kinds, ["deadlock"], "findings")


def csv_events_are_those_of_the_trace(folder):
    events = rows(export(POEM, folder / "x.csv"))
    check([int(row["event"]) for row in events], list(range(len(events))), "numbers")
    times = [int(row["time_ns"]) for row in events]
    check(times, sorted(times), "times")
    lost = [row for row in events if row["operation"] == "condition.notify"]
    check([(row["thread_name"], row["object_name"], row["site_place"]) for row in lost],
          [("天猫", "cond", "condition_poem_wrong_order.c:32")], "the notify")
    said = [row["text"] for row in events if row["operation"] == "print"]
    check(said, ["天猫 : 小爱同学"], "printed lines")


def csv_never_holds_a_formula(folder):
    for kind in hostile_names.NAMES:
        export(hostile_names.write(WRITER, folder, kind), folder / "x.csv")
        for path in folder.glob("x*.csv"):
            for row in rows(path):
                for column, value in row.items():
                    is_number = re.fullmatch(r"-?\d+", value) is not None
                    assert is_number or not value.startswith(tuple("=+-@\t\r")), \
                        f"{kind}: {path.name} {column}: {value[:40]!r}"


# ---- sqlite ----

def database_answers_what_its_views_promise(folder):
    found = query(SPIDER, folder, "SELECT name, type, wait_count FROM waits_by_object LIMIT 1")
    check([row[1] for row in found], ["semaphore"], "the object that made threads wait longest")
    assert found[0][2] > 5, found
    views = query(SPIDER, folder, "SELECT name FROM sqlite_master WHERE type = 'view'")
    for (view,) in views:
        query(SPIDER, folder, f"SELECT * FROM {view}")
    check(query(CIRCLE, folder, "SELECT thread, target, provider FROM who_waits_for_whom "
                "WHERE is_stuck AND target IN ('a', 'b') ORDER BY thread"),
          [("A", "b", "B"), ("B", "a", "A")], "the circle")


def database_is_sound_and_documented(folder):
    check(query(POEM, folder, "PRAGMA integrity_check"), [("ok",)], "integrity")
    check(query(POEM, folder, "PRAGMA foreign_key_check"), [], "references to nowhere")
    tables = [name for (name,) in query(
        POEM, folder, "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'columns'")]
    page = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    for table in tables:
        columns = [row[1] for row in query(POEM, folder, f"PRAGMA table_info({table})")]
        meanings = dict(query(POEM, folder, f"SELECT coalesce(\"column\", ''), meaning FROM columns "
                                            f"WHERE \"table\" = '{table}'"))
        check(sorted(meanings), sorted(columns + [""]), f"documented columns of {table}")
        section = page.split(f"### {table}\n")[1].split("\n### ")[0]
        for column in columns:
            assert f"| `{column}` | {meanings[column]} |" in section, f"{table}.{column}: {section}"


def database_and_csv_say_the_same(folder):
    export(SPIDER, folder / "x.csv")
    database = sqlite3.connect(export(SPIDER, folder / "x.sqlite"))
    for path in sorted(folder.glob("x*.csv")):
        table = path.stem.partition("-")[2] or "events"
        cursor = database.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        told = [{name: "" if value is None else str(value) for name, value in zip(names, row)}
                for row in cursor]
        read = [{name: row[name] for name in names} for row in rows(path)]
        check(read, told, table)
    database.close()


def database_takes_any_name_for_a_name(folder):
    for kind, name in hostile_names.NAMES.items():
        trace = hostile_names.write(WRITER, folder, kind)
        check(query(trace, folder, "PRAGMA integrity_check"), [("ok",)], kind)
        names = [row[0] for row in query(trace, folder, "SELECT name FROM threads")]
        check(names.count(name), 2, f"threads of the name {kind}")


def database_replaces_an_older_one(folder):
    (folder / "x.sqlite").write_text("something else")
    check(query(POEM, folder, "SELECT count(*) FROM findings"), [(1,)], "findings")
    check([path.name for path in folder.iterdir()], ["x.sqlite"], "files")


# ---- mermaid ----

def diagram_tells_the_lost_notify(folder):
    text = export(POEM, folder / "x.mmd").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    assert "sequenceDiagram" in lines, text
    names = dict(re.findall(r"participant (T\d+) as (.+)", text))
    by_name = {name: key for key, name in names.items()}
    check(set(by_name), {"main", "天猫", "小爱"}, "participants")
    tianmao = by_name["天猫"]
    assert any(line.startswith(f"T1->>{tianmao}: 1. main starts") for line in lines), text
    assert any(line.startswith(f"Note over {tianmao}: 3. ") for line in lines), text
    assert f"{tianmao}-x{tianmao}: notify()" in lines, text
    assert "没有人在等" in export(POEM, folder / "x.mmd", "--lang", "zh").read_text(encoding="utf-8")


def diagram_stays_small(folder):
    many = "main lock.acquire L; main lock.release L; " * 2000
    subprocess.run([WRITER, folder / "x.json", "ended", many], check=True, timeout=60)
    text = export(folder / "x.json", folder / "x.mmd").read_text(encoding="utf-8")
    assert len(text) < 50000, len(text)
    assert "steps are left out" in text
    for kind in hostile_names.NAMES:
        text = export(hostile_names.write(WRITER, folder, kind), folder / "x.mmd").read_text(
            encoding="utf-8")
        assert len(text) < 50000, (kind, len(text))
        assert "<" not in text and "\x1b" not in text, kind


# ---- all ----

def same_bytes_twice(folder):
    for ending in (".csv", ".sqlite", ".mmd"):
        first, second = folder / "a", folder / "b"
        first.mkdir(exist_ok=True)
        second.mkdir(exist_ok=True)
        export(SPIDER, first / f"x{ending}")
        export(SPIDER, second / f"x{ending}")
    check({path.name: path.read_bytes() for path in first.iterdir()},
          {path.name: path.read_bytes() for path in second.iterdir()}, "bytes")


def fill_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def what_cannot_be_written_is_said(folder):
    for ending in (".csv", ".sqlite", ".mmd"):
        output = folder / "nowhere" / f"x{ending}"
        done = subprocess.run([EXPORT, POEM, "-o", output], capture_output=True, text=True,
                              timeout=60, check=False)
        check((done.returncode, done.stderr), (
            1, f"trace-export: cannot write '{output}': No such file or directory\n"), ending)
    done = subprocess.run([EXPORT, POEM, "-o", folder / "x.mmd"], capture_output=True, text=True,
                          timeout=60, check=False, preexec_fn=fill_disk)
    check((done.returncode, list(folder.iterdir())), (1, []), "a full disk")
    assert "File too large" in done.stderr, done.stderr


CASES = [
    csv_has_every_table_in_a_file,
    csv_says_who_waits_for_whom_by_name,
    csv_events_are_those_of_the_trace,
    csv_never_holds_a_formula,
    database_answers_what_its_views_promise,
    database_is_sound_and_documented,
    database_and_csv_say_the_same,
    database_takes_any_name_for_a_name,
    database_replaces_an_older_one,
    diagram_tells_the_lost_notify,
    diagram_stays_small,
    same_bytes_twice,
    what_cannot_be_written_is_said,
]


if __name__ == "__main__":
    sys.exit(run_cases("table", CASES))
