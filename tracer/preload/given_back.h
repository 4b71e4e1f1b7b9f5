/* When each mutex of this process was last given back, by the clock of records: who takes it then
 * can do with the quick clock (recorder_event_since). A mutex has the row that it took first, and
 * only who holds it writes there; one whose row is another's goes without. */
#ifndef THREADLANE_PRELOAD_GIVEN_BACK_H
#define THREADLANE_PRELOAD_GIVEN_BACK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define GIVEN_BACK_ROWS 1024

struct given_back {
    _Alignas(64) _Atomic uintptr_t mutex; /* 0: nobody's */
    _Atomic uint64_t ticks;               /* 0: not known */
};

extern struct given_back given_back_rows[GIVEN_BACK_ROWS];

static inline struct given_back *given_back_row(const pthread_mutex_t *mutex)
{
    uintptr_t address = (uintptr_t)mutex;
    return &given_back_rows[(address >> 4 ^ address >> 14) % GIVEN_BACK_ROWS];
}

/* By who is about to take it: on another processor, the row is fetched beside the mutex. */
static inline void given_back_fetch(const pthread_mutex_t *mutex)
{
    __builtin_prefetch(given_back_row(mutex), 1);
}

/* By who has just taken it; 0: not known. */
static inline uint64_t given_back_ticks(const pthread_mutex_t *mutex)
{
    struct given_back *row = given_back_row(mutex);
    uintptr_t owner = atomic_load_explicit(&row->mutex, memory_order_relaxed);
    return owner == (uintptr_t)mutex ? atomic_load_explicit(&row->ticks, memory_order_relaxed) : 0;
}

/* From nobody, if that is so. */
void given_back_take_row(struct given_back *row, const pthread_mutex_t *mutex, uint64_t ticks);

/* By who is about to give it back. */
static inline void given_back_note(const pthread_mutex_t *mutex, uint64_t ticks)
{
    struct given_back *row = given_back_row(mutex);
    uintptr_t owner = atomic_load_explicit(&row->mutex, memory_order_relaxed);
    if (owner == (uintptr_t)mutex) {
        atomic_store_explicit(&row->ticks, ticks, memory_order_relaxed);
    } else if (owner == 0) {
        given_back_take_row(row, mutex, ticks);
    }
}

/* It is no more. */
void given_back_forget(const pthread_mutex_t *mutex);

#endif
