/* What the files of tl_process_queue share. */
#ifndef THREADLANE_PROCESS_PROCESS_QUEUE_PART_H
#define THREADLANE_PROCESS_PROCESS_QUEUE_PART_H

#include <stdatomic.h>
#include <stddef.h>

#include "tracer/process/message.h"
#include "tracer/process/process_buffer.h"
#include "tracer/process/process_queue.h"
#include "tracer/process/process_semaphore.h"
#include "tracer/sync/door.h"

#define NUMBER_SIZE sizeof(((struct buffered_item *)0)->number)

/* In shared memory: what has been put and got by all processes. Under the guard of the room. */
struct queue_counts {
    uint32_t put_count; /* the number of the latest item */
    uint32_t got_count;
};

/* A fork copies it; what it points to but for the buffer is shared. */
struct tl_process_queue {
    uint64_t id;
    uint32_t creator; /* the process that destroys what is shared */
    uint32_t most;    /* items */
    struct queue_counts *counts;
    struct pipe_ahead *ahead; /* of the reading end; under the read lock */
    struct process_semaphore *room;
    struct process_semaphore *read_lock;
    struct process_semaphore *write_lock;
    struct tl_connection *ends[2]; /* of a one-way pipe: reads, writes */
    /* Of this process, or of the one it comes from, or NULL. */
    struct process_buffer *_Atomic buffer;
};

/* Under the guard, so that items are numbered in the order of their records: what to record of the
 * next one, before it is counted. */
static inline uint64_t queue_put_value(const struct queue_counts *counts)
{
    uint32_t number = counts->put_count + 1;
    return number | (uint64_t)(number - counts->got_count) << 32;
}

/* The same, before the room is given back, so that there never seem to be more items than room. */
static inline uint64_t queue_get_value(const struct queue_counts *counts, uint32_t number)
{
    return number | (uint64_t)(counts->put_count - counts->got_count - 1) << 32;
}

/* All of it at one instant, if there is room and nothing else to wait for. */
bool process_queue_put_at_once(struct tl_process_queue *queue, struct door_point *point,
                               struct process_buffer *buffer, struct buffered_item *item);
/* At one instant, too, if the next message is short and has been read already, with one before it,
 * and nobody has the read lock: it is in the `start`. */
bool process_queue_get_at_once(struct tl_process_queue *queue, struct door_point *point,
                               struct message *message);

#endif
