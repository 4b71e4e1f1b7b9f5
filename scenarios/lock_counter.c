/* A counter under a lock: a million times up, a million times down.
 *
 * You will see 0, always: between acquire and release only one thread touches the total, so no
 * update is lost. The price is in the trace: an acquire and a release for each addition, and a wait
 * whenever both come at once. An argument sets the count.
 *
 * The notes: “用锁会影响性能” (locks cost performance). */
#include <stdlib.h>

#include "tracer/threadlane.h"

static int total;
static struct tl_lock *lock;
static long count = 1000000;

static void add(void *unused)
{
    (void)unused;
    for (long i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        total += 1;
        tl_lock_release(lock);
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (long i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        total -= 1;
        tl_lock_release(lock);
    }
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atol(argv[1]) : count;
    tl_title("加锁的计数", "a counter under a lock");
    lock = tl_lock_create("lock");
    struct tl_thread *thread1 = tl_thread_create(add, NULL, "add");
    struct tl_thread *thread2 = tl_thread_create(desc, NULL, "desc");
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("%d", total);
    return tl_exit(0);
}
