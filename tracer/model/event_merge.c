#include "tracer/model/event_merge.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/page_memory.h"

#define FIRST_CAPACITY 64
#define LAST_CAPACITY  262144              /* 8 MiB of events */
#define PAGES_FROM     (LAST_CAPACITY / 8) /* larger blocks straight from the kernel */

struct event_block {
    struct event_block *next;
    uint32_t count;
    uint32_t capacity;
    struct record records[]; /* ticks are nanoseconds here */
};

/* ---- adding ---- */

static size_t block_size(uint32_t capacity)
{
    return sizeof(struct event_block) + capacity * sizeof(struct record);
}

static struct event_block *create_block(uint32_t capacity)
{
    struct event_block *block = capacity >= PAGES_FROM ? page_memory_take(block_size(capacity))
                                                       : array_of(1, block_size(capacity));
    block->next = NULL;
    block->count = 0;
    block->capacity = capacity;
    return block;
}

static void destroy_block(struct event_block *block)
{
    if (block->capacity >= PAGES_FROM) {
        page_memory_give_back(block, block_size(block->capacity));
    } else {
        free(block);
    }
}

static void add_block(struct event_stream *stream)
{
    uint32_t capacity = stream->last ? stream->last->capacity * 2 : FIRST_CAPACITY;
    struct event_block *block = create_block(capacity > LAST_CAPACITY ? LAST_CAPACITY : capacity);
    *(stream->last ? &stream->last->next : &stream->first) = block;
    stream->last = block;
}

static struct event_stream *find_stream(struct event_merge *merge, uint32_t thread)
{
    if (thread >= merge->stream_count) {
        merge->streams = array_grow(merge->streams, thread + (size_t)1, &merge->stream_capacity,
                                    sizeof *merge->streams);
        while (merge->stream_count <= thread) {
            merge->streams[merge->stream_count++] = (struct event_stream){0};
        }
    }
    return &merge->streams[thread];
}

void event_merge_add(struct event_merge *merge, const struct raw_event *event)
{
    struct event_stream *stream = find_stream(merge, event->thread);
    if (!stream->last || stream->last->count == stream->last->capacity) {
        add_block(stream);
    }
    if (event->time_ns > stream->latest_ns) {
        stream->latest_ns = event->time_ns;
    }
    stream->process = event->process;
    stream->last->records[stream->last->count++] = record_pack(
        stream->latest_ns, event->kind, event->flags, event->site, event->object, event->value);
    merge->event_count++;
}

/* ---- handing out ---- */

static uint64_t next_rank(const struct event_stream *stream)
{
    if (!stream->first) {
        return EVENT_RANK_NONE;
    }
    const struct record *record = &stream->first->records[stream->next];
    return event_rank_make(record->ticks, record_kind(record));
}

static uint32_t collect_turns(struct event_merge *merge)
{
    uint32_t turn_count = 0;
    merge->turns = array_of(merge->stream_count, sizeof *merge->turns);
    for (uint32_t thread = 0; thread < merge->stream_count; thread++) {
        if (merge->streams[thread].first) {
            merge->turns[turn_count++] = thread;
        }
    }
    return turn_count;
}

size_t event_merge_begin(struct event_merge *merge)
{
    uint32_t turn_count = collect_turns(merge);
    uint64_t *ranks = array_of(turn_count, sizeof *ranks);
    for (uint32_t turn = 0; turn < turn_count; turn++) {
        ranks[turn] = next_rank(&merge->streams[merge->turns[turn]]);
    }
    merge->order_memory = array_of(event_order_size(turn_count), sizeof *merge->order_memory);
    event_order_begin(&merge->order, merge->order_memory, ranks, turn_count);
    free(ranks);
    return merge->event_count;
}

static void end_block(struct event_stream *stream)
{
    struct event_block *block = stream->first;
    stream->first = block->next;
    stream->next = 0;
    destroy_block(block);
}

bool event_merge_take(struct event_merge *merge, struct raw_event *event)
{
    uint32_t turn = 0;
    if (!event_order_next(&merge->order, &turn)) {
        return false;
    }
    struct event_stream *stream = &merge->streams[merge->turns[turn]];
    const struct record *record = &stream->first->records[stream->next++];
    *event = (struct raw_event){
        .time_ns = record->ticks,
        .value = record->value,
        .object = record_object(record),
        .site = record_site(record),
        .thread = merge->turns[turn],
        .process = stream->process,
        .kind = record_kind(record),
        .flags = record_flags(record),
    };
    if (stream->next == stream->first->count) {
        end_block(stream);
    }
    event_order_replace(&merge->order, turn, next_rank(stream));
    return true;
}

void event_merge_finish(struct event_merge *merge)
{
    for (uint32_t i = 0; i < merge->stream_count; i++) {
        while (merge->streams[i].first) {
            end_block(&merge->streams[i]);
        }
    }
    free(merge->streams);
    free(merge->turns);
    free(merge->order_memory);
    *merge = (struct event_merge){0};
}
