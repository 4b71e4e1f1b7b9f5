/* One task of a pool and its future, as multiprocessing's ApplyResult. The user holds the handle,
 * the pool the job; the future is the user's, and also the pool's until its outcome has come. */
#include <stdlib.h>
#include <string.h>

#include "tracer/process/pool.h"
#include "tracer/process/pool_job.h"
#include "tracer/sync/future.h"
#include "tracer/sync/object.h"

struct tl_async_result {
    struct pool_job job; /* first */
    struct tl_future *future;
    struct tl_value value; /* owned; none before there is one, and with an error */
};

static struct tl_async_result *result_of(struct pool_job *job)
{
    return (struct tl_async_result *)job;
}

/* ---- the job ---- */

static void set_error(struct tl_async_result *result, struct remote_outcome *outcome)
{
    const char *told = outcome->value.data;
    char *text = strdup(told ? told : tl_strerror(outcome->error));
    tl_value_free(&outcome->value);
    future_set(result->future, NULL, outcome->error, text);
}

static void set(struct pool_job *job, struct remote_outcome *outcome)
{
    struct tl_async_result *result = result_of(job);
    if (outcome->error) {
        set_error(result, outcome);
    } else {
        result->value = outcome->value;
        future_set(result->future, &result->value, 0, NULL);
    }
}

static void destroy(struct pool_job *job)
{
    struct tl_async_result *result = result_of(job);
    tl_value_free(&result->value);
    pool_job_finish(job);
    if (result->future) {
        future_let_go(result->future);
    }
    free(result);
}

static const struct pool_job_ways result_ways = {set, destroy};

/* ---- apply_async ---- */

static struct tl_async_result *make(tl_process_task *function, struct tl_value argument)
{
    struct tl_async_result *result = calloc(1, sizeof(*result));
    if (result && !pool_job_init(&result->job, &result_ways, function, &argument, 1)) {
        free(result);
        result = NULL;
    }
    return result;
}

/* In a point of its creation. */
static bool submit(struct tl_async_result *result, struct tl_pool *pool, struct door_point *point,
                   const char *name)
{
    if (!pool_job_enter(&result->job, pool)) {
        point->object = pool->id;
        door_point_misuse(point, MISUSE_POOL_NOT_RUNNING, TL_STATE);
        return false;
    }
    result->future = future_create(point, pool->id, name);
    if (!result->future) {
        pool_job_leave(&result->job, pool);
        return false;
    }
    result->job.tasks[0].future = result->future->id;
    pool_job_submit(&result->job, pool);
    return true;
}

struct tl_async_result *tl_pool_apply_async(struct tl_pool *pool, tl_process_task *function,
                                            struct tl_value argument, const char *name)
{
    DOOR_ENTER();
    if (!pool || !function) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    struct tl_async_result *result = make(function, argument);
    if (!result) {
        return NULL;
    }
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    point.flags |= FLAG_READER; /* shared: its worker names it */
    bool is_submitted = submit(result, pool, &point, name);
    door_point_close(&point);
    if (!is_submitted) {
        pool_job_let_go(&result->job);
        result = NULL;
    }
    return result;
}

/* ---- results ---- */

bool tl_async_result_is_ready(const struct tl_async_result *result)
{
    return result && tl_future_is_done(result->future);
}

static int refuse_null(void)
{
    return door_refuse(OPERATION_FUTURE_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
}

int tl_async_result_is_successful(const struct tl_async_result *result)
{
    DOOR_ENTER();
    if (!result) {
        return refuse_null();
    }
    if (!tl_async_result_is_ready(result)) {
        return door_refuse(OPERATION_FUTURE_WAIT, result->future->id, MISUSE_RESULT_NOT_READY,
                           TL_STATE);
    }
    return result->future->error ? TL_TASK_ERROR : TL_OK;
}

int tl_async_result_wait(struct tl_async_result *result, double timeout)
{
    DOOR_ENTER();
    return result ? future_wait(result->future, limit_from_seconds(timeout)) : refuse_null();
}

int tl_async_result_get(struct tl_async_result *result, double timeout, struct tl_value *value)
{
    DOOR_ENTER();
    if (!result) {
        return refuse_null();
    }
    int waited = future_wait(result->future, limit_from_seconds(timeout));
    if (waited == TL_OK && result->future->error) {
        return TL_TASK_ERROR;
    }
    if (waited == TL_OK && value) {
        *value = result->value;
        value->is_owned = false;
    }
    return waited;
}

const char *tl_async_result_error(const struct tl_async_result *result)
{
    bool has_failed = tl_async_result_is_ready(result) && result->future->error_text;
    return has_failed ? result->future->error_text : "";
}

void tl_async_result_destroy(struct tl_async_result *result)
{
    DOOR_ENTER();
    if (result && future_destroy(result->future) == TL_OK) {
        pool_job_let_go(&result->job);
    }
}
