/* What lies in a packet: the layout shared by the recorder, the collector and the CTF reader, byte
 * for byte what the trace's metadata describes (docs/trace-format.md). Little endian, x86-64.
 *
 * A packet is a 64-byte head and either 32-byte records (stream class STREAM_EVENTS) or text
 * records of varying length (STREAM_TEXTS). `content_bits` is the published length: the producer
 * stores it with release after each record, so a packet is readable at every instant, also after
 * SIGKILL. */
#ifndef THREADLANE_EVENT_RECORD_H
#define THREADLANE_EVENT_RECORD_H

#include <assert.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tracer/event/id.h"

#define PACKET_SIZE    65536
#define PACKET_MAGIC   0xc1fc1fc1u
#define PACKET_RECORDS ((PACKET_SIZE - sizeof(struct packet_head)) / sizeof(struct record))

enum stream_class {
    STREAM_EVENTS = 0,
    STREAM_TEXTS = 1,
};

struct packet_head {
    uint32_t magic;
    uint32_t stream;               /* enum stream_class */
    uint64_t begin;                /* ticks of the first record */
    _Atomic uint64_t end;          /* ticks of the last record, stored before content_bits */
    _Atomic uint64_t content_bits; /* head and records, published with release */
    uint64_t packet_bits;          /* PACKET_SIZE * 8 */
    uint32_t events_discarded;     /* in this stream file before this packet */
    uint32_t sequence;             /* of this packet in its stream file, from 0 */
    uint32_t pid;                  /* the kernel's numbers; in virtual time ours */
    uint32_t tid;
    uint32_t thread;  /* trace-wide number from 1, never reused; 0: trace-run */
    uint32_t process; /* trace-wide number from 1, never reused; 0: trace-run */
};

static_assert(sizeof(struct packet_head) == 64, "the head is one cache line");

/* tsc | kind:16 site:48 | object:48 flags:16 | value */
struct record {
    uint64_t ticks;
    uint64_t kind_site;
    uint64_t object_flags;
    uint64_t value;
};

static_assert(sizeof(struct record) == 32, "two records a cache line");
static_assert(PACKET_RECORDS == 2046, "records fill the packet");

static inline struct record record_pack(uint64_t ticks, uint16_t kind, uint64_t flags,
                                        uint64_t site, uint64_t object, uint64_t value)
{
    return (struct record){
        .ticks = ticks,
        .kind_site = kind | site << 16,
        .object_flags = (object & ID_MASK) | flags << 48,
        .value = value,
    };
}

static inline uint16_t record_kind(const struct record *record)
{
    return (uint16_t)record->kind_site;
}

static inline uint16_t record_flags(const struct record *record)
{
    return (uint16_t)(record->object_flags >> 48);
}

static inline uint64_t record_site(const struct record *record)
{
    return record->kind_site >> 16;
}

static inline uint64_t record_object(const struct record *record)
{
    return record->object_flags & ID_MASK;
}

/* Text records: names, printed lines, source sites, load maps. Fixed part, then three strings, each
 * ended by a NUL. Fields that a kind does not list are 0 or "". The process and thread that the
 * text belongs to are those of the packet head. */
enum text_kind {
    TEXT_INFO = 1, /* strings[0] key, [1] value: program, arguments, clock, version, time scale */
    TEXT_NAME,     /* key: object, thread or process id; [0] the name; the last one wins */
    TEXT_SITE,     /* key: site; value: line; [0] file, [1] function, [2] the source line; or, with
                      extra 1, key: the address of an object; [1] its symbol */
    TEXT_MODULE,   /* key: base; value: size; [0] path, [1] build id */
    TEXT_TEXT,     /* key: text id, per process from 1; [0] the text */
    TEXT_REGION,   /* key: base; value: size; extra: region id */
    TEXT_OUTSIDE,  /* key: id; value: enum outside_how; [0] reason */
    TEXT_ASLEEP,   /* key: thread number; value: wait number; extra: ns ago; by trace-run */
    TEXT_END,      /* value: wait status; [0] ended, hung, crashed or interrupted; by trace-run */
    TEXT_COUNT
};

enum outside_how { /* value of TEXT_OUTSIDE */
                   OUTSIDE_OFF = 0,
                   OUTSIDE_ACTS, /* as one of the process's threads could */
                   OUTSIDE_ENDS, /* may also end the process, or let any thread of it go on */
};

#define TEXT_STRINGS  3
#define TEXT_SIZE_MAX 4096 /* of one string with its NUL; longer ones are cut at a character */
/* What a reader takes, from a trace that was written in another format; three fit into a packet. */
#define TEXT_READ_SIZE_MAX 20480

struct text_fixed {
    uint64_t ticks;
    uint16_t kind; /* enum text_kind */
    uint64_t key;
    uint64_t value;
    uint64_t extra;
} __attribute__((packed));

static_assert(sizeof(struct text_fixed) == 34, "as the metadata says");

/* The size of a string without its NUL when cut to fit a text record, never within a character. */
static inline size_t text_cut_size(const char *string)
{
    size_t size = strnlen(string, TEXT_SIZE_MAX);
    if (size < TEXT_SIZE_MAX) {
        return size;
    }
    size = TEXT_SIZE_MAX - 1;
    while (size > 0 && ((unsigned char)string[size] & 0xc0) == 0x80) {
        size--;
    }
    return size;
}

#endif
