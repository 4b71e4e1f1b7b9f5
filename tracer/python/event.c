#define PY_SSIZE_T_CLEAN
#include "tracer/python/event.h"

#include <limits.h>

#include "tracer/python/condition.h"
#include "tracer/python/object.h"
#include "tracer/python/watch.h"

static bool is_set(const struct operation *operation)
{
    PyObject *flag = object_attribute(operation->self, "_flag");
    Py_XDECREF(flag);
    return flag == Py_True;
}

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_EVENT);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    object_end_making(operation, result);
}

static void settle_set(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    PyObject *condition = object_attribute(operation->self, "_cond");
    operation_done(operation, condition ? condition_count_woken(condition, LONG_MAX) : 0);
    Py_XDECREF(condition);
}

static void open_set(struct operation *operation, const struct call *call)
{
    (void)call;
    object_settle(SETTLE_AT_NOTIFY);
    operation->settle = settle_set;
    object_open(operation, OPERATION_EVENT_SET);
}

static void settle_clear(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    operation_done(operation, 0);
}

static void open_clear(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_clear;
    object_open(operation, OPERATION_EVENT_CLEAR);
}

static void close_change(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

/* Whoever was woken has seen it set, also when it was cleared since. */
static void settle_wait(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (operation->has_waited ? !operation->has_timed_out : is_set(operation)) {
        operation_done(operation, 0);
    }
}

static void open_wait(struct operation *operation, const struct call *call)
{
    operation->settle = settle_wait;
    object_open_limited(operation, OPERATION_EVENT_WAIT, call_argument(call, 1, "timeout"), NULL);
    watch_begin_wait(operation);
}

static void close_wait(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    watch_end_wait(operation, result == Py_False);
    if (!result) {
        operation_fail_by_exception(operation);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(operation);
}

const struct wrapping event_wrappings[] = {
    {"Event", "__init__", open_making, close_making},
    {"Event", "set", open_set, close_change},
    {"Event", "clear", open_clear, close_change},
    {"Event", "wait", open_wait, close_wait},
};

const size_t event_wrapping_count = sizeof(event_wrappings) / sizeof(event_wrappings[0]);
