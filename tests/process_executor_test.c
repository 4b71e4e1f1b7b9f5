/* Process executors by the rules of CPython 3.11's ProcessPoolExecutor. */
#include <unistd.h>

#include "tests/own_leftovers.h"
#include "tests/process_executor_stage.h"

/* ---- results ---- */

CASE(test_results)
{
    begin(2);
    struct tl_future *number = submit(ten_times, 7);
    struct tl_future *text = tl_process_executor_submit(executor, echo, tl_text("小爱"), "echo");
    struct tl_future *nothing = tl_process_executor_submit(executor, echo, tl_none(), NULL);
    check_int_equal(value_of(number)->number, 70);
    check_int_equal(value_of(nothing)->type, TL_VALUE_NONE);
    check_int_equal(tl_process_executor_shutdown(executor, true, false), TL_OK);
    check_text_equal(value_of(text)->data, "小爱"); /* lives as long as the future */
    check_int_equal(tl_future_destroy(text), TL_OK);
    end();
}

CASE(test_big_messages)
{
    begin(2);
    char *big = malloc(BIG);
    memset(big, 'a', BIG);
    struct tl_future *there = tl_process_executor_submit(executor, echo, tl_bytes(big, BIG), NULL);
    free(big); /* it was copied */
    struct tl_future *back = submit(give_big, 0);
    check_int_equal(value_of(there)->size, BIG);
    check_int_equal(((const char *)value_of(there)->data)[BIG - 1], 'a');
    check_int_equal(value_of(back)->size, BIG);
    end();
}

CASE(test_errors)
{
    begin(1);
    struct tl_future *told = tl_process_executor_submit(executor, fail, tl_text("no page"), NULL);
    struct tl_future *untold = submit(fail, 0);
    int code = 0;
    const char *text = NULL;
    check_int_equal(tl_future_result(told, TL_FOREVER, NULL), TL_TASK_ERROR);
    check_int_equal(tl_future_exception(told, TL_FOREVER, &code, &text), TL_OK);
    check_int_equal(code, 77);
    check_text_equal(text, "no page");
    check_int_equal(tl_future_exception(untold, TL_FOREVER, &code, &text), TL_OK);
    check_text_equal(text, "unknown error");
    check_int_equal(value_of(submit(ten_times, 1))->number, 10); /* the worker goes on */
    end();
}

CASE(test_what_cannot_travel)
{
    begin(1);
    struct tl_queue *queue = tl_queue_create(0, NULL);
    int code = 0;
    const char *text = NULL;
    struct tl_future *there = tl_process_executor_submit(executor, echo, TL_HANDLE(queue), NULL);
    check_int_equal(tl_future_exception(there, TL_FOREVER, &code, &text), TL_OK);
    check_int_equal(code, TL_INVALID);
    check_text_equal(text, "cannot pickle '_thread.lock' object");
    check_int_equal(value_of(submit(ten_times, 1))->number, 10);
    end();
}

static struct tl_future *called_back;
static char caller[64];

static void note_caller(struct tl_future *future, void *argument)
{
    (void)argument;
    called_back = future;
    snprintf(caller, sizeof(caller), "%s", tl_current_name());
}

CASE(test_same_futures_as_of_threads)
{
    begin(2);
    struct tl_future *slow = submit(pass_gate, 1);
    struct tl_future *quick = submit(ten_times, 2);
    struct tl_future *all[] = {slow, quick};
    void *item = NULL;
    tl_future_add_done_callback(slow, note_caller, NULL);
    check_int_equal(tl_wait(all, 2, TL_FOREVER, TL_FIRST_COMPLETED), 1);
    check_true(all[0] == quick);
    struct tl_iterator *completed = tl_as_completed(all, 2, TL_FOREVER);
    check_int_equal(tl_iterator_next(completed, &item), TL_OK);
    check_true(item == quick);
    check_int_equal(tl_future_result(slow, 0, NULL), TL_TIMEOUT);
    open_gate(1);
    check_int_equal(tl_iterator_next(completed, &item), TL_OK);
    check_true(item == slow);
    tl_iterator_destroy(completed);
    end();
    check_true(called_back == slow);
    check_text_equal(caller, "ExecutorManagerThread");
}

/* ---- map ---- */

CASE(test_map)
{
    begin(3);
    struct tl_value numbers[5];
    for (int i = 0; i < 5; i++) {
        numbers[i] = tl_int(i);
    }
    struct tl_iterator *results =
        tl_process_executor_map(executor, ten_times, numbers, 5, TL_FOREVER, "ten");
    for (int i = 0; i < 5; i++) {
        void *item = NULL;
        check_int_equal(tl_iterator_next(results, &item), TL_OK);
        check_int_equal(((struct tl_value *)item)->number, 10 * i);
    }
    void *item;
    check_int_equal(tl_iterator_next(results, &item), TL_END);
    tl_iterator_destroy(results);
    end();
}

CASE(test_map_of_a_broken_one)
{
    begin(1);
    struct tl_value numbers[2] = {tl_int(1), tl_int(2)};
    void *item = NULL;
    struct tl_iterator *results =
        tl_process_executor_map(executor, pass_gate, numbers, 2, TL_FOREVER, NULL);
    await_begun(1);
    kill(worker_pid(0), SIGKILL);
    check_int_equal(tl_iterator_next(results, &item), TL_BROKEN);
    check_broken(item);
    check_int_equal(tl_iterator_next(results, &item), TL_END);
    tl_iterator_destroy(results);
    check_true(tl_process_executor_map(executor, quit, numbers, 2, TL_FOREVER, NULL) == NULL);
    end();
}

/* ---- running and cancelled ---- */

/* Of six, when both workers are at it already: three fit into the call queue. */
CASE(test_moved_is_running)
{
    begin(2);
    struct tl_future *futures[6];
    submit(pass_gate, 0);
    submit(pass_gate, 0);
    await_begun(2);
    for (int i = 0; i < 6; i++) {
        futures[i] = submit(pass_gate, i);
    }
    await_state(futures[2], TL_FUTURE_RUNNING);
    for (int i = 0; i < 6; i++) {
        check_int_equal(tl_future_is_running(futures[i]), i < 3);
        check_int_equal(tl_future_cancel(futures[i]), i < 3 ? TL_STATE : TL_OK);
    }
    open_gate(5);
    end();
    for (int i = 0; i < 6; i++) {
        check_int_equal(tl_future_state(futures[i]),
                        i < 3 ? TL_FUTURE_FINISHED : TL_FUTURE_CANCELLED_AND_NOTIFIED);
    }
}

/* As ppe_running.py: between three and five of six, as quick as the workers are. */
CASE(test_first_are_running)
{
    begin(2);
    struct tl_future *futures[6];
    int running = 0;
    for (int i = 0; i < 6; i++) {
        futures[i] = submit(pass_gate, i);
    }
    await_begun(2);
    await_state(futures[2], TL_FUTURE_RUNNING);
    for (int i = 0; i < 6; i++) {
        running += tl_future_cancel(futures[i]) == TL_STATE;
    }
    check_true(running >= 3 && running <= 5);
    check_int_equal(executor->worker_count, 2);
    for (int i = 0; i < 6; i++) {
        check_int_equal(tl_future_is_cancelled(futures[i]), i >= running);
    }
    open_gate(6);
    end();
    check_int_equal(*begun, running);
}

CASE(test_cancelled_is_not_run)
{
    begin(1);
    struct tl_future *futures[5];
    for (int i = 0; i < 5; i++) {
        futures[i] = submit(pass_gate, i);
    }
    await_begun(1);
    check_int_equal(tl_future_cancel(futures[4]), TL_OK);
    open_gate(4);
    end();
    check_int_equal(*begun, 4);
    check_int_equal(tl_future_state(futures[4]), TL_FUTURE_CANCELLED_AND_NOTIFIED);
}

/* ---- workers ---- */

CASE(test_workers)
{
    begin(3);
    check_int_equal(executor->worker_count, 0); /* none before there is work */
    struct tl_future *task = tl_process_executor_submit(executor, tell_process, tl_none(), NULL);
    check_int_equal(executor->worker_count, 3); /* then all at once */
    const char *name = value_of(task)->data;
    check_true(strncmp(name, "ForkProcess-", 12) == 0 && name[12] >= '1' && name[12] <= '3');
    end();
    check_int_equal(count_events(EVENT_PROCESS_FORK), 3);
}

CASE(test_default_workers)
{
    begin(TL_DEFAULT_WORKERS);
    check_int_equal(executor->max_workers, sysconf(_SC_NPROCESSORS_ONLN));
    end();
}

/* ---- what is recorded ---- */

CASE(test_who_records_what)
{
    begin(1);
    struct tl_future *task = tl_process_executor_submit(executor, ten_times, tl_int(1), "task");
    value_of(task);
    end();
    const struct captured_event *create = capture_find(EVENT_OBJECT_CREATE, 0);
    size_t index = 0;
    while (strcmp(capture_name(create->object), "task") != 0) {
        create = capture_find(EVENT_OBJECT_CREATE, ++index);
    }
    const struct captured_event *run = capture_find(EVENT_FUTURE_RUN, 0);
    const struct captured_event *begun_task = capture_find(EVENT_TASK_RUN_BEGIN, 0);
    const struct captured_event *set = capture_find(EVENT_FUTURE_SET, 0);
    check_true(create->flags & FLAG_READER); /* one and the same in all processes */
    check_text_equal(capture_name(create->value), "pool");
    check_true(run->object == create->object && begun_task->object == create->object &&
               set->object == create->object);
    check_true(run->thread == set->thread && run->thread != create->thread);
    check_true(begun_task->thread != run->thread && begun_task->thread != create->thread);
    check_int_equal(flags_storey(run->flags), 0);
    check_int_equal(flags_storey(begun_task->flags), 0);
    check_int_equal(flags_storey(set->flags), 0);
}

/* ---- shutdown ---- */

CASE(test_shutdown_runs_what_was_submitted)
{
    begin(2);
    struct tl_future *futures[20];
    for (int i = 0; i < 20; i++) {
        futures[i] = submit(ten_times, i);
    }
    check_int_equal(tl_process_executor_shutdown(executor, true, false), TL_OK);
    check_gone();
    for (int i = 0; i < 20; i++) {
        check_int_equal(tl_future_state(futures[i]), TL_FUTURE_FINISHED);
        check_int_equal(value_of(futures[i])->number, 10 * i);
    }
    check_true(submit(ten_times, 1) == NULL);
    check_text_equal(tl_misuse_text(), "cannot schedule new futures after shutdown");
    check_int_equal(tl_process_executor_shutdown(executor, true, true), TL_OK); /* again */
    end();
}

CASE(test_shutdown_without_waiting)
{
    begin(1);
    struct tl_future *task = submit(pass_gate, 5);
    await_begun(1);
    check_int_equal(tl_process_executor_shutdown(executor, false, false), TL_OK);
    check_int_equal(tl_future_state(task), TL_FUTURE_RUNNING);
    open_gate(1);
    check_int_equal(value_of(task)->number, 5);
    end();
}

CASE(test_shutdown_cancels)
{
    begin(1);
    struct tl_future *futures[6];
    futures[0] = submit(pass_gate, 0);
    await_begun(1);
    for (int i = 1; i < 6; i++) {
        futures[i] = submit(pass_gate, i);
    }
    await_state(futures[2], TL_FUTURE_RUNNING); /* one runs, two are in the call queue */
    check_int_equal(tl_process_executor_shutdown(executor, false, true), TL_OK);
    await_state(futures[5], TL_FUTURE_CANCELLED);
    open_gate(3);
    end();
    for (int i = 0; i < 6; i++) {
        check_int_equal(tl_future_state(futures[i]),
                        i < 3 ? TL_FUTURE_FINISHED : TL_FUTURE_CANCELLED);
    }
    check_int_equal(*begun, 3);
}

CASE(test_with)
{
    begin(2);
    struct tl_future *task = NULL;
    TL_WITH (executor) {
        task = submit(ten_times, 4);
    }
    check_int_equal(tl_future_state(task), TL_FUTURE_FINISHED);
    check_true(submit(ten_times, 1) == NULL);
    struct tl_process_executor *none = NULL;
    bool was_inside = false;
    TL_WITH (none) {
        was_inside = true;
    }
    check_true(!was_inside);
    end();
}

CASE(test_unused)
{
    begin(2);
    check_int_equal(tl_process_executor_shutdown(executor, true, false), TL_OK);
    end();
    check_int_equal(count_events(EVENT_PROCESS_FORK), 0);
}

/* Without a shutdown a program still ends after all that was submitted. */
CASE(test_exit)
{
    begin(2);
    struct tl_process_executor *unused = tl_process_executor_create(1, NULL);
    struct tl_future *futures[8];
    for (int i = 0; i < 8; i++) {
        futures[i] = submit(ten_times, i);
    }
    check_int_equal(tl_exit(5), 5);
    check_gone();
    for (int i = 0; i < 8; i++) {
        check_int_equal(tl_future_state(futures[i]), TL_FUTURE_FINISHED);
    }
    check_true(tl_process_executor_submit(unused, ten_times, tl_int(1), NULL) == NULL);
    check_text_equal(tl_misuse_text(), "cannot schedule new futures after interpreter shutdown");
}

static void destroy_in_manager(struct tl_future *future, void *argument)
{
    (void)future;
    *(int *)argument = tl_process_executor_shutdown(executor, true, false);
    check_text_equal(tl_misuse_text(), "cannot join current thread");
}

CASE(test_manager_cannot_wait_for_itself)
{
    begin(1);
    int result = TL_OK;
    struct tl_future *task = submit(pass_gate, 1);
    tl_future_add_done_callback(task, destroy_in_manager, &result);
    open_gate(1);
    end();
    check_int_equal(result, TL_STATE);
}

CASE(test_leaves_nothing)
{
    begin(2);
    check_int_equal(tl_process_executor_destroy(executor), TL_OK);
    await_last_thread();
    unsigned descriptors = count_descriptors();
    for (int i = 0; i < 3; i++) {
        executor = tl_process_executor_create(2, NULL);
        value_of(submit(ten_times, 1));
        check_int_equal(tl_process_executor_destroy(executor), TL_OK);
        await_last_thread();
    }
    executor = tl_process_executor_create(2, NULL);
    check_broken(submit(quit, 1));
    end();
    await_last_thread();
    check_int_equal(count_descriptors(), descriptors);
}

CASE(test_misuse)
{
    begin(1);
    check_true(tl_process_executor_create(0, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "max_workers must be greater than 0");
    check_true(tl_process_executor_submit(NULL, echo, tl_none(), NULL) == NULL);
    check_text_equal(tl_misuse_text(), "the handle is NULL");
    check_true(tl_process_executor_submit(executor, NULL, tl_none(), NULL) == NULL);
    check_true(tl_process_executor_map(NULL, echo, NULL, 0, 1, NULL) == NULL);
    check_true(tl_process_executor_map(executor, echo, NULL, 1, 1, NULL) == NULL);
    check_int_equal(tl_process_executor_shutdown(NULL, true, false), TL_INVALID);
    check_int_equal(tl_process_executor_destroy(NULL), TL_INVALID);
    end();
}

CASE(test_virtual_time)
{
    capture_in_virtual_time(0);
    check_true(tl_process_executor_create(1, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "processes run in real time only");
}

/* ---- a crowd ---- */

#define CROWD 4
#define TASKS 100

static _Atomic int delivered, cancelled;

static void submit_many(void *seed)
{
    struct tl_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        futures[i] = submit(ten_times, i);
        if (i % 5 == (intptr_t)seed) {
            tl_future_cancel(futures[i - (i > 2) * 2]);
        }
    }
    for (int i = 0; i < TASKS; i++) {
        void *result = NULL;
        int waited = tl_future_result(futures[i], TL_FOREVER, &result);
        delivered += waited == TL_OK && ((struct tl_value *)result)->number == 10 * i;
        cancelled += waited == TL_CANCELLED;
        check_int_equal(tl_future_destroy(futures[i]), TL_OK);
    }
}

static void check_crowd(void)
{
    struct tl_thread *threads[CROWD];
    value_of(submit(ten_times, 1)); /* forks before there are threads */
    for (intptr_t i = 0; i < CROWD; i++) {
        threads[i] = tl_thread_create(submit_many, (void *)i, NULL);
        check_int_equal(tl_thread_start(threads[i]), TL_OK);
    }
    for (int i = 0; i < CROWD; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    check_int_equal(tl_process_executor_destroy(executor), TL_OK);
    check_int_equal(delivered + cancelled, CROWD * TASKS);
    check_gone();
}

CASE(test_crowd)
{
    begin(3);
    check_crowd();
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_crowd_off)
{
    executor = tl_process_executor_create(3, NULL);
    check_crowd();
    check_int_equal(capture_count(), 0);
}

static const struct test_case cases[] = {
    {"process_executor@results-come-as-copies", test_results},
    {"process_executor@big-messages-pass", test_big_messages},
    {"process_executor@error-is-kept", test_errors},
    {"process_executor@what-cannot-travel-fails", test_what_cannot_travel},
    {"process_executor@futures-are-those-of-threads", test_same_futures_as_of_threads},
    {"process_map@is-in-order", test_map},
    {"process_map@ends-when-a-worker-dies", test_map_of_a_broken_one},
    {"process_executor@moved-is-running", test_moved_is_running},
    {"process_executor@first-ones-are-running", test_first_are_running},
    {"process_executor@cancelled-is-not-run", test_cancelled_is_not_run},
    {"process_executor@workers-are-forked-at-first-submit", test_workers},
    {"process_executor@has-a-worker-a-processor", test_default_workers},
    {"process_executor@manager-takes-on-worker-runs", test_who_records_what},
    {"process_shutdown@runs-what-was-submitted", test_shutdown_runs_what_was_submitted},
    {"process_shutdown@may-not-wait", test_shutdown_without_waiting},
    {"process_shutdown@cancels-what-has-not-moved", test_shutdown_cancels},
    {"process_shutdown@ends-a-with-block", test_with},
    {"process_shutdown@of-an-unused-one", test_unused},
    {"process_shutdown@manager-cannot-wait-for-itself", test_manager_cannot_wait_for_itself},
    {"process_exit@runs-and-joins-what-is-left", test_exit},
    {"process_executor@leaves-nothing", test_leaves_nothing},
    {"process_executor@misuse-is-refused", test_misuse},
    {"process_executor@not-in-virtual-time", test_virtual_time},
    {"process_executor@crowd-loses-nothing", test_crowd},
    {"off@process-executor-loses-nothing", test_crowd_off},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
