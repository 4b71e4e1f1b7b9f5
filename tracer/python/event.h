/* threading.Event: a condition and a flag. With the GIL. */
#ifndef THREADLANE_PYTHON_EVENT_H
#define THREADLANE_PYTHON_EVENT_H

#include "tracer/python/patch.h"

extern const struct wrapping event_wrappings[];
extern const size_t event_wrapping_count;

#endif
