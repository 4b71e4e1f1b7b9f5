/* Threads that each take and give back a lock of their own: "alive N" all at once, the first going
 * on only when the last is there; "after N" one after the other. */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

static struct tl_event *all_there;
static int missing;

static void use_lock(void)
{
    struct tl_lock *lock = tl_lock_create(NULL);
    tl_lock_acquire(lock, TL_FOREVER);
    tl_lock_release(lock);
    tl_lock_destroy(lock);
}

static void live(void *argument)
{
    use_lock();
    if (argument && __atomic_sub_fetch(&missing, 1, __ATOMIC_ACQ_REL) == 0) {
        tl_event_set(all_there);
    }
    if (argument) {
        tl_event_wait(all_there, TL_FOREVER);
    }
}

static void join(struct tl_thread *thread)
{
    tl_thread_join(thread, TL_FOREVER);
    tl_thread_destroy(thread);
}

int main(int argc, char **argv)
{
    bool is_alive = argc > 1 && strcmp(argv[1], "alive") == 0;
    int count = argc > 2 ? atoi(argv[2]) : 1;
    struct tl_thread **threads = calloc((size_t)count, sizeof(*threads));
    all_there = tl_event_create("all there");
    missing = count;
    for (int i = 0; i < count; i++) {
        threads[i] = tl_thread_create(live, is_alive ? all_there : NULL, NULL);
        if (tl_thread_start(threads[i]) != 0) {
            return tl_exit(1);
        }
        if (!is_alive) {
            join(threads[i]);
        }
    }
    for (int i = 0; i < count && is_alive; i++) {
        join(threads[i]);
    }
    free(threads);
    return tl_exit(0);
}
