/* concurrent.futures' Future: a condition and a state; and the executors' tasks, which are user
 * code that runs for one. With the GIL. */
#ifndef THREADLANE_PYTHON_FUTURE_H
#define THREADLANE_PYTHON_FUTURE_H

#include "tracer/python/patch.h"

extern const struct wrapping future_wrappings[]; /* in concurrent.futures._base */
extern const size_t future_wrapping_count;
extern const struct wrapping executor_wrappings[]; /* in concurrent.futures.thread */
extern const size_t executor_wrapping_count;

/* Inside an executor's run of its task, when its future has taken it on. */
void executor_begin_task(struct operation *run, const struct operation *future);
/* What the task came to; an error's text, or 0. */
void executor_end_task(struct operation *run, uint32_t error);

#endif
