/* A pool's life. Its end comes in two ways. Closed, it is finished by its threads, one after the
 * other: worker handler, task handler, result handler, workers. Terminated, it ends in an order in
 * which nobody can be stuck, whatever was killed when: first the worker handler, so that nobody is
 * replaced; then the workers are killed; what they did not read any more is read here, so that the
 * task handler gets rid of what it is writing; and if a worker died in the middle of its message,
 * the result handler is given bytes until that message is over. */
#include "tracer/process/pool.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "tracer/process/connection.h"
#include "tracer/process/finalizer.h"
#include "tracer/process/pool_job.h"
#include "tracer/process/process.h"
#include "tracer/sync/object.h"
#include "tracer/sync/processors.h"
#include "tracer/sync/schedule.h"
#include "tracer/sync/thread.h"

#define FINALIZER_PRIORITY 15
#define LOOK_MS            1
#define LOOKS_PATIENT      200 /* looks until a message counts as torn */
#define BLOCK_SIZE         4096

enum pool_state pool_state(struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    enum pool_state state = pool->state;
    guard_unlock(&pool->guard);
    return state;
}

void pool_notify(struct tl_pool *pool)
{
    connection_send_bytes(pool->notifier[1], POOL_SENTINEL, POOL_SENTINEL_SIZE);
}

/* Never back; false if it is in a later state already. */
static bool advance_to(struct tl_pool *pool, enum pool_state state)
{
    guard_lock(&pool->guard);
    bool is_later = pool->state < state;
    pool->state = is_later ? state : pool->state;
    guard_unlock(&pool->guard);
    return is_later;
}

/* ---- the end ---- */

/* Those there are; the worker handler, who alone changes that, has ended. */
static void join_workers(struct tl_pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        process_join(pool->workers[i], limit_forever());
    }
}

static void kill_workers(struct tl_pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        process_signal(pool->workers[i], SIGTERM);
    }
    join_workers(pool);
}

static bool is_ready(int fd, short events)
{
    struct pollfd polled = {fd, events, 0};
    return poll(&polled, 1, LOOK_MS) > 0 && (polled.revents & events);
}

static void read_away(struct tl_connection *connection)
{
    char block[BLOCK_SIZE];
    int fd = connection_fd(connection);
    if (is_ready(fd, POLLIN) && read(fd, block, sizeof(block)) < 0) {
        poll(NULL, 0, LOOK_MS);
    }
}

/* Reads what the workers, and perhaps the result handler, do not read any more, so that the task
 * handler can end. */
static void free_task_handler(struct tl_pool *pool)
{
    while (!atomic_load(&pool->task_handler_is_done)) {
        read_away(pool->inqueue.reader);
        if (atomic_load(&pool->result_handler_is_done)) {
            read_away(pool->outqueue.reader);
        }
    }
}

/* The task handler has told it to end; if that does not help it is in a message whose rest nobody
 * sends. */
static void free_result_handler(struct tl_pool *pool)
{
    const char block[BLOCK_SIZE] = {0};
    int fd = connection_fd(pool->outqueue.writer);
    for (unsigned looks = 0; !atomic_load(&pool->result_handler_is_done); looks++) {
        bool is_torn = looks >= LOOKS_PATIENT;
        if (!is_torn) {
            poll(NULL, 0, LOOK_MS);
        } else if (is_ready(fd, POLLOUT) && write(fd, block, sizeof(block)) < 0) {
            return;
        }
    }
}

/* A thread that could not be started has nothing to end. */
static void end_worker_handler(struct tl_pool *pool)
{
    if (pool->worker_handler) {
        pool_notify(pool);
        thread_join(pool->worker_handler, limit_forever());
    } else {
        queue_put(&pool->tasks, NULL, limit_forever());
    }
}

static void end_task_handler(struct tl_pool *pool)
{
    if (pool->task_handler) {
        free_task_handler(pool);
        thread_join(pool->task_handler, limit_forever());
    } else if (pool->result_handler) {
        simple_queue_put(&pool->outqueue, POOL_SENTINEL, POOL_SENTINEL_SIZE);
    }
}

static void end_result_handler(struct tl_pool *pool)
{
    if (pool->result_handler) {
        free_result_handler(pool);
        thread_join(pool->result_handler, limit_forever());
    }
}

static void end(struct tl_pool *pool)
{
    end_worker_handler(pool);
    kill_workers(pool);
    end_task_handler(pool);
    end_result_handler(pool);
}

/* True for the first one who asks. */
static bool claim_end(struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    bool is_first = !pool->is_ended;
    pool->is_ended = true;
    guard_unlock(&pool->guard);
    return is_first;
}

static void terminate(struct tl_pool *pool)
{
    struct door_point point;
    advance_to(pool, POOL_TERMINATE);
    if (!claim_end(pool)) {
        return;
    }
    door_point_open(&point, OPERATION_OBJECT_CLOSE, pool->id);
    door_point_done_with(&point, 0, CLOSE_TERMINATE);
    end(pool);
    door_point_close(&point);
}

/* At the end of the program. */
static void terminate_finally(void *pool)
{
    terminate(pool);
}

/* ---- the beginning ---- */

static bool init_parts(struct tl_pool *pool)
{
    queue_init(&pool->tasks, 0, pool->id, "taskqueue");
    return simple_queue_init(&pool->inqueue, SIMPLE_QUEUE_READERS, pool->id, "inqueue") &&
           simple_queue_init(&pool->outqueue, SIMPLE_QUEUE_WRITERS, pool->id, "outqueue") &&
           connection_init_pair(false, pool->id, "change_notifier", pool->notifier) == TL_OK;
}

static void finish_parts(struct tl_pool *pool)
{
    queue_finish(&pool->tasks);
    simple_queue_finish(&pool->inqueue);
    simple_queue_finish(&pool->outqueue);
    tl_connection_destroy(pool->notifier[0]);
    tl_connection_destroy(pool->notifier[1]);
}

static struct tl_thread *start_thread(struct tl_pool *pool, void (*function)(void *),
                                      const char *name)
{
    struct tl_thread *thread = thread_create_for(pool->id, function, pool, name);
    if (thread) {
        tl_thread_set_daemon(thread, true);
    }
    if (thread && thread_start(thread) != TL_OK) {
        tl_thread_destroy(thread);
        thread = NULL;
    }
    return thread;
}

/* The worker handler last: it ends the others, and without it there are no jobs yet. */
static bool start_threads(struct tl_pool *pool)
{
    pool->worker_handler = start_thread(pool, pool_handle_workers, "_handle_workers");
    pool->task_handler = start_thread(pool, pool_handle_tasks, "_handle_tasks");
    pool->result_handler = start_thread(pool, pool_handle_results, "_handle_results");
    return pool->worker_handler && pool->task_handler && pool->result_handler;
}

static bool start(struct tl_pool *pool)
{
    object_has(pool->id, ROLE_LIMIT, pool->worker_limit);
    if (!init_parts(pool) || !pool_start_workers(pool) || !start_threads(pool)) {
        return false;
    }
    pool->finalizer = finalizer_add(FINALIZER_PRIORITY, terminate_finally, pool);
    return pool->finalizer != NULL;
}

static void free_pool(struct tl_pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        tl_process_destroy(pool->workers[i]);
    }
    for (unsigned i = 0; i < pool->retired_count; i++) {
        tl_process_destroy(pool->retired[i]);
    }
    tl_thread_destroy(pool->worker_handler);
    tl_thread_destroy(pool->task_handler);
    tl_thread_destroy(pool->result_handler);
    free(pool->workers);
    free(pool->retired);
    free(pool->polls);
    free(pool);
}

/* Nobody uses it any more. */
static void finish(struct tl_pool *pool)
{
    struct door_point point;
    finalizer_remove(pool->finalizer);
    pool_job_drop_all(pool);
    object_destroy(&point, pool->id);
    finish_parts(pool);
    door_point_close(&point);
    free_pool(pool);
}

static struct tl_pool *make(unsigned workers)
{
    struct tl_pool *pool = calloc(1, sizeof(*pool));
    if (!pool) {
        return NULL;
    }
    pool->worker_limit = workers;
    pool->workers = calloc(workers, sizeof(struct tl_process *));
    pool->polls = calloc(workers + 1, sizeof(struct pollfd));
    if (!pool->workers || !pool->polls) {
        free_pool(pool);
        return NULL;
    }
    return pool;
}

static struct tl_pool *create(unsigned workers, const char *name)
{
    struct door_point point;
    struct tl_pool *pool = make(workers);
    if (!pool) {
        return NULL;
    }
    pool->id = object_create_shared(&point, TYPE_POOL, 0, name);
    bool is_started = start(pool);
    if (!is_started) {
        advance_to(pool, POOL_TERMINATE);
        end(pool);
    }
    door_point_close(&point);
    if (!is_started) {
        finish(pool);
        return NULL;
    }
    return pool;
}

/* ---- threadlane_process.h ---- */

static enum misuse creation_misuse(int workers)
{
    if (workers < 1 && workers != TL_DEFAULT_WORKERS) {
        return MISUSE_POOL_SIZE;
    }
    return schedule_is_on() ? MISUSE_PROCESS_IN_VIRTUAL_TIME : 0;
}

struct tl_pool *tl_pool_create(int workers, const char *name)
{
    DOOR_ENTER();
    enum misuse misuse = creation_misuse(workers);
    if (misuse) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, misuse,
                    misuse == MISUSE_POOL_SIZE ? TL_INVALID : TL_STATE);
        return NULL;
    }
    return create(workers == TL_DEFAULT_WORKERS ? processor_count() : (unsigned)workers, name);
}

static int refuse_null(enum event_operation operation)
{
    return door_refuse(operation, 0, MISUSE_NULL_HANDLE, TL_INVALID);
}

int tl_pool_close(struct tl_pool *pool)
{
    DOOR_ENTER();
    struct door_point point;
    if (!pool) {
        return refuse_null(OPERATION_OBJECT_CLOSE);
    }
    if (pool_state(pool) == POOL_RUN) {
        door_point_open(&point, OPERATION_OBJECT_CLOSE, pool->id);
        door_point_done_with(&point, 0, CLOSE_GENTLY);
        advance_to(pool, POOL_CLOSE);
        pool_notify(pool);
        door_point_close(&point);
    }
    return TL_OK;
}

int tl_pool_terminate(struct tl_pool *pool)
{
    DOOR_ENTER();
    if (!pool) {
        return refuse_null(OPERATION_OBJECT_CLOSE);
    }
    terminate(pool);
    return TL_OK;
}

int tl_pool_join(struct tl_pool *pool)
{
    DOOR_ENTER();
    if (!pool) {
        return refuse_null(OPERATION_PROCESS_JOIN);
    }
    if (pool_state(pool) == POOL_RUN) {
        /* a join is about a process, and a pool is none */
        return door_refuse(OPERATION_PROCESS_JOIN, 0, MISUSE_POOL_STILL_RUNNING, TL_STATE);
    }
    thread_join(pool->worker_handler, limit_forever());
    thread_join(pool->task_handler, limit_forever());
    thread_join(pool->result_handler, limit_forever());
    join_workers(pool);
    return TL_OK;
}

int tl_pool_worker_count(struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    unsigned count = pool->worker_count;
    guard_unlock(&pool->guard);
    return (int)count;
}

const char *tl_pool_worker_name(struct tl_pool *pool, int index)
{
    guard_lock(&pool->guard);
    bool is_there = index >= 0 && (unsigned)index < pool->worker_count;
    const char *name = is_there ? tl_process_name(pool->workers[index]) : "";
    guard_unlock(&pool->guard);
    return name;
}

int tl_pool_destroy(struct tl_pool *pool)
{
    DOOR_ENTER();
    if (!pool) {
        return refuse_null(OPERATION_OBJECT_DESTROY);
    }
    terminate(pool);
    finish(pool);
    return TL_OK;
}
