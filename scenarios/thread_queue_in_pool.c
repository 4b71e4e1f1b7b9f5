/* A queue of threads given to the worker of a pool, which cannot be either.
 *
 * You will see the task fail before it reaches a worker: such a queue has locks, and a lock cannot
 * be put into a message. Compare mp_queue_in_pool. */
#include "tracer/threadlane_process.h"

static int put_one(struct tl_value queue, struct tl_value *result)
{
    static int one = 1;
    *result = tl_none();
    return tl_queue_put((struct tl_queue *)queue.data, &one, TL_FOREVER);
}

int main(void)
{
    tl_title("a thread queue in a Pool", "a lock cannot be put into a message");
    struct tl_pool *pool = tl_pool_create(2, "pool");
    struct tl_queue *queue = tl_queue_create(0, "queue");
    struct tl_async_result *result =
        tl_pool_apply_async(pool, put_one, TL_HANDLE(queue), "put_one");
    if (tl_async_result_get(result, TL_FOREVER, NULL) == TL_TASK_ERROR) {
        tl_print("TypeError %s", tl_async_result_error(result));
    }
    return tl_exit(0);
}
