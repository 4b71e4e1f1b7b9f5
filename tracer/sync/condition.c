/* wait joins the queue, lets the outer lock go (all levels of it), waits for its own waiter, and
 * takes the lock back. Between joining and waiting stands nothing that blocks, so the wait's number
 * is known when it joins, and a notify that comes in between names it.
 *
 * Whether a wait timed out is decided at the door, without the outer lock. A notify that comes
 * after that and before the waiter holds the lock again still finds it in the queue, and is lost:
 * so it is in CPython, and the trace shows it (a late door.wake). */
#include "tracer/sync/condition.h"

#include <stddef.h>
#include <stdlib.h>

#include "tracer/sync/lock.h"
#include "tracer/sync/object.h"
#include "tracer/sync/rlock.h"
#include "tracer/threadlane.h"

void condition_init(struct tl_condition *condition, struct mutex *mutex, uint64_t parent,
                    const char *name)
{
    struct door_point point;
    *condition = (struct tl_condition){.mutex = mutex, .is_part = parent != 0};
    bool is_recorded = recorder_is_on();
    if (is_recorded) {
        condition->id = object_create(&point, TYPE_CONDITION, parent, name);
    }
    if (mutex == &condition->own) {
        mutex_init(mutex, TYPE_RLOCK, condition->id, NULL);
    }
    if (is_recorded) {
        object_has(condition->id, ROLE_LOCK, mutex->id);
        door_point_close(&point);
    }
}

static void enqueue(struct tl_condition *condition, struct waiter *waiter, struct door_point *point)
{
    guard_lock(&condition->guard);
    door_reserve(waiter);
    waiter_queue_push(&condition->waiters, waiter);
    door_point_begin(point);
    guard_unlock(&condition->guard);
}

static void dequeue(struct tl_condition *condition, struct waiter *waiter)
{
    guard_lock(&condition->guard);
    waiter_queue_remove(&condition->waiters, waiter);
    guard_unlock(&condition->guard);
}

static int wait_enqueued(struct tl_condition *condition, struct door_point *point,
                         struct limit limit)
{
    struct waiter waiter;
    enqueue(condition, &waiter, point);
    uint32_t depth = mutex_release_all(condition->mutex);
    bool is_notified = door_wait(&waiter, condition->id, limit, NULL);
    mutex_restore(condition->mutex, depth);
    if (is_notified) {
        door_point_done(point, 0);
        return TL_OK;
    }
    dequeue(condition, &waiter);
    door_point_fail(point, REASON_TIMEOUT);
    return TL_TIMEOUT;
}

int condition_wait(struct tl_condition *condition, struct limit limit)
{
    struct door_point point;
    door_point_open(&point, OPERATION_CONDITION_WAIT, condition->id);
    point.begin_value = limit.asked_ns;
    /* A limit of 0 waits too, for no time: the lock is let go and others may come in. */
    point.flags |= limit_flags(limit) ? FLAG_TIMED : 0;
    int result = mutex_is_owned(condition->mutex)
                     ? wait_enqueued(condition, &point, limit)
                     : door_point_misuse(&point, MISUSE_WAIT_NOT_OWNED, TL_NOT_OWNER);
    door_point_close(&point);
    return result;
}

static void wake_waiters(struct tl_condition *condition, struct door_point *point, uint32_t asked)
{
    guard_lock(&condition->guard);
    uint32_t waiting = waiter_queue_count(&condition->waiters);
    uint32_t woken = asked < waiting ? asked : waiting;
    door_point_done(point, asked | (uint64_t)woken << 32);
    for (uint32_t i = 0; i < woken; i++) {
        door_wake(waiter_queue_pop(&condition->waiters), condition->id);
    }
    guard_unlock(&condition->guard);
}

/* Nobody is in the queue, and nobody can get there, because that takes the lock, which the caller
 * has. (A plain Lock of the user's is no such proof: others may wait while one holds it.) */
static bool is_surely_empty(const struct tl_condition *condition, const struct door_thread *self)
{
    const struct mutex *mutex = condition->mutex;
    return mutex_is_mine(mutex, self) && (mutex->is_reentrant || condition->is_part) &&
           waiter_queue_count(&condition->waiters) == 0;
}

int condition_notify(struct tl_condition *condition, uint32_t count)
{
    const struct door_thread *self = door_thread_self();
    if (door_may_pass(self) && is_surely_empty(condition, self)) {
        door_pass(self, EVENT_CONDITION_NOTIFY, 0, condition->id, count);
        return TL_OK;
    }
    struct door_point point;
    int result = TL_OK;
    door_point_open(&point, OPERATION_CONDITION_NOTIFY, condition->id);
    if (mutex_is_owned(condition->mutex)) {
        wake_waiters(condition, &point, count);
    } else {
        result = door_point_misuse(&point, MISUSE_NOTIFY_NOT_OWNED, TL_NOT_OWNER);
    }
    door_point_close(&point);
    return result;
}

struct sleeper condition_wake_unrecorded(struct tl_condition *condition)
{
    guard_lock(&condition->guard);
    const struct waiter *waiter = waiter_queue_pop(&condition->waiters);
    struct sleeper sleeper = door_thread_end_wait(waiter->thread, waiter->number);
    guard_unlock(&condition->guard);
    return sleeper;
}

uint32_t condition_waiter_count(struct tl_condition *condition)
{
    guard_lock(&condition->guard);
    uint32_t count = waiter_queue_count(&condition->waiters);
    guard_unlock(&condition->guard);
    return count;
}

enum misuse condition_refusal(struct tl_condition *condition)
{
    if (condition_waiter_count(condition) > 0) {
        return MISUSE_DESTROY_AWAITED;
    }
    return condition->mutex == &condition->own ? mutex_refusal(&condition->own) : 0;
}

void condition_finish(struct tl_condition *condition)
{
    if (!recorder_is_on()) {
        return;
    }
    struct door_point point;
    object_destroy(&point, condition->id);
    if (condition->mutex == &condition->own) {
        mutex_finish_part(&condition->own);
    }
    door_point_close(&point);
}

/* `mutex` NULL: its own. */
static struct tl_condition *create_around(struct mutex *mutex, const char *name)
{
    struct tl_condition *condition = malloc(sizeof(*condition));
    if (condition) {
        condition_init(condition, mutex ? mutex : &condition->own, 0, name);
    }
    return condition;
}

struct tl_condition *tl_condition_create(const char *name)
{
    DOOR_ENTER();
    return create_around(NULL, name);
}

struct tl_condition *tl_condition_create_with_lock(struct tl_lock *lock, const char *name)
{
    DOOR_ENTER();
    if (!lock) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    return create_around(&lock->mutex, name);
}

struct tl_condition *tl_condition_create_with_rlock(struct tl_rlock *rlock, const char *name)
{
    DOOR_ENTER();
    if (!rlock) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    return create_around(&rlock->mutex, name);
}

int tl_condition_acquire(struct tl_condition *condition, double timeout)
{
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (limit_is_refused(timeout)) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, condition->mutex->id, MISUSE_TIMEOUT_NEGATIVE,
                           TL_INVALID);
    }
    return mutex_acquire(condition->mutex, limit_from_seconds(timeout));
}

int tl_condition_release(struct tl_condition *condition)
{
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_LOCK_RELEASE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return mutex_release(condition->mutex);
}

int tl_condition_wait(struct tl_condition *condition, double timeout)
{
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_CONDITION_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return condition_wait(condition, limit_from_seconds(timeout));
}

/* Code of the user's, which may take its time. */
static bool is_true(bool (*predicate)(void *), void *argument)
{
    struct door_loan loan = door_lend();
    bool is_true = predicate(argument);
    door_take_back(&loan);
    return is_true;
}

int tl_condition_wait_for(struct tl_condition *condition, bool (*predicate)(void *), void *argument,
                          double timeout)
{
    DOOR_ENTER();
    if (!condition || !predicate) {
        return door_refuse(OPERATION_CONDITION_WAIT, condition ? condition->id : 0,
                           MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct limit limit = limit_from_seconds(timeout);
    int result = TL_OK;
    while (!is_true(predicate, argument)) {
        if (result != TL_OK) {
            return result;
        }
        result = condition_wait(condition, limit);
    }
    return TL_OK;
}

int tl_condition_notify(struct tl_condition *condition, int count)
{
    if (condition && door_stands_open() && is_surely_empty(condition, door_thread_pointer)) {
        return TL_OK;
    }
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_CONDITION_NOTIFY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return condition_notify(condition, count > 0 ? (uint32_t)count : 0);
}

int tl_condition_notify_all(struct tl_condition *condition)
{
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_CONDITION_NOTIFY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return condition_notify(condition, NOTIFY_ALL);
}

int tl_condition_waiting_count(struct tl_condition *condition)
{
    DOOR_ENTER();
    if (!condition) {
        return 0;
    }
    guard_lock(&condition->guard);
    unsigned count = waiter_queue_count(&condition->waiters);
    guard_unlock(&condition->guard);
    return (int)count;
}

int tl_condition_destroy(struct tl_condition *condition)
{
    DOOR_ENTER();
    if (!condition) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = condition_refusal(condition);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, condition->id, misuse, TL_IN_USE);
    }
    condition_finish(condition);
    free(condition);
    return TL_OK;
}
