/* A process guard that may be held for long, and is recorded. The guard itself orders the records:
 * an acquire comes after it was locked, a release before it is unlocked. */
#include "tracer/process/robust_lock.h"

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

void robust_lock_acquire(struct robust_lock *lock)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_LOCK_ACQUIRE, lock->id, limit_forever());
    if (!process_guard_try(&lock->guard)) {
        struct door_wait wait = door_begin_kernel_wait(lock->id, limit_forever());
        process_guard_lock(&lock->guard);
        door_end_kernel_wait(&wait, true);
    }
    lock->sequence++;
    door_point_done(&point, 1 | (uint64_t)lock->sequence << 32);
    door_point_close(&point);
}

void robust_lock_release(struct robust_lock *lock)
{
    struct door_point point;
    door_point_open(&point, OPERATION_LOCK_RELEASE, lock->id);
    door_point_done(&point, (uint64_t)lock->sequence << 32);
    process_guard_unlock(&lock->guard);
    door_point_close(&point);
}
