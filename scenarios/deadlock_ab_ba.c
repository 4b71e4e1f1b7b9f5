/* Deadlock: A takes a and wants b, B takes b and wants a.
 *
 * You will see “A got a” and “B got b”, and then nothing: each holds what the other one waits for,
 * so neither can go on. The cure is one order for all (deadlock_fixed_same_order).
 *
 * The notes: “资源竞争A需要ab，B需要ba，俩个一人拿了一个” (A needs a and b, B needs b and a, and
 * each has got one of them). */
#include "tracer/threadlane.h"

static struct tl_lock *a;
static struct tl_lock *b;

static void run_a(void *unused)
{
    (void)unused;
    tl_lock_acquire(a, TL_FOREVER);
    tl_print("A got a");
    tl_sleep(0.1);
    tl_lock_acquire(b, TL_FOREVER);
    tl_print("A got b");
}

static void run_b(void *unused)
{
    (void)unused;
    tl_lock_acquire(b, TL_FOREVER);
    tl_print("B got b");
    tl_sleep(0.1);
    tl_lock_acquire(a, TL_FOREVER);
    tl_print("B got a");
}

int main(void)
{
    tl_title("死锁", "A and B want each other’s lock");
    a = tl_lock_create("a");
    b = tl_lock_create("b");
    tl_thread_start(tl_thread_create(run_a, NULL, "A"));
    tl_thread_start(tl_thread_create(run_b, NULL, "B"));
    return tl_exit(0);
}
