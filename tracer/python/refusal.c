#define PY_SSIZE_T_CLEAN
#include "tracer/python/refusal.h"

#include <sys/stat.h>

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

/* The pipe that an end of it is open to, as tracer/preload calls it; 0: it is closed, or a socket.
 */
static uint64_t find_pipe(PyObject *connection)
{
    struct stat file;
    long fd = object_number(connection, "_handle", -1);
    bool is_pipe = fd >= 0 && fstat((int)fd, &file) == 0 && S_ISFIFO(file.st_mode);
    return is_pipe ? id_make(ID_KERNEL, file.st_ino) : 0;
}

static void name_pipe(PyObject *pool, const char *attribute, const char *name)
{
    PyObject *queue = object_attribute(pool, attribute);
    PyObject *end = queue ? object_attribute(queue, "_reader") : NULL;
    uint64_t id = end ? find_pipe(end) : 0;
    if (id != 0) {
        recorder_name(id, name);
    }
    PyErr_Clear();
    Py_XDECREF(end);
    Py_XDECREF(queue);
}

/* Tasks go to the workers through the one, results come back through the other. */
static void end_setup(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    if (result) {
        name_pipe(call->self, "_inqueue", "inqueue");
        name_pipe(call->self, "_outqueue", "outqueue");
    }
}

static void end_send(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    if (!result) {
        operation_record_refusal(OPERATION_PIPE_SEND, find_pipe(call->self));
    }
}

static void end_recv(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    if (!result) {
        operation_record_refusal(OPERATION_PIPE_RECV, find_pipe(call->self));
    }
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
    {"Pool", "_setup_queues", stand_aside, end_setup},
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
