/* Whoever calls wait has made, for as long as it lasts, an object that watches: its key is the
 * operation. Of as_completed it is the generator. Which futures it watches is told where the
 * library has all of their locks, or at the end when nothing had to be waited for. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/watch.h"

#include <stdlib.h>

#include "tracer/python/object.h"

enum { WATCHED_TOLD = 1 }; /* noted: which futures it watches */

/* ---- the futures of one ---- */

static int compare(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

/* In the order in which they were made, as a set has none. */
static void tell_ids(uint64_t watch, uint64_t *ids, size_t count)
{
    qsort(ids, count, sizeof(*ids), compare);
    for (size_t i = 0; i < count; i++) {
        if (ids[i] != 0) {
            operation_record(EVENT_OBJECT_HAS, ROLE_WATCH, watch, ids[i]);
        }
    }
}

static void tell_watched(const struct thing *watch, PyObject *futures, bool needs_all)
{
    PyObject *list = PySequence_Fast(futures, "");
    size_t count = list ? (size_t)PySequence_Fast_GET_SIZE(list) : 0;
    uint64_t *ids = calloc(count + 1, sizeof(*ids));
    for (size_t i = 0; ids && i < count; i++) {
        const struct thing *future = thing_find(PySequence_Fast_GET_ITEM(list, (Py_ssize_t)i));
        ids[i] = future ? future->id : 0;
    }
    operation_record(EVENT_OBJECT_HAS, ROLE_LIMIT, watch->id, needs_all ? count : 1);
    if (ids) {
        tell_ids(watch->id, ids, count);
    }
    free(ids);
    Py_XDECREF(list);
    PyErr_Clear();
}

/* ---- where the library sets itself up to wait ---- */

static struct operation *find_watching(const struct operation *inner)
{
    struct operation *outer = inner->outer;
    bool is_it = outer && outer->operation == OPERATION_FUTURE_WAIT && outer->thing &&
                 outer->thing->type != TYPE_FUTURE;
    return is_it ? outer : NULL;
}

/* What it makes meanwhile, an event and a lock, are parts of whoever watches. */
static void open_setup(struct operation *operation, const struct call *call)
{
    (void)call;
    operation_open(operation);
    const struct operation *watching = find_watching(operation);
    if (watching) {
        operation->operation = OPERATION_OBJECT_CREATE;
        operation->object = watching->object;
        operation->is_over = true;
    }
}

static void close_setup(struct operation *operation, const struct call *call, PyObject *result)
{
    struct operation *watching = find_watching(operation);
    PyObject *until = call_argument(call, 1, "return_when");
    bool needs_all = until && PyUnicode_Check(until) &&
                     PyUnicode_CompareWithASCIIString(until, "ALL_COMPLETED") == 0;
    if (result && watching && call->self) {
        tell_watched(watching->thing, call->self, needs_all);
        watching->noted = WATCHED_TOLD;
    }
    operation_close(operation);
}

/* Its limit is that of whoever watches, for that step. */
void watch_begin_wait(const struct operation *event)
{
    struct operation *watching = find_watching(event);
    if (watching && !watching->is_begun) {
        watching->limit_ns = event->limit_ns;
        watching->flags = event->flags;
    }
}

void watch_end_wait(const struct operation *event, bool has_timed_out)
{
    struct operation *watching = find_watching(event);
    if (watching) {
        watching->has_timed_out = has_timed_out;
    }
}

/* ---- wait ---- */

static void open_watching(struct operation *operation, struct thing *watch)
{
    operation->thing = watch;
    operation->operation = watch ? OPERATION_FUTURE_WAIT : 0;
    operation->object = watch ? watch->id : 0;
    operation->hides = !watch;
    operation_open(operation);
}

static void open_wait(struct operation *operation, const struct call *call)
{
    (void)call;
    open_watching(operation, object_make_nameless((PyObject *)operation, TYPE_WAITER));
}

/* The result's two sets are all there are. */
static void tell_all_done(const struct operation *operation, PyObject *result)
{
    PyObject *others = PyTuple_Check(result) ? PyTuple_GetItem(result, 1) : NULL;
    PyObject *done = others ? PyTuple_GetItem(result, 0) : NULL;
    PyObject *all = done ? PyNumber_Or(done, others) : NULL;
    if (all) {
        tell_watched(operation->thing, all, false);
    }
    Py_XDECREF(all);
    PyErr_Clear();
}

static void close_wait(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result && operation->thing && operation->noted != WATCHED_TOLD) {
        tell_all_done(operation, result);
    }
    if (!result) {
        operation_fail_by_exception(operation);
    } else if (operation->has_timed_out) {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    } else {
        operation_done(operation, 0);
    }
    operation_close(operation);
    if (operation->thing) {
        thing_end(operation);
    }
}

/* ---- as_completed ---- */

static PyObject *completions; /* the code of its generators */
static iternextfunc original_step;

static struct thing *find_or_make(PyObject *generator)
{
    struct thing *watch = thing_find(generator);
    if (!watch) {
        watch = object_make_nameless(generator, TYPE_ITERATOR);
        if (watch) {
            thing_watch(watch, generator);
        }
    }
    return watch;
}

static void end_step(struct operation *operation, PyObject *future)
{
    const struct thing *delivered = future ? thing_find(future) : NULL;
    if (future) {
        operation_done(operation, delivered ? delivered->id : 0);
    } else if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_TimeoutError)) {
        operation_fail(operation, REASON_TIMEOUT, 0);
    } else if (PyErr_Occurred()) {
        operation_fail_by_exception(operation);
    } /* else it gave all it had, without waiting */
    operation_close(operation);
}

static PyObject *step(PyObject *generator)
{
    if (((PyGenObject *)generator)->gi_code != (PyCodeObject *)completions) {
        return original_step(generator);
    }
    struct operation operation = {.limit_ns = WAIT_FOREVER, .self = generator};
    open_watching(&operation, find_or_make(generator));
    PyObject *future = original_step(generator);
    end_step(&operation, future);
    return future;
}

void watch_patch(PyObject *module)
{
    PyObject *function = PyDict_GetItemString(PyModule_GetDict(module), "as_completed");
    if (function && PyFunction_Check(function) && !completions) {
        completions = Py_NewRef(PyFunction_GET_CODE(function));
        original_step = PyGen_Type.tp_iternext;
        PyGen_Type.tp_iternext = step;
    }
}

const struct wrapping watch_wrappings[] = {
    {NULL, "wait", open_wait, close_wait},
    {NULL, "_create_and_install_waiters", open_setup, close_setup},
};

const size_t watch_wrapping_count = sizeof(watch_wrappings) / sizeof(watch_wrappings[0]);
