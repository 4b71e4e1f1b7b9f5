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

/* The site is that of the outermost call. */
void operation_open(struct operation *operation)
{
    struct operation *outer = innermost;
    operation->outer = outer;
    operation->is_hidden = has_ended || (outer && (outer->is_hidden || outer->hides));
    operation->storey = outer ? (uint8_t)(outer->storey + (outer->operation != 0)) : 0;
    operation->site = outer && outer->operation ? outer->site : caller_site();
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
#define X(number, NAME, python, chinese)                                                           \
    if (text && PyUnicode_CompareWithASCIIString(text, python) == 0) {                             \
        found = number;                                                                            \
    }
    MISUSE_TABLE(X)
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

void operation_record(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value)
{
    const struct operation *outer = innermost;
    if (has_ended || (outer && (outer->is_hidden || outer->hides))) {
        return;
    }
    unsigned storey = outer ? outer->storey + (outer->operation != 0) : 0;
    recorder_event(kind, flags | storey_flags(storey) | RECORDER_SITE,
                   outer && outer->operation ? outer->site : caller_site(), object, value);
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

struct operation_wait operation_sleep(struct operation *operation)
{
    struct operation *served = find_told(operation);
    struct operation_wait wait = {.operation = served};
    if (served) {
        operation_begin(served);
        wait.object = served->object;
        wait.number = served->wait ? served->wait : recorder_next_wait();
        served->wait = 0;
        record_wait(&wait, EVENT_DOOR_WAIT_BEGIN, 0);
    }
    return wait;
}

void operation_wake(const struct operation_wait *wait, enum event_reason reason)
{
    if (wait->operation) {
        record_wait(wait, reason ? EVENT_DOOR_WAIT_FAILED : EVENT_DOOR_WAIT, reason);
    }
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
