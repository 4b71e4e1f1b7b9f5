/* What a pool does when a task fails, comes late, or takes its worker with it; and what pools and
 * processes refuse.
 *
 * You will see a worker die in the middle of its task: the pool puts another in its place, but the
 * task is lost, and its result never comes. */
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

int main(void)
{
    tl_title("a worker dies", "its task is lost, and it is replaced");
    try_pool();
    return tl_exit(0);
}
