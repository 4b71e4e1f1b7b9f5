/* The worker of a process executor: it takes a task, runs it, and sends what came of it. */
#include <stdlib.h>

#include "tracer/process/connection.h"
#include "tracer/process/errand.h"
#include "tracer/process/process_executor.h"
#include "tracer/process/process_queue.h"
#include "tracer/process/process_semaphore.h"
#include "tracer/process/remote_task.h"

/* Only the parent has the other ends, so that a worker sees when it is gone. */
static void leave_to_parent(struct tl_process_executor *executor)
{
    struct errand errand;
    errand_begin(&errand);
    tl_connection_close(executor->outcomes[0]);
    tl_connection_close(executor->wakeup[0]);
    tl_connection_close(executor->wakeup[1]);
    process_queue_close_writer(executor->calls);
    errand_end(&errand);
}

/* False: there are no more. */
static bool take_task(struct tl_process_executor *executor, struct remote_task *task)
{
    struct errand errand;
    struct tl_value call = tl_none();
    errand_begin(&errand);
    int result = process_queue_get(executor->calls, &call, limit_forever());
    errand_end(&errand);
    bool is_task = result == TL_OK && call.type == TL_VALUE_BYTES &&
                   remote_task_unpack(call.data, call.size, task) == TL_OK;
    tl_value_free(&call);
    return is_task;
}

/* False if nobody will get to know it. */
static bool send_outcome(struct tl_process_executor *executor, const struct remote_outcome *outcome)
{
    struct errand errand;
    size_t size;
    void *message = remote_outcome_pack(outcome, &size);
    int result = TL_NO_MEMORY;
    errand_begin(&errand);
    if (message) {
        process_semaphore_acquire(executor->outcome_lock, limit_forever());
        result = connection_send_bytes(executor->outcomes[1], message, size);
        process_semaphore_release(executor->outcome_lock, 1);
    }
    errand_end(&errand);
    free(message);
    return result == TL_OK;
}

static bool do_task(struct tl_process_executor *executor, struct remote_task *task)
{
    struct remote_outcome outcome = remote_task_run(task);
    bool is_told = send_outcome(executor, &outcome);
    tl_value_free(&outcome.value);
    tl_value_free(&task->argument);
    return is_told;
}

/* A worker that cannot tell what came of a task ends as if it had died of it. */
int executor_work(void *argument)
{
    struct tl_process_executor *executor = argument;
    struct remote_task task;
    leave_to_parent(executor);
    while (take_task(executor, &task)) {
        if (!do_task(executor, &task)) {
            return 1;
        }
    }
    return 0;
}
