/* What Lock and RLock are made of: a depth, an owner, and who waits for it. As in CPython, a
 * release frees it and wakes the first waiter, and whoever comes first takes it: a newcomer may
 * barge in, and the woken one waits again, at the front. */
#ifndef THREADLANE_SYNC_MUTEX_H
#define THREADLANE_SYNC_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/sync/door.h"

struct mutex {
    uint64_t id;
    bool is_reentrant;  /* an RLock: its owner may take it again, and only its owner release it */
    struct guard guard; /* protects what follows */
    _Atomic uint32_t depth; /* 0: free; also read without the guard, to ask */
    uint32_t sequence;      /* of the present or latest hold, from 1 */
    uint32_t owner;         /* thread number, never reused; valid while depth > 0 */
    struct waiter_queue waiters;
};

/* As part of `parent`, or of nothing (0). */
void mutex_init(struct mutex *mutex, enum object_type type, uint64_t parent, const char *name);
/* TL_OK, TL_BUSY for a limit of 0, TL_TIMEOUT. */
int mutex_acquire(struct mutex *mutex, struct limit limit);
/* TL_OK or TL_NOT_OWNER. */
int mutex_release(struct mutex *mutex);
/* All levels, by a thread that may release it; the depth it had. */
uint32_t mutex_release_all(struct mutex *mutex);
/* Takes it back to that depth, however long it takes. */
void mutex_restore(struct mutex *mutex, uint32_t depth);
/* True if the calling thread may release it: an RLock must be its own, a Lock only taken. */
bool mutex_is_owned(struct mutex *mutex);
/* TL_OK, or TL_IN_USE while it is held or awaited. */
int mutex_finish(struct mutex *mutex);
/* 0 if it may be finished, else which misuse that were. */
enum misuse mutex_refusal(struct mutex *mutex);

#endif
