/* pthread mutexes of all kinds. Tried first: whoever gets it at once costs one record. */
#include "tracer/preload/mutex.h"

#include <errno.h>
#include <linux/futex.h>

#include "tracer/event/misuse.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/given_back.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

/* glibc's, of __data.__kind; the type is in the low bits. */
#define KIND_TYPE   3
#define KIND_SHARED 128
#define KIND_ROBUST 16

static int kind_of(const pthread_mutex_t *mutex)
{
    return __atomic_load_n(&mutex->__data.__kind, __ATOMIC_RELAXED);
}

uint64_t mutex_id(const pthread_mutex_t *mutex)
{
    return __builtin_expect((kind_of(mutex) & KIND_SHARED) != 0, 0) ? shared_place_id(mutex)
                                                                    : (uint64_t)(uintptr_t)mutex;
}

static bool is_recursive(const pthread_mutex_t *mutex)
{
    return (kind_of(mutex) & KIND_TYPE) == PTHREAD_MUTEX_RECURSIVE;
}

uint32_t mutex_depth(const pthread_mutex_t *mutex)
{
    return is_recursive(mutex) ? mutex->__data.__count : 1;
}

static bool is_mine(const pthread_mutex_t *mutex)
{
    return (uint32_t)__atomic_load_n(&mutex->__data.__owner, __ATOMIC_RELAXED) == gate_tid();
}

/* Of a robust one that was left by its owner and not made consistent again, the word of the
 * kernel's says whose it is. */
static bool is_mine_by_word(const pthread_mutex_t *mutex)
{
    int word = __atomic_load_n(&mutex->__data.__lock, __ATOMIC_RELAXED);
    return (kind_of(mutex) & KIND_ROBUST) != 0 && ((uint32_t)word & FUTEX_TID_MASK) == gate_tid();
}

static bool is_errorcheck(const pthread_mutex_t *mutex)
{
    return (kind_of(mutex) & KIND_TYPE) == PTHREAD_MUTEX_ERRORCHECK;
}

/* These kinds refuse anybody but their owner; the others let anybody. */
static bool will_refuse_unlock(const pthread_mutex_t *mutex)
{
    bool is_checked =
        (kind_of(mutex) & KIND_ROBUST) != 0 || is_recursive(mutex) || is_errorcheck(mutex);
    return is_checked && !is_mine(mutex) && !is_mine_by_word(mutex);
}

static bool is_recorded(const pthread_mutex_t *mutex, uint64_t caller)
{
    return gate_is_open(caller) && !gate_is_ours((uint64_t)(uintptr_t)mutex);
}

static int lock_until(pthread_mutex_t *mutex, const struct gate_limit *limit)
{
    return !limit->time ? real()->pthread_mutex_lock(mutex)
           : limit->is_clock_given
               ? real()->pthread_mutex_clocklock(mutex, limit->clock, limit->time)
               : real()->pthread_mutex_timedlock(mutex, limit->time);
}

static int wait_for(pthread_mutex_t *mutex, const struct gate_limit *limit, uint64_t caller)
{
    GATE_WAIT wait = gate_begin(OPERATION_LOCK_ACQUIRE, 0, mutex_id(mutex), caller, limit);
    gate_sleep(&wait);
    int error = lock_until(mutex, limit);
    enum event_reason reason = gate_reason(error);
    gate_wake(&wait, reason);
    wait.flags |= error == EOWNERDEAD ? FLAG_SPECIAL : 0;
    gate_end(&wait, reason, reason == 0 ? mutex_depth(mutex) : 0);
    return error;
}

/* What other processes give back is not known here, nor what a dead owner left. */
static bool is_given_back_here(const pthread_mutex_t *mutex)
{
    return (kind_of(mutex) & (KIND_SHARED | KIND_ROBUST)) == 0;
}

/* Of an acquire that did not wait. */
static void note_result(const pthread_mutex_t *mutex, int error, uint16_t flags, uint64_t caller)
{
    if (__builtin_expect(error == 0 && is_given_back_here(mutex), 1)) {
        recorder_event_since(EVENT_LOCK_ACQUIRE, flags, caller, (uint64_t)(uintptr_t)mutex,
                             mutex_depth(mutex), given_back_ticks(mutex));
        return;
    }
    flags |= error == EOWNERDEAD ? FLAG_SPECIAL : 0;
    gate_note(OPERATION_LOCK_ACQUIRE, flags, mutex_id(mutex), caller, error, mutex_depth(mutex));
}

int mutex_lock(pthread_mutex_t *mutex, const struct gate_limit *limit, uint64_t caller)
{
    if (!is_recorded(mutex, caller)) {
        return lock_until(mutex, limit);
    }
    given_back_fetch(mutex);
    int error = real()->pthread_mutex_trylock(mutex);
    if (error == EBUSY && is_errorcheck(mutex) && is_mine(mutex)) {
        error = lock_until(mutex, limit); /* refuses at once, and says why */
    } else if (error == EBUSY) {
        return wait_for(mutex, limit, caller);
    }
    note_result(mutex, error, 0, caller);
    return error;
}

int mutex_try(pthread_mutex_t *mutex, uint64_t caller)
{
    int error = real()->pthread_mutex_trylock(mutex);
    if (is_recorded(mutex, caller)) {
        note_result(mutex, error, FLAG_TRY, caller);
    }
    return error;
}

int mutex_unlock(pthread_mutex_t *mutex, uint64_t caller)
{
    if (!is_recorded(mutex, caller)) {
        return real()->pthread_mutex_unlock(mutex);
    }
    uint64_t id = mutex_id(mutex);
    if (will_refuse_unlock(mutex)) {
        recorder_event(EVENT_LOCK_RELEASE_FAILED, REASON_MISUSE, caller, id,
                       MISUSE_RELEASE_NOT_OWNED);
    } else {
        uint64_t ticks = recorder_event(EVENT_LOCK_RELEASE, 0, caller, id, mutex_depth(mutex) - 1);
        given_back_note(mutex, is_given_back_here(mutex) ? ticks : 0);
    }
    return real()->pthread_mutex_unlock(mutex);
}

void mutex_note_birth(const pthread_mutex_t *mutex, uint64_t caller)
{
    if (is_recorded(mutex, caller)) {
        uint64_t id = mutex_id(mutex);
        uint16_t type = is_recursive(mutex) ? TYPE_RLOCK : TYPE_MUTEX;
        recorder_event(EVENT_OBJECT_CREATE, type | shared_place_birth_flags(mutex, id), caller, id,
                       0);
    }
}

int mutex_destroy(pthread_mutex_t *mutex, uint64_t caller)
{
    bool is_told = is_recorded(mutex, caller);
    uint64_t id = mutex_id(mutex); /* which cannot be asked for afterwards */
    int error = real()->pthread_mutex_destroy(mutex);
    if (error == 0) {
        given_back_forget(mutex);
    }
    if (error == 0 && is_told) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, caller, id, 0);
    }
    return error;
}

/* ---- as POSIX calls it ---- */

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    return mutex_lock(mutex, GATE_FOREVER, GATE_CALLER);
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time)
{
    return mutex_lock(mutex, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *time)
{
    return mutex_lock(mutex, &(struct gate_limit){clock, time, .is_clock_given = true},
                      GATE_CALLER);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return mutex_try(mutex, GATE_CALLER);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    return mutex_unlock(mutex, GATE_CALLER);
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    int error = real()->pthread_mutex_init(mutex, attributes);
    if (error == 0) {
        mutex_note_birth(mutex, GATE_CALLER);
    }
    return error;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return mutex_destroy(mutex, GATE_CALLER);
}
