/* A guard between processes: the small lock around what lies in shared memory, held only for a few
 * instructions and never while waiting for anything else. When its holder is killed the next one
 * gets it all the same; what it protects is changed in such an order that it is whole at every
 * instruction. */
#ifndef THREADLANE_PROCESS_PROCESS_GUARD_H
#define THREADLANE_PROCESS_PROCESS_GUARD_H

#include <pthread.h>
#include <stdbool.h>

/* In shared memory. */
struct process_guard {
    pthread_mutex_t mutex;
};

void process_guard_init(struct process_guard *guard);
void process_guard_lock(struct process_guard *guard);
bool process_guard_try(struct process_guard *guard); /* locked it, or false: it is held */
void process_guard_unlock(struct process_guard *guard);

#endif
