#define PY_SSIZE_T_CLEAN
#include "tracer/python/refusal.h"

#include "tracer/python/object.h"

static void stand_aside(struct operation *operation, const struct call *call)
{
    (void)operation;
    (void)call;
}

static void tell_if_refused(enum event_operation operation, const PyObject *result)
{
    if (!result) {
        operation_record_refusal(operation, 0);
    }
}

static void end_send(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    tell_if_refused(OPERATION_PIPE_SEND, result);
}

static void end_recv(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    tell_if_refused(OPERATION_PIPE_RECV, result);
}

static void end_join(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    tell_if_refused(OPERATION_PROCESS_JOIN, result);
}

static void end_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    tell_if_refused(OPERATION_OBJECT_CREATE, result);
}

static void end_start(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    (void)call;
    tell_if_refused(OPERATION_PROCESS_FORK, result);
}

/* start and join, too, ask first whether it has been closed, and that has been told then. */
static bool is_closed(PyObject *process)
{
    PyObject *closed = object_attribute(process, "_closed");
    Py_XDECREF(closed);
    return closed == Py_True;
}

static void end_open_start(struct operation *operation, const struct call *call, PyObject *result)
{
    if (!is_closed(call->self)) {
        end_start(operation, call, result);
    }
}

static void end_open_join(struct operation *operation, const struct call *call, PyObject *result)
{
    if (!is_closed(call->self)) {
        end_join(operation, call, result);
    }
}

const struct wrapping process_refusals[] = {
    {"BaseProcess", "start", stand_aside, end_open_start},
    {"BaseProcess", "join", stand_aside, end_open_join},
    {"BaseProcess", "close", stand_aside, end_join},
    {"BaseProcess", "daemon", stand_aside, end_start},
    {"BaseProcess", "_check_closed", stand_aside, end_join},
};

const struct wrapping connection_refusals[] = {
    {"_ConnectionBase", "send", stand_aside, end_send},
    {"_ConnectionBase", "recv", stand_aside, end_recv},
};

const struct wrapping channel_refusals[] = {
    {"SimpleQueue", "put", stand_aside, end_send},
};

/* Each task asks first whether it runs. */
const struct wrapping pool_refusals[] = {
    {"Pool", "__init__", stand_aside, end_making},
    {"Pool", "_check_running", stand_aside, end_making},
    {"Pool", "join", stand_aside, end_join},
};

const struct wrapping process_executor_refusals[] = {
    {"ProcessPoolExecutor", "__init__", stand_aside, end_making},
    {"ProcessPoolExecutor", "submit", stand_aside, end_making},
};

#define COUNT(wrappings) (sizeof(wrappings) / sizeof((wrappings)[0]))

const size_t process_refusal_count = COUNT(process_refusals);
const size_t connection_refusal_count = COUNT(connection_refusals);
const size_t channel_refusal_count = COUNT(channel_refusals);
const size_t pool_refusal_count = COUNT(pool_refusals);
const size_t process_executor_refusal_count = COUNT(process_executor_refusals);
