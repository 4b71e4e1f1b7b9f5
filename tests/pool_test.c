/* Pools by the rules of CPython's multiprocessing.Pool: workers, tasks and results. Each case runs
 * in a process of its own, in real time. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/own_process.h"
#include "tests/pool_gate.h"
#include "tracer/threadlane_process.h"

/* ---- tasks ---- */

static int tell_name(struct tl_value x, struct tl_value *result)
{
    (void)x;
    *result = tl_text(tl_current_process_name());
    return 0;
}

static int fail(struct tl_value text, struct tl_value *result)
{
    (void)result;
    return tl_task_error(7, text.data);
}

static int fail_if_odd(struct tl_value x, struct tl_value *result)
{
    return x.number % 2 ? tl_task_error(7, "odd") : twice(x, result);
}

static int die(struct tl_value x, struct tl_value *result)
{
    *result = x;
    _exit(3);
}

static int make_pool(struct tl_value x, struct tl_value *result)
{
    struct tl_pool *inner = tl_pool_create(1, NULL);
    *result = tl_text(inner ? "made" : tl_misuse_text());
    return (int)x.number;
}

/* ---- workers ---- */

CASE(test_workers_are_there_at_once)
{
    begin(3);
    check_int_equal(tl_pool_worker_count(pool), 3);
    check_text_equal(tl_pool_worker_name(pool, 0), "ForkPoolWorker-1");
    check_text_equal(tl_pool_worker_name(pool, 2), "ForkPoolWorker-3");
    check_text_equal(tl_pool_worker_name(pool, 3), "");
    struct tl_value name;
    struct tl_async_result *told = apply(tell_name, 0);
    check_int_equal(tl_async_result_get(told, TL_FOREVER, &name), TL_OK);
    check_true(strncmp(name.data, "ForkPoolWorker-", 15) == 0);
    tl_async_result_destroy(told);
    end();
}

CASE(test_tasks_run_side_by_side)
{
    begin(2);
    struct tl_async_result *first = apply(twice_after_gate, 1);
    struct tl_async_result *second = apply(twice_after_gate, 2);
    await_arrivals(2); /* both have begun, and none has ended */
    open_gate(2);
    check_int_equal(number_of(first), 2);
    check_int_equal(number_of(second), 4);
    end();
}

CASE(test_workers_cannot_have_children)
{
    begin(1);
    struct tl_value text;
    struct tl_async_result *told = apply(make_pool, 0);
    check_int_equal(tl_async_result_get(told, TL_FOREVER, &text), TL_OK);
    check_text_equal(text.data, "daemonic processes are not allowed to have children");
    tl_async_result_destroy(told);
    end();
}

CASE(test_dead_worker_is_replaced)
{
    begin(2);
    struct tl_async_result *lost = apply(die, 0);
    while (strcmp(tl_pool_worker_name(pool, 1), "ForkPoolWorker-3") != 0) {
        usleep(1000);
    }
    check_int_equal(tl_pool_worker_count(pool), 2);
    for (int i = 0; i < 20; i++) {
        check_int_equal(number_of(apply(twice, i)), 2 * i);
    }
    check_int_equal(tl_async_result_get(lost, 0.01, NULL), TL_TIMEOUT); /* its task is lost */
    end();
    check_true(!tl_async_result_is_ready(lost));
    tl_async_result_destroy(lost);
}

/* Idle ones, too: one of them holds the lock of the inqueue. */
CASE(test_killed_workers_are_replaced)
{
    begin(2);
    for (int i = 0; i < 20; i++) {
        int pid = (int)number_of(apply(tell_pid, 0));
        kill(pid, SIGKILL);
        await_death(pid);
    }
    for (int i = 0; i < 20; i++) {
        check_int_equal(number_of(apply(twice, i)), 2 * i);
    }
    end();
}

/* ---- apply_async ---- */

CASE(test_errors_come_back)
{
    begin(1);
    struct tl_async_result *failed =
        tl_pool_apply_async(pool, fail, tl_text("KeyError(1)"), "fail");
    check_int_equal(tl_async_result_get(failed, TL_FOREVER, NULL), TL_TASK_ERROR);
    check_text_equal(tl_async_result_error(failed), "KeyError(1)");
    check_int_equal(tl_async_result_is_successful(failed), TL_TASK_ERROR);
    check_int_equal(number_of(apply(twice, 4)), 8); /* its worker goes on */
    tl_async_result_destroy(failed);
    end();
}

CASE(test_late_results_come)
{
    begin(1);
    struct tl_async_result *late = apply(twice_after_gate, 3);
    check_true(!tl_async_result_is_ready(late));
    check_int_equal(tl_async_result_is_successful(late), TL_STATE);
    check_text_equal(tl_misuse_text(), "the result is not ready");
    check_int_equal(tl_async_result_get(late, 0.01, NULL), TL_TIMEOUT);
    check_int_equal(tl_async_result_wait(late, 0), TL_TIMEOUT);
    check_text_equal(tl_async_result_error(late), "");
    open_gate(1);
    check_int_equal(tl_async_result_wait(late, TL_FOREVER), TL_OK);
    check_true(tl_async_result_is_ready(late));
    check_int_equal(tl_async_result_is_successful(late), TL_OK);
    check_int_equal(number_of(late), 6);
    end();
}

CASE(test_handle_may_go_first)
{
    begin(1);
    struct tl_async_result *given_up = apply(twice_after_gate, 3);
    await_arrivals(1);
    tl_async_result_destroy(given_up);
    open_gate(1);
    check_int_equal(number_of(apply(twice, 4)), 8);
    tl_async_result_destroy(apply(twice_after_gate, 3)); /* and with the pool's end */
    end();
}

CASE(test_long_values_travel)
{
    begin(2);
    char *text = calloc(1, LONG_SIZE);
    memset(text, 'y', LONG_SIZE - 1);
    struct tl_async_result *results[4];
    for (int i = 0; i < 4; i++) {
        results[i] = tl_pool_apply_async(pool, repeat_text, tl_text(text), NULL);
    }
    for (int i = 0; i < 4; i++) {
        struct tl_value value = tl_none();
        check_int_equal(tl_async_result_get(results[i], TL_FOREVER, &value), TL_OK);
        check_true(value.size == LONG_SIZE && memcmp(value.data, "yxx", 3) == 0);
        tl_async_result_destroy(results[i]);
    }
    free(text);
    end();
}

CASE(test_queues_cannot_travel)
{
    begin(1);
    struct tl_queue *queue = tl_queue_create(0, NULL);
    struct tl_async_result *refused = tl_pool_apply_async(pool, twice, TL_HANDLE(queue), NULL);
    check_int_equal(tl_async_result_get(refused, TL_FOREVER, NULL), TL_TASK_ERROR);
    check_text_equal(tl_async_result_error(refused), "cannot pickle '_thread.lock' object");
    struct tl_async_result *inherited =
        tl_pool_apply_async(pool, twice, (struct tl_value){.type = TL_VALUE_PROCESS_QUEUE}, NULL);
    check_int_equal(tl_async_result_get(inherited, TL_FOREVER, NULL), TL_TASK_ERROR);
    check_text_equal(tl_async_result_error(inherited),
                     "Queue objects should only be shared between processes through inheritance");
    check_int_equal(number_of(apply(twice, 4)), 8);
    tl_async_result_destroy(refused);
    tl_async_result_destroy(inherited);
    end();
}

/* ---- imap, map ---- */

static long long next_number(struct tl_iterator *iterator)
{
    void *item = NULL;
    int result = tl_iterator_next(iterator, &item);
    return result == TL_OK ? ((const struct tl_value *)item)->number : result;
}

CASE(test_imap_holds_back)
{
    begin(2);
    const struct tl_value arguments[] = {tl_int(1), tl_int(-2), tl_int(-3)};
    struct tl_iterator *results = tl_pool_imap(pool, twice_after_gate, arguments, 3, "task");
    await_arrivals(1);
    check_int_equal(number_of(apply(twice, 4)), 8); /* so the other worker has done both */
    open_gate(1);
    check_int_equal(next_number(results), 2);
    check_int_equal(next_number(results), -4);
    check_int_equal(tl_iterator_remaining(results), 1);
    check_int_equal(next_number(results), -6);
    check_int_equal(next_number(results), TL_END);
    tl_iterator_destroy(results);
    end();
}

CASE(test_imap_unordered_gives_as_they_come)
{
    begin(2);
    const struct tl_value arguments[] = {tl_int(1), tl_int(-2), tl_int(-3)};
    struct tl_iterator *results =
        tl_pool_imap_unordered(pool, twice_after_gate, arguments, 3, NULL);
    check_int_equal(next_number(results), -4);
    check_int_equal(next_number(results), -6);
    open_gate(1);
    check_int_equal(next_number(results), 2);
    check_int_equal(next_number(results), TL_END);
    tl_iterator_destroy(results);
    end();
}

CASE(test_imap_tells_errors)
{
    begin(2);
    const struct tl_value arguments[] = {tl_int(2), tl_int(3), tl_int(4)};
    struct tl_iterator *results = tl_pool_imap(pool, fail_if_odd, arguments, 3, NULL);
    void *item;
    check_int_equal(next_number(results), 4);
    check_int_equal(tl_iterator_next(results, &item), TL_TASK_ERROR);
    check_text_equal(((const struct tl_value *)item)->data, "odd");
    check_int_equal(next_number(results), TL_END);
    tl_iterator_destroy(results);
    results = tl_pool_imap(pool, twice, NULL, 0, NULL);
    check_int_equal(next_number(results), TL_END);
    tl_iterator_destroy(results);
    end();
}

CASE(test_iterator_may_go_first)
{
    begin(1);
    const struct tl_value arguments[] = {tl_int(1), tl_int(-2), tl_int(-3)};
    tl_iterator_destroy(tl_pool_imap(pool, twice_after_gate, arguments, 3, NULL));
    open_gate(1);
    check_int_equal(number_of(apply(twice, 4)), 8);
    end();
}

CASE(test_map)
{
    begin(2);
    struct tl_value arguments[TASKS], results[TASKS];
    for (int i = 0; i < TASKS; i++) {
        arguments[i] = tl_int(2 * i);
    }
    check_int_equal(tl_pool_map(pool, fail_if_odd, arguments, TASKS, results, "map"), TL_OK);
    for (int i = 0; i < TASKS; i++) {
        check_int_equal(results[i].number, 4 * i);
    }
    arguments[5].number = 3;
    check_int_equal(tl_pool_map(pool, fail_if_odd, arguments, TASKS, results, NULL), TL_TASK_ERROR);
    check_int_equal(results[5].type, TL_VALUE_NONE);
    check_int_equal(results[TASKS - 1].number, 4 * (TASKS - 1)); /* the others were waited for */
    end();
}

static const struct test_case cases[] = {
    {"pool@workers-are-forked-at-once", test_workers_are_there_at_once},
    {"pool@tasks-run-side-by-side", test_tasks_run_side_by_side},
    {"pool@workers-cannot-have-children", test_workers_cannot_have_children},
    {"pool@dead-worker-is-replaced-and-its-task-lost", test_dead_worker_is_replaced},
    {"pool@killed-idle-workers-are-replaced", test_killed_workers_are_replaced},
    {"pool@errors-come-back", test_errors_come_back},
    {"pool@late-results-come", test_late_results_come},
    {"pool@result-handle-may-go-before-the-result", test_handle_may_go_first},
    {"pool@long-values-travel", test_long_values_travel},
    {"pool@queues-cannot-travel", test_queues_cannot_travel},
    {"pool@imap-holds-results-back", test_imap_holds_back},
    {"pool@imap-unordered-gives-results-as-they-come", test_imap_unordered_gives_as_they_come},
    {"pool@imap-tells-errors", test_imap_tells_errors},
    {"pool@iterator-may-go-before-its-results", test_iterator_may_go_first},
    {"pool@map-gives-all-results", test_map},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
