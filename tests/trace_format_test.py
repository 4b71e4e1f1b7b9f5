"""The page about the trace format holds to the source: each row of the event table, each text
record and each reason is there, as the source has it."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STAGES = {"STAGES_D": "d", "STAGES_BD": "bd", "STAGES_DF": "df", "STAGES_BDF": "bdf"}
OPERATION = re.compile(r'X\((\d+),\s*\w+,\s*\w+,\s*"([\w.]+)",\s*(STAGES_\w+),\s*(\w+),')
OPERATION_ROW = re.compile(r"\| (\d+) \| ([a-z_.]+) \| (\w+) \|.*\| (\S[^|]*?) \|$", re.M)
TEXT_ROW = re.compile(r"^\| (\d+) (\w+) \|", re.M)


def source(path):
    return (ROOT / path).read_text(encoding="utf-8")


def operations_of_source():
    rows = OPERATION.findall(source("tracer/event/event_table.h"))
    return {(number, name, STAGES[stages], stamp.lower()) for number, name, stages, stamp in rows}


def operations_of_document(document):
    rows = OPERATION_ROW.findall(document)
    return {(number, name, stages, stamp.split(",")[0]) for number, name, stages, stamp in rows}


def texts_of_source():
    """Enumerators count from 1 in the order in which they stand."""
    body = re.search(r"enum text_kind \{(.*?)\}", source("tracer/event/record.h"), re.S)[1]
    names = re.findall(r"^\s*TEXT_(\w+)", body, re.M)
    return {(str(number), name.lower()) for number, name in enumerate(names, 1) if name != "COUNT"}


def texts_of_document(document):
    return set(TEXT_ROW.findall(document.split("**Text records**")[1].split("**Metadata**")[0]))


def reasons_of_source():
    body = re.search(r"enum event_reason \{(.*?)\}", source("tracer/event/event_kind.h"), re.S)[1]
    names = re.findall(r"^\s*REASON_(\w+)", body, re.M)
    return [(str(number), name.lower().replace("_", " ")) for number, name in enumerate(names, 1)]


def reasons_of_document(document):
    line = re.search(r"Reasons: .*? \(", document.replace("\n", " "))[0]
    return re.findall(r"(\d+) ([a-z ]+)(?=,| \()", line)


def main():
    document = source("docs/trace-format.md")
    checks = {
        "lists-every-operation": (operations_of_source(), operations_of_document(document)),
        "lists-every-text-record": (texts_of_source(), texts_of_document(document)),
        "lists-every-reason": (reasons_of_source(), reasons_of_document(document)),
        "is-short-enough": (True, len(document.splitlines()) < 400),
    }
    for name, (expected, found) in checks.items():
        print(f"{'ok  ' if expected == found else 'FAIL'} trace-format@{name}")
        if expected != found and isinstance(expected, set):
            print(f"  only in the source: {sorted(expected - found)}")
            print(f"  only in the document: {sorted(found - expected)}")
        elif expected != found:
            print(f"  source: {expected}\n  document: {found}")
    return any(expected != found for expected, found in checks.values())


if __name__ == "__main__":
    sys.exit(main())
