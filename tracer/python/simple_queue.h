/* _queue.SimpleQueue, the queue of executors: items and a lock, in C. With the GIL. */
#ifndef THREADLANE_PYTHON_SIMPLE_QUEUE_H
#define THREADLANE_PYTHON_SIMPLE_QUEUE_H

#include <Python.h>

void simple_queue_patch(PyObject *queue_module);

#endif
