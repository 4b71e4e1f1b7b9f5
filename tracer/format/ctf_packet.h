/* What the two halves of the CTF reader share: files and words (ctf_reader.c), which hand over to
 * events (ctf_events.c). Nobody else includes this. */
#ifndef THREADLANE_FORMAT_CTF_PACKET_H
#define THREADLANE_FORMAT_CTF_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/record.h"
#include "tracer/format/ctf_clock.h"
#include "tracer/format/ctf_reader.h"
#include "tracer/format/trace_sink.h"

#define PACKET_HEAD_SIZE sizeof(struct packet_head)

struct ctf_packet {
    const char *bytes; /* the head; borrowed from the mapping */
    size_t content;    /* bytes that may be read, head included */
    uint32_t file;     /* index of the stream */
    struct packet_head head;
};

struct ctf_reader {
    const struct trace_sink *sink;
    struct trace_error *error;
    struct ctf_clock clock;
    uint64_t first_ticks;
    const struct ctf_file *streams;
    struct ctf_packet *packets; /* in the end by thread, then by time */
    size_t packet_count;
    size_t packet_capacity;
    bool is_torn;
};

/* Fill the reader's error and return false. */
bool ctf_refuse(struct ctf_reader *reader, const struct ctf_packet *packet, size_t offset,
                const char *expected);
bool ctf_refuse_thread(struct ctf_reader *reader, const struct ctf_packet *packet);

/* Nanoseconds since the first event; false: beyond belief, refused. Texts of before it (names of
 * what is made early) count as of its time. */
static inline bool ctf_time(struct ctf_reader *reader, const struct ctf_packet *packet,
                            size_t offset, uint64_t ticks, uint64_t *time_ns)
{
    uint64_t since = ticks > reader->first_ticks ? ticks - reader->first_ticks : 0;
    *time_ns = ctf_clock_ns(&reader->clock, since);
    return *time_ns <= RAW_TIME_MAX ||
           ctf_refuse(reader, packet, offset, "a time less than 292 years after the first");
}

/* The earliest stamp of all events. */
uint64_t ctf_events_first(const struct ctf_reader *reader);
/* Hands over all events in order. False: refused. */
bool ctf_events_read(struct ctf_reader *reader);

#endif
