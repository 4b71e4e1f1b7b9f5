/* The inside of tl_pool, as CPython's: workers are forked in the constructor, and three daemon
 * threads of the parent keep it going. The worker handler replaces workers that die and, when the
 * pool is closed and has no job left, tells the task handler to end; the task handler moves tasks
 * from the task queue to the inqueue, and at the end says goodbye to workers and result handler;
 * the result handler moves outcomes from the outqueue to the jobs they are for. */
#ifndef THREADLANE_PROCESS_POOL_H
#define THREADLANE_PROCESS_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/process/simple_queue.h"
#include "tracer/sync/guard.h"
#include "tracer/sync/queue.h"
#include "tracer/threadlane_process.h"

struct finalizer;
struct pollfd;
struct pool_job;

enum pool_state {
    POOL_RUN,
    POOL_CLOSE,
    POOL_TERMINATE,
};

struct tl_pool {
    uint64_t id;
    unsigned worker_limit;
    struct tl_queue tasks;             /* of struct pool_job *, or NULL to end */
    struct simple_queue inqueue;       /* of tasks, to the workers */
    struct simple_queue outqueue;      /* of outcomes, back */
    struct tl_connection *notifier[2]; /* wakes the worker handler */
    struct tl_thread *worker_handler;  /* a daemon, as the other two */
    struct tl_thread *task_handler;
    struct tl_thread *result_handler;
    _Atomic bool task_handler_is_done; /* nothing blocks it any more */
    _Atomic bool result_handler_is_done;
    struct pollfd *polls; /* owned; the worker handler's, one a worker and one more */
    struct finalizer *finalizer;

    struct guard guard; /* protects the rest */
    enum pool_state state;
    bool is_ended;          /* somebody terminates it, or has */
    struct pool_job *first; /* the cache, oldest first, by job.next */
    struct pool_job *last;
    uint64_t job_count;
    struct tl_process **workers; /* owned, oldest first */
    unsigned worker_count;       /* of those that are not known to have ended */
    struct tl_process **retired; /* owned; whose names may still be in use */
    unsigned retired_count;
};

/* A message that is no task and no outcome. */
#define POOL_SENTINEL      ""
#define POOL_SENTINEL_SIZE 1

enum pool_state pool_state(struct tl_pool *pool);
/* The worker handler looks again at state and cache. */
void pool_notify(struct tl_pool *pool);

/* ---- the worker handler ---- */

/* Forks until there are as many workers as there shall be; false if the system gives no more. */
bool pool_start_workers(struct tl_pool *pool);
void pool_handle_workers(void *pool);

/* ---- the others ---- */

void pool_handle_tasks(void *pool);
void pool_handle_results(void *pool);

/* In a worker: runs tasks until there are no more; its exit code. */
int pool_work(void *pool);

#endif
