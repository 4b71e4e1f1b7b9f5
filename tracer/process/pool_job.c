#include "tracer/process/pool_job.h"

#include <stdlib.h>

#include "tracer/process/pool.h"
#include "tracer/sync/door.h"

/* ---- life ---- */

void pool_job_finish(struct pool_job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        tl_value_free(&job->tasks[i].argument);
    }
    free(job->tasks);
}

/* Of text or bytes that were not there to be copied there is no copy. */
static bool copy_arguments(struct pool_job *job, const struct tl_value *arguments, size_t count)
{
    while (job->count < count) {
        struct tl_value copy = tl_value_copy(arguments[job->count]);
        if (copy.type != arguments[job->count].type) {
            return false;
        }
        job->tasks[job->count++].argument = copy;
    }
    return true;
}

bool pool_job_init(struct pool_job *job, const struct pool_job_ways *ways,
                   tl_process_task *function, const struct tl_value *arguments, size_t count)
{
    job->ways = ways;
    job->site = door_thread_self()->site;
    job->function = function;
    job->tasks = calloc(count ? count : 1, sizeof(struct pool_task));
    job->count = 0;
    atomic_store(&job->outstanding, count);
    atomic_store(&job->holder_count, 1);
    if (!job->tasks || !copy_arguments(job, arguments, count)) {
        pool_job_finish(job);
        return false;
    }
    return true;
}

void pool_job_let_go(struct pool_job *job)
{
    if (atomic_fetch_sub(&job->holder_count, 1) == 1) {
        job->ways->destroy(job);
    }
}

/* ---- cache ---- */

bool pool_job_enter(struct pool_job *job, struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    bool is_taken = pool->state == POOL_RUN;
    if (is_taken) {
        job->number = ++pool->job_count;
        job->previous = pool->last;
        *(pool->last ? &pool->last->next : &pool->first) = job;
        pool->last = job;
        atomic_fetch_add(&job->holder_count, 1);
    }
    guard_unlock(&pool->guard);
    return is_taken;
}

/* Under the pool's guard. */
static void unlink_job(struct pool_job *job, struct tl_pool *pool)
{
    *(job->previous ? &job->previous->next : &pool->first) = job->next;
    *(job->next ? &job->next->previous : &pool->last) = job->previous;
    job->next = NULL;
    job->previous = NULL;
}

void pool_job_leave(struct pool_job *job, struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    unlink_job(job, pool);
    /* Who closed the pool meanwhile has left the workers to it. */
    bool is_awaited = !pool->first && pool->state != POOL_RUN;
    guard_unlock(&pool->guard);
    if (is_awaited) {
        pool_notify(pool);
    }
    pool_job_let_go(job);
}

void pool_job_submit(struct pool_job *job, struct tl_pool *pool)
{
    atomic_fetch_add(&job->holder_count, 1);
    if (queue_put(&pool->tasks, job, limit_forever()) != TL_OK) {
        atomic_fetch_sub(&job->holder_count, 1); /* out of memory: as if its worker had died */
    }
}

/* The job, if its task of that index has no outcome yet; the oldest first, as they mostly come. */
static struct pool_job *claim(struct tl_pool *pool, uint64_t number, uint64_t index)
{
    guard_lock(&pool->guard);
    struct pool_job *job = pool->first;
    while (job && job->number != number) {
        job = job->next;
    }
    if (job && (index >= job->count || job->tasks[index].is_set)) {
        job = NULL;
    }
    if (job) {
        job->tasks[index].is_set = true;
    }
    guard_unlock(&pool->guard);
    return job;
}

/* Its records stand at the line where the function begins. */
void pool_job_deliver(struct tl_pool *pool, struct remote_outcome *outcome)
{
    struct pool_job *job = claim(pool, outcome->job, outcome->index);
    if (!job) {
        tl_value_free(&outcome->value);
        return;
    }
    struct door_visit visit = door_enter((uint64_t)(uintptr_t)job->function + 1, true);
    job->ways->set(job, outcome);
    if (atomic_fetch_sub(&job->outstanding, 1) == 1) {
        struct door_point point;
        door_point_open(&point, 0, 0); /* only a storey */
        pool_job_leave(job, pool);
        door_point_close(&point);
    }
    door_leave(&visit);
}

static void empty_queue(struct tl_pool *pool)
{
    const struct limit now = {0, 0};
    void *job;
    while (queue_get(&pool->tasks, &job, now) == TL_OK) {
        if (job) {
            pool_job_let_go(job);
        }
    }
}

void pool_job_drop_all(struct tl_pool *pool)
{
    empty_queue(pool);
    while (pool->first) {
        struct pool_job *job = pool->first;
        unlink_job(job, pool);
        pool_job_let_go(job);
    }
}
