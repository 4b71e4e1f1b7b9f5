/* The cure for the deadlock: A and B take a first and b second, both.
 *
 * You will see A get both locks, then B, and the end: whoever has a finds b free, sooner or later,
 * because nobody waits for a while holding b. It is the notes' pseudo code taken literally; the
 * sentence beside it, “资源竞争A需要ab，B需要ba” (A needs a and b, B needs b and a), is
 * deadlock_ab_ba. */
#include "tracer/threadlane.h"

static struct tl_lock *a;
static struct tl_lock *b;

static void take_both(void *unused)
{
    (void)unused;
    tl_lock_acquire(a, TL_FOREVER);
    tl_print("%s got a", tl_current_name());
    tl_sleep(0.1);
    tl_lock_acquire(b, TL_FOREVER);
    tl_print("%s got b", tl_current_name());
    tl_lock_release(b);
    tl_lock_release(a);
}

int main(void)
{
    tl_title("不再死锁", "A and B take their locks in one order");
    a = tl_lock_create("a");
    b = tl_lock_create("b");
    tl_thread_start(tl_thread_create(take_both, NULL, "A"));
    tl_thread_start(tl_thread_create(take_both, NULL, "B"));
    return tl_exit(0);
}
