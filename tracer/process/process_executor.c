#include "tracer/process/process_executor.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "tracer/process/connection.h"
#include "tracer/process/fork.h"
#include "tracer/process/process.h"
#include "tracer/process/process_queue.h"
#include "tracer/process/process_semaphore.h"
#include "tracer/sync/exit.h"
#include "tracer/sync/future.h"
#include "tracer/sync/mapping.h"
#include "tracer/sync/object.h"
#include "tracer/sync/processors.h"
#include "tracer/sync/schedule.h"
#include "tracer/sync/thread.h"

#define SPARE_CALLS 1 /* CPython's EXTRA_QUEUED_CALLS */

static struct executor_list executors;

/* In the child of a fork: what is there was made by another process. */
static void forget_all(void)
{
    executors.first = NULL;
    executors.is_program_ending = false;
}

static void join_all(void);

static void enter_list(struct tl_process_executor *executor)
{
    process_guard_at_fork(&executors.guard);
    process_at_fork(forget_all);
    exit_set_executor_duty(join_all);
    executor_list_enter(&executors, &executor->entry);
}

bool process_executor_is_over(const struct tl_process_executor *executor)
{
    return executor->is_shut_down || executor->is_at_exit;
}

/* One message is enough, however many have news. */
static void wake_manager(struct tl_process_executor *executor)
{
    if (executor->process == process_self() && !atomic_exchange(&executor->is_awake, true)) {
        connection_send_bytes(executor->wakeup[1], "", 0);
    }
}

/* ---- items ---- */

static struct work_item *create_item(tl_process_task *function, struct tl_value argument)
{
    struct work_item *item = calloc(1, sizeof(*item));
    if (item) {
        item->function = function;
        item->argument = tl_value_copy(argument);
    }
    if (item && item->argument.type != argument.type) {
        free(item);
        return NULL;
    }
    return item;
}

static void destroy_item(struct work_item *item)
{
    if (item) {
        tl_value_free(&item->argument);
        free(item);
    }
}

static void append_item(struct tl_process_executor *executor, struct work_item *item)
{
    guard_lock(&executor->guard);
    item->previous = executor->last_item;
    if (item->previous) {
        item->previous->next = item;
    } else {
        executor->first_item = item;
    }
    executor->last_item = item;
    guard_unlock(&executor->guard);
}

static void remove_item(struct tl_process_executor *executor, struct work_item *item)
{
    guard_lock(&executor->guard);
    if (item->previous) {
        item->previous->next = item->next;
    } else {
        executor->first_item = item->next;
    }
    if (item->next) {
        item->next->previous = item->previous;
    } else {
        executor->last_item = item->previous;
    }
    guard_unlock(&executor->guard);
}

void process_executor_drop(struct tl_process_executor *executor, struct work_item *item)
{
    remove_item(executor, item);
    future_let_go(item->future);
    destroy_item(item);
}

/* ---- workers and manager ---- */

static bool start_worker(struct tl_process_executor *executor)
{
    struct epoll_event event = {.events = EPOLLIN};
    struct tl_process *process =
        process_create_for(executor->id, executor_work, executor, "ForkProcess-");
    if (!process || process_start(process) != TL_OK) {
        tl_process_destroy(process);
        return false;
    }
    executor->workers[executor->worker_count++].process = process;
    epoll_ctl(executor->deaths, EPOLL_CTL_ADD, process_descriptor(process), &event);
    return true;
}

/* With the lock held, before there is a manager: a fork copies the calling thread alone. True if
 * there is at least one worker. */
static bool start_workers(struct tl_process_executor *executor)
{
    if (executor->worker_count == 0) {
        while (executor->worker_count < executor->max_workers && start_worker(executor)) {
        }
    }
    return executor->worker_count > 0;
}

/* With the lock held. */
static void start_manager(struct tl_process_executor *executor)
{
    if (executor->manager) {
        return;
    }
    struct tl_thread *manager =
        thread_create_for(executor->id, executor_manage, executor, "ExecutorManagerThread");
    if (manager && thread_start(manager) == TL_OK) {
        executor->manager = manager;
    } else {
        tl_thread_destroy(manager);
    }
}

/* ---- submit ---- */

/* What it refuses is told of itself: there is no future to tell it of. */
static bool takes_work(struct tl_process_executor *executor, struct door_point *point)
{
    enum misuse misuse = executor->is_broken           ? MISUSE_POOL_BROKEN
                         : executor->is_shut_down      ? MISUSE_SUBMIT_AFTER_SHUTDOWN
                         : executors.is_program_ending ? MISUSE_SUBMIT_AT_EXIT
                                                       : 0;
    if (misuse) {
        point->object = executor->id;
        door_point_misuse(point, misuse, TL_STATE);
        return false;
    }
    if (!start_workers(executor)) {
        point->object = executor->id;
        door_point_fail(point, REASON_LIMIT);
        return false;
    }
    return true;
}

static void free_result(void *result)
{
    tl_value_free(result);
    free(result);
}

/* With the lock held: the future of a new item, whose turn will come. */
static struct tl_future *add(struct tl_process_executor *executor, struct work_item *item,
                             struct door_point *point, const char *name)
{
    point->flags |= FLAG_READER;
    struct tl_future *future = future_create(point, executor->id, name);
    if (!future) {
        return NULL;
    }
    future->free_result = free_result;
    item->future = future;
    item->id = future->id;
    append_item(executor, item);
    queue_put(&executor->turns, item, limit_forever());
    wake_manager(executor);
    start_manager(executor);
    return future;
}

static struct tl_future *submit(struct tl_process_executor *executor, tl_process_task *function,
                                struct tl_value argument, const char *name)
{
    struct work_item *item = create_item(function, argument);
    struct tl_future *future = NULL;
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    if (!item) {
        door_point_fail(&point, REASON_LIMIT);
    } else if (takes_work(executor, &point)) {
        future = add(executor, item, &point, name);
    }
    mutex_release(&executor->shutdown_lock);
    door_point_close(&point);
    if (!future) {
        destroy_item(item);
    }
    return future;
}

/* ---- shutdown ---- */

static int shutdown_executor(struct tl_process_executor *executor, bool is_waiting, bool cancels)
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, executor->id);
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    uint32_t cancelled = cancels ? executor->turns.size : 0;
    door_point_done_with(&point, cancelled, cancels ? CLOSE_IMMEDIATE : CLOSE_GENTLY);
    if (cancels) {
        atomic_store(&executor->cancels, true);
    }
    atomic_store(&executor->is_shut_down, true);
    wake_manager(executor);
    mutex_release(&executor->shutdown_lock);
    int result = TL_OK;
    if (is_waiting && executor->manager) {
        result = thread_join(executor->manager, limit_forever());
    }
    door_point_close(&point);
    return result;
}

static int release(void *executor)
{
    return shutdown_executor(executor, true, false);
}

struct tl_guard tl_guard_enter_process_executor(struct tl_process_executor *executor)
{
    DOOR_ENTER();
    if (!executor) {
        door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return (struct tl_guard){0};
    }
    return (struct tl_guard){executor, release, true};
}

static void tell_exit(struct tl_process_executor *executor)
{
    mutex_acquire(&executor->shutdown_lock, limit_forever());
    atomic_store(&executor->is_at_exit, true);
    wake_manager(executor);
    mutex_release(&executor->shutdown_lock);
}

/* As CPython's _python_exit: what was submitted is run, then every manager ends. */
static void join_all(void)
{
    struct executor_entry *first = executor_list_end(&executors);
    for (struct executor_entry *entry = first; entry; entry = entry->next) {
        tell_exit((struct tl_process_executor *)entry);
    }
    for (struct executor_entry *entry = first; entry; entry = entry->next) {
        const struct tl_process_executor *executor = (const struct tl_process_executor *)entry;
        if (executor->manager) {
            thread_join(executor->manager, limit_forever());
        }
    }
}

/* ---- threadlane_process.h ---- */

static bool init_pipes(struct tl_process_executor *executor)
{
    return connection_init_pair(false, executor->id, "outcomes", executor->outcomes) == TL_OK &&
           connection_init_pair(false, executor->id, "wakeup", executor->wakeup) == TL_OK;
}

/* What cannot be had is missing. */
static bool init(struct tl_process_executor *executor, const char *name)
{
    struct door_point point;
    executor->id = object_create_shared(&point, TYPE_PROCESS_EXECUTOR, 0, name);
    mutex_init(&executor->shutdown_lock, TYPE_LOCK, executor->id, NULL);
    queue_init(&executor->turns, 0, executor->id, "turns");
    executor->calls =
        process_queue_create(executor->max_workers + SPARE_CALLS, executor->id, "calls");
    executor->outcome_lock =
        process_semaphore_create(TYPE_PROCESS_LOCK, 1, executor->id, "outcome lock");
    executor->workers = calloc(executor->max_workers, sizeof(struct executor_worker));
    executor->deaths = epoll_create1(EPOLL_CLOEXEC);
    bool is_whole = init_pipes(executor) && executor->calls && executor->outcome_lock &&
                    executor->workers && executor->deaths >= 0;
    if (is_whole) {
        connection_set_stop(executor->outcomes[0], executor->deaths);
    }
    object_has(executor->id, ROLE_LIMIT, executor->max_workers);
    door_point_close(&point);
    return is_whole;
}

/* Its manager has ended, or never begun. */
static void finish(struct tl_process_executor *executor)
{
    struct door_point point;
    object_destroy(&point, executor->id);
    queue_finish(&executor->turns);
    mutex_finish(&executor->shutdown_lock);
    tl_process_queue_destroy(executor->calls);
    process_semaphore_destroy(executor->outcome_lock);
    for (int i = 0; i < 2; i++) {
        tl_connection_destroy(executor->outcomes[i]);
        tl_connection_destroy(executor->wakeup[i]);
    }
    door_point_close(&point);
    for (unsigned i = 0; i < executor->worker_count; i++) {
        tl_process_destroy(executor->workers[i].process);
    }
    tl_thread_destroy(executor->manager);
    if (executor->deaths >= 0) {
        close(executor->deaths);
    }
    free(executor->workers);
    free(executor);
}

struct tl_process_executor *tl_process_executor_create(int max_workers, const char *name)
{
    DOOR_ENTER();
    bool is_default = max_workers == TL_DEFAULT_WORKERS;
    enum misuse misuse = schedule_is_on()                  ? MISUSE_PROCESS_IN_VIRTUAL_TIME
                         : max_workers <= 0 && !is_default ? MISUSE_NO_WORKERS
                                                           : 0;
    if (misuse) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, misuse, TL_INVALID);
        return NULL;
    }
    struct tl_process_executor *executor = calloc(1, sizeof(*executor));
    if (!executor) {
        return NULL;
    }
    executor->process = process_self();
    executor->max_workers = is_default ? processor_count() : (unsigned)max_workers;
    if (!init(executor, name)) {
        finish(executor);
        return NULL;
    }
    enter_list(executor);
    return executor;
}

struct tl_future *tl_process_executor_submit(struct tl_process_executor *executor,
                                             tl_process_task *function, struct tl_value argument,
                                             const char *name)
{
    DOOR_ENTER();
    if (!executor || !function) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    return submit(executor, function, argument, name);
}

struct call_source {
    struct mapping_source source; /* first */
    struct tl_process_executor *executor;
    tl_process_task *function;
    const struct tl_value *arguments;
};

static struct tl_future *submit_one(const struct mapping_source *source, size_t index,
                                    const char *name)
{
    const struct call_source *calls = (const struct call_source *)source;
    return submit(calls->executor, calls->function, calls->arguments[index], name);
}

struct tl_iterator *tl_process_executor_map(struct tl_process_executor *executor,
                                            tl_process_task *function,
                                            const struct tl_value *arguments, size_t count,
                                            double timeout, const char *name)
{
    DOOR_ENTER();
    if (!executor || !function || (!arguments && count > 0)) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    const struct call_source calls = {{submit_one, count, name}, executor, function, arguments};
    return mapping_create(&calls.source, timeout);
}

int tl_process_executor_shutdown(struct tl_process_executor *executor, bool is_waiting,
                                 bool cancels)
{
    DOOR_ENTER();
    if (!executor) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return shutdown_executor(executor, is_waiting, cancels);
}

/* A copy that came with a fork stays. */
int tl_process_executor_destroy(struct tl_process_executor *executor)
{
    DOOR_ENTER();
    if (!executor) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    int result = shutdown_executor(executor, true, false);
    if (executor->process != process_self()) {
        return TL_STATE;
    }
    if (result == TL_OK && executor_list_leave(&executors, &executor->entry)) {
        finish(executor);
    }
    return result;
}
