/* Barriers. Who arrives last is known only when it passes, so every arrival counts as a wait; how
 * many must arrive is said when the barrier is made. */
#include <pthread.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"
#include "tracer/preload/shared_place.h"

/* As the C library lays it out. */
struct barrier_layout {
    unsigned in, current_round;
    unsigned parties;
    int shared;
};

static const struct barrier_layout *layout_of(const pthread_barrier_t *barrier)
{
    return (const struct barrier_layout *)barrier;
}

static uint64_t id_of(const pthread_barrier_t *barrier)
{
    return layout_of(barrier)->shared ? shared_place_id(barrier) : (uint64_t)(uintptr_t)barrier;
}

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    if (!gate_is_open(GATE_CALLER)) {
        return real()->pthread_barrier_wait(barrier);
    }
    unsigned parties = layout_of(barrier)->parties;
    GATE_WAIT wait =
        gate_begin(OPERATION_BARRIER_WAIT, 0, id_of(barrier), GATE_CALLER, GATE_FOREVER);
    gate_sleep(&wait);
    int result = real()->pthread_barrier_wait(barrier);
    gate_wake(&wait, 0);
    /* The last one's index is the highest; the others' order is nobody's business. */
    gate_end(&wait, 0, result == PTHREAD_BARRIER_SERIAL_THREAD ? parties - 1 : 0);
    return result;
}

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                         unsigned parties)
{
    int error = real()->pthread_barrier_init(barrier, attributes, parties);
    if (error == 0 && gate_is_open(GATE_CALLER)) {
        uint64_t id = id_of(barrier);
        recorder_event(EVENT_OBJECT_CREATE, TYPE_BARRIER | shared_place_birth_flags(barrier, id),
                       GATE_CALLER, id, 0);
        recorder_event(EVENT_OBJECT_HAS, ROLE_LIMIT, GATE_CALLER, id, parties);
    }
    return error;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    bool is_told = gate_is_open(GATE_CALLER);
    int error = real()->pthread_barrier_destroy(barrier);
    if (error == 0 && is_told) {
        recorder_event(EVENT_OBJECT_DESTROY, 0, GATE_CALLER, id_of(barrier), 0);
    }
    return error;
}
