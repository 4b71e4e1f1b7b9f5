/* POSIX semaphores. How many permits there are is not asked, because it may change between a call
 * and its record: who reads the trace counts.
 *
 * Of all that wakes somebody only sem_post may stand in a signal handler. One that interrupts a
 * wait is known by that: the thread is asleep by its own account. */
#include <errno.h>
#include <semaphore.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

/* As the C library lays it out. */
struct semaphore_layout {
    uint64_t value_and_waiters;
    int private; /* 0, or a flag of the kernel's: it lies between processes */
};

static uint64_t id_of(const sem_t *semaphore)
{
    bool is_shared = ((const struct semaphore_layout *)semaphore)->private != 0;
    return is_shared ? shared_place_id(semaphore) : (uint64_t)(uintptr_t)semaphore;
}

static bool is_told(uint64_t caller)
{
    return gate_is_open(caller) && !interpreter_tells(caller);
}

/* ---- taking ---- */

static int take_until(sem_t *semaphore, const struct gate_limit *limit)
{
    return !limit->time            ? real()->sem_wait(semaphore)
           : limit->is_clock_given ? real()->sem_clockwait(semaphore, limit->clock, limit->time)
                                   : real()->sem_timedwait(semaphore, limit->time);
}

static int wait_for(sem_t *semaphore, const struct gate_limit *limit, uint64_t caller)
{
    GATE_WAIT wait = gate_begin(OPERATION_SEMAPHORE_ACQUIRE, 0, id_of(semaphore), caller, limit);
    gate_sleep(&wait);
    int result = take_until(semaphore, limit);
    int saved_errno = errno;
    enum event_reason reason = result == 0 ? 0 : gate_reason(saved_errno);
    gate_wake(&wait, reason);
    gate_end(&wait, reason, PERMITS_UNKNOWN);
    errno = saved_errno;
    return result;
}

/* Without waiting. */
static int try(sem_t *semaphore, uint16_t flags, uint64_t caller)
{
    int saved_errno = errno;
    int result = real()->sem_trywait(semaphore);
    int error = result == 0 ? 0 : errno;
    if (error == 0 || flags & FLAG_TRY) {
        gate_note(OPERATION_SEMAPHORE_ACQUIRE, flags, id_of(semaphore), caller,
                  error == EAGAIN ? EBUSY : error, PERMITS_UNKNOWN);
    }
    errno = error ? error : saved_errno;
    return result;
}

static int take_for_interpreter(sem_t *semaphore, const struct gate_limit *limit)
{
    interpreter.begin_wait(semaphore);
    int result = take_until(semaphore, limit);
    int saved_errno = errno;
    interpreter.end_wait(semaphore, result == 0 ? 0 : saved_errno);
    errno = saved_errno;
    return result;
}

static int take(sem_t *semaphore, const struct gate_limit *limit, uint64_t caller)
{
    int saved_errno = errno;
    if (interpreter_tells(caller)) {
        return take_for_interpreter(semaphore, limit);
    }
    if (!gate_is_open(caller)) {
        return take_until(semaphore, limit);
    }
    if (try(semaphore, 0, caller) == 0) {
        return 0;
    }
    errno = saved_errno;
    return wait_for(semaphore, limit, caller);
}

int sem_wait(sem_t *semaphore)
{
    return take(semaphore, GATE_FOREVER, GATE_CALLER);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *time)
{
    return take(semaphore, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *time)
{
    struct gate_limit limit = {clock, time, .is_clock_given = true};
    return take(semaphore, &limit, GATE_CALLER);
}

int sem_trywait(sem_t *semaphore)
{
    return is_told(GATE_CALLER) ? try(semaphore, FLAG_TRY, GATE_CALLER)
                                : real()->sem_trywait(semaphore);
}

/* ---- giving ---- */

int sem_post(sem_t *semaphore)
{
    if (is_told(GATE_CALLER)) {
        recorder_event(EVENT_SEMAPHORE_RELEASE, gate_thread.is_asleep ? FLAG_SPECIAL : 0,
                       GATE_CALLER, id_of(semaphore), PERMITS_UNKNOWN | UINT64_C(1) << 32);
    }
    return real()->sem_post(semaphore);
}

/* ---- life ---- */

int sem_init(sem_t *semaphore, int is_shared, unsigned permits)
{
    int result = real()->sem_init(semaphore, is_shared, permits);
    if (result == 0 && is_told(GATE_CALLER)) {
        uint64_t id = id_of(semaphore);
        recorder_event(EVENT_OBJECT_CREATE,
                       TYPE_SEMAPHORE | shared_place_birth_flags(semaphore, id), GATE_CALLER, id,
                       0);
        recorder_event(EVENT_OBJECT_HAS, ROLE_LIMIT, GATE_CALLER, id, permits);
    }
    return result;
}

int sem_destroy(sem_t *semaphore)
{
    bool is_known = is_told(GATE_CALLER);
    int result = real()->sem_destroy(semaphore);
    if (result == 0 && is_known) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, GATE_CALLER, id_of(semaphore), 0);
    }
    return result;
}
