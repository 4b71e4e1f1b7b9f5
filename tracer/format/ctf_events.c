/* The events of a CTF directory, in order of time straight from the mapped files: each thread has a
 * cursor that goes through its packets, and event_order says whose event is next. */
#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_order.h"
#include "tracer/format/ctf_packet.h"

/* Where a thread stands. */
struct cursor {
    const struct ctf_packet *packet; /* NULL: at the end */
    const char *at;                  /* the next record */
    const char *end;                 /* of the packet's records */
    uint64_t time_ns;                /* of the next record; never less than the one before */
};

struct event_reading {
    struct ctf_reader *reader;
    const struct ctf_packet *end; /* of the packets */
    struct cursor *cursors;       /* one a thread that has events, by its number */
    uint32_t cursor_count;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

static bool has_events(const struct ctf_packet *packet)
{
    return packet->head.stream == STREAM_EVENTS && packet->content > PACKET_HEAD_SIZE;
}

static uint64_t read_number(const char *bytes)
{
    uint64_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

static uint64_t read_ticks(const char *bytes)
{
    return read_number(bytes + offsetof(struct record, ticks));
}

/* Number by number: as a whole it would go through memory once more. */
static struct record read_record(const char *bytes)
{
    return (struct record){
        .ticks = read_ticks(bytes),
        .kind_site = read_number(bytes + offsetof(struct record, kind_site)),
        .object_flags = read_number(bytes + offsetof(struct record, object_flags)),
        .value = read_number(bytes + offsetof(struct record, value)),
    };
}

static uint16_t read_kind(const char *bytes)
{
    uint16_t kind;
    memcpy(&kind, bytes + offsetof(struct record, kind_site), sizeof kind);
    return kind;
}

/* In a packet no event counts as earlier than the one before it. */
uint64_t ctf_events_first(const struct ctf_reader *reader)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < reader->packet_count; i++) {
        const struct ctf_packet *packet = &reader->packets[i];
        if (has_events(packet)) {
            uint64_t ticks = read_ticks(packet->bytes + PACKET_HEAD_SIZE);
            first = ticks < first ? ticks : first;
        }
    }
    return first;
}

/* ---- cursors ---- */

/* The next packet with events of the same thread, from `packet` on; NULL if there is none. */
static const struct ctf_packet *find_packet(const struct event_reading *reading,
                                            const struct ctf_packet *packet, uint32_t thread)
{
    while (packet < reading->end && packet->head.thread == thread && !has_events(packet)) {
        packet++;
    }
    return packet < reading->end && packet->head.thread == thread ? packet : NULL;
}

static void enter_packet(struct cursor *cursor, const struct ctf_packet *packet)
{
    cursor->packet = packet;
    cursor->at = packet ? packet->bytes + PACKET_HEAD_SIZE : NULL;
    cursor->end = packet ? packet->bytes + packet->content : NULL;
}

/* Looks at the record where the cursor stands. */
static inline bool read_time(struct event_reading *reading, struct cursor *cursor)
{
    const struct ctf_packet *packet = cursor->packet;
    uint64_t time_ns = 0;
    if (!ctf_time(reading->reader, packet, (size_t)(cursor->at - packet->bytes),
                  read_ticks(cursor->at), &time_ns)) {
        return false;
    }
    cursor->time_ns = time_ns > cursor->time_ns ? time_ns : cursor->time_ns;
    return true;
}

static inline bool advance(struct event_reading *reading, struct cursor *cursor)
{
    cursor->at += sizeof(struct record);
    if (cursor->at == cursor->end) {
        const struct ctf_packet *packet = cursor->packet;
        enter_packet(cursor, find_packet(reading, packet + 1, packet->head.thread));
    }
    return !cursor->packet || read_time(reading, cursor);
}

static inline struct event_key next_key(const struct cursor *cursor, uint32_t turn)
{
    if (!cursor->packet) {
        return event_key_none();
    }
    return event_key_make(cursor->time_ns, read_kind(cursor->at), turn);
}

static uint32_t count_threads(const struct event_reading *reading)
{
    uint32_t count = 0;
    const struct ctf_packet *last = NULL;
    for (const struct ctf_packet *packet = reading->reader->packets; packet < reading->end;
         packet++) {
        if (has_events(packet)) {
            count += !last || last->head.thread != packet->head.thread;
            last = packet;
        }
    }
    return count;
}

static bool open_cursors(struct event_reading *reading)
{
    const struct ctf_packet *last = NULL;
    reading->cursors = allocate(count_threads(reading), sizeof *reading->cursors);
    for (const struct ctf_packet *packet = reading->reader->packets; packet < reading->end;
         packet++) {
        if (!has_events(packet)) {
            continue;
        }
        if (!last || last->head.thread != packet->head.thread) {
            struct cursor *cursor = &reading->cursors[reading->cursor_count++];
            enter_packet(cursor, packet);
            if (!read_time(reading, cursor)) {
                return false;
            }
        }
        last = packet;
    }
    return true;
}

/* ---- handing over ---- */

static inline bool hand_over(struct event_reading *reading, const struct cursor *cursor)
{
    const struct trace_sink *sink = reading->reader->sink;
    struct record record = read_record(cursor->at);
    struct raw_event event = {
        .time_ns = cursor->time_ns,
        .value = record.value,
        .object = record_object(&record),
        .site = record_site(&record),
        .thread = cursor->packet->head.thread,
        .process = cursor->packet->head.process,
        .kind = record_kind(&record),
        .flags = record_flags(&record),
    };
    return sink->take_event(sink->context, &event) ||
           ctf_refuse_thread(reading->reader, cursor->packet);
}

static bool merge_cursors(struct event_reading *reading, struct event_order *order)
{
    uint32_t turn = 0;
    while (event_order_next(order, &turn)) {
        struct cursor *cursor = &reading->cursors[turn];
        if (!hand_over(reading, cursor) || !advance(reading, cursor)) {
            return false;
        }
        event_order_replace(order, turn, next_key(cursor, turn));
    }
    return true;
}

static void expect_events(const struct event_reading *reading)
{
    const struct trace_sink *sink = reading->reader->sink;
    size_t bytes = 0;
    for (const struct ctf_packet *packet = reading->reader->packets; packet < reading->end;
         packet++) {
        bytes += has_events(packet) ? packet->content - PACKET_HEAD_SIZE : 0;
    }
    if (sink->expect_sorted) {
        sink->expect_sorted(sink->context, bytes / sizeof(struct record));
    }
}

static bool read_in_order(struct event_reading *reading)
{
    uint32_t count = reading->cursor_count;
    struct event_key *keys = allocate(count, sizeof *keys);
    uint64_t *memory = allocate(event_order_size(count), sizeof *memory);
    struct event_order order;
    for (uint32_t turn = 0; turn < count; turn++) {
        keys[turn] = next_key(&reading->cursors[turn], turn);
    }
    event_order_begin(&order, memory, keys, count);
    bool is_read = merge_cursors(reading, &order);
    free(keys);
    free(memory);
    return is_read;
}

bool ctf_events_read(struct ctf_reader *reader)
{
    struct event_reading reading = {.reader = reader, .end = reader->packets};
    if (reader->packet_count > 0) { /* else there is no address to add to */
        reading.end += reader->packet_count;
    }
    expect_events(&reading);
    bool is_read = open_cursors(&reading) && read_in_order(&reading);
    free(reading.cursors);
    return is_read;
}
