/* Objects of the script's as the trace names them: what is made by a line of the script is told and
 * called after the variable it goes to, what is made inside another is a part of that. With the
 * GIL. */
#ifndef THREADLANE_PYTHON_OBJECT_H
#define THREADLANE_PYTHON_OBJECT_H

#include <Python.h>

#include "tracer/python/operation.h"
#include "tracer/python/patch.h"
#include "tracer/python/thing.h"

/* NULL if it is made where nothing is told. */
struct thing *object_make(PyObject *object, enum object_type type);
/* One that has no variable. */
struct thing *object_make_nameless(PyObject *object, enum object_type type);
/* One that other processes know by the same number; public: who is no relative may find it, too. */
struct thing *object_make_shared(PyObject *object, enum object_type type, uint64_t id,
                                 bool is_public);
/* Calls it after the variable that the script's line puts the result of its call into. */
void object_name(const struct thing *thing);
/* Of what is being made just now, what else is made is a part; 0: nothing is. */
uint64_t object_find_owner(void);

/* Around the making of one that has parts: what is made in between is one of them. */
void object_begin_making(struct operation *operation, const struct call *call,
                         enum object_type type);
/* NULL: it was refused. */
void object_end_making(struct operation *operation, const PyObject *result);
/* How many it has: permits, capacity, parties. */
void object_note_limit(const struct operation *making, const char *attribute);

/* It uses that lock, which may be a part of it or the script's own. */
void object_note_lock(const struct thing *thing, PyObject *lock);

/* Around the state of what the innermost operation is about: its lock has been taken; others are
 * about to see it. */
void object_note(void);
void object_settle(enum settle_moment moment);

/* A new reference, or NULL without an exception. */
PyObject *object_attribute(PyObject *object, const char *name);
/* An attribute that is a number, or what stands for it otherwise. */
long object_number(PyObject *object, const char *name, long otherwise);

/* Opens an operation about a thing that may be unknown: then what happens inside is not told. */
void object_open(struct operation *operation, enum event_operation what);
/* The same, of one that may wait so long: seconds, and whether it waits at all. */
void object_open_limited(struct operation *operation, enum event_operation what, PyObject *timeout,
                         PyObject *is_blocking);

#endif
