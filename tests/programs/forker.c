/* Ends at once with status 3, and leaves a child behind that goes on when it is an orphan: it takes
 * and gives back a lock as often as the argument says. */
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "tracer/threadlane.h"

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1;
    struct tl_lock *lock = tl_lock_create("lock");
    pid_t parent = getpid();
    if (fork() != 0) {
        tl_lock_destroy(lock);
        return tl_exit(3);
    }
    while (getppid() == parent) {
        sched_yield();
    }
    for (long i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
    }
    tl_lock_destroy(lock);
    return tl_exit(0);
}
