#include "tracer/sync/rlock.h"

#include <stdlib.h>

#include "tracer/threadlane.h"

struct tl_rlock *tl_rlock_create(const char *name)
{
    DOOR_ENTER();
    struct tl_rlock *rlock = malloc(sizeof(*rlock));
    if (rlock) {
        mutex_init(&rlock->mutex, TYPE_RLOCK, 0, name);
    }
    return rlock;
}

int tl_rlock_acquire(struct tl_rlock *rlock, double timeout)
{
    DOOR_ENTER();
    if (!rlock) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (limit_is_refused(timeout)) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, rlock->mutex.id, MISUSE_TIMEOUT_NEGATIVE,
                           TL_INVALID);
    }
    return mutex_acquire(&rlock->mutex, limit_from_seconds(timeout));
}

int tl_rlock_release(struct tl_rlock *rlock)
{
    DOOR_ENTER();
    if (!rlock) {
        return door_refuse(OPERATION_LOCK_RELEASE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return mutex_release(&rlock->mutex);
}

int tl_rlock_depth(const struct tl_rlock *rlock)
{
    return rlock ? (int)rlock->mutex.depth : 0;
}

bool tl_rlock_is_owned(const struct tl_rlock *rlock)
{
    return rlock && mutex_is_owned(&rlock->mutex);
}

int tl_rlock_destroy(struct tl_rlock *rlock)
{
    DOOR_ENTER();
    if (!rlock) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    int result = mutex_finish(&rlock->mutex);
    if (result == TL_OK) {
        free(rlock);
    }
    return result;
}
