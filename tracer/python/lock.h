/* _thread.lock and _thread.RLock: taken, given back, waited for. Below all of Python's primitives
 * these are what a thread waits for, so waits on conditions and for the end of threads are told
 * here, too: by what the lock stands for. With the GIL. */
#ifndef THREADLANE_PYTHON_LOCK_H
#define THREADLANE_PYTHON_LOCK_H

#include <Python.h>
#include <stdbool.h>

/* False if the interpreter's locks are not as we know them. */
bool lock_patch(PyObject *thread_module);

/* Of the lock of that thing: how often the calling thread has it, 0 if it has not. */
struct thing;
bool lock_is_mine(const struct thing *lock);

#endif
