/* What threads meet at, events and barriers, beside the documented sequences. Each case runs in a
 * process of its own, in virtual time unless it is a crowd. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/threadlane.h"

#define CROWD  8 /* of each kind of thread */
#define ROUNDS 500

static struct tl_event *event;
static struct tl_barrier *barrier;
static int results[32];
static _Atomic int result_count;
static double finished_at[32]; /* as results */

static void *item(intptr_t number)
{
    return (void *)number;
}

static void keep(int result)
{
    int place = atomic_fetch_add(&result_count, 1);
    results[place] = result;
    finished_at[place] = tl_time();
}

static struct tl_thread *start(void (*function)(void *), void *argument, const char *name)
{
    struct tl_thread *thread = tl_thread_create(function, argument, name);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

static void start_some(void (*function)(void *), int count)
{
    for (int i = 0; i < count; i++) {
        start(function, item(i), NULL);
    }
}

/* ---- event ---- */

static void wait_for_event(void *unused)
{
    (void)unused;
    keep(tl_event_wait(event, TL_FOREVER));
}

CASE(test_event_wakes_all)
{
    capture_in_virtual_time(0);
    event = tl_event_create("E");
    check_int_equal(tl_event_wait(event, 0), TL_TIMEOUT);
    check_int_equal(capture_find(EVENT_EVENT_WAIT_FAILED, 0)->flags, FLAG_TRY | REASON_BUSY);
    check_int_equal(tl_event_wait(event, 2), TL_TIMEOUT);
    check_true(tl_time() == 2);
    start_some(wait_for_event, 3);
    tl_sleep(1);
    check_int_equal(result_count, 0);
    tl_event_set(event);
    tl_event_clear(event); /* those who were woken go on all the same */
    tl_sleep(1);
    check_int_equal(result_count, 3);
    check_int_equal(results[0] + results[1] + results[2], TL_OK);
    check_int_equal(capture_find(EVENT_EVENT_SET, 0)->value, 3);
    check_true(!tl_event_is_set(event));
    tl_event_set(event);
    check_true(tl_event_is_set(event));
    check_int_equal(tl_event_wait(event, 0), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- barrier ---- */

static void meet(void *timeout)
{
    keep(tl_barrier_wait(barrier, timeout ? (double)(intptr_t)timeout : TL_FOREVER));
}

static void arrive_in_turn(void *order)
{
    tl_sleep((double)(intptr_t)order);
    keep(tl_barrier_wait(barrier, TL_FOREVER));
}

static void check_results(const int *expected, int count)
{
    check_int_equal(result_count, count);
    for (int i = 0; i < count; i++) {
        check_int_equal(results[i], expected[i]);
    }
}

CASE(test_barrier_indexes)
{
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(3, NULL, NULL, TL_FOREVER, "B");
    check_int_equal(tl_barrier_parties(barrier), 3);
    start_some(arrive_in_turn, 3);
    tl_sleep(1.5);
    check_int_equal(tl_barrier_waiting_count(barrier), 2);
    tl_sleep(1);
    check_int_equal(tl_barrier_waiting_count(barrier), 0);
    check_results((const int[]){2, 0, 1}, 3); /* the last passes first */
    check_true(finished_at[0] == 2 && finished_at[2] == 2);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_barrier_timeout)
{
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(3, NULL, NULL, TL_FOREVER, "B");
    start(meet, item(0), "patient");
    start(meet, item(2), "impatient");
    tl_sleep(3);
    check_true(tl_barrier_is_broken(barrier));
    check_results((const int[]){TL_TIMEOUT, TL_BROKEN}, 2);
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), TL_BROKEN);
    check_int_equal(tl_barrier_reset(barrier), TL_OK);
    check_true(!tl_barrier_is_broken(barrier));
    check_int_equal(tl_barrier_wait(barrier, 0), TL_TIMEOUT);
}

CASE(test_barrier_default_timeout)
{
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(2, NULL, NULL, 4, "B");
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), TL_TIMEOUT);
    check_true(tl_time() == 4);
}

CASE(test_barrier_reset_and_abort)
{
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(2, NULL, NULL, TL_FOREVER, "B");
    start(meet, NULL, "first");
    tl_sleep(1);
    tl_barrier_reset(barrier);
    tl_sleep(1);
    check_results((const int[]){TL_BROKEN}, 1);
    check_true(!tl_barrier_is_broken(barrier));
    start(meet, NULL, "second");
    tl_sleep(1);
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), 1); /* it is as new */
    start(meet, NULL, "third");
    tl_sleep(1);
    tl_barrier_abort(barrier);
    tl_sleep(1);
    check_results((const int[]){TL_BROKEN, 0, TL_BROKEN}, 3);
    check_true(tl_barrier_is_broken(barrier));
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CLOSE, 0)->flags), CLOSE_RESET);
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CLOSE, 1)->flags), CLOSE_ABORT);
}

/* Takes longer than the others would wait. */
static int act(void *result)
{
    check_int_equal(tl_barrier_waiting_count(barrier), 2);
    tl_sleep(5);
    return *(int *)result;
}

CASE(test_barrier_action)
{
    int action_result = 7;
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(2, act, &action_result, TL_FOREVER, "B");
    start(meet, item(2), "waits");
    tl_sleep(1);
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), 1);
    check_true(tl_time() == 6);
    tl_sleep(1);
    check_results((const int[]){0}, 1);
    action_result = TL_STATE;
    start(meet, item(2), "waits");
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), TL_STATE);
    tl_sleep(1);
    check_results((const int[]){0, TL_BROKEN}, 2);
    check_true(tl_barrier_is_broken(barrier));
    check_int_equal(captured_rules_broken(), 0);
}

static void abort_after_a_second(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_barrier_abort(barrier);
}

CASE(test_barrier_aborted_in_action)
{
    int action_result = 0;
    capture_in_virtual_time(0);
    barrier = tl_barrier_create(2, act, &action_result, TL_FOREVER, "B");
    start(meet, NULL, "waits");
    start(abort_after_a_second, NULL, "aborts");
    tl_sleep(0.5);
    check_int_equal(tl_barrier_wait(barrier, TL_FOREVER), TL_BROKEN);
    check_results((const int[]){TL_BROKEN}, 1);
    check_true(finished_at[0] == 1);
}

static void meet_often(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        check_true(tl_barrier_wait(barrier, TL_FOREVER) >= 0);
    }
}

static void run_crowd(void (*function)(void *), int count, struct tl_thread **threads)
{
    for (int i = 0; i < count; i++) {
        threads[i] = start(function, item(i), NULL);
    }
}

static void join_crowd(struct tl_thread **threads, int count)
{
    for (int i = 0; i < count; i++) {
        check_int_equal(tl_thread_join(threads[i], TL_FOREVER), TL_OK);
        tl_thread_destroy(threads[i]);
    }
}

CASE(test_barrier_crowd)
{
    struct tl_thread *threads[CROWD];
    capture_in_real_time(1);
    barrier = tl_barrier_create(CROWD, NULL, NULL, TL_FOREVER, "B");
    run_crowd(meet_often, CROWD, threads);
    join_crowd(threads, CROWD);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_barrier_destroy(barrier), TL_OK);
}

static const struct test_case cases[] = {
    {"event@set-wakes-all-and-stays", test_event_wakes_all},
    {"barrier@indexes-are-the-order-of-arrival", test_barrier_indexes},
    {"barrier@timeout-breaks-it-for-all", test_barrier_timeout},
    {"barrier@has-a-time-limit-of-its-own", test_barrier_default_timeout},
    {"barrier@reset-renews-abort-breaks", test_barrier_reset_and_abort},
    {"barrier@action-runs-before-all-go-on", test_barrier_action},
    {"barrier@abort-in-an-action-breaks-it", test_barrier_aborted_in_action},
    {"crowd@barrier-keeps-rounds-apart", test_barrier_crowd},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
