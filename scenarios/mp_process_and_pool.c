/* A process, then a pool of processes.
 *
 * You will see the process get its number when it starts, and main wait for it two seconds. Then a
 * pool: its workers are there before there is work, and one of them sleeps three seconds, in a
 * process of its own. close takes no more tasks; join waits until the workers have gone home.
 *
 * The notes: “关闭pool，不再接收新的任务” (close: no new tasks), “等待所有任务完成” (join: wait for
 * all of them). */
#include "tracer/threadlane_process.h"

static int get_html(struct tl_value n, struct tl_value *result)
{
    tl_sleep((double)n.number);
    tl_print("sub progress success");
    *result = n;
    return 0;
}

static int get_html_once(void *n)
{
    struct tl_value result;
    return get_html(tl_int(*(int *)n), &result);
}

static void print_pid(const struct tl_process *process)
{
    if (tl_process_pid(process)) {
        tl_print("%d", tl_process_pid(process));
    } else {
        tl_print("None");
    }
}

int main(void)
{
    int n = 2;
    struct tl_value value;
    tl_title("Process and Pool", "one process, then a pool of them");
    struct tl_process *progress = tl_process_create(get_html_once, &n, NULL);
    print_pid(progress);
    tl_process_start(progress);
    print_pid(progress);
    tl_process_join(progress, TL_FOREVER);
    tl_print("main progress end");

    struct tl_pool *pool = tl_pool_create(TL_DEFAULT_WORKERS, "pool");
    struct tl_async_result *result = tl_pool_apply_async(pool, get_html, tl_int(3), "get_html(3)");
    tl_pool_close(pool);
    tl_pool_join(pool);
    tl_async_result_get(result, TL_FOREVER, &value);
    tl_print("%lld", value.number);
    return tl_exit(0);
}
