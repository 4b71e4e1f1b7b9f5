/* One task, in the worker that runs it: of an executor's, or of a process's. */
#ifndef THREADLANE_SYNC_TASK_H
#define THREADLANE_SYNC_TASK_H

#include <stdint.h>

struct tl_future;

/* Runs what the future is for, unless it was cancelled, delivers what came of it, and lets the
 * future go. */
void task_run(struct tl_future *future);
/* Runs user code for the future of that id, recorded as task.run. 0, or the code's error and its
 * text, owned by the caller (NULL when out of memory). */
int task_run_code(uint64_t future, int (*code)(void *context), void *context, char **error_text);

#endif
