/* A future's whole life: who may cancel it, what comes of waiting, and what it refuses.
 *
 * You will see a running task that cannot be cancelled and a waiting one that can, a callback that
 * is called at once, what finished futures and closed pools refuse, a future nobody finishes.
 *
 * The notes: “未来对象，task的返回容器,记录了Future的状态” (the future object holds what the task
 * returns, and records its state). */
#include "tracer/threadlane.h"

static const char *const truth[] = {"False", "True"};

static int sleep_half(void *unused, void **result)
{
    *result = unused;
    tl_sleep(0.5);
    return 0;
}

static int print_never(void *unused, void **result)
{
    *result = unused;
    tl_print("never");
    return 0;
}

static int divide(void *unused, void **result)
{
    *result = unused;
    return tl_task_error(1, "division by zero");
}

static void say_thread(struct tl_future *future, void *unused)
{
    (void)future, (void)unused;
    tl_print("callback immediate in %s", tl_current_name());
}

static const char *state(const struct tl_future *future)
{
    return tl_future_state_name(tl_future_state(future));
}

static void try_to_cancel(struct tl_future *f1, struct tl_future *f2)
{
    bool was_running = tl_future_is_running(f1), is_first = tl_future_cancel(f1) == TL_OK,
         is_second = tl_future_cancel(f2) == TL_OK;
    tl_print("running %s cancel running -> %s | cancel pending -> %s %s %s %s", truth[was_running],
             truth[is_first], truth[is_second], truth[tl_future_is_cancelled(f2)],
             truth[tl_future_is_done(f2)], state(f2));
    tl_print("CancelledError %s", truth[tl_future_result(f2, TL_FOREVER, NULL) == TL_CANCELLED]);
    tl_print("TimeoutError %s", truth[tl_future_result(f1, 0.1, NULL) == TL_TIMEOUT]);
    tl_future_result(f1, TL_FOREVER, NULL);
    tl_print("cancel finished -> %s %s %s", truth[tl_future_cancel(f1) == TL_OK], state(f1),
             state(f2));
}

static void set_again(struct tl_future *f3)
{
    const char *error;
    tl_future_exception(f3, TL_FOREVER, NULL, &error);
    tl_print("raised %s | exception() -> ZeroDivisionError('%s')", error, error);
    tl_future_add_done_callback(f3, say_thread, NULL);
    tl_future_set_result(f3, NULL);
    tl_print("set_result %s", tl_misuse_text());
    tl_future_set_error(f3, 1, NULL);
    tl_print("set_exception %s", tl_misuse_text());
    tl_future_set_running_or_notify_cancel(f3);
    tl_print("set_running_or_notify_cancel RuntimeError %s", tl_misuse_text());
}

static void yield_all(struct tl_future *const *fs, size_t count, double timeout)
{
    struct tl_iterator *completed = tl_as_completed(fs, count, timeout);
    for (void *f; tl_iterator_next(completed, &f) == TL_OK;) {
        tl_print("yielded %s", state(f));
    }
    tl_print("%zu (of %zu) futures unfinished", tl_iterator_remaining(completed), count);
}

int main(void)
{
    tl_title("Future", "cancel, result, exception");
    struct tl_executor *ex = tl_executor_create(1, "ex");
    struct tl_future *fs[3] = {tl_executor_submit(ex, sleep_half, NULL, "f1"),
                               tl_executor_submit(ex, print_never, NULL, "f2")};
    tl_sleep(0.1);
    try_to_cancel(fs[0], fs[1]);
    fs[2] = tl_executor_submit(ex, divide, NULL, "f3");
    set_again(fs[2]);
    tl_print("DoneAndNotDoneFutures(done=%d)", tl_wait(fs, 3, TL_FOREVER, TL_ALL_COMPLETED));
    yield_all(fs, 3, TL_FOREVER);
    tl_executor_shutdown(ex, true, false);
    tl_executor_submit(ex, divide, NULL, NULL);
    tl_print("RuntimeError %s", tl_misuse_text());
    tl_executor_create(0, NULL);
    tl_print("ValueError %s", tl_misuse_text());
    yield_all((struct tl_future *[]){fs[0], tl_future_create("nobody's")}, 2, 0.1);
    return tl_exit(0);
}
