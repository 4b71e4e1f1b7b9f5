/* The inside of tl_queue, for the primitives that are built on one. As in CPython: one lock, and
 * three conditions around it. */
#ifndef THREADLANE_SYNC_QUEUE_H
#define THREADLANE_SYNC_QUEUE_H

#include "tracer/sync/condition.h"
#include "tracer/sync/item_store.h"

#define QUEUE_SEVERAL_MAX 64

struct tl_queue {
    struct mutex lock; /* protects all that follows; beside it what each operation changes */
    struct item_store store;
    _Atomic uint32_t size; /* of the store; also read without the lock, to ask */
    uint32_t put_count;    /* the number of the latest item */
    uint32_t unfinished;   /* items put, and not yet reported done */
    uint32_t capacity;     /* 0: no limit */
    bool is_shut_down;
    uint64_t id;
    struct tl_condition not_empty;
    struct tl_condition not_full;
    struct tl_condition all_tasks_done;
};

/* As part of `parent`, or of nothing (0); first in, first out. A capacity of 0 has no limit. */
void queue_init(struct tl_queue *queue, uint32_t capacity, uint64_t parent, const char *name);
/* TL_OK, TL_FULL, TL_SHUTDOWN, TL_NO_MEMORY. */
int queue_put(struct tl_queue *queue, void *item, struct limit limit);
/* Puts it in if nobody has to wait: true, and whoever waited for it is to be roused. `flags`: of
 * its record. */
bool queue_put_at_once(struct tl_queue *queue, void *item, uint16_t flags, struct sleeper *getter);
/* The same as a part of what happens at one instant: begin it, false if somebody would have to
 * wait, or is awaited; what there is to record at that instant, with the storey among the flags;
 * and when that is recorded, at those ticks, end it, or leave. */
#define QUEUE_EVENTS 4
bool queue_begin_put_at_once(struct tl_queue *queue);
void queue_draft_put(struct tl_queue *queue, uint16_t flags,
                     struct event_draft events[QUEUE_EVENTS]);
struct sleeper queue_end_put_at_once(struct tl_queue *queue, void *item, uint64_t recorded_ticks);
static inline void queue_leave(struct tl_queue *queue)
{
    mutex_publish(&queue->lock, MUTEX_FREE);
}
/* TL_OK, TL_EMPTY, TL_SHUTDOWN; `item` is written only with TL_OK. */
int queue_get(struct tl_queue *queue, void **item, struct limit limit);
/* Waits for an item, and takes it with what else is there, `most` at most, which is no more than
 * QUEUE_SEVERAL_MAX; how many. 0: shut down. The queue has no limit, so nobody waits for room and
 * nobody is notified of it; and the first one that was put in comes out first. */
unsigned queue_get_several(struct tl_queue *queue, void **items, unsigned most);
/* 0 if it may be finished, else which misuse that were. */
enum misuse queue_refusal(struct tl_queue *queue);
/* Only when not refused. */
void queue_finish(struct tl_queue *queue);

#endif
