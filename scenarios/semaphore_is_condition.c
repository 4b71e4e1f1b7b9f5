/* What a Semaphore is made of: a Condition around a plain Lock, and a number.
 *
 * You will see its parts as Python shows them; a BoundedSemaphore keeps the number it began with,
 * too. Then a thread asks for a permit of a semaphore made by hand, and for one of the library's,
 * and waits both times until main gives one back. The two waits look the same: the lock is taken,
 * no permit is there, the condition is waited on and lets the lock go; the release adds a permit
 * and notifies. Only that the library's semaphore is an operation of its own, with the condition
 * one storey below.
 *
 * The notes: “Semaphore底层是用Condition实现的” (underneath, a Semaphore is made of a Condition).
 */
#include "tracer/threadlane.h"

struct semaphore {
    struct tl_condition *cond; /* around a plain lock */
    int value;
};

static struct semaphore by_hand;
static struct tl_semaphore *s;

static void acquire(struct semaphore *semaphore)
{
    TL_WITH (semaphore->cond) {
        while (semaphore->value == 0) {
            tl_condition_wait(semaphore->cond, TL_FOREVER);
        }
        semaphore->value--;
    }
}

static void release(struct semaphore *semaphore)
{
    TL_WITH (semaphore->cond) {
        semaphore->value++;
        tl_condition_notify(semaphore->cond, 1);
    }
}

static void take_both(void *unused)
{
    (void)unused;
    acquire(&by_hand);
    tl_semaphore_acquire(s, TL_FOREVER);
    tl_print("a permit of both");
}

int main(void)
{
    tl_title("信号量里面", "a Semaphore is a Condition and a number");
    s = tl_semaphore_create(3, "s");
    tl_print("{'_cond': <Condition(<unlocked lock>, 0)>, '_value': %d}", tl_semaphore_permits(s));
    struct tl_semaphore *b = tl_bounded_semaphore_create(2, "b");
    tl_print("{'_cond': <Condition(<unlocked lock>, 0)>, '_value': %d, '_initial_value': %d}",
             tl_semaphore_permits(b), 2);
    by_hand.cond = tl_condition_create_with_lock(tl_lock_create("_lock"), "_cond");
    for (int i = 0; i < 3; i++) {
        tl_semaphore_acquire(s, TL_FOREVER); /* now it has none left, as the one by hand */
    }
    tl_thread_start(tl_thread_create(take_both, NULL, "T"));
    tl_sleep(0.1);
    release(&by_hand);
    tl_sleep(0.1);
    tl_semaphore_release(s, 1);
    return tl_exit(0);
}
