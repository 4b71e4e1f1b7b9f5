/* The worker handler: one thread that looks after the worker processes. It waits for the end of any
 * of them and for news of the pool at once, which the kernel alone can tell. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/process/connection.h"
#include "tracer/process/pool.h"
#include "tracer/process/process.h"
#include "tracer/sync/door.h"

#define RETRY_SECONDS 0.1 /* until the system is asked again for a process that it refused */
#define RETRY_MS      100

/* ---- workers ---- */

static void add_worker(struct tl_pool *pool, struct tl_process *process)
{
    guard_lock(&pool->guard);
    pool->workers[pool->worker_count++] = process;
    guard_unlock(&pool->guard);
}

static bool start_worker(struct tl_pool *pool)
{
    struct tl_process *process = process_create_for(pool->id, pool_work, pool, "ForkPoolWorker-");
    if (!process) {
        return false;
    }
    tl_process_set_daemon(process, true);
    if (process_start(process) != TL_OK) {
        tl_process_destroy(process);
        return false;
    }
    add_worker(pool, process);
    return true;
}

bool pool_start_workers(struct tl_pool *pool)
{
    while (pool->worker_count < pool->worker_limit) {
        if (!start_worker(pool)) {
            return false;
        }
    }
    return true;
}

/* Under the guard. */
static void retire(struct tl_pool *pool, unsigned index)
{
    struct tl_process *process = pool->workers[index];
    unsigned after = --pool->worker_count - index;
    memmove(&pool->workers[index], &pool->workers[index + 1], after * sizeof(process));
    struct tl_process **grown =
        realloc(pool->retired, (pool->retired_count + 1) * sizeof(struct tl_process *));
    if (grown) {
        pool->retired = grown;
        pool->retired[pool->retired_count++] = process;
    }
}

static void collect(struct tl_pool *pool, unsigned index)
{
    process_join(pool->workers[index], limit_forever());
    guard_lock(&pool->guard);
    retire(pool, index);
    guard_unlock(&pool->guard);
}

/* ---- news ---- */

static bool has_news(const struct pollfd *polled)
{
    return polled->revents != 0;
}

static void prepare_polls(struct tl_pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        pool->polls[i] = (struct pollfd){process_descriptor(pool->workers[i]), POLLIN, 0};
    }
    pool->polls[pool->worker_count] = (struct pollfd){connection_fd(pool->notifier[0]), POLLIN, 0};
}

/* How many have news, within that time. */
static int look(struct tl_pool *pool, int timeout_ms)
{
    int found;
    do {
        found = poll(pool->polls, pool->worker_count + 1, timeout_ms);
    } while (found < 0 && errno == EINTR);
    return found;
}

/* It is told as waiting for a message to itself, which is all that its own process could send; the
 * end of a worker interrupts that. */
static void await_news(struct tl_pool *pool)
{
    uint64_t pipe = connection_pipe_in(pool->notifier[0]);
    bool is_complete = pool->worker_count == pool->worker_limit;
    struct limit limit = is_complete ? limit_forever() : limit_from_now(RETRY_SECONDS);
    struct door_point point;
    door_point_open_limited(&point, OPERATION_PIPE_RECV, pipe, limit);
    struct door_wait wait = door_begin_kernel_wait(pipe, limit);
    bool is_woken = look(pool, is_complete ? -1 : RETRY_MS) > 0;
    door_end_kernel_wait(&wait, is_woken);
    door_point_fail(&point, is_woken ? REASON_INTERRUPTED : REASON_TIMEOUT);
    door_point_close(&point);
}

/* Of several messages one is as good as all. */
static void read_news(struct tl_pool *pool)
{
    void *message;
    size_t size;
    while (has_news(&pool->polls[pool->worker_count]) &&
           connection_recv_bytes(pool->notifier[0], &message, &size, limit_forever()) == TL_OK) {
        free(message);
        look(pool, 0);
    }
}

/* Until a worker has ended, which is then collected, or somebody has news. */
static void attend(struct tl_pool *pool)
{
    prepare_polls(pool);
    if (look(pool, 0) <= 0) {
        await_news(pool);
    }
    read_news(pool);
    for (unsigned i = pool->worker_count; i-- > 0;) {
        if (has_news(&pool->polls[i])) {
            collect(pool, i);
        }
    }
}

/* ---- the thread ---- */

/* Until the pool is closed and has done all its jobs, or is terminated. */
static bool is_needed(struct tl_pool *pool)
{
    guard_lock(&pool->guard);
    bool is_busy = pool->state == POOL_CLOSE && pool->first;
    bool is_open = pool->state == POOL_RUN;
    guard_unlock(&pool->guard);
    return is_open || is_busy;
}

/* What it does has no line of the user's. */
void pool_handle_workers(void *argument)
{
    struct tl_pool *pool = argument;
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    while (is_needed(pool)) {
        pool_start_workers(pool);
        attend(pool);
    }
    queue_put(&pool->tasks, NULL, limit_forever());
    door_point_close(&point);
    door_leave(&visit);
}
