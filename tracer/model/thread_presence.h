/* Which threads have events in each stretch of a trace, a bit each: so that the next event of one
 * thread is found without looking at those of all others, however long it was idle. Filled while
 * events are placed (placed_event.c), read-only afterwards; part of the trace. */
#ifndef THREADLANE_MODEL_THREAD_PRESENCE_H
#define THREADLANE_MODEL_THREAD_PRESENCE_H

#include <stddef.h>
#include <stdint.h>

#define PRESENCE_STRETCH 65536u /* events that share a row */

struct trace;

struct presence_row {
    uint64_t *words; /* a bit a thread; NULL: none */
    uint32_t word_count;
};

struct thread_presence {
    struct presence_row *rows; /* by stretch */
    size_t count, capacity;
};

/* The event is the thread's. Events come in order. */
void thread_presence_note(struct thread_presence *presence, uint32_t thread, size_t event);
void thread_presence_finish(struct thread_presence *presence);

/* The first event of a thread from an event on, or NONE_INDEX. */
uint32_t trace_next_event_of(const struct trace *trace, uint32_t thread, size_t from);
/* The last one before an event, or NONE_INDEX. */
uint32_t trace_last_event_of(const struct trace *trace, uint32_t thread, size_t before);

#endif
