/* A process that is joined before its Queue is drained does not end.
 *
 * You will see put return at once, though a million bytes cannot lie in a pipe: they lie in the
 * child's buffer. Its function is through, but the process joins its QueueFeederThread first, which
 * waits for room in the pipe, and nobody reads while main waits for the process. Here main gives up
 * after a second and gets the item, and the child ends. With the argument “forever” main waits
 * without a limit, and neither ever goes on.
 *
 * Python's documentation warns of it: “you must be sure that all items which have been put on the
 * queue will be removed before the process is joined”. The rest are a Queue's other surprises:
 * empty right after a put, full, closed. */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane_process.h"

#define SIZE 1000000

static int producer(void *queue)
{
    char *data = malloc(SIZE);
    memset(data, 'x', SIZE);
    tl_process_queue_put(queue, tl_bytes(data, SIZE), TL_FOREVER);
    free(data);
    tl_print("put returned; feeder ['MainThread', 'QueueFeederThread']");
    return 0;
}

static const char *python_bool(bool is_true)
{
    return is_true ? "True" : "False";
}

static void join_before_get(double patience)
{
    struct tl_value value = tl_none();
    struct tl_process_queue *queue = tl_process_queue_create(0, "queue");
    struct tl_process *process = tl_process_create(producer, queue, "producer");
    tl_process_start(process);
    tl_process_join(process, patience);
    tl_print("join(1) before get: alive %s", python_bool(tl_process_is_alive(process)));
    tl_process_queue_get(queue, &value, TL_FOREVER);
    tl_print("%zu", value.size);
    tl_value_free(&value);
    tl_process_join(process, 1);
    tl_print("after get: alive %s", python_bool(tl_process_is_alive(process)));
}

/* As in Python, under the GIL, the feeder cannot run before this thread waits. */
static void look_too_early(void)
{
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    struct tl_process_queue *queue = tl_process_queue_create(0, "second queue");
    tl_process_queue_put(queue, tl_int(1), TL_FOREVER);
    tl_print("empty() right after put: %s", python_bool(tl_process_queue_is_empty(queue)));
    tl_sleep(0.05);
    tl_print("later: %s qsize %d", python_bool(tl_process_queue_is_empty(queue)),
             tl_process_queue_size(queue));
}

static void put_too_much(void)
{
    struct tl_process_queue *queue = tl_process_queue_create(1, "third queue");
    tl_process_queue_put(queue, tl_int(1), TL_FOREVER);
    if (tl_process_queue_put(queue, tl_int(2), 0.1) == TL_FULL) {
        tl_print("queue Full");
    }
    tl_process_queue_close(queue);
    if (tl_process_queue_put(queue, tl_int(3), TL_FOREVER) == TL_STATE) {
        tl_print("ValueError %s", tl_misuse_text());
    }
}

int main(int argc, char **argv)
{
    bool waits_forever = argc > 1 && strcmp(argv[1], "forever") == 0;
    tl_title("先 join 后 get", "a queue not drained before the join");
    join_before_get(waits_forever ? TL_FOREVER : 1);
    look_too_early();
    put_too_much();
    return tl_exit(0);
}
