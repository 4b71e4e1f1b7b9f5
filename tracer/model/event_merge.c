/* A binary heap of threads by their next event. */
#include "tracer/model/event_merge.h"

#include <stdlib.h>

#include "tracer/event/event_kind.h"
#include "tracer/model/arena.h"

void event_merge_add(struct event_merge *merge, const struct raw_event *event)
{
    merge->streams = array_grow(merge->streams, event->thread + (size_t)1, &merge->stream_capacity,
                                sizeof *merge->streams);
    while (merge->stream_count <= event->thread) {
        merge->streams[merge->stream_count++] = (struct event_stream){0};
    }
    struct event_stream *stream = &merge->streams[event->thread];
    stream->events =
        array_grow(stream->events, stream->count + 1, &stream->capacity, sizeof *stream->events);
    struct raw_event *added = &stream->events[stream->count++];
    *added = *event;
    if (stream->count > 1 && added->time_ns < added[-1].time_ns) {
        added->time_ns = added[-1].time_ns;
    }
}

static const struct raw_event *next_event(const struct event_merge *merge, uint32_t thread)
{
    return &merge->streams[thread].events[merge->streams[thread].next];
}

static bool comes_before(const struct event_merge *merge, uint32_t a, uint32_t b)
{
    const struct raw_event *x = next_event(merge, a), *y = next_event(merge, b);
    if (x->time_ns != y->time_ns) {
        return x->time_ns < y->time_ns;
    }
    enum event_stamp x_stamp = kind_stamp(x->kind), y_stamp = kind_stamp(y->kind);
    return x_stamp != y_stamp ? x_stamp == STAMP_GIVING : a < b;
}

static void sink(struct event_merge *merge, size_t place)
{
    uint32_t *heap = merge->heap;
    for (;;) {
        size_t first = place;
        for (size_t child = 2 * place + 1; child <= 2 * place + 2; child++) {
            if (child < merge->heap_count && comes_before(merge, heap[child], heap[first])) {
                first = child;
            }
        }
        if (first == place) {
            return;
        }
        uint32_t swapped = heap[place];
        heap[place] = heap[first];
        heap[first] = swapped;
        place = first;
    }
}

size_t event_merge_begin(struct event_merge *merge)
{
    size_t total = 0, capacity = 0;
    merge->heap = array_grow(NULL, merge->stream_count + (size_t)1, &capacity, sizeof *merge->heap);
    for (uint32_t thread = 0; thread < merge->stream_count; thread++) {
        total += merge->streams[thread].count;
        if (merge->streams[thread].count) {
            merge->heap[merge->heap_count++] = thread;
        }
    }
    for (size_t place = merge->heap_count; place-- > 0;) {
        sink(merge, place);
    }
    return total;
}

bool event_merge_take(struct event_merge *merge, struct raw_event *event)
{
    if (merge->heap_count == 0) {
        return false;
    }
    struct event_stream *stream = &merge->streams[merge->heap[0]];
    *event = stream->events[stream->next++];
    if (stream->next == stream->count) {
        free(stream->events);
        stream->events = NULL;
        merge->heap[0] = merge->heap[--merge->heap_count];
    }
    sink(merge, 0);
    return true;
}

void event_merge_finish(struct event_merge *merge)
{
    for (uint32_t i = 0; i < merge->stream_count; i++) {
        free(merge->streams[i].events);
    }
    free(merge->streams);
    free(merge->heap);
    *merge = (struct event_merge){0};
}
