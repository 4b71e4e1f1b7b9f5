/* Calls of multiprocessing's that are told when they are refused, and not else: of processes, of
 * connections, of pools. With the GIL. */
#ifndef THREADLANE_PYTHON_REFUSAL_H
#define THREADLANE_PYTHON_REFUSAL_H

#include "tracer/python/patch.h"

extern const struct wrapping process_refusals[]; /* in multiprocessing.process */
extern const size_t process_refusal_count;
extern const struct wrapping connection_refusals[]; /* in multiprocessing.connection */
extern const size_t connection_refusal_count;
extern const struct wrapping channel_refusals[]; /* in multiprocessing.queues */
extern const size_t channel_refusal_count;
extern const struct wrapping pool_refusals[]; /* in multiprocessing.pool */
extern const size_t pool_refusal_count;
extern const struct wrapping process_executor_refusals[]; /* in concurrent.futures.process */
extern const size_t process_executor_refusal_count;

#endif
