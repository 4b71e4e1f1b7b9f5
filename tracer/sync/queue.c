/* Items and their number change only under the one lock, so a notify on a condition that nobody
 * waits on loses nothing: whoever comes later looks at the items first. Threads wait in order, but
 * who comes just when an item is there may take it before the one that was woken for it, who then
 * waits again. */
#include "tracer/sync/queue.h"

#include <stdlib.h>

#include "tracer/sync/object.h"
#include "tracer/sync/queue_part.h"
#include "tracer/threadlane.h"

void queue_init(struct tl_queue *queue, uint32_t capacity, uint64_t parent, const char *name)
{
    struct door_point point;
    *queue = (struct tl_queue){.capacity = capacity};
    queue->id = object_create(&point, TYPE_QUEUE, parent, name);
    mutex_init(&queue->lock, TYPE_LOCK, queue->id, NULL);
    condition_init(&queue->not_empty, &queue->lock, queue->id, "not_empty");
    condition_init(&queue->not_full, &queue->lock, queue->id, "not_full");
    condition_init(&queue->all_tasks_done, &queue->lock, queue->id, "all_tasks_done");
    if (capacity > 0) {
        object_has(queue->id, ROLE_LIMIT, capacity);
    }
    door_point_close(&point);
}

static bool is_full(const struct tl_queue *queue)
{
    return queue->capacity > 0 && queue->store.size >= queue->capacity;
}

/* ---- at an instant ---- */

/* That the lock was taken, the operation done, nobody notified, and the lock given back. */
static void draft(struct tl_queue *queue, uint16_t kind, uint16_t flags, uint64_t value,
                  const struct tl_condition *other_end, struct event_draft events[QUEUE_EVENTS])
{
    uint64_t lock = queue->lock.id;
    uint16_t inside = door_storey_above(flags);
    queue->lock.sequence++;
    events[0] =
        (struct event_draft){EVENT_LOCK_ACQUIRE, inside, lock, mutex_hold_value(&queue->lock, 1)};
    events[1] = (struct event_draft){kind, flags, queue->id, value};
    events[2] = (struct event_draft){EVENT_CONDITION_NOTIFY, inside, other_end->id, 1};
    events[3] =
        (struct event_draft){EVENT_LOCK_RELEASE, inside, lock, mutex_hold_value(&queue->lock, 0)};
}

/* An operation that waits in vain: what it records, and `none` or its result. */
static int fail(struct door_point *point, struct limit limit, bool is_closed, int none)
{
    if (is_closed) {
        door_point_fail(point, REASON_CLOSED);
        return TL_SHUTDOWN;
    }
    door_point_fail(point, limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT);
    return none;
}

/* ---- put ---- */

/* With the lock held: until there is room, or the queue is shut down, or the limit has passed. */
static void await_room(struct tl_queue *queue, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (is_full(queue) && !queue->is_shut_down && !is_late) {
        is_late = condition_wait(&queue->not_full, limit) == TL_TIMEOUT;
    }
}

/* With the lock held. */
static void add_item(struct tl_queue *queue, void *item)
{
    item_store_push(&queue->store, (struct stored_item){item, ++queue->put_count});
    queue_publish_size(queue);
    queue->unfinished++;
}

/* Nothing is asked of anybody else: an order, or more memory. */
bool queue_begin_put_at_once(struct tl_queue *queue)
{
    const struct item_store *store = &queue->store;
    if (!queue_claim(queue, &queue->not_empty)) {
        return false;
    }
    bool is_easy = !is_full(queue) && !queue->is_shut_down && store->order != ORDER_SMALLEST &&
                   store->size < store->capacity;
    if (!is_easy) {
        queue_leave(queue);
    }
    return is_easy;
}

void queue_draft_put(struct tl_queue *queue, uint16_t flags,
                     struct event_draft events[QUEUE_EVENTS])
{
    uint64_t value = (queue->put_count + 1) | (uint64_t)(queue->store.size + 1) << 32;
    draft(queue, EVENT_QUEUE_PUT, flags, value, &queue->not_empty, events);
}

struct sleeper queue_end_put_at_once(struct tl_queue *queue, void *item, uint64_t recorded_ticks)
{
    queue->lock.released_ticks = recorded_ticks;
    add_item(queue, item);
    struct sleeper getter = condition_notify_unrecorded(&queue->not_empty);
    queue_leave(queue);
    return getter;
}

static __attribute__((noinline)) uint64_t record_put(struct tl_queue *queue, uint16_t flags)
{
    const struct door_thread *self = door_thread_self();
    struct event_draft events[QUEUE_EVENTS];
    queue_draft_put(queue, door_storey_flags(self->point) | flags, events);
    return recorder_events_together(events, QUEUE_EVENTS, self->site);
}

bool queue_put_at_once(struct tl_queue *queue, void *item, uint16_t flags, struct sleeper *getter)
{
    if (!queue_begin_put_at_once(queue)) {
        return false;
    }
    uint64_t ticks = recorder_is_on() ? record_put(queue, flags) : 0;
    *getter = queue_end_put_at_once(queue, item, ticks);
    return true;
}

static int put(struct tl_queue *queue, struct door_point *point, void *item, struct limit limit)
{
    await_room(queue, limit);
    if (queue->is_shut_down || is_full(queue)) {
        return fail(point, limit, queue->is_shut_down, TL_FULL);
    }
    if (!item_store_reserve(&queue->store)) {
        door_point_fail(point, REASON_LIMIT);
        return TL_NO_MEMORY;
    }
    door_point_done(point, (queue->put_count + 1) | (uint64_t)(queue->store.size + 1) << 32);
    add_item(queue, item);
    condition_notify(&queue->not_empty, 1);
    return TL_OK;
}

int queue_put(struct tl_queue *queue, void *item, struct limit limit)
{
    struct sleeper getter;
    struct door_point point;
    if (queue_put_at_once(queue, item, limit_flags(limit), &getter)) {
        sleeper_rouse(getter);
        return TL_OK;
    }
    door_point_open_limited(&point, OPERATION_QUEUE_PUT, queue->id, limit);
    mutex_acquire(&queue->lock, limit_forever());
    int result = put(queue, &point, item, limit);
    mutex_release(&queue->lock);
    door_point_close(&point);
    return result;
}

int tl_queue_put(struct tl_queue *queue, void *item, double timeout)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_QUEUE_PUT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (limit_is_refused(timeout)) {
        return door_refuse(OPERATION_QUEUE_PUT, queue->id, MISUSE_QUEUE_TIMEOUT, TL_INVALID);
    }
    return queue_put(queue, item, limit_from_seconds(timeout));
}

/* ---- get ---- */

void queue_await_item(struct tl_queue *queue, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (queue->store.size == 0 && !queue->is_shut_down && !is_late) {
        is_late = condition_wait(&queue->not_empty, limit) == TL_TIMEOUT;
    }
}

static __attribute__((noinline)) void record_get(struct tl_queue *queue, uint16_t flags,
                                                 struct stored_item got)
{
    const struct door_thread *self = door_thread_self();
    struct event_draft events[QUEUE_EVENTS];
    draft(queue, EVENT_QUEUE_GET, door_storey_flags(self->point) | flags,
          got.number | (uint64_t)queue->store.size << 32, &queue->not_full, events);
    queue->lock.released_ticks = recorder_events_together(events, QUEUE_EVENTS, self->site);
}

static bool get_at_once(struct tl_queue *queue, void **item, uint16_t flags)
{
    struct sleeper putter = {NULL};
    if (!queue_claim(queue, &queue->not_full)) {
        return false;
    }
    bool is_easy = queue->store.size > 0 && queue->store.order != ORDER_SMALLEST;
    if (is_easy) {
        struct stored_item got = queue_take_item(queue);
        if (recorder_is_on()) {
            record_get(queue, flags, got);
        }
        *item = got.item;
        putter = condition_notify_unrecorded(&queue->not_full);
    }
    queue_leave(queue);
    sleeper_rouse(putter);
    return is_easy;
}

/* What is left in a queue that was shut down may still be taken. */
static int get(struct tl_queue *queue, struct door_point *point, void **item, struct limit limit)
{
    queue_await_item(queue, limit);
    if (queue->store.size == 0) {
        return fail(point, limit, queue->is_shut_down, TL_EMPTY);
    }
    struct stored_item got = queue_take_item(queue);
    door_point_done(point, got.number | (uint64_t)queue->store.size << 32);
    *item = got.item;
    condition_notify(&queue->not_full, 1);
    return TL_OK;
}

int queue_get(struct tl_queue *queue, void **item, struct limit limit)
{
    if (get_at_once(queue, item, limit_flags(limit))) {
        return TL_OK;
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_QUEUE_GET, queue->id, limit);
    mutex_acquire(&queue->lock, limit_forever());
    int result = get(queue, &point, item, limit);
    mutex_release(&queue->lock);
    door_point_close(&point);
    return result;
}

int tl_queue_get(struct tl_queue *queue, void **item, double timeout)
{
    DOOR_ENTER();
    if (!queue || !item) {
        return door_refuse(OPERATION_QUEUE_GET, queue ? queue->id : 0, MISUSE_NULL_HANDLE,
                           TL_INVALID);
    }
    if (limit_is_refused(timeout)) {
        return door_refuse(OPERATION_QUEUE_GET, queue->id, MISUSE_QUEUE_TIMEOUT, TL_INVALID);
    }
    return queue_get(queue, item, limit_from_seconds(timeout));
}

/* ---- tasks ---- */

static int report_done(struct tl_queue *queue, struct door_point *point)
{
    if (queue->unfinished == 0) {
        return door_point_misuse(point, MISUSE_TASK_DONE_TOO_OFTEN, TL_INVALID);
    }
    door_point_done(point, queue->unfinished - 1);
    if (--queue->unfinished == 0) {
        condition_notify(&queue->all_tasks_done, NOTIFY_ALL);
    }
    return TL_OK;
}

int tl_queue_task_done(struct tl_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_QUEUE_TASK_DONE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    door_point_open(&point, OPERATION_QUEUE_TASK_DONE, queue->id);
    mutex_acquire(&queue->lock, limit_forever());
    int result = report_done(queue, &point);
    mutex_release(&queue->lock);
    door_point_close(&point);
    return result;
}

int tl_queue_join(struct tl_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_QUEUE_JOIN, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_QUEUE_JOIN, queue->id, limit_forever());
    mutex_acquire(&queue->lock, limit_forever());
    while (queue->unfinished > 0) {
        condition_wait(&queue->all_tasks_done, limit_forever());
    }
    door_point_done(&point, 0);
    mutex_release(&queue->lock);
    door_point_close(&point);
    return TL_OK;
}

/* ---- shutdown ---- */

static void drop_items(struct tl_queue *queue)
{
    while (queue->store.size > 0) {
        item_store_pop(&queue->store);
        queue->unfinished -= queue->unfinished > 0;
    }
    queue_publish_size(queue);
    condition_notify(&queue->all_tasks_done, NOTIFY_ALL);
}

int tl_queue_shutdown(struct tl_queue *queue, bool is_immediate)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, queue->id);
    mutex_acquire(&queue->lock, limit_forever());
    door_point_done_with(&point, is_immediate ? queue->store.size : 0,
                         is_immediate ? CLOSE_IMMEDIATE : CLOSE_GENTLY);
    queue->is_shut_down = true;
    if (is_immediate) {
        drop_items(queue);
    }
    condition_notify(&queue->not_empty, NOTIFY_ALL);
    condition_notify(&queue->not_full, NOTIFY_ALL);
    mutex_release(&queue->lock);
    door_point_close(&point);
    return TL_OK;
}

/* ---- asking ---- */

int tl_queue_size(const struct tl_queue *queue)
{
    return queue ? (int)atomic_load_explicit(&queue->size, memory_order_relaxed) : 0;
}

bool tl_queue_is_empty(const struct tl_queue *queue)
{
    return tl_queue_size(queue) == 0;
}

bool tl_queue_is_full(const struct tl_queue *queue)
{
    return queue && queue->capacity > 0 && (uint32_t)tl_queue_size(queue) >= queue->capacity;
}

/* ---- life ---- */

static struct tl_queue *create(int capacity, enum item_order order, const char *name)
{
    struct tl_queue *queue = malloc(sizeof(*queue));
    if (queue) {
        queue_init(queue, capacity > 0 ? (uint32_t)capacity : 0, 0, name);
        queue->store.order = order;
    }
    if (queue && order != ORDER_FIRST) {
        object_has(queue->id, ROLE_ORDER, order);
    }
    return queue;
}

struct tl_queue *tl_queue_create(int capacity, const char *name)
{
    DOOR_ENTER();
    return create(capacity, ORDER_FIRST, name);
}

struct tl_queue *tl_queue_create_lifo(int capacity, const char *name)
{
    DOOR_ENTER();
    return create(capacity, ORDER_LAST, name);
}

struct tl_queue *tl_queue_create_priority(int capacity,
                                          int (*compare)(const void *a, const void *b),
                                          const char *name)
{
    DOOR_ENTER();
    if (!compare) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    struct tl_queue *queue = create(capacity, ORDER_SMALLEST, name);
    if (queue) {
        queue->store.compare = compare;
    }
    return queue;
}

enum misuse queue_refusal(struct tl_queue *queue)
{
    struct tl_condition *conditions[] = {&queue->not_empty, &queue->not_full,
                                         &queue->all_tasks_done};
    for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
        enum misuse misuse = condition_refusal(conditions[i]);
        if (misuse) {
            return misuse;
        }
    }
    return mutex_refusal(&queue->lock);
}

void queue_finish(struct tl_queue *queue)
{
    struct door_point point;
    object_destroy(&point, queue->id);
    condition_finish(&queue->not_empty);
    condition_finish(&queue->not_full);
    condition_finish(&queue->all_tasks_done);
    mutex_finish(&queue->lock);
    item_store_finish(&queue->store);
    door_point_close(&point);
}

int tl_queue_destroy(struct tl_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = queue_refusal(queue);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, queue->id, misuse, TL_IN_USE);
    }
    queue_finish(queue);
    free(queue);
    return TL_OK;
}
