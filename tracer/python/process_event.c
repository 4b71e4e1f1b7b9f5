/* Who waits does so for a permit of the condition inside, whose semaphores are known by their place
 * in shared memory: those say who can still go on. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/process_event.h"

#include "tracer/python/caller.h"
#include "tracer/python/object.h"

static void open_making(struct operation *operation, const struct call *call)
{
    static const char *const makers[] = {"context.py", "synchronize.py", NULL};
    struct thing *thing = NULL;
    if (operation_innermost() || caller_is_script(makers)) {
        thing = object_make_shared(call->self, TYPE_EVENT, recorder_new_object(), false);
    }
    operation->thing = thing;
    operation->operation = thing ? OPERATION_OBJECT_CREATE : 0;
    operation->is_over = true;
    operation->object = thing ? thing->id : 0;
    operation_open(operation);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    if (result && operation->thing) {
        thing_watch(operation->thing, call->self);
    }
    operation_close(operation);
}

/* What changes it is told before anybody can see it. */
static void open_change(struct operation *operation, const struct call *call,
                        enum event_operation what)
{
    operation->thing = thing_find(call->self);
    operation->operation = operation->thing ? what : 0;
    operation->object = operation->thing ? operation->thing->id : 0;
    operation_open(operation);
    operation_done(operation, 0);
}

static void open_set(struct operation *operation, const struct call *call)
{
    open_change(operation, call, OPERATION_EVENT_SET);
}

static void open_clear(struct operation *operation, const struct call *call)
{
    open_change(operation, call, OPERATION_EVENT_CLEAR);
}

static void close_change(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

static void open_wait(struct operation *operation, const struct call *call)
{
    object_open_limited(operation, OPERATION_EVENT_WAIT, call_argument(call, 1, "timeout"), NULL);
    operation->hides = false; /* what an unknown one is made of may be known */
}

static void close_wait(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (!result) {
        operation_fail_by_exception(operation);
    } else if (result == Py_True) {
        operation_done(operation, 0);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(operation);
}

const struct wrapping process_event_wrappings[] = {
    {"Event", "__init__", open_making, close_making},
    {"Event", "set", open_set, close_change},
    {"Event", "clear", open_clear, close_change},
    {"Event", "wait", open_wait, close_wait},
};

const size_t process_event_wrapping_count =
    sizeof(process_event_wrappings) / sizeof(process_event_wrappings[0]);
