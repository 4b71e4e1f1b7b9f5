/* A guard: the small lock around one object's state, never held while waiting for anything else.
 * It is machinery, not a primitive: no event, no lane. Zero is a free guard.
 *
 * 0 free, 1 taken, 2 taken and perhaps awaited. The unlocker touches nothing after its exchange but
 * the futex call, so whoever takes the guard next may free the object. */
#ifndef THREADLANE_SYNC_GUARD_H
#define THREADLANE_SYNC_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>

#include "tracer/sync/futex.h"

struct guard {
    _Atomic uint32_t word;
};

static inline void guard_lock(struct guard *guard)
{
    uint32_t seen = 0;
    /* Acquire pairs with the release in guard_unlock: what the last holder wrote is visible. */
    if (atomic_compare_exchange_strong_explicit(&guard->word, &seen, 1, memory_order_acquire,
                                                memory_order_relaxed)) {
        return;
    }
    while (atomic_exchange_explicit(&guard->word, 2, memory_order_acquire) != 0) {
        futex_wait(&guard->word, 2, NULL);
    }
}

static inline void guard_unlock(struct guard *guard)
{
    if (atomic_exchange_explicit(&guard->word, 0, memory_order_release) == 2) {
        futex_wake(&guard->word, 1);
    }
}

/* False: whoever held it will not touch it again. */
static inline bool guard_is_taken(const struct guard *guard)
{
    return atomic_load_explicit(&guard->word, memory_order_acquire) != 0;
}

#endif
