/* One task of an executor, in the worker that runs it. */
#ifndef THREADLANE_SYNC_TASK_H
#define THREADLANE_SYNC_TASK_H

struct tl_future;

/* Runs what the future is for, unless it was cancelled, delivers what came of it, and lets the
 * future go. */
void task_run(struct tl_future *future);

#endif
