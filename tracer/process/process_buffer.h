/* What a process has put into a process queue and not written into its pipe yet, and the thread
 * that writes it: QueueFeederThread, a daemon that the first put starts. Private to a process; a
 * forked one begins with none. Any thread of that process. */
#ifndef THREADLANE_PROCESS_PROCESS_BUFFER_H
#define THREADLANE_PROCESS_PROCESS_BUFFER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/sync/guard.h"
#include "tracer/sync/queue.h"

struct finalizer;
struct process_semaphore;
struct tl_connection;

/* As it goes through the pipe, from `number` on. */
struct buffered_item {
    size_t packed_size;
    uint32_t number; /* in the process queue */
    unsigned char packed[];
};

/* Where the feeder writes to; common to all processes. */
struct feeder_route {
    uint64_t owner; /* the process queue */
    struct process_semaphore *room;
    struct process_semaphore *write_lock;
    struct tl_connection *writer;
};

enum feeder_state {
    FEEDER_NONE,
    FEEDER_STARTING,
    FEEDER_STARTED,
};

struct process_buffer {
    uint32_t process; /* whose it is */
    struct feeder_route route;
    _Atomic bool is_closed;
    _Atomic bool is_ending; /* the last item has been put: NULL */
    _Atomic bool is_join_cancelled;
    struct guard guard;     /* around making the queue */
    _Atomic bool has_items; /* the queue is made */
    struct tl_queue items;  /* of struct buffered_item *, owned */
    /* The last three are written by the put that starts the feeder, before it is started. */
    _Atomic enum feeder_state state;
    struct tl_thread *feeder;
    struct finalizer *close_at_exit;
    struct finalizer *join_at_exit;
};

/* Not recorded yet; NULL when out of memory. */
struct process_buffer *process_buffer_create(const struct feeder_route *route);
/* True if the calling process made it; one that was copied by a fork must not be touched. */
bool process_buffer_is_own(const struct process_buffer *buffer);
/* False if its feeder still runs, which happens when nobody joined it. */
bool process_buffer_destroy(struct process_buffer *buffer);

/* Its queue, begun to be put into at once; NULL: it is to be done the other way. */
struct tl_queue *process_buffer_begin_put_at_once(struct process_buffer *buffer);
/* Takes the item, in an open queue.put; the first starts the feeder. TL_OK or TL_NO_MEMORY. */
int process_buffer_put(struct process_buffer *buffer, struct buffered_item *item);
/* Nothing more is put; the feeder writes what is there, and ends. */
void process_buffer_close(struct process_buffer *buffer);
/* Waits for the feeder to end, unless that was cancelled. */
void process_buffer_join(struct process_buffer *buffer);

#endif
