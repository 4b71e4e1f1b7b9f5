/* The same with a lock of ours: takes and gives back a lock that nobody else wants, and prints what
 * a pair takes in ns, the median of many rounds. Run by itself or under trace-run.
 *
 *     lock_pairs [ROUNDS] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/rounds.h"
#include "tracer/threadlane.h"

#define ROUND      1000
#define ROUNDS_MAX 10001

static struct tl_lock *lock;

static void take_and_give(void)
{
    tl_lock_acquire(lock, TL_FOREVER);
    tl_lock_release(lock);
}

int main(int argc, char **argv)
{
    static double rounds[ROUNDS_MAX];
    int count = argc > 1 ? atoi(argv[1]) : 201;
    if (count < 1 || count > ROUNDS_MAX) {
        return 1;
    }
    lock = tl_lock_create("lock");
    for (int i = 0; i < count; i++) {
        rounds[i] = rounds_measure(take_and_give, ROUND);
    }
    printf("%.2f\n", rounds_median(rounds, (size_t)count));
    return tl_exit(0);
}
