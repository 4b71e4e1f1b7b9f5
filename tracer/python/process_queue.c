/* Who puts an item has it told before the feeder can see it. It is sent by who has the write lock,
 * the feeder of that process; it has been got when the read lock is given back, or the room, as the
 * one or the other comes first. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/process_queue.h"

#include "tracer/event/misuse.h"
#include "tracer/python/caller.h"
#include "tracer/python/item_road.h"
#include "tracer/python/object.h"
#include "tracer/python/process_lock.h"

/* ---- making ---- */

static void open_making(struct operation *operation, const struct call *call)
{
    static const char *const makers[] = {"context.py", "queues.py", NULL};
    struct thing *thing = NULL;
    if (operation_innermost() || caller_is_script(makers)) {
        thing = object_make_shared(call->self, TYPE_PROCESS_QUEUE, recorder_new_object(), false);
    }
    operation->thing = thing;
    operation->operation = OPERATION_OBJECT_CREATE;
    operation->is_over = true;
    operation->hides = !thing;
    operation->object = thing ? thing->id : 0;
    operation_open(operation);
}

static void share_road(PyObject *queue, const char *attribute, struct item_road *road)
{
    struct thing *lock = process_lock_find(queue, attribute);
    if (lock) {
        lock->road = item_road_share(road);
    }
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    struct thing *thing = operation->thing;
    PyObject *limit = call_argument(call, 1, "maxsize");
    if (result && thing) {
        thing_watch(thing, call->self);
        thing->road = item_road_create();
        share_road(call->self, "_wlock", thing->road);
        share_road(call->self, "_sem", thing->road);
        long most = limit && PyLong_Check(limit) ? PyLong_AsLong(limit) : 0;
        if (most > 0) {
            operation_record(EVENT_OBJECT_HAS, ROLE_LIMIT, thing->id, (uint64_t)most);
        }
    }
    operation_close(operation);
}

/* ---- items ---- */

static bool is_closed(PyObject *queue)
{
    PyObject *closed = object_attribute(queue, "_closed");
    PyErr_Clear();
    Py_XDECREF(closed);
    return closed == Py_True;
}

static void open_exchange(struct operation *operation, enum event_operation what, PyObject *timeout,
                          PyObject *is_blocking)
{
    operation->has_timed_out = is_closed(operation->self);
    object_open_limited(operation, what, timeout, is_blocking);
    if (operation->thing && !operation->thing->road) {
        operation->hides = true;
    }
}

static void settle_put(struct operation *operation, enum settle_moment moment)
{
    if (moment == SETTLE_AT_NOTIFY && !operation->is_over) {
        struct item_road *road = operation->thing->road;
        uint32_t number = item_road_put(road);
        operation_done(operation, number | (uint64_t)item_road_size(road) << 32);
    }
}

static void open_put(struct operation *operation, const struct call *call)
{
    operation->settle = settle_put;
    open_exchange(operation, OPERATION_QUEUE_PUT, call_argument(call, 3, "timeout"),
                  call_argument(call, 2, "block"));
}

/* What follows lies in it, also when nothing has to wait: it reads a pipe. */
static void open_get(struct operation *operation, const struct call *call)
{
    open_exchange(operation, OPERATION_QUEUE_GET, call_argument(call, 2, "timeout"),
                  call_argument(call, 1, "block"));
    if (operation->limit_ns != 0 && !operation->has_timed_out) {
        operation_begin(operation);
    }
}

static void close_exchange(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (operation->has_timed_out) {
        operation_fail(operation, REASON_MISUSE, MISUSE_PROCESS_QUEUE_CLOSED);
    } else if (!result && PyErr_ExceptionMatches(PyExc_EOFError)) {
        operation_fail(operation, REASON_END_OF_FILE, 0);
    } else if (!result && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
        operation_fail_by_exception(operation);
    } else {
        operation_fail(operation, operation->limit_ns ? REASON_TIMEOUT : REASON_BUSY, 0);
    }
    operation_close(operation);
}

/* ---- on their way ---- */

void process_queue_note_taken(const struct thing *lock)
{
    if (lock->road && lock->type == TYPE_PROCESS_LOCK) {
        item_road_send(lock->road);
    }
}

static struct operation *find_get(void)
{
    struct operation *operation = operation_innermost();
    bool is_it = operation && operation->operation == OPERATION_QUEUE_GET && operation->thing &&
                 operation->thing->type == TYPE_PROCESS_QUEUE;
    return is_it ? operation : NULL;
}

/* The feeder gives room back for what it could not send. */
void process_queue_note_given(const struct thing *lock, bool is_failing)
{
    struct operation *get = find_get();
    bool is_room = lock->type == TYPE_BOUNDED_SEMAPHORE;
    if (get && !get->is_over && get->thing->road && (is_room || !is_failing)) {
        uint32_t number = item_road_get(get->thing->road);
        operation_done(get, number | (uint64_t)item_road_size(get->thing->road) << 32);
    } else if (!get && is_room && lock->road) {
        item_road_drop(lock->road);
    }
}

const struct wrapping process_queue_wrappings[] = {
    {"Queue", "__init__", open_making, close_making},
    {"Queue", "put", open_put, close_exchange},
    {"Queue", "get", open_get, close_exchange},
    {"JoinableQueue", "put", open_put, close_exchange},
};

const size_t process_queue_wrapping_count =
    sizeof(process_queue_wrappings) / sizeof(process_queue_wrappings[0]);
