/* A pool of two workers, both in tasks that wait for a third: it starves. For tests of trace-run.
 */
#include "tracer/threadlane.h"

static struct tl_executor *pool;

static int inner(void *unused, void **result)
{
    *result = unused;
    return 0;
}

static int outer(void *unused, void **result)
{
    (void)unused;
    tl_sleep(0.1); /* until both workers are in a task */
    struct tl_future *future = tl_executor_submit(pool, inner, NULL, "inner");
    int failure = tl_future_result(future, TL_FOREVER, result);
    tl_future_destroy(future);
    return failure;
}

int main(void)
{
    pool = tl_executor_create(2, "pool");
    struct tl_future *first = tl_executor_submit(pool, outer, NULL, "outer 1");
    tl_executor_submit(pool, outer, NULL, "outer 2");
    tl_future_result(first, TL_FOREVER, NULL);
    return tl_exit(0);
}
