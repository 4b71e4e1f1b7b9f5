/* What the files of tl_queue share. */
#ifndef THREADLANE_SYNC_QUEUE_PART_H
#define THREADLANE_SYNC_QUEUE_PART_H

#include <stdatomic.h>

#include "tracer/sync/queue.h"

/* Nobody waits for the lock or has to be woken, so that the whole operation, what happens inside it
 * included, is done while the lock's word is changing: nobody sees the middle of it. False: it is
 * to be done the usual way. `other_end` is where others wait for what this does. */
static inline bool queue_claim(struct tl_queue *queue, const struct tl_condition *other_end)
{
    if (!recorder_is_on()) {
        return mutex_claim_for_an_instant(&queue->lock);
    }
    if (!door_may_pass(door_thread_self()) || !mutex_claim_for_an_instant(&queue->lock)) {
        return false;
    }
    bool is_awaited = waiter_queue_count(&other_end->waiters) > 0;
    if (is_awaited) {
        queue_leave(queue);
    }
    return !is_awaited;
}

/* While the lock is held, or its word is changing. */
static inline void queue_publish_size(struct tl_queue *queue)
{
    atomic_store_explicit(&queue->size, queue->store.size, memory_order_relaxed);
}

/* There is one. */
static inline struct stored_item queue_take_item(struct tl_queue *queue)
{
    struct stored_item got = item_store_pop(&queue->store);
    queue_publish_size(queue);
    return got;
}

/* With the lock held: until there is an item, or the queue is shut down, or the limit has passed.
 */
void queue_await_item(struct tl_queue *queue, struct limit limit);

#endif
