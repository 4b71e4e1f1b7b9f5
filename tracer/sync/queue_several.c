/* What a feeder does: takes all there is, under one lock. */
#include <assert.h>

#include "tracer/sync/queue_part.h"

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* That the lock was taken, so many items after each other, and the lock given back. */
static void record_several(struct tl_queue *queue, const struct stored_item *got, uint32_t count)
{
    const struct door_thread *self = door_thread_self();
    uint16_t storey = door_storey_flags(self->point), inside = door_storey_above(storey);
    struct event_draft events[2 + QUEUE_SEVERAL_MAX];
    queue->lock.sequence++;
    uint64_t held = mutex_hold_value(&queue->lock, 1), free = mutex_hold_value(&queue->lock, 0);
    events[0] = (struct event_draft){EVENT_LOCK_ACQUIRE, inside, queue->lock.id, held};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t left = queue->store.size + count - 1 - i;
        events[1 + i] =
            (struct event_draft){EVENT_QUEUE_GET, storey, queue->id, got[i].number | left << 32};
    }
    events[1 + count] = (struct event_draft){EVENT_LOCK_RELEASE, inside, queue->lock.id, free};
    queue->lock.released_ticks = recorder_events_together(events, 2 + count, self->site);
}

/* 0: to be done the usual way. */
static uint32_t get_several_at_once(struct tl_queue *queue, void **items, uint32_t most)
{
    struct stored_item got[QUEUE_SEVERAL_MAX];
    if (!queue_claim(queue, &queue->not_full)) {
        return 0;
    }
    uint32_t count = smaller(queue->store.size, most);
    for (uint32_t i = 0; i < count; i++) {
        got[i] = item_store_pop(&queue->store);
        items[i] = got[i].item;
    }
    queue_publish_size(queue);
    if (count > 0 && recorder_is_on()) {
        record_several(queue, got, count);
    }
    queue_leave(queue);
    return count;
}

/* With the lock held; there is one. */
static void *get_first(struct tl_queue *queue, struct door_point *point)
{
    struct stored_item got = queue_take_item(queue);
    door_point_done(point, got.number | (uint64_t)queue->store.size << 32);
    return got.item;
}

/* With the lock held. Each one is told beside the one before. */
static unsigned get_all(struct tl_queue *queue, struct door_point *point, void **items,
                        unsigned most)
{
    unsigned count = 0;
    while (count < most && queue->store.size > 0) {
        if (count > 0) {
            door_point_close(point);
            door_point_open_limited(point, OPERATION_QUEUE_GET, queue->id, limit_forever());
        }
        items[count++] = get_first(queue, point);
    }
    return count;
}

unsigned queue_get_several(struct tl_queue *queue, void **items, unsigned most)
{
    assert(queue->capacity == 0 && queue->store.order == ORDER_FIRST && most <= QUEUE_SEVERAL_MAX);
    unsigned count = get_several_at_once(queue, items, most);
    if (count > 0) {
        return count;
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_QUEUE_GET, queue->id, limit_forever());
    mutex_acquire(&queue->lock, limit_forever());
    queue_await_item(queue, limit_forever());
    count = get_all(queue, &point, items, most);
    if (count == 0) {
        door_point_fail(&point, REASON_CLOSED);
    }
    mutex_release(&queue->lock);
    door_point_close(&point);
    return count;
}
