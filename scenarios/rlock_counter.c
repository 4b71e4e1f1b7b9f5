/* A counter under an RLock, which its holder may take again.
 *
 * You will see 0, always. One thread takes the lock twice for each addition, so its depth goes
 * 1, 2, 1, 0, and only at 0 the other thread gets it; a plain Lock would wait for itself here
 * (lock_in_lock). An argument sets the count.
 *
 * The notes:
 * “RLock，在同一个线程里面，可以连续调用多次acquire，一定要注意acquire的次数要和release的次数 相等”
 * (with an RLock one thread may call acquire several times in a row; mind that there are as many
 * releases as acquires). */
#include <stdlib.h>

#include "tracer/threadlane.h"

static int total;
static struct tl_rlock *lock;
static long count = 1000000;

static void add(void *unused)
{
    (void)unused;
    for (long i = 0; i < count; i++) {
        tl_rlock_acquire(lock, TL_FOREVER);
        tl_rlock_acquire(lock, TL_FOREVER);
        total += 1;
        tl_rlock_release(lock);
        tl_rlock_release(lock);
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (long i = 0; i < count; i++) {
        tl_rlock_acquire(lock, TL_FOREVER);
        total -= 1;
        tl_rlock_release(lock);
    }
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atol(argv[1]) : count;
    tl_title("可重入的锁", "a counter under an RLock");
    lock = tl_rlock_create("lock");
    struct tl_thread *thread1 = tl_thread_create(add, NULL, "add");
    struct tl_thread *thread2 = tl_thread_create(desc, NULL, "desc");
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("%d", total);
    return tl_exit(0);
}
