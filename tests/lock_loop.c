/* Takes and gives back one lock as often as the argument says: a program that records much. With a
 * second argument it sleeps a millisecond after each hundred. */
#include <stdlib.h>
#include <time.h>

#include "tracer/threadlane.h"

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1;
    struct tl_lock *lock = tl_lock_create("lock");
    for (long i = 0; i < count; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
        if (argc > 2 && i % 100 == 99) {
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 1000000}, NULL);
        }
    }
    tl_lock_destroy(lock);
    return tl_exit(0);
}
