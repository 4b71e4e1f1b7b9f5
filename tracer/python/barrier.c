#define PY_SSIZE_T_CLEAN
#include "tracer/python/barrier.h"

#include "tracer/python/object.h"

#define STATE_DRAINING 1 /* of _state: all are there, and leave */

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_BARRIER);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result) {
        object_note_limit(operation, "_parties");
    }
    object_end_making(operation, result);
}

/* ---- wait ---- */

/* The thing's takings are its rounds. */
static void note_round(struct operation *operation)
{
    operation->noted = operation->thing->takings;
}

/* The last one to come lets all go: only then all are there and they leave. */
static void settle_wait(struct operation *operation, enum settle_moment moment)
{
    bool is_last = moment == SETTLE_AT_NOTIFY && !operation->has_waited &&
                   object_number(operation->self, "_state", 0) == STATE_DRAINING &&
                   object_number(operation->self, "_count", 0) ==
                       object_number(operation->self, "_parties", -1);
    if (is_last) {
        operation->noted = ++operation->thing->takings;
        operation->has_waited = true;
    }
}

static void open_wait(struct operation *operation, const struct call *call)
{
    PyObject *timeout = call_argument(call, 1, "timeout");
    PyObject *usual = object_attribute(call->self, "_timeout");
    operation->note = note_round;
    operation->settle = settle_wait;
    object_open_limited(operation, OPERATION_BARRIER_WAIT,
                        timeout && timeout != Py_None ? timeout : usual, NULL);
    Py_XDECREF(usual);
}

static void close_wait(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result) {
        operation_done(operation, (uint32_t)PyLong_AsLong(result) | operation->noted << 32);
    } else if (operation->has_timed_out) {
        operation_fail(operation, REASON_TIMEOUT, 0);
    } else {
        bool is_broken = object_number(operation->self, "_state", 0) < 0 ||
                         PyErr_ExceptionMatches(PyExc_RuntimeError);
        operation_fail(operation, is_broken ? REASON_BROKEN : REASON_TASK_ERROR, 0);
    }
    operation_close(operation);
}

/* ---- reset and abort ---- */

static void settle_reset(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    operation->flags = CLOSE_RESET;
    operation_done(operation, 0);
}

static void open_reset(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_reset;
    object_open(operation, OPERATION_OBJECT_CLOSE);
}

static void settle_abort(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    operation->flags = CLOSE_ABORT;
    operation_done(operation, 0);
}

static void open_abort(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_abort;
    object_open(operation, OPERATION_OBJECT_CLOSE);
}

static void close_change(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

const struct wrapping barrier_wrappings[] = {
    {"Barrier", "__init__", open_making, close_making},
    {"Barrier", "wait", open_wait, close_wait},
    {"Barrier", "reset", open_reset, close_change},
    {"Barrier", "abort", open_abort, close_change},
};

const size_t barrier_wrapping_count = sizeof(barrier_wrappings) / sizeof(barrier_wrappings[0]);
