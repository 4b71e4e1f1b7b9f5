"""The quick way of a record, as it was compiled: reads the machine code of the library's record
functions and looks at each instruction that can lie on a way from the entry to a return.

    fast_path_test.py OBJDUMP LIBRARY

What to do when there is no room is a function of its own, at the end of such a function and never
returned from (a jump to it), so what can still come to a return is the quick way and nothing else.
It has no call, no locked instruction, no system call, no fence and no loop.
"""

import re
import subprocess
import sys

HEAD = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
TARGET = re.compile(r"^([0-9a-f]+)\b")
PREFIXES = {"lock", "rep", "repz", "repnz", "bnd", "notrack", "data16", "cs", "ds"}
FORBIDDEN = {"call", "syscall", "sysenter", "int", "int3", "cpuid", "mfence", "lfence", "sfence",
             "pause"}
LENGTH_MAX = 60  # instructions of the longest way


class Instruction:
    def __init__(self, address, prefixes, name, operands):
        self.address, self.prefixes, self.name, self.operands = address, prefixes, name, operands

    def target(self):
        found = TARGET.match(self.operands)
        return int(found[1], 16) if found else None

    def is_jump(self):
        return self.name.startswith("j")

    def complaint(self):
        """Why it may not lie on the quick way, or None."""
        if "lock" in self.prefixes:
            return "a locked instruction"
        if any(prefix.startswith("rep") for prefix in self.prefixes):
            return "a loop in one instruction"
        if self.name.rstrip("lq") in {"xchg"} and "(" in self.operands:
            return "an exchange with memory, which is locked"
        if self.name in FORBIDDEN or self.name == "callq":
            return self.name
        return None


def parse(text):
    """objdump's text as functions: name -> instructions in order of address."""
    functions, current = {}, None
    for line in text.splitlines():
        head = HEAD.match(line)
        if head:
            current = functions.setdefault(head[1], [])
            continue
        parts = line.split("\t")
        if current is None or len(parts) < 2:
            continue
        words = parts[1].split("#")[0].split()
        prefixes = []
        while words and words[0] in PREFIXES:
            prefixes.append(words.pop(0))
        if words:
            current.append(Instruction(int(parts[0].strip(" :"), 16), prefixes, words[0],
                                       " ".join(words[1:])))
    return functions


def successors(code, index, places):
    """Indices of what may come next; a jump out of the function has none."""
    instruction = code[index]
    if instruction.name.startswith(("ret", "ud2", "hlt")):
        return []
    following = [index + 1] if index + 1 < len(code) else []
    if not instruction.is_jump():
        return following
    there = places.get(instruction.target())
    beyond = [] if there is None else [there]
    return beyond if instruction.name.startswith("jmp") else beyond + following


def quick_way(code):
    """Indices of the instructions from which a return is reached, and their successors among them;
    all are reached from the entry, or left out."""
    places = {instruction.address: i for i, instruction in enumerate(code)}
    after = {i: successors(code, i, places) for i in range(len(code))}
    reached, open_ones = set(), [0]
    while open_ones:
        index = open_ones.pop()
        if index not in reached:
            reached.add(index)
            open_ones += after[index]
    returning = {i for i in reached if code[i].name.startswith("ret")}
    grown = True
    while grown:
        more = {i for i in reached - returning if returning & set(after[i])}
        returning |= more
        grown = bool(more)
    return {i: [j for j in after[i] if j in returning] for i in returning}


def longest(way, index, on_the_way=()):
    """Instructions of the longest way from there to a return; None if it has a loop."""
    if index in on_the_way:
        return None
    lengths = [longest(way, i, (*on_the_way, index)) for i in way[index]]
    return None if None in lengths else 1 + max(lengths, default=0)


def complaints(code):
    """What is wrong with the quick way of a function."""
    way = quick_way(code) if code else {}
    if 0 not in way:
        return ["it never returns"]
    found = [f"{code[i].address:x}: {code[i].complaint()}" for i in sorted(way)
             if code[i].complaint()]
    length = longest(way, 0)
    if length is None:
        found.append("it has a loop")
    elif length > LENGTH_MAX:
        found.append(f"it takes {length} instructions")
    return found


def clock_reads(code):
    return [code[i].name for i in sorted(quick_way(code)) if code[i].name.startswith("rdtsc")]


# What must be found: name, code, part of the complaint
BAD_CODE = [
    ("call", "0: call 90 <malloc>|5: ret", "call"),
    ("lock", "0: lock incl (%rax)|5: ret", "locked"),
    ("exchange", "0: xchg %eax,(%rdx)|5: ret", "exchange"),
    ("system-call", "0: syscall|5: ret", "syscall"),
    ("fence", "0: mfence|5: ret", "mfence"),
    ("loop", "0: dec %eax|2: jne 0 <f>|5: ret", "loop"),
    ("call-behind-a-branch", "0: je 8 <f+8>|2: ret|8: call 90 <malloc>|d: jmp 2 <f+2>", "call"),
    ("no-return", "0: jmp 90 <elsewhere>", "never returns"),
]
GOOD_CODE = "0: je 8 <f+8>|2: mov %rax,(%rdx)|5: ret|8: mov $0x1,%edi|d: jmp 90 <slowly>"


def parse_rows(rows):
    text = "\n".join("  {}:\t{}".format(*row.split(": ", 1)) for row in rows.split("|"))
    return parse(f"0000 <f>:\n{text}\n")["f"]


def self_cases():
    for name, rows, expected in BAD_CODE:
        found = complaints(parse_rows(rows))
        yield f"finds-{name}", [] if any(expected in line for line in found) else [str(found)]
    yield "slow-way-may-do-anything", complaints(parse_rows(GOOD_CODE))


def library_cases(objdump, library):
    listing = subprocess.run([objdump, "-d", "--no-show-raw-insn", library], check=True,
                             capture_output=True, text=True)
    functions = parse(listing.stdout)
    for name, clock in (("recorder_event_at_once", "rdtsc"), ("recorder_event_since", "rdtsc"),
                        ("recorder_event_ordered", "rdtscp")):
        code = functions.get(name, [])
        found = complaints(code)
        reads = clock_reads(code) if not found else [clock]
        if reads != [clock]:
            found.append(f"it reads the clock by {reads}")
        yield f"{name}-has-no-call-lock-or-loop", found
    slow = functions.get("record_slowly")
    yield "slow-way-is-a-function-of-its-own", [] if slow else ["there is no record_slowly"]


def main(objdump, library):
    failed = 0
    for name, found in [*self_cases(), *library_cases(objdump, library)]:
        failed += bool(found)
        print(f"FAIL fast_path@{name}: {'; '.join(found)}" if found else f"ok   fast_path@{name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
