/* concurrent.futures' ThreadPoolExecutor: a SimpleQueue, a semaphore and threads, which take tasks
 * from the queue and run them, each for its future. */
#define PY_SSIZE_T_CLEAN
#include "tracer/python/future.h"
#include "tracer/python/object.h"

static void open_making(struct operation *operation, const struct call *call)
{
    object_begin_making(operation, call, TYPE_EXECUTOR);
}

static void close_making(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    if (result) {
        object_note_limit(operation, "_max_workers");
    }
    object_end_making(operation, result);
}

/* A future that is made for a task is the executor's, and so is a thread that it starts. */
static void close_submit(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    operation_close(operation);
    if (!result) {
        operation_record_refusal(OPERATION_OBJECT_CREATE, operation->object);
    } else {
        object_name(thing_find(result));
    }
}

/* ---- tasks ---- */

static void open_task(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->lends = true;
    operation_open(operation);
}

void executor_begin_task(struct operation *run, const struct operation *future)
{
    run->operation = OPERATION_TASK_RUN;
    run->object = future->object;
    run->limit_ns = 0;
    if (future->thing) {
        operation_begin(run);
    }
}

void executor_end_task(struct operation *run, uint32_t error)
{
    if (run->operation != OPERATION_TASK_RUN || !run->is_begun) {
        return;
    }
    if (error) {
        operation_fail(run, REASON_TASK_ERROR, error);
    } else {
        operation_done(run, 0);
    }
}

static void close_task(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    executor_end_task(operation, 0);
    operation_close(operation);
}

/* ---- shutting down ---- */

static void settle_shutdown(struct operation *operation, enum settle_moment moment)
{
    (void)moment;
    operation_done(operation, 0);
}

static void open_shutdown(struct operation *operation, const struct call *call)
{
    (void)call;
    operation->settle = settle_shutdown;
    object_open(operation, OPERATION_OBJECT_CLOSE);
}

static void close_shutdown(struct operation *operation, const struct call *call, PyObject *result)
{
    (void)call;
    (void)result;
    operation_close(operation);
}

const struct wrapping executor_wrappings[] = {
    {"ThreadPoolExecutor", "__init__", open_making, close_making},
    {"ThreadPoolExecutor", "submit", open_making, close_submit},
    {"ThreadPoolExecutor", "shutdown", open_shutdown, close_shutdown},
    {"_WorkItem", "run", open_task, close_task},
};

const size_t executor_wrapping_count = sizeof(executor_wrappings) / sizeof(executor_wrappings[0]);
