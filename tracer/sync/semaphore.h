/* What TL_WITH needs of a semaphore, without entering the door a second time. */
#ifndef THREADLANE_SYNC_SEMAPHORE_H
#define THREADLANE_SYNC_SEMAPHORE_H

#include "tracer/sync/limit.h"

struct tl_semaphore;

/* TL_OK, TL_BUSY for a limit of 0, TL_TIMEOUT. */
int semaphore_acquire(struct tl_semaphore *semaphore, struct limit limit);
/* TL_OK, or TL_INVALID when there were more permits than a number can count. */
int semaphore_release(struct tl_semaphore *semaphore, uint32_t count);

#endif
