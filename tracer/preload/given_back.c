#include "tracer/preload/given_back.h"

struct given_back given_back_rows[GIVEN_BACK_ROWS];

void given_back_take_row(struct given_back *row, const pthread_mutex_t *mutex, uint64_t ticks)
{
    uintptr_t nobody = 0;
    if (ticks != 0 && atomic_compare_exchange_strong(&row->mutex, &nobody, (uintptr_t)mutex)) {
        atomic_store_explicit(&row->ticks, ticks, memory_order_relaxed);
    }
}

/* The ticks first: whoever takes the row finds none. */
void given_back_forget(const pthread_mutex_t *mutex)
{
    struct given_back *row = given_back_row(mutex);
    if (atomic_load_explicit(&row->mutex, memory_order_relaxed) == (uintptr_t)mutex) {
        atomic_store_explicit(&row->ticks, 0, memory_order_relaxed);
        atomic_store_explicit(&row->mutex, 0, memory_order_release);
    }
}
