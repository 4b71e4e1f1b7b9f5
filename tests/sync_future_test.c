/* Futures by the rules of CPython's concurrent.futures. Each case runs in a process of its own, in
 * virtual time. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/threadlane.h"

static struct tl_future *future, *second, *third;

static void *item(intptr_t number)
{
    return (void *)number;
}

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

static void check_state(const struct tl_future *asked, const char *name)
{
    check_text_equal(tl_future_state_name(tl_future_state(asked)), name);
}

static size_t count_events(uint16_t kind)
{
    size_t count = 0;
    while (capture_find(kind, count)) {
        count++;
    }
    return count;
}

/* ---- states ---- */

CASE(test_finishes)
{
    make_three();
    void *result = NULL;
    int code = 7;
    const char *text = "x";
    check_state(future, "PENDING");
    check_true(!tl_future_is_running(future) && !tl_future_is_done(future));
    check_int_equal(tl_future_set_running_or_notify_cancel(future), TL_OK);
    check_state(future, "RUNNING");
    check_true(tl_future_is_running(future) && !tl_future_is_done(future));
    check_int_equal(tl_future_set_result(future, item(5)), TL_OK);
    check_state(future, "FINISHED");
    check_true(!tl_future_is_running(future) && tl_future_is_done(future));
    check_true(!tl_future_is_cancelled(future));
    check_int_equal(tl_future_result(future, TL_FOREVER, &result), TL_OK);
    check_true(result == item(5));
    check_int_equal(tl_future_result(future, 0, NULL), TL_OK);
    check_int_equal(tl_future_exception(future, TL_FOREVER, &code, &text), TL_OK);
    check_true(code == 0 && text == NULL);
    check_int_equal(tl_future_set_result(second, NULL), TL_OK); /* nobody need run it */
    check_state(second, "FINISHED");
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_fails)
{
    make_three();
    void *result = item(1);
    int code = 0;
    const char *text = NULL;
    tl_future_set_running_or_notify_cancel(future);
    check_int_equal(tl_future_set_error(future, 42, "division by zero"), TL_OK);
    check_int_equal(tl_future_result(future, TL_FOREVER, &result), TL_TASK_ERROR);
    check_true(result == item(1));
    check_int_equal(tl_future_exception(future, TL_FOREVER, &code, &text), TL_OK);
    check_int_equal(code, 42);
    check_text_equal(text, "division by zero");
    const struct captured_event *set = capture_find(EVENT_FUTURE_SET, 0);
    check_int_equal(flags_detail(set->flags), REASON_TASK_ERROR);
    check_text_equal(capture_print(set->value), "division by zero");
}

CASE(test_cancel)
{
    make_three();
    check_int_equal(tl_future_cancel(future), TL_OK);
    check_state(future, "CANCELLED");
    check_true(tl_future_is_cancelled(future) && tl_future_is_done(future));
    check_int_equal(tl_future_cancel(future), TL_OK);
    check_int_equal(count_events(EVENT_FUTURE_CANCEL), 1);
    check_int_equal(tl_future_set_running_or_notify_cancel(future), TL_CANCELLED);
    check_state(future, "CANCELLED_AND_NOTIFIED");
    check_true(tl_future_is_cancelled(future) && tl_future_is_done(future));
    check_int_equal(tl_future_cancel(future), TL_OK);
    check_int_equal(tl_future_result(future, TL_FOREVER, NULL), TL_CANCELLED);
    check_int_equal(tl_future_exception(future, TL_FOREVER, NULL, NULL), TL_CANCELLED);
    tl_future_set_running_or_notify_cancel(second);
    check_int_equal(tl_future_cancel(second), TL_STATE);
    check_state(second, "RUNNING");
    tl_future_set_result(second, NULL);
    check_int_equal(tl_future_cancel(second), TL_STATE);
    check_state(second, "FINISHED");
    check_int_equal(count_events(EVENT_FUTURE_CANCEL), 1);
    check_int_equal(count_events(EVENT_FUTURE_CANCEL_FAILED), 2);
    check_int_equal(captured_rules_broken(), 0);
}

static void check_refused(int result, int error, uint16_t failed_kind, const char *message)
{
    check_int_equal(result, error);
    size_t index = capture_count() - 1;
    while (index > 0 && flags_detail(capture_event(index)->flags) != REASON_MISUSE) {
        index--; /* the lock is given back after the refusal */
    }
    const struct captured_event *event = capture_event(index);
    check_text_equal(kind_name(event->kind), kind_name(failed_kind));
    check_text_equal(misuse_message((unsigned)event->value), message);
    check_text_equal(tl_misuse_text(), message);
}

CASE(test_misuse)
{
    make_three();
    tl_future_set_result(future, item(1));
    check_refused(tl_future_set_result(future, item(2)), TL_STATE, EVENT_FUTURE_SET_FAILED,
                  "InvalidStateError: FINISHED");
    check_refused(tl_future_set_error(future, 3, NULL), TL_STATE, EVENT_FUTURE_SET_FAILED,
                  "InvalidStateError: FINISHED");
    check_refused(tl_future_set_running_or_notify_cancel(future), TL_STATE, EVENT_FUTURE_RUN_FAILED,
                  "Future in unexpected state");
    tl_future_cancel(second);
    check_refused(tl_future_set_result(second, NULL), TL_STATE, EVENT_FUTURE_SET_FAILED,
                  "InvalidStateError: CANCELLED");
    tl_future_set_running_or_notify_cancel(second);
    check_refused(tl_future_set_running_or_notify_cancel(second), TL_STATE, EVENT_FUTURE_RUN_FAILED,
                  "Future in unexpected state");
    check_refused(tl_future_set_error(third, 0, "nothing"), TL_INVALID, EVENT_FUTURE_SET_FAILED,
                  "an error needs a code other than 0");
    check_refused(tl_wait(&third, 1, 0, (enum tl_return_when)9), TL_INVALID,
                  EVENT_FUTURE_WAIT_FAILED, "Invalid return condition");
    void *result;
    check_int_equal(tl_future_result(future, 0, &result), TL_OK);
    check_true(result == item(1)); /* the first one stays */
}

static void call_nothing(struct tl_future *done, void *argument)
{
    (void)done;
    (void)argument;
}

CASE(test_null_handles)
{
    make_three();
    size_t before = capture_count();
    struct tl_future *none[] = {future, NULL};
    void *next;
    check_int_equal(tl_future_cancel(NULL), TL_INVALID);
    check_int_equal(tl_future_result(NULL, 0, NULL), TL_INVALID);
    check_int_equal(tl_future_exception(NULL, 0, NULL, NULL), TL_INVALID);
    check_int_equal(tl_future_add_done_callback(NULL, call_nothing, NULL), TL_INVALID);
    check_int_equal(tl_future_add_done_callback(future, NULL, NULL), TL_INVALID);
    check_int_equal(tl_future_set_result(NULL, NULL), TL_INVALID);
    check_int_equal(tl_future_set_error(NULL, 1, NULL), TL_INVALID);
    check_int_equal(tl_future_set_running_or_notify_cancel(NULL), TL_INVALID);
    check_int_equal(tl_future_destroy(NULL), TL_INVALID);
    check_int_equal(tl_wait(none, 2, 0, TL_ALL_COMPLETED), TL_INVALID);
    check_int_equal(tl_wait(NULL, 1, 0, TL_ALL_COMPLETED), TL_INVALID);
    check_int_equal(tl_iterator_next(NULL, &next), TL_INVALID);
    check_true(tl_as_completed(none, 2, TL_FOREVER) == NULL);
    check_int_equal(capture_count() - before, 13); /* each is told */
    check_true(!tl_future_is_cancelled(NULL) && !tl_future_is_running(NULL));
    check_true(!tl_future_is_done(NULL));
    check_state(NULL, "PENDING");
    check_int_equal(tl_iterator_remaining(NULL), 0);
    tl_iterator_destroy(NULL);
}

/* ---- waiting for one ---- */

static void finish_after_a_second(void *waited)
{
    tl_sleep(1);
    tl_future_set_result(waited, item(9));
}

static void cancel_after_a_second(void *waited)
{
    tl_sleep(1);
    tl_future_cancel(waited);
}

CASE(test_result_waits)
{
    make_three();
    void *result = NULL;
    start(finish_after_a_second, future);
    check_int_equal(tl_future_result(future, 0, &result), TL_TIMEOUT);
    check_int_equal(tl_future_result(future, -1, &result), TL_TIMEOUT);
    check_true(tl_time() == 0);
    check_int_equal(tl_future_result(future, 0.5, &result), TL_TIMEOUT);
    check_int_equal(tl_future_exception(future, 0.25, NULL, NULL), TL_TIMEOUT);
    check_true(tl_time() == 0.75);
    check_int_equal(tl_future_result(future, TL_FOREVER, &result), TL_OK);
    check_true(tl_time() == 1 && result == item(9));
    check_int_equal(capture_find(EVENT_FUTURE_WAIT, 0)->value, /* the future delivered */
                    (int64_t)capture_find(EVENT_FUTURE_SET, 0)->object);
}

CASE(test_cancel_wakes)
{
    make_three();
    start(cancel_after_a_second, future);
    check_int_equal(tl_future_result(future, TL_FOREVER, NULL), TL_CANCELLED);
    check_true(tl_time() == 1);
    check_int_equal(flags_detail(capture_find(EVENT_FUTURE_WAIT_FAILED, 0)->flags),
                    REASON_CANCELLED);
}

static _Atomic int waited_out;

static void wait_for_result(void *waited)
{
    void *result;
    if (tl_future_result(waited, TL_FOREVER, &result) == TL_OK && result == item(9)) {
        waited_out++;
    }
}

CASE(test_all_waiters_wake)
{
    make_three();
    for (int i = 0; i < 5; i++) {
        start(wait_for_result, future);
    }
    check_int_equal(tl_future_destroy(future), TL_IN_USE);
    check_text_equal(tl_misuse_text(), "cannot destroy an object that threads wait for");
    tl_future_set_result(future, item(9));
    tl_sleep(1);
    check_int_equal(waited_out, 5);
    check_int_equal(tl_future_destroy(future), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- callbacks ---- */

static char called[64];

static void sign(struct tl_future *done, void *text)
{
    check_true(tl_future_is_done(done));
    strcat(strcat(strcat(called, text), "@"), tl_current_name());
    strcat(called, " ");
}

static void add_another(struct tl_future *done, void *argument)
{
    (void)argument;
    check_int_equal(tl_future_result(done, 0, NULL), TL_OK); /* no lock is held */
    tl_future_add_done_callback(done, sign, "inner");
}

CASE(test_callbacks)
{
    make_three();
    tl_future_add_done_callback(future, sign, "a");
    tl_future_add_done_callback(future, add_another, NULL);
    tl_future_add_done_callback(future, sign, "b");
    check_text_equal(called, "");
    start(finish_after_a_second, future);
    tl_future_result(future, TL_FOREVER, NULL);
    tl_sleep(1);
    check_text_equal(called, "a@Thread-1 inner@Thread-1 b@Thread-1 ");
    called[0] = '\0';
    tl_future_add_done_callback(future, sign, "late");
    tl_future_add_done_callback(second, sign, "cancelled");
    tl_future_cancel(second);
    tl_future_cancel(second);
    check_text_equal(called, "late@MainThread cancelled@MainThread ");
}

static void print_line(struct tl_future *done, void *argument)
{
    (void)done;
    tl_print("done");
    *(bool *)argument = true; /* not the last thing it does is a call */
}

CASE(test_callbacks_are_user_code)
{
    make_three();
    bool was_called = false;
    tl_future_add_done_callback(future, print_line, &was_called);
    tl_future_set_result(future, NULL);
    const struct captured_event *print = capture_find(EVENT_PRINT, 0);
    uint64_t here = (uint64_t)(uintptr_t)print_line;
    check_true(was_called);
    check_int_equal(flags_storey(print->flags), 0);
    check_true(print->site > here && print->site < here + 256);
}

/* ---- not recorded ---- */

#define ROUNDS   3000
#define TOO_LATE 1e-6 /* seconds: some waits end before they are woken, some after */

static struct tl_queue *promises;
static struct tl_semaphore *turn;

static void keep_promises(void *unused)
{
    (void)unused;
    void *promise;
    while (tl_queue_get(promises, &promise, TL_FOREVER) == TL_OK) {
        check_int_equal(tl_future_set_running_or_notify_cancel(promise), TL_OK);
        check_int_equal(tl_future_set_result(promise, promise), TL_OK);
        check_int_equal(tl_semaphore_release(turn, 1), TL_OK);
    }
}

static int await_impatiently(struct tl_future *promise, void **result)
{
    int waited = TL_TIMEOUT;
    while (waited == TL_TIMEOUT) {
        waited = tl_future_result(promise, TOO_LATE, result);
    }
    return waited;
}

/* Who made it may still be leaving it when it goes. */
static void await_and_destroy(struct tl_future *promise, bool is_patient)
{
    void *result = NULL;
    int waited = is_patient ? tl_future_result(promise, TL_FOREVER, &result)
                            : await_impatiently(promise, &result);
    check_int_equal(waited, TL_OK);
    check_true(result == promise);
    check_int_equal(tl_future_destroy(promise), TL_OK);
}

CASE(test_goes_when_done)
{
    promises = tl_queue_create(1, NULL);
    turn = tl_semaphore_create(0, NULL);
    struct tl_thread *keeper = start(keep_promises, NULL);
    for (int i = 0; i < ROUNDS; i++) {
        struct tl_future *promise = tl_future_create(NULL);
        check_int_equal(tl_queue_put(promises, promise, TL_FOREVER), TL_OK);
        await_and_destroy(promise, i % 2);
        check_int_equal(tl_semaphore_acquire(turn, i % 3 ? TL_FOREVER : 60), TL_OK);
    }
    check_int_equal(tl_queue_shutdown(promises, false), TL_OK);
    check_int_equal(tl_thread_join(keeper, TL_FOREVER), TL_OK);
    check_int_equal(tl_semaphore_destroy(turn), TL_OK);
    check_int_equal(tl_queue_destroy(promises), TL_OK);
    check_int_equal(capture_count(), 0);
}

static const struct test_case cases[] = {
    {"future@runs-and-finishes", test_finishes},
    {"future@keeps-the-error", test_fails},
    {"future@is-cancelled-only-before-it-runs", test_cancel},
    {"future@misuse-is-refused", test_misuse},
    {"future@null-handles-return-their-code", test_null_handles},
    {"future@result-waits-as-long-as-asked", test_result_waits},
    {"future@cancel-wakes-who-waits", test_cancel_wakes},
    {"future@all-who-wait-get-the-result", test_all_waiters_wake},
    {"callback@in-order-by-who-finishes", test_callbacks},
    {"callback@is-user-code", test_callbacks_are_user_code},
    {"off@future-goes-as-soon-as-it-is-done", test_goes_when_done},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
