/* As in CPython 3.11: a work queue, up to max_workers threads that take from it, and a semaphore
 * that counts the idle ones. submit puts the work in, and starts a thread only if no idle one can
 * be claimed and there may be more. A worker gives a permit after each task.
 *
 * An item of NULL in the queue says: look whether to end. The worker that finds it so puts it back
 * for the next one. */
#include "tracer/sync/executor.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/executor_list.h"
#include "tracer/sync/future.h"
#include "tracer/sync/object.h"
#include "tracer/sync/processors.h"
#include "tracer/sync/queue.h"
#include "tracer/sync/semaphore.h"
#include "tracer/sync/task.h"
#include "tracer/sync/thread.h"

#define NAME_SIZE       96
#define WORKERS_SPARE   4  /* Python's default is the processors and so many more, */
#define WORKERS_DEFAULT 32 /* but at most this */

struct tl_executor {
    struct executor_entry entry; /* first */
    uint64_t id;
    struct tl_queue queue;    /* of struct tl_future *, or NULL */
    struct tl_semaphore idle; /* workers that have run a task and not been claimed since */
    unsigned max_workers;
    char prefix[NAME_SIZE]; /* of the workers' names */

    struct mutex shutdown_lock; /* protects the rest; who writes is_shut_down holds it */
    _Atomic bool is_shut_down;  /* also read without the lock, by workers */
    struct tl_thread **workers; /* owned */
    unsigned worker_count;
    unsigned worker_room;
    bool is_copied; /* by a fork, without its workers */
};

static struct executor_list executors;
static _Atomic unsigned unnamed_count;

/* ---- workers ---- */

/* True if there is no work, nor will be. */
static bool is_over(struct tl_executor *executor)
{
    if (!executor->is_shut_down && !executors.is_program_ending) {
        return false;
    }
    queue_put(&executor->queue, NULL, limit_forever());
    return true;
}

/* The next task; NULL to end. What a worker does by itself has no line of the user's. */
static struct tl_future *await_task(struct tl_executor *executor)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    void *task = NULL;
    door_point_open(&point, 0, 0); /* only a storey */
    do {
        queue_get(&executor->queue, &task, limit_forever());
    } while (!task && !is_over(executor));
    door_point_close(&point);
    door_leave(&visit);
    return task;
}

static void tell_idle(struct tl_executor *executor)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    semaphore_release(&executor->idle, 1);
    door_point_close(&point);
    door_leave(&visit);
}

static void work(void *argument)
{
    struct tl_executor *executor = argument;
    for (struct tl_future *task = await_task(executor); task; task = await_task(executor)) {
        task_run(task);
        tell_idle(executor);
    }
}

static bool reserve_worker(struct tl_executor *executor)
{
    if (executor->worker_count < executor->worker_room) {
        return true;
    }
    unsigned room = executor->worker_room ? executor->worker_room * 2 : 4;
    struct tl_thread **grown = realloc(executor->workers, room * sizeof(struct tl_thread *));
    if (grown) {
        executor->workers = grown;
        executor->worker_room = room;
    }
    return grown != NULL;
}

/* With the lock held. What cannot be started is not missed before the queue is long. */
static void start_worker(struct tl_executor *executor)
{
    char name[NAME_SIZE + 16];
    if (!reserve_worker(executor)) {
        return;
    }
    snprintf(name, sizeof(name), "%s_%u", executor->prefix, executor->worker_count);
    struct tl_thread *worker = thread_create_for(executor->id, work, executor, name);
    if (worker && thread_start(worker) == TL_OK) {
        executor->workers[executor->worker_count++] = worker;
        executor->is_copied = false;
    } else {
        tl_thread_destroy(worker);
    }
}

/* With the lock held: somebody must take what was put. */
static void adjust_workers(struct tl_executor *executor)
{
    const struct limit now = {0, 0};
    if (semaphore_acquire(&executor->idle, now) == TL_OK) {
        return;
    }
    if (executor->worker_count < executor->max_workers) {
        start_worker(executor);
    }
}

/* ---- submit ---- */

/* What it refuses is told of itself: there is no future to tell it of. */
static bool takes_work(const struct tl_executor *executor, struct door_point *point)
{
    point->object = executor->id;
    if (executor->is_shut_down) {
        door_point_misuse(point, MISUSE_SUBMIT_AFTER_SHUTDOWN, TL_STATE);
        return false;
    }
    if (executors.is_program_ending) {
        door_point_misuse(point, MISUSE_SUBMIT_AT_EXIT, TL_STATE);
        return false;
    }
    return true;
}

/* When nothing is recorded, nobody has to wait, and there are workers enough. */
static bool hand_over_unrecorded(struct tl_executor *executor, struct tl_future *future)
{
    struct sleeper worker;
    if (!mutex_claim_unrecorded(&executor->shutdown_lock)) {
        return false;
    }
    bool has_idle = semaphore_acquire_unrecorded(&executor->idle);
    bool is_easy = (has_idle || executor->worker_count == executor->max_workers) &&
                   !executor->is_shut_down && !executors.is_program_ending &&
                   queue_put_at_once(&executor->queue, future, 0, &worker);
    mutex_publish(&executor->shutdown_lock, MUTEX_FREE);
    if (is_easy) {
        sleeper_rouse(worker);
    } else if (has_idle) {
        semaphore_release(&executor->idle, 1);
    }
    return is_easy;
}

/* NULL: the usual way is to be taken. */
static struct tl_future *submit_unrecorded(struct tl_executor *executor,
                                           int (*function)(void *argument, void **result),
                                           void *argument)
{
    struct tl_future *future = recorder_is_on() ? NULL : future_create_unrecorded();
    if (!future) {
        return NULL;
    }
    future->function = function;
    future->argument = argument;
    if (hand_over_unrecorded(executor, future)) {
        return future;
    }
    future_let_go(future); /* as the one that would have run it, and as the one with the handle */
    future_let_go(future);
    return NULL;
}

struct tl_future *executor_submit(struct tl_executor *executor,
                                  int (*function)(void *argument, void **result), void *argument,
                                  const char *name)
{
    struct door_point point;
    struct tl_future *future = submit_unrecorded(executor, function, argument);
    if (future) {
        return future;
    }
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    if (takes_work(executor, &point)) {
        future = future_create(&point, executor->id, name);
    }
    if (future) {
        future->function = function;
        future->argument = argument;
        queue_put(&executor->queue, future, limit_forever());
        adjust_workers(executor);
    }
    mutex_release(&executor->shutdown_lock);
    door_point_close(&point);
    return future;
}

/* ---- shutdown ---- */

struct task_list {
    struct tl_future **tasks;
    size_t count;
    size_t room;
};

/* Takes what nobody has begun. What does not fit into memory stays, and is run. */
static struct task_list drain(struct tl_executor *executor)
{
    const struct limit now = {0, 0};
    struct task_list list = {.room = executor->queue.size};
    list.tasks = calloc(list.room ? list.room : 1, sizeof(struct tl_future *));
    void *task;
    while (list.tasks && list.count < list.room &&
           queue_get(&executor->queue, &task, now) == TL_OK) {
        if (task) {
            list.tasks[list.count++] = task;
        }
    }
    return list;
}

static void cancel_all(struct task_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        future_cancel(list->tasks[i]);
        future_let_go(list->tasks[i]);
    }
    free(list->tasks);
}

static int join_workers(struct tl_executor *executor)
{
    int result = TL_OK;
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    unsigned count = executor->worker_count; /* there will be no more */
    mutex_release(&executor->shutdown_lock);
    for (unsigned i = 0; i < count && result == TL_OK; i++) {
        result = thread_join(executor->workers[i], limit_forever());
    }
    return result;
}

int executor_shutdown(struct tl_executor *executor, bool is_waiting, bool cancels)
{
    struct door_point point;
    struct task_list list = {0};
    door_point_open(&point, OPERATION_OBJECT_CLOSE, executor->id);
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    if (cancels) {
        list = drain(executor);
    }
    door_point_done_with(&point, list.count, cancels ? CLOSE_IMMEDIATE : CLOSE_GENTLY);
    atomic_store(&executor->is_shut_down, true);
    queue_put(&executor->queue, NULL, limit_forever());
    mutex_release(&executor->shutdown_lock);
    cancel_all(&list);
    int result = is_waiting ? join_workers(executor) : TL_OK;
    door_point_close(&point);
    return result;
}

/* One after the other, as many say goodbye as there are workers. */
static void dismiss(struct tl_executor *executor)
{
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    unsigned count = executor->worker_count;
    mutex_release(&executor->shutdown_lock);
    for (unsigned i = 0; i < count; i++) {
        queue_put(&executor->queue, NULL, limit_forever());
    }
    join_workers(executor);
}

void executor_join_all(void)
{
    for (struct executor_entry *entry = executor_list_end(&executors); entry; entry = entry->next) {
        struct tl_executor *executor = (struct tl_executor *)entry;
        if (!executor->is_copied) {
            dismiss(executor);
        }
    }
}

void executor_begin_fork(void)
{
    guard_lock(&executors.guard);
}

void executor_end_fork(void)
{
    guard_unlock(&executors.guard);
}

void executor_follow_fork(void)
{
    executors.guard = (struct guard){0};
    for (struct executor_entry *entry = executors.first; entry; entry = entry->next) {
        ((struct tl_executor *)entry)->is_copied = true;
    }
}

/* ---- threadlane.h ---- */

static unsigned default_workers(void)
{
    unsigned workers = processor_count() + WORKERS_SPARE;
    return workers < WORKERS_DEFAULT ? workers : WORKERS_DEFAULT;
}

static void init(struct tl_executor *executor, unsigned max_workers)
{
    struct door_point point;
    executor->max_workers = max_workers;
    executor->id = object_create(&point, TYPE_EXECUTOR, 0, executor->prefix);
    queue_init(&executor->queue, 0, executor->id, NULL);
    semaphore_init(&executor->idle, 0, executor->id, "idle");
    mutex_init(&executor->shutdown_lock, TYPE_LOCK, executor->id, NULL);
    object_has(executor->id, ROLE_LIMIT, max_workers);
    door_point_close(&point);
    executor_list_enter(&executors, &executor->entry);
}

static void name_workers(struct tl_executor *executor, const char *prefix)
{
    if (prefix) {
        snprintf(executor->prefix, sizeof(executor->prefix), "%s", prefix);
    } else {
        snprintf(executor->prefix, sizeof(executor->prefix), "ThreadPoolExecutor-%u",
                 atomic_fetch_add(&unnamed_count, 1));
    }
}

struct tl_executor *tl_executor_create(int max_workers, const char *name_prefix)
{
    DOOR_ENTER();
    bool is_default = max_workers == TL_DEFAULT_WORKERS;
    if (max_workers <= 0 && !is_default) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NO_WORKERS, TL_INVALID);
        return NULL;
    }
    struct tl_executor *executor = calloc(1, sizeof(*executor));
    if (executor) {
        name_workers(executor, name_prefix);
        init(executor, is_default ? default_workers() : (unsigned)max_workers);
    }
    return executor;
}

struct tl_future *tl_executor_submit(struct tl_executor *executor,
                                     int (*function)(void *argument, void **result), void *argument,
                                     const char *name)
{
    DOOR_ENTER();
    if (!executor || !function) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    return executor_submit(executor, function, argument, name);
}

int tl_executor_shutdown(struct tl_executor *executor, bool is_waiting, bool cancels)
{
    DOOR_ENTER();
    if (!executor) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return executor_shutdown(executor, is_waiting, cancels);
}

/* All workers have ended. */
static void finish(struct tl_executor *executor)
{
    struct door_point point;
    object_destroy(&point, executor->id);
    queue_finish(&executor->queue);
    semaphore_finish(&executor->idle);
    mutex_finish(&executor->shutdown_lock);
    door_point_close(&point);
    for (unsigned i = 0; i < executor->worker_count; i++) {
        tl_thread_destroy(executor->workers[i]);
    }
    free(executor->workers);
    free(executor);
}

int tl_executor_destroy(struct tl_executor *executor)
{
    DOOR_ENTER();
    if (!executor) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    int result = executor_shutdown(executor, true, false);
    if (result == TL_OK && executor_list_leave(&executors, &executor->entry)) {
        finish(executor);
    }
    return result;
}
