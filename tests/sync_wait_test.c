/* Waiting for many futures by the rules of CPython's concurrent.futures: wait, as_completed, and a
 * crowd that waits for all of them. Each case runs in a process of its own, in virtual time unless
 * it is the crowd. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/threadlane.h"

#define CROWD   24
#define FUTURES 60

static struct tl_future *future, *second, *third;

static void make_three(void)
{
    capture_in_virtual_time(0);
    future = tl_future_create("F1");
    second = tl_future_create("F2");
    third = tl_future_create("F3");
}

static struct tl_thread *start(void (*function)(void *), void *argument)
{
    struct tl_thread *thread = tl_thread_create(function, argument, NULL);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

/* ---- wait ---- */

static void play_three(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_future_set_result(second, NULL);
    tl_sleep(1);
    tl_future_set_error(third, 1, "failed");
    tl_sleep(1);
    tl_future_set_result(future, NULL);
}

CASE(test_wait_conditions)
{
    make_three();
    struct tl_future *all[] = {future, second, third};
    start(play_three, NULL);
    check_int_equal(tl_wait(all, 3, 0.5, TL_ALL_COMPLETED), 0);
    check_true(tl_time() == 0.5);
    check_int_equal(tl_wait(all, 3, TL_FOREVER, TL_FIRST_COMPLETED), 1);
    check_true(tl_time() == 1);
    check_true(all[0] == second && all[1] == future && all[2] == third);
    check_int_equal(tl_wait(all, 3, TL_FOREVER, TL_FIRST_COMPLETED), 1); /* at once */
    check_int_equal(tl_wait(all, 3, 0.5, TL_FIRST_EXCEPTION), 1);
    check_int_equal(tl_wait(all, 3, TL_FOREVER, TL_FIRST_EXCEPTION), 2);
    check_true(tl_time() == 2);
    check_true(all[0] == second && all[1] == third && all[2] == future);
    check_int_equal(tl_wait(all, 3, TL_FOREVER, TL_FIRST_EXCEPTION), 2); /* at once */
    check_int_equal(tl_wait(all, 3, 0, TL_ALL_COMPLETED), 2);
    check_int_equal(tl_wait(all, 3, TL_FOREVER, TL_ALL_COMPLETED), 3);
    check_true(tl_time() == 3);
    check_int_equal(captured_rules_broken(), 0);
}

static void finish_both(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_future_set_result(future, NULL);
    tl_sleep(1);
    tl_future_set_result(second, NULL);
}

CASE(test_wait_without_exception)
{
    make_three();
    struct tl_future *all[] = {future, second};
    start(finish_both, NULL);
    check_int_equal(tl_wait(all, 2, TL_FOREVER, TL_FIRST_EXCEPTION), 2);
    check_true(tl_time() == 2);
}

CASE(test_wait_sets)
{
    make_three();
    struct tl_future *twice[] = {future, second, future};
    tl_future_set_result(future, NULL);
    check_int_equal(tl_wait(twice, 3, 0, TL_ALL_COMPLETED), 2);
    check_true(twice[0] == future && twice[1] == future && twice[2] == second);
    check_int_equal(tl_wait(NULL, 0, TL_FOREVER, TL_ALL_COMPLETED), 0);
    check_int_equal(tl_wait(NULL, 0, TL_FOREVER, TL_FIRST_COMPLETED), 0);
}

CASE(test_cancelled_must_be_noted)
{
    make_three();
    struct tl_future *all[] = {future};
    tl_future_cancel(future);
    check_int_equal(tl_wait(all, 1, 1, TL_ALL_COMPLETED), 0);
    check_int_equal(tl_wait(all, 1, 1, TL_FIRST_COMPLETED), 0);
    tl_future_set_running_or_notify_cancel(future);
    check_int_equal(tl_wait(all, 1, TL_FOREVER, TL_ALL_COMPLETED), 1);
    check_int_equal(tl_wait(all, 1, TL_FOREVER, TL_FIRST_COMPLETED), 1);
}

static void take_note_after_a_second(void *waited)
{
    tl_sleep(1);
    tl_future_set_running_or_notify_cancel(waited);
}

CASE(test_note_wakes)
{
    make_three();
    struct tl_future *all[] = {future, second};
    tl_future_cancel(future);
    tl_future_set_result(second, NULL);
    start(take_note_after_a_second, future);
    check_int_equal(tl_wait(all, 2, TL_FOREVER, TL_ALL_COMPLETED), 2);
    check_true(tl_time() == 1);
}

/* Whatever the order they are named in, their locks are taken in one order. */
CASE(test_lock_order)
{
    make_three();
    struct tl_future *all[] = {third, future, second};
    size_t before = 0;
    while (capture_find(EVENT_LOCK_ACQUIRE, before)) {
        before++;
    }
    tl_wait(all, 3, 0, TL_ALL_COMPLETED);
    for (size_t i = 0; i < 3; i++) {
        const char *const locks[] = {"F1.condition.rlock", "F2.condition.rlock",
                                     "F3.condition.rlock"};
        check_text_equal(capture_name(capture_find(EVENT_LOCK_ACQUIRE, before + i)->object),
                         locks[i]);
    }
}

/* ---- as they are done ---- */

static struct tl_future *next_of(struct tl_iterator *iterator)
{
    void *got = NULL;
    return tl_iterator_next(iterator, &got) == TL_OK ? got : NULL;
}

CASE(test_as_completed)
{
    make_three();
    struct tl_future *all[] = {future, second, third, second};
    start(play_three, NULL);
    struct tl_iterator *iterator = tl_as_completed(all, 4, TL_FOREVER);
    check_int_equal(tl_iterator_remaining(iterator), 3); /* each once */
    check_true(next_of(iterator) == second && tl_time() == 1);
    check_true(next_of(iterator) == third && tl_time() == 2);
    check_int_equal(tl_iterator_remaining(iterator), 1);
    check_true(next_of(iterator) == future && tl_time() == 3);
    void *got;
    check_int_equal(tl_iterator_next(iterator, &got), TL_END);
    check_int_equal(tl_iterator_next(iterator, &got), TL_END);
    tl_iterator_destroy(iterator);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_as_completed_keeps_order)
{
    make_three();
    struct tl_future *all[] = {future, second, third};
    tl_future_set_result(second, NULL);
    struct tl_iterator *iterator = tl_as_completed(all, 3, TL_FOREVER);
    tl_future_set_result(third, NULL);
    tl_future_set_result(future, NULL);
    check_true(next_of(iterator) == second); /* was done before */
    check_true(next_of(iterator) == third && next_of(iterator) == future);
    tl_iterator_destroy(iterator);
    iterator = tl_as_completed(all, 0, TL_FOREVER);
    check_true(next_of(iterator) == NULL);
    tl_iterator_destroy(iterator);
}

CASE(test_as_completed_timeout)
{
    make_three();
    struct tl_future *all[] = {future, second, third};
    start(play_three, NULL);
    struct tl_iterator *iterator = tl_as_completed(all, 3, 1.5); /* for all of it */
    check_true(next_of(iterator) == second);
    void *got;
    check_int_equal(tl_iterator_next(iterator, &got), TL_TIMEOUT);
    check_true(tl_time() == 1.5);
    check_int_equal(tl_iterator_remaining(iterator), 2); /* of 3 */
    check_int_equal(tl_iterator_next(iterator, &got), TL_END);
    tl_iterator_destroy(iterator);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_as_completed_let_go)
{
    make_three();
    struct tl_future *all[] = {future, second};
    tl_future_set_result(future, NULL);
    struct tl_iterator *iterator = tl_as_completed(all, 2, TL_FOREVER);
    check_int_equal(tl_future_destroy(second), TL_IN_USE);
    check_true(next_of(iterator) == future);
    check_int_equal(tl_future_destroy(future), TL_OK); /* it has been given out */
    tl_iterator_destroy(iterator);
    check_int_equal(tl_future_set_result(second, NULL), TL_OK); /* nobody watches any more */
    check_int_equal(tl_future_destroy(second), TL_OK);
}

/* ---- crowds, in real time ---- */

static struct tl_future *futures[FUTURES];
static _Atomic int delivered, noted, watched;

static void provoke(void *number)
{
    for (int round = 0; round < FUTURES; round++) {
        struct tl_future *one = futures[(round * 7 + (intptr_t)number * 5) % FUTURES];
        switch ((round + (intptr_t)number) % 3) {
        case 0:
            tl_future_cancel(one);
            break;
        case 1:
            noted += tl_future_set_running_or_notify_cancel(one) == TL_CANCELLED;
            break;
        default:
            delivered += tl_future_set_result(one, NULL) == TL_OK;
        }
    }
}

static void watch_all(void *unused)
{
    (void)unused;
    struct tl_iterator *iterator = tl_as_completed(futures, FUTURES, TL_FOREVER);
    while (next_of(iterator)) {
        watched++;
    }
    tl_iterator_destroy(iterator);
    struct tl_future *all[FUTURES];
    memcpy(all, futures, sizeof(all));
    watched += tl_wait(all, FUTURES, TL_FOREVER, TL_ALL_COMPLETED);
}

static void run_crowd(void (*function)(void *), struct tl_thread **threads, int count)
{
    for (intptr_t i = 0; i < count; i++) {
        threads[i] = start(function, (void *)i);
    }
}

static void join_crowd(struct tl_thread **threads, int count)
{
    for (int i = 0; i < count; i++) {
        check_int_equal(tl_thread_join(threads[i], TL_FOREVER), TL_OK);
        tl_thread_destroy(threads[i]);
    }
}

/* What nobody has delivered or noted is settled by main, so the watchers come to an end. */
static void settle(void)
{
    for (int i = 0; i < FUTURES; i++) {
        delivered += tl_future_set_result(futures[i], NULL) == TL_OK;
        noted += tl_future_set_running_or_notify_cancel(futures[i]) == TL_CANCELLED;
    }
}

CASE(test_crowd)
{
    capture_in_real_time(1);
    struct tl_thread *watchers[8], *others[CROWD];
    for (int i = 0; i < FUTURES; i++) {
        futures[i] = tl_future_create(NULL);
    }
    run_crowd(watch_all, watchers, 8);
    run_crowd(provoke, others, CROWD);
    join_crowd(others, CROWD);
    settle();
    join_crowd(watchers, 8);
    check_int_equal(delivered + noted, FUTURES); /* each once */
    check_int_equal(watched, 8 * 2 * FUTURES);
    check_int_equal(captured_rules_broken(), 0);
    for (int i = 0; i < FUTURES; i++) {
        check_int_equal(tl_future_destroy(futures[i]), TL_OK);
    }
}

static const struct test_case cases[] = {
    {"wait@three-conditions-and-a-time-limit", test_wait_conditions},
    {"wait@first-exception-without-one-is-all", test_wait_without_exception},
    {"wait@takes-sets", test_wait_sets},
    {"wait@cancelled-is-done-when-noted", test_cancelled_must_be_noted},
    {"wait@note-of-a-cancel-wakes", test_note_wakes},
    {"wait@locks-in-one-order", test_lock_order},
    {"as-completed@gives-each-once-as-it-is-done", test_as_completed},
    {"as-completed@what-is-done-before-comes-first", test_as_completed_keeps_order},
    {"as-completed@time-limit-is-for-all", test_as_completed_timeout},
    {"as-completed@lets-go-of-what-it-gave", test_as_completed_let_go},
    {"future@crowd-keeps-the-transitions-legal", test_crowd},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
