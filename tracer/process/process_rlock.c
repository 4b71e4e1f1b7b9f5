/* A process rlock is a process semaphore of one permit, whose holder may take it again. */
#include "tracer/process/process_semaphore.h"
#include "tracer/sync/door.h"
#include "tracer/threadlane_process.h"

struct tl_process_rlock *tl_process_rlock_create(const char *name)
{
    DOOR_ENTER();
    return (struct tl_process_rlock *)process_semaphore_create(TYPE_RLOCK, 1, 0, name);
}

int tl_process_rlock_acquire(struct tl_process_rlock *rlock, double timeout)
{
    DOOR_ENTER();
    return process_semaphore_acquire_checked((struct process_semaphore *)rlock,
                                             OPERATION_LOCK_ACQUIRE, timeout);
}

int tl_process_rlock_release(struct tl_process_rlock *rlock)
{
    DOOR_ENTER();
    return process_semaphore_release_checked((struct process_semaphore *)rlock,
                                             OPERATION_LOCK_RELEASE);
}

int tl_process_rlock_destroy(struct tl_process_rlock *rlock)
{
    DOOR_ENTER();
    return process_semaphore_destroy_checked((struct process_semaphore *)rlock);
}

struct tl_guard tl_guard_enter_process_rlock(struct tl_process_rlock *rlock)
{
    DOOR_ENTER();
    return process_semaphore_enter((struct process_semaphore *)rlock, OPERATION_LOCK_ACQUIRE);
}
