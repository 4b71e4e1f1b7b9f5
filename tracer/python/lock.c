/* A lock is tried first: whoever gets it at once costs one record. The interpreter does the same,
 * so trying changes nothing. All happens with the GIL, but for the time while a thread waits; so
 * no other thread of the script sees a state between a record and what it tells. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/lock.h"

#include "tracer/python/caller.h"
#include "tracer/python/condition.h"
#include "tracer/python/object.h"
#include "tracer/python/operation.h"
#include "tracer/python/part.h"
#include "tracer/python/patch.h"
#include "tracer/python/thing.h"

static struct {
    PyCFunction allocate;
    PyCFunction acquire, release;
    PyCFunction acquire_again, release_again; /* of RLock */
    PyCFunction save, restore, is_owned;
    PyCFunction free_lock, free_rlock;
    destructor destroy, destroy_again;
    newfunc make_again;
} original;

static PyObject *no_waiting; /* the arguments (False,) */

/* How an acquire was called. */
struct request {
    bool is_try, is_timed;
    uint64_t limit_ns;
};

/* Whether the interpreter would accept it; if not, it says so itself. */
static bool read_request(PyObject *args, PyObject *kwargs, struct request *request)
{
    static char *names[] = {"blocking", "timeout", NULL};
    int is_blocking = 1;
    double seconds = -1;
    *request = (struct request){.limit_ns = WAIT_FOREVER};
    if (PyTuple_GET_SIZE(args) == 0 && !kwargs) {
        return true;
    }
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|pd:acquire", names, &is_blocking, &seconds)) {
        PyErr_Clear();
        return false;
    }
    request->is_try = !is_blocking || seconds == 0;
    request->is_timed = is_blocking && seconds > 0;
    if (request->is_timed && seconds < 1e9) {
        request->limit_ns = (uint64_t)(seconds * 1e9);
    }
    return seconds == -1 ||
           (is_blocking && seconds >= 0 && seconds <= (double)PY_TIMEOUT_MAX / 1e6);
}

bool lock_is_mine(const struct thing *lock)
{
    return lock->depth > 0 && lock->holder == recorder_thread();
}

static void take(struct thing *lock, uint32_t depth)
{
    lock->takings += lock->depth == 0;
    lock->holder = recorder_thread();
    lock->depth = depth;
}

/* Python tells the owner of an RLock by an identifier that a new thread may have of one that has
 * ended: then it is the owner now, of all that the other one left. */
static void take_over(struct thing *lock, PyObject *self)
{
    bool is_others = lock->type == TYPE_RLOCK && lock->depth > 0 && !lock_is_mine(lock);
    PyObject *is_owned = is_others ? original.is_owned(self, NULL) : NULL;
    if (is_owned == Py_True) {
        lock->takings++;
        lock->holder = recorder_thread();
        operation_record(EVENT_LOCK_ACQUIRE, FLAG_SPECIAL, lock->id,
                         thing_hold_value(lock, lock->depth));
    }
    Py_XDECREF(is_owned);
}

static uint16_t request_flags(const struct request *request)
{
    return (uint16_t)((request->is_try ? FLAG_TRY : 0) | (request->is_timed ? FLAG_TIMED : 0));
}

static enum event_reason reason_of(PyObject *result)
{
    return !result ? REASON_INTERRUPTED : result == Py_True ? 0 : REASON_TIMEOUT;
}

/* ---- waiting ---- */

/* Really acquires, and tells how the thread sleeps for it. */
static PyObject *sleep_for(struct operation_wait *wait, struct operation *operation,
                           PyCFunctionWithKeywords acquire, PyObject *self, PyObject *args,
                           PyObject *kwargs)
{
    operation_expect_wait(wait, operation);
    PyObject *result = acquire(self, args, kwargs);
    operation_end_expecting(wait);
    return result;
}

/* For what the lock stands for, if it is taken. */
static PyObject *await_meaning(struct operation *operation, PyCFunctionWithKeywords acquire,
                               PyObject *self, PyObject *args, PyObject *kwargs)
{
    struct operation_wait wait = {0};
    PyObject *result = acquire(self, no_waiting, NULL);
    if (result != Py_False) {
        return result;
    }
    Py_DECREF(result);
    return sleep_for(&wait, operation, acquire, self, args, kwargs);
}

/* The end of a thread, asked for by Thread.join or by the end of the script. */
static PyObject *await_thread(const struct thing *sentinel, PyCFunctionWithKeywords acquire,
                              PyObject *self, PyObject *args, PyObject *kwargs)
{
    struct operation *outer = operation_innermost();
    bool is_in_join = outer && outer->operation == OPERATION_THREAD_JOIN;
    struct operation join = {
        .operation = is_in_join ? 0 : OPERATION_THREAD_JOIN,
        .object = sentinel->id,
        .limit_ns = WAIT_FOREVER,
    };
    operation_open(&join);
    PyObject *result = await_meaning(&join, acquire, self, args, kwargs);
    if (result == Py_True && join.is_begun) {
        operation_done(&join, 0);
    } else if (join.is_begun) {
        operation_fail(&join, reason_of(result), 0);
    }
    operation_close(&join);
    return result;
}

/* A waiter lock is taken when it is made, and again for the wait itself; which is told also when it
 * is over before it begins. */
static PyObject *await_notify(struct thing *waiter, PyCFunctionWithKeywords acquire, PyObject *self,
                              PyObject *args, PyObject *kwargs)
{
    if (waiter->depth++ == 0) {
        return acquire(self, args, kwargs);
    }
    struct operation *operation = operation_innermost();
    struct operation_wait wait = {0};
    operation_expect_wait(&wait, operation);
    PyObject *result = acquire(self, args, kwargs);
    if (operation->wait != 0) {
        operation_sleep();
        operation_wake(reason_of(result));
    }
    operation_end_expecting(&wait);
    return result;
}

/* ---- acquire ---- */

static void tell_taken(struct operation *operation, struct thing *lock, uint32_t depth)
{
    take(lock, depth);
    operation_done(operation, thing_hold_value(lock, depth));
}

/* Before it wants the GIL back. */
static void go_on(struct operation_wait *wait, enum event_reason reason)
{
    if (reason == 0) {
        tell_taken(wait->own, wait->thing, wait->depth);
    } else if (reason != REASON_INTERRUPTED) {
        operation_fail(wait->own, reason, 0);
    }
}

/* Waits if it must, and tells how that went. */
static PyObject *take_or_wait(struct thing *lock, PyCFunctionWithKeywords acquire, PyObject *self,
                              PyObject *args, PyObject *kwargs, const struct request *request)
{
    struct operation operation = {
        .operation = OPERATION_LOCK_ACQUIRE,
        .object = lock->id,
        .limit_ns = request->limit_ns,
        .flags = request_flags(request),
    };
    take_over(lock, self);
    operation_open(&operation);
    PyObject *result = acquire(self, no_waiting, NULL);
    if (result == Py_False && !request->is_try) {
        struct operation_wait wait = {.go_on = go_on, .thing = lock, .depth = 1};
        Py_DECREF(result);
        result = sleep_for(&wait, &operation, acquire, self, args, kwargs);
    }
    if (result != Py_True) {
        operation_fail(&operation, request->is_try ? REASON_BUSY : reason_of(result), 0);
    } else if (!operation.is_over) {
        tell_taken(&operation, lock, lock_is_mine(lock) ? lock->depth + 1 : 1);
    }
    operation_close(&operation);
    if (result == Py_True) {
        object_note();
    }
    return result;
}

static PyObject *refuse_acquire(const struct thing *lock, PyObject *result)
{
    if (!result && lock->role == THING_OBJECT) {
        operation_record_refusal(OPERATION_LOCK_ACQUIRE, lock->id);
    }
    return result;
}

static PyObject *acquire_as(PyCFunctionWithKeywords acquire, PyObject *self, PyObject *args,
                            PyObject *kwargs)
{
    part_look_at_imports();
    struct request request;
    struct thing *thing = thing_find(self);
    struct operation *innermost = operation_innermost();
    if (!thing && innermost && innermost->operation == OPERATION_CONDITION_WAIT &&
        innermost->is_hidden) {
        return await_meaning(innermost, acquire, self, args, kwargs);
    }
    if (!thing) {
        return acquire(self, args, kwargs);
    }
    if (!read_request(args, kwargs, &request)) {
        return refuse_acquire(thing, acquire(self, args, kwargs));
    }
    if (thing->role == THING_WAITER) {
        return await_notify(thing, acquire, self, args, kwargs);
    }
    if (thing->role == THING_SENTINEL) {
        bool is_own = thing->thread == recorder_thread();
        return is_own || request.is_try ? acquire(self, args, kwargs)
                                        : await_thread(thing, acquire, self, args, kwargs);
    }
    if (operation_is_quiet()) {
        return acquire(self, args, kwargs);
    }
    return take_or_wait(thing, acquire, self, args, kwargs, &request);
}

static PyObject *acquire(PyObject *self, PyObject *args, PyObject *kwargs)
{
    return acquire_as((PyCFunctionWithKeywords)(void *)original.acquire, self, args, kwargs);
}

static PyObject *acquire_again(PyObject *self, PyObject *args, PyObject *kwargs)
{
    return acquire_as((PyCFunctionWithKeywords)(void *)original.acquire_again, self, args, kwargs);
}

/* ---- release ---- */

static void record_release(const struct thing *lock, uint32_t depth, uint16_t flags)
{
    const struct operation *innermost = operation_innermost();
    bool is_for_wait = innermost && innermost->operation == OPERATION_CONDITION_WAIT;
    operation_record(EVENT_LOCK_RELEASE, (uint16_t)(flags | (is_for_wait ? FLAG_SPECIAL : 0)),
                     lock->id, thing_hold_value(lock, depth));
}

static PyObject *refuse(const struct thing *lock, PyCFunction release, PyObject *self)
{
    struct operation operation = {.operation = OPERATION_LOCK_RELEASE, .object = lock->id};
    operation_open(&operation);
    PyObject *result = release(self, NULL);
    if (!result) {
        operation_fail_by_exception(&operation);
    }
    operation_close(&operation);
    return result;
}

static PyObject *release_as(PyCFunction release, PyObject *self, bool is_reentrant)
{
    struct thing *thing = thing_find(self);
    if (thing && thing->role == THING_WAITER) {
        condition_note_wake(thing);
    }
    if (!thing || thing->role != THING_OBJECT || operation_is_quiet()) {
        return release(self, NULL);
    }
    take_over(thing, self);
    if (thing->depth == 0 || (is_reentrant && !lock_is_mine(thing))) {
        return refuse(thing, release, self);
    }
    object_settle(SETTLE_AT_RELEASE);
    thing->depth--;
    record_release(thing, thing->depth, 0);
    return release(self, NULL);
}

static PyObject *release(PyObject *self, PyObject *unused)
{
    (void)unused;
    return release_as(original.release, self, false);
}

static PyObject *release_again(PyObject *self, PyObject *unused)
{
    (void)unused;
    return release_as(original.release_again, self, true);
}

/* ---- all levels at once, around a wait on a condition ---- */

static PyObject *save(PyObject *self, PyObject *unused)
{
    struct thing *thing = thing_find(self);
    if (thing && lock_is_mine(thing) && !operation_is_quiet()) {
        thing->depth = 0;
        record_release(thing, 0, FLAG_SPECIAL);
    }
    return original.save(self, unused);
}

/* The interpreter tries it first, too, and takes it for ever. */
static PyObject *restore(PyObject *self, PyObject *args)
{
    struct thing *thing = thing_find(self);
    if (!thing || operation_is_quiet()) {
        return original.restore(self, args);
    }
    struct operation operation = {
        .operation = OPERATION_LOCK_ACQUIRE, .object = thing->id, .limit_ns = WAIT_FOREVER};
    uint32_t depth = 1;
    PyObject *state = PyTuple_GET_SIZE(args) == 1 ? PyTuple_GET_ITEM(args, 0) : NULL;
    if (state && PyTuple_Check(state) && PyTuple_GET_SIZE(state) == 2) {
        depth = (uint32_t)PyLong_AsUnsignedLongMask(PyTuple_GET_ITEM(state, 0));
    }
    struct operation_wait wait = {.go_on = go_on, .thing = thing, .depth = depth};
    operation_open(&operation);
    bool is_taken = thing->depth > 0;
    if (is_taken) {
        operation_expect_wait(&wait, &operation);
    }
    PyObject *result = original.restore(self, args);
    if (is_taken) {
        operation_end_expecting(&wait);
    }
    if (result && !operation.is_over) {
        tell_taken(&operation, thing, depth);
    }
    operation_close(&operation);
    object_note();
    return result;
}

/* In the child of a fork, whoever had it. */
static PyObject *free_as(PyCFunction free, PyObject *self)
{
    struct thing *thing = thing_find(self);
    if (thing && thing->role == THING_OBJECT && thing->depth > 0) {
        thing->depth = 0;
        record_release(thing, 0, FLAG_SPECIAL);
    }
    return free(self, NULL);
}

static PyObject *free_lock(PyObject *self, PyObject *unused)
{
    (void)unused;
    return free_as(original.free_lock, self);
}

static PyObject *free_rlock(PyObject *self, PyObject *unused)
{
    (void)unused;
    return free_as(original.free_rlock, self);
}

/* ---- life ---- */

static void note_made(PyObject *lock, enum object_type type)
{
    struct operation *innermost = operation_innermost();
    if (innermost && innermost->operation == OPERATION_CONDITION_WAIT) {
        condition_note_waiter(innermost, lock);
    } else if (!part_is_importing() && !caller_is_library_setup()) {
        object_make(lock, type);
    }
}

static PyObject *allocate(PyObject *module, PyObject *unused)
{
    PyObject *lock = original.allocate(module, unused);
    if (lock) {
        note_made(lock, TYPE_LOCK);
    }
    return lock;
}

static PyObject *make_again(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *lock = original.make_again(type, args, kwargs);
    if (lock) {
        note_made(lock, TYPE_RLOCK);
    }
    return lock;
}

static void destroy(PyObject *lock)
{
    thing_end(lock);
    original.destroy(lock);
}

static void destroy_again(PyObject *lock)
{
    thing_end(lock);
    original.destroy_again(lock);
}

/* ---- patches ---- */

#define FUNCTION(name) ((PyCFunction)(void *)(name))

static const struct patch function_patches[] = {
    {"allocate_lock", allocate, &original.allocate},
    {"allocate", allocate, &original.allocate},
};

static const struct patch lock_patches[] = {
    {"acquire", FUNCTION(acquire), &original.acquire},
    {"acquire_lock", FUNCTION(acquire), &original.acquire},
    {"__enter__", FUNCTION(acquire), &original.acquire},
    {"release", release, &original.release},
    {"release_lock", release, &original.release},
    {"__exit__", release, &original.release},
    {"_at_fork_reinit", free_lock, &original.free_lock},
};

static const struct patch rlock_patches[] = {
    {"acquire", FUNCTION(acquire_again), &original.acquire_again},
    {"__enter__", FUNCTION(acquire_again), &original.acquire_again},
    {"release", release_again, &original.release_again},
    {"__exit__", release_again, &original.release_again},
    {"_release_save", save, &original.save},
    {"_acquire_restore", restore, &original.restore},
    {"_at_fork_reinit", free_rlock, &original.free_rlock},
};

#define COUNT(patches) (sizeof(patches) / sizeof((patches)[0]))

static bool patch_types(PyTypeObject *lock, PyTypeObject *rlock)
{
    original.destroy = lock->tp_dealloc;
    lock->tp_dealloc = destroy;
    original.destroy_again = rlock->tp_dealloc;
    rlock->tp_dealloc = destroy_again;
    original.make_again = rlock->tp_new;
    rlock->tp_new = make_again;
    PyObject *is_owned = PyDict_GetItemString(rlock->tp_dict, "_is_owned");
    if (!is_owned || !Py_IS_TYPE(is_owned, &PyMethodDescr_Type)) {
        return false;
    }
    original.is_owned = ((PyMethodDescrObject *)is_owned)->d_method->ml_meth;
    return patch_methods((PyObject *)lock, lock_patches, COUNT(lock_patches)) &&
           patch_methods((PyObject *)rlock, rlock_patches, COUNT(rlock_patches));
}

bool lock_patch(PyObject *module)
{
    PyObject *names = PyModule_GetDict(module);
    PyObject *lock = PyDict_GetItemString(names, "LockType");
    PyObject *rlock = PyDict_GetItemString(names, "RLock");
    no_waiting = Py_BuildValue("(O)", Py_False);
    return no_waiting && lock && PyType_Check(lock) && rlock && PyType_Check(rlock) &&
           patch_types((PyTypeObject *)lock, (PyTypeObject *)rlock) &&
           patch_functions(module, function_patches, COUNT(function_patches));
}
