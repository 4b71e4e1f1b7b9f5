/* multiprocessing's locks and semaphores: all are a semaphore of the kernel's with an owner beside
 * it
 * (_multiprocessing.SemLock). Their numbers are those of their place in shared memory, so that
 * every process calls them the same. With the GIL. */
#ifndef THREADLANE_PYTHON_PROCESS_LOCK_H
#define THREADLANE_PYTHON_PROCESS_LOCK_H

#include <Python.h>

#include "tracer/python/patch.h"

extern const struct wrapping process_lock_wrappings[]; /* in multiprocessing.synchronize */
extern const size_t process_lock_wrapping_count;

/* That module has imported the one in C. */
void process_lock_patch(void);

/* What is known of the lock that is that attribute of an object; NULL: nothing. */
struct thing *process_lock_find(PyObject *object, const char *attribute);

#endif
