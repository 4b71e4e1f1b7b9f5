/* 可重入锁, the lock that may be entered again: the counter, with two acquires inside each other.
 *
 * You will see 0, and in the picture the depth of the RLock go 1, 2, 1, 0: only the last release
 * lets the other thread in. A plain Lock would wait for itself at the second acquire
 * (lock_in_lock). Between threads it is a lock like any other. Arguments: how often, which check
 * points (every_op: as before Python 3.10), the switch interval in seconds.
 *
 * The notes: “在同一个线程里面，可以多次调用acquire，注意acquire的次数和release的次数相等” (within
 * one thread acquire may be called many times; as many releases as acquires). */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

static struct tl_variable *total;
static struct tl_rlock *lock;
static int count = 1000000;

static void add(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_rlock_acquire(lock, TL_FOREVER);
        tl_rlock_acquire(lock, TL_FOREVER);
        tl_variable_store(total, tl_variable_load(total) + 1);
        tl_rlock_release(lock);
        tl_rlock_release(lock);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_rlock_acquire(lock, TL_FOREVER);
        tl_variable_store(total, tl_variable_load(total) - 1);
        tl_rlock_release(lock);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

int main(int argc, char **argv)
{
    bool is_old = argc > 2 && strcmp(argv[2], "every_op") == 0;
    tl_title("可重入锁", "a counter with an RLock");
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_gil_enable(TL_GIL_INTERVAL, is_old ? TL_GIL_EVERY_OP : TL_GIL_BACKEDGE_CALL);
    if (argc > 3) {
        tl_gil_set_interval(atof(argv[3]));
    }
    total = tl_variable_create(0, "total");
    lock = tl_rlock_create("lock");
    struct tl_thread *thread1 = tl_thread_create(add, NULL, "add");
    struct tl_thread *thread2 = tl_thread_create(desc, NULL, "desc");
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("%d", tl_variable_load(total));
    return tl_exit(0);
}
