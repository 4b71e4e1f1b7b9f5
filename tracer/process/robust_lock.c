/* A process guard that may be held for long, and is recorded. The guard itself orders the records:
 * an acquire comes after it was locked, a release before it is unlocked. */
#include "tracer/process/robust_lock.h"

#include <assert.h>
#include <errno.h>

#include "tracer/process/process_guard.h"
#include "tracer/process/shared_memory.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"

struct robust_lock {
    uint64_t id;
    struct process_guard guard;
    uint32_t sequence; /* of the present or latest hold, from 1 */
};

struct robust_lock *robust_lock_create(uint64_t parent, const char *name)
{
    struct robust_lock *lock = shared_allocate(sizeof(*lock));
    if (lock) {
        struct door_point point;
        process_guard_init(&lock->guard);
        lock->id = object_create_shared(&point, TYPE_PROCESS_LOCK, parent, name);
        door_point_close(&point);
    }
    return lock;
}

void robust_lock_destroy(struct robust_lock *lock)
{
    if (lock) {
        struct door_point point;
        object_destroy(&point, lock->id);
        door_point_close(&point);
        shared_free(lock);
    }
}

/* What a dead holder left is taken over. */
static void take(struct robust_lock *lock, int error)
{
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(&lock->guard.mutex);
    }
    assert(error == 0);
    (void)error;
    lock->sequence++;
}

void robust_lock_acquire(struct robust_lock *lock)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_LOCK_ACQUIRE, lock->id, limit_forever());
    int error = pthread_mutex_trylock(&lock->guard.mutex);
    if (error == EBUSY) {
        struct door_wait wait = door_begin_kernel_wait(lock->id, limit_forever());
        error = pthread_mutex_lock(&lock->guard.mutex);
        door_end_kernel_wait(&wait, true);
    }
    take(lock, error);
    door_point_done(&point, 1 | (uint64_t)lock->sequence << 32);
    door_point_close(&point);
}

void robust_lock_release(struct robust_lock *lock)
{
    struct door_point point;
    door_point_open(&point, OPERATION_LOCK_RELEASE, lock->id);
    door_point_done(&point, (uint64_t)lock->sequence << 32);
    pthread_mutex_unlock(&lock->guard.mutex);
    door_point_close(&point);
}
