/* The manager thread of a process executor, as CPython's _ExecutorManagerThread: it moves items to
 * the call queue as long as that has room, and waits for an outcome, for somebody who wakes it, or
 * for the death of a worker. A worker that dies leaves nobody knows what behind, half a message or
 * a taken lock: then everything that was submitted fails, and the other workers are ended, too. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "tracer/process/connection.h"
#include "tracer/process/errand.h"
#include "tracer/process/process.h"
#include "tracer/process/process_executor.h"
#include "tracer/process/process_queue.h"
#include "tracer/process/remote_task.h"
#include "tracer/process/value.h"
#include "tracer/sync/future.h"

#define BROKEN_TEXT                                                                                \
    "A process in the process pool was terminated abruptly while the future was running or "       \
    "pending."

static const struct limit at_once = {0, 0};

/* ---- items on their way out ---- */

/* The next one whose turn it is, or NULL. */
static struct work_item *next_in_turn(struct tl_process_executor *executor)
{
    struct errand errand;
    void *item = NULL;
    if (executor->turns.size == 0) {
        return NULL; /* a look that costs no record; who puts one in wakes us */
    }
    errand_begin(&errand);
    queue_get(&executor->turns, &item, at_once);
    errand_end(&errand);
    return item;
}

static void fail_item(struct tl_process_executor *executor, struct work_item *item, int error,
                      const char *text)
{
    char *copy = strdup(text);
    if (copy) {
        future_set(item->future, NULL, error, copy);
    }
    process_executor_drop(executor, item);
}

static bool put_call(struct tl_process_executor *executor, const struct work_item *item)
{
    const struct remote_task task = {
        .future = item->id,
        .job = item->id,
        .function = item->function,
        .argument = item->argument,
    };
    struct errand errand;
    size_t size;
    void *message = remote_task_pack(&task, &size);
    int result = TL_NO_MEMORY;
    if (message) {
        errand_begin(&errand);
        result = process_queue_put(executor->calls, tl_bytes(message, size), limit_forever());
        errand_end(&errand);
    }
    free(message);
    return result == TL_OK;
}

/* To the call queue, from where nobody can call it back; unless it was cancelled before. */
static void move(struct tl_process_executor *executor, struct work_item *item)
{
    if (future_set_running(item->future) != TL_OK) {
        process_executor_drop(executor, item);
        return;
    }
    enum misuse refusal = value_refusal(item->argument);
    if (refusal) {
        fail_item(executor, item, TL_INVALID, misuse_message(refusal));
    } else if (!put_call(executor, item)) {
        fail_item(executor, item, TL_NO_MEMORY, tl_strerror(TL_NO_MEMORY));
    }
}

static void move_items(struct tl_process_executor *executor)
{
    struct work_item *item;
    while (!tl_process_queue_is_full(executor->calls) && (item = next_in_turn(executor)) != NULL) {
        move(executor, item);
    }
}

/* ---- news ---- */

enum news {
    NEWS_NONE,
    NEWS_OUTCOME,
    NEWS_WAKEUP,
    NEWS_DEATH,
};

/* As Python: an outcome is looked at first, and a death last. */
static enum news look(const struct tl_process_executor *executor, int timeout_ms)
{
    struct pollfd polled[] = {
        {.fd = connection_fd(executor->outcomes[0]), .events = POLLIN},
        {.fd = connection_fd(executor->wakeup[0]), .events = POLLIN},
        {.fd = executor->deaths, .events = POLLIN},
    };
    static const enum news news[] = {NEWS_OUTCOME, NEWS_WAKEUP, NEWS_DEATH};
    while (poll(polled, 3, timeout_ms) < 0 && errno == EINTR) {
    }
    for (int i = 0; i < 3; i++) {
        if (polled[i].revents) {
            return news[i];
        }
    }
    return NEWS_NONE;
}

/* Told as a look at the pipe of outcomes: whoever could end the wait has a sending end of it, the
 * workers and the threads of this process. */
static enum news await_news(const struct tl_process_executor *executor)
{
    struct errand errand;
    struct door_point point;
    uint64_t pipe = connection_pipe_in(executor->outcomes[0]);
    errand_begin(&errand);
    door_point_open(&point, OPERATION_PIPE_READ, pipe);
    enum news news = look(executor, 0);
    if (news == NEWS_NONE) {
        struct door_wait wait = door_begin_kernel_wait(pipe, limit_forever());
        news = look(executor, -1);
        door_end_kernel_wait(&wait, true);
        if (news == NEWS_OUTCOME) {
            door_point_done(&point, 0);
        } else {
            door_point_fail(&point, REASON_INTERRUPTED);
        }
    }
    door_point_close(&point);
    errand_end(&errand);
    return news;
}

/* From now on whoever has news sends again. */
static void take_wakeup(struct tl_process_executor *executor)
{
    struct errand errand;
    void *nothing = NULL;
    size_t size;
    if (executor->is_awake) {
        errand_begin(&errand);
        connection_recv_bytes(executor->wakeup[0], &nothing, &size, limit_forever());
        errand_end(&errand);
        free(nothing);
        atomic_store(&executor->is_awake, false);
    }
}

/* ---- outcomes ---- */

static struct work_item *find_item(struct tl_process_executor *executor, uint64_t id)
{
    guard_lock(&executor->guard);
    struct work_item *item = executor->first_item;
    while (item && item->id != id) {
        item = item->next;
    }
    guard_unlock(&executor->guard);
    return item;
}

/* Takes the outcome's value. */
static void deliver(struct tl_process_executor *executor, struct work_item *item,
                    struct remote_outcome *outcome)
{
    if (outcome->error) {
        const char *text = outcome->value.type == TL_VALUE_TEXT ? outcome->value.data : "";
        fail_item(executor, item, outcome->error, text);
        tl_value_free(&outcome->value);
        return;
    }
    struct tl_value *result = malloc(sizeof(*result));
    if (!result) {
        tl_value_free(&outcome->value);
        fail_item(executor, item, TL_NO_MEMORY, tl_strerror(TL_NO_MEMORY));
        return;
    }
    *result = outcome->value;
    future_set(item->future, result, 0, NULL);
    process_executor_drop(executor, item);
}

/* False: what came is no outcome, or only the beginning of one. */
static bool take_outcome(struct tl_process_executor *executor)
{
    struct errand errand;
    void *message = NULL;
    size_t size;
    errand_begin(&errand);
    int result = connection_recv_bytes(executor->outcomes[0], &message, &size, limit_forever());
    errand_end(&errand);
    if (result != TL_OK) {
        return false;
    }
    struct remote_outcome outcome;
    result = remote_outcome_unpack(message, size, &outcome);
    free(message);
    struct work_item *item = result == TL_OK ? find_item(executor, outcome.job) : NULL;
    if (item) {
        deliver(executor, item, &outcome);
    }
    return item != NULL;
}

/* ---- the workers' ends ---- */

static void end_workers(struct tl_process_executor *executor)
{
    executor->are_workers_told = true;
    for (unsigned i = 0; i < executor->worker_count; i++) {
        if (!executor->workers[i].is_joined) {
            process_signal(executor->workers[i].process, SIGTERM);
        }
    }
}

/* True when it has ended. Its descriptor stays readable for good, and must not be looked at again.
 */
static bool join_ended(struct tl_process_executor *executor, struct executor_worker *worker)
{
    int descriptor = process_descriptor(worker->process);
    struct pollfd polled = {.fd = descriptor, .events = POLLIN};
    if (descriptor >= 0 && poll(&polled, 1, 0) <= 0) {
        return false;
    }
    process_join(worker->process, limit_forever());
    epoll_ctl(executor->deaths, EPOLL_CTL_DEL, descriptor, NULL);
    worker->is_joined = true;
    return true;
}

static bool has_failed(struct executor_worker *worker)
{
    int exitcode = 0;
    return tl_process_exitcode(worker->process, &exitcode) == TL_OK && exitcode != 0;
}

/* Joins those that have ended; how many. One that was killed may have taken a lock along that the
 * others need in order to end. */
static unsigned join_some(struct tl_process_executor *executor)
{
    unsigned count = 0;
    for (unsigned i = 0; i < executor->worker_count; i++) {
        struct executor_worker *worker = &executor->workers[i];
        if (worker->is_joined || !join_ended(executor, worker)) {
            continue;
        }
        count++;
        if (has_failed(worker) && !executor->are_workers_told) {
            end_workers(executor);
        }
    }
    return count;
}

static void await_death(const struct tl_process_executor *executor)
{
    struct door_point point;
    struct pollfd polled = {.fd = executor->deaths, .events = POLLIN};
    uint64_t pipe = connection_pipe_in(executor->outcomes[0]);
    if (poll(&polled, 1, 0) > 0) {
        return;
    }
    door_point_open(&point, OPERATION_PIPE_READ, pipe);
    struct door_wait wait = door_begin_kernel_wait(pipe, limit_forever());
    while (poll(&polled, 1, -1) < 0 && errno == EINTR) {
    }
    door_end_kernel_wait(&wait, true);
    door_point_fail(&point, REASON_INTERRUPTED);
    door_point_close(&point);
}

static void join_workers(struct tl_process_executor *executor)
{
    for (unsigned joined = join_some(executor); joined < executor->worker_count;
         joined += join_some(executor)) {
        await_death(executor);
    }
}

/* ---- the end ---- */

static void close_calls(struct tl_process_executor *executor)
{
    tl_process_queue_close(executor->calls);
    tl_process_queue_join_thread(executor->calls);
}

/* Nothing is left to do: each worker is told to end. */
static void dismiss(struct tl_process_executor *executor)
{
    struct errand errand;
    errand_begin(&errand);
    for (unsigned i = 0; i < executor->worker_count; i++) {
        process_queue_put(executor->calls, tl_none(), at_once);
    }
    close_calls(executor);
    join_workers(executor);
    errand_end(&errand);
}

static void break_item(struct tl_process_executor *executor, struct work_item *item)
{
    char *text = strdup(BROKEN_TEXT);
    bool is_running =
        tl_future_is_running(item->future) || future_set_running(item->future) == TL_OK;
    if (text && is_running) {
        future_break(item->future, text);
    } else {
        free(text);
    }
    process_executor_drop(executor, item);
}

static void break_down(struct tl_process_executor *executor)
{
    struct errand errand;
    errand_begin(&errand);
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    atomic_store(&executor->is_broken, true);
    atomic_store(&executor->is_shut_down, true);
    mutex_release(&executor->shutdown_lock);
    errand_end(&errand);
    while (executor->first_item) {
        break_item(executor, executor->first_item);
    }
    errand_begin(&errand);
    end_workers(executor);
    join_workers(executor);
    process_queue_close_reader(executor->calls); /* so that the feeder does not wait for one */
    close_calls(executor);
    errand_end(&errand);
}

/* Those that nobody can have begun. */
static void cancel_rest(struct tl_process_executor *executor)
{
    struct work_item *item;
    while ((item = next_in_turn(executor)) != NULL) {
        future_cancel(item->future);
        process_executor_drop(executor, item);
    }
}

/* False when a worker has died, or what it left is torn. */
static bool take_news(struct tl_process_executor *executor)
{
    enum news news = await_news(executor);
    bool is_good = news == NEWS_OUTCOME ? take_outcome(executor) : news == NEWS_WAKEUP;
    take_wakeup(executor);
    return is_good;
}

static void manage(struct tl_process_executor *executor)
{
    for (;;) {
        move_items(executor);
        if (!take_news(executor)) {
            break_down(executor);
            return;
        }
        bool is_over = process_executor_is_over(executor);
        if (is_over && atomic_exchange(&executor->cancels, false)) {
            cancel_rest(executor);
        }
        if (is_over && !executor->first_item) {
            dismiss(executor);
            return;
        }
    }
}

void executor_manage(void *executor)
{
    struct door_visit visit = door_enter(0, true);
    manage(executor);
    door_leave(&visit);
}
