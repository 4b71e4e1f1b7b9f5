/* What was asked of a pool by one call: tasks, and what is done with each outcome. A job is in its
 * pool's cache until all its outcomes are there; those of a worker that died never come, and it
 * stays. The kinds of jobs (an async result, an imap) have this first in their memory. */
#ifndef THREADLANE_PROCESS_POOL_JOB_H
#define THREADLANE_PROCESS_POOL_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/remote_task.h"

struct pool_job;
struct tl_pool;

struct pool_job_ways {
    /* Takes the outcome's value, and tells those who wait. In the result handler, or the task
     * handler if the argument cannot travel. */
    void (*set)(struct pool_job *job, struct remote_outcome *outcome);
    /* Finishes the job and frees it with what the kind has. */
    void (*destroy)(struct pool_job *job);
};

struct pool_task {
    uint64_t future; /* id of the object that stands for it */
    struct tl_value argument;
    _Atomic bool is_set; /* has its outcome */
};

struct pool_job {
    const struct pool_job_ways *ways;
    uint64_t number; /* in its pool, from 1; an outcome names it */
    uint64_t site;   /* of the user's call */
    tl_process_task *function;
    struct pool_task *tasks; /* owned */
    size_t count;
    _Atomic size_t outstanding;    /* outcomes that have not come */
    _Atomic unsigned holder_count; /* the user's handle, the cache, the task queue */
    struct pool_job *next;         /* in the cache, under the pool's guard */
    struct pool_job *previous;
};

/* With copies of the arguments and one holder. False when out of memory. */
bool pool_job_init(struct pool_job *job, const struct pool_job_ways *ways,
                   tl_process_task *function, const struct tl_value *arguments, size_t count);
void pool_job_finish(struct pool_job *job);
/* One holder less; the last one destroys it. */
void pool_job_let_go(struct pool_job *job);

/* Into the cache, with a number; false if the pool takes no more. */
bool pool_job_enter(struct pool_job *job, struct tl_pool *pool);
/* Out of it again, when it was not submitted. */
void pool_job_leave(struct pool_job *job, struct tl_pool *pool);
/* Hands it to the task handler. */
void pool_job_submit(struct pool_job *job, struct tl_pool *pool);
/* Gives the outcome, whose value it takes, to the job that it is for, if there is one. */
void pool_job_deliver(struct tl_pool *pool, struct remote_outcome *outcome);
/* When the pool's threads have ended: those that still wait for outcomes get none. */
void pool_job_drop_all(struct tl_pool *pool);

#endif
