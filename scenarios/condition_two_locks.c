/* The two storeys of a Condition: one outer lock, and a lock of its own for each wait.
 *
 * You will see three threads take the outer lock twice each and wait; main then takes it once, for
 * wait lets it go at all its levels. The deque holds one waiter lock a wait; notify(2) opens the
 * first two, and each of them comes back with the outer lock at depth 2, as it had left it. The
 * third waits for notify_all.
 *
 * The notes: “condition有两层锁，一把底层锁会在线程调用了wait方法的时候释放，上面的锁会在
 * 每次调用wait的时候分配一把并放入到cond的等待队列（deque实现的）中，等到notify方法的唤醒” (a
 * condition has two layers of locks: the lower one is released when wait is called; the upper one
 * is allocated at each wait and put into the condition's queue, a deque, until notify wakes it). */
#include <stdio.h>

#include "tracer/threadlane.h"

#define WAITERS   3
#define TEXT_SIZE 96

static struct tl_rlock *outer;
static struct tl_condition *c;

/* As Python shows a Condition: its lock, and how many wait. */
static const char *describe(char text[TEXT_SIZE])
{
    int depth = tl_rlock_depth(outer);
    snprintf(text, TEXT_SIZE, "<Condition(<%s RLock count=%d>, %d)>",
             depth > 0 ? "locked" : "unlocked", depth, tl_condition_waiting_count(c));
    return text;
}

/* As Python shows its deque of waiter locks. */
static const char *describe_waiters(char text[TEXT_SIZE])
{
    int size = snprintf(text, TEXT_SIZE, "deque([");
    for (int i = 0; i < tl_condition_waiting_count(c) && size < TEXT_SIZE; i++) {
        size += snprintf(text + size, TEXT_SIZE - (size_t)size, "%s<locked lock>", i ? ", " : "");
    }
    snprintf(text + size, TEXT_SIZE - (size_t)size, "])");
    return text;
}

static void wait_at_depth_2(void *name)
{
    char text[TEXT_SIZE];
    TL_WITH (c) {
        tl_condition_acquire(c, TL_FOREVER); /* depth 2 */
        tl_print("%s waiting", (char *)name);
        tl_condition_wait(c, TL_FOREVER);
        tl_print("%s woke %s", (char *)name, describe(text));
        tl_condition_release(c);
    }
}

int main(void)
{
    tl_title("两把锁", "an outer lock, and a lock for each wait");
    outer = tl_rlock_create("outer");
    c = tl_condition_create_with_rlock(outer, "c");
    char *names[WAITERS] = {"w1", "w2", "w3"};
    struct tl_thread *threads[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
        threads[i] = tl_thread_create(wait_at_depth_2, names[i], names[i]);
        tl_thread_start(threads[i]);
        tl_sleep(0.05);
    }
    char text[TEXT_SIZE];
    tl_print("%s", describe(text));
    tl_print("%s", describe_waiters(text));
    TL_WITH (c) {
        tl_print("main has outer lock although 3 waiters had depth 2: %s", describe(text));
        tl_condition_notify(c, 2);
    }
    tl_sleep(0.1);
    tl_print("after notify(2): %s", describe_waiters(text));
    TL_WITH (c) {
        tl_condition_notify_all(c);
    }
    for (int i = 0; i < WAITERS; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
    }
    return tl_exit(0);
}
