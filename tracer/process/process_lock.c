/* A process lock is a process semaphore of one permit. */
#include "tracer/process/process_semaphore.h"
#include "tracer/sync/door.h"
#include "tracer/threadlane_process.h"

struct tl_process_lock *tl_process_lock_create(const char *name)
{
    DOOR_ENTER();
    return (struct tl_process_lock *)process_semaphore_create(TYPE_PROCESS_LOCK, 1, 0, name);
}

int tl_process_lock_acquire(struct tl_process_lock *lock, double timeout)
{
    DOOR_ENTER();
    return process_semaphore_acquire_checked((struct process_semaphore *)lock,
                                             OPERATION_LOCK_ACQUIRE, timeout);
}

int tl_process_lock_release(struct tl_process_lock *lock)
{
    DOOR_ENTER();
    return process_semaphore_release_checked((struct process_semaphore *)lock,
                                             OPERATION_LOCK_RELEASE);
}

int tl_process_lock_destroy(struct tl_process_lock *lock)
{
    DOOR_ENTER();
    return process_semaphore_destroy_checked((struct process_semaphore *)lock);
}

struct tl_guard tl_guard_enter_process_lock(struct tl_process_lock *lock)
{
    DOOR_ENTER();
    return process_semaphore_enter((struct process_semaphore *)lock, OPERATION_LOCK_ACQUIRE);
}
