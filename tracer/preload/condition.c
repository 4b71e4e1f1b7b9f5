/* pthread conditions. Whom a signal wakes nobody here can know: the record says so, and who reads
 * the trace finds it out by who goes on. */
#include "tracer/preload/condition.h"

#include <errno.h>
#include <pthread.h>

#include "tracer/preload/given_back.h"
#include "tracer/preload/mutex.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

#define INNER_STOREY (1 << FLAG_STOREY_SHIFT)
#define IS_SHARED    1u /* glibc's, of __data.__wrefs */
#define IS_MONOTONIC 2u

static uint64_t id_of(const pthread_cond_t *condition)
{
    unsigned references = __atomic_load_n(&condition->__data.__wrefs, __ATOMIC_RELAXED);
    return (references & IS_SHARED) != 0 ? shared_place_id(condition)
                                         : (uint64_t)(uintptr_t)condition;
}

static int wait_until(void *awaited, pthread_mutex_t *mutex, const struct gate_limit *limit)
{
    pthread_cond_t *condition = awaited;
    return !limit->time ? real()->pthread_cond_wait(condition, mutex)
           : limit->is_clock_given
               ? real()->pthread_cond_clockwait(condition, mutex, limit->clock, limit->time)
               : real()->pthread_cond_timedwait(condition, mutex, limit->time);
}

static int wait_for_interpreter(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                const struct gate_limit *limit)
{
    interpreter.begin_wait(condition);
    int error = wait_until(condition, mutex, limit);
    interpreter.end_wait(condition, error);
    return error;
}

/* The mutex is let go before the condition is waited on, and held again after it: both are
 * recorded, one storey up, though the C library does them in one. Of a recursive mutex it lets one
 * level go. */
int condition_wait_by(condition_wait_function *wait_really, void *condition, uint64_t id,
                      pthread_mutex_t *mutex, const struct gate_limit *limit, uint64_t caller)
{
    uint64_t lock = mutex_id(mutex);
    uint32_t depth = mutex_depth(mutex);
    recorder_event(EVENT_OBJECT_HAS, ROLE_LOCK, caller, id, lock);
    GATE_WAIT wait = gate_begin(OPERATION_CONDITION_WAIT, 0, id, caller, limit);
    recorder_event(EVENT_LOCK_RELEASE, INNER_STOREY | (depth == 1 ? FLAG_SPECIAL : 0), caller, lock,
                   depth - 1);
    given_back_note(mutex, 0);
    gate_sleep(&wait);
    wait.lock = lock; /* who is cancelled has it, too */
    wait.depth = depth;
    int error = wait_really(condition, mutex, limit);
    enum event_reason reason = gate_reason(error);
    gate_wake(&wait, reason);
    recorder_event(EVENT_LOCK_ACQUIRE, INNER_STOREY, caller, lock, depth);
    gate_end(&wait, reason, 0);
    return error;
}

int condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                   const struct gate_limit *limit, uint64_t caller)
{
    if (interpreter_holds(caller)) {
        return wait_for_interpreter(condition, mutex, limit);
    }
    if (!gate_is_open(caller)) {
        return wait_until(condition, mutex, limit);
    }
    return condition_wait_by(wait_until, condition, id_of(condition), mutex, limit, caller);
}

struct gate_limit condition_limit(const pthread_cond_t *condition, const struct timespec *time)
{
    unsigned is_monotonic = condition->__data.__wrefs & IS_MONOTONIC;
    return (struct gate_limit){is_monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, time};
}

static void notify(pthread_cond_t *condition, uint32_t asked, uint64_t caller)
{
    if (gate_is_open(caller)) {
        recorder_event(EVENT_CONDITION_NOTIFY, 0, caller, id_of(condition),
                       asked | (uint64_t)NOTIFY_UNKNOWN << 32);
    }
}

int condition_signal(pthread_cond_t *condition, uint64_t caller)
{
    if (interpreter_holds(caller)) {
        interpreter.signal(condition);
    }
    notify(condition, 1, caller);
    return real()->pthread_cond_signal(condition);
}

int condition_broadcast(pthread_cond_t *condition, uint64_t caller)
{
    notify(condition, NOTIFY_ALL, caller);
    return real()->pthread_cond_broadcast(condition);
}

int condition_init(pthread_cond_t *condition, const pthread_condattr_t *attributes, uint64_t caller)
{
    int error = real()->pthread_cond_init(condition, attributes);
    if (error == 0 && gate_is_open(caller)) {
        uint64_t id = id_of(condition);
        recorder_event(EVENT_OBJECT_CREATE,
                       TYPE_CONDITION | shared_place_birth_flags(condition, id), caller, id, 0);
    }
    return error;
}

int condition_destroy(pthread_cond_t *condition, uint64_t caller)
{
    bool is_told = gate_is_open(caller);
    int error = real()->pthread_cond_destroy(condition);
    if (error == 0 && is_told) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, caller, id_of(condition), 0);
    }
    return error;
}

/* ---- as POSIX calls it ---- */

/* The version that these have with the C library; versions.map says why. */
#define NEW_VERSION(name) __asm__(".symver " #name ", " #name "@@@GLIBC_2.3.2")
NEW_VERSION(pthread_cond_wait);
NEW_VERSION(pthread_cond_timedwait);
NEW_VERSION(pthread_cond_signal);
NEW_VERSION(pthread_cond_broadcast);
NEW_VERSION(pthread_cond_init);
NEW_VERSION(pthread_cond_destroy);

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    return condition_wait(condition, mutex, GATE_FOREVER, GATE_CALLER);
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *time)
{
    struct gate_limit limit = condition_limit(condition, time);
    return condition_wait(condition, mutex, &limit, GATE_CALLER);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *time)
{
    struct gate_limit limit = {clock, time, .is_clock_given = true};
    return condition_wait(condition, mutex, &limit, GATE_CALLER);
}

int pthread_cond_signal(pthread_cond_t *condition)
{
    return condition_signal(condition, GATE_CALLER);
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
    return condition_broadcast(condition, GATE_CALLER);
}

int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    return condition_init(condition, attributes, GATE_CALLER);
}

int pthread_cond_destroy(pthread_cond_t *condition)
{
    return condition_destroy(condition, GATE_CALLER);
}
