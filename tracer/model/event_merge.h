/* Events arrive thread by thread, each thread's in program order; this hands them out by time. Of
 * one instant a giving event goes before a getting one, then the lower thread number; program order
 * is never broken, a thread's clock that goes backwards is clamped.
 *
 * Until it is handed out an event takes the 32 bytes that it takes in a recording, in blocks; a
 * block that has been handed out is given back, so that the trace can grow in its place. */
#ifndef THREADLANE_MODEL_EVENT_MERGE_H
#define THREADLANE_MODEL_EVENT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/event/event_order.h"
#include "tracer/event/raw_event.h"

struct event_block;

struct event_stream { /* one thread's events, in program order */
    struct event_block *first;
    struct event_block *last;
    uint64_t latest_ns;
    uint32_t process; /* that of all events of a thread */
    uint32_t next;    /* of the first block, to be handed out */
};

struct event_merge {
    struct event_stream *streams; /* by thread number */
    size_t stream_capacity;
    uint32_t stream_count;
    size_t event_count;
    uint32_t *turns; /* numbers of the threads that have events, ascending */
    uint64_t *order_memory;
    struct event_order order;
};

void event_merge_add(struct event_merge *merge, const struct raw_event *event);
/* Ends the adding; returns how many events there are. */
size_t event_merge_begin(struct event_merge *merge);
/* The next event by time; false when all have been taken. */
bool event_merge_take(struct event_merge *merge, struct raw_event *event);
void event_merge_finish(struct event_merge *merge);

#endif
