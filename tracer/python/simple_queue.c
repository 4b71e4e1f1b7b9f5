/* It waits for nothing but its own lock, so a wait is told as one for the queue. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/simple_queue.h"

#include "tracer/python/object.h"
#include "tracer/python/patch.h"

static struct {
    PyCFunction put, put_nowait, get, get_nowait;
    newfunc make;
    destructor destroy;
} original;

typedef PyObject *put_function(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                               PyObject *names);
typedef PyObject *get_function(PyObject *self, PyTypeObject *type, PyObject *const *arguments,
                               Py_ssize_t count, PyObject *names);

static uint64_t size_of(const struct thing *queue)
{
    return queue->takings - queue->depth;
}

/* An argument by name would be `item`. */
static PyObject *put_by(put_function *function, PyObject *self, PyObject *const *arguments,
                        Py_ssize_t count, PyObject *names)
{
    struct call call = {.arguments = arguments, .count = (size_t)count, .names = names};
    PyObject *item = call_argument(&call, 0, "item");
    struct thing *queue = thing_find(self);
    if (queue && item && !operation_is_quiet()) {
        queue->takings++;
        operation_record(EVENT_QUEUE_PUT, item == Py_None ? FLAG_SPECIAL : 0, queue->id,
                         queue->takings | size_of(queue) << 32);
    }
    return function(self, arguments, count, names);
}

static PyObject *put(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names)
{
    return put_by((put_function *)(void *)original.put, self, arguments, count, names);
}

static PyObject *put_nowait(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                            PyObject *names)
{
    return put_by((put_function *)(void *)original.put_nowait, self, arguments, count, names);
}

static PyObject *get_by(get_function *function, PyObject *self, PyTypeObject *type,
                        PyObject *const *arguments, Py_ssize_t count, PyObject *names)
{
    struct call call = {.arguments = arguments, .count = (size_t)count, .names = names};
    struct operation operation = {.self = self};
    struct operation_wait wait = {0};
    object_open_limited(&operation, OPERATION_QUEUE_GET, call_argument(&call, 1, "timeout"),
                        call_argument(&call, 0, "block"));
    struct thing *queue = operation.thing;
    bool will_wait = queue && size_of(queue) == 0 && operation.limit_ns > 0;
    if (will_wait) {
        operation_expect_wait(&wait, &operation);
    }
    PyObject *item = function(self, type, arguments, count, names);
    if (will_wait) {
        operation_end_expecting(&wait);
    }
    if (item && queue) {
        queue->depth++;
        operation_done(&operation, queue->depth | size_of(queue) << 32);
    } else {
        operation_fail(&operation, operation.limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(&operation);
    return item;
}

static PyObject *get(PyObject *self, PyTypeObject *type, PyObject *const *arguments,
                     Py_ssize_t count, PyObject *names)
{
    return get_by((get_function *)(void *)original.get, self, type, arguments, count, names);
}

static PyObject *get_nowait(PyObject *self, PyTypeObject *type, PyObject *const *arguments,
                            Py_ssize_t count, PyObject *names)
{
    return get_by((get_function *)(void *)original.get_nowait, self, type, arguments, count, names);
}

static PyObject *make(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    PyObject *queue = original.make(type, arguments, names);
    if (queue) {
        object_make(queue, TYPE_QUEUE);
    }
    return queue;
}

static void destroy(PyObject *queue)
{
    thing_end(queue);
    original.destroy(queue);
}

void simple_queue_patch(PyObject *module)
{
    static const struct patch patches[] = {
        {"put", (PyCFunction)(void *)put, &original.put},
        {"put_nowait", (PyCFunction)(void *)put_nowait, &original.put_nowait},
        {"get", (PyCFunction)(void *)get, &original.get},
        {"get_nowait", (PyCFunction)(void *)get_nowait, &original.get_nowait},
    };
    PyObject *type = PyDict_GetItemString(PyModule_GetDict(module), "SimpleQueue");
    if (type && PyType_Check(type) && ((PyTypeObject *)type)->tp_new != make &&
        patch_methods(type, patches, sizeof(patches) / sizeof(patches[0]))) {
        original.make = ((PyTypeObject *)type)->tp_new;
        original.destroy = ((PyTypeObject *)type)->tp_dealloc;
        ((PyTypeObject *)type)->tp_new = make;
        ((PyTypeObject *)type)->tp_dealloc = destroy;
    }
}
