#define PY_SSIZE_T_CLEAN
#include "tracer/python/operation.h"

#include <Python.h>
#include <math.h>

#include "tracer/event/misuse.h"
#include "tracer/python/caller.h"

#define NS_PER_SECOND 1e9
#define STOREY_MAX    7

static _Thread_local struct operation *innermost;
static _Thread_local bool has_ended;
static _Thread_local struct operation_wait *expected;

struct operation *operation_innermost(void)
{
    return innermost;
}

void operation_end_thread(void)
{
    has_ended = true;
}

static uint16_t storey_flags(unsigned storey)
{
    return (uint16_t)((storey < STOREY_MAX ? storey : STOREY_MAX) << FLAG_STOREY_SHIFT);
}

static uint8_t storey_inside(const struct operation *outer)
{
    return !outer || outer->lends ? 0 : (uint8_t)(outer->storey + (outer->operation != 0));
}

/* That of the outermost call. */
static uint64_t site_inside(const struct operation *outer)
{
    return outer && outer->operation && !outer->lends ? outer->site : caller_site();
}

bool operation_is_quiet(void)
{
    return has_ended || (innermost && (innermost->is_hidden || innermost->hides));
}

void operation_open(struct operation *operation)
{
    struct operation *outer = innermost;
    operation->outer = outer;
    operation->is_hidden = operation_is_quiet();
    operation->storey = storey_inside(outer);
    operation->site = site_inside(outer);
    innermost = operation;
}

void operation_close(struct operation *operation)
{
    innermost = operation->outer;
}

static void record(const struct operation *operation, uint16_t kind, unsigned flags, uint64_t value)
{
    recorder_event(
        kind,
        (uint16_t)(operation->flags | flags | storey_flags(operation->storey) | RECORDER_SITE),
        operation->site, operation->object, value);
}

static bool is_told(const struct operation *operation)
{
    return operation->operation != 0 && !operation->is_hidden && !operation->is_over;
}

void operation_begin(struct operation *operation)
{
    if (operation->outer && !operation->is_begun) {
        operation_begin(operation->outer);
    }
    if (is_told(operation) && !operation->is_begun) {
        operation->is_begun = true;
        record(operation, (uint16_t)(operation->operation << 2 | STAGE_BEGIN), 0,
               operation->limit_ns);
    }
}

void operation_done(struct operation *operation, uint64_t value)
{
    if (is_told(operation)) {
        record(operation, (uint16_t)(operation->operation << 2),
               operation->is_begun ? FLAG_CONTENDED : 0, value);
        operation->is_over = true;
    }
}

void operation_fail(struct operation *operation, enum event_reason reason, uint64_t value)
{
    if (is_told(operation)) {
        record(operation, (uint16_t)(operation->operation << 2 | STAGE_FAILED),
               reason | (operation->is_begun ? FLAG_CONTENDED : 0), value);
        operation->is_over = true;
    }
}

/* Which rule it was tells Python's own message, which is also ours. */
static unsigned find_misuse(PyObject *exception)
{
    unsigned found = 0;
    PyObject *text = exception ? PyObject_Str(exception) : NULL;
#define X(number, NAME, python)                                                                    \
    if (text && PyUnicode_CompareWithASCIIString(text, python) == 0) {                             \
        found = number;                                                                            \
    }
    MISUSE_TABLE(X)
    X(MISUSE_TIMEOUT_NEGATIVE, , "timeout value must be positive") /* which became the other */
#undef X
    Py_XDECREF(text);
    PyErr_Clear();
    return found;
}

void operation_fail_by_exception(struct operation *operation)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    unsigned misuse = find_misuse(value);
    operation_fail(operation, misuse ? REASON_MISUSE : REASON_INTERRUPTED, misuse);
    PyErr_Restore(type, value, traceback);
}

void operation_record_refusal(enum event_operation operation, uint64_t object)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    unsigned misuse = find_misuse(value);
    if (misuse) {
        operation_record((uint16_t)(operation << 2 | STAGE_FAILED), REASON_MISUSE, object, misuse);
    }
    PyErr_Restore(type, value, traceback);
}

void operation_record(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value)
{
    if (!operation_is_quiet()) {
        recorder_event(kind, flags | storey_flags(storey_inside(innermost)) | RECORDER_SITE,
                       site_inside(innermost), object, value);
    }
}

void operation_record_with(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value)
{
    if (!operation_is_quiet()) {
        recorder_event(kind,
                       flags | storey_flags(innermost ? innermost->storey : 0) | RECORDER_SITE,
                       site_inside(innermost), object, value);
    }
}

void operation_record_ordered(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value)
{
    if (!operation_is_quiet()) {
        recorder_event_ordered(kind, flags | storey_flags(storey_inside(innermost)) | RECORDER_SITE,
                               site_inside(innermost), object, value);
    }
}

/* ---- waits ---- */

static struct operation *find_told(struct operation *operation)
{
    while (operation && !is_told(operation)) {
        operation = operation->outer;
    }
    return operation;
}

static void record_wait(const struct operation_wait *wait, uint16_t kind, unsigned flags)
{
    const struct operation *served = wait->operation;
    recorder_event(kind,
                   (uint16_t)((served->flags & FLAG_TIMED) | flags | storey_flags(served->storey) |
                              RECORDER_SITE),
                   served->site, wait->object, wait->number);
}

void operation_expect_wait(struct operation_wait *wait, struct operation *operation)
{
    wait->own = operation;
    wait->operation = find_told(operation);
    wait->outer = expected;
    if (wait->operation) {
        operation_begin(wait->operation);
        wait->object = wait->operation->object;
    }
    expected = wait;
}

void operation_end_expecting(const struct operation_wait *wait)
{
    expected = wait->outer;
}

bool operation_expects_wait(void)
{
    return expected != NULL;
}

/* A number that was reserved is that of the first sleep. */
void operation_sleep(void)
{
    struct operation_wait *wait = expected;
    if (wait && wait->operation) {
        uint32_t reserved = wait->operation->wait;
        wait->operation->wait = 0;
        wait->number = reserved ? reserved : recorder_next_wait();
        record_wait(wait, EVENT_DOOR_WAIT_BEGIN, 0);
    }
}

void operation_wake(enum event_reason reason)
{
    struct operation_wait *wait = expected;
    if (wait && wait->number != 0) {
        record_wait(wait, reason ? EVENT_DOOR_WAIT_FAILED : EVENT_DOOR_WAIT, reason);
        wait->number = 0;
    }
    if (wait && wait->go_on) {
        wait->go_on(wait, reason);
    }
}

void operation_leave_all(void)
{
    innermost = NULL;
    expected = NULL;
}

uint64_t operation_limit_ns(PyObject *seconds)
{
    if (!seconds || seconds == Py_None) {
        return WAIT_FOREVER;
    }
    double limit = PyFloat_AsDouble(seconds);
    if (PyErr_Occurred()) {
        PyErr_Clear();
        return WAIT_FOREVER;
    }
    return limit <= 0 ? 0 : limit < 1e9 ? (uint64_t)(limit * NS_PER_SECOND) : WAIT_FOREVER - 1;
}
