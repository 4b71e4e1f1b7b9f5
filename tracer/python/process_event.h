/* multiprocessing.Event: a condition and a semaphore that says whether it is set, which are told as
 * parts of it. With the GIL. */
#ifndef THREADLANE_PYTHON_PROCESS_EVENT_H
#define THREADLANE_PYTHON_PROCESS_EVENT_H

#include "tracer/python/patch.h"

extern const struct wrapping process_event_wrappings[]; /* in multiprocessing.synchronize */
extern const size_t process_event_wrapping_count;

#endif
