#!/usr/bin/env python3
"""pack_ctf.py RECORDING SEED: a raw recording in one small file, as tests/fuzz/ctf_fuzz.c takes it.

Of the metadata only what our reader asks for is kept, and no words that differ from machine to
machine: modules, and the folders of files."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from raw_recording import HEAD, TEXT, packets, text_records

METADATA = b"""/* CTF 1.8 */
env { tracer_name = "threadlane"; layout_version = 1; };
clock { name = ticks; freq = 1000000000; };
"""
TEXTS, INFO, MODULE = 1, 1, 4


def packed_texts(content):
    for fixed, strings in text_records(content):
        if fixed[1] == MODULE or (fixed[1] == INFO and strings[0] in (b"program", b"arguments")):
            continue
        strings[0] = strings[0].rsplit(b"/", 1)[-1]
        yield TEXT.pack(*fixed) + b"\0".join(strings) + b"\0"


def main():
    folder, seed = map(pathlib.Path, sys.argv[1:])
    packed, last = METADATA, None
    for head, content in packets(folder):
        if head.stream == TEXTS:
            content = b"".join(packed_texts(content))
        head = head._replace(content_bits=(HEAD.size + len(content)) * 8)
        mark = b"\n==s" if head.sequence == 0 else b"\n==p"
        packed += mark + HEAD.pack(*head) + content
    seed.write_bytes(packed)


if __name__ == "__main__":
    main()
