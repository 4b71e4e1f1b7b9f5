/* A notify that reaches somebody who has given up already.
 *
 * You will see two waiters in the queue, one notify that takes one of them out, and both waits
 * fail: a's time was over while main held the lock, so a could not come back and leave the queue;
 * the notify went to a, who made nothing of it, and b never heard of it. CPython behaves so too
 * (3.11 and 3.13). A condition keeps no memory: look at the state again after each wait, and tell
 * the next one if the news was not for you. */
#include "tracer/threadlane.h"

static struct tl_condition *c;

struct wait {
    const char *name;
    double timeout;
    int result;
};

static void wait_so_long(void *argument)
{
    struct wait *wait = argument;
    TL_WITH (c) {
        wait->result = tl_condition_wait(c, wait->timeout);
    }
}

static const char *truth(int result)
{
    return result == TL_OK ? "True" : "False";
}

int main(void)
{
    tl_title("通知与超时", "the notify goes to one whose time is over");
    c = tl_condition_create("c");
    struct wait waits[] = {{.name = "a", .timeout = 0.1}, {.name = "b", .timeout = 0.8}};
    struct tl_thread *threads[2];
    for (int i = 0; i < 2; i++) {
        threads[i] = tl_thread_create(wait_so_long, &waits[i], waits[i].name);
        tl_thread_start(threads[i]);
        tl_sleep(0.02);
    }
    TL_WITH (c) {
        tl_sleep(0.3); /* a has timed out, but cannot take c back */
        tl_print("waiters before notify %d", tl_condition_waiting_count(c));
        tl_condition_notify(c, 1);
        tl_print("waiters after notify %d", tl_condition_waiting_count(c));
    }
    tl_thread_join(threads[0], TL_FOREVER);
    tl_thread_join(threads[1], TL_FOREVER);
    tl_print("[('a', %s), ('b', %s)] -> the single notify went to the timed-out waiter and is lost",
             truth(waits[0].result), truth(waits[1].result));
    return tl_exit(0);
}
