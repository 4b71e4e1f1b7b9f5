/* Tasks and their outcomes as messages, and what is recorded when one runs. */
#include <stdlib.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/remote_task.h"

#define FUTURE 4711

static int twice(struct tl_value argument, struct tl_value *result)
{
    *result = tl_int(2 * argument.number);
    return 0;
}

static int greet(struct tl_value argument, struct tl_value *result)
{
    char text[32];
    snprintf(text, sizeof(text), "hello %s", (const char *)argument.data);
    *result = tl_value_copy(tl_text(text));
    return 0;
}

static int fail(struct tl_value argument, struct tl_value *result)
{
    (void)result;
    return tl_task_error(77, argument.data);
}

static int fail_silently(struct tl_value argument, struct tl_value *result)
{
    (void)argument;
    (void)result;
    return TL_STATE;
}

static int return_queue(struct tl_value argument, struct tl_value *result)
{
    (void)argument;
    *result = (struct tl_value){.type = TL_VALUE_QUEUE};
    return 0;
}

/* There, run, and back. */
static struct remote_outcome send_and_run(tl_process_task *function, struct tl_value argument)
{
    const struct remote_task sent = {
        .future = FUTURE, .job = 3, .index = 5, .function = function, .argument = argument};
    struct remote_task task;
    struct remote_outcome outcome, arrived;
    size_t size;
    void *message = remote_task_pack(&sent, &size);
    check_int_equal(remote_task_unpack(message, size, &task), TL_OK);
    free(message);
    outcome = remote_task_run(&task);
    tl_value_free(&task.argument);
    message = remote_outcome_pack(&outcome, &size);
    tl_value_free(&outcome.value);
    check_int_equal(remote_outcome_unpack(message, size, &arrived), TL_OK);
    free(message);
    check_true(arrived.job == 3 && arrived.index == 5);
    return arrived;
}

static void test_result(void)
{
    struct remote_outcome outcome = send_and_run(twice, tl_int(21));
    check_int_equal(outcome.error, 0);
    check_int_equal(outcome.value.number, 42);
    outcome = send_and_run(greet, tl_text("zy"));
    check_int_equal(outcome.error, 0);
    check_text_equal(outcome.value.data, "hello zy");
    tl_value_free(&outcome.value);
}

static void test_error(void)
{
    struct remote_outcome outcome = send_and_run(fail, tl_text("no such page"));
    check_int_equal(outcome.error, 77);
    check_text_equal(outcome.value.data, "no such page");
    tl_value_free(&outcome.value);
    outcome = send_and_run(fail_silently, tl_none());
    check_int_equal(outcome.error, TL_STATE);
    check_text_equal(outcome.value.data, tl_strerror(TL_STATE));
    tl_value_free(&outcome.value);
}

static void test_result_that_may_not_travel(void)
{
    struct remote_outcome outcome = send_and_run(return_queue, tl_none());
    check_int_equal(outcome.error, TL_INVALID);
    check_text_equal(outcome.value.data,
                     "Error sending result. Reason: 'cannot pickle '_thread.lock' object'");
    tl_value_free(&outcome.value);
}

static void test_broken_messages(void)
{
    struct remote_task task = {.function = twice, .argument = tl_text("a text")};
    struct remote_outcome outcome = {.value = tl_int(1)};
    size_t size;
    char *message = remote_task_pack(&task, &size);
    check_int_equal(remote_task_unpack(message, size - 8, &task), TL_CORRUPT);
    message[size - 7] = 99; /* its type */
    check_int_equal(remote_task_unpack(message, size, &task), TL_CORRUPT);
    free(message);
    message = remote_outcome_pack(&outcome, &size);
    check_int_equal(remote_outcome_unpack(message, 0, &outcome), TL_CORRUPT);
    check_int_equal(remote_outcome_unpack(message, size - 1, &outcome), TL_CORRUPT);
    free(message);
}

static void run_both(void)
{
    capture_in_real_time(1);
    struct remote_outcome outcome = send_and_run(twice, tl_int(1));
    outcome = send_and_run(fail, tl_text("no such page"));
    tl_value_free(&outcome.value);
    uint64_t site = (uint64_t)(uintptr_t)twice + 1;
    const struct captured_event *begin = capture_find(EVENT_TASK_RUN_BEGIN, 0);
    const struct captured_event *failed = capture_find(EVENT_TASK_RUN_FAILED, 0);
    check_true(begin->object == FUTURE && begin->site == site);
    check_true(capture_find(EVENT_TASK_RUN, 0)->object == FUTURE);
    check_int_equal(flags_storey(begin->flags), 0);
    check_int_equal(flags_detail(failed->flags), REASON_TASK_ERROR);
    check_text_equal(capture_print(failed->value), "no such page");
}

static void test_recorded(void)
{
    check_in_own_process(run_both);
}

static const struct test_case cases[] = {
    {"remote_task@result-comes-back", test_result},
    {"remote_task@error-comes-back-with-its-text", test_error},
    {"remote_task@result-that-may-not-travel-is-an-error", test_result_that_may_not_travel},
    {"remote_task@broken-messages-are-refused", test_broken_messages},
    {"remote_task@worker-records-the-run-at-the-function", test_recorded},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
