#define PY_SSIZE_T_CLEAN
#include "tracer/python/object.h"

#include "tracer/python/caller.h"

#define NAME_SIZE 256

uint64_t object_find_owner(void)
{
    const struct operation *innermost = operation_innermost();
    bool is_making = innermost && innermost->operation == OPERATION_OBJECT_CREATE;
    return is_making ? innermost->object : 0;
}

static struct thing *make(PyObject *object, enum object_type type, uint64_t id, uint16_t flags)
{
    if (operation_is_quiet()) {
        return NULL;
    }
    struct thing *thing = thing_add(object, THING_OBJECT, type, id);
    if (thing) {
        (type == TYPE_FUTURE ? operation_record_with : operation_record)(
            EVENT_OBJECT_CREATE, (uint16_t)type | flags, id, object_find_owner());
    }
    return thing;
}

void object_name(const struct thing *thing)
{
    char found[NAME_SIZE];
    if (thing && !operation_innermost() && caller_find_name(found, sizeof(found))) {
        recorder_name(thing->id, found);
    }
}

struct thing *object_make_nameless(PyObject *object, enum object_type type)
{
    return make(object, type, recorder_new_object(), 0);
}

struct thing *object_make(PyObject *object, enum object_type type)
{
    struct thing *thing = object_make_nameless(object, type);
    object_name(thing);
    return thing;
}

struct thing *object_make_shared(PyObject *object, enum object_type type, uint64_t id,
                                 bool is_public)
{
    struct thing *thing = make(object, type, id, FLAG_READER | (is_public ? FLAG_SPECIAL : 0));
    if (thing) {
        thing->is_shared = true;
        object_name(thing);
    }
    return thing;
}

void object_begin_making(struct operation *operation, const struct call *call,
                         enum object_type type)
{
    struct thing *known = thing_find(call->self);
    struct thing *thing = known ? known : object_make(call->self, type);
    operation->thing = thing;
    operation->operation = OPERATION_OBJECT_CREATE;
    operation->is_over = true;
    operation->hides = !thing;
    operation->object = thing ? thing->id : 0;
    if (thing && !known) {
        thing_watch(thing, call->self);
    }
    operation_open(operation);
}

void object_end_making(struct operation *operation, const PyObject *result)
{
    operation_close(operation);
    if (!result && object_find_owner() == 0) { /* else it is told where that is made */
        operation_record_refusal(OPERATION_OBJECT_CREATE, 0);
    }
}

void object_note_lock(const struct thing *thing, PyObject *lock)
{
    const struct thing *used = lock ? thing_find(lock) : NULL;
    if (thing && used) {
        operation_record(EVENT_OBJECT_HAS, ROLE_LOCK, thing->id, used->id);
    }
}

void object_note_limit(const struct operation *making, const char *attribute)
{
    long limit = object_number(making->self, attribute, -1);
    if (!making->hides && limit >= 0) {
        operation_record(EVENT_OBJECT_HAS, ROLE_LIMIT, making->object, (uint64_t)limit);
    }
}

static bool is_telling(const struct operation *operation)
{
    return operation && operation->thing && !operation->is_hidden && !operation->is_over;
}

/* A wait on a condition gives the lock back to whoever waits by it. */
void object_note(void)
{
    struct operation *operation = operation_innermost();
    while (operation && operation->operation == OPERATION_CONDITION_WAIT) {
        operation = operation->outer;
    }
    if (is_telling(operation) && operation->note) {
        operation->note(operation);
    }
}

void object_settle(enum settle_moment moment)
{
    struct operation *innermost = operation_innermost();
    if (is_telling(innermost) && innermost->settle) {
        innermost->settle(innermost, moment);
    }
}

PyObject *object_attribute(PyObject *object, const char *name)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *attribute = PyObject_GetAttrString(object, name);
    PyErr_Restore(type, value, traceback);
    return attribute;
}

long object_number(PyObject *object, const char *name, long otherwise)
{
    PyObject *attribute = object_attribute(object, name);
    long number = attribute && PyLong_Check(attribute) ? PyLong_AsLong(attribute) : otherwise;
    Py_XDECREF(attribute);
    return number;
}

void object_open(struct operation *operation, enum event_operation what)
{
    operation->thing = thing_find(operation->self);
    operation->operation = operation->thing ? what : 0;
    operation->hides |= !operation->thing;
    operation->object = operation->thing ? operation->thing->id : 0;
    operation_open(operation);
}

void object_open_limited(struct operation *operation, enum event_operation what, PyObject *timeout,
                         PyObject *is_blocking)
{
    operation->limit_ns = operation_limit_ns(timeout);
    if (is_blocking && PyObject_IsTrue(is_blocking) == 0) {
        operation->limit_ns = 0;
    }
    operation->flags = operation->limit_ns == WAIT_FOREVER ? 0
                       : operation->limit_ns == 0          ? FLAG_TRY
                                                           : FLAG_TIMED;
    object_open(operation, what);
}
