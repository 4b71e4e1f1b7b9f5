/* A Python thread has ended when its sentinel is let go, a lock that the interpreter keeps for
 * whoever joins: that is when its end is told, though the C library's thread ends a little later.
 */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/thread.h"

#include "tracer/preload/interpreter.h"
#include "tracer/python/caller.h"
#include "tracer/python/gil.h"
#include "tracer/python/object.h"
#include "tracer/python/operation.h"
#include "tracer/python/thing.h"

static PyCFunction original_sentinel;
static void (*original_end)(void *); /* the interpreter's only one */

static void name_thread(PyObject *thread, uint64_t id)
{
    PyObject *name = object_attribute(thread, "_name");
    const char *text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    if (text) {
        recorder_name(id, text);
    }
    Py_XDECREF(name);
}

/* ---- making and starting ---- */

/* What threading makes for a thread (its _started) is no object of the script's. */
static void open_making(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->hides = true;
    operation_open(operation);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

/* The executor or the queue that it is to work for, 0: none. */
static uint64_t find_owner(const struct operation *start)
{
    const struct operation *outer = start->outer;
    enum object_type type = outer && outer->thing ? outer->thing->type : TYPE_UNKNOWN;
    return type == TYPE_EXECUTOR || type == TYPE_PROCESS_QUEUE ? outer->object : 0;
}

/* The thread's number is given when it is made, inside. */
static void open_start(struct operation *operation, const struct call *call)
{
    const struct thing *known = thing_find(call->self); /* started before */
    PyObject *is_daemon = object_attribute(call->self, "_daemonic");
    operation->object = known ? known->id : 0;
    operation->operation = OPERATION_THREAD_CREATE;
    operation->flags = is_daemon == Py_True ? FLAG_SPECIAL : 0;
    operation->hides = true;
    Py_XDECREF(is_daemon);
    operation_open(operation);
}

static void close_start(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result) {
        operation_done(operation, find_owner(operation));
    } else {
        operation_fail_by_exception(operation);
    }
    operation_close(operation);
}

static void open_setting(struct operation *operation, const struct call *call)
{
    (void)operation;
    (void)call;
}

/* Too late: it runs. */
static void close_setting(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)operation;
    const struct thing *known = thing_find(call->self);
    if (!result) {
        operation_record_refusal(OPERATION_THREAD_CREATE, known ? known->id : 0);
    }
}

/* _thread.start_new_thread, inside Thread.start or called by itself. */
static PyCFunction original_start;

static PyObject *start_new_thread(PyObject *module, PyObject *args)
{
    struct operation *start = operation_innermost();
    if (!start || start->operation != OPERATION_THREAD_CREATE || start->is_hidden) {
        return original_start(module, args);
    }
    struct interpreter_birth birth = {.flags = start->flags, .owner = find_owner(start)};
    interpreter_birth = &birth;
    PyObject *result = original_start(module, args);
    interpreter_birth = NULL;
    start->object = id_make(ID_THREAD, birth.number);
    start->is_begun = birth.number != 0;
    start->is_over = birth.number == 0;
    struct thing *thing = thing_add(start->self, THING_THREAD, TYPE_UNKNOWN, start->object);
    if (thing) {
        thing_watch(thing, start->self);
        name_thread(start->self, start->object);
    }
    return result;
}

/* ---- joining ---- */

static void open_join(struct operation *operation, const struct call *call)
{
    operation->hides = true;
    object_open_limited(operation, OPERATION_THREAD_JOIN, call_argument(call, 1, "timeout"), NULL);
}

static void close_join(struct operation *operation, const struct call *call, PyObject *result)
{
    PyObject *is_stopped = result ? object_attribute(call->self, "_is_stopped") : NULL;
    if (!result) {
        operation_fail_by_exception(operation);
    } else if (is_stopped == Py_True) {
        operation_done(operation, 0);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    Py_XDECREF(is_stopped);
    operation_close(operation);
    if (!result && !operation->thing) { /* it has not been started */
        operation_record_refusal(OPERATION_THREAD_JOIN, 0);
    }
}

/* ---- beginning and ending ---- */

/* Called by the interpreter when the thread has nothing of Python's left; in the child of a fork by
 * the only thread there is, for all the others. The sentinel is behind a weak reference. */
static void end(void *watch)
{
    const struct thing *sentinel = thing_find(PyWeakref_GET_OBJECT((PyObject *)watch));
    uint32_t number = recorder_thread();
    if (sentinel && sentinel->thread == number) {
        gil_leave();
        operation_record(EVENT_THREAD_END, HOW_RETURNED, id_make(ID_THREAD, number), 0);
        operation_end_thread();
        interpreter_end_thread();
    }
    original_end(watch);
}

static PyObject *set_sentinel(PyObject *module, PyObject *unused)
{
    PyObject *sentinel = original_sentinel(module, unused);
    if (!sentinel) {
        return NULL;
    }
    uint64_t id = id_make(ID_THREAD, recorder_thread());
    struct thing *thing = thing_add(sentinel, THING_SENTINEL, TYPE_LOCK, id);
    if (thing) {
        thing->thread = recorder_thread();
    }
    PyThreadState *state = PyThreadState_Get();
    if (state->on_delete && state->on_delete != end) {
        original_end = state->on_delete;
        state->on_delete = end;
    }
    PyObject *self = caller_self();
    if (self) {
        name_thread(self, id);
    }
    return sentinel;
}

static const struct patch patches[] = {
    {"_set_sentinel", set_sentinel, &original_sentinel},
    {"start_new_thread", start_new_thread, &original_start},
    {"start_new", start_new_thread, &original_start},
};

bool thread_patch(PyObject *module)
{
    return patch_functions(module, patches, sizeof(patches) / sizeof(patches[0]));
}

const struct wrapping thread_wrappings[] = {
    {"Thread", "__init__", open_making, close_making},
    {"Thread", "start", open_start, close_start},
    {"Thread", "daemon", open_setting, close_setting},
    {"Thread", "join", open_join, close_join},
};

const size_t thread_wrapping_count = sizeof(thread_wrappings) / sizeof(thread_wrappings[0]);
