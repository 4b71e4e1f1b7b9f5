/* concurrent.futures' wait and as_completed: an event, which is set when enough of some futures are
 * done. The one is a call, the other a generator, each step of which may wait. With the GIL. */
#ifndef THREADLANE_PYTHON_WATCH_H
#define THREADLANE_PYTHON_WATCH_H

#include <Python.h>

#include "tracer/python/patch.h"

extern const struct wrapping watch_wrappings[]; /* functions of concurrent.futures._base */
extern const size_t watch_wrapping_count;

/* Around a wait on an event, which may be that of one that watches. */
void watch_begin_wait(const struct operation *event);
void watch_end_wait(const struct operation *event, bool has_timed_out);

/* The steps of its generators. */
void watch_patch(PyObject *module);

#endif
