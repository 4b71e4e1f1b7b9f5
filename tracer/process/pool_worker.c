/* A worker, in its own process: tasks from the inqueue, outcomes to the outqueue. When the parent
 * is gone, however it went, the inqueue ends, because workers close their copies of the end that
 * writes it. */
#include <stdlib.h>

#include "tracer/process/pool.h"
#include "tracer/process/remote_task.h"
#include "tracer/sync/door.h"

/* What a worker does by itself has no line of the user's. */
static void close_parents_ends(struct tl_pool *pool)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    tl_connection_close(pool->inqueue.writer);
    tl_connection_close(pool->outqueue.reader);
    tl_connection_close(pool->notifier[0]);
    tl_connection_close(pool->notifier[1]);
    door_point_close(&point);
    door_leave(&visit);
}

/* False to end. */
static bool receive(struct tl_pool *pool, struct remote_task *task)
{
    void *message = NULL;
    size_t size = 0;
    bool is_task = simple_queue_get(&pool->inqueue, &message, &size) == TL_OK &&
                   remote_task_unpack(message, size, task) == TL_OK;
    free(message);
    return is_task;
}

static bool await_task(struct tl_pool *pool, struct remote_task *task)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    bool is_task = receive(pool, task);
    door_point_close(&point);
    door_leave(&visit);
    return is_task;
}

static bool send(struct tl_pool *pool, const struct remote_outcome *outcome)
{
    size_t size;
    void *message = remote_outcome_pack(outcome, &size);
    bool is_sent = message && simple_queue_put(&pool->outqueue, message, size) == TL_OK;
    free(message);
    return is_sent;
}

static bool answer(struct tl_pool *pool, struct remote_outcome *outcome)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    bool is_sent = send(pool, outcome);
    door_point_close(&point);
    door_leave(&visit);
    tl_value_free(&outcome->value);
    return is_sent;
}

int pool_work(void *argument)
{
    struct tl_pool *pool = argument;
    struct remote_task task;
    bool is_needed = true;
    close_parents_ends(pool);
    while (is_needed && await_task(pool, &task)) {
        struct remote_outcome outcome = remote_task_run(&task);
        tl_value_free(&task.argument);
        is_needed = answer(pool, &outcome);
    }
    return 0;
}
