/* Tried first, as a thread's lock is, and as SemLock does itself. How many permits there are is not
 * asked, because other processes may change it between a call and its record: who reads the trace
 * counts. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/process_lock.h"

#include <string.h>

#include "tracer/preload/interpreter.h"
#include "tracer/python/caller.h"
#include "tracer/python/object.h"
#include "tracer/python/process_queue.h"

static struct {
    PyCFunction acquire, release, enter, leave;
    destructor destroy;
} original;

typedef PyObject *fast_function(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                                PyObject *names);
typedef PyObject *leave_function(PyObject *self, PyObject *const *arguments, Py_ssize_t count);

static bool is_lock(const struct thing *thing)
{
    return thing->type == TYPE_PROCESS_LOCK || thing->type == TYPE_RLOCK;
}

/* Asked of the lock itself by one of its methods. */
static long ask(PyObject *lock, const char *method)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *answer = PyObject_CallMethod(lock, method, NULL);
    long number = answer ? PyLong_AsLong(answer) : 0;
    Py_XDECREF(answer);
    PyErr_Restore(type, value, traceback);
    return number;
}

/* ---- acquire ---- */

static void tell_taken(struct operation *operation, PyObject *lock)
{
    bool is_rlock = operation->thing->type == TYPE_RLOCK;
    operation_done(operation, !is_lock(operation->thing) ? PERMITS_UNKNOWN
                              : is_rlock                 ? (uint64_t)ask(lock, "_count")
                                                         : 1);
}

static enum event_reason reason_of(const struct operation *operation, PyObject *result)
{
    return !result ? REASON_INTERRUPTED : operation->limit_ns == 0 ? REASON_BUSY : REASON_TIMEOUT;
}

static PyObject *try(PyObject *lock)
{
    PyObject *no_waiting[] = {Py_False};
    return ((fast_function *)(void *)original.acquire)(lock, no_waiting, 1, NULL);
}

/* In vain until now: the real call. */
static PyObject *sleep_for(struct operation *operation, PyObject *lock, PyObject *const *arguments,
                           Py_ssize_t count, PyObject *names)
{
    struct operation_wait wait = {0};
    operation_expect_wait(&wait, operation);
    PyObject *result = ((fast_function *)(void *)original.acquire)(lock, arguments, count, names);
    operation_end_expecting(&wait);
    return result;
}

static PyObject *take(struct thing *thing, const struct call *call)
{
    struct operation operation = {.self = call->self, .thing = thing};
    object_open_limited(&operation,
                        is_lock(thing) ? OPERATION_LOCK_ACQUIRE : OPERATION_SEMAPHORE_ACQUIRE,
                        call_argument(call, 1, "timeout"), call_argument(call, 0, "block"));
    PyObject *result = try(call->self);
    if (result == Py_False && operation.limit_ns > 0) {
        Py_DECREF(result);
        result = sleep_for(&operation, call->self, call->arguments, (Py_ssize_t)call->count,
                           call->names);
    }
    if (result == Py_True) {
        tell_taken(&operation, call->self);
        process_queue_note_taken(thing);
    } else {
        operation_fail(&operation, reason_of(&operation, result), 0);
    }
    operation_close(&operation);
    return result;
}

static PyObject *acquire(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                         PyObject *names)
{
    struct thing *thing = thing_find(self);
    if (!thing || operation_is_quiet()) {
        return ((fast_function *)(void *)original.acquire)(self, arguments, count, names);
    }
    return take(thing, &(struct call){self, arguments, (size_t)count, names});
}

static PyObject *enter(PyObject *self, PyObject *unused)
{
    (void)unused;
    return acquire(self, NULL, 0, NULL);
}

/* ---- release ---- */

/* It will say so itself: who has not got it, or gives back what nobody took. */
static bool will_refuse(const struct thing *thing, PyObject *lock)
{
    if (thing->type == TYPE_RLOCK) {
        return ask(lock, "_is_mine") == 0;
    }
    return thing->type != TYPE_SEMAPHORE &&
           ask(lock, "_get_value") >= object_number(lock, "maxvalue", 1);
}

static PyObject *refuse(struct thing *thing, PyObject *lock)
{
    struct operation operation = {.self = lock, .thing = thing};
    object_open(&operation, is_lock(thing) ? OPERATION_LOCK_RELEASE : OPERATION_SEMAPHORE_RELEASE);
    PyObject *result = original.release(lock, NULL);
    if (!result) {
        operation_fail_by_exception(&operation);
    }
    operation_close(&operation);
    return result;
}

static void tell_given(const struct thing *thing, PyObject *lock)
{
    if (is_lock(thing)) {
        uint32_t depth = thing->type == TYPE_RLOCK ? (uint32_t)ask(lock, "_count") - 1 : 0;
        operation_record_ordered(EVENT_LOCK_RELEASE, 0, thing->id, depth);
    } else {
        operation_record_ordered(EVENT_SEMAPHORE_RELEASE, 0, thing->id,
                                 PERMITS_UNKNOWN | UINT64_C(1) << 32);
    }
}

static PyObject *give(struct thing *thing, PyObject *lock, bool is_failing)
{
    if (will_refuse(thing, lock)) {
        return refuse(thing, lock);
    }
    process_queue_note_given(thing, is_failing);
    tell_given(thing, lock);
    return original.release(lock, NULL);
}

static PyObject *release(PyObject *self, PyObject *unused)
{
    struct thing *thing = thing_find(self);
    return !thing || operation_is_quiet() ? original.release(self, unused)
                                          : give(thing, self, true);
}

/* Left by an exception if there is one among the arguments. */
static PyObject *leave(PyObject *self, PyObject *const *arguments, Py_ssize_t count)
{
    struct thing *thing = thing_find(self);
    if (!thing || operation_is_quiet()) {
        return ((leave_function *)(void *)original.leave)(self, arguments, count);
    }
    return give(thing, self, count > 0 && arguments[0] != Py_None);
}

/* ---- life ---- */

static bool has_base(PyObject *object, const char *name)
{
    PyObject *bases = Py_TYPE(object)->tp_mro;
    bool has_it = false;
    for (Py_ssize_t i = 0; bases && i < PyTuple_GET_SIZE(bases); i++) {
        has_it |= strcmp(((PyTypeObject *)PyTuple_GET_ITEM(bases, i))->tp_name, name) == 0;
    }
    return has_it;
}

static enum object_type type_of(PyObject *lock)
{
    return has_base(lock, "Lock")               ? TYPE_PROCESS_LOCK
           : has_base(lock, "RLock")            ? TYPE_RLOCK
           : has_base(lock, "BoundedSemaphore") ? TYPE_BOUNDED_SEMAPHORE
                                                : TYPE_SEMAPHORE;
}

/* What is inside is told as the one object. */
static void open_making(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->hides = true;
    operation_open(operation);
}

static void make(PyObject *self, PyObject *inner)
{
    static const char *const makers[] = {"context.py", "synchronize.py", "sharedctypes.py", NULL};
    enum object_type type = type_of(self);
    PyObject *handle = object_attribute(inner, "handle");
    PyObject *name = object_attribute(inner, "name");
    uint64_t id = handle ? interpreter.find_shared(PyLong_AsVoidPtr(handle)) : 0;
    if (id != 0 && (operation_innermost() || caller_is_script(makers))) {
        struct thing *thing = object_make_shared(inner, type, id, name && name != Py_None);
        if (thing && !is_lock(thing)) {
            operation_record(EVENT_OBJECT_HAS, ROLE_LIMIT, id, (uint64_t)ask(inner, "_get_value"));
        }
    }
    Py_XDECREF(name);
    Py_XDECREF(handle);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    PyObject *inner = result ? object_attribute(call->self, "_semlock") : NULL;
    operation_close(operation);
    if (inner && !operation_is_quiet()) {
        make(call->self, inner);
    }
    PyErr_Clear();
    Py_XDECREF(inner);
}

struct thing *process_lock_find(PyObject *object, const char *attribute)
{
    PyObject *lock = object_attribute(object, attribute);
    PyObject *inner = lock ? object_attribute(lock, "_semlock") : NULL;
    struct thing *thing = inner ? thing_find(inner) : NULL;
    Py_XDECREF(inner);
    Py_XDECREF(lock);
    PyErr_Clear();
    return thing;
}

static void destroy(PyObject *lock)
{
    thing_end(lock);
    original.destroy(lock);
}

/* ---- patches ---- */

#define FUNCTION(name) ((PyCFunction)(void *)(name))

static const struct patch patches[] = {
    {"acquire", FUNCTION(acquire), &original.acquire},
    {"release", release, &original.release},
    {"__enter__", enter, &original.enter},
    {"__exit__", FUNCTION(leave), &original.leave},
};

void process_lock_patch(void)
{
    PyObject *module = PyDict_GetItemString(PyImport_GetModuleDict(), "_multiprocessing");
    PyObject *type = module ? PyDict_GetItemString(PyModule_GetDict(module), "SemLock") : NULL;
    if (!type || !PyType_Check(type) || original.destroy) {
        return;
    }
    if (patch_methods(type, patches, sizeof(patches) / sizeof(patches[0]))) {
        interpreter.tell_for((const void *)(uintptr_t)original.acquire);
        original.destroy = ((PyTypeObject *)type)->tp_dealloc;
        ((PyTypeObject *)type)->tp_dealloc = destroy;
    }
}

const struct wrapping process_lock_wrappings[] = {
    {"SemLock", "__init__", open_making, close_making},
};

const size_t process_lock_wrapping_count =
    sizeof(process_lock_wrappings) / sizeof(process_lock_wrappings[0]);
