/* multiprocessing.Queue: a pipe, a buffer with a thread in each process that puts, and locks. With
 * the GIL. */
#ifndef THREADLANE_PYTHON_PROCESS_QUEUE_H
#define THREADLANE_PYTHON_PROCESS_QUEUE_H

#include <stdbool.h>

#include "tracer/python/patch.h"
#include "tracer/python/thing.h"

extern const struct wrapping process_queue_wrappings[]; /* in multiprocessing.queues */
extern const size_t process_queue_wrapping_count;

/* A lock or semaphore has been taken, or is about to be given back, which may be a queue's: that is
 * where its items go on their way. What is given back because of an exception ended nothing well.
 */
void process_queue_note_taken(const struct thing *lock);
void process_queue_note_given(const struct thing *lock, bool is_failing);

#endif
