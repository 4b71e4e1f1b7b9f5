/* The task handler and the result handler. */
#include <stdlib.h>

#include "tracer/process/connection.h"
#include "tracer/process/pool.h"
#include "tracer/process/pool_job.h"
#include "tracer/process/value.h"
#include "tracer/sync/door.h"

/* ---- tasks ---- */

static int send_packed(struct tl_pool *pool, const struct remote_task *task)
{
    size_t size;
    void *message = remote_task_pack(task, &size);
    int result = message ? simple_queue_put(&pool->inqueue, message, size) : TL_NO_MEMORY;
    free(message);
    return result;
}

/* The error and its text go into the outcome; true if there is none. */
static bool send_task(struct tl_pool *pool, const struct remote_task *task,
                      struct remote_outcome *outcome)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    outcome->error = send_packed(pool, task);
    door_point_close(&point);
    if (outcome->error) {
        outcome->value = tl_value_copy(tl_text(tl_strerror(outcome->error)));
    }
    return outcome->error == TL_OK;
}

/* What cannot travel is the user's mistake, so it stands at storey 0. */
static bool try_task(struct tl_pool *pool, const struct remote_task *task,
                     struct remote_outcome *outcome)
{
    enum misuse refusal = value_refusal(task->argument);
    if (!refusal) {
        return send_task(pool, task, outcome);
    }
    uint64_t pipe = connection_pipe_out(pool->inqueue.writer);
    outcome->error = door_refuse(OPERATION_PIPE_SEND, pipe, refusal, TL_INVALID);
    outcome->value = tl_value_copy(tl_text(misuse_message(refusal)));
    return false;
}

/* Its records stand at the line of the user's call. A task that cannot be sent has failed. */
static void pass_task(struct tl_pool *pool, const struct pool_job *job, size_t index)
{
    const struct remote_task task = {
        .future = job->tasks[index].future,
        .job = job->number,
        .index = index,
        .function = job->function,
        .argument = job->tasks[index].argument,
    };
    struct remote_outcome outcome = {.job = job->number, .index = index};
    struct door_visit visit = door_enter(job->site, true);
    bool is_sent = try_task(pool, &task, &outcome);
    door_leave(&visit);
    if (!is_sent) {
        pool_job_deliver(pool, &outcome);
    }
}

/* All its tasks; false if the pool is terminated meanwhile. */
static bool pass_job(struct tl_pool *pool, const struct pool_job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        if (pool_state(pool) == POOL_TERMINATE) {
            return false;
        }
        pass_task(pool, job, i);
    }
    return true;
}

/* What it does by itself has no line of the user's. */
static struct pool_job *await_job(struct tl_pool *pool)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    void *job = NULL;
    door_point_open(&point, 0, 0); /* only a storey */
    queue_get(&pool->tasks, &job, limit_forever());
    door_point_close(&point);
    door_leave(&visit);
    return job;
}

/* The result handler ends when all jobs are done, and each worker when it has read its goodbye;
 * those of a terminated pool are killed. */
static void say_goodbye(struct tl_pool *pool)
{
    simple_queue_put(&pool->outqueue, POOL_SENTINEL, POOL_SENTINEL_SIZE);
    for (unsigned i = 0; i < pool->worker_count && pool_state(pool) != POOL_TERMINATE; i++) {
        simple_queue_put(&pool->inqueue, POOL_SENTINEL, POOL_SENTINEL_SIZE);
    }
}

void pool_handle_tasks(void *argument)
{
    struct tl_pool *pool = argument;
    bool is_open = true;
    for (struct pool_job *job = await_job(pool); job; job = is_open ? await_job(pool) : NULL) {
        is_open = pass_job(pool, job);
        pool_job_let_go(job);
    }
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    say_goodbye(pool);
    door_point_close(&point);
    door_leave(&visit);
    atomic_store(&pool->task_handler_is_done, true);
}

/* ---- results ---- */

enum received {
    RECEIVED_OUTCOME,
    RECEIVED_GOODBYE,
    RECEIVED_END,
};

static enum received receive(struct tl_pool *pool, struct remote_outcome *outcome)
{
    void *message = NULL;
    size_t size = 0;
    enum received received = RECEIVED_END;
    if (simple_queue_get(&pool->outqueue, &message, &size) == TL_OK) {
        bool is_outcome = remote_outcome_unpack(message, size, outcome) == TL_OK;
        received = is_outcome ? RECEIVED_OUTCOME : RECEIVED_GOODBYE;
    }
    free(message);
    return pool_state(pool) == POOL_TERMINATE ? RECEIVED_END : received;
}

static enum received await_outcome(struct tl_pool *pool, struct remote_outcome *outcome)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    outcome->value = tl_none();
    door_point_open(&point, 0, 0); /* only a storey */
    enum received received = receive(pool, outcome);
    door_point_close(&point);
    door_leave(&visit);
    return received;
}

static bool has_jobs(struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    bool has_some = pool->first != NULL;
    guard_unlock(&pool->guard);
    return has_some;
}

void pool_handle_results(void *argument)
{
    struct tl_pool *pool = argument;
    struct remote_outcome outcome;
    enum received received = RECEIVED_OUTCOME;
    bool is_ending = false;
    while (received != RECEIVED_END && (!is_ending || has_jobs(pool))) {
        received = await_outcome(pool, &outcome);
        is_ending = is_ending || received == RECEIVED_GOODBYE;
        if (received == RECEIVED_OUTCOME) {
            pool_job_deliver(pool, &outcome);
        } else {
            tl_value_free(&outcome.value);
        }
    }
    atomic_store(&pool->result_handler_is_done, true);
}
