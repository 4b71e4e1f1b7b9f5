/* Of a queue that is first in, first out the numbers of items are counts. Of the others, which give
 * the last or the smallest, it is remembered which item has which number. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/queue.h"

#include "tracer/python/caller.h"
#include "tracer/python/item_list.h"
#include "tracer/python/object.h"

enum queue_order { /* value of ROLE_ORDER */
                   ORDER_FIRST = 0,
                   ORDER_LAST = 1,
                   ORDER_SMALLEST = 2,
};

/* ---- making ---- */

static bool is_kind_of(PyObject *queue, const char *class)
{
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), "queue");
    PyObject *type = module ? PyDict_GetItemString(PyModule_GetDict(module), class) : NULL;
    return type && PyObject_IsInstance(queue, type) == 1;
}

static enum queue_order order_of(PyObject *queue)
{
    return is_kind_of(queue, "LifoQueue")       ? ORDER_LAST
           : is_kind_of(queue, "PriorityQueue") ? ORDER_SMALLEST
                                                : ORDER_FIRST;
}

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_QUEUE);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    enum queue_order order = result ? order_of(call->self) : ORDER_FIRST;
    if (result && object_number(call->self, "maxsize", 0) > 0) {
        object_note_limit(operation, "maxsize");
    }
    if (order != ORDER_FIRST && operation->thing) {
        operation_record(EVENT_OBJECT_HAS, ROLE_ORDER, operation->object, order);
        operation->thing->items = item_list_create();
    }
    object_end_making(operation, result);
}

/* ---- items ---- */

static uint64_t size_of(const struct operation *operation)
{
    PyObject *size = PyObject_CallMethod(operation->self, "_qsize", NULL);
    long count = size && PyLong_Check(size) ? PyLong_AsLong(size) : 0;
    Py_XDECREF(size);
    PyErr_Clear();
    return (uint64_t)count;
}

static uint32_t number_of_put(struct operation *operation)
{
    struct thing *queue = operation->thing;
    uint32_t number = ++queue->takings;
    if (queue->items) {
        item_list_add(queue->items, (const void *)(uintptr_t)operation->noted, number);
    }
    return number;
}

/* The one that has just been got lies in a variable of the method that notifies now. */
static uint32_t number_of_got(const struct operation *operation)
{
    struct thing *queue = operation->thing;
    return queue->items ? item_list_take(queue->items, caller_local("item")) : ++queue->depth;
}

/* Who puts notifies when it is in, who gets when it is out; who fails notifies nobody. */
static void settle_put(struct operation *operation, enum settle_moment moment)
{
    if (moment == SETTLE_AT_NOTIFY) {
        uint32_t number = number_of_put(operation);
        operation_done(operation, number | size_of(operation) << 32);
    }
}

static void settle_get(struct operation *operation, enum settle_moment moment)
{
    if (moment == SETTLE_AT_NOTIFY) {
        uint32_t number = number_of_got(operation);
        operation_done(operation, number | size_of(operation) << 32);
    }
}

static void open_put(struct operation *operation, const struct call *call)
{
    operation->settle = settle_put;
    operation->noted = (uint64_t)(uintptr_t)call_argument(call, 1, "item");
    object_open_limited(operation, OPERATION_QUEUE_PUT, call_argument(call, 3, "timeout"),
                        call_argument(call, 2, "block"));
}

static void open_get(struct operation *operation, const struct call *call)
{
    operation->settle = settle_get;
    object_open_limited(operation, OPERATION_QUEUE_GET, call_argument(call, 2, "timeout"),
                        call_argument(call, 1, "block"));
}

/* Full or Empty, unless it was called as it must not be. */
static void close_exchange(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result && (PyErr_ExceptionMatches(PyExc_ValueError) ||
                    PyErr_ExceptionMatches(PyExc_KeyboardInterrupt))) {
        operation_fail_by_exception(operation);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(operation);
}

/* ---- tasks ---- */

static void note_unfinished(struct operation *operation)
{
    operation->noted = (uint64_t)object_number(operation->self, "unfinished_tasks", 0);
}

static void settle_task_done(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (operation->noted > 0) {
        operation_done(operation, operation->noted - 1);
    }
}

static void open_task_done(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->note = note_unfinished;
    operation->settle = settle_task_done;
    object_open(operation, OPERATION_QUEUE_TASK_DONE);
}

static void settle_join(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    if (object_number(operation->self, "unfinished_tasks", 0) == 0) {
        operation_done(operation, 0);
    }
}

static void open_join(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_join;
    object_open(operation, OPERATION_QUEUE_JOIN);
}

static void close_task(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    }
    operation_close(operation);
}

const struct wrapping queue_wrappings[] = {
    {"Queue", "__init__", open_making, close_making},
    {"Queue", "put", open_put, close_exchange},
    {"Queue", "get", open_get, close_exchange},
    {"Queue", "task_done", open_task_done, close_task},
    {"Queue", "join", open_join, close_task},
};

const size_t queue_wrapping_count = sizeof(queue_wrappings) / sizeof(queue_wrappings[0]);
