/* The GIL: one lock that a thread needs to run user code, as in CPython. Off unless the program
 * turns it on (tl_gil_enable); then each library thread takes it when it begins, drops it around
 * every wait, and lets others have it at check points. Foreign threads have it while they are
 * inside the library.
 *
 * It is itself an object with a lane, and who wants it waits at the door like anybody else; only
 * that wait is not bracketed by dropping it. Called by the door, by threads that begin and end, and
 * around output, each for itself. */
#ifndef THREADLANE_SYNC_GIL_H
#define THREADLANE_SYNC_GIL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "tracer/event/event_kind.h"
#include "tracer/sync/door_thread.h"

/* Written once, before there are threads that could need it. */
extern _Atomic bool gil_is_enabled __attribute__((visibility("hidden")));

static inline bool gil_is_on(void)
{
    return __builtin_expect(atomic_load_explicit(&gil_is_enabled, memory_order_acquire), 0);
}

/* Returns when the thread has it. No guard may be locked. */
void gil_take(struct door_thread *self);
/* Drops it; the thread takes it back before it goes on with user code. */
void gil_drop(struct door_thread *self, enum drop_why why);
/* The thread needs it no more. */
void gil_leave(struct door_thread *self);

/* Around a fork. In the child the calling thread has it if it had it before; nobody waits for it.
 * `self` is NULL for a thread that has not been registered. */
void gil_begin_fork(void);
void gil_end_fork(void);
void gil_follow_fork(struct door_thread *self);

static inline void gil_let_go(struct door_thread *self, enum drop_why why)
{
    if (__builtin_expect(self->gil_state == GIL_HELD, 0)) {
        gil_drop(self, why);
    }
}

static inline void gil_take_back(struct door_thread *self)
{
    if (__builtin_expect(self->gil_state == GIL_DROPPED, 0)) {
        gil_take(self);
    }
}

/* Check points of the line `site`: a bytecode begins; a call has returned, a function begins, or a
 * loop jumps back. */
void gil_pass_bytecode(uint64_t site);
void gil_pass_call(uint64_t site);

#endif
