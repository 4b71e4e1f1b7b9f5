/* Readers-writer locks. Whoever gives one back is its writer or else a reader, as for the C
 * library. */
#include <errno.h>
#include <pthread.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

static uint64_t id_of(const pthread_rwlock_t *lock)
{
    return lock->__data.__shared ? shared_place_id(lock) : (uint64_t)(uintptr_t)lock;
}

static bool is_mine_to_write(const pthread_rwlock_t *lock)
{
    return (uint32_t)__atomic_load_n(&lock->__data.__cur_writer, __ATOMIC_RELAXED) == gate_tid();
}

/* ---- taking ---- */

static int read_until(pthread_rwlock_t *lock, const struct gate_limit *limit)
{
    return !limit->time ? real()->pthread_rwlock_rdlock(lock)
           : limit->is_clock_given
               ? real()->pthread_rwlock_clockrdlock(lock, limit->clock, limit->time)
               : real()->pthread_rwlock_timedrdlock(lock, limit->time);
}

static int write_until(pthread_rwlock_t *lock, const struct gate_limit *limit)
{
    return !limit->time ? real()->pthread_rwlock_wrlock(lock)
           : limit->is_clock_given
               ? real()->pthread_rwlock_clockwrlock(lock, limit->clock, limit->time)
               : real()->pthread_rwlock_timedwrlock(lock, limit->time);
}

/* A reader may have to wait for writers that wait themselves: of which locks, readers must know. */
static void note_order(const pthread_rwlock_t *lock, uint16_t side, uint64_t caller)
{
    bool is_for_writers = lock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
    if (side == FLAG_READER && is_for_writers) {
        recorder_event(EVENT_OBJECT_HAS, ROLE_ORDER, caller, id_of(lock), 1);
    }
}

static int wait_for(pthread_rwlock_t *lock, uint16_t side, const struct gate_limit *limit,
                    uint64_t caller)
{
    GATE_WAIT wait =
        gate_begin(OPERATION_LOCK_ACQUIRE, side | TYPE_RWLOCK, id_of(lock), caller, limit);
    note_order(lock, side, caller);
    gate_sleep(&wait);
    int error = side == FLAG_READER ? read_until(lock, limit) : write_until(lock, limit);
    enum event_reason reason = gate_reason(error);
    gate_wake(&wait, reason);
    gate_end(&wait, reason, side == FLAG_READER ? 0 : 1);
    return error;
}

static int take(pthread_rwlock_t *lock, uint16_t side, const struct gate_limit *limit,
                uint64_t caller)
{
    bool is_reader = side == FLAG_READER;
    if (!gate_is_open(caller)) {
        return is_reader ? read_until(lock, limit) : write_until(lock, limit);
    }
    int error =
        is_reader ? real()->pthread_rwlock_tryrdlock(lock) : real()->pthread_rwlock_trywrlock(lock);
    if (error == EBUSY && is_mine_to_write(lock)) { /* refuses at once, and says why */
        error = is_reader ? read_until(lock, limit) : write_until(lock, limit);
    } else if (error == EBUSY) {
        return wait_for(lock, side, limit, caller);
    }
    gate_note(OPERATION_LOCK_ACQUIRE, side | TYPE_RWLOCK, id_of(lock), caller, error, !is_reader);
    return error;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    return take(lock, FLAG_READER, GATE_FOREVER, GATE_CALLER);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *time)
{
    return take(lock, FLAG_READER, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *time)
{
    struct gate_limit limit = {clock, time, .is_clock_given = true};
    return take(lock, FLAG_READER, &limit, GATE_CALLER);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    return take(lock, 0, GATE_FOREVER, GATE_CALLER);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *time)
{
    return take(lock, 0, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock, const struct timespec *time)
{
    return take(lock, 0, &(struct gate_limit){clock, time, .is_clock_given = true}, GATE_CALLER);
}

/* ---- trying ---- */

static int note_try(const pthread_rwlock_t *lock, uint16_t side, int error, uint64_t caller)
{
    if (gate_is_open(caller)) {
        gate_note(OPERATION_LOCK_ACQUIRE, FLAG_TRY | side | TYPE_RWLOCK, id_of(lock), caller, error,
                  side != FLAG_READER);
    }
    return error;
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    return note_try(lock, FLAG_READER, real()->pthread_rwlock_tryrdlock(lock), GATE_CALLER);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    return note_try(lock, 0, real()->pthread_rwlock_trywrlock(lock), GATE_CALLER);
}

/* ---- giving back ---- */

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    if (gate_is_open(GATE_CALLER)) {
        uint16_t side = is_mine_to_write(lock) ? 0 : FLAG_READER;
        recorder_event(EVENT_LOCK_RELEASE, side | TYPE_RWLOCK, GATE_CALLER, id_of(lock), 0);
    }
    return real()->pthread_rwlock_unlock(lock);
}

/* ---- life ---- */

int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
    int error = real()->pthread_rwlock_init(lock, attributes);
    if (error == 0 && gate_is_open(GATE_CALLER)) {
        uint64_t id = id_of(lock);
        recorder_event(EVENT_OBJECT_CREATE, TYPE_RWLOCK | shared_place_birth_flags(lock, id),
                       GATE_CALLER, id, 0);
    }
    return error;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    bool is_told = gate_is_open(GATE_CALLER);
    int error = real()->pthread_rwlock_destroy(lock);
    if (error == 0 && is_told) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, GATE_CALLER, id_of(lock), 0);
    }
    return error;
}
