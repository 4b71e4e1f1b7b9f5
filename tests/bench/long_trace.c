#include "tests/bench/long_trace.h"

#include <stdio.h>
#include <stdlib.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/record.h"
#include "tracer/format/ctf_metadata.h"

#define LOCKS            64
#define SITES            32
#define TICKS_PER_SECOND UINT64_C(2445000000)

struct packet {
    struct packet_head head;
    char bytes[PACKET_SIZE - sizeof(struct packet_head)];
};

struct stream {
    FILE *file;
    struct packet *packet;
    uint32_t thread;
    unsigned step; /* of what the thread does again and again */
    uint32_t wait;
    uint64_t lock; /* the one of this round */
};

struct made_trace {
    struct stream streams[LONG_TRACE_THREADS + 1]; /* the last one: words */
    uint64_t random;
    uint64_t ticks;
    uint64_t sequences[LOCKS]; /* of each lock */
    uint64_t item;
};

/* What a thread does again and again: mostly what nobody has to wait for. */
static const struct {
    enum event_kind kind;
    uint16_t flags;
} round_steps[] = {
    {EVENT_LOCK_ACQUIRE, 0},
    {EVENT_LOCK_RELEASE, 0},
    {EVENT_LOCK_ACQUIRE, 0},
    {EVENT_QUEUE_PUT, 0},
    {EVENT_LOCK_RELEASE, 0},
    {EVENT_LOCK_ACQUIRE_BEGIN, 0},
    {EVENT_DOOR_WAIT_BEGIN, 1 << FLAG_STOREY_SHIFT},
    {EVENT_DOOR_WAIT, 1 << FLAG_STOREY_SHIFT},
    {EVENT_LOCK_ACQUIRE, FLAG_CONTENDED},
    {EVENT_LOCK_RELEASE, 0},
};

#define ROUND_STEPS (sizeof round_steps / sizeof round_steps[0])

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* xorshift64* (Marsaglia, Vigna) */
static uint64_t next_random(struct made_trace *made)
{
    made->random ^= made->random >> 12;
    made->random ^= made->random << 25;
    made->random ^= made->random >> 27;
    return made->random * UINT64_C(0x2545f4914f6cdd1d) >> 32;
}

static void open_stream(struct stream *stream, const char *directory, uint32_t number)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/stream_%u", directory, number);
    stream->file = fopen(path, "w");
    stream->packet = calloc(1, sizeof *stream->packet);
    if (!stream->file || !stream->packet) {
        fail(path);
    }
}

static void begin_packet(struct stream *stream, enum stream_class class, uint64_t ticks)
{
    struct packet_head *head = &stream->packet->head;
    *head = (struct packet_head){
        .magic = PACKET_MAGIC,
        .stream = class,
        .begin = ticks,
        .content_bits = sizeof *head * 8,
        .packet_bits = PACKET_SIZE * 8,
        .sequence = head->magic ? head->sequence + 1 : 0,
        .pid = 77,
        .tid = 100 + stream->thread,
        .thread = stream->thread,
        .process = 1,
    };
}

static void write_packet(struct stream *stream)
{
    if (fwrite(stream->packet, sizeof *stream->packet, 1, stream->file) != 1) {
        fail("a stream");
    }
}

static void append(struct stream *stream, enum stream_class class, uint64_t ticks,
                   const void *bytes, size_t size)
{
    struct packet_head *head = &stream->packet->head;
    if (head->magic != 0 && head->content_bits / 8 + size > PACKET_SIZE) {
        write_packet(stream);
        begin_packet(stream, class, ticks);
    } else if (head->magic == 0) {
        begin_packet(stream, class, ticks);
    }
    memcpy((char *)stream->packet + head->content_bits / 8, bytes, size);
    head->end = ticks;
    head->content_bits += size * 8;
}

static void close_stream(struct stream *stream)
{
    if (stream->packet->head.magic != 0) {
        write_packet(stream);
    }
    if (fclose(stream->file) != 0) {
        fail("a stream");
    }
    free(stream->packet);
}

static void add_text(struct made_trace *made, enum text_kind kind, uint64_t key, uint64_t value,
                     const char *text)
{
    char bytes[sizeof(struct text_fixed) + 256];
    struct text_fixed fixed = {.ticks = 1, .kind = kind, .key = key, .value = value};
    memcpy(bytes, &fixed, sizeof fixed);
    int size = snprintf(bytes + sizeof fixed, 200, "%s", text) + 1;
    memset(bytes + sizeof fixed + size, 0, 2);
    append(&made->streams[LONG_TRACE_THREADS], STREAM_TEXTS, 1, bytes,
           sizeof fixed + (size_t)size + 2);
}

static void add_words(struct made_trace *made)
{
    char text[64];
    for (uint32_t i = 0; i < LOCKS; i++) {
        snprintf(text, sizeof text, "shelf %u", i);
        add_text(made, TEXT_NAME, id_make(ID_LIBRARY, i + 1), 0, text);
    }
    for (uint32_t i = 0; i < SITES; i++) {
        add_text(made, TEXT_SITE, 0x401000 + i, 20 + i, "warehouse.c");
    }
}

static uint64_t step_value(struct made_trace *made, struct stream *stream, enum event_kind kind)
{
    uint64_t *sequence = &made->sequences[stream->lock];
    switch (kind) {
    case EVENT_LOCK_ACQUIRE:
        *sequence += 1;
        return *sequence << 32 | 1;
    case EVENT_LOCK_RELEASE:
        return *sequence << 32;
    case EVENT_LOCK_ACQUIRE_BEGIN:
        return WAIT_FOREVER;
    case EVENT_DOOR_WAIT_BEGIN:
        return ++stream->wait;
    case EVENT_DOOR_WAIT:
        return stream->wait;
    default:
        return ++made->item % (UINT64_C(1) << 31) | UINT64_C(1) << 32;
    }
}

static void add_event(struct made_trace *made, struct stream *stream)
{
    uint64_t random = next_random(made);
    unsigned step = stream->step++ % ROUND_STEPS;
    enum event_kind kind = round_steps[step].kind;
    if (step == 0) {
        stream->lock = random / 64 % LOCKS;
    }
    uint64_t object = kind == EVENT_QUEUE_PUT ? LOCKS + 1 : stream->lock + 1;
    made->ticks += 20 + random % 64;
    struct record record = record_pack(made->ticks, kind, round_steps[step].flags | FLAG_ADDRESS,
                                       0x401000 + (step + stream->thread) % SITES,
                                       id_make(ID_LIBRARY, object), step_value(made, stream, kind));
    append(stream, STREAM_EVENTS, made->ticks, &record, sizeof record);
}

void long_trace_write(const char *directory, size_t event_count)
{
    struct made_trace made = {.random = 88172645463325252u, .ticks = 1000};
    struct trace_error error;
    if (!ctf_metadata_write(directory, &(struct ctf_tick){.frequency = TICKS_PER_SECOND}, &error)) {
        fprintf(stderr, "%s\n", error.text);
        exit(EXIT_FAILURE);
    }
    for (uint32_t i = 0; i <= LONG_TRACE_THREADS; i++) {
        open_stream(&made.streams[i], directory, i);
        made.streams[i].thread = (i + 1) % (LONG_TRACE_THREADS + 1);
    }
    add_words(&made);
    for (size_t i = 0; i < event_count; i++) {
        add_event(&made, &made.streams[next_random(&made) % LONG_TRACE_THREADS]);
    }
    for (uint32_t i = 0; i <= LONG_TRACE_THREADS; i++) {
        close_stream(&made.streams[i]);
    }
}
