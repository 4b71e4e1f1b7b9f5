/* threading.Thread: started, begun, joined, ended, by its name. The thread itself is the C
 * library's, and recorded by tracer/preload; here it learns what Python knows of it. With the
 * GIL. */
#ifndef THREADLANE_PYTHON_THREAD_H
#define THREADLANE_PYTHON_THREAD_H

#include <Python.h>
#include <stdbool.h>

#include "tracer/python/patch.h"

extern const struct wrapping thread_wrappings[];
extern const size_t thread_wrapping_count;

bool thread_patch(PyObject *thread_module);

#endif
