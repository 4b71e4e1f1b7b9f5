#include "tracer/sync/mutex.h"

#include <assert.h>
#include <stdatomic.h>
#include <stddef.h>

#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

void mutex_init(struct mutex *mutex, enum object_type type, uint64_t parent, const char *name)
{
    struct door_point point;
    *mutex = (struct mutex){
        .id = object_create(&point, type, parent, name),
        .is_reentrant = type == TYPE_RLOCK,
    };
    door_point_close(&point);
}

/* Under the guard: the depth and sequence that its records carry. */
static uint64_t hold_value(const struct mutex *mutex, uint32_t depth)
{
    return depth | (uint64_t)mutex->sequence << 32;
}

static void set_depth(struct mutex *mutex, uint32_t depth)
{
    atomic_store_explicit(&mutex->depth, depth, memory_order_relaxed);
}

static bool is_mine(const struct mutex *mutex)
{
    return mutex->depth > 0 && mutex->owner == door_thread_self()->number;
}

/* Waits under the guard, which is free in between, until the mutex is; false when the limit passed
 * first. A thread that was woken at the last moment still looks: the wake was meant for it, and
 * nobody else would come. */
static bool await_free(struct mutex *mutex, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    bool was_woken = false;
    while (mutex->depth > 0 && !is_late) {
        struct waiter waiter;
        door_reserve(&waiter);
        if (was_woken) {
            waiter_queue_push_front(&mutex->waiters, &waiter);
        } else {
            waiter_queue_push(&mutex->waiters, &waiter);
        }
        was_woken = door_wait(&waiter, mutex->id, limit, &mutex->guard);
        guard_lock(&mutex->guard);
        waiter_queue_remove(&mutex->waiters, &waiter);
        is_late = !was_woken;
    }
    return mutex->depth == 0;
}

/* From free to that depth. */
static int take(struct mutex *mutex, struct door_point *point, struct limit limit, uint32_t depth)
{
    if (!await_free(mutex, limit)) {
        bool is_try = limit.asked_ns == 0;
        door_point_fail(point, is_try ? REASON_BUSY : REASON_TIMEOUT);
        return is_try ? TL_BUSY : TL_TIMEOUT;
    }
    mutex->owner = point->thread->number;
    mutex->sequence++;
    set_depth(mutex, depth);
    door_point_done(point, hold_value(mutex, depth));
    return TL_OK;
}

static void take_again(struct mutex *mutex, struct door_point *point)
{
    set_depth(mutex, mutex->depth + 1);
    door_point_done(point, hold_value(mutex, mutex->depth));
}

int mutex_acquire(struct mutex *mutex, struct limit limit)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_LOCK_ACQUIRE, mutex->id, limit);
    int result = TL_OK;
    guard_lock(&mutex->guard);
    if (mutex->is_reentrant && is_mine(mutex)) {
        take_again(mutex, &point);
    } else {
        result = take(mutex, &point, limit, 1);
    }
    guard_unlock(&mutex->guard);
    door_point_close(&point);
    return result;
}

void mutex_restore(struct mutex *mutex, uint32_t depth)
{
    struct door_point point;
    struct limit limit = limit_forever();
    door_point_open_limited(&point, OPERATION_LOCK_ACQUIRE, mutex->id, limit);
    guard_lock(&mutex->guard);
    take(mutex, &point, limit, depth);
    guard_unlock(&mutex->guard);
    door_point_close(&point);
}

/* Under the guard. */
static void give(struct mutex *mutex, struct door_point *point, uint32_t depth)
{
    door_point_done(point, hold_value(mutex, depth));
    set_depth(mutex, depth);
    struct waiter *waiter = depth == 0 ? waiter_queue_pop(&mutex->waiters) : NULL;
    if (waiter) {
        door_wake(waiter, mutex->id);
    }
}

static bool may_release(const struct mutex *mutex)
{
    return mutex->is_reentrant ? is_mine(mutex) : mutex->depth > 0;
}

int mutex_release(struct mutex *mutex)
{
    struct door_point point;
    door_point_open(&point, OPERATION_LOCK_RELEASE, mutex->id);
    int result = TL_OK;
    guard_lock(&mutex->guard);
    if (may_release(mutex)) {
        give(mutex, &point, mutex->depth - 1);
    } else {
        enum misuse misuse =
            mutex->is_reentrant ? MISUSE_RELEASE_NOT_OWNED : MISUSE_RELEASE_UNLOCKED;
        result = door_point_misuse(&point, misuse, TL_NOT_OWNER);
    }
    guard_unlock(&mutex->guard);
    door_point_close(&point);
    return result;
}

uint32_t mutex_release_all(struct mutex *mutex)
{
    struct door_point point;
    door_point_open(&point, OPERATION_LOCK_RELEASE, mutex->id);
    point.flags |= FLAG_SPECIAL;
    guard_lock(&mutex->guard);
    uint32_t depth = mutex->depth;
    give(mutex, &point, 0);
    guard_unlock(&mutex->guard);
    door_point_close(&point);
    return depth;
}

bool mutex_is_owned(struct mutex *mutex)
{
    guard_lock(&mutex->guard);
    bool is_owned = may_release(mutex);
    guard_unlock(&mutex->guard);
    return is_owned;
}

enum misuse mutex_refusal(struct mutex *mutex)
{
    enum misuse misuse = 0;
    guard_lock(&mutex->guard);
    if (mutex->waiters.count > 0) {
        misuse = MISUSE_DESTROY_AWAITED;
    } else if (mutex->depth > 0) {
        misuse = MISUSE_DESTROY_HELD;
    }
    guard_unlock(&mutex->guard);
    return misuse;
}

int mutex_finish(struct mutex *mutex)
{
    enum misuse misuse = mutex_refusal(mutex);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, mutex->id, misuse, TL_IN_USE);
    }
    struct door_point point;
    object_destroy(&point, mutex->id);
    door_point_close(&point);
    return TL_OK;
}
