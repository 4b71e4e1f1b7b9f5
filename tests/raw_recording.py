"""Reads a raw recording as docs/trace-format.md section 2 says, for tests that count."""

import collections
import pathlib
import struct

PACKET = 65536
HEAD = struct.Struct("<IIQQQQIIIIII")
RECORD = struct.Struct("<QQQQ")

Head = collections.namedtuple("Head", "magic stream begin end content_bits packet_bits discarded "
                              "sequence pid tid thread process")


def packets(folder):
    """Head and content of each packet; holes are left out."""
    for path in sorted(pathlib.Path(folder).glob("stream_*")):
        with open(path, "rb") as file:
            for place in range(0, path.stat().st_size, PACKET):
                file.seek(place)
                head = Head(*HEAD.unpack(file.read(HEAD.size)))
                if head.magic:
                    yield head, file.read(head.content_bits // 8 - HEAD.size)


def event_counts(folder):
    """How many events each thread has recorded, by thread number."""
    counts = collections.Counter()
    for head, content in packets(folder):
        if head.stream == 0:
            counts[head.thread] += len(content) // RECORD.size
    return counts


def kind_counts(folder):
    """How often each operation and stage occurs, by its number: operation * 4 + stage."""
    kinds = collections.Counter()
    for head, content in packets(folder):
        if head.stream == 0:
            kinds.update(record[1] & 0xffff for record in RECORD.iter_unpack(content))
    return kinds
