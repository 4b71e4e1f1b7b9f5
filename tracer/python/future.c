#define PY_SSIZE_T_CLEAN
#include "tracer/python/future.h"

#include "tracer/event/misuse.h"
#include "tracer/python/object.h"

static bool is_in_state(const struct operation *operation, const char *state)
{
    PyObject *text = object_attribute(operation->self, "_state");
    bool is_it =
        text && PyUnicode_Check(text) && PyUnicode_CompareWithASCIIString(text, state) == 0;
    Py_XDECREF(text);
    return is_it;
}

static bool is_cancelled(const struct operation *operation)
{
    return is_in_state(operation, "CANCELLED") || is_in_state(operation, "CANCELLED_AND_NOTIFIED");
}

static void close_simply(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    }
    operation_close(operation);
}

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_FUTURE);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    object_end_making(operation, result);
}

/* ---- running ---- */

enum found_state {
    FOUND_OTHER, /* it may not be run: Python says so */
    FOUND_PENDING,
    FOUND_CANCELLED,
};

static void note_state(struct operation *operation)
{
    operation->noted = is_in_state(operation, "PENDING")     ? FOUND_PENDING
                       : is_in_state(operation, "CANCELLED") ? FOUND_CANCELLED
                                                             : FOUND_OTHER;
}

static void settle_run(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (operation->noted == FOUND_PENDING) {
        operation_done(operation, 0);
    } else if (operation->noted == FOUND_CANCELLED) {
        operation_fail(operation, REASON_CANCELLED, 0);
    }
}

static void open_run(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->note = note_state;
    operation->settle = settle_run;
    object_open(operation, OPERATION_FUTURE_RUN);
}

static void close_run(struct operation *operation, const struct call *call, PyObject *result)
{
    close_simply(operation, call, result);
    if (result == Py_True && operation->outer && operation->outer->lends) {
        executor_begin_task(operation->outer, operation);
    }
}

/* ---- setting ---- */

static void settle_set(struct operation *operation, enum settle_moment moment)
{
    if (moment == SETTLE_AT_NOTIFY) {
        operation->flags = operation->noted ? REASON_TASK_ERROR : 0;
        operation_done(operation, operation->noted);
    }
}

static void close_set(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail(operation, REASON_MISUSE,
                       is_cancelled(operation) ? MISUSE_FUTURE_SET_CANCELLED
                                               : MISUSE_FUTURE_SET_FINISHED);
    }
    operation_close(operation);
}

static void open_setting(struct operation *operation, uint32_t error)
{
    struct operation *outer = operation_innermost();
    if (outer && outer->lends) {
        executor_end_task(outer, error);
    }
    operation->noted = error;
    operation->settle = settle_set;
    object_open(operation, OPERATION_FUTURE_SET);
}

static void open_set_result(struct operation *operation, const struct call *call)
{
    (void)call;
    open_setting(operation, 0);
}

static void open_set_exception(struct operation *operation, const struct call *call)
{
    PyObject *exception = call_argument(call, 1, "exception");
    PyObject *text = exception ? PyObject_Repr(exception) : NULL;
    const char *words = text ? PyUnicode_AsUTF8(text) : NULL;
    PyErr_Clear();
    open_setting(operation, recorder_text(words ? words : "an exception"));
    Py_XDECREF(text);
}

/* ---- cancelling ---- */

static void settle_cancel(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (is_cancelled(operation)) {
        operation_done(operation, 0);
    } else {
        operation_fail(operation, is_in_state(operation, "RUNNING") ? REASON_BUSY : REASON_CLOSED,
                       0);
    }
}

static void open_cancel(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_cancel;
    object_open(operation, OPERATION_FUTURE_CANCEL);
}

/* ---- waiting for it ---- */

static void settle_wait(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (is_in_state(operation, "FINISHED")) {
        operation_done(operation, operation->object);
    } else if (is_cancelled(operation)) {
        operation_fail(operation, REASON_CANCELLED, 0);
    } else {
        operation_fail(operation, REASON_TIMEOUT, 0);
    }
}

static void open_wait(struct operation *operation, const struct call *call)
{
    operation->settle = settle_wait;
    object_open_limited(operation, OPERATION_FUTURE_WAIT, call_argument(call, 1, "timeout"), NULL);
}

/* ---- asking how it is, which is not told ---- */

const struct wrapping future_wrappings[] = {
    {"Future", "__init__", open_making, close_making},
    {"Future", "set_running_or_notify_cancel", open_run, close_run},
    {"Future", "set_result", open_set_result, close_set},
    {"Future", "set_exception", open_set_exception, close_set},
    {"Future", "cancel", open_cancel, close_simply},
    {"Future", "result", open_wait, close_simply},
    {"Future", "exception", open_wait, close_simply},
    {"Future", "cancelled", call_open_hidden, call_close_hidden},
    {"Future", "running", call_open_hidden, call_close_hidden},
    {"Future", "done", call_open_hidden, call_close_hidden},
};

const size_t future_wrapping_count = sizeof(future_wrappings) / sizeof(future_wrappings[0]);
