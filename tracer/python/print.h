/* print: what a thread says, if it says it in plain words. With the GIL. */
#ifndef THREADLANE_PYTHON_PRINT_H
#define THREADLANE_PYTHON_PRINT_H

#include <Python.h>

void print_patch(PyObject *builtins_module);

#endif
