/* 加锁, with a lock: the counter of gil_counter_race, each addition inside a Lock.
 *
 * You will see 0, whichever the check points: who is between reading and writing total holds the
 * lock, and the other one waits for it even when it has the GIL. The price is time: twice as many
 * operations, and sometimes a wait. Arguments: how often, which check points (every_op: as before
 * Python 3.10), the switch interval in seconds.
 *
 * The notes: “用锁会影响性能” (locks cost performance). */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

static struct tl_variable *total;
static struct tl_lock *lock;
static int count = 1000000;

static void add(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_variable_store(total, tl_variable_load(total) + 1);
        tl_lock_release(lock);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_variable_store(total, tl_variable_load(total) - 1);
        tl_lock_release(lock);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

int main(int argc, char **argv)
{
    bool is_old = argc > 2 && strcmp(argv[2], "every_op") == 0;
    tl_title("加锁", "a counter with a lock");
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_gil_enable(TL_GIL_INTERVAL, is_old ? TL_GIL_EVERY_OP : TL_GIL_BACKEDGE_CALL);
    if (argc > 3) {
        tl_gil_set_interval(atof(argv[3]));
    }
    total = tl_variable_create(0, "total");
    lock = tl_lock_create("lock");
    struct tl_thread *thread1 = tl_thread_create(add, NULL, "add");
    struct tl_thread *thread2 = tl_thread_create(desc, NULL, "desc");
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("%d", tl_variable_load(total));
    return tl_exit(0);
}
