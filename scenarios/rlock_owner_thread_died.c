/* An RLock whose owner has died stays locked.
 *
 * You will see t1 take the lock twice, give it back once, and end; t2 then waits a second for it in
 * vain, and may not release it either. In CPython t2 may get it instead: a new thread can be given
 * the identifier of a dead one, and passes for the owner (gh-128167). Threads here are numbered and
 * no number is used again, so that cannot happen: CPython's answer is not copied.
 *
 * The notes: “一定要注意acquire的次数要和release的次数相等” (mind that there are as many
 * releases as acquires). */
#include "tracer/threadlane.h"

static struct tl_rlock *r;

static void t1(void *unused)
{
    (void)unused;
    tl_rlock_acquire(r, TL_FOREVER);
    tl_rlock_acquire(r, TL_FOREVER);
    tl_print("t1 <locked RLock count=%d>", tl_rlock_depth(r));
    tl_rlock_release(r);
    tl_print("t1 released once <locked RLock count=%d>", tl_rlock_depth(r));
}

static void t2(void *unused)
{
    (void)unused;
    tl_print("t2 acquire(timeout=1): %s", tl_rlock_acquire(r, 1) == TL_OK ? "True" : "False");
    if (tl_rlock_release(r) == TL_NOT_OWNER) {
        tl_print("t2 RuntimeError: %s", tl_misuse_text());
    }
}

int main(void)
{
    tl_title("RLock 的主人死了", "its lock stays locked");
    r = tl_rlock_create("r");
    struct tl_thread *a = tl_thread_create(t1, NULL, "t1");
    tl_thread_start(a);
    tl_thread_join(a, TL_FOREVER);
    struct tl_thread *b = tl_thread_create(t2, NULL, "t2");
    tl_thread_start(b);
    tl_thread_join(b, TL_FOREVER);
    return tl_exit(0);
}
