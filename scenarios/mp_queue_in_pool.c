/* A process queue given to the workers of a pool, which cannot be.
 *
 * You will see nothing happen: the tasks fail before they reach a worker, because such a queue
 * cannot travel to a process that is there already. Python says so only to who asks for the result.
 *
 * The notes: “multiprocessing 中的 Queue 不能用于 Pool” (a multiprocessing Queue does not work with
 * a Pool); a Manager's does. */
#include "tracer/threadlane_process.h"

static struct tl_process_queue *queue_of(struct tl_value value)
{
    return (struct tl_process_queue *)value.data;
}

static int producer(struct tl_value queue, struct tl_value *result)
{
    *result = tl_none();
    tl_process_queue_put(queue_of(queue), tl_text("a"), TL_FOREVER);
    return tl_sleep(2);
}

static int consumer(struct tl_value queue, struct tl_value *result)
{
    tl_sleep(2);
    tl_process_queue_get(queue_of(queue), result, TL_FOREVER);
    tl_print("%s", (const char *)result->data);
    return 0;
}

static const char *name_of(bool is_true)
{
    return is_true ? "True" : "False";
}

int main(void)
{
    struct tl_async_result *results[2];
    tl_title("a Queue in a Pool", "the tasks fail, and nobody says so");
    struct tl_pool *pool = tl_pool_create(2, "pool");
    struct tl_process_queue *queue = tl_process_queue_create(10, "queue");
    results[0] = tl_pool_apply_async(pool, producer, TL_HANDLE(queue), "producer");
    results[1] = tl_pool_apply_async(pool, consumer, TL_HANDLE(queue), "consumer");
    tl_pool_close(pool);
    tl_pool_join(pool);
    tl_print("silent: nothing printed; ready %s successful %s",
             name_of(tl_async_result_is_ready(results[0])),
             name_of(tl_async_result_is_successful(results[0]) == TL_OK));
    for (int i = 0; i < 2; i++) {
        if (tl_async_result_get(results[i], TL_FOREVER, NULL) == TL_TASK_ERROR) {
            tl_print("RuntimeError %s", tl_async_result_error(results[i]));
        }
    }
    return tl_exit(0);
}
