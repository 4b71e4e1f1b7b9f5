/* time.sleep: the sleep itself tracer/preload records; here the GIL learns why it is dropped. */
#ifndef THREADLANE_PYTHON_SLEEP_H
#define THREADLANE_PYTHON_SLEEP_H

#include <Python.h>

void sleep_patch(PyObject *time_module);

#endif
