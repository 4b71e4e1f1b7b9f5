/* A Condition without its lock in hand.
 *
 * You will see wait, notify and notify_all refused, each with Python's words, because nobody holds
 * the condition's lock; then, with the lock, a wait that gives up after 0.2 s, twice. A condition
 * around a plain Lock is laxer: it only looks whether the lock is taken, not by whom.
 *
 * The notes: “在调用with方法，或者acquire方法之后，再调用wait和notify方法” (call wait and notify
 * only after with or acquire). */
#include "tracer/threadlane.h"

static void complain(const char *call, int result)
{
    if (result == TL_NOT_OWNER) {
        tl_print("%s RuntimeError: %s", call, tl_misuse_text());
    }
}

static const char *truth(int result)
{
    return result == TL_OK ? "True" : "False";
}

static bool never(void *unused)
{
    (void)unused;
    return false;
}

int main(void)
{
    tl_title("误用 Condition", "wait and notify without the lock");
    struct tl_rlock *rlock = tl_rlock_create("rlock");
    struct tl_condition *c = tl_condition_create_with_rlock(rlock, "c");
    complain("wait", tl_condition_wait(c, TL_FOREVER));
    complain("notify", tl_condition_notify(c, 1));
    complain("notify_all", tl_condition_notify_all(c));
    TL_WITH (c) {
        tl_print("wait(timeout=.2) -> %s", truth(tl_condition_wait(c, 0.2)));
    }
    struct tl_condition *c2 = tl_condition_create_with_lock(tl_lock_create("lock"), "c2");
    TL_WITH (c2) {
        tl_print("wait_for -> %s", truth(tl_condition_wait_for(c2, never, NULL, 0.2)));
    }
    return tl_exit(0);
}
