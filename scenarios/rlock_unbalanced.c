/* An RLock taken twice and given back once.
 *
 * You will see t1 own the lock at depth 2 and give one level back; t2 waits a second for it in
 * vain, because one level is left, and is refused when it tries to release what is not its own.
 *
 * The notes: “一定要注意acquire的次数要和release的次数相等” (mind that there are as many releases
 * as acquires). */
#include "tracer/threadlane.h"

static struct tl_rlock *r;
static struct tl_event *ev;

static void t1(void *unused)
{
    (void)unused;
    tl_rlock_acquire(r, TL_FOREVER);
    tl_rlock_acquire(r, TL_FOREVER);
    tl_print("t1 %s", tl_rlock_is_owned(r) ? "True" : "False");
    tl_rlock_release(r);
    tl_print("t1 released once <locked RLock count=%d>", tl_rlock_depth(r));
    tl_event_wait(ev, TL_FOREVER);
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
    tl_title("RLock 少放一次", "taken twice, given back once");
    r = tl_rlock_create("r");
    ev = tl_event_create("ev");
    struct tl_thread *a = tl_thread_create(t1, NULL, "t1");
    struct tl_thread *b = tl_thread_create(t2, NULL, "t2");
    tl_thread_start(a);
    tl_thread_start(b);
    tl_thread_join(b, TL_FOREVER);
    tl_event_set(ev);
    tl_thread_join(a, TL_FOREVER);
    return tl_exit(0);
}
