/* The rules of Queue, one call a line: what comes back, and after how long.
 *
 * You will see a full queue refuse at once or after its time limit, an empty one too; what counts
 * as misuse; the three orders of items; and how a queue is shut down (Python 3.13): gently, so that
 * what is left may still be got, or at once, so that items are forgotten and count as done.
 *
 * The notes: “put也是一个阻塞函数，当队列已满的时候，会阻塞” (put is blocking too: it blocks while
 * the queue is full). */
#include "tracer/threadlane.h"

static void show(int result, const char *value, double seconds)
{
    switch (result) {
    case TL_OK:
        tl_print("%s %.2f", value, seconds);
        break;
    case TL_FULL:
        tl_print("Full() %.2f", seconds);
        break;
    case TL_EMPTY:
        tl_print("Empty() %.2f", seconds);
        break;
    case TL_SHUTDOWN:
        tl_print("ShutDown() %.2f", seconds);
        break;
    default:
        tl_print("ValueError(%s) %.2f", tl_misuse_text(), seconds);
    }
}

/* Calls, and shows the result; `value` is what was got. */
#define TRY(call, value)                                                                           \
    do {                                                                                           \
        double begin = tl_time();                                                                  \
        int result = (call);                                                                       \
        show(result, value, tl_time() - begin);                                                    \
    } while (0)

static int compare_digits(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

static void show_order(struct tl_queue *queue)
{
    void *got[3] = {"3", "1", "2"};
    for (int i = 0; i < 3; i++) {
        tl_queue_put(queue, got[i], TL_FOREVER);
    }
    for (int i = 0; i < 3; i++) {
        tl_queue_get(queue, &got[i], TL_FOREVER);
    }
    tl_print("[%s, %s, %s]", (char *)got[0], (char *)got[1], (char *)got[2]);
}

static const char *truth(bool is_true)
{
    return is_true ? "True" : "False";
}

int main(void)
{
    tl_title("队列的规则", "what a Queue does, call by call");
    void *item = NULL;
    struct tl_queue *q = tl_queue_create(1, "q");
    tl_queue_put(q, "1", TL_FOREVER);
    TRY(tl_queue_put(q, "2", 0), "None");
    TRY(tl_queue_put(q, "2", 0.2), "None");
    TRY(tl_queue_put(q, "2", -1), "None");
    TRY(tl_queue_get(q, &item, -1), item);
    TRY(tl_queue_get(q, &item, TL_FOREVER), item);
    TRY(tl_queue_get(q, &item, 0), item);
    TRY(tl_queue_get(q, &item, 0.2), item);
    TRY(tl_queue_task_done(q), "None");
    TRY(tl_queue_task_done(q), "None");
    TRY(tl_queue_join(q), "None");
    const int maxsize = -1; /* no limit, as 0 */
    struct tl_queue *unlimited = tl_queue_create(maxsize, NULL);
    tl_print("%d %s %s %s %d", tl_queue_size(q), truth(tl_queue_is_empty(q)),
             truth(tl_queue_is_full(q)), truth(tl_queue_is_full(unlimited)), maxsize);
    show_order(tl_queue_create_priority(0, compare_digits, "priority"));
    show_order(tl_queue_create_lifo(0, "lifo"));

    q = tl_queue_create(2, "gently");
    tl_queue_put(q, "1", TL_FOREVER);
    tl_queue_shutdown(q, false);
    TRY(tl_queue_put(q, "2", TL_FOREVER), "None");
    TRY(tl_queue_get(q, &item, TL_FOREVER), item);
    TRY(tl_queue_get(q, &item, TL_FOREVER), item);
    q = tl_queue_create(2, "at once");
    tl_queue_put(q, "1", TL_FOREVER);
    tl_queue_shutdown(q, true);
    TRY(tl_queue_get(q, &item, TL_FOREVER), item);
    TRY(tl_queue_task_done(q), "None");
    TRY(tl_queue_join(q), "None");
    return tl_exit(0);
}
