/* Events arrive thread by thread, each thread's in program order; this hands them out by time. Of
 * one instant a giving event goes before a getting one, then the lower thread number; program order
 * is never broken, a thread's clock that goes backwards is clamped. */
#ifndef THREADLANE_MODEL_EVENT_MERGE_H
#define THREADLANE_MODEL_EVENT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/event/raw_event.h"

struct event_stream { /* one thread's events, in program order */
    struct raw_event *events;
    size_t capacity;
    size_t count;
    size_t next; /* to be handed out */
};

struct event_merge {
    struct event_stream *streams; /* by thread number */
    size_t stream_capacity;
    uint32_t stream_count;
    uint32_t *heap; /* thread numbers, by their next event */
    size_t heap_count;
};

void event_merge_add(struct event_merge *merge, const struct raw_event *event);
/* Ends the adding; returns how many events there are. */
size_t event_merge_begin(struct event_merge *merge);
/* The next event by time; false when all have been taken. */
bool event_merge_take(struct event_merge *merge, struct raw_event *event);
void event_merge_finish(struct event_merge *merge);

#endif
