/* multiprocessing.Process: what it is called. Its making and its end tracer/preload records. */
#ifndef THREADLANE_PYTHON_PROCESS_H
#define THREADLANE_PYTHON_PROCESS_H

#include "tracer/python/patch.h"

extern const struct wrapping process_wrappings[]; /* in multiprocessing.process */
extern const size_t process_wrapping_count;

#endif
