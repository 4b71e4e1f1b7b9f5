/* Spin locks. Whoever waits for one burns its processor; what matters is that it waits.
 * Of itself it does not say that it is shared: that is known of one in a mapping met before. */
#include <errno.h>
#include <pthread.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

static uint64_t id_of(const pthread_spinlock_t *lock)
{
    return shared_place_known_id((const void *)lock);
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
    if (!gate_is_open(GATE_CALLER)) {
        return real()->pthread_spin_lock(lock);
    }
    int error = real()->pthread_spin_trylock(lock);
    if (error != EBUSY) {
        gate_note(OPERATION_LOCK_ACQUIRE, TYPE_SPIN, id_of(lock), GATE_CALLER, error, 1);
        return error;
    }
    GATE_WAIT wait =
        gate_begin(OPERATION_LOCK_ACQUIRE, TYPE_SPIN, id_of(lock), GATE_CALLER, GATE_FOREVER);
    gate_sleep(&wait);
    error = real()->pthread_spin_lock(lock);
    gate_wake(&wait, gate_reason(error));
    gate_end(&wait, gate_reason(error), 1);
    return error;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
    int error = real()->pthread_spin_trylock(lock);
    if (gate_is_open(GATE_CALLER)) {
        gate_note(OPERATION_LOCK_ACQUIRE, FLAG_TRY | TYPE_SPIN, id_of(lock), GATE_CALLER, error, 1);
    }
    return error;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
    if (gate_is_open(GATE_CALLER)) {
        recorder_event(EVENT_LOCK_RELEASE, TYPE_SPIN, GATE_CALLER, id_of(lock), 0);
    }
    return real()->pthread_spin_unlock(lock);
}

int pthread_spin_init(pthread_spinlock_t *lock, int is_shared)
{
    int error = real()->pthread_spin_init(lock, is_shared);
    if (error == 0 && gate_is_open(GATE_CALLER)) {
        uint64_t id =
            is_shared == PTHREAD_PROCESS_SHARED ? shared_place_id((const void *)lock) : id_of(lock);
        recorder_event(EVENT_OBJECT_CREATE, TYPE_SPIN, GATE_CALLER, id, 0);
    }
    return error;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
    int error = real()->pthread_spin_destroy(lock);
    if (error == 0 && gate_is_open(GATE_CALLER)) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, GATE_CALLER, id_of(lock), 0);
    }
    return error;
}
