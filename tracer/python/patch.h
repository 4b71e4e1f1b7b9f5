/* Puts ourselves into the interpreter's own primitives. What is written in C keeps its types and
 * objects: the function behind a method is exchanged in the method's definition, for all objects
 * there are. What is written in Python gets a wrapper in its class, which calls it with what it was
 * called with, and leaves no frame in a traceback. With the GIL. */
#ifndef THREADLANE_PYTHON_PATCH_H
#define THREADLANE_PYTHON_PATCH_H

#include <Python.h>
#include <stdbool.h>

#include "tracer/python/operation.h"

/* One definition: what stands there now, and what stood there. */
struct patch {
    const char *name;
    PyCFunction ours;
    PyCFunction *original; /* out; methods of one function have one, too */
};

/* False if one of them is not there; the rest is done. */
bool patch_methods(PyObject *type, const struct patch *patches, size_t count);
bool patch_functions(PyObject *module, const struct patch *patches, size_t count);

/* A call of a wrapped method or function. */
struct call {
    PyObject *self;             /* borrowed, the first argument; NULL if it was called without */
    PyObject *const *arguments; /* the first is self, of a method */
    size_t count;
    PyObject *names; /* of the last ones, or NULL */
};

/* The argument of that place (self is 0) or name, borrowed; NULL if it was not given. */
PyObject *call_argument(const struct call *call, size_t place, const char *name);

/* What is done around a method of a class, or a function of the module: open opens the operation,
 * close ends it, knowing the result; NULL: an exception is set, and stays. */
struct wrapping {
    const char *class; /* NULL: a function */
    const char *method;
    void (*open)(struct operation *operation, const struct call *call);
    void (*close)(struct operation *operation, const struct call *call, PyObject *result);
};

/* Around a method that only looks: nothing is told of it, nor of what happens inside. */
void call_open_hidden(struct operation *operation, const struct call *call);
void call_close_hidden(struct operation *operation, const struct call *call, PyObject *result);

/* False if the module has no such class or method; aliases of the method are wrapped with it. Of a
 * property it is what sets it. */
bool patch_wrap(PyObject *module, const struct wrapping *wrapping);

#endif
