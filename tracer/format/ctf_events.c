/* The events of a CTF directory, in order of time straight from the mapped files: each thread has a
 * cursor that goes through its packets, and event_order says whose event is next.
 *
 * Finding that out is a chain of steps of which each waits for the one before. So what it needs of
 * an event, its rank, is made ahead, a run of records at a time: there no step waits for another.
 */
#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_order.h"
#include "tracer/format/ctf_packet.h"

#define AHEAD      64 /* records; two streams of them and what is made of them stay in the cache */
#define RANKS_ROOM (AHEAD + 2) /* a look at what follows the last one does no harm */
#define BATCH      64          /* events that are handed over at once */

/* Where a thread stands: one cache line. */
struct cursor {
    const char *run;       /* the records whose ranks are known */
    const uint64_t *ranks; /* of those */
    uint32_t next;         /* the record there that is to be handed over */
    uint32_t count;        /* == next: the thread has no more events */
    uint32_t thread;
    uint32_t process;
    uint64_t following;              /* rank of the record behind it, if that is in the run */
    uint64_t latest;                 /* rank; no later one is less */
    const struct ctf_packet *packet; /* that the run lies in */
    uint64_t spare;                  /* so that a shift finds one */
};

static_assert(sizeof(struct cursor) == 64, "one cache line");

struct event_reading {
    struct ctf_reader *reader;
    const struct ctf_packet *end; /* of the packets */
    struct cursor *cursors;       /* one a thread that has events, by its number */
    uint64_t *ranks;              /* of all cursors */
    uint32_t cursor_count;
    size_t batch_count;
    struct raw_event batch[BATCH];
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

/* Of an event its thread's clock has set back, the time of the one before counts. */
static inline uint64_t rank_after(uint64_t latest, uint64_t time_ns, uint16_t kind)
{
    uint64_t rank = event_rank_make(time_ns, kind), giving = rank & ~UINT64_C(1);
    return (giving > latest ? giving : latest) | (rank & 1);
}

/* Makes the ranks of the run that begins there, and fetches the records behind it. */
static bool begin_run(struct event_reading *reading, struct cursor *cursor, const char *run)
{
    struct ctf_reader *reader = reading->reader;
    const struct ctf_packet *packet = cursor->packet;
    size_t left = (size_t)(packet->bytes + packet->content - run) / sizeof(struct record);
    uint32_t count = left < AHEAD ? (uint32_t)left : AHEAD;
    uint64_t *ranks = reading->ranks + RANKS_ROOM * (size_t)(cursor - reading->cursors);
    for (uint32_t i = 0; i < count; i++) {
        const char *at = run + i * sizeof(struct record);
        uint64_t time_ns = 0;
        __builtin_prefetch(at + AHEAD * sizeof(struct record));
        if (!ctf_time(reader, packet, (size_t)(at - packet->bytes), read_ticks(at), &time_ns)) {
            return false;
        }
        cursor->latest = rank_after(cursor->latest, time_ns, read_kind(at));
        ranks[i] = cursor->latest;
    }
    cursor->ranks = ranks;
    cursor->following = ranks[1];
    cursor->run = run;
    cursor->next = 0;
    cursor->count = count;
    return true;
}

static bool enter_packet(struct event_reading *reading, struct cursor *cursor,
                         const struct ctf_packet *packet)
{
    cursor->packet = packet;
    return begin_run(reading, cursor, packet->bytes + PACKET_HEAD_SIZE);
}

/* The run has been handed over. False: refused. */
static bool go_on(struct event_reading *reading, struct cursor *cursor)
{
    const struct ctf_packet *packet = cursor->packet;
    const char *run = cursor->run + cursor->count * sizeof(struct record);
    if (run != packet->bytes + packet->content) {
        return begin_run(reading, cursor, run);
    }
    packet = find_packet(reading, packet + 1, packet->head.thread);
    return !packet || enter_packet(reading, cursor, packet);
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
    uint32_t count = count_threads(reading);
    reading->cursors = allocate(count, sizeof *reading->cursors);
    reading->ranks = allocate(count, RANKS_ROOM * sizeof *reading->ranks);
    for (const struct ctf_packet *packet = reading->reader->packets; packet < reading->end;
         packet++) {
        if (!has_events(packet)) {
            continue;
        }
        if (!last || last->head.thread != packet->head.thread) {
            struct cursor *cursor = &reading->cursors[reading->cursor_count++];
            cursor->thread = packet->head.thread;
            cursor->process = packet->head.process;
            if (!enter_packet(reading, cursor, packet)) {
                return false;
            }
        }
        last = packet;
    }
    return true;
}

/* ---- handing over ---- */

static inline void put_in_batch(struct event_reading *reading, const struct cursor *cursor)
{
    struct record record = read_record(cursor->run + cursor->next * sizeof(struct record));
    reading->batch[reading->batch_count++] = (struct raw_event){
        .time_ns = cursor->ranks[cursor->next] >> 1,
        .value = record.value,
        .object = record_object(&record),
        .site = record_site(&record),
        .thread = cursor->thread,
        .process = cursor->process,
        .kind = record_kind(&record),
        .flags = record_flags(&record),
    };
}

static bool hand_over(struct event_reading *reading)
{
    const struct trace_sink *sink = reading->reader->sink;
    size_t count = reading->batch_count;
    reading->batch_count = 0;
    return sink->take_events(sink->context, reading->batch, count) ||
           ctf_refuse_thread(reading->reader, reading->cursors[0].packet);
}

/* The rank of the thread's next event is known before the cursor has got there. */
static inline bool advance(struct event_reading *reading, struct cursor *cursor, uint64_t *rank)
{
    *rank = cursor->following;
    cursor->next++;
    if (cursor->next == cursor->count) {
        if (!go_on(reading, cursor)) {
            return false;
        }
        *rank = cursor->next < cursor->count ? cursor->ranks[0] : EVENT_RANK_NONE;
    }
    cursor->following = cursor->ranks[cursor->next + 1];
    return true;
}

static bool merge_cursors(struct event_reading *reading, struct event_order *order)
{
    uint32_t turn = 0;
    while (event_order_next(order, &turn)) {
        struct cursor *cursor = &reading->cursors[turn];
        uint64_t rank = 0;
        put_in_batch(reading, cursor);
        if (!advance(reading, cursor, &rank) ||
            (reading->batch_count == BATCH && !hand_over(reading))) {
            return false;
        }
        event_order_replace(order, turn, rank);
    }
    return hand_over(reading);
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
    uint64_t *ranks = allocate(count, sizeof *ranks);
    uint64_t *memory = allocate(event_order_size(count), sizeof *memory);
    struct event_order order;
    for (uint32_t turn = 0; turn < count; turn++) {
        ranks[turn] = reading->cursors[turn].ranks[0];
    }
    event_order_begin(&order, memory, ranks, count);
    bool is_read = merge_cursors(reading, &order);
    free(ranks);
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
    free(reading.ranks);
    return is_read;
}
