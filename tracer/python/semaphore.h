/* threading.Semaphore and BoundedSemaphore: a condition and a number. With the GIL. */
#ifndef THREADLANE_PYTHON_SEMAPHORE_H
#define THREADLANE_PYTHON_SEMAPHORE_H

#include "tracer/python/patch.h"

extern const struct wrapping semaphore_wrappings[];
extern const size_t semaphore_wrapping_count;

#endif
