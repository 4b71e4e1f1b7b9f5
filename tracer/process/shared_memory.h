/* Memory that a process shares with those forked from it later: at the same address in all of them,
 * and gone with the last of them, for it has no name anywhere. Whoever allocates, the others see
 * it if they had the region before or are forked later, so allocate before you fork. Any thread of
 * any process may call; one that is killed meanwhile loses a block at most. */
#ifndef THREADLANE_PROCESS_SHARED_MEMORY_H
#define THREADLANE_PROCESS_SHARED_MEMORY_H

#include <stddef.h>

#define SHARED_ALIGNMENT 64 /* a cache line */

/* Zeroed and aligned to SHARED_ALIGNMENT, or NULL. */
void *shared_allocate(size_t size);
/* By any of the processes, for all of them. Accepts NULL. */
void shared_free(void *memory);

#endif
