#define PY_SSIZE_T_CLEAN
#include "tracer/python/semaphore.h"

#include "tracer/python/object.h"

static long permits(const struct operation *operation)
{
    return object_number(operation->self, "_value", 0);
}

/* ---- making ---- */

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_SEMAPHORE);
}

/* Which goes through the one above. */
static void open_making_bounded(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_BOUNDED_SEMAPHORE);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result) {
        object_note_limit(operation, "_value");
    }
    object_end_making(operation, result);
}

static void close_making_bounded(struct operation *operation, const struct call *call,
                                 PyObject *result)
{
    (void)call;
    object_end_making(operation, result);
}

/* ---- acquire ---- */

static void note_permits(struct operation *operation)
{
    operation->noted = (uint64_t)permits(operation);
}

/* It has one permit less than it found, or none. */
static void settle_acquire(struct operation *operation, enum settle_moment moment)
{
    uint64_t left = (uint64_t)permits(operation);
    if (moment == SETTLE_AT_RELEASE && left < operation->noted) {
        operation_done(operation, left);
    }
}

static void open_acquire(struct operation *operation, const struct call *call)
{
    operation->note = note_permits;
    operation->settle = settle_acquire;
    object_open_limited(operation, OPERATION_SEMAPHORE_ACQUIRE, call_argument(call, 2, "timeout"),
                        call_argument(call, 1, "blocking"));
}

static void close_acquire(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(operation);
}

/* ---- release ---- */

static void settle_release(struct operation *operation, enum settle_moment moment)
{
    if (moment == SETTLE_AT_NOTIFY) {
        operation_done(operation, (uint32_t)permits(operation) | (uint64_t)operation->noted << 32);
    }
}

static void open_release(struct operation *operation, const struct call *call)
{
    PyObject *count = call_argument(call, 1, "n");
    operation->settle = settle_release;
    operation->noted = count && PyLong_Check(count) ? (uint32_t)PyLong_AsLong(count) : 1;
    PyErr_Clear();
    object_open(operation, OPERATION_SEMAPHORE_RELEASE);
}

static void close_release(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    }
    operation_close(operation);
}

const struct wrapping semaphore_wrappings[] = {
    {"Semaphore", "__init__", open_making, close_making},
    {"Semaphore", "acquire", open_acquire, close_acquire},
    {"Semaphore", "release", open_release, close_release},
    {"BoundedSemaphore", "__init__", open_making_bounded, close_making_bounded},
    {"BoundedSemaphore", "release", open_release, close_release},
};

const size_t semaphore_wrapping_count =
    sizeof(semaphore_wrappings) / sizeof(semaphore_wrappings[0]);
