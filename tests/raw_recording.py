"""Reads a raw recording as docs/trace-format.md section 2 says, for tests that count."""

import collections
import pathlib
import struct

PACKET = 65536
HEAD = struct.Struct("<IIQQQQIIIIII")
RECORD = struct.Struct("<QQQQ")
TEXT = struct.Struct("<QHQQQ")

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


def text_records(content):
    """Head and strings of each record of a packet of texts."""
    place = 0
    while place < len(content):
        end = place + TEXT.size
        for _ in range(3):
            end = content.index(b"\0", end) + 1
        yield TEXT.unpack_from(content, place), content[place + TEXT.size:end].split(b"\0")[:3]
        place = end


def text_count(folder):
    return sum(len(list(text_records(content))) for head, content in packets(folder) if head.stream)


def event_counts(folder):
    """How many events each thread has recorded, by thread number."""
    counts = collections.Counter()
    for head, content in packets(folder):
        if head.stream == 0:
            counts[head.thread] += len(content) // RECORD.size
    return counts


def kind_counts_of_threads(folder, kinds):
    """How many events of these kinds, all below 256, each thread has recorded."""
    counts = collections.Counter()
    for head, content in packets(folder):
        if head.stream == 0:
            low = content[8::RECORD.size]  # of the kind: quicker than unpacking millions
            counts[head.thread] += sum(low.count(kind) for kind in kinds)
    return counts


def kind_counts(folder):
    """How often each operation and stage occurs, by its number: operation * 4 + stage."""
    kinds = collections.Counter()
    for head, content in packets(folder):
        if head.stream == 0:
            kinds.update(record[1] & 0xffff for record in RECORD.iter_unpack(content))
    return kinds
