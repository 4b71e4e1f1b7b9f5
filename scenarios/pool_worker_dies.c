/* What a pool does when a task fails, comes late, or takes its worker with it; what it refuses; and
 * what an executor of processes does instead.
 *
 * You will see a worker die in the middle of its task: the pool puts another in its place, but the
 * task is lost, and its result never comes. The executor does the opposite: it takes no more, but
 * everybody who waits is told so. */
#include "tracer/threadlane_process.h"

static double since;

static int sleep_shortly(struct tl_value x, struct tl_value *result)
{
    *result = x;
    return tl_sleep(0.2);
}

static int fail(struct tl_value x, struct tl_value *result)
{
    *result = x;
    return tl_task_error(1, "KeyError(1)");
}

static int die(struct tl_value x, struct tl_value *result)
{
    *result = x;
    tl_quit(3);
}

/* What came of the latest try, and how long it took. */
static void tell(const char *outcome)
{
    tl_print("%s %.2f", outcome, tl_time() - since);
    since = tl_time();
}

static void tell_refusal(const char *error)
{
    tl_print("%s(%s) %.2f", error, tl_misuse_text(), tl_time() - since);
    since = tl_time();
}

static void tell_result(struct tl_async_result *task, double timeout)
{
    int result = tl_async_result_get(task, timeout, NULL);
    tell(result == TL_TASK_ERROR ? tl_async_result_error(task)
         : result == TL_TIMEOUT  ? "TimeoutError()"
                                 : "1");
}

static void try_pool(void)
{
    struct tl_pool *pool = tl_pool_create(2, "pool");
    since = tl_time();
    tl_pool_join(pool);
    tell_refusal("ValueError");
    tell_result(tl_pool_apply_async(pool, fail, tl_int(1), "fail"), TL_FOREVER);
    struct tl_async_result *late = tl_pool_apply_async(pool, sleep_shortly, tl_int(1), "late");
    tell(tl_async_result_is_ready(late) ? "True" : "False");
    tl_async_result_is_successful(tl_pool_apply_async(pool, sleep_shortly, tl_int(1), "later"));
    tell_refusal("ValueError");
    tell_result(tl_pool_apply_async(pool, sleep_shortly, tl_int(5), "latest"), 0.05);
    tl_print("workers ['%s', '%s']", tl_pool_worker_name(pool, 0), tl_pool_worker_name(pool, 1));
    tell_result(tl_pool_apply_async(pool, die, tl_int(1), "die"), 0.8);
    tl_print("worker killed => task lost, get() would hang; pool repopulated: ['%s', '%s']",
             tl_pool_worker_name(pool, 0), tl_pool_worker_name(pool, 1));
    tl_pool_close(pool);
    tl_pool_apply_async(pool, sleep_shortly, tl_int(1), "refused");
    tell_refusal("ValueError");
    tl_pool_terminate(pool);
    tl_pool_join(pool);
    since = tl_time();
    tl_pool_create(0, NULL);
    tell_refusal("ValueError");
}

static void try_executor(void)
{
    const char *text = "";
    struct tl_process_executor *executor = tl_process_executor_create(2, "executor");
    since = tl_time();
    TL_WITH (executor) {
        struct tl_future *task = tl_process_executor_submit(executor, die, tl_int(1), "die");
        tl_future_exception(task, TL_FOREVER, NULL, &text);
        tl_print("BrokenProcessPool(%s) %.2f", text, tl_time() - since);
        since = tl_time();
        tl_process_executor_submit(executor, sleep_shortly, tl_int(1), "refused");
        tell_refusal("BrokenProcessPool");
    }
}

int main(void)
{
    tl_title("a worker dies", "a pool replaces it and loses its task, an executor breaks");
    try_pool();
    try_executor();
    return tl_exit(0);
}
