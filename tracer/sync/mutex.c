#include "tracer/sync/mutex.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

#define NAP_NS 20000

void mutex_init(struct mutex *mutex, enum object_type type, uint64_t parent, const char *name)
{
    *mutex = (struct mutex){
        .id = object_create_whole(type, parent, name),
        .is_reentrant = type == TYPE_RLOCK,
    };
}

/* The word when no change is going on: another thread is between two instructions, or was sent to
 * sleep there, which is when it is worth to sleep, too. */
static uint32_t await_change(const struct mutex *mutex)
{
    for (unsigned looks = 0;; looks++) {
        uint32_t word = atomic_load_explicit(&mutex->word, memory_order_relaxed);
        if (!(word & MUTEX_CHANGING)) {
            return word;
        }
        if (looks >= MUTEX_LOOKS_AWAKE) {
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = NAP_NS}, NULL);
        }
    }
}

/* Under the guard: from free to changing. False if it is held, and then marked as awaited by who
 * will wait; its release takes the guard, so it comes after the wait has begun. */
static bool claim_free(struct mutex *mutex, bool will_wait)
{
    for (;;) {
        uint32_t word = await_change(mutex);
        if (!(word & MUTEX_HELD)) {
            if (mutex_claim(mutex, word)) {
                return true;
            }
        } else if (!will_wait || word & MUTEX_AWAITED ||
                   atomic_compare_exchange_strong_explicit(
                       &mutex->word, &word, word | MUTEX_AWAITED, memory_order_relaxed,
                       memory_order_relaxed)) {
            return false;
        }
    }
}

/* Waits under the guard, which is free in between, and claims the mutex; false when the limit
 * passed first. A thread that was woken at the last moment still looks: the wake was meant for it,
 * and nobody else would come. */
static bool await_free(struct mutex *mutex, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    bool was_woken = false;
    bool is_claimed = claim_free(mutex, !is_late);
    while (!is_claimed && !is_late) {
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
        is_claimed = claim_free(mutex, !is_late);
    }
    return is_claimed;
}

/* From free to that depth. */
static int take(struct mutex *mutex, struct door_point *point, struct limit limit, uint32_t depth)
{
    if (!await_free(mutex, limit)) {
        bool is_try = limit.asked_ns == 0;
        door_point_fail(point, is_try ? REASON_BUSY : REASON_TIMEOUT);
        return is_try ? TL_BUSY : TL_TIMEOUT;
    }
    mutex_set_owner(mutex, point->thread, depth);
    door_point_done(point, mutex_hold_value(mutex, depth));
    mutex_publish(mutex,
                  MUTEX_HELD | (waiter_queue_count(&mutex->waiters) > 0 ? MUTEX_AWAITED : 0));
    return TL_OK;
}

static void take_again(struct mutex *mutex, struct door_point *point)
{
    mutex_set_depth(mutex, mutex->depth + 1);
    door_point_done(point, mutex_hold_value(mutex, mutex->depth));
}

int mutex_acquire_slowly(struct mutex *mutex, struct limit limit)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_LOCK_ACQUIRE, mutex->id, limit);
    int result = TL_OK;
    guard_lock(&mutex->guard);
    if (mutex->is_reentrant && mutex_is_mine(mutex, point.thread)) {
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

/* Under the guard: from held to changing; false if it is free. */
static bool claim_held(struct mutex *mutex)
{
    for (;;) {
        uint32_t word = await_change(mutex);
        if (!(word & MUTEX_HELD)) {
            return false;
        }
        if (mutex_claim(mutex, word)) {
            return true;
        }
    }
}

/* One level of several, by the owner. */
static void give_level(struct mutex *mutex, struct door_point *point)
{
    door_point_done(point, mutex_hold_value(mutex, mutex->depth - 1));
    mutex_set_depth(mutex, mutex->depth - 1);
}

/* Under the guard, while changing: all levels. What another thread took is given back after it was
 * taken, so the stamp must not run ahead. */
static void give(struct mutex *mutex, struct door_point *point)
{
    uint64_t value = mutex_hold_value(mutex, 0);
    if (mutex_is_mine(mutex, point->thread)) {
        door_point_done(point, value);
    } else {
        door_point_done_ordered(point, value);
    }
    mutex->released_ticks = 0; /* who takes it now waited for it: the ordered clock is no loss */
    mutex_set_depth(mutex, 0);
    struct waiter *waiter = waiter_queue_pop(&mutex->waiters);
    mutex_set_free(mutex, waiter_queue_count(&mutex->waiters) > 0 ? MUTEX_AWAITED : MUTEX_FREE);
    if (waiter) {
        door_wake(waiter, mutex->id);
    }
}

int mutex_release_slowly(struct mutex *mutex)
{
    struct door_point point;
    door_point_open(&point, OPERATION_LOCK_RELEASE, mutex->id);
    int result = TL_OK;
    guard_lock(&mutex->guard);
    bool is_mine = mutex_is_mine(mutex, point.thread);
    if (mutex->is_reentrant && is_mine && mutex->depth > 1) {
        give_level(mutex, &point);
    } else if ((is_mine || !mutex->is_reentrant) && claim_held(mutex)) {
        give(mutex, &point);
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
    uint32_t depth = 1; /* also of a Lock that somebody else has just given back */
    door_point_open(&point, OPERATION_LOCK_RELEASE, mutex->id);
    point.flags |= FLAG_SPECIAL;
    guard_lock(&mutex->guard);
    if (claim_held(mutex)) {
        depth = mutex->depth;
        give(mutex, &point);
    }
    guard_unlock(&mutex->guard);
    door_point_close(&point);
    return depth;
}

bool mutex_is_owned(const struct mutex *mutex)
{
    return mutex->is_reentrant ? mutex_is_mine(mutex, door_thread_self())
                               : mutex->word & MUTEX_HELD;
}

enum misuse mutex_refusal(struct mutex *mutex)
{
    enum misuse misuse = 0;
    guard_lock(&mutex->guard);
    if (waiter_queue_count(&mutex->waiters) > 0) {
        misuse = MISUSE_DESTROY_AWAITED;
    } else if (await_change(mutex) & MUTEX_HELD) {
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
    mutex_finish_part(mutex);
    return TL_OK;
}

void mutex_finish_part(struct mutex *mutex)
{
    if (!recorder_is_on()) {
        return;
    }
    struct door_point point;
    object_destroy(&point, mutex->id);
    door_point_close(&point);
}
