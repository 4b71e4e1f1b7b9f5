/* Threads made by the library: handle, names, the ends of their lives, and who waits for them.
 * tl_exit needs the list of those that still run. */
#ifndef THREADLANE_SYNC_THREAD_H
#define THREADLANE_SYNC_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/sync/limit.h"

struct door_thread;
struct tl_thread;

/* As tl_thread_create, for a thread that works for this object. */
struct tl_thread *thread_create_for(uint64_t owner, void (*function)(void *), void *argument,
                                    const char *name);
int thread_start(struct tl_thread *thread);
int thread_join(struct tl_thread *thread, struct limit limit);

/* Joins the started non-daemon threads other than the caller, one after the other, until there is
 * none left; also those that are started meanwhile. */
void thread_join_all(void);

/* Around a fork. In the child all others have ended; `self` is NULL for a thread that has not been
 * registered. */
void thread_begin_fork(void);
void thread_end_fork(void);
void thread_follow_fork(const struct door_thread *self);

#endif
