/* The inside of tl_semaphore, for TL_WITH and the primitives that are built on one. */
#ifndef THREADLANE_SYNC_SEMAPHORE_H
#define THREADLANE_SYNC_SEMAPHORE_H

#include "tracer/sync/condition.h"

struct tl_semaphore {
    uint64_t id;
    struct mutex lock; /* protects permits */
    struct tl_condition condition;
    _Atomic uint32_t permits; /* also read without the lock, to ask */
    uint32_t most;            /* a bounded one refuses a release beyond */
    bool is_bounded;
};

/* As part of `parent`, or of nothing (0); not bounded. */
void semaphore_init(struct tl_semaphore *semaphore, uint32_t permits, uint64_t parent,
                    const char *name);
/* When nobody waits for it. */
void semaphore_finish(struct tl_semaphore *semaphore);

/* TL_OK, TL_BUSY for a limit of 0, TL_TIMEOUT. */
int semaphore_acquire(struct tl_semaphore *semaphore, struct limit limit);
/* Takes a permit if nothing is recorded and there is one: true. */
bool semaphore_acquire_unrecorded(struct tl_semaphore *semaphore);
/* TL_OK, or TL_INVALID when there were more permits than a number can count. */
int semaphore_release(struct tl_semaphore *semaphore, uint32_t count);

#endif
