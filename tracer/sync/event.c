/* The flag is set before those who wait are woken, and stays, so that whoever comes later does not
 * wait at all. A thread that was woken goes on even if the flag was cleared meanwhile. */
#include "tracer/sync/event.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

void event_init(struct tl_event *event, uint64_t parent, const char *name)
{
    struct door_point point;
    atomic_init(&event->is_set, false);
    event->id = object_create(&point, TYPE_EVENT, parent, name);
    mutex_init(&event->lock, TYPE_LOCK, event->id, NULL);
    condition_init(&event->condition, &event->lock, event->id, NULL);
    door_point_close(&point);
}

static bool is_set(const struct tl_event *event)
{
    return atomic_load_explicit(&event->is_set, memory_order_relaxed);
}

static void store(struct tl_event *event, bool is_set)
{
    atomic_store_explicit(&event->is_set, is_set, memory_order_relaxed);
}

void event_set(struct tl_event *event)
{
    struct door_point point;
    door_point_open(&point, OPERATION_EVENT_SET, event->id);
    mutex_acquire(&event->lock, limit_forever());
    door_point_done(&point, condition_waiter_count(&event->condition));
    store(event, true);
    condition_notify(&event->condition, NOTIFY_ALL);
    mutex_release(&event->lock);
    door_point_close(&point);
}

void event_clear(struct tl_event *event)
{
    struct door_point point;
    door_point_open(&point, OPERATION_EVENT_CLEAR, event->id);
    mutex_acquire(&event->lock, limit_forever());
    door_point_done(&point, 0);
    store(event, false);
    mutex_release(&event->lock);
    door_point_close(&point);
}

/* With the lock held. */
static bool await_set(struct tl_event *event, struct limit limit)
{
    if (is_set(event)) {
        return true;
    }
    bool is_woken = limit.asked_ns != 0 && condition_wait(&event->condition, limit) == TL_OK;
    return is_woken || is_set(event);
}

int event_wait(struct tl_event *event, struct limit limit)
{
    struct door_point point;
    int result = TL_OK;
    door_point_open_limited(&point, OPERATION_EVENT_WAIT, event->id, limit);
    mutex_acquire(&event->lock, limit_forever());
    if (await_set(event, limit)) {
        door_point_done(&point, 0);
    } else {
        door_point_fail(&point, limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT);
        result = TL_TIMEOUT;
    }
    mutex_release(&event->lock);
    door_point_close(&point);
    return result;
}

enum misuse event_refusal(struct tl_event *event)
{
    enum misuse misuse = condition_refusal(&event->condition);
    return misuse ? misuse : mutex_refusal(&event->lock);
}

void event_finish(struct tl_event *event)
{
    struct door_point point;
    object_destroy(&point, event->id);
    condition_finish(&event->condition);
    mutex_finish(&event->lock);
    door_point_close(&point);
}

struct tl_event *tl_event_create(const char *name)
{
    DOOR_ENTER();
    struct tl_event *event = malloc(sizeof(*event));
    if (event) {
        event_init(event, 0, name);
    }
    return event;
}

int tl_event_set(struct tl_event *event)
{
    DOOR_ENTER();
    if (!event) {
        return door_refuse(OPERATION_EVENT_SET, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    event_set(event);
    return TL_OK;
}

int tl_event_clear(struct tl_event *event)
{
    DOOR_ENTER();
    if (!event) {
        return door_refuse(OPERATION_EVENT_CLEAR, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    event_clear(event);
    return TL_OK;
}

bool tl_event_is_set(const struct tl_event *event)
{
    return event && is_set(event);
}

int tl_event_wait(struct tl_event *event, double timeout)
{
    DOOR_ENTER();
    if (!event) {
        return door_refuse(OPERATION_EVENT_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return event_wait(event, limit_from_seconds(timeout));
}

int tl_event_destroy(struct tl_event *event)
{
    DOOR_ENTER();
    if (!event) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = event_refusal(event);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, event->id, misuse, TL_IN_USE);
    }
    event_finish(event);
    free(event);
    return TL_OK;
}
