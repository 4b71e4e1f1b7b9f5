/* A wait that others can name: the waker copies (thread, number) into door.wake. It lies in the
 * waiting thread's frame and stands in a queue of the object it waits for, under that object's
 * guard. The notes' upper lock of a condition, “allocated at each wait”, is this. */
#ifndef THREADLANE_SYNC_WAITER_H
#define THREADLANE_SYNC_WAITER_H

#include <stdbool.h>
#include <stdint.h>

struct door_thread;

struct waiter {
    struct door_thread *thread;
    uint32_t number; /* of its thread's wait */
    bool is_queued;
    struct waiter *next; /* waiter_queue.first, by waiter.next */
};

/* First come first served. Zero is an empty queue. After a fork the waiters of before are nobody's
 * in the child: they drop out when the queue is next looked at. */
struct waiter_queue {
    struct waiter *first;
    struct waiter *last;
    unsigned count;      /* as it was, see waiter_queue_count */
    uint32_t generation; /* of its waiters, if there are any */
};

/* How many forks lie between the first process and this one. */
extern uint32_t waiter_generation __attribute__((visibility("hidden")));

static inline unsigned waiter_queue_count(const struct waiter_queue *queue)
{
    return queue->count > 0 && queue->generation == waiter_generation ? queue->count : 0;
}

void waiter_queue_push(struct waiter_queue *queue, struct waiter *waiter);
/* Who was woken in vain keeps its turn. */
void waiter_queue_push_front(struct waiter_queue *queue, struct waiter *waiter);
/* The first one, taken out, or NULL. */
struct waiter *waiter_queue_pop(struct waiter_queue *queue);
/* Takes a waiter out; nothing happens if it was popped already. */
void waiter_queue_remove(struct waiter_queue *queue, struct waiter *waiter);

#endif
