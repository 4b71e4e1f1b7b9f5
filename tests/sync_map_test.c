/* map by the rules of CPython's ThreadPoolExecutor. Each case runs in a process of its own, in
 * virtual time. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/threadlane.h"

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

static void check_next(struct tl_iterator *iterator, int expected, intptr_t expected_item)
{
    void *got = item(-5);
    check_int_equal(tl_iterator_next(iterator, &got), expected);
    check_true(got == item(expected == TL_OK ? expected_item : -5));
}

/* The second result is there at 2 s, and held back until the first is. */
CASE(test_map)
{
    begin(2);
    void *const seconds[] = {item(3), item(2), item(4)};
    struct tl_iterator *iterator =
        tl_executor_map(executor, sleep_for, seconds, 3, TL_FOREVER, "page");
    check_int_equal(count_events(EVENT_THREAD_CREATE), 2); /* all are submitted at once */
    check_next(iterator, TL_OK, 30);
    check_true(tl_time() == 3);
    check_next(iterator, TL_OK, 20);
    check_true(tl_time() == 3);
    check_next(iterator, TL_OK, 40);
    check_true(tl_time() == 6);
    check_next(iterator, TL_END, 0);
    tl_iterator_destroy(iterator);
    check_text_equal(capture_name(capture_find(EVENT_FUTURE_RUN, 2)->object), "page[2]");
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_map_timeout)
{
    begin(1);
    void *const seconds[] = {item(1), item(2), item(4), item(4)};
    struct tl_iterator *iterator = tl_executor_map(executor, sleep_for, seconds, 4, 2.5, NULL);
    check_next(iterator, TL_OK, 10);
    check_next(iterator, TL_TIMEOUT, 0);
    check_true(tl_time() == 2.5);
    check_next(iterator, TL_END, 0);
    check_int_equal(count_events(EVENT_FUTURE_CANCEL), 2); /* the rest; the second one runs */
    tl_iterator_destroy(iterator);
    tl_executor_shutdown(executor, true, false);
    check_int_equal(run_count, 2);
    check_int_equal(captured_rules_broken(), 0);
}

static int fail_at_two(void *number, void **result)
{
    tl_sleep(1);
    *result = number;
    return number == item(2) ? tl_task_error(9, "two") : 0;
}

CASE(test_map_error)
{
    begin(1);
    void *const numbers[] = {item(1), item(2), item(3), item(4)};
    struct tl_iterator *iterator =
        tl_executor_map(executor, fail_at_two, numbers, 4, TL_FOREVER, NULL);
    void *got = NULL;
    const char *text = NULL;
    check_next(iterator, TL_OK, 1);
    check_int_equal(tl_iterator_next(iterator, &got), TL_TASK_ERROR);
    check_int_equal(tl_future_exception(got, 0, NULL, &text), TL_OK);
    check_text_equal(text, "two");
    check_next(iterator, TL_END, 0);
    tl_iterator_destroy(iterator);
    tl_executor_shutdown(executor, true, false);
}

CASE(test_map_left_early)
{
    begin(1);
    void *const seconds[] = {item(1), item(2), item(3), item(4)};
    struct tl_iterator *iterator =
        tl_executor_map(executor, sleep_for, seconds, 4, TL_FOREVER, NULL);
    check_next(iterator, TL_OK, 10);
    check_int_equal(tl_iterator_remaining(iterator), 3);
    tl_iterator_destroy(iterator);
    tl_executor_shutdown(executor, true, false);
    check_int_equal(count_events(EVENT_FUTURE_CANCEL), 2); /* the second ran already */
    check_true(tl_executor_map(executor, sleep_for, seconds, 4, TL_FOREVER, NULL) == NULL);
    check_int_equal(captured_rules_broken(), 0);
}

static const struct test_case cases[] = {
    {"map@holds-back-what-is-not-next", test_map},
    {"map@time-limit-cancels-the-rest", test_map_timeout},
    {"map@error-ends-it", test_map_error},
    {"map@left-early-cancels-the-rest", test_map_left_early},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
