/* A number, and a condition around a plain lock that protects it, as in CPython. Permits are kept
 * in the number, so a notify that nobody hears loses nothing. */
#include "tracer/sync/semaphore.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

static void init(struct tl_semaphore *semaphore, enum object_type type, uint32_t permits,
                 uint64_t parent, const char *name)
{
    struct door_point point;
    bool is_bounded = type == TYPE_BOUNDED_SEMAPHORE;
    semaphore->permits = permits;
    semaphore->most = is_bounded ? permits : INT_MAX;
    semaphore->is_bounded = is_bounded;
    semaphore->id = object_create(&point, type, parent, name);
    mutex_init(&semaphore->lock, TYPE_LOCK, semaphore->id, NULL);
    condition_init(&semaphore->condition, &semaphore->lock, semaphore->id, NULL);
    object_has(semaphore->id, ROLE_LIMIT, permits);
    door_point_close(&point);
}

void semaphore_init(struct tl_semaphore *semaphore, uint32_t permits, uint64_t parent,
                    const char *name)
{
    init(semaphore, TYPE_SEMAPHORE, permits, parent, name);
}

static struct tl_semaphore *create(int permits, enum object_type type, const char *name)
{
    if (permits < 0) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_SEMAPHORE_NEGATIVE, TL_INVALID);
        return NULL;
    }
    struct tl_semaphore *semaphore = malloc(sizeof(*semaphore));
    if (semaphore) {
        init(semaphore, type, (uint32_t)permits, 0, name);
    }
    return semaphore;
}

struct tl_semaphore *tl_semaphore_create(int permits, const char *name)
{
    DOOR_ENTER();
    return create(permits, TYPE_SEMAPHORE, name);
}

struct tl_semaphore *tl_bounded_semaphore_create(int permits, const char *name)
{
    DOOR_ENTER();
    return create(permits, TYPE_BOUNDED_SEMAPHORE, name);
}

/* With the lock held. */
static void set_permits(struct tl_semaphore *semaphore, uint32_t permits)
{
    atomic_store_explicit(&semaphore->permits, permits, memory_order_relaxed);
}

/* With the lock held: until there is a permit, true, or the limit has passed. After a wait that
 * timed out it looks once more, so a permit given meanwhile is not missed. */
static bool await_permit(struct tl_semaphore *semaphore, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (semaphore->permits == 0 && !is_late) {
        is_late = condition_wait(&semaphore->condition, limit) == TL_TIMEOUT;
    }
    return semaphore->permits > 0;
}

/* An exchange costs more than a look. */
bool semaphore_acquire_unrecorded(struct tl_semaphore *semaphore)
{
    if (semaphore->permits == 0 || !mutex_claim_unrecorded(&semaphore->lock)) {
        return false;
    }
    bool is_easy = semaphore->permits > 0;
    if (is_easy) {
        set_permits(semaphore, semaphore->permits - 1);
    }
    mutex_publish(&semaphore->lock, MUTEX_FREE);
    return is_easy;
}

int semaphore_acquire(struct tl_semaphore *semaphore, struct limit limit)
{
    if (semaphore_acquire_unrecorded(semaphore)) {
        return TL_OK;
    }
    struct door_point point;
    int result = TL_OK;
    door_point_open_limited(&point, OPERATION_SEMAPHORE_ACQUIRE, semaphore->id, limit);
    mutex_acquire(&semaphore->lock, limit_forever());
    if (await_permit(semaphore, limit)) {
        set_permits(semaphore, semaphore->permits - 1);
        door_point_done(&point, semaphore->permits);
    } else {
        bool is_try = limit.asked_ns == 0;
        door_point_fail(&point, is_try ? REASON_BUSY : REASON_TIMEOUT);
        result = is_try ? TL_BUSY : TL_TIMEOUT;
    }
    mutex_release(&semaphore->lock);
    door_point_close(&point);
    return result;
}

int tl_semaphore_acquire(struct tl_semaphore *semaphore, double timeout)
{
    if (semaphore && door_stands_open() && semaphore_acquire_unrecorded(semaphore)) {
        return TL_OK;
    }
    DOOR_ENTER();
    if (!semaphore) {
        return door_refuse(OPERATION_SEMAPHORE_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return semaphore_acquire(semaphore, limit_from_seconds(timeout));
}

/* A plain semaphore's limit is only what a number can count. */
static int refuse_release(const struct tl_semaphore *semaphore, struct door_point *point)
{
    if (semaphore->is_bounded) {
        return door_point_misuse(point, MISUSE_SEMAPHORE_RELEASED_TOO_OFTEN, TL_INVALID);
    }
    door_point_fail(point, REASON_LIMIT);
    return TL_INVALID;
}

/* When at most one has to be woken. */
static bool release_unrecorded(struct tl_semaphore *semaphore, uint32_t count)
{
    if (!mutex_claim_unrecorded(&semaphore->lock)) {
        return false;
    }
    struct sleeper sleeper = {NULL};
    bool is_easy = count <= semaphore->most - semaphore->permits &&
                   (count == 1 || waiter_queue_count(&semaphore->condition.waiters) == 0);
    if (is_easy) {
        set_permits(semaphore, semaphore->permits + count);
        sleeper = condition_notify_unrecorded(&semaphore->condition);
    }
    mutex_publish(&semaphore->lock, MUTEX_FREE);
    sleeper_rouse(sleeper);
    return is_easy;
}

int semaphore_release(struct tl_semaphore *semaphore, uint32_t count)
{
    if (release_unrecorded(semaphore, count)) {
        return TL_OK;
    }
    struct door_point point;
    int result = TL_OK;
    door_point_open(&point, OPERATION_SEMAPHORE_RELEASE, semaphore->id);
    mutex_acquire(&semaphore->lock, limit_forever());
    if (count > semaphore->most - semaphore->permits) {
        result = refuse_release(semaphore, &point);
    } else {
        door_point_done(&point, (semaphore->permits + count) | (uint64_t)count << 32);
        set_permits(semaphore, semaphore->permits + count);
        condition_notify(&semaphore->condition, count);
    }
    mutex_release(&semaphore->lock);
    door_point_close(&point);
    return result;
}

int tl_semaphore_release(struct tl_semaphore *semaphore, int count)
{
    if (semaphore && count >= 1 && door_stands_open() &&
        release_unrecorded(semaphore, (uint32_t)count)) {
        return TL_OK;
    }
    DOOR_ENTER();
    if (!semaphore) {
        return door_refuse(OPERATION_SEMAPHORE_RELEASE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (count < 1) {
        return door_refuse(OPERATION_SEMAPHORE_RELEASE, semaphore->id,
                           MISUSE_SEMAPHORE_RELEASE_LESS_THAN_ONE, TL_INVALID);
    }
    return semaphore_release(semaphore, (uint32_t)count);
}

int tl_semaphore_permits(const struct tl_semaphore *semaphore)
{
    return semaphore ? (int)semaphore->permits : 0;
}

void semaphore_finish(struct tl_semaphore *semaphore)
{
    struct door_point point;
    object_destroy(&point, semaphore->id);
    condition_finish(&semaphore->condition);
    mutex_finish(&semaphore->lock);
    door_point_close(&point);
}

int tl_semaphore_destroy(struct tl_semaphore *semaphore)
{
    DOOR_ENTER();
    if (!semaphore) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = condition_refusal(&semaphore->condition);
    misuse = misuse ? misuse : mutex_refusal(&semaphore->lock);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, semaphore->id, misuse, TL_IN_USE);
    }
    semaphore_finish(semaphore);
    free(semaphore);
    return TL_OK;
}
