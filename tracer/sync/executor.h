/* The inside of tl_executor, for map, tl_exit and TL_WITH. */
#ifndef THREADLANE_SYNC_EXECUTOR_H
#define THREADLANE_SYNC_EXECUTOR_H

#include <stdbool.h>

struct tl_executor;
struct tl_future;

/* NULL, with the misuse recorded, when it takes no more. */
struct tl_future *executor_submit(struct tl_executor *executor,
                                  int (*function)(void *argument, void **result), void *argument,
                                  const char *name);
/* TL_OK, or TL_STATE if it waits and the caller is one of its workers. */
int executor_shutdown(struct tl_executor *executor, bool is_waiting, bool cancels);
/* At the end of the program: nothing can be submitted any more; all that was is run, and every
 * worker joined, whether their executors were shut down or not. Inside an open point. */
void executor_join_all(void);

/* Around a fork. In the child none of their workers is there, so they need not be joined. */
void executor_begin_fork(void);
void executor_end_fork(void);
void executor_follow_fork(void);

#endif
