#include "tracer/sync/lock.h"

#include <stdlib.h>

#include "tracer/threadlane.h"

struct tl_lock *tl_lock_create(const char *name)
{
    DOOR_ENTER();
    struct tl_lock *lock = malloc(sizeof(*lock));
    if (lock) {
        mutex_init(&lock->mutex, TYPE_LOCK, 0, name);
    }
    return lock;
}

int tl_lock_acquire(struct tl_lock *lock, double timeout)
{
    DOOR_ENTER();
    if (!lock) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (limit_is_refused(timeout)) {
        return door_refuse(OPERATION_LOCK_ACQUIRE, lock->mutex.id, MISUSE_TIMEOUT_NEGATIVE,
                           TL_INVALID);
    }
    return mutex_acquire(&lock->mutex, limit_from_seconds(timeout));
}

int tl_lock_release(struct tl_lock *lock)
{
    DOOR_ENTER();
    if (!lock) {
        return door_refuse(OPERATION_LOCK_RELEASE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return mutex_release(&lock->mutex);
}

bool tl_lock_is_locked(const struct tl_lock *lock)
{
    return lock && lock->mutex.word & MUTEX_HELD;
}

int tl_lock_destroy(struct tl_lock *lock)
{
    DOOR_ENTER();
    if (!lock) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    int result = mutex_finish(&lock->mutex);
    if (result == TL_OK) {
        free(lock);
    }
    return result;
}
