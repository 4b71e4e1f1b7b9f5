/* One caller of a manager, and the thread that serves it: makes sure that the caller knows the key,
 * then carries out its requests one after the other, until it is gone. A request that waits, such
 * as a get from an empty queue, keeps this one caller waiting and nobody else. */
#ifndef THREADLANE_PROCESS_MANAGER_SERVING_H
#define THREADLANE_PROCESS_MANAGER_SERVING_H

#include <stdint.h>

struct manager_serving;

/* For a fresh connection, which it owns, also when it fails: NULL when out of memory. */
struct manager_serving *manager_serving_create(int fd, uint64_t manager);
/* The thread's function; destroys it at the end. */
void manager_serving_run(void *serving);
/* Only one that does not run. */
void manager_serving_destroy(struct manager_serving *serving);

#endif
