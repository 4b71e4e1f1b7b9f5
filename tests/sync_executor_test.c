/* Executors by the rules of CPython's ThreadPoolExecutor, and the documented sequences of tasks.
 * Each case runs in a process of its own, in virtual time unless it is a crowd. */
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/event/misuse.h"
#include "tracer/threadlane.h"

#define CROWD 8
#define TASKS 200

static struct tl_executor *executor;
static _Atomic int run_count;

static void *item(intptr_t number)
{
    return (void *)number;
}

/* Sleeps so many seconds, and returns ten times as much. */
static int sleep_for(void *seconds, void **result)
{
    tl_sleep((double)(intptr_t)seconds);
    run_count++;
    *result = item(10 * (intptr_t)seconds);
    return 0;
}

static int fail(void *text, void **result)
{
    (void)result;
    return tl_task_error(77, text);
}

static int tell_name(void *place, void **result)
{
    *result = strcpy(place, tl_current_name());
    return 0;
}

static struct tl_future *submit(intptr_t seconds, const char *name)
{
    return tl_executor_submit(executor, sleep_for, item(seconds), name);
}

static intptr_t result_of(struct tl_future *future)
{
    void *result = item(-1);
    int waited = tl_future_result(future, TL_FOREVER, &result);
    return waited == TL_OK ? (intptr_t)result : waited;
}

static size_t count_events(uint16_t kind)
{
    size_t count = 0;
    while (capture_find(kind, count)) {
        count++;
    }
    return count;
}

static void begin(int max_workers)
{
    capture_in_virtual_time(0);
    executor = tl_executor_create(max_workers, "pool");
}

/* ---- workers ---- */

CASE(test_sequential_tasks_share_a_worker)
{
    begin(4);
    check_int_equal(count_events(EVENT_THREAD_CREATE), 0); /* none before there is work */
    for (int i = 0; i < 6; i++) {
        check_int_equal(result_of(submit(1, NULL)), 10);
        tl_sleep(0.1); /* the worker says that it is idle after it has delivered */
    }
    check_int_equal(count_events(EVENT_THREAD_CREATE), 1);
    check_int_equal(tl_executor_destroy(executor), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_concurrent_tasks_get_workers)
{
    begin(3);
    submit(1, NULL);
    submit(1, NULL);
    check_int_equal(count_events(EVENT_THREAD_CREATE), 2);
    submit(1, NULL);
    submit(1, NULL);
    submit(1, NULL);
    check_int_equal(count_events(EVENT_THREAD_CREATE), 3); /* and no more than that */
    tl_executor_shutdown(executor, true, false);
    check_true(tl_time() == 2);
    check_int_equal(run_count, 5);
}

CASE(test_names)
{
    begin(2);
    char first[64], second[64];
    struct tl_executor *unnamed = tl_executor_create(1, NULL);
    tl_future_result(tl_executor_submit(executor, tell_name, first, NULL), TL_FOREVER, NULL);
    tl_future_result(tl_executor_submit(unnamed, tell_name, second, NULL), TL_FOREVER, NULL);
    check_text_equal(first, "pool_0");
    check_text_equal(second, "ThreadPoolExecutor-0_0");
    const struct captured_event *create = capture_find(EVENT_THREAD_CREATE_BEGIN, 0);
    check_text_equal(capture_name(create->value), "pool"); /* a worker tells whose it is */
    check_text_equal(capture_name(capture_find(EVENT_THREAD_CREATE, 0)->value), "pool");
}

CASE(test_parts)
{
    begin(3);
    uint64_t id = capture_find(EVENT_OBJECT_CREATE, 0)->object;
    unsigned parts[TYPE_COUNT] = {0};
    for (size_t i = 0; capture_find(EVENT_OBJECT_CREATE, i); i++) {
        const struct captured_event *create = capture_find(EVENT_OBJECT_CREATE, i);
        parts[flags_detail(create->flags)] += create->value == id;
    }
    check_true(parts[TYPE_QUEUE] == 1 && parts[TYPE_SEMAPHORE] == 1 && parts[TYPE_LOCK] == 1);
    struct tl_future *task = submit(1, "task");
    const struct captured_event *submitted =
        capture_find(EVENT_OBJECT_CREATE, count_events(EVENT_OBJECT_CREATE) - 3);
    check_text_equal(capture_name(submitted->object), "task");
    check_int_equal(flags_detail(submitted->flags), TYPE_FUTURE);
    check_true(submitted->value == id);
    check_int_equal(result_of(task), 10);
}

static int print_and_sleep(void *unused, void **result)
{
    (void)unused;
    *result = NULL;
    tl_print("in the task");
    tl_sleep(1);
    return 0;
}

CASE(test_tasks_are_user_code)
{
    begin(1);
    tl_future_result(tl_executor_submit(executor, print_and_sleep, NULL, NULL), TL_FOREVER, NULL);
    const struct captured_event *print = capture_find(EVENT_PRINT, 0);
    uint64_t here = (uint64_t)(uintptr_t)print_and_sleep;
    check_int_equal(flags_storey(print->flags), 0);
    check_int_equal(flags_storey(capture_find(EVENT_SLEEP_BEGIN, 0)->flags), 0);
    check_true(print->site > here && print->site < here + 256);
    check_true(capture_find(EVENT_TASK_RUN_BEGIN, 0)->site == here + 1);
    check_true(capture_find(EVENT_FUTURE_SET, 0)->site == here + 1);
}

/* ---- what tasks return ---- */

CASE(test_task_errors)
{
    begin(1);
    struct tl_future *told = tl_executor_submit(executor, fail, "no such page", NULL);
    struct tl_future *untold = tl_executor_submit(executor, fail, NULL, NULL);
    int code = 0;
    const char *text = NULL;
    check_int_equal(result_of(told), TL_TASK_ERROR);
    check_int_equal(tl_future_exception(told, TL_FOREVER, &code, &text), TL_OK);
    check_int_equal(code, 77);
    check_text_equal(text, "no such page");
    check_int_equal(tl_future_exception(untold, TL_FOREVER, &code, &text), TL_OK);
    check_text_equal(text, "unknown error");
    check_int_equal(flags_detail(capture_find(EVENT_TASK_RUN_FAILED, 0)->flags), REASON_TASK_ERROR);
    check_int_equal(tl_task_error(5, "outside of tasks it only returns the code"), 5);
    check_int_equal(result_of(submit(1, NULL)), 10); /* the worker goes on */
}

CASE(test_cancelled_is_skipped)
{
    begin(1);
    struct tl_future *first = submit(3, "F1");
    struct tl_future *second = submit(2, "F2");
    check_int_equal(tl_future_cancel(first), TL_STATE);
    check_int_equal(tl_future_cancel(second), TL_OK);
    check_int_equal(tl_future_state(second), TL_FUTURE_CANCELLED);
    tl_sleep(4);
    check_int_equal(run_count, 1);
    check_int_equal(tl_future_state(second), TL_FUTURE_CANCELLED_AND_NOTIFIED);
    check_int_equal(tl_future_destroy(first), TL_OK);
    check_int_equal(tl_future_destroy(second), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_destroyed_before_it_runs)
{
    begin(1);
    for (int i = 0; i < 3; i++) {
        check_int_equal(tl_future_destroy(submit(1, NULL)), TL_OK);
    }
    check_int_equal(count_events(EVENT_OBJECT_DESTROY), 0);
    tl_executor_shutdown(executor, true, false);
    check_int_equal(run_count, 3);
    check_int_equal(count_events(EVENT_OBJECT_DESTROY), 3 * 3); /* with their conditions */
    check_int_equal(tl_executor_destroy(executor), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- shutdown ---- */

CASE(test_shutdown_runs_what_was_submitted)
{
    begin(1);
    struct tl_future *first = submit(1, NULL);
    struct tl_future *second = submit(1, NULL);
    check_int_equal(tl_executor_shutdown(executor, false, false), TL_OK);
    check_true(tl_time() == 0);
    check_true(submit(1, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "cannot schedule new futures after shutdown");
    check_text_equal(capture_name(capture_find(EVENT_OBJECT_CREATE_FAILED, 0)->object), "pool");
    check_int_equal(result_of(first), 10);
    check_int_equal(result_of(second), 10);
    check_int_equal(tl_executor_shutdown(executor, true, false), TL_OK); /* again */
    check_int_equal(count_events(EVENT_THREAD_END), 1);
    check_int_equal(tl_executor_destroy(executor), TL_OK);
}

CASE(test_shutdown_cancels)
{
    begin(2);
    struct tl_future *futures[6];
    for (int i = 0; i < 6; i++) {
        futures[i] = submit(1, NULL);
    }
    check_int_equal(tl_executor_shutdown(executor, true, true), TL_OK);
    for (int i = 0; i < 6; i++) {
        check_int_equal(tl_future_state(futures[i]),
                        i < 2 ? TL_FUTURE_FINISHED : TL_FUTURE_CANCELLED);
    }
    check_int_equal(run_count, 2);
    const struct captured_event *close = capture_find(EVENT_OBJECT_CLOSE, 0);
    check_int_equal(close->value, 4);
    check_int_equal(flags_detail(close->flags), CLOSE_IMMEDIATE);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_with)
{
    begin(3);
    TL_WITH (executor) {
        submit(2, NULL);
        submit(1, NULL);
    }
    check_true(tl_time() == 2);
    check_int_equal(run_count, 2);
    check_true(submit(1, NULL) == NULL);
}

static int shut_down(void *unused, void **result)
{
    (void)unused;
    *result = item(tl_executor_shutdown(executor, true, false));
    check_text_equal(tl_misuse_text(), "cannot join current thread");
    return 0;
}

CASE(test_worker_cannot_wait_for_itself)
{
    begin(1);
    check_int_equal(result_of(tl_executor_submit(executor, shut_down, NULL, NULL)), TL_STATE);
    check_int_equal(tl_executor_destroy(executor), TL_OK);
}

static int submit_late(void *unused, void **result)
{
    (void)unused;
    *result = NULL;
    tl_sleep(1);
    check_true(submit(1, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "cannot schedule new futures after interpreter shutdown");
    run_count++;
    return 0;
}

/* Without a shutdown a program still ends after all that was submitted. */
CASE(test_exit)
{
    begin(1);
    struct tl_executor *other = tl_executor_create(2, NULL);
    submit(1, NULL);
    submit(1, NULL);
    tl_executor_submit(other, submit_late, NULL, NULL);
    check_int_equal(tl_exit(5), 5);
    check_int_equal(run_count, 3);
    check_true(tl_time() == 2);
    check_int_equal(count_events(EVENT_THREAD_JOIN), 2);
    check_int_equal(flags_storey(capture_find(EVENT_THREAD_JOIN, 0)->flags), 1);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_misuse)
{
    begin(1);
    check_true(tl_executor_create(0, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "max_workers must be greater than 0");
    check_true(tl_executor_create(-3, NULL) == NULL);
    check_true(tl_executor_submit(NULL, sleep_for, NULL, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "the handle is NULL");
    check_true(tl_executor_submit(executor, NULL, NULL, NULL) == NULL);
    check_true(tl_executor_map(NULL, sleep_for, NULL, 0, TL_FOREVER, NULL) == NULL);
    check_true(tl_executor_map(executor, NULL, NULL, 0, TL_FOREVER, NULL) == NULL);
    check_true(tl_executor_map(executor, sleep_for, NULL, 1, TL_FOREVER, NULL) == NULL);
    check_int_equal(tl_executor_shutdown(NULL, true, false), TL_INVALID);
    check_int_equal(tl_executor_destroy(NULL), TL_INVALID);
    check_int_equal(count_events(EVENT_OBJECT_CREATE_FAILED), 7);
    struct tl_executor *none = NULL;
    bool was_inside = false;
    TL_WITH (none) {
        was_inside = true;
    }
    check_true(!was_inside);
    struct tl_executor *many = tl_executor_create(TL_DEFAULT_WORKERS, "many");
    uint64_t limit = capture_find(EVENT_OBJECT_HAS, count_events(EVENT_OBJECT_HAS) - 1)->value;
    long expected = sysconf(_SC_NPROCESSORS_ONLN) + 4;
    check_int_equal(limit, expected < 32 ? expected : 32);
    check_int_equal(tl_executor_destroy(many), TL_OK);
}

/* ---- the documented sequences ---- */

/* The steps of a minimal sequence were told in that order, whatever stands between them. */
static void check_steps(const char *all_told, const char *sequence)
{
    static char whole[1 << 16];
    char text[2048], around[512];
    snprintf(whole, sizeof(whole), "; %s;", all_told);
    const char *told = whole;
    snprintf(text, sizeof(text), "%s", sequence);
    char *rest = NULL;
    for (char *step = strtok_r(text, ";", &rest); step; step = strtok_r(NULL, ";", &rest)) {
        snprintf(around, sizeof(around), "; %s;", step + strspn(step, " "));
        const char *found = strstr(told, around);
        if (!found) {
            check_text_equal(told, step);
            return;
        }
        told = found + 1;
    }
}

CASE(test_cancel_sequence)
{
    begin(1);
    struct tl_future *first = submit(2, "F1");
    struct tl_future *second = submit(2, "F2");
    tl_future_cancel(second);
    check_int_equal(result_of(first), 20);
    tl_sleep(1);
    check_steps(
        capture_tell(TELL_THREADS),
        "main ·queue.put pool.queue i1; main ·thread.create+ pool_0; pool_0 thread.begin pool_0; "
        "pool_0 ·queue.get pool.queue i1; pool_0 future.run F1; pool_0 task.run+ F1; "
        "main ·thread.create pool_0; main ·queue.put pool.queue i2; main future.cancel F2; "
        "main future.wait+ F1; main ·condition.wait+ F1.condition; "
        "main door.wait+ F1.condition #2; pool_0 task.run F1; pool_0 future.set F1; "
        "pool_0 ·condition.notify F1.condition all/1; pool_0 door.wake F1.condition main#2; "
        "pool_0 ·queue.get pool.queue i2; pool_0 future.run! F2 cancelled; "
        "main door.wait F1.condition #2; main ·condition.wait F1.condition; "
        "main future.wait F1");
}

CASE(test_as_completed_sequence)
{
    begin(2);
    struct tl_future *all[] = {submit(2, "F1"), submit(1, "F2")};
    struct tl_iterator *iterator = tl_as_completed(all, 2, TL_FOREVER);
    void *got;
    check_int_equal(tl_iterator_next(iterator, &got), TL_OK);
    check_steps(
        capture_tell(0),
        "main future.wait+ .iterator; main ·event.wait+ .iterator.event; "
        "main ··condition.wait+ .iterator.event.condition; "
        "main door.wait+ .iterator.event.condition #1; pool_1 future.set F2; "
        "pool_1 ·event.set .iterator.event; "
        "pool_1 ··condition.notify .iterator.event.condition all/1; "
        "pool_1 door.wake .iterator.event.condition main#1; "
        "main door.wait .iterator.event.condition #1; "
        "main ··condition.wait .iterator.event.condition; main ·event.wait .iterator.event; "
        "main ·event.clear .iterator.event; main future.wait .iterator");
    unsigned watched = 0;
    for (size_t i = 0; capture_find(EVENT_OBJECT_HAS, i); i++) {
        watched += flags_detail(capture_find(EVENT_OBJECT_HAS, i)->flags) == ROLE_WATCH;
    }
    check_int_equal(watched, 2);
}

/* ---- a crowd, in real time ---- */

static _Atomic int delivered, skipped, failed;

static int run_or_fail(void *number, void **result)
{
    run_count++;
    *result = number;
    return (intptr_t)number % 7 == 0 ? 1 : 0;
}

static void submit_many(void *seed)
{
    struct tl_future *futures[TASKS];
    for (intptr_t i = 0; i < TASKS; i++) {
        futures[i] = tl_executor_submit(executor, run_or_fail, item(i), NULL);
        if (i % 5 == (intptr_t)seed % 5) {
            tl_future_cancel(futures[i - (i > 2) * 2]);
        }
    }
    for (intptr_t i = 0; i < TASKS; i++) {
        intptr_t result = result_of(futures[i]);
        delivered += result == i;
        skipped += result == TL_CANCELLED;
        failed += result == TL_TASK_ERROR;
        check_int_equal(tl_future_destroy(futures[i]), TL_OK);
    }
}

static void check_tasks(void)
{
    executor = tl_executor_create(4, "pool");
    struct tl_thread *threads[CROWD];
    for (intptr_t i = 0; i < CROWD; i++) {
        threads[i] = tl_thread_create(submit_many, item(i), NULL);
        check_int_equal(tl_thread_start(threads[i]), TL_OK);
    }
    for (int i = 0; i < CROWD; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    check_int_equal(tl_executor_destroy(executor), TL_OK);
    check_int_equal(delivered + skipped + failed, CROWD * TASKS);
    check_int_equal(delivered + failed, run_count);
}

CASE(test_crowd)
{
    capture_in_real_time(1);
    check_tasks();
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_crowd_off)
{
    check_tasks();
    check_int_equal(capture_count(), 0);
}

static const struct test_case cases[] = {
    {"executor@idle-worker-is-used-again", test_sequential_tasks_share_a_worker},
    {"executor@workers-come-when-needed", test_concurrent_tasks_get_workers},
    {"executor@workers-have-names-and-an-owner", test_names},
    {"executor@is-made-of-parts", test_parts},
    {"task@is-user-code", test_tasks_are_user_code},
    {"task@error-is-kept", test_task_errors},
    {"task@cancelled-is-skipped", test_cancelled_is_skipped},
    {"task@runs-though-its-handle-is-gone", test_destroyed_before_it_runs},
    {"shutdown@runs-what-was-submitted", test_shutdown_runs_what_was_submitted},
    {"shutdown@cancels-what-nobody-began", test_shutdown_cancels},
    {"shutdown@ends-a-with-block", test_with},
    {"shutdown@worker-cannot-wait-for-itself", test_worker_cannot_wait_for_itself},
    {"exit@runs-and-joins-what-is-left", test_exit},
    {"executor@misuse-is-refused", test_misuse},
    {"sequence@future-cancel", test_cancel_sequence},
    {"sequence@as-completed", test_as_completed_sequence},
    {"executor@crowd-loses-nothing", test_crowd},
    {"off@executor-loses-nothing", test_crowd_off},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
