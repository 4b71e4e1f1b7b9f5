#define PY_SSIZE_T_CLEAN
#include "tracer/python/condition.h"

#include "tracer/python/object.h"

/* ---- making ---- */

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_CONDITION);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    PyObject *lock = result ? object_attribute(call->self, "_lock") : NULL;
    object_note_lock(operation->thing, lock);
    Py_XDECREF(lock);
    object_end_making(operation, result);
}

/* ---- waiting ---- */

/* One that nobody told of, but around a lock that is known: what the wait does to it matters. */
static const struct thing *find_or_make(PyObject *condition)
{
    PyObject *lock = object_attribute(condition, "_lock");
    struct thing *thing = thing_find(condition);
    if (!thing && lock && thing_find(lock)) {
        thing = object_make(condition, TYPE_CONDITION);
    }
    Py_XDECREF(lock);
    return thing;
}

static void open_wait(struct operation *operation, const struct call *call)
{
    const struct thing *thing = find_or_make(call->self);
    PyObject *timeout = call_argument(call, 1, "timeout");
    operation->operation = OPERATION_CONDITION_WAIT; /* also unknown ones: they have waiter locks */
    operation->object = thing ? thing->id : 0;
    operation->limit_ns = operation_limit_ns(timeout);
    operation->flags = operation->limit_ns == WAIT_FOREVER ? 0 : FLAG_TIMED;
    operation_open(operation);
    operation->is_hidden |= !thing;
}

static void close_wait(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    } else if (result == Py_False) {
        operation_fail(operation, REASON_TIMEOUT, 0);
    } else {
        operation_done(operation, 0);
    }
    operation_close(operation);
    if (operation->outer && operation->outer->thing) {
        operation->outer->has_waited = true;
        operation->outer->has_timed_out = result == Py_False;
    }
}

/* The caller has the lock, so now it is sure to wait; and waits for nothing before. */
void condition_note_waiter(struct operation *wait, PyObject *lock)
{
    if (wait->is_hidden || wait->wait != 0) {
        return;
    }
    struct thing *waiter = thing_add(lock, THING_WAITER, TYPE_WAITER, wait->object);
    if (waiter) {
        operation_begin(wait);
        wait->wait = recorder_next_wait();
        waiter->thread = recorder_thread();
        waiter->wait = wait->wait;
    }
}

/* ---- notifying ---- */

uint32_t condition_count_woken(PyObject *condition, long asked)
{
    PyObject *waiters = object_attribute(condition, "_waiters");
    Py_ssize_t waiting = waiters ? PyObject_Size(waiters) : 0;
    Py_XDECREF(waiters);
    return waiting <= 0 || asked <= 0 ? 0 : waiting < asked ? (uint32_t)waiting : (uint32_t)asked;
}

/* The caller has the lock: Python looks at that first. Told once, before the first is woken. */
static void tell_notify(struct operation *operation)
{
    if (operation->is_over) {
        return;
    }
    uint32_t asked = (uint32_t)operation->noted;
    long limit = asked == NOTIFY_ALL ? LONG_MAX : (long)asked;
    operation_done(operation, asked | (uint64_t)condition_count_woken(operation->self, limit)
                                          << 32);
}

static void open_notify_of(struct operation *operation, const struct call *call, uint32_t asked)
{
    (void)call;
    object_settle(SETTLE_AT_NOTIFY);
    operation->noted = asked;
    object_open(operation, OPERATION_CONDITION_NOTIFY);
}

/* notify_all goes through notify. */
static void open_notify(struct operation *operation, const struct call *call)
{
    const struct operation *outer = operation_innermost();
    if (outer && outer->operation == OPERATION_CONDITION_NOTIFY && outer->self == call->self) {
        operation_open(operation);
        return;
    }
    PyObject *count = call_argument(call, 1, "n");
    long asked = count && PyLong_Check(count) ? PyLong_AsLong(count) : 1;
    PyErr_Clear();
    open_notify_of(operation, call, asked > 0 ? (uint32_t)asked : 0);
}

static void open_notify_all(struct operation *operation, const struct call *call)
{
    open_notify_of(operation, call, NOTIFY_ALL);
}

static void close_notify(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    } else if (operation->operation == OPERATION_CONDITION_NOTIFY) {
        tell_notify(operation);
    }
    operation_close(operation);
}

void condition_note_wake(const struct thing *waiter)
{
    for (struct operation *at = operation_innermost(); at; at = at->outer) {
        if (at->operation == OPERATION_CONDITION_NOTIFY) {
            tell_notify(at);
        }
    }
    operation_record(EVENT_DOOR_WAKE, 0, waiter->id, (uint64_t)waiter->thread << 32 | waiter->wait);
}

/* ---- asking who has the lock, which for a Lock is done by trying it ---- */

const struct wrapping condition_wrappings[] = {
    {"Condition", "__init__", open_making, close_making},
    {"Condition", "wait", open_wait, close_wait},
    {"Condition", "notify", open_notify, close_notify},
    {"Condition", "notify_all", open_notify_all, close_notify},
    {"Condition", "_is_owned", call_open_hidden, call_close_hidden},
};

const size_t condition_wrapping_count =
    sizeof(condition_wrappings) / sizeof(condition_wrappings[0]);
