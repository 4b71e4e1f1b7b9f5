/* threading.Condition: a lock of the script's, and below it one waiter lock for each wait, in a
 * queue. The waiter lock is the wait itself: it is no object of its own in the trace. With the
 * GIL. */
#ifndef THREADLANE_PYTHON_CONDITION_H
#define THREADLANE_PYTHON_CONDITION_H

#include <Python.h>

#include "tracer/python/operation.h"
#include "tracer/python/patch.h"
#include "tracer/python/thing.h"

extern const struct wrapping condition_wrappings[];
extern const size_t condition_wrapping_count;

/* Inside that wait a lock was made: the waiter lock. From here on it stands in the queue. */
void condition_note_waiter(struct operation *wait, PyObject *lock);
/* A waiter lock is about to be let go: that wakes who waits. */
void condition_note_wake(const struct thing *waiter);

/* How many a notify of so many would wake now. */
uint32_t condition_count_woken(PyObject *condition, long asked);

#endif
