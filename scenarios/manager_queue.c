/* Two workers of a process pool hand over a value through a queue that a manager keeps.
 *
 * You will see the producer's worker ask the manager to put “a” and get its answer at once; two
 * seconds later the consumer's worker asks to get, and prints it. Nobody waits for the queue
 * itself: it lives in the manager's process, where a thread serves each worker. A handle of the
 * queue goes to the workers with their task, as a value, and becomes a proxy of it there. With the
 * argument "forever" nobody puts anything in, and the consumer waits for ever.
 *
 * The notes: “multiprocessing里面的Queue不能用于pool进程池，但是multiprocessing里面有一个Manager”
 * (multiprocessing's Queue cannot be used with a Pool, but there is a Manager): the pipe and locks
 * of a process queue can only be inherited. “pool中的进程间通信用manager中的Queue” (inside a pool
 * use the manager's Queue). */
#include <string.h>

#include "tracer/threadlane_process.h"

static struct tl_manager_queue *handle(struct tl_value value)
{
    return (struct tl_manager_queue *)value.data;
}

static int producer(struct tl_value queue, struct tl_value *result)
{
    (void)result;
    tl_manager_queue_put(handle(queue), tl_text("a"), TL_FOREVER);
    tl_sleep(2);
    return 0;
}

static int consumer(struct tl_value queue, struct tl_value *result)
{
    struct tl_value data;
    (void)result;
    tl_sleep(2);
    if (tl_manager_queue_get(handle(queue), &data, TL_FOREVER) == TL_OK) {
        tl_print("%s", (const char *)data.data);
        tl_value_free(&data);
    }
    return 0;
}

int main(int argc, char **argv)
{
    bool is_put = argc < 2 || strcmp(argv[1], "forever") != 0;
    tl_title("进程池里的队列", "a pool's workers share a queue of a manager");
    struct tl_pool *pool = tl_pool_create(2, "pool");
    struct tl_manager *manager = tl_manager_create("SyncManager-3");
    struct tl_manager_queue *queue = tl_manager_queue_create(manager, 10, "queue");

    if (is_put) {
        tl_async_result_destroy(tl_pool_apply_async(pool, producer, TL_HANDLE(queue), "producer"));
    }
    tl_async_result_destroy(tl_pool_apply_async(pool, consumer, TL_HANDLE(queue), "consumer"));

    tl_pool_close(pool);
    tl_pool_join(pool);
    tl_pool_destroy(pool);
    tl_manager_queue_destroy(queue);
    tl_manager_destroy(manager);
    return tl_exit(0);
}
