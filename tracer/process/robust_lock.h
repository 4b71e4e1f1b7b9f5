/* A process lock of the library's own, for the queues between its processes: when its holder is
 * killed the next one gets it. The user's process locks stay locked then, as CPython's do, but a
 * pool must outlive its workers. Any thread of any process that shares it may take it; who took it
 * releases it. */
#ifndef THREADLANE_PROCESS_ROBUST_LOCK_H
#define THREADLANE_PROCESS_ROBUST_LOCK_H

#include <stdint.h>

/* In shared memory. */
struct robust_lock;

/* As part of `parent`. NULL when out of memory. */
struct robust_lock *robust_lock_create(uint64_t parent, const char *name);
/* When nobody uses it. Accepts NULL. */
void robust_lock_destroy(struct robust_lock *lock);

void robust_lock_acquire(struct robust_lock *lock);
void robust_lock_release(struct robust_lock *lock);

#endif
