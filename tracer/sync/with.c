/* The two ends of TL_WITH: the block is entered once, and left by tl_guard_leave however it ends.
 */
#include <stddef.h>

#include "tracer/sync/condition.h"
#include "tracer/sync/door.h"
#include "tracer/sync/executor.h"
#include "tracer/sync/lock.h"
#include "tracer/sync/rlock.h"
#include "tracer/sync/semaphore.h"
#include "tracer/threadlane.h"

static int release_mutex(void *mutex)
{
    return mutex_release(mutex);
}

static int release_semaphore(void *semaphore)
{
    return semaphore_release(semaphore, 1);
}

static int release_executor(void *executor)
{
    return executor_shutdown(executor, true, false);
}

static struct tl_guard enter_mutex(struct mutex *mutex)
{
    if (!mutex) {
        door_refuse(OPERATION_LOCK_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return (struct tl_guard){0};
    }
    mutex_acquire(mutex, limit_forever());
    return (struct tl_guard){mutex, release_mutex, true};
}

struct tl_guard tl_guard_enter_lock(struct tl_lock *lock)
{
    DOOR_ENTER();
    return enter_mutex(lock ? &lock->mutex : NULL);
}

struct tl_guard tl_guard_enter_rlock(struct tl_rlock *rlock)
{
    DOOR_ENTER();
    return enter_mutex(rlock ? &rlock->mutex : NULL);
}

struct tl_guard tl_guard_enter_condition(struct tl_condition *condition)
{
    DOOR_ENTER();
    return enter_mutex(condition ? condition->mutex : NULL);
}

struct tl_guard tl_guard_enter_semaphore(struct tl_semaphore *semaphore)
{
    DOOR_ENTER();
    if (!semaphore) {
        door_refuse(OPERATION_SEMAPHORE_ACQUIRE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return (struct tl_guard){0};
    }
    semaphore_acquire(semaphore, limit_forever());
    return (struct tl_guard){semaphore, release_semaphore, true};
}

struct tl_guard tl_guard_enter_executor(struct tl_executor *executor)
{
    DOOR_ENTER();
    if (!executor) {
        door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return (struct tl_guard){0};
    }
    return (struct tl_guard){executor, release_executor, true};
}

bool tl_guard_once(struct tl_guard *guard)
{
    (void)guard;
    return false;
}

void tl_guard_leave(struct tl_guard *guard)
{
    DOOR_ENTER();
    if (guard->release) {
        guard->release(guard->handle);
    }
}
