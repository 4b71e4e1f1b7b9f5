/* threading.Barrier: a condition and a count of those who are there. With the GIL. */
#ifndef THREADLANE_PYTHON_BARRIER_H
#define THREADLANE_PYTHON_BARRIER_H

#include "tracer/python/patch.h"

extern const struct wrapping barrier_wrappings[];
extern const size_t barrier_wrapping_count;

#endif
